"""Funnel limits: between which bounds rates of areas of a given size lie if all of them have the same underlying rate.

Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24: exact binomial
limits, interpolated between whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from geodata.methods.intervals import FloatArray, checked_counts

WARNING, ALARM = 0.95, 0.998
EXPECTED_OUTSIDE = 1 - WARNING
MOST_OUTSIDE = 0.10  # share beyond the 95 % limits from which chance alone is no longer a sensible yardstick
FEWEST_AREAS = 20  # below, one area in ten is a matter of luck


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper limit per area, fractions of one, NaN where n is 0 or not known."""

    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, slots=True)
class Funnel:
    """``reference``: the rate all areas are measured against (NaN without any). ``beyond``: −2 below the 99.8 % limit,
    −1 below the 95 % limit, 0 inside, 1 and 2 above; 0 also where there is no rate (``defined`` tells). ``outside``:
    share of the defined areas beyond the 95 % limits, of which 5 % are expected. ``overdispersed``: so many are
    outside that areas plainly differ by more than chance; being outside is then nothing special."""

    reference: float
    rate: FloatArray
    defined: NDArray[np.bool_]
    beyond: NDArray[np.int_]
    outside: float
    overdispersed: bool


def funnel_limits(reference: float, n: ArrayLike, level: float = WARNING) -> Limits:
    """Limits around ``reference`` (a fraction of one) for areas of n people each."""
    n = np.asarray(n, dtype=float)
    tail = (1 - level) / 2
    return Limits(_limit(reference, n, tail), _limit(reference, n, 1 - tail))


def _limit(reference: float, n: FloatArray, q: float) -> FloatArray:
    base = np.where(n > 0, n, np.nan)
    if reference in (0.0, 1.0):  # nobody or everybody: no room for chance
        return np.where(np.isnan(base), np.nan, reference)
    r = stats.binom.ppf(q, base, reference)
    share = (stats.binom.cdf(r, base, reference) - q) / stats.binom.pmf(r, base, reference)
    return np.clip((r - share) / base, 0.0, 1.0)


def funnel(k: ArrayLike, n: ArrayLike, reference: float | None = None) -> Funnel:
    """Where each area lies in the funnel around ``reference`` (default: Σk / Σn of the areas that have both).

    NaN counts are not known and take no part. Raises ``impossible_count``.
    """
    k, n = checked_counts(k, n)
    rate = k / np.where(n > 0, n, np.nan)
    defined = ~np.isnan(rate)
    if reference is None:
        reference = float(k[defined].sum() / n[defined].sum()) if defined.any() else float("nan")
    beyond = np.zeros(rate.shape, dtype=int)
    if defined.any() and not np.isnan(reference):
        for level in (WARNING, ALARM):
            limits = funnel_limits(reference, n, level)
            beyond += (rate > limits.upper).astype(int) - (rate < limits.lower).astype(int)
    outside = float(np.mean(beyond[defined] != 0)) if defined.any() else float("nan")
    overdispersed = bool(defined.sum() >= FEWEST_AREAS and outside > MOST_OUTSIDE)
    return Funnel(reference, rate, defined, beyond, outside, overdispersed)
