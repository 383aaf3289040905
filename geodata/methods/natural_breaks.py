"""Natural breaks: the classes of numbers that differ least inside, for any number of classes.

Fisher, W. D.: On Grouping for Maximum Homogeneity, JASA 53 (1958); exact, by dynamic programming over the distinct
values. The last class of the best grouping never begins earlier when values are added at the end, so that each half
of a layer is searched in a part of the other's range (divide and conquer, as in Wang & Song, Ckmeans.1d.dp, The R
Journal 3/2, 2011).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def natural_breaks(values: Floats, k: int) -> Floats:
    """Upper bounds of ``k`` classes with the least sum of squared distances to the mean of their class, ascending.

    ``values``: finite numbers, at least one; ties weigh as often as they occur and stay together. Fewer distinct values
    than ``k`` are a class each.
    """
    distinct, counts = np.unique(np.asarray(values, dtype="float64"), return_counts=True)
    if len(distinct) <= k:
        return distinct
    sums = _Sums(distinct, counts)
    best = sums.within(np.zeros(len(distinct), dtype=int), np.arange(len(distinct)))
    starts = []
    for layer in range(1, k):
        best, start = _next_layer(best, layer, sums)
        starts.append(start)
    ends = [len(distinct) - 1]
    for start in reversed(starts):
        ends.append(int(start[ends[-1]]) - 1)
    return distinct[ends[::-1]]


class _Sums:
    """Running totals that give the spread inside any run of values at once; values are centred, so that no digits are
    lost between large squares."""

    def __init__(self, distinct: Floats, counts: NDArray[np.int64]) -> None:
        centred = distinct - np.average(distinct, weights=counts)
        self.count = np.concatenate([[0.0], np.cumsum(counts)])
        self.linear = np.concatenate([[0.0], np.cumsum(counts * centred)])
        self.square = np.concatenate([[0.0], np.cumsum(counts * centred**2)])

    def within(self, first: NDArray[np.int64], last: NDArray[np.int64] | int) -> Floats:
        """Sum of squared distances to the mean of the values ``first`` to ``last``, both included."""
        end = last + 1
        total = self.linear[end] - self.linear[first]
        spread = self.square[end] - self.square[first] - total**2 / (self.count[end] - self.count[first])
        return np.maximum(spread, 0.0)  # type: ignore[no-any-return]


def _next_layer(before: Floats, layer: int, sums: _Sums) -> tuple[Floats, NDArray[np.int64]]:
    """Least spread of the values up to each position in ``layer + 1`` classes, and where the last of them begins.

    ``before``: the same for ``layer`` classes. Positions with fewer values than classes stay infinite.
    """
    size = len(before)
    best, start = np.full(size, np.inf), np.full(size, layer)
    parts = [(layer, size - 1, layer, size - 1)]  # positions from–to, whose last class begins from–to
    while parts:
        low, high, first, last = parts.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        begins = np.arange(first, min(last, middle) + 1)
        spread = before[begins - 1] + sums.within(begins, middle)
        found = int(spread.argmin())
        best[middle], start[middle] = spread[found], begins[found]
        parts += [(low, middle - 1, first, int(begins[found])), (middle + 1, high, int(begins[found]), last)]
    return best, start
