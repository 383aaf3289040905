"""Middle of a group of areas with its interval, every area counting the same.

Mean: Student's interval. Median: order statistics, without any assumption on the spread (Conover, Practical
Nonparametric Statistics, 1999, 3.2); for sizes, which a few large areas pull apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, stdtrit

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Middle:
    """In the unit of the values; bounds are NaN where there are too few values for the level, all is NaN for none."""

    value: float
    lower: float
    upper: float


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Middle:
    """Mean ± t · s / √n; NaN bounds below two values."""
    found = np.asarray(values, dtype=float)
    n = found.size
    if not n:
        return Middle(math.nan, math.nan, math.nan)
    mean = float(found.mean())
    if n < 2:
        return Middle(mean, math.nan, math.nan)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * float(found.std(ddof=1)) / math.sqrt(n)
    return Middle(mean, mean - half, mean + half)


def median_interval(values: ArrayLike, level: float = LEVEL) -> Middle:
    """Median between the j-th smallest and the j-th largest value, with the largest j that still covers the median of
    the population with at least ``level``; NaN bounds below six values (at 95 %)."""
    found = np.sort(np.asarray(values, dtype=float))
    n = found.size
    if not n:
        return Middle(math.nan, math.nan, math.nan)
    tails = bdtr(np.arange(n // 2 + 1), n, 0.5)  # chance of at most j values below the median
    j = int(np.sum(tails <= (1 - level) / 2))
    median = float(np.median(found))
    return Middle(median, float(found[j - 1]), float(found[n - j])) if j else Middle(median, math.nan, math.nan)
