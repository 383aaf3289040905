"""The figures a state asks for, once per view: values, differences, ranks and classes of every area shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.state import ViewState
from dashboard.views.certainty import Certainty, build_certainty
from dashboard.views.classes import Classing
from dashboard.views.classing import classing
from dashboard.views.compare import Difference, build_difference
from dashboard.views.filters import Narrowing, build_narrowing
from dashboard.views.neighbours import Kinds, Neighbours, build_neighbours, known
from dashboard.views.place import area_names
from dashboard.views.smoothing import Smoothing, build_smoothing
from geodata.areas import AreaLevel
from geodata.catalog import Dataset, Direction, Indicator, IndicatorKind
from geodata.observations import ValueStatus
from geodata.repository import Area, Cell, Repository


@dataclass(frozen=True, slots=True)
class Reference:
    """Published value of the region or of an area above it, from near to far."""

    name: str
    value: float


# Parts of a state that figures do not depend on: which page, panel, map or colours show them, and who is selected.
APART: dict[str, Any] = {
    "page": "", "tab": "", "maps": 0, "modus": "", "pal": "", "ind2": "", "fac": (), "sel": (), "data": ""
}  # fmt: skip
REFERENCE_LEVELS = ("gemeinde", "kreis", "land")
FRAME = 50  # what any view weighs in memory, in areas


@dataclass(frozen=True)
class Current:
    """``table``: index area_id; the areas that meet all conditions, with name, k, n, value, own_status, base, diff,
    status, rank (NaN without figure), cls (−1 without class), measure (what is classed and ranked: value or diff).

    ``outside``: ids of the areas that conditions leave out; they have no rank and count nowhere. Class bounds are
    those of all areas, so that colours stay when conditions change. ``indicator`` has the decimals that tell the
    values apart. ``narrowing``: the conditions in words. ``difference``: None without a comparison. ``references``:
    values of the region and above, where they can be set beside those of the areas (not for counts); ``around``: how
    many of them there can be here.

    ``certainty``: intervals and verdicts of all areas of the view, None where ``uncertain`` says why not. ``unsure``:
    ids inside that cannot be told apart from what they are compared with; ``hidden``: those of them left out because
    only sure differences are wished – they are part of ``outside``. ``smoothing``: None unless smoothed values are what
    is classed and ranked; then nothing is compared and ``certainty`` is None.
    ``neighbours``: None unless the map shows kinds of neighbourhood; then classes and cls are those, and nothing is
    compared either.
    """

    state: ViewState
    indicator: Indicator
    dataset: Dataset
    region: Area
    level: AreaLevel
    classes: Classing
    fixed_over_time: bool
    table: pd.DataFrame
    outside: frozenset[str]
    narrowing: Narrowing
    difference: Difference | None
    references: tuple[Reference, ...]
    around: int
    certainty: Certainty | None
    uncertain: str
    unsure: frozenset[str]
    hidden: frozenset[str]
    smoothing: Smoothing | None
    neighbours: Neighbours | None

    @property
    def shown(self) -> pd.DataFrame:
        """Rows with a published figure, rank 1 first."""
        return self.table[self.table["status"].eq(ValueStatus.OK)].sort_values(["rank", "name"])

    @cached_property
    def count_shown(self) -> int:
        """Number of areas inside with a published figure."""
        return int(self.table["status"].eq(ValueStatus.OK).sum())

    @property
    def beside_value(self) -> bool:
        """Whether something else than the value is classed and ranked, so that the value stands beside it."""
        return self.difference is not None or self.smoothing is not None

    @property
    def high_first(self) -> bool:
        """Whether rank 1 is the highest value (otherwise low values mean need and come first)."""
        return self.indicator.direction is not Direction.LOW_IS_NEED

    @property
    def palette(self) -> str:
        """The ramp of the map: the chosen one, or the one that leads from one side over a middle to the other."""
        if self.neighbours is not None:
            return CLUSTERS
        return DIVERGING if self.classes.diverging else self.state.pal


DIVERGING = "gegenlaeufig"
CLUSTERS = "haeufung"


def build_current(repository: Repository, state: ViewState, hidden: frozenset[str] = frozenset()) -> Current:
    """Cells of all areas of the level inside the region at the period, with ranks (ties share the better rank).

    ``hidden``: areas to be left out as well, because another indicator beside which this one stands hides them.
    Computed once for all states that ask for the same figures, as long as there is room.
    """
    figures = replace(state, **APART)
    count = len(repository.area_ids(state.level, state.region))
    key = ("current", figures, hidden, known(repository, figures))
    return replace(repository.recent(key, lambda: _build(repository, figures, hidden), count + FRAME), state=state)


def _build(repository: Repository, state: ViewState, hidden: frozenset[str]) -> Current:
    values = repository.values(state.ind, state.level, state.region, state.period, state.group)
    difference = build_difference(repository, state, values)
    narrowing = build_narrowing(repository, state)
    smoothing = build_smoothing(repository, state, values)
    table = _measured(values, difference).assign(name=area_names(repository, state.level, state.region))
    found = classing(repository, state, table["measure"].to_numpy(dtype="float64"), difference)
    if smoothing is not None:  # classes are those of the values, so that both can be set side by side
        table = table.assign(measure=smoothing.values)
    table = table.assign(cls=found.classes.index(table["measure"].to_numpy(dtype="float64")))
    neighbours = build_neighbours(repository, state)
    if neighbours is not None:
        neighbours = replace(neighbours, table=neighbours.table.assign(name=table["name"]))
        table = table.assign(cls=neighbours.classes)
    certainty, uncertain = build_certainty(repository, state, values, difference)
    unsure = certainty.unsure & narrowing.inside if certainty else frozenset()
    hidden = (unsure if state.sure else hidden) & narrowing.inside
    kept = narrowing.inside - hidden if hidden else narrowing.inside
    everywhere = repository.area_ids(state.level, state.region)
    inside = table[[i in kept for i in table.index]] if len(kept) < len(everywhere) else table
    ascending = found.indicator.direction is Direction.LOW_IS_NEED
    return Current(
        state=state,
        indicator=found.indicator,
        dataset=repository.dataset_of(state.ind),
        region=repository.area(state.region),
        level=repository.level_of[state.level],
        classes=found.classes if neighbours is None else Kinds(),
        fixed_over_time=found.fixed,
        table=inside.assign(rank=inside["measure"].rank(method="min", ascending=ascending)),
        outside=everywhere - kept,
        narrowing=narrowing,
        difference=difference,
        references=_references(repository, state, found.indicator),
        around=len(_around(repository, state)),
        certainty=certainty,
        uncertain=uncertain,
        unsure=unsure,
        hidden=hidden,
        smoothing=smoothing,
        neighbours=neighbours,
    )


def _references(repository: Repository, state: ViewState, indicator: Indicator) -> tuple[Reference, ...]:
    if indicator.kind is IndicatorKind.COUNT:
        return ()
    cells = {a.name: repository.cell(state.ind, a.id, state.period, state.group) for a in _around(repository, state)}
    return tuple(Reference(name, c.value) for name, c in cells.items() if c.status is ValueStatus.OK)


def _around(repository: Repository, state: ViewState) -> list[Area]:
    """The region and areas above it that values are held against."""
    region = repository.area(state.region)
    around = [region, *(repository.area(p) for p in region.parents if repository.has_area(p))]
    return [a for a in around if a.level in REFERENCE_LEVELS and a.level != state.level]


def _measured(values: pd.DataFrame, difference: Difference | None) -> pd.DataFrame:
    """The cells with what is compared; without a comparison the value itself is what is shown."""
    if difference is None:
        return values.assign(own_status=values["status"], base=np.nan, diff=np.nan, measure=values["value"])
    cells = difference.cells
    return values.assign(
        own_status=values["status"],
        base=cells["base"],
        diff=cells["diff"],
        status=cells["status"],
        measure=cells["diff"],
    )


def total_inside(repository: Repository, current: Current) -> Cell:
    """One figure for all areas inside together, from published cells only."""
    state = current.state
    return repository.total_of(state.ind, current.table.index, state.period, state.group)
