"""„Vergleichen mit“: the difference between each area's value and another area's or time's, in numbers and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from dashboard import formatting
from dashboard.comparison import Figures, Versus, With, areas_above, cell_of, read_versus, reference_areas
from dashboard.state import ViewState
from geodata.catalog import Indicator
from geodata.methods.derive import worst
from geodata.observations import ValueStatus
from geodata.repository import Cell, Repository

OWN_LEVEL = {"gemeinde": "der jeweiligen Gemeinde", "kreis": "des jeweiligen Kreises", "land": "des jeweiligen Landes"}


@dataclass(frozen=True)
class Difference:
    """``cells``: index area_id; ``base`` (the value compared with), ``base_k``, ``base_n`` (its counts), ``diff`` (own
    value minus base; NaN without both) and ``status`` of the difference: OK only if both values are shown.

    ``title``: „Unterschied zum Wert von Kreis Unna“; ``than``: „als Kreis Unna“, what „höher“ and „niedriger“ refer to;
    ``unit``: percentage points for per cent.
    """

    versus: Versus
    cells: pd.DataFrame
    title: str
    than: str
    unit: str


def build_difference(repository: Repository, state: ViewState, values: pd.DataFrame) -> Difference | None:
    """None without a comparison. ``values``: cells of all areas of the view (value, status), by id."""
    versus = read_versus(state.vs) if state.vs else None
    if versus is None:
        return None
    base = _base(repository, state, versus, values.index)
    cells = pd.DataFrame({"base": base["value"], "diff": values["value"] - base["value"]}, index=values.index)
    cells = cells.assign(base_k=base["k"], base_n=base["n"], status=worst(values["status"], base["status"]))
    title, than = _words(repository, state, versus)
    return Difference(versus, cells, title, than, difference_unit(repository.indicator(state.ind)))


def difference_unit(indicator: Indicator) -> str:
    return "Prozentpunkte" if indicator.unit == "%" else indicator.unit


def _base(repository: Repository, state: ViewState, versus: Versus, ids: pd.Index) -> pd.DataFrame:
    """Value, status and counts that each area is compared with."""
    if versus.kind is With.PERIOD:
        return repository.values(state.ind, state.level, state.region, versus.value, state.group)
    figures = figures_of(state)
    if versus.kind is With.AREA:
        above = dict.fromkeys(ids, versus.value)
    else:
        above = areas_above(repository, versus.value, state.level, state.region)
    cells = {i: cell_of(repository, i, figures) for i in set(above.values())}
    nothing = Cell(math.nan, math.nan, math.nan, ValueStatus.MISSING)
    found = [cells[above[i]] if i in above else nothing for i in ids]
    rows = [(cell.k, cell.n, cell.value, cell.status) for cell in found]
    return pd.DataFrame(rows, index=ids, columns=["k", "n", "value", "status"])


def figures_of(state: ViewState) -> Figures:
    return Figures(state.ind, state.level, state.region, state.period, state.group)


def _words(repository: Repository, state: ViewState, versus: Versus) -> tuple[str, str]:
    """Title of the differences, and what „höher“ refers to."""
    if versus.kind is With.PERIOD:
        period = formatting.period(versus.value)
        return f"Veränderung gegenüber {period}", f"als {period}"
    ids = (
        (versus.value,)
        if versus.kind is With.AREA
        else reference_areas(repository, versus.value, state.level, state.region)
    )
    if len(ids) > 1:
        own = OWN_LEVEL[versus.value]
        return f"Unterschied zum Wert {own}", f"als der Wert {own}"
    area = repository.area(ids[0])
    cell = cell_of(repository, area.id, figures_of(state))
    indicator = repository.indicator(state.ind)
    value = formatting.quantity(cell.value, formatting.inline_unit(indicator.unit), indicator.decimals)
    return f"Unterschied zum Wert von {area.name} ({value})", f"als {area.name}"
