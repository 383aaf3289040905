"""Which classes a view has: by the chosen scheme, over which figures, with how many decimals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.conditions import read_number
from dashboard.refining import MEDIAN
from dashboard.state import ViewState
from dashboard.views.classes import (
    COMPUTED,
    Classing,
    Steps,
    by_bounds,
    by_threshold,
    classify,
    mirrored,
    telling_decimals,
)
from dashboard.views.compare import Difference
from geodata.catalog import Indicator
from geodata.observations import ValueStatus
from geodata.repository import Repository

FALLBACK = "quantile"  # until somebody has set bounds of their own


@dataclass(frozen=True, slots=True)
class Classed:
    """``indicator`` with the decimals that tell its values apart; ``fixed``: classes hold for all periods."""

    indicator: Indicator
    classes: Classing
    fixed: bool


def classing(repository: Repository, state: ViewState, measure: np.ndarray, difference: Difference | None) -> Classed:
    """``measure``: values or differences of all areas of the view, whatever conditions leave out; NaN = none."""
    indicator = repository.indicator(state.ind)
    if difference is not None:
        decimals = telling_decimals(measure, indicator.decimals, state.k)
        return Classed(_with(indicator, decimals), mirrored(measure, state.classes, state.k, decimals), False)
    if indicator.categories and _all_steps(measure, indicator):
        return Classed(indicator, Steps(indicator.categories), True)
    pooled, fixed = _pooled(repository, state, indicator, measure)
    decimals = telling_decimals(pooled, indicator.decimals, state.k)
    return Classed(_with(indicator, decimals), _by_scheme(repository, state, pooled, measure, decimals), fixed)


def _with(indicator: Indicator, decimals: int) -> Indicator:
    return indicator if decimals == indicator.decimals else indicator.model_copy(update={"decimals": decimals})


def _all_steps(values: np.ndarray, indicator: Indicator) -> bool:
    return set(values[~np.isnan(values)]) <= set(map(float, indicator.categories))


def _pooled(
    repository: Repository, state: ViewState, indicator: Indicator, values: np.ndarray
) -> tuple[np.ndarray, bool]:
    """Values of all periods where the indicator may be compared over time, otherwise of this one alone."""
    periods = repository.periods(state.ind, state.level, state.region, state.group)
    if not indicator.comparable_over_time or indicator.breaks or len(periods) < 2:
        return values, False
    all_times = [repository.values(state.ind, state.level, state.region, p, state.group)["value"] for p in periods]
    return np.concatenate([v.to_numpy(dtype="float64") for v in all_times]), True


def _by_scheme(
    repository: Repository, state: ViewState, pooled: np.ndarray, values: np.ndarray, decimals: int
) -> Classing:
    if state.classes == "own" and state.bounds:
        return by_bounds(pooled, state.bounds, decimals)
    if state.classes == "threshold":
        value, reference = threshold(repository, state, values, decimals)
        return by_threshold(pooled, value, decimals, reference)
    return classify(pooled, state.classes if state.classes in COMPUTED else FALLBACK, state.k, decimals)


def threshold(repository: Repository, state: ViewState, values: np.ndarray, decimals: int) -> tuple[float, str]:
    """The value that divides, and whose it is (empty for a number somebody set).

    Without a choice the region's own value; without that the median of the areas. An area whose value is not shown
    gives way to the median as well. NaN if there is no value at all.
    """
    number = read_number(state.thr)
    if number is not None:
        return number, ""
    area = repository.ancestor_at(state.region, state.thr) if state.thr not in ("", MEDIAN) else None
    area = area or (repository.area(state.region) if not state.thr else None)
    if area is not None:
        cell = repository.cell(state.ind, area.id, state.period, state.group)
        if cell.status is ValueStatus.OK:
            return formatting.rounded(cell.value, decimals), f"Wert von {area.name}"
    present = values[~np.isnan(values)]
    median = float(np.median(present)) if len(present) else float("nan")
    return formatting.rounded(median, decimals), "Median der Gebiete"
