"""Two-sided permutation p-values that depend on values, neighbourhood and seed only: not on the order of rows, the
names of areas or how the work is cut into chunks.

esda's own permutations give one-sided p-values, number the areas by their rows, set the seed of the whole process and
cannot be stopped; hence this loop. The statistics themselves come from esda (``geodata.methods.neighbourhood``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geodata.methods.intervals import FloatArray

Progress = Callable[[int, int], None]
IntArray = NDArray[np.integer]

TIE = 1e-9  # sums of the same numbers in another order differ by rounding; they count as equal
CELLS = 4_000_000  # numbers held at once
LOCAL, GLOBAL = 1, 2  # streams of random numbers that share one seed


class Stopped(Exception):
    """``should_stop`` said so; nothing has been decided."""


def no_progress(done: int, total: int) -> None:
    return None


def never() -> bool:
    return False


class Work:
    """Reports progress and stops where it is asked to. ``total``: steps of the whole."""

    def __init__(self, total: int, progress: Progress = no_progress, should_stop: Callable[[], bool] = never) -> None:
        self.total, self.done = total, 0
        self.progress, self.should_stop = progress, should_stop

    def step(self, count: int) -> None:
        """Raises ``Stopped``."""
        if self.should_stop():
            raise Stopped
        self.done += count
        self.progress(self.done, self.total)


def two_sided(reference: FloatArray, observed: float) -> float:
    """min(1, 2 (1 + min(#≤, #≥)) / (R + 1)) of an observed value among R reference values; the least is 2 / (R + 1)."""
    margin = TIE * max(float(np.abs(reference).max()), abs(observed), np.finfo(float).tiny)
    below = int((reference <= observed + margin).sum())
    above = int((reference >= observed - margin).sum())
    return min(1.0, 2 * (1 + min(below, above)) / (len(reference) + 1))


def local_p_values(z: FloatArray, adjacency: csr_array, permutations: int, seed: int, work: Work, cells: int = CELLS
                   ) -> FloatArray:  # fmt: skip
    """p-value of the sum over each area's neighbours, if the values of all others were dealt out at random.

    The area keeps its own value (conditional permutation, Anselin 1995). Local Moran and Gi* are both monotone in that
    sum, so this is the two-sided p-value of either. Neighbours are drawn as ranks among the sorted values of the other
    areas: areas with the same value and number of neighbours share their p-value, wherever their rows stand.
    """
    degrees = np.diff(adjacency.indptr)
    draws = _draws(len(z) - 1, int(degrees.max()), permutations, np.random.default_rng([seed, LOCAL]), work, cells)
    ranked = np.sort(z)
    ranks = np.searchsorted(ranked, z)
    found = np.empty(len(z))
    per_step = max(1, cells // (permutations * int(degrees.max())))
    for start in range(0, len(z), per_step):
        rows = range(start, min(start + per_step, len(z)))
        for i in rows:
            neighbours = adjacency.indices[adjacency.indptr[i] : adjacency.indptr[i + 1]]
            others = np.delete(ranked, ranks[i])
            found[i] = two_sided(others[draws[:, : degrees[i]]].sum(axis=1), float(z[neighbours].sum()))
        work.step(len(rows))
    return found


def _draws(size: int, most: int, permutations: int, rng: np.random.Generator, work: Work, cells: int) -> IntArray:
    """``permutations`` rows of ``most`` different numbers below ``size`` in random order (Fisher-Yates from the left).

    Row by row from one stream, so that chunks do not matter; the first j of a row are a random sample of j.
    """
    found = np.empty((permutations, most), dtype=np.int32)
    per_step = max(1, cells // size)
    for start in range(0, permutations, per_step):
        count = min(per_step, permutations - start)
        chance = rng.random((count, most))
        deck = np.tile(np.arange(size, dtype=np.int32), (count, 1))
        rows = np.arange(count)
        for j in range(most):
            at = j + (chance[:, j] * (size - j)).astype(np.int64)
            deck[rows, j], deck[rows, at] = deck[rows, at], deck[rows, j]
        found[start : start + count] = deck[:, :most]
        work.step(0)
    return found


def global_p_value(z: FloatArray, weights: csr_array, permutations: int, seed: int, work: Work, cells: int = CELLS
                   ) -> float:  # fmt: skip
    """p-value of z′Wz if all values were dealt out at random over the areas (given in canonical order)."""
    rng = np.random.default_rng([seed, GLOBAL])
    reference = np.empty(permutations)
    per_step = max(1, cells // len(z))
    for start in range(0, permutations, per_step):
        count = min(per_step, permutations - start)
        shuffled = np.array([rng.permutation(z) for _ in range(count)])
        reference[start : start + count] = (shuffled * (weights @ shuffled.T).T).sum(axis=1)
        work.step(count)
    return two_sided(reference, float(z @ (weights @ z)))
