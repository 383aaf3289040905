"""Steckbrief: one area's value against the areas around it, and how it came about."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import Current
from geodata.methods.derive import crosses_break
from geodata.observations import ValueStatus
from geodata.periods import parse_period
from geodata.repository import Area, Repository


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
    if area_id not in current.table.index:
        return None
    row = current.table.loc[area_id]
    area, indicator = repository.area(area_id), current.indicator
    status = ValueStatus(row["status"])
    above = [repository.area(p) for p in area.parents if repository.has_area(p)]
    above = [a for a in above if a.level in ("gemeinde", "kreis", "land")]
    trend = _trend(repository, current, area, above)
    rank = "" if math.isnan(row["rank"]) else f"Rang {int(row['rank'])} von {len(current.shown)}"
    return Profile(
        id=area.id,
        name=area.name,
        place=_place(repository, area),
        indicator=indicator.name,
        period=formatting.period(current.state.period) if current.state.period else "",
        value=formatting.cell(row["value"], status, indicator.unit, indicator.decimals),
        status_note="" if status is ValueStatus.OK else formatting.STATUS_TEXT[status],
        k_of_n=formatting.k_of_n(row["k"], row["n"]),
        rank=rank,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        comparisons=tuple(_comparison(repository, current, a, row["value"]) for a in above),
        trend=trend,
        trend_note="" if trend else "Nur ein Zeitpunkt vorhanden, daher kein Verlauf.",
        source=current.dataset.source.attribution,
        fictional=area.fictional,
    )


def _place(repository: Repository, area: Area) -> str:
    names = [repository.area(p).name for p in area.parents if repository.has_area(p)]
    kept = [name for i, name in enumerate(names) if name != area.name and name not in names[:i]]
    return " · ".join([part for part in (area.kind, *kept[:2]) if part])


def _comparison(repository: Repository, current: Current, other: Area, own: float) -> Comparison:
    state, indicator = current.state, current.indicator
    cell = repository.cell(state.ind, other.id, state.period, state.group)
    return Comparison(
        name=other.name,
        level=repository.level_of[other.level].singular,
        value=formatting.cell(cell["value"], cell["status"], indicator.unit, indicator.decimals),
        difference=_difference(own - cell["value"], current) if indicator.unit != "Personen" else "",
    )


def _difference(difference: float, current: Current) -> str:
    if math.isnan(difference):
        return ""
    indicator = current.indicator
    unit = "Prozentpunkte" if indicator.unit == "%" else indicator.unit
    if round(difference, indicator.decimals) == 0:
        return "gleich hoch"
    size = formatting.quantity(abs(difference), unit, indicator.decimals)
    return f"{size} {'höher' if difference > 0 else 'niedriger'}"


def _trend(repository: Repository, current: Current, area: Area, above: list[Area]) -> Trend | None:
    state, indicator = current.state, current.indicator
    own = repository.series(state.ind, area.id, state.group)
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    if len(periods) < 2 or own["value"].notna().sum() < 2:
        return None
    lines = [_line(repository, current, a, periods, own=a is area) for a in (area, *above)]
    breaks = tuple(
        (later, next(b.reason for b in indicator.breaks if parse_period(b.period).sort_key <= parse_period(later).sort_key))
        for earlier, later in zip(periods, periods[1:], strict=False)
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


def _line(repository: Repository, current: Current, area: Area, periods: tuple[str, ...], *, own: bool) -> TrendLine:
    state = current.state
    values = repository.series(state.ind, area.id, state.group)["value"].reindex(periods)
    if not own and current.indicator.kind == "count":  # a Kreis total would flatten the area's own line
        values[:] = float("nan")
    return TrendLine(area.name, tuple(None if math.isnan(v) else float(v) for v in values), own)
