"""Statistics of 10 000 areas: intervals of all rates at once, and neighbourhoods with 999 permutations."""

from __future__ import annotations

import warnings

import numpy as np
import shapely
from esda import Moran_Local
from libpysal.graph import Graph
from scipy.stats import binomtest

from benchmarks.measuring import Measured, median_ms, show
from geodata.methods.contiguity import contiguity
from geodata.methods.intervals import Method, rate_intervals
from geodata.methods.neighbourhood import local_clusters

AREAS, SIDE, PERMUTATIONS, SCALAR = 10_000, 100, 999, 100


def one_by_one(k: np.ndarray, n: np.ndarray, method: str) -> float:
    """Milliseconds for all areas with one call per area, from the first hundred."""
    tests = [binomtest(int(a), int(b)) for a, b in zip(k[:SCALAR], n[:SCALAR], strict=True)]
    return median_ms(lambda: [t.proportion_ci(method=method) for t in tests], 3) * AREAS / SCALAR


def main() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(50, 2_000, AREAS)
    k = rng.binomial(n, 0.15)
    show(
        f"Intervals of {AREAS} rates",
        "scipy, one call per area",
        [
            Measured("Wilson", "ms", median_ms(lambda: rate_intervals(k, n)), one_by_one(k, n, "wilson")),
            Measured("exact", "ms", median_ms(lambda: rate_intervals(k, n, Method.EXACT)), one_by_one(k, n, "exact")),
        ],
    )
    squares = np.array([shapely.box(x, y, x + 1, y + 1) for y in range(SIDE) for x in range(SIDE)])
    adjacency = contiguity(squares)
    graph = Graph.from_sparse(adjacency)
    values = k / n
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = [
            Measured(
                "local Moran, Gi* and p-values",
                "ms",
                median_ms(lambda: local_clusters(values, adjacency, permutations=PERMUTATIONS), 1),
                median_ms(lambda: Moran_Local(values, graph, permutations=PERMUTATIONS, n_jobs=1, seed=1), 1),
            )
        ]
    show(f"Neighbourhoods of {AREAS} areas, {PERMUTATIONS} permutations", "esda: local Moran, one-sided", rows)


if __name__ == "__main__":
    main()
