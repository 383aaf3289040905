"""How sure a rank is: the ranks an area could have if every value lay somewhere in its interval.

After the idea of Goldstein and Spiegelhalter (1996), League tables and their limitations, Journal of the Royal
Statistical Society A 159: a rank without its interval claims more than the figures hold. Here by counting intervals
that do not overlap, which needs no drawing and errs on the careful side: two 95 % intervals that part mean a difference
at about 99 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geodata.methods.intervals import FloatArray


@dataclass(frozen=True, slots=True)
class RankBounds:
    """Best and worst rank per area, 1 = first; NaN without an interval."""

    best: FloatArray
    worst: FloatArray


def rank_bounds(lower: ArrayLike, upper: ArrayLike, *, high_first: bool = True) -> RankBounds:
    """``best``: one more than the areas whose whole interval lies before this one's; ``worst``: all areas with an
    interval but those whose whole interval lies behind it. Areas with a NaN bound take no part.
    """
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    known = ~(np.isnan(lower) | np.isnan(upper))
    lows, highs = np.sort(lower[known]), np.sort(upper[known])
    above = len(lows) - np.searchsorted(lows, upper, side="right")
    below = np.searchsorted(highs, lower, side="left")
    before, behind = (above, below) if high_first else (below, above)
    return RankBounds(np.where(known, 1.0 + before, np.nan), np.where(known, 1.0 * len(lows) - behind, np.nan))
