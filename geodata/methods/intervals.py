"""Intervals of rates: how far a rate would swing by chance alone, for whole arrays at once.

All rates are fractions of one. The closed forms are those of Wilson (1927), Clopper and Pearson (1934) and Garwood
(1936); the tests pin them to statsmodels and scipy, whose imports cost a second and whose scalar versions are too slow
for one call per area.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geodata.errors import refuse

FloatArray = NDArray[np.float64]

LEVEL = 0.95


class Method(StrEnum):
    """WILSON: short, right on average. EXACT: Clopper-Pearson, never too short, for where „exakt“ is asked for.

    POISSON: exact, for events that may happen to one person more than once (moves, cases of help), so that k may
    exceed n. Nothing chooses it by itself: whether a numerator counts people or events only its publisher knows.
    """

    WILSON = "wilson"
    EXACT = "exact"
    POISSON = "poisson"


@dataclass(frozen=True, slots=True)
class Intervals:
    """``rate`` = k / n and its bounds, fractions of one, of one shape. NaN: undefined (n = 0) or not known (k or n
    suppressed or missing); then all three are NaN."""

    rate: FloatArray
    lower: FloatArray
    upper: FloatArray


def rate_intervals(k: ArrayLike, n: ArrayLike, method: Method = Method.WILSON, level: float = LEVEL) -> Intervals:
    """Rates k / n with their intervals; k and n are counts that broadcast against each other, NaN = not known.

    The rate always lies in its interval; k = 0 has the lower bound 0 exactly, k = n the upper bound 1 exactly.
    Raises ``GeodataError`` (``impossible_count``) for a negative count or, unless POISSON, k > n.
    """
    k, n = checked_counts(k, n, events=method is Method.POISSON)
    base = np.where(n > 0, n, np.nan)
    rate = k / base
    with np.errstate(invalid="ignore"):
        lower, upper = {Method.WILSON: _wilson, Method.EXACT: _exact, Method.POISSON: _poisson}[method](k, base, level)
    lower = np.where(k == 0, 0.0, np.minimum(lower, rate))
    upper = np.maximum(upper, rate) if method is Method.POISSON else np.where(k == n, 1.0, np.maximum(upper, rate))
    unknown = np.isnan(rate)
    return Intervals(rate, np.where(unknown, np.nan, lower), np.where(unknown, np.nan, upper))


def checked_counts(k: ArrayLike, n: ArrayLike, *, events: bool = False) -> tuple[FloatArray, FloatArray]:
    """k and n as float arrays of one shape. Raises ``impossible_count``; ``events``: k may exceed n."""
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    wrong = (k < 0) | (n < 0) | np.isinf(k) | np.isinf(n) | ((k > n) & (not events))
    if wrong.any():
        raise refuse("impossible_count", k=f"{k[wrong][0]:g}", n=f"{n[wrong][0]:g}")
    return k, n


def _wilson(k: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    z = special.ndtri(0.5 + level / 2)
    rate = k / n
    centre = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
    return centre - half, centre + half


def _exact(k: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    tail = (1 - level) / 2
    return special.betaincinv(k, n - k + 1, tail), special.betaincinv(k + 1, n - k, 1 - tail)


def _poisson(k: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    tail = (1 - level) / 2
    return special.gammaincinv(k, tail) / n, special.gammaincinv(k + 1, 1 - tail) / n
