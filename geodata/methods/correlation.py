"""How far two figures of the same areas go together: coefficients with the range they may lie in."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
FEWEST = 10  # with fewer pairs a coefficient says next to nothing: its range spans most of −1 to 1


@dataclass(frozen=True, slots=True)
class Correlation:
    """``n``: pairs of values. ``r``: Pearson's coefficient with ``low`` and ``high``, the ends of its 95 % confidence
    interval by Fisher's transformation; ``rho``: Spearman's, of the ranks. NaN where n < ``FEWEST`` or where one of
    the two is the same everywhere.
    """

    n: int
    r: float
    low: float
    high: float
    rho: float

    @property
    def known(self) -> bool:
        return self.r == self.r


def correlate(x: np.ndarray, y: np.ndarray) -> Correlation:
    """Correlation of two columns of floats of equal length; pairs with a NaN are left out.

    Areas are unweighted: a small one counts like a large one. Source: scipy.stats (pearsonr, spearmanr).
    """
    both = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[both], y[both]
    nothing = Correlation(len(x), *(float("nan"),) * 4)
    if len(x) < FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return nothing
    with warnings.catch_warnings():  # values that differ only in their last digits count as constant
        warnings.simplefilter("error", stats.DegenerateDataWarning)
        try:
            pearson = stats.pearsonr(x, y)
        except stats.DegenerateDataWarning:
            return nothing
    interval = pearson.confidence_interval(CONFIDENCE)
    rho = stats.spearmanr(x, y).statistic
    return Correlation(len(x), *(float(v) for v in (pearson.statistic, interval.low, interval.high, rho)))
