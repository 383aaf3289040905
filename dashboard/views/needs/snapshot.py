"""The page „Besondere Quartiere“ as a picture: classes of Soziale Lage on the map, Entwicklung in a grid of counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard import formatting
from dashboard.state import ViewState, to_query
from dashboard.views.columns import CLASS_CODES, NO_CLASS, STATUS_CODE, Columns
from dashboard.views.legend import Legend, LegendClass, LegendState
from dashboard.views.map import MapView
from dashboard.views.needs.goals import cuts_written
from dashboard.views.needs.page import SCALE_OPTIONS, build_needs
from dashboard.views.needs.result import DYNAMICS_WORDS, NO_DYNAMICS, STATUS_WORDS, Refused, Result, build_result
from dashboard.views.place import build_place
from dashboard.views.snapshot import Grid, SnapshotView, not_shown_text, outlines_of
from geodata.methods.needs import Dynamics
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.rule_words import rule_words

PALETTE = "orange"
TITLE, SHORT = "Soziale Lage und Entwicklung", "Besondere Quartiere"
FLAGGED = "Dick umrandet: rechnerisch auffällig, zur Prüfung ({count})."


def build_needs_snapshot(repository: Repository, state: ViewState) -> SnapshotView | tuple[str, ...]:
    """The view, or in German why there is no result."""
    result = build_result(repository, state)
    if isinstance(result, Refused):
        return result.problems
    page = build_needs(repository, state)
    place, region = build_place(repository, state.level, state.region), repository.area(state.region)
    level = repository.level_of[state.level].plural
    year = result.inputs.year or " / ".join(sorted({formatting.period(c.period) for c in result.inputs.columns}))
    flagged = {i for i, on in zip(result.inputs.ids, result.attention, strict=True) if on}
    return SnapshotView(
        title=TITLE,
        short_title=SHORT,
        period=result.inputs.year,
        subtitle=f"{region.name}, {level}, {year}",
        map=_map(result, place.ids),
        region=region.name,
        country=repository.area(region.region).name,
        level=level,
        ids=place.ids,
        names=place.names,
        values=_moves(result, place.ids),
        unsure=(False,) * len(place.ids),
        facilities=(),
        outlines=outlines_of(repository, state, place),
        conditions=". ".join(page.facts[:1] + page.facts[2:3]) + f". Rechenweg: {_scale(result)}.",
        caution=_caution(result),
        source=_sources(repository, result),
        as_of=year,
        boundaries=page.attribution,
        not_shown=not_shown_text(_legend(result), len(result.inputs.ids)),
        rule=_rules(repository, result),
        fingerprint=repository.fingerprint,
        query=to_query(replace(state, data=repository.fingerprint)),
        fictional=page.fictional or any(repository.dataset_of(c.indicator.id).fictional for c in result.inputs.columns),
        grid=_grid(result),
        marked=tuple(i in flagged for i in place.ids),
    )


def _map(result: Result, ids: tuple[str, ...]) -> MapView:
    status = dict(zip(result.inputs.ids, result.status, strict=True))
    states = dict(zip(result.inputs.ids, result.states, strict=True))
    missing = ValueStatus.MISSING.value
    codes = {s.value: code for s, code in STATUS_CODE.items()}
    empty = (None,) * len(ids)
    columns = Columns(
        status="".join(codes[ValueStatus(states.get(i, missing)).value] for i in ids),
        cls="".join(CLASS_CODES[int(status[i]) - 1] if status.get(i, 0) > 0 else NO_CLASS for i in ids),
        value=empty, own=(), rank=empty, k=(), n=(),
    )  # fmt: skip
    return MapView(
        ind="", label=TITLE, unit="", inline="", own_unit="", decimals=0, signed=False, steps={}, shown=result.count,
        columns=columns, legend=_legend(result), palette=PALETTE, verdicts={}, reference=None,
    )  # fmt: skip


def _legend(result: Result) -> Legend:
    classes = [
        LegendClass(number, word, int((result.status == number + 1).sum()))
        for number, word in enumerate(STATUS_WORDS.values())
    ]
    counts = {s: result.states.count(s.value) for s in ValueStatus if s is not ValueStatus.OK}
    words = dict(formatting.STATUS_TEXT)
    if result.inputs.excluded.any():  # they have this state
        words[ValueStatus.NOT_MEANINGFUL] += " oder von Hand ausgeschlossen"
    states = [LegendState(s.value, formatting.STATUS_SYMBOL[s], words[s], n) for s, n in counts.items() if n]
    count = int(result.attention.sum())
    note = FLAGGED.format(count=f"{formatting.number(count)} {'Gebiet' if count == 1 else 'Gebiete'}") if count else ""
    return Legend("Soziale Lage", "", note, tuple(reversed(classes)), tuple(states))


def _grid(result: Result) -> Grid | None:
    """Counts of areas, from favourable to very unfavourable; None without Entwicklung."""
    if result.moved is None:
        return None
    moves = np.array([DYNAMICS_WORDS.get(d, "") for d in result.dynamics])
    rows = tuple(
        (word, tuple(int(((result.status == number) & (moves == move)).sum()) for move in DYNAMICS_WORDS.values()))
        for number, word in enumerate(STATUS_WORDS.values(), start=1)
    )
    return Grid("Gebiete nach Lage und Entwicklung", tuple(DYNAMICS_WORDS.values()), rows)


def _caution(result: Result) -> str:
    """What holds of the figures; the advice on the page is for who sits before it."""
    said = [f"{c.indicator.short_name}: {c.indicator.caution}" for c in result.inputs.columns if c.indicator.caution]
    return " ".join(dict.fromkeys([*([] if result.moved else [NO_DYNAMICS]), *said]))


def _moves(result: Result, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Entwicklung in a word, "" without."""
    known = {
        i: DYNAMICS_WORDS.get(d, "")
        for i, d, s in zip(result.inputs.ids, result.dynamics, result.status, strict=True)
        if s > 0 and d is not Dynamics.NONE
    }
    return tuple(known.get(i, "") for i in ids)


def _scale(result: Result) -> str:
    weights = [c.weight for c in result.inputs.columns]
    parts = " : ".join(f"{w:g}".replace(".", ",") for w in weights)
    equal = "gleiche Gewichte" if len(set(weights)) == 1 else f"Gewichte {parts}"
    scale = next((o.label for o in SCALE_OPTIONS if o.value == result.choice.scaling.value), "")
    return f"{equal}, {scale}, Klassengrenzen {cuts_written(result.cuts)}"


def _sources(repository: Repository, result: Result) -> str:
    sources = [repository.dataset_of(c.indicator.id).source for c in result.inputs.columns]
    return "; ".join(dict.fromkeys(s.attribution for s in sources))


def _rules(repository: Repository, result: Result) -> str:
    words = [
        word for c in result.inputs.columns
        for word in rule_words(repository.catalog.rule(c.indicator), c.indicator.kind)
    ]  # fmt: skip
    return "; ".join(dict.fromkeys(words))
