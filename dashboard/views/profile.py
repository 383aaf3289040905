"""Steckbrief: one area's value against the areas around it, and how it came about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from dashboard import formatting
from dashboard.views.current import Current
from geodata.catalog import IndicatorKind
from geodata.methods.derive import crosses_break
from geodata.observations import ValueStatus
from geodata.periods import parse_period
from geodata.repository import Area, Repository

COMPARED_LEVELS = ("gemeinde", "kreis", "land")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Value of an area above; ``difference`` in words („3,2 Prozentpunkte höher“), empty if it cannot be said."""

    name: str
    level: str
    value: str
    difference: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One line of the trend; a gap is None. ``own``: the selected area itself."""

    name: str
    values: tuple[float | None, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods (labels), lines, and breaks as (label of the first period after it, reason)."""

    periods: tuple[str, ...]
    labels: tuple[str, ...]
    lines: tuple[TrendLine, ...]
    breaks: tuple[tuple[str, str], ...]
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    name: str
    place: str
    indicator: str
    period: str
    value: str
    unit: str
    status_note: str
    k_of_n: str
    rank: str
    numerator: str
    denominator: str
    comparisons: tuple[Comparison, ...]
    trend: Trend | None
    trend_note: str
    source: str
    fictional: bool


def build_profile(repository: Repository, current: Current, area_id: str) -> Profile | None:
    """Profile of an area of the view; None if it is not part of it."""
    row = current.row(area_id)
    if row is None:
        return None
    area, indicator = repository.area(area_id), current.indicator
    above = [repository.area(p) for p in area.parents if repository.has_area(p)]
    above = _distinct([a for a in above if a.level in COMPARED_LEVELS], area)
    trend = _trend(repository, current, area, above)
    return Profile(
        id=area.id,
        name=area.name,
        place=_place(repository, area),
        indicator=indicator.name,
        period=formatting.period(current.state.period) if current.state.period else "",
        value=formatting.cell(row.value, row.status, "", indicator.decimals),
        unit=indicator.unit if row.status is ValueStatus.OK else "",
        status_note="" if row.status is ValueStatus.OK else formatting.STATUS_TEXT[row.status],
        k_of_n=formatting.k_of_n(row.k, row.n),
        rank="" if row.rank is None else f"Rang {row.rank} von {current.count_shown}",
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        comparisons=tuple(_comparison(repository, current, a, row.value) for a in above),
        trend=trend,
        trend_note="" if trend else _no_trend(current),
        source=current.dataset.source.attribution,
        fictional=area.fictional,
    )


def _distinct(above: list[Area], area: Area) -> list[Area]:
    """Leave out the second of Gemeinde and Kreis where they are one territory (kreisfreie Stadt)."""
    seen = {area.name}
    return [a for a in above if a.name not in seen and not seen.add(a.name)]  # type: ignore[func-returns-value]


def _place(repository: Repository, area: Area) -> str:
    above = [repository.area(p) for p in area.parents if repository.has_area(p)]
    names = [a.name for a in above if a.level in COMPARED_LEVELS]
    kept = [name for i, name in enumerate(names) if name != area.name and name not in names[:i]]
    return " · ".join([part for part in (area.kind, *kept[:2]) if part])


def _comparison(repository: Repository, current: Current, other: Area, own: float) -> Comparison:
    state, indicator = current.state, current.indicator
    cell = repository.cell(state.ind, other.id, state.period, state.group)
    return Comparison(
        name=other.name,
        level=repository.level_of[other.level].singular,
        value=formatting.cell(cell.value, cell.status, formatting.inline_unit(indicator.unit), indicator.decimals),
        difference="" if indicator.kind is IndicatorKind.COUNT else _difference(own - cell.value, current),
    )


def _difference(difference: float, current: Current) -> str:
    if math.isnan(difference):
        return ""
    indicator = current.indicator
    unit = "Prozentpunkte" if indicator.unit == "%" else formatting.inline_unit(indicator.unit)
    if round(difference, indicator.decimals) == 0:
        return "gleich hoch"
    size = formatting.quantity(abs(difference), unit, indicator.decimals)
    return f"{size} {'höher' if difference > 0 else 'niedriger'}"


def _trend(repository: Repository, current: Current, area: Area, above: list[Area]) -> Trend | None:
    state, indicator = current.state, current.indicator
    if not indicator.comparable_over_time:
        return None
    own = repository.series(state.ind, area.id, state.group)
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    if len(periods) < 2 or own["value"].notna().sum() < 2:
        return None
    lines = [_line(repository, current, a, periods, own=a is area) for a in (area, *above)]
    breaks = tuple(
        (
            later,
            next(b.reason for b in indicator.breaks if parse_period(b.period).sort_key <= parse_period(later).sort_key),
        )
        for earlier, later in pairwise(periods)
        if indicator.breaks and crosses_break(indicator, earlier, later)
    )
    return Trend(
        periods=periods,
        labels=tuple(formatting.period(p) for p in periods),
        lines=tuple(line for line in lines if line.own or any(v is not None for v in line.values)),
        breaks=breaks,
        unit=indicator.unit,
        decimals=indicator.decimals,
    )


def _no_trend(current: Current) -> str:
    if not current.indicator.comparable_over_time:
        return "Die Werte sind über die Zeit nicht vergleichbar, daher kein Verlauf."
    return "Nur ein Zeitpunkt mit Wert vorhanden, daher kein Verlauf."


def _line(repository: Repository, current: Current, area: Area, periods: tuple[str, ...], *, own: bool) -> TrendLine:
    state = current.state
    values = repository.series(state.ind, area.id, state.group)["value"].reindex(periods)
    if not own and current.indicator.kind is IndicatorKind.COUNT:  # a Kreis total would flatten the area's own line
        values[:] = float("nan")
    return TrendLine(area.name, tuple(None if math.isnan(v) else float(v) for v in values), own)
