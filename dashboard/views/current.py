"""The figures a state asks for, once per view: values, ranks and classes of every area shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.state import ViewState
from dashboard.views.classes import Classes, classify
from geodata.areas import AreaLevel
from geodata.catalog import Dataset, Direction, Indicator
from geodata.observations import ValueStatus
from geodata.repository import Area, Repository


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

    @property
    def high_first(self) -> bool:
        """Whether rank 1 is the highest value (otherwise low values mean need and come first)."""
        return self.indicator.direction is not Direction.LOW_IS_NEED


def build_current(repository: Repository, state: ViewState) -> Current:
    """Cells of all areas of the level inside the region at the period, with ranks (ties share the better rank)."""
    indicator = repository.indicator(state.ind)
    values = repository.values(state.ind, state.level, state.region, state.period, state.group)
    names = repository.areas(state.level, state.region).set_index("area_id")["name"]
    classes, fixed = _classes(repository, state, indicator, values)
    table = values.assign(
        name=names,
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
