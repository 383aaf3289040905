"""Ähnliche Quartiere: nearest neighbours among standardised indicators, wherever they lie; and areas seen without a
group of people that is a special case (a shelter, a student residence, a nursing home, a prison)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.errors import refuse

FloatArray = NDArray[np.float64]
SHARE_NEEDED = 2 / 3  # of the indicators two areas must both have


@dataclass(frozen=True)
class Neighbour:
    """``position`` among the areas; ``distance``: root of the mean squared difference of standard scores over the
    ``shared`` indicators both have (1 = on average one standard deviation apart)."""

    position: int
    distance: float
    shared: int


def nearest(parts: FloatArray, at: int, count: int = 5, weights: FloatArray | None = None) -> tuple[Neighbour, ...]:
    """The ``count`` most similar areas, nearest first, ties in the order given. ``parts``: areas × indicators, NaN =
    not published; ``weights``: those of 0 do not count.

    Raises ``GeodataError`` (``similar_nothing``) if the area itself has no figure.
    """
    used = np.ones(parts.shape[1], dtype=bool) if weights is None else weights > 0
    own = parts[at, used]
    if np.isnan(own).all():
        raise refuse("similar_nothing")
    apart = (parts[:, used] - own) ** 2
    shared = (~np.isnan(apart)).sum(axis=1)
    fits = (shared >= SHARE_NEEDED * (~np.isnan(own)).sum() - 1e-9) & (shared > 0)
    fits[at] = False
    distance = np.full(len(parts), np.inf)
    distance[fits] = np.sqrt(np.nansum(apart[fits], axis=1) / shared[fits])
    order = np.argsort(distance, kind="stable")[:count]
    return tuple(Neighbour(int(i), float(distance[i]), int(shared[i])) for i in order if np.isfinite(distance[i]))


def without_group(k: FloatArray, n: FloatArray, people: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest rate (0 … 1) that the others can have if ``people`` of the n are left out.

    Nobody knows how many of them are among the k cases: lowest if as many as possible are, highest if none is. NaN
    where figures are missing or nobody is left.
    """
    rest = n - people
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(rest > 0, np.maximum(k - people, 0) / rest, np.nan)
        high = np.where(rest > 0, np.minimum(k / rest, 1.0), np.nan)
    return low, high
