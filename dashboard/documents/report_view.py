"""What a report says of one view: sentence, notes and sources of the screen's view models, table and Steckbriefe."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.documents.model import Bullets, KeyFigure, KeyFigures, Paragraph, Part, Side, Table
from dashboard.documents.report_list import PROFILE, no_report
from dashboard.snapshot.options import OF_PAGE, TABLE
from dashboard.state import ViewState
from dashboard.views.current import Current, build_current
from dashboard.views.headline import build_headline, difference_text
from dashboard.views.needs.card import NeedsCard, build_card
from dashboard.views.needs.page import HINT, build_needs
from dashboard.views.needs.result import DYNAMICS_WORDS, STATUS_WORDS, Refused, build_result
from dashboard.views.needs.snapshot import build_needs_snapshot
from dashboard.views.profile import Profile, build_profile
from dashboard.views.ranking import build_ranking
from dashboard.views.snapshot import SnapshotView, build_snapshot
from dashboard.views.survey import models as survey
from dashboard.views.survey.snapshot import KINDS, build_survey_picture
from geodata.methods.needs import Status
from geodata.observations import ValueStatus
from geodata.repository import Repository

MOST_ROWS = 500
NEEDS_HEADS = ("Rang", "Gebiet", "Soziale Lage", "Entwicklung", "Index")


@dataclass(frozen=True, slots=True)
class _Area:
    """A row of the Rangfolge; NaN = no number, ``rank`` 0 = none."""

    id: str
    name: str
    k: float
    n: float
    value: float
    own_status: ValueStatus
    diff: float
    status: ValueStatus
    rank: int


@dataclass(frozen=True, slots=True)
class Told:
    """``source``: time and sources of the figures, for below a picture. ``shows``: keys of ``CONTENTS`` there are for
    this view. ``period``: shown now; "" where a view has none."""

    title: str
    place: str
    sentence: str
    notes: tuple[str, ...]
    not_shown: str
    source: str
    sources: tuple[str, ...]
    fictional: bool
    period: str
    shows: tuple[str, ...]


def told(repository: Repository, state: ViewState) -> Told:
    """Raises ``GeodataError`` (``bad_report``) where the view has nothing to show."""
    return {"karte": _karte, "quartiere": _needs, "befragung": _survey}[state.page](repository, state)


def _karte(repository: Repository, state: ViewState) -> Told:
    current, view = build_current(repository, state), build_snapshot(repository, state)
    headline = build_headline(repository, current)
    return _of_snapshot(view, headline.sentence, state.period, OF_PAGE["karte"])


def _needs(repository: Repository, state: ViewState) -> Told:
    view = build_needs_snapshot(repository, state)
    if not isinstance(view, SnapshotView):
        raise no_report("", " ".join(view).rstrip("."))
    page = build_needs(repository, state)
    return _of_snapshot(view, f"{page.sentence} {HINT}", view.period, OF_PAGE["quartiere"], page.notes)


def _of_snapshot(
    view: SnapshotView, sentence: str, period: str, shows: tuple[str, ...], more: tuple[str, ...] = ()
) -> Told:
    not_shown = f"Ohne Wert: {view.not_shown}."
    notes = (
        *more,
        view.conditions,
        f"{not_shown} Geheimhaltung: {view.rule}." if view.rule else not_shown,
        f"Zu beachten: {view.caution}" if view.caution else "",
    )
    borders = f"Gebietsgrenzen: {view.boundaries}" if view.boundaries else ""
    source = ". ".join(filter(None, (f"Stand: {view.as_of}", f"Quelle: {view.source}", borders)))
    return Told(
        view.title, view.subtitle, sentence, tuple(dict.fromkeys(filter(None, notes))), not_shown, source,
        tuple(filter(None, (view.source, borders))), view.fictional, period, (*shows, TABLE, PROFILE),
    )  # fmt: skip


def _survey(repository: Repository, state: ViewState) -> Told:
    found = [view for show in KINDS if not isinstance(view := build_survey_picture(repository, state, show), str)]
    if not found:
        raise no_report("", "in diesem Teil der Befragung gibt es nichts zu zeigen")
    view = found[0]
    borders = tuple(f"Gebietsgrenzen: {v.boundaries}" for v in found if v.boundaries)
    return Told(
        view.title, view.subtitle, f"{view.facts}.", view.notes, "", "; ".join((view.facts, *borders)),
        (view.facts, *borders), view.fictional, "", tuple(v.show for v in found),
    )  # fmt: skip


# -- table ------------------------------------------------------------------------------------------------------------


def tables(repository: Repository, state: ViewState) -> list[Part]:
    """The Rangfolge, or the tables of a part of a survey with what is said below them. Raises ``GeodataError``
    (``bad_report``) for more rows than anybody reads."""
    makers = {"karte": _ranking, "quartiere": _needs_table, "befragung": _survey_tables}
    found = makers[state.page](repository, state)
    if (rows := sum(len(part.rows) for part in found if isinstance(part, Table))) > MOST_ROWS:
        raise no_report("", f"die Tabelle hätte {rows} Zeilen; möglich sind {MOST_ROWS}. Grenzen Sie ein")
    return found


def _survey_tables(repository: Repository, state: ViewState) -> list[Part]:
    view = build_survey_picture(repository, state, TABLE)
    if isinstance(view, str):
        raise no_report("", view.rstrip("."))
    found: list[Part] = [_survey_table(s) for s in view.sections if isinstance(s, survey.Table)]
    return found + [p for w in view.words for p in (Paragraph(f"{w.title}:"), Bullets((*w.sentences, *w.entries)))]


def _survey_table(found: survey.Table) -> Table:
    sides = (Side.LEFT, *(Side.LEFT if found.wide else Side.RIGHT,) * (len(found.head) - 1))
    return Table(found.title, found.head, found.rows, sides, (found.note,) if found.note else ())


def _ranking(repository: Repository, state: ViewState) -> list[Part]:
    """One row per area as on the page: states in words, differences and smoothed values beside the value."""
    current = build_current(repository, state)
    heads = build_ranking(current)
    areas = _areas(current)
    counted = any(row.k == row.k and row.n == row.n for row in areas)
    beside = (heads.own_label,) if heads.own_label else ()
    names = ("Rang", "Gebiet", heads.value_label, *beside, *(("Zähler von Nenner",) if counted else ()))
    rows = tuple(_row(current, row, beside=bool(beside), counted=counted) for row in areas)
    sides = (Side.RIGHT, Side.LEFT, *(Side.RIGHT,) * (len(names) - 2))
    return [_named_first(Table(f"Rangfolge: {heads.value_title}", names, rows, sides, (f"{heads.order_note}.",)))]


def _areas(current: Current) -> list[_Area]:
    """Rank 1 first, those without a figure last, by name."""
    table = current.table.sort_values(["rank", "name"], na_position="last")
    columns = [table[c] for c in ("name", "k", "n", "value", "own_status", "diff", "status", "rank")]
    return [
        _Area(
            str(i),
            str(name),
            k,
            n,
            value,
            ValueStatus(own),
            diff,
            ValueStatus(status),
            0 if rank != rank else int(rank),
        )
        for i, name, k, n, value, own, diff, status, rank in zip(table.index, *columns, strict=True)
    ]


def _row(current: Current, row: _Area, *, beside: bool, counted: bool) -> tuple[str, ...]:
    indicator = current.indicator
    unit = formatting.inline_unit(indicator.unit)
    own = _worded(row.value, row.own_status, unit, indicator.decimals)
    shown = own if not beside else _measured(current, row)
    return (
        str(row.rank) if row.rank else "", row.name, shown, *((own,) if beside else ()),
        *((formatting.k_of_n(row.k, row.n),) if counted else ()),
    )  # fmt: skip


def _measured(current: Current, row: _Area) -> str:
    """The difference or the smoothed value that is ranked."""
    if row.status is not ValueStatus.OK:
        return formatting.STATUS_TEXT[row.status]
    if current.difference:
        return difference_text(current, row.diff)
    value = float(current.table.at[row.id, "measure"])
    return formatting.quantity(value, formatting.inline_unit(current.indicator.unit), current.indicator.decimals)


def _worded(value: float, status: ValueStatus, unit: str, decimals: int) -> str:
    ok = status is ValueStatus.OK
    return formatting.quantity(value, unit, decimals) if ok else formatting.STATUS_TEXT[status]


def _named_first(found: Table) -> Table:
    """With the name of the area in the first column, which names the row."""
    order = (1, 0, *range(2, len(found.heads)))
    return Table(
        found.caption, tuple(found.heads[i] for i in order), tuple(tuple(row[i] for i in order) for row in found.rows),
        tuple(found.sides[i] for i in order), found.notes,
    )  # fmt: skip


def _needs_table(repository: Repository, state: ViewState) -> list[Part]:
    result = build_result(repository, state)
    if isinstance(result, Refused):
        raise no_report("", " ".join(result.problems).rstrip("."))
    rows = []
    for at, name in enumerate(result.inputs.names):
        there = result.status[at] > 0
        lage = (
            STATUS_WORDS[Status(int(result.status[at]))]
            if there
            else formatting.STATUS_TEXT[ValueStatus(result.states[at])]
        )
        moved = DYNAMICS_WORDS.get(result.dynamics[at], "") if there else ""
        index = formatting.number(float(result.index.value[at]), 2, signed=True) if there else ""
        rows.append((int(result.rank[at]) if there else 10**6, name, lage, moved, index))
    texts = tuple((str(r[0]) if r[4] else "", *map(str, r[1:])) for r in sorted(rows))
    sides = (Side.RIGHT, Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT)
    return [
        _named_first(Table("Soziale Lage und Entwicklung", NEEDS_HEADS, texts, sides, ("Rang 1 = höchster Bedarf.",)))
    ]


# -- Steckbriefe ------------------------------------------------------------------------------------------------------


def profiles(repository: Repository, state: ViewState) -> list[Part]:
    """The selected areas, each with its figures in words."""
    found: list[Part] = []
    if state.page == "quartiere":
        cards = [build_card(repository, state, area) for area in state.sel]
        return [part for card in cards if card for part in _card(card)]
    current = build_current(repository, state)
    for area in state.sel:
        profile = build_profile(repository, current, area)
        found += _profile(profile) if profile else []
    return found


def _profile(found: Profile) -> list[Part]:
    value = f"{found.value} {found.unit}".strip() if not found.status_note else found.status_note
    note = " · ".join(filter(None, (found.k_of_n, found.rank)))
    compared = [f"{c.name}: {c.value}{f' ({c.difference})' if c.difference else ''}" for c in found.comparisons]
    said = [*compared, found.difference, found.certainty, found.development]
    return [
        KeyFigures((KeyFigure(f"{found.name} ({found.place})", value, note),)),
        Bullets(tuple(filter(None, said))),
    ]


def _card(found: NeedsCard) -> list[Part]:
    value = " · ".join(filter(None, (found.lage, found.dynamics))) or "nicht einbezogen"
    note = " · ".join(
        filter(None, (f"Rang {found.rank}" if found.rank else "", f"Index {found.index}" if found.index else ""))
    )
    against = tuple(f"Dagegen spricht: {text}" for text in found.against)
    parts: list[Part] = [KeyFigures((KeyFigure(f"{found.name} ({found.place})", value, note),))]
    said = (*found.sentences, *against)
    return [*parts, *([Bullets(said)] if said else []), *([] if said else [Paragraph(HINT, quiet=True)])]
