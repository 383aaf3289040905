"""One quarter: what makes it stand out, how sure that is, what is similar – and what speaks against."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard import formatting
from dashboard.needs_terms import Mark, Special, read_marks, read_specials
from dashboard.state import ViewState
from dashboard.views.needs.against import against
from dashboard.views.needs.inputs import Column, build_inputs
from dashboard.views.needs.result import DYNAMICS_WORDS, STATUS_WORDS, Refused, Result, build_result
from dashboard.views.needs.trend import Trend, build_trends
from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.methods.change import rate_differences
from geodata.methods.intervals import rate_intervals
from geodata.methods.needs import Dynamics, Status
from geodata.methods.similar import nearest
from geodata.observations import ValueStatus
from geodata.repository import Repository

ATTENTION = "rechnerisch auffällig – zur Prüfung"
SIMILAR = 5


@dataclass(frozen=True)
class Part:
    """One indicator of the index for one area. ``share``: contribution in index points (NaN = none). ``interval``,
    ``counts``, ``change``: words, "" where they cannot be said."""

    name: str
    value: str
    mean: str
    share: float
    share_text: str
    interval: str
    counts: str
    change: str
    flagged: bool


@dataclass(frozen=True)
class Similar:
    id: str
    name: str
    status: str
    distance: str
    here: bool  # drawn on the map at hand


@dataclass(frozen=True)
class NeedsCard:
    """``lage``, ``dynamics``: words, "" without a class. ``against``: what speaks against and cannot be said.
    ``excluded``: left out by hand."""

    id: str
    name: str
    place: str
    attention: bool
    lage: str
    lage_class: int
    dynamics: str
    index: str
    rank: str
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]
    trends: tuple[Trend, ...]
    excluded: bool
    against: tuple[str, ...]
    similar: tuple[Similar, ...]
    mark: Mark | None
    specials: tuple[Special, ...]
    fictional: bool


def build_card(repository: Repository, state: ViewState, area_id: str) -> NeedsCard | None:
    """None if the area is not part of the view or there is no result."""
    result = build_result(repository, state)
    if isinstance(result, Refused) or area_id not in result.inputs.ids:
        return None
    at = result.inputs.ids.index(area_id)
    area, status = repository.area(area_id), Status(int(result.status[at]))
    moved = result.dynamics[at]
    parts = tuple(_part(result, j, at) for j in range(len(result.inputs.columns)))
    above = list(dict.fromkeys(repository.area(p).name for p in area.parents if repository.has_area(p)))
    specials = tuple(s for s in read_specials(state.q_special) if s.area == area_id)
    return NeedsCard(
        id=area_id,
        name=area.name,
        place=" · ".join(filter(None, (area.kind, *[n for n in above[:2] if n != area.name]))),
        attention=bool(result.attention[at]),
        lage=STATUS_WORDS.get(status, ""),
        lage_class=int(status),
        dynamics=DYNAMICS_WORDS.get(moved, ""),
        index=formatting.number(float(result.index.value[at]), 2, signed=True) if status else "",
        rank=_rank(result, at),
        sentences=_sentences(result, at, parts),
        parts=parts,
        trends=build_trends(repository, result, state.level, state.region, at),
        excluded=bool(result.inputs.excluded[at]),
        against=against(repository, state, result, at, specials),
        similar=_similar(repository, state, result, area_id),
        mark=next((m for m in read_marks(state.q_marks) if m.area == area_id), None),
        specials=specials,
        fictional=area.fictional,
    )


def _rank(result: Result, at: int) -> str:
    rank = result.rank[at]
    return "" if rank != rank else f"{formatting.number(rank)} von {formatting.number(result.count)}"


def contributions(result: Result, at: int) -> dict[str, float]:
    """Indicator id → its part of the index in index points; without gaps they add up to the index."""
    index, choice = result.index, result.choice
    weights = np.array([choice.weights[choice.columns.index(c)] for c in index.reference.columns])
    there = ~np.isnan(index.parts[at])
    usable = ~np.isnan(index.value)
    centre = np.nanmean(index.parts[usable], axis=0) if result.frozen is None else _centre(result)
    share = weights * (index.parts[at] - centre) / (weights * there).sum() / index.reference.deviation
    return dict(zip(index.reference.columns, share.tolist(), strict=True))


def _centre(result: Result) -> np.ndarray:
    """Means of a frozen scale: 0 for standard scores; the others have no mean of their own, so that of the score."""
    count = len(result.index.reference.columns)
    return np.full(count, result.index.reference.mean)


def _part(result: Result, j: int, at: int) -> Part:
    column = result.inputs.columns[j]
    indicator, row = column.indicator, column.now.iloc[at]
    unit = formatting.inline_unit(indicator.unit)
    share = contributions(result, at).get(indicator.id, float("nan")) if result.status[at] else float("nan")
    included = result.status > 0
    mean = float(np.nanmean(column.now["value"].to_numpy(float)[included])) if included.any() else float("nan")
    return Part(
        name=indicator.short_name,
        value=formatting.cell(float(row["value"]), str(row["status"]), unit, indicator.decimals),
        mean=formatting.quantity(mean, unit, indicator.decimals),
        share=share,
        share_text="" if share != share else formatting.number(share, 2, signed=True),
        interval=_interval(column, at),
        counts=formatting.k_of_n(float(row["k"]), float(row["n"])),
        change=_change(column, at),
        flagged=bool(result.flags[at, j]),
    )


def _interval(column: Column, at: int) -> str:
    row, indicator = column.now.iloc[at], column.indicator
    if indicator.kind is not IndicatorKind.RATE or row["status"] != ValueStatus.OK or row["n"] != row["n"]:
        return ""
    found = rate_intervals(row["k"], row["n"])
    low, high = (formatting.number(indicator.per * float(v), indicator.decimals) for v in (found.lower, found.upper))
    return f"{low} bis {high}"


def _change(column: Column, at: int) -> str:
    """„seit 2021: +1,2 Prozentpunkte“, and whether that can be told from chance."""
    if column.before is None:
        return ""
    now, before, indicator = column.now.iloc[at], column.before.iloc[at], column.indicator
    difference = float(now["value"]) - float(before["value"])
    if difference != difference:
        return f"seit {formatting.period(column.earlier)}: nicht zu bestimmen"
    unit = "Prozentpunkte" if indicator.unit == "%" else formatting.inline_unit(indicator.unit)
    amount = formatting.quantity(difference, unit, indicator.decimals, signed=True)
    text = f"seit {formatting.period(column.earlier)}: {amount}"
    if indicator.kind is not IndicatorKind.RATE or any(v != v for v in (now["n"], before["n"])):
        return text
    found = rate_differences(before["k"], before["n"], now["k"], now["n"])
    return text + (" (im Zufallsbereich)" if found.lower <= 0 <= found.upper else "")


def _sentences(result: Result, at: int, parts: tuple[Part, ...]) -> tuple[str, ...]:
    """What the numbers say, most important first."""
    status = Status(int(result.status[at]))
    if result.inputs.excluded[at]:
        return ("Nicht in die Rechnung einbezogen: von Hand ausgeschlossen.",)
    if status is Status.NONE:
        state = ValueStatus(result.states[at])
        why = {ValueStatus.BELOW_MINIMUM: "zu wenige Einwohner", ValueStatus.MISSING: "eine Angabe fehlt"}
        return (f"Nicht in die Rechnung einbezogen: {why.get(state, formatting.STATUS_TEXT[state])}.",)
    found = []
    shares = [(p.share, p) for p in parts if p.share == p.share]
    top = max(shares, key=lambda s: s[0])[1]
    if top.share > 0:
        found.append(f"Am meisten trägt „{top.name}“ bei: {top.value}, im Mittel der Gebiete {top.mean}.")
    else:
        found.append("Kein gewählter Indikator liegt über dem Mittel der Gebiete.")
    flagged = [f"„{p.name}“" for p in parts if p.flagged]
    if flagged and status in (Status.FAVOURABLE, Status.MIDDLE):
        found.append(f"Im Mittel geht unter, dass {formatting.in_sentence(flagged)} auffällig hoch ausfällt.")
    if result.dynamics[at] is Dynamics.WORSE:
        found.append("Die Lage entwickelt sich ungünstiger als im Vergleichsraum.")
    elif result.dynamics[at] is Dynamics.BETTER:
        found.append("Die Lage entwickelt sich günstiger als im Vergleichsraum.")
    if result.index.averaged[at]:
        found.append("Eine Angabe fehlt; das Mittel der vorhandenen steht dafür.")
    return tuple(found)


def _similar(repository: Repository, state: ViewState, result: Result, area_id: str) -> tuple[Similar, ...]:
    """Nearest neighbours among all areas of this level in the same country, also of other municipalities."""
    root = repository.area(state.region).region
    wide = replace(state, region=root, q_ind=",".join(c.indicator.id for c in result.inputs.columns))
    inputs = build_inputs(repository, wide)
    if {c.indicator.id for c in inputs.columns} != {c.indicator.id for c in result.inputs.columns}:
        inputs = result.inputs
    values = inputs.values
    spread = np.nanstd(values, axis=0)
    parts = np.divide(values, spread, out=np.full(values.shape, np.nan), where=spread > 0)
    parts[~inputs.included] = np.nan
    try:
        found = nearest(parts, inputs.ids.index(area_id), SIMILAR)
    except (GeodataError, ValueError):
        return ()
    own = dict(zip(result.inputs.ids, result.status.tolist(), strict=True))
    return tuple(
        Similar(
            inputs.ids[n.position], inputs.names[n.position],
            STATUS_WORDS.get(Status(own.get(inputs.ids[n.position], 0)), ""), formatting.number(n.distance, 2),
            inputs.ids[n.position] in own,
        )
        for n in found
    )  # fmt: skip
