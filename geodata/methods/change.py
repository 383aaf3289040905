"""Differences between two rates: of two areas, or of one area at two points in time, with Newcombe's interval."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.derive import crosses_break
from geodata.methods.intervals import LEVEL, FloatArray, Intervals, checked_counts, rate_intervals
from geodata.periods import parse_period


class Obstacle(StrEnum):
    """Why two points in time are not compared; NONE: they are."""

    NONE = ""
    NO_COUNTS = "no_counts"  # published without numerator and denominator
    BOUNDARY = "boundary"  # the territory is not the same
    DEFINITION = "definition"  # a break in definition or scale lies between, or levels are never comparable
    OVERLAP = "overlap"  # the periods share days, hence cases, or are in the wrong order


@dataclass(frozen=True, slots=True)
class Moment:
    """When and for which territory a figure holds: canonical period and Gebietsstand ("" = not stated)."""

    period: str
    boundary_vintage: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """``difference``: later − earlier in fractions of one, with its interval; all NaN behind an obstacle."""

    difference: Intervals
    obstacle: Obstacle


def rate_differences(
    k_before: ArrayLike, n_before: ArrayLike, k_after: ArrayLike, n_after: ArrayLike, level: float = LEVEL
) -> Intervals:
    """after − before, in fractions of one (``rate`` is the difference), with the hybrid score interval of
    Newcombe (1998, method 10). NaN where either rate is undefined or not known.

    Both are treated as independent. For the same territory at two points in time they are not quite (most people
    stay), which makes the interval too wide rather than too narrow.
    """
    before = rate_intervals(*checked_counts(k_before, n_before), level=level)
    after = rate_intervals(*checked_counts(k_after, n_after), level=level)
    difference = after.rate - before.rate
    down: FloatArray = np.hypot(after.rate - after.lower, before.upper - before.rate)
    up: FloatArray = np.hypot(after.upper - after.rate, before.rate - before.lower)
    return Intervals(difference, difference - down, difference + up)


def obstacle(indicator: Indicator, earlier: Moment, later: Moment) -> Obstacle:
    """What forbids to compare two points in time; ``Obstacle.NONE`` if nothing does."""
    if indicator.kind is not IndicatorKind.RATE:
        return Obstacle.NO_COUNTS
    if earlier.boundary_vintage != later.boundary_vintage:
        return Obstacle.BOUNDARY
    if parse_period(earlier.period).end >= parse_period(later.period).start:
        return Obstacle.OVERLAP
    return Obstacle.DEFINITION if crosses_break(indicator, earlier.period, later.period) else Obstacle.NONE


def change(
    indicator: Indicator,
    earlier: Moment,
    later: Moment,
    k_before: ArrayLike,
    n_before: ArrayLike,
    k_after: ArrayLike,
    n_after: ArrayLike,
    level: float = LEVEL,
) -> Change:
    """Change of a rate from ``earlier`` to ``later`` (arrays over areas), never across a break in boundaries,
    definition or scale."""
    found = rate_differences(k_before, n_before, k_after, n_after, level)
    forbidden = obstacle(indicator, earlier, later)
    if forbidden is not Obstacle.NONE:
        nothing = np.full_like(found.rate, np.nan)
        found = Intervals(nothing, nothing, nothing)
    return Change(found, forbidden)
