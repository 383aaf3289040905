"""Whether high and low values lie together: Moran's I for a whole territory, local Moran and Gi* for each area.

Moran (1950), Anselin (1995), Ord and Getis (1995); p-values by conditional permutation, two-sided, with the false
discovery rate of Benjamini and Hochberg (1995) over the areas. Statistics come from esda; what it does in edge cases is
pinned by tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array
from scipy.stats import false_discovery_control

from geodata.errors import refuse
from geodata.methods.canonical import canonical_order
from geodata.methods.intervals import FloatArray
from geodata.methods.permutations import (
    IntArray,
    Progress,
    Work,
    global_p_value,
    local_p_values,
    never,
    no_progress,
)

MINIMUM_AREAS = 30
PERMUTATIONS = 9_999
SEED = 1
ALPHA = 0.05


class Quadrant(StrEnum):
    """Own value, then that of the neighbours, each above (H) or not above (L) the mean of the areas."""

    HIGH_HIGH = "HH"
    LOW_HIGH = "LH"
    LOW_LOW = "LL"
    HIGH_LOW = "HL"
    NONE = ""


ESDA_QUADRANTS = ("", "HH", "LH", "LL", "HL")  # its codes 1 to 4

NOTHING_NOTABLE = "keine auffällige Häufung"
NO_NEIGHBOURS = "keine Nachbarn"
LABELS = {
    Quadrant.HIGH_HIGH: "Häufung hoher Werte",
    Quadrant.LOW_HIGH: "niedrig inmitten hoher",
    Quadrant.LOW_LOW: "Häufung niedriger Werte",
    Quadrant.HIGH_LOW: "hoch inmitten niedriger",
}
"""What is said of an area whose p-value holds after the correction for many areas."""


@dataclass(frozen=True, slots=True)
class GlobalMoran:
    """``i``: Moran's I; ``expected``: without any pattern, −1 / (areas − 1); ``z``: (I − expected) / its deviation
    under randomisation; ``p``: two-sided, by permutation. ``areas``: with value and neighbours."""

    i: float
    expected: float
    z: float
    p: float
    areas: int
    seed: int
    permutations: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """``table``: one row per area given, in its order: quadrant, local_i, gi_star (as z), p, p_fdr, neighbours (those
    with a value), label.

    An area without value has neither numbers nor label (""); one without neighbours that have a value has no numbers
    and the label „keine Nachbarn“. ``areas``: how many were tested. ``smallest_p``: the least p that so many
    permutations can give; ``coarse``: it is too large for a single area among so many to pass (more permutations help).
    """

    table: pd.DataFrame
    areas: int
    seed: int
    permutations: int
    alpha: float

    @property
    def smallest_p(self) -> float:
        return 2 / (self.permutations + 1)

    @property
    def coarse(self) -> bool:
        return self.smallest_p > self.alpha / self.areas


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Areas with value and neighbours in canonical order. ``rows``: where they stand in the input."""

    rows: IntArray
    values: FloatArray
    adjacency: csr_array
    alone: NDArray[np.bool_]  # of the input: has a value, but no neighbour that has one


def global_moran(
    values: ArrayLike,
    adjacency: csr_array,
    *,
    seed: int = SEED,
    permutations: int = PERMUTATIONS,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never,
) -> GlobalMoran:
    """Moran's I of ``values`` (NaN = suppressed or missing) with row-standardised weights.

    Areas without value leave the graph, and so do those without neighbours then. Same seed, same result.
    Raises ``GeodataError``: ``too_few_areas``, ``values_constant``; ``Stopped``.
    """
    ready = _prepare(values, adjacency)
    i, expected, z = moran_statistic(ready.values, ready.adjacency)
    work = Work(permutations, progress, should_stop)
    p = global_p_value(_standardised(ready.values), _row_standardised(ready.adjacency), permutations, seed, work)
    return GlobalMoran(i, expected, z, p, len(ready.rows), seed, permutations)


def local_clusters(
    values: ArrayLike,
    adjacency: csr_array,
    *,
    seed: int = SEED,
    permutations: int = PERMUTATIONS,
    alpha: float = ALPHA,
    progress: Progress = no_progress,
    should_stop: Callable[[], bool] = never,
) -> Clusters:
    """Local Moran and Gi* of each area; arguments and refusals as for ``global_moran``.

    ``alpha``: which share of the areas labelled may be labelled by chance. ``progress(areas done, all)``.
    """
    ready = _prepare(values, adjacency)
    local_i, codes, gi_star = local_statistics(ready.values, ready.adjacency)
    work = Work(len(ready.rows), progress, should_stop)
    p = local_p_values(_standardised(ready.values), ready.adjacency, permutations, seed, work)
    quadrants = [Quadrant(ESDA_QUADRANTS[code]) for code in codes]
    p_fdr = false_discovery_control(p)
    found = pd.DataFrame(
        {
            "quadrant": [q.value for q in quadrants],
            "local_i": local_i,
            "gi_star": gi_star,
            "p": p,
            "p_fdr": p_fdr,
            "neighbours": np.diff(ready.adjacency.indptr),
            "label": [LABELS[q] if v <= alpha else NOTHING_NOTABLE for q, v in zip(quadrants, p_fdr, strict=True)],
        },
        index=ready.rows,
    ).reindex(range(len(ready.alone)))
    text = found[["quadrant", "label"]].fillna("")
    found = found.assign(**text, neighbours=found["neighbours"].fillna(0).astype(int))
    found.loc[ready.alone, "label"] = NO_NEIGHBOURS
    return Clusters(found, len(ready.rows), seed, permutations, alpha)


def _prepare(values: ArrayLike, adjacency: csr_array) -> _Prepared:
    values = np.asarray(values, dtype=float)
    if np.isinf(values).any():
        raise ValueError("infinite values")
    valued = np.flatnonzero(~np.isnan(values))
    degrees = np.diff(adjacency[valued][:, valued].tocsr().indptr)
    rows = valued[degrees > 0]
    if len(rows) < MINIMUM_AREAS:
        raise refuse("too_few_areas", value=len(rows), known=MINIMUM_AREAS)
    if np.ptp(values[rows]) <= 1e-12 * np.abs(values[rows]).max():
        raise refuse("values_constant", value=f"{values[rows][0]:g}")
    alone = np.zeros(len(values), dtype=bool)
    alone[valued[degrees == 0]] = True
    rows = rows[canonical_order(values[rows], adjacency[rows][:, rows].tocsr())]
    ordered = adjacency[rows][:, rows].tocsr()
    ordered.sort_indices()
    return _Prepared(rows, values[rows], ordered, alone)


def moran_statistic(
    values: FloatArray, adjacency: csr_array, *, row_standardised: bool = True
) -> tuple[float, float, float]:
    """I, its expected value and z under randomisation, without any refusal: for the functions above and for tests."""
    from esda import Moran

    found = Moran(values, _graph(adjacency), "r" if row_standardised else "b", permutations=0)
    return float(found.I), float(found.EI), float(found.z_rand)


def local_statistics(values: FloatArray, adjacency: csr_array) -> tuple[FloatArray, IntArray, FloatArray]:
    """Local Moran's I, esda's quadrant codes and Gi* as z (binary weights, the area included); no area without
    neighbours.

    esda divides Gi* by the sum of the values, which turns its sign where that is negative; z does not change when a
    constant is added, so values are shifted above zero.
    """
    from esda import G_Local, Moran_Local

    graph = _graph(adjacency)
    moran = Moran_Local(values, graph, permutations=0)
    positive = values - values.min() + np.ptp(values)
    getis = G_Local(positive, graph, transform="B", star=True, permutations=0, n_jobs=1)
    return np.asarray(moran.Is), np.asarray(moran.q), np.asarray(getis.Zs)


def _graph(adjacency: csr_array) -> Any:
    from libpysal.graph import Graph

    return Graph.from_sparse(adjacency.sorted_indices())


def _standardised(values: FloatArray) -> FloatArray:
    return (values - values.mean()) / values.std()


def _row_standardised(adjacency: csr_array) -> csr_array:
    return (diags_array(1 / np.diff(adjacency.indptr)) @ adjacency).tocsr()
