"""The figures of all indicators published at one level, read once for as many profiles as are wanted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.views.current import Current, build_current
from dashboard.views.place import area_names
from dashboard.views.profile import areas_above
from dashboard.views.trend import series_breaks, series_obstacle
from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.verdicts import Verdict
from geodata.observations import ValueStatus
from geodata.repository import Area, Repository

# What a profile says is the value itself: comparisons, smoothing and conditions of the view do not change it.
PLAIN: dict[str, Any] = {"f": (), "vs": "", "sure": "", "smooth": "", "nb": "", "page": "karte"}
VERDICT_WORDS = {Verdict.HIGHER: "höher", Verdict.LOWER: "niedriger", Verdict.SAME: "unsicher"}
STATE_WORDS = {**formatting.STATUS_TEXT, ValueStatus.SUPPRESSED: "nicht ausgewiesen"}  # the reason stands below
TOO_SMALL = "zu klein"
Values = np.ndarray  # float64, NaN = not published


@dataclass(frozen=True)
class Column:
    """One indicator (or group of it) at its newest period. ``current``: its figures for all areas. ``periods``: oldest
    first; ``series``: areas × periods; ``obstacle``: why a line over them says nothing; ``breaks``: positions of the
    first period after a break."""

    current: Current
    periods: tuple[str, ...]
    series: Values
    obstacle: str
    breaks: tuple[int, ...]

    @property
    def indicator(self) -> Indicator:
        return self.current.indicator

    @property
    def group(self) -> str:
        return self.current.state.group

    @property
    def period(self) -> str:
        return self.current.state.period

    @property
    def name(self) -> str:
        """Short name, with the group."""
        label = self.indicator.groups.get(self.group, "")
        return f"{self.indicator.short_name} ({label})" if label else self.indicator.short_name

    @property
    def named_unit(self) -> str:
        """Name with the unit where that is too long to stand beside every number."""
        return f"{self.name}, {self.long_unit}" if self.long_unit else self.name

    @property
    def long_unit(self) -> str:
        """„je 1 000“, "" where the unit stands beside the numbers or says what the name says."""
        unit = self.indicator.unit
        plain = self.indicator.kind is IndicatorKind.COUNT or unit in ("", formatting.COUNT, formatting.NOT_STATED)
        return "" if plain or formatting.inline_unit(unit) else formatting.in_unit(unit)


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of one indicator in one area; "" = nothing to say. ``value``: with unit, or the state in words.
    ``others``: values of the areas above, in their order. ``first``, ``last``: „40,2 % (2014)“."""

    name: str
    period: str
    value: str
    counts: str
    interval: str
    verdict: str
    others: tuple[str, ...]
    status: ValueStatus


@dataclass(frozen=True)
class Level:
    """All areas of a level inside a region. ``ids``: by id; ``inside``: those the view shows (its conditions hold)."""

    repository: Repository
    state: ViewState
    ids: tuple[str, ...]
    names: dict[str, str]
    inside: tuple[str, ...]
    columns: tuple[Column, ...]
    _series: dict[tuple[str, str, str], Values] = field(default_factory=dict)

    @cached_property
    def place_of(self) -> dict[str, int]:
        return {area_id: at for at, area_id in enumerate(self.ids)}

    @cached_property
    def main(self) -> Column:
        """The indicator of the view at its own period."""
        return _column(self.repository, self.state)

    @property
    def fictional(self) -> bool:
        return self.repository.area(self.state.region).fictional or any(
            c.current.dataset.fictional for c in self.columns
        )

    def above(self, area_id: str) -> list[Area]:
        return areas_above(self.repository, self.repository.area(area_id))

    def series_of(self, column: Column, area_id: str) -> Values:
        """Published values of an area above in the periods of a column."""
        key = (column.indicator.id, column.group, area_id)
        if key not in self._series:
            found = self.repository.series(column.indicator.id, area_id, column.group).reindex(list(column.periods))
            self._series[key] = found["value"].where(found["status"].eq(ValueStatus.OK)).to_numpy("float64")
        return self._series[key]

    def row(self, column: Column, area_id: str, above: list[Area]) -> Row:
        cells, indicator = column.current.table.loc[area_id], column.indicator
        status = ValueStatus(cells["own_status"])
        return Row(
            name=column.named_unit,
            period=formatting.period(column.period) if column.period else "",
            value=value_words(indicator, float(cells["value"]), status),
            counts=formatting.k_of_n(cells["k"], cells["n"]).replace(" ", formatting.NBSP)
            if status is ValueStatus.OK
            else "",
            interval=_interval(column, area_id) if status is ValueStatus.OK else "",
            verdict=_verdict(column, area_id) if status is ValueStatus.OK else "",
            others=tuple(self._other(column, area) for area in above),
            status=status,
        )

    def _other(self, column: Column, area: Area) -> str:
        """Counts of larger territories say nothing beside those of a quarter, but are no secret either."""
        cell = self.repository.cell(column.indicator.id, area.id, column.period, column.group)
        return value_words(column.indicator, cell.value, cell.status)


def build_level(repository: Repository, state: ViewState) -> Level:
    """Everything profiles of the areas of a view need, whatever their number."""
    names = area_names(repository, state.level, state.region)
    plain = replace(state, **PLAIN)
    inside = build_current(repository, replace(plain, f=state.f)).table.index
    return Level(
        repository, plain, tuple(names.index), {str(k): str(v) for k, v in names.items()}, tuple(map(str, inside)),
        tuple(_columns(repository, plain)),
    )  # fmt: skip


def _columns(repository: Repository, state: ViewState) -> list[Column]:
    """The total of every indicator, or all of its groups where there is none."""
    found = []
    for indicator in repository.indicators(state.level, state.region):
        groups = repository.groups(indicator.id)
        for group in [""] if "" in groups else groups:
            if periods := repository.periods(indicator.id, state.level, state.region, group):
                found.append(_column(repository, replace(state, ind=indicator.id, group=group, period=periods[-1])))
    return found


def _column(repository: Repository, state: ViewState) -> Column:
    current, indicator = build_current(repository, state), repository.indicator(state.ind)
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    cells = [repository.values(state.ind, state.level, state.region, p, state.group) for p in periods]
    values = [c["value"].where(c["status"].eq(ValueStatus.OK)).to_numpy("float64") for c in cells]
    series = np.column_stack(values) if values else np.empty((len(current.table), 0))
    steps = "Die Werte sind Stufen, daher kein Verlauf." if indicator.categories else ""
    obstacle = steps or series_obstacle(indicator, periods)
    return Column(current, periods, series, obstacle, tuple(n for n, _ in series_breaks(indicator, periods)))


def value_words(indicator: Indicator, value: float, status: ValueStatus) -> str:
    """With its unit if short; a step by its name; otherwise the state in words."""
    if status is not ValueStatus.OK:
        return STATE_WORDS[status]
    if indicator.categories:
        return indicator.categories.get(int(value), formatting.number(value, indicator.decimals))
    return formatting.quantity(value, formatting.inline_unit(indicator.unit), indicator.decimals)


def _interval(column: Column, area_id: str) -> str:
    certainty = column.current.certainty
    if column.indicator.kind is not IndicatorKind.RATE or certainty is None:
        return ""
    low, high = (float(certainty.table.at[area_id, c]) for c in ("lower", "upper"))
    decimals = column.indicator.decimals
    text = f"{formatting.number(low, decimals)} bis {formatting.number(high, decimals)}"
    return "" if low != low else text.replace(" ", formatting.NBSP)


def _verdict(column: Column, area_id: str) -> str:
    certainty = column.current.certainty
    if certainty is None:
        return ""
    verdict, small = (certainty.table.at[area_id, c] for c in ("verdict", "small"))
    return TOO_SMALL if small else VERDICT_WORDS.get(verdict, "")
