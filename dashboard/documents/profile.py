"""Profiles of areas as documents, from the view models of the screen: Steckbrief, card, figures, trend, position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from dashboard import formatting
from dashboard.documents.annex import annex, sources
from dashboard.documents.figures import STATE_WORDS, Column, Level, Row
from dashboard.documents.model import (
    Bullets,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Part,
    Section,
    Side,
    Table,
)
from dashboard.documents.profile_pictures import courses, locator
from dashboard.views.facilities import Supply
from dashboard.views.needs.card import ATTENTION, NeedsCard, build_card
from dashboard.views.needs.result import Result, build_result
from dashboard.views.profile import build_profile, difference_words, place_words
from geodata.areas import SUB_MUNICIPAL_RANK
from geodata.catalog import IndicatorKind
from geodata.observations import ValueStatus
from geodata.progress import Progress, silent
from geodata.repository import Area

MOST_KEY_FIGURES = 4
NOTHING_AGAINST = "Aus den geladenen Zahlen nichts. Örtliches Wissen kann trotzdem dagegen sprechen."
NO_TREND = "Zu keinem Indikator gibt es mehrere vergleichbare Zeitpunkte."
SIMILAR_NOTE = "In Klammern: Soziale Lage und Abstand nach den Indikatoren des Index, 0 = gleich."
HIDDEN_NOTE = "„nicht ausgewiesen“: aus Datenschutzgründen; das ist nicht null."
FIGURES_NOTE = (
    "Zufallsbereich: 95 %. „höher“, „niedriger“: auch unter Berücksichtigung des Zufalls anders als der {word}; "
    "„unsicher“: der Unterschied kann Zufall sein; „zu klein“: auch das Doppelte ließe sich hier nicht sicher erkennen."
)


@dataclass(frozen=True)
class Made:
    """One profile: what stands below its name, and the sections after that."""

    area: Area
    name: str
    place: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]


def one_profile(level: Level, area_id: str, day: date, link: str) -> Document:
    """Profile of one area of the level."""
    result = index_of(level)
    made = _made(level, result, area_id)
    return Document(
        title=made.name, subtitle=_subtitle(level, made.place),
        sections=(*made.sections, annex(level, result)), sources=sources(level),
        fingerprint=level.repository.fingerprint, day=day, link=link, fictional=level.fictional, summary=made.parts,
    )  # fmt: skip


def all_profiles(level: Level, day: date, link: str, progress: Progress = silent) -> Document:
    """Profiles of all areas inside the view, with contents, by municipality and name."""
    result, repository = index_of(level), level.repository
    sections, ids = [], _ordered(level)
    for n, area_id in enumerate(ids):
        progress(f"Profil {n + 1} von {len(ids)}: {level.names[area_id]}", n / len(ids))
        made = _made(level, result, area_id)
        sections.append(Section(made.name, made.parts, made.place, made.sections, new_page=True))
    region, plural = repository.area(level.state.region), repository.level_of[level.state.level].plural
    return Document(
        title=f"Profile: {region.name}", subtitle=_subtitle(level, f"{formatting.number(len(ids))} Gebiete ({plural})"),
        sections=(*sections, annex(level, result)), sources=sources(level), fingerprint=repository.fingerprint, day=day,
        link=link, fictional=level.fictional, contents=True,
    )  # fmt: skip


def index_of(level: Level) -> Result | None:
    """The index of the level where there is a card: below municipalities, if it can be computed."""
    if level.repository.level_of[level.state.level].rank < SUB_MUNICIPAL_RANK:
        return None
    found = build_result(level.repository, level.state)
    return found if isinstance(found, Result) else None


def _subtitle(level: Level, text: str) -> str:
    period = level.main.period
    return f"{text}, Stand {formatting.period(period)}" if period else text


def _ordered(level: Level) -> list[str]:
    def key(area_id: str) -> tuple[str, str]:
        around = level.repository.ancestor_at(area_id, "gemeinde")
        own = level.repository.area(area_id)
        return (
            formatting.sortable(around.name) if around and around.id != own.id else "",
            formatting.sortable(own.name),
        )

    return sorted(level.inside, key=key)


def _made(level: Level, result: Result | None, area_id: str) -> Made:
    area, above = level.repository.area(area_id), level.above(area_id)
    rows = {id(c): level.row(c, area_id, above) for c in level.columns}
    card = build_card(level.repository, level.state, area_id) if result is not None else None
    figure = locator(level, area_id)
    parts: list[Part] = [KeyFigures(_key_figures(level, result, area_id, above)), *_sentences(level, area_id)]
    parts += [figure] if figure else []
    sections = [
        *([_card(card)] if card else []),
        _figures(level, list(rows.values()), above),
        _trend(level, area_id, above),
    ]
    return Made(area, level.names[area_id], place_words(level.repository, area), tuple(parts), tuple(sections))


# -- at a glance ------------------------------------------------------------------------------------------------------


def _key_figures(level: Level, result: Result | None, area_id: str, above: list[Area]) -> tuple[KeyFigure, ...]:
    """The indicator of the view first, then those of the index, then opening questions."""
    wanted = [level.main.indicator.id, *([c.indicator.id for c in result.inputs.columns] if result else [])]
    opening = sorted((c for c in level.columns if c.indicator.headline), key=lambda c: c.indicator.headline)
    by_id = {c.indicator.id: c for c in reversed(level.columns)} | {level.main.indicator.id: level.main}
    chosen = dict.fromkeys([*wanted, *(c.indicator.id for c in opening), *by_id])
    found = [by_id[i] for i in chosen if i in by_id][:MOST_KEY_FIGURES]
    return tuple(_key_figure(level.row(c, area_id, above), above, c) for c in found)


def _key_figure(row: Row, above: list[Area], column: Column) -> KeyFigure:
    lines = [row.counts, row.interval and f"Zufallsbereich {row.interval}"]
    if column.indicator.kind is not IndicatorKind.COUNT:
        lines += [f"{area.name}: {text}" for area, text in zip(above, row.others, strict=True)]
    return KeyFigure(f"{row.name}, {row.period}" if row.period else row.name, row.value, "\n".join(filter(None, lines)))


def _sentences(level: Level, area_id: str) -> list[Part]:
    """What the Steckbrief says of the indicator of the view."""
    view = build_profile(level.repository, level.main.current, area_id)
    if view is None:
        return []
    hidden = f"{formatting.sentence(formatting.STATUS_TEXT[ValueStatus.SUPPRESSED])}." if view.status_note else ""
    texts = [view.certainty or hidden, f"{view.rank}." if view.rank else "", view.development]
    return [Paragraph(" ".join(filter(None, texts))), *([_supply(view.supply)] if view.supply else [])]


def _supply(found: tuple[Supply, ...]) -> Table:
    heads = ("Einrichtungen", "Anzahl", "Plätze", "je 100 der Zielgruppe", "Zielgruppe")
    sides = (Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT)
    rows = tuple((s.label, s.count, s.places, s.per_100, s.basis) for s in found)
    return Table("Einrichtungen im Gebiet", heads, rows, sides)


# -- card -------------------------------------------------------------------------------------------------------------


def _card(card: NeedsCard) -> Section:
    words = [("Soziale Lage", card.lage), ("Entwicklung", card.dynamics), ("Index", card.index), ("Rang", card.rank)]
    figures = tuple(KeyFigure(title, text) for title, text in words if text)
    attention = (Paragraph(f"{ATTENTION[0].upper()}{ATTENTION[1:]}."),) if card.attention else ()
    against: Part = Bullets(card.against) if card.against else Paragraph(NOTHING_AGAINST)
    parts: list[Part] = [*([KeyFigures(figures)] if figures else []), *attention]
    parts += [Paragraph(" ".join(card.sentences)), _shares(card)]
    below = [Section("Was dagegen spricht", (against,))]
    if card.similar:
        texts = [f"{s.name} ({', '.join(filter(None, (s.status, s.distance)))})" for s in card.similar]
        below.append(Section("Ähnliche Quartiere", (Paragraph(f"{'; '.join(texts)}. {SIMILAR_NOTE}"),)))
    return Section("Soziale Lage und Entwicklung", tuple(parts), sections=tuple(below))


def _shares(card: NeedsCard) -> Table:
    heads = ("Indikator des Index", "Wert", "Mittel der Gebiete", "Beitrag zum Index", "Veränderung")
    rows = tuple(
        (f"{p.name} (auffällig hoch)" if p.flagged else p.name, p.value, p.mean, p.share_text or "–", p.change or "–")
        for p in card.parts
    )
    sides = (Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT)
    return Table("Woraus sich der Index zusammensetzt", heads, rows, sides)


# -- all figures ------------------------------------------------------------------------------------------------------


def _figures(level: Level, rows: list[Row], above: list[Area]) -> Section:
    """Columns in which nothing stands are left out; the period is one of them where all have the same."""
    periods = {r.period for r in rows}
    right, left = Side.RIGHT, Side.LEFT
    columns = [
        ("Indikator", left, [r.name for r in rows]),
        ("Stand", left, [r.period if len(periods) > 1 else "" for r in rows]),
        ("Wert", right, [r.value for r in rows]),
        ("Anzahl", right, [r.counts for r in rows]),
        ("Zufallsbereich", right, [r.interval for r in rows]),
        ("Vergleich", left, [r.verdict for r in rows]),
        *((area.name, right, [r.others[n] for r in rows]) for n, area in enumerate(above)),
    ]
    heads, sides, cells = zip(*[column for column in columns if any(column[2])], strict=True)
    period = "je der neueste Stand" if len(periods) > 1 else f"Stand {min(periods, default='nicht angegeben')}"
    table = Table(
        f"Alle auf dieser Ebene ausgewiesenen Indikatoren, {period}", heads,
        tuple(tuple(text or "–" for text in row) for row in zip(*cells, strict=True)), sides, _notes(level, rows),
    )  # fmt: skip
    return Section("Alle Zahlen", (table,))


def _notes(level: Level, rows: list[Row]) -> tuple[str, ...]:
    word = level.main.current.certainty.word if level.main.current.certainty else "Vergleichswert"
    sure = FIGURES_NOTE.format(word=word) if any(r.interval for r in rows) else ""
    hidden = any(STATE_WORDS[ValueStatus.SUPPRESSED] in (r.value, *r.others) for r in rows)
    return tuple(filter(None, (sure, HIDDEN_NOTE if hidden else "")))


# -- over time --------------------------------------------------------------------------------------------------------


def _trend(level: Level, area_id: str, above: list[Area]) -> Section:
    figures, _ = courses(level, area_id, above)
    rows = tuple(row for c in level.columns if (row := _development(level, c, area_id)))
    if not rows:
        return Section("Entwicklung", (Paragraph(NO_TREND),))
    heads = ("Indikator", "erster Wert", "letzter Wert", "Unterschied")
    table = Table("Erster und letzter ausgewiesener Wert", heads, rows, (Side.LEFT, Side.RIGHT, Side.RIGHT, Side.LEFT))
    return Section("Entwicklung", (table, *figures))


def _development(level: Level, column: Column, area_id: str) -> tuple[str, ...]:
    """First and last published value; what lies between is not compared across a break."""
    values = column.series[level.place_of[area_id]]
    known = np.flatnonzero(~np.isnan(values))
    if column.obstacle:
        return ()
    if len(known) < 2:
        return (column.named_unit, "–", "–", "zu wenige ausgewiesene Werte")
    first, last = int(known[0]), int(known[-1])
    broken = any(first < n <= last for n in column.breaks)
    difference = "Bruch in der Reihe, nicht vergleichbar" if broken else ""
    indicator = column.indicator
    return (
        column.named_unit, *(_at(column, values, n) for n in (first, last)),
        difference or difference_words(float(values[last] - values[first]), indicator) or "–",
    )  # fmt: skip


def _at(column: Column, values: np.ndarray, n: int) -> str:
    indicator = column.indicator
    shown = formatting.quantity(float(values[n]), formatting.inline_unit(indicator.unit), indicator.decimals)
    return f"{shown} ({formatting.period(column.periods[n])})"
