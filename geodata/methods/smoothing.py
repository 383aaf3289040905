"""„Geglätteter Wert“: rates of small areas drawn towards the mean of all, the more the smaller the area.

Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40 (Poisson
form, for rare events); for large shares the beta-binomial form with the moments of Kleinman (1973), Proportions with
extraneous variance, JASA 68. Written here because esda 2.9 lets the variance between areas become negative (smoothed
values then leave the range of the raw ones) and returns NaN for all areas if one of them is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from geodata.methods.intervals import FloatArray, checked_counts

LARGE_SHARE = 0.20  # above, the Poisson variance m / n is noticeably too large (true: m (1 − m) / n)


class Smoother(StrEnum):
    MARSHALL = "marshall"
    BETA_BINOMIAL = "beta-binomial"


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Raw and smoothed rates (fractions of one) and what they came from.

    ``value``: between the raw rate and ``mean``; NaN where n is 0 or k or n is suppressed or missing – such areas
    also take no part in ``mean``. ``weight``: of the area's own rate, 0 (all from the mean) to 1. ``mean`` = Σk / Σn,
    NaN without any area. ``variance``: between areas, beyond chance; 0 = nothing but chance, all become the mean.
    ``method``: the one used, also where it was chosen here. ``areas``: how many took part.
    """

    method: Smoother
    mean: float
    variance: float
    areas: int
    rate: FloatArray
    value: FloatArray
    weight: FloatArray


def smooth(k: ArrayLike, n: ArrayLike, method: Smoother | None = None) -> Smoothed:
    """Smooth k / n over the areas given. Without ``method``: beta-binomial if Σk / Σn exceeds 20 %, else Marshall.

    One area keeps its own rate (it is the mean). Pass NaN for what is suppressed. Raises ``impossible_count``.
    """
    k, n = checked_counts(k, n)
    used = (n > 0) & ~np.isnan(k)
    rate = k / np.where(used, n, np.nan)
    base = n[used]
    mean = float(k[used].sum() / base.sum()) if used.any() else float("nan")
    method = method or (Smoother.BETA_BINOMIAL if mean > LARGE_SHARE else Smoother.MARSHALL)
    variance, own = 0.0, np.zeros(len(base))
    if mean > 0 and len(base) > 1:
        form = _marshall if method is Smoother.MARSHALL else _beta_binomial
        variance, own = form(rate[used], base, mean)
    weight = np.full(rate.shape, np.nan)
    weight[used] = own
    value = np.clip(mean + (rate - mean) * weight, np.fmin(rate, mean), np.fmax(rate, mean))
    return Smoothed(method, mean, variance, int(used.sum()), rate, np.where(used, value, np.nan), weight)


def _marshall(rate: FloatArray, n: FloatArray, mean: float) -> tuple[float, FloatArray]:
    """A = s² − m / n̄ (at least 0) and the weights A / (A + m / nᵢ)."""
    spread = float((n * (rate - mean) ** 2).sum() / n.sum())
    between = max(spread - mean / n.mean(), 0.0)
    return between, between / (between + mean / n)


def _beta_binomial(rate: FloatArray, n: FloatArray, mean: float) -> tuple[float, FloatArray]:
    """Variance m (1 − m) ρ and the weights nᵢ / (nᵢ + (1 − ρ) / ρ), where ρ = 1 / (a + b + 1) of the beta distribution.

    ρ = (S / (m (1 − m)) − (g − 1)) / (N − Σn² / N − (g − 1)) with S = Σ n (r − m)², limited to 0…1. Where it cannot be
    estimated (everybody or nobody; one person per area) it is 0 and all areas become the mean.
    """
    areas, total = len(n), n.sum()
    room = total - (n**2).sum() / total - (areas - 1)
    if mean >= 1 or room <= 1e-9 * total:
        return 0.0, np.zeros(areas)
    excess = (n * (rate - mean) ** 2).sum() / (mean * (1 - mean)) - (areas - 1)
    rho = float(np.clip(excess / room, 0.0, 1.0))
    return mean * (1 - mean) * rho, n * rho / (n * rho + 1 - rho)


def standardised_rates(k: ArrayLike, n: ArrayLike) -> FloatArray:
    """(r − m) / √(A + m / n): rates whose different reliability no longer shows, for Moran's I and clusters.

    Assunção and Reis (1999), A new proposal to adjust Moran's I for population density, Statistics in Medicine 18.
    Raw rates of small areas swing more and so look like neighbours that differ. NaN as in ``smooth``; 0 for all if
    nobody counts.
    """
    found = smooth(k, n, Smoother.MARSHALL)
    _, n = checked_counts(k, n)
    scale = np.sqrt(found.variance + found.mean / np.where(n > 0, n, np.nan))
    return (found.rate - found.mean) / np.where(scale == 0, 1.0, scale)
