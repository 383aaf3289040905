"""The figures a state asks for, once per view: values, ranks and classes of every area shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.state import ViewState
from dashboard.views.classes import Classes, classify
from geodata.areas import SUB_MUNICIPAL_RANK, AreaLevel
from geodata.catalog import Dataset, Direction, Indicator
from geodata.observations import ValueStatus
from geodata.repository import Area, Repository


@dataclass(frozen=True, slots=True)
class AreaRow:
    """Figures of one area. NaN = no number; ``rank`` None without a value; ``cls`` −1 without a class."""

    id: str
    name: str
    k: float
    n: float
    value: float
    status: ValueStatus
    rank: int | None
    cls: int


@dataclass(frozen=True)
class Current:
    """``table``: index area_id; name, k, n, value, status, rank (NaN without value), cls (−1 without class)."""

    state: ViewState
    indicator: Indicator
    dataset: Dataset
    region: Area
    level: AreaLevel
    classes: Classes
    fixed_over_time: bool
    table: pd.DataFrame

    @property
    def shown(self) -> pd.DataFrame:
        """Rows with a published value, rank 1 first."""
        return self.table[self.table["status"].eq(ValueStatus.OK)].sort_values(["rank", "name"])

    @cached_property
    def rows(self) -> tuple[AreaRow, ...]:
        """All areas, rank 1 first, those without a value last, by name."""
        table = self.table.sort_values(["rank", "name"], na_position="last")
        columns = zip(
            table.index, *(table[c] for c in ("name", "k", "n", "value", "status", "rank", "cls")), strict=True
        )
        return tuple(
            AreaRow(
                str(i), str(name), k, n, value, ValueStatus(status), None if math.isnan(rank) else int(rank), int(cls)
            )
            for i, name, k, n, value, status, rank, cls in columns
        )

    def row(self, area_id: str) -> AreaRow | None:
        """Figures of one area; None if it is not part of the view."""
        return next((row for row in self.rows if row.id == area_id), None)

    @cached_property
    def count_shown(self) -> int:
        """Number of areas with a published value."""
        return sum(row.status is ValueStatus.OK for row in self.rows)

    @property
    def high_first(self) -> bool:
        """Whether rank 1 is the highest value (otherwise low values mean need and come first)."""
        return self.indicator.direction is not Direction.LOW_IS_NEED


def build_current(repository: Repository, state: ViewState) -> Current:
    """Cells of all areas of the level inside the region at the period, with ranks (ties share the better rank)."""
    indicator = repository.indicator(state.ind)
    values = repository.values(state.ind, state.level, state.region, state.period, state.group)
    classes, fixed = _classes(repository, state, indicator, values)
    table = values.assign(
        name=_names(repository, state),
        rank=values["value"].rank(method="min", ascending=indicator.direction is Direction.LOW_IS_NEED),
        cls=classes.index(values["value"].to_numpy(dtype="float64")),
    )
    return Current(
        state=state,
        indicator=indicator,
        dataset=repository.dataset_of(state.ind),
        region=repository.area(state.region),
        level=repository.level_of[state.level],
        classes=classes,
        fixed_over_time=fixed,
        table=table,
    )


def _names(repository: Repository, state: ViewState) -> pd.Series:
    """Names by id; quarters of several municipalities are told apart by naming theirs („Nordstadt, Musterstadt“)."""
    names = repository.areas(state.level, state.region).set_index("area_id")["name"]
    if repository.level_of[state.level].rank < SUB_MUNICIPAL_RANK:
        return names
    places = {i: repository.ancestor_at(i, "gemeinde") for i in names.index}
    if len({place.id for place in places.values() if place}) < 2:
        return names
    return pd.Series({i: f"{n}, {p.name}" if (p := places[i]) else n for i, n in names.items()}, index=names.index)


def _classes(
    repository: Repository, state: ViewState, indicator: Indicator, values: pd.DataFrame
) -> tuple[Classes, bool]:
    """Bounds over all periods where the indicator may be compared over time, otherwise over this one alone."""
    pooled = [values["value"].to_numpy(dtype="float64")]
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    fixed = indicator.comparable_over_time and not indicator.breaks and len(periods) > 1
    if fixed:
        pooled = [
            repository.values(state.ind, state.level, state.region, period, state.group)["value"].to_numpy(
                dtype="float64"
            )
            for period in periods
        ]
    return classify(np.concatenate(pooled), state.classes, state.k), fixed
