"""Whether an area's rate differs from another rate by more than chance explains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geodata.methods.change import rate_differences
from geodata.methods.intervals import LEVEL, FloatArray, Intervals, Method, checked_counts, rate_intervals


class Verdict(StrEnum):
    """UNDEFINED: the area or the reference has no rate. SAME: cannot be told apart – not: is equal."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    UNDEFINED = ""


Verdicts = NDArray[np.str_]

NODES = 301  # of the quadrature in probability_higher
TAIL = 1e-13  # what it leaves out at either end


def against_value(intervals: Intervals, reference: ArrayLike) -> Verdicts:
    """Verdict of each area against a fixed value (a fraction of one, or one per area): HIGHER where the whole interval
    lies above it, LOWER where it lies below, SAME where the interval contains it.

    The reference is taken as given, without an uncertainty of its own, as in a funnel plot. That is what is asked when
    a planner compares a quarter with „dem Kreiswert“, although the Kreis contains the quarter: the larger the
    quarter's part of it, the closer both are by construction and the more cautious the verdict. Where a quarter makes
    up much of the whole, ``against_rest`` asks the sharper question. An area compared with itself is SAME.
    """
    reference = np.asarray(reference, dtype=float)
    return _verdicts(intervals.lower > reference, intervals.upper < reference, intervals.rate + reference)


def against_rest(
    k: ArrayLike, n: ArrayLike, total_k: ArrayLike, total_n: ArrayLike, level: float = LEVEL
) -> tuple[Verdicts, Intervals]:
    """Verdict of each area against the rest of a larger one that contains it (total − area), both uncertain; and the
    difference area − rest with Newcombe's interval.

    UNDEFINED where there is no rest (the area is the total). Raises ``impossible_count`` where the area does not fit
    into the total.
    """
    k, n = checked_counts(k, n)
    rest_k, rest_n = np.asarray(total_k, dtype=float) - k, np.asarray(total_n, dtype=float) - n
    found = rate_differences(rest_k, rest_n, k, n, level)
    return _verdicts(found.lower > 0, found.upper < 0, found.rate), found


def against_other(k: ArrayLike, n: ArrayLike, other_k: ArrayLike, other_n: ArrayLike, level: float = LEVEL) -> Verdicts:
    """Verdict against another area that shares nobody with this one, both uncertain (Newcombe)."""
    found = rate_differences(other_k, other_n, k, n, level)
    return _verdicts(found.lower > 0, found.upper < 0, found.rate)


def _verdicts(higher: NDArray[np.bool_], lower: NDArray[np.bool_], defined: FloatArray) -> Verdicts:
    words = np.select([np.isnan(defined), higher, lower], [Verdict.UNDEFINED, Verdict.HIGHER, Verdict.LOWER], "same")
    return np.asarray(words, dtype="<U6")


def too_small(n: ArrayLike, reference: ArrayLike, level: float = LEVEL) -> NDArray[np.bool_]:
    """Whether an area has so few people that even twice the reference rate could not be told from it.

    Where this holds, SAME says something about the size of the area and nothing about its people. For a reference of
    15 % that is up to 21 people, for 1 % up to 380. Above 50 % everybody counts as twice. False where n or the
    reference is not known or zero.
    """
    n, reference = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(reference, dtype=float))
    doubled = np.minimum(2 * reference, 1.0) * n
    with np.errstate(invalid="ignore"):
        return (reference > 0) & (n > 0) & (rate_intervals(doubled, n, Method.WILSON, level).lower <= reference)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that a sentence about one area needs; fractions of one, NaN = not known. ``too_small``: see there."""

    k: float
    n: float
    rate: float
    lower: float
    upper: float
    reference: float
    verdict: Verdict
    too_small: bool


def assess(k: float, n: float, reference: float, method: Method = Method.WILSON, level: float = LEVEL) -> Assessment:
    """One area's rate, its interval and its verdict against a fixed value. Raises ``impossible_count``."""
    found = rate_intervals(k, n, method, level)
    verdict = Verdict(str(against_value(found, reference)))
    bounds = float(found.rate), float(found.lower), float(found.upper)
    return Assessment(k, n, *bounds, reference, verdict, bool(too_small(n, reference, level)))


def probability_higher(k: ArrayLike, n: ArrayLike, other_k: ArrayLike, other_n: ArrayLike) -> FloatArray:
    """P(θ > θ′) of two areas that share nobody, θ ~ Beta(k + ½, n − k + ½) (Jeffreys' prior); NaN where not known.

    By quadrature: the same digits every time, unlike drawing. Raises ``impossible_count``.
    """
    k, n = checked_counts(k, n)
    other_k, other_n = checked_counts(other_k, other_n)
    known = (n > 0) & (other_n > 0) & ~np.isnan(k + other_k)
    a, b, c, d = (np.where(known, count + 0.5, 1.0)[..., None] for count in (k, n - k, other_k, other_n - other_k))
    swapped = 1 / a + 1 / b > 1 / c + 1 / d
    narrow, wide = (
        (np.where(swapped, c, a), np.where(swapped, d, b)),
        (np.where(swapped, a, c), np.where(swapped, b, d)),
    )
    above = _mean_below(narrow, wide)
    return np.where(known, np.where(swapped[..., 0], 1 - above, above), np.nan)


def _mean_below(narrow: tuple[FloatArray, FloatArray], wide: tuple[FloatArray, FloatArray]) -> FloatArray:
    """∫ f(x) F′(x) dx over the narrower of two beta distributions, where the other's F′ has no steps; on the logit
    scale, on which f fades at both ends and equal steps converge fast."""
    (a, b), (c, d) = narrow, wide
    ends = [special.logit(special.betaincinv(a, b, TAIL)), -special.logit(special.betaincinv(b, a, TAIL))]
    t = ends[0] + (ends[1] - ends[0]) * np.linspace(0, 1, NODES)
    log_density = a * special.log_expit(t) + b * special.log_expit(-t)
    weights = np.exp(log_density - log_density.max(axis=-1, keepdims=True))
    below = special.betainc(c, d, special.expit(t))
    return (weights * below).sum(axis=-1) / weights.sum(axis=-1)
