"""Unevenness within a territory as one number per point in time: dissimilarity, isolation, Theil's index.

Duncan and Duncan (1955), A methodological analysis of segregation indexes, ASR 20. In small areas chance alone makes
the shares differ, so that the plain index is too high; it is corrected as Allen, Burgess, Davidson and Windmeijer
(2015) propose, More reliable inference for the dissimilarity index of segregation, Econometrics Journal 18.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from geodata.errors import refuse
from geodata.methods.intervals import FloatArray, checked_counts

NAN = float("nan")
HALVINGS = 60  # bisections: all digits of a float


@dataclass(frozen=True, slots=True)
class Segregation:
    """All fractions of one; NaN where not defined (nobody in the group, everybody in it, or a single area).

    ``dissimilarity``: share of the group that would have to move for equal shares everywhere. ``corrected``: without
    what small counts add to it, never larger. ``by_chance``: what the plain index would be on average if the group were
    dealt out at random over the places people live; below it there is no sign of unevenness at all. ``isolation``:
    share of the group in the area of an average member of it; ``share``: of the group in all areas. ``areas``: how
    many took part.
    """

    dissimilarity: float
    corrected: float
    by_chance: float
    isolation: float
    share: float
    areas: int


def segregation(group: ArrayLike, total: ArrayLike) -> Segregation:
    """How unevenly ``group`` (counts per area) lives among ``total`` (all people per area, the group included).

    NaN = suppressed or missing: the area takes no part, nor does one without people. Raises ``impossible_count``.
    """
    group, total = checked_counts(group, total)
    used = (total > 0) & ~np.isnan(group)
    x, t = group[used], total[used]
    in_group, everybody = x.sum(), t.sum()
    others = everybody - in_group
    areas, share = int(used.sum()), float(in_group / everybody) if everybody else NAN
    if areas < 2 or in_group == 0 or others == 0:
        return Segregation(NAN, NAN, NAN, NAN, share, areas)
    p, q = x / in_group, (t - x) / others
    plain = float(np.abs(p - q).sum() / 2)
    corrected = float(
        _density_corrected(np.abs(p - q), np.sqrt(p * (1 - p) / in_group + q * (1 - q) / others)).sum() / 2
    )
    chance = float(_mean_deviation(t, in_group, everybody).sum() * everybody / (2 * in_group * others))
    return Segregation(plain, corrected, chance, float((p * (x / t)).sum()), share, areas)


def _density_corrected(difference: FloatArray, deviation: FloatArray) -> FloatArray:
    """Each |p − q| replaced by σθ, where θ makes the observed θ̂ = |p − q| / σ most likely under a folded normal
    distribution: θ = θ̂ tanh(θ θ̂), and 0 for θ̂ ≤ 1. A difference without deviation stays."""
    certain = deviation == 0
    observed = difference / np.where(certain, 1.0, deviation)
    low, high = np.zeros_like(observed), observed.copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = observed * np.tanh(middle * observed) > middle
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(certain, difference, np.where(observed > 1, low, 0.0) * deviation)


def _mean_deviation(draws: FloatArray, marked: float, everybody: float) -> FloatArray:
    """E|X − EX| of the hypergeometric distribution: ``draws`` of ``everybody``, of whom ``marked`` belong to the group.

    2 m (N − K − n + m) / N · P(X = m) with m = ⌊nK / N⌋ + 1 (the hypergeometric form of De Moivre's sum; Diaconis and
    Zabell 1991). An area's part of D is this times N / (2 K (N − K)), as x/K − y/(N − K) = (x − EX) N / (K (N − K)).
    """
    m = np.floor(draws * marked / everybody) + 1
    rest = everybody - marked - draws + m
    possible = (m <= np.minimum(draws, marked)) & (rest >= 0)
    m, rest = np.where(possible, m, 0.0), np.where(possible, rest, 0.0)
    size = np.where(possible, draws, 0.0)
    log_p = _log_choose(marked, m) + _log_choose(everybody - marked, size - m) - _log_choose(everybody, size)
    return np.where(possible, 2 * m * rest / everybody * np.exp(log_p), 0.0)


def _log_choose(n: ArrayLike, k: FloatArray) -> FloatArray:
    n = np.asarray(n, dtype=float)
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


@dataclass(frozen=True, slots=True)
class Inequality:
    """Theil's T of all areas = ``within`` municipalities + ``between`` them; NaN if there is nothing to compare.

    0 = equal everywhere; the maximum is ln(areas), or ln(people) with populations as weights.
    """

    total: float
    within: float
    between: float
    areas: int

    @property
    def share_between(self) -> float:
        """Part of the inequality that lies between municipalities; NaN where there is none at all."""
        return self.between / self.total if self.total > 0 else NAN


def theil(values: ArrayLike, municipalities: ArrayLike, weights: ArrayLike | None = None) -> Inequality:
    """Theil's T of ``values`` (a rate or another level, not negative) and its parts within and between municipalities.

    T = Σ w (v / m) ln(v / m) / Σw, m the weighted mean, 0 · ln 0 = 0 (Theil 1967; decomposition Shorrocks 1980).
    ``weights``: people per area, so that an area counts by its size and the mean of rates is the overall rate; default
    1 each. NaN in values or weights, and weight 0: the area takes no part.
    Raises ``GeodataError`` (``negative_value``): the index has no meaning for values below zero.
    """
    v = np.asarray(values, dtype=float)
    w = np.ones_like(v) if weights is None else np.asarray(weights, dtype=float)
    if (v < 0).any() or (w < 0).any():
        raise refuse("negative_value", value=f"{np.nanmin([np.nanmin(v), np.nanmin(w)]):g}")
    used = ~np.isnan(v) & (w > 0)
    v, w, names = v[used], w[used], np.asarray(municipalities)[used]
    if len(v) < 2 or not (v * w).sum() > 0:
        return Inequality(NAN, NAN, NAN, len(v))
    _, group = np.unique(names, return_inverse=True)
    people, amount = (np.bincount(group, part).astype(float) for part in (w, w * v))
    between = _theil(amount / people, people)
    inside = np.array([_theil(v[group == g], w[group == g]) for g in range(len(people))])
    within = float((amount * inside).sum() / amount.sum())
    return Inequality(_theil(v, w), within, between, len(v))


def _theil(v: FloatArray, w: FloatArray) -> float:
    mean = (w * v).sum() / w.sum()
    if mean == 0:
        return 0.0
    ratio: NDArray[np.float64] = v / mean
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return max(float((w * ratio * logs).sum() / w.sum()), 0.0)
