"""Class bounds for a choropleth; right-closed, deterministic, never more classes than distinct values."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import mapclassify
import numpy as np

SCHEME_LABEL = {
    "quantile": "gleich viele Gebiete",
    "jenks": "natürliche Klassen",
    "equal": "gleich breit",
}
CLEAN_DECIMALS = 10  # takes away the float residue of interpolated bounds, which would miss the value they mean


@dataclass(frozen=True, slots=True)
class Classes:
    """``bounds`` has one more entry than there are classes: the lowest value, then each class's upper bound."""

    bounds: tuple[float, ...]

    @property
    def count(self) -> int:
        return max(len(self.bounds) - 1, 0)

    def index(self, values: np.ndarray) -> np.ndarray:
        """Class number 0…count−1 of each value; values outside the bounds go to the nearest end, NaN to −1."""
        if not self.count:
            return np.full(len(values), -1)
        found = np.searchsorted(self.bounds[1:-1], values, side="left")
        return np.where(np.isnan(values), -1, np.clip(found, 0, self.count - 1))


def classify(values: np.ndarray, scheme: str, k: int) -> Classes:
    """Bounds for ``values`` (floats, NaN ignored) by ``quantile``, ``jenks`` (Fisher) or ``equal``.

    Fewer classes than ``k`` result where there are fewer distinct values or where ties make quantiles coincide;
    no values give no classes; one value gives one class.
    """
    clean = values[~np.isnan(values)]
    distinct = np.unique(clean)
    if not len(distinct):
        return Classes(())
    if len(distinct) <= max(k, 1):
        return Classes((float(distinct[0]), *map(float, distinct)))
    method = {
        "quantile": mapclassify.Quantiles,
        "jenks": mapclassify.FisherJenks,
        "equal": mapclassify.EqualInterval,
    }[scheme]
    with warnings.catch_warnings():  # mapclassify warns about ties, which the next lines settle
        warnings.simplefilter("ignore")
        upper = np.unique(np.round(method(clean, k=k).bins, CLEAN_DECIMALS))
    upper[-1] = distinct[-1]
    return Classes((float(distinct[0]), *map(float, upper)))
