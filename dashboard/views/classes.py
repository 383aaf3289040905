"""Classes of a choropleth: bounds, which class a value is in, and how each class reads.

Values are classed as they are printed (rounded to ``decimals``), so that an area shown with 12,3 is never in a class
whose words exclude 12,3. All classes are right-closed, deterministic, and never more than there are distinct values,
unless somebody set the bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from dashboard import formatting
from geodata.methods.natural_breaks import natural_breaks

SCHEME_LABEL = {
    "quantile": "gleich viele Gebiete",
    "jenks": "natürliche Klassen",
    "equal": "gleich breit",
    "own": "eigene Grenzen",
    "threshold": "Schwellenwert",
}
# Upper bounds of k classes of finite values; quantiles between two values lie on the line between them.
COMPUTED: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "quantile": lambda values, k: np.quantile(values, np.arange(1, k + 1) / k),
    "jenks": natural_breaks,
    "equal": lambda values, k: np.linspace(values.min(), values.max(), k + 1)[1:],
}
MORE_DECIMALS = 3
CLEAN_DECIMALS = 10  # takes away the float residue of interpolated bounds, which would miss the value they mean


class Classing(Protocol):
    """``count`` classes, numbered 0… from low to high; ``texts``: their words, in that order. ``diverging``: whether
    they lead from one side over a middle to the other."""

    @property
    def count(self) -> int: ...
    @property
    def diverging(self) -> bool: ...
    def index(self, values: np.ndarray) -> np.ndarray:
        """Class number of each value; −1 without a value."""
        ...

    def texts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Classes:
    """Ranges of values. ``bounds``: the lowest value, then each class's upper bound; ``decimals`` as printed.

    ``open_ends``: the first class has no lower and the last no upper bound (somebody set the bounds).
    ``reference``: whose value the only bound of a threshold is.
    """

    bounds: tuple[float, ...]
    decimals: int = CLEAN_DECIMALS
    open_ends: bool = False
    diverging: bool = False
    reference: str = ""

    @property
    def count(self) -> int:
        return max(len(self.bounds) - 1, 0)

    def index(self, values: np.ndarray) -> np.ndarray:
        """Values outside the bounds go to the nearest end."""
        if not self.count:
            return np.full(len(values), -1)
        shown = formatting.rounded_all(values, self.decimals)
        found = np.searchsorted(self.bounds[1:-1], shown, side="left")
        return np.where(np.isnan(values), -1, np.clip(found, 0, self.count - 1))

    def texts(self) -> tuple[str, ...]:
        if self.open_ends:
            return self._open_texts()
        return tuple(
            formatting.interval(lower, upper, self.decimals, first=index == 0)
            for index, (lower, upper) in enumerate(pairwise(self.bounds))
        )

    def _open_texts(self) -> tuple[str, ...]:
        if not self.count:
            return ()
        decimals = exact_decimals(np.array(self.bounds[1:-1]), self.decimals)
        inner = [formatting.number(b, decimals) for b in self.bounds[1:-1]]
        middle = (f"über {low} bis {high}" for low, high in pairwise(inner))
        return (f"bis {inner[0]}", *middle, f"über {inner[-1]}")


@dataclass(frozen=True, slots=True)
class Steps:
    """Values that are names of steps (``Indicator.categories``); every step is a class, whether it occurs or not."""

    labels: dict[int, str]
    diverging: bool = False

    @property
    def count(self) -> int:
        return len(self.labels)

    def index(self, values: np.ndarray) -> np.ndarray:
        steps = np.array(sorted(self.labels), dtype="float64")
        place = np.clip(np.searchsorted(steps, values), 0, len(steps) - 1)
        return np.where(steps[place] == values, place, -1)

    def texts(self) -> tuple[str, ...]:
        return tuple(self.labels[step] for step in sorted(self.labels))


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Differences, alike on both sides of zero. ``sizes``: upper bounds of |difference|, ascending, none is zero.

    From the lowest: sizes downwards, „gleich“ in the middle, sizes upwards.
    """

    sizes: tuple[float, ...]
    decimals: int
    diverging: bool = True

    @property
    def count(self) -> int:
        return 2 * len(self.sizes) + 1

    def index(self, values: np.ndarray) -> np.ndarray:
        shown = formatting.rounded_all(values, self.decimals)
        size = np.minimum(1 + np.searchsorted(self.sizes, np.abs(shown), side="left"), len(self.sizes))
        found = np.where(shown == 0, 0, np.sign(shown) * size) + len(self.sizes)
        return np.where(np.isnan(values), -1, np.nan_to_num(found)).astype(int)

    def texts(self) -> tuple[str, ...]:
        numbers = [formatting.number(s, self.decimals) for s in self.sizes]
        if len(numbers) < 2:
            sides = [""] * len(numbers)
        else:
            sides = [f"bis {numbers[0]} ", *(f"über {a} bis {b} " for a, b in pairwise(numbers))]
        return (*(f"{s}niedriger" for s in reversed(sides)), "gleich", *(f"{s}höher" for s in sides))


def telling_decimals(values: np.ndarray, decimals: int, enough: int) -> int:
    """As many decimals as it takes to tell apart ``enough`` of the values (or all), but not endlessly many."""
    distinct = np.unique(values[~np.isnan(values)])
    wanted = min(enough, len(distinct))
    for more in range(MORE_DECIMALS):
        if len(np.unique(formatting.rounded_all(distinct, decimals + more))) >= wanted:
            return decimals + more
    return decimals + MORE_DECIMALS


def exact_decimals(values: np.ndarray, decimals: int) -> int:
    """As many decimals as it takes to write the values in full, but not endlessly many."""
    for more in range(MORE_DECIMALS):
        if (formatting.rounded_all(values, decimals + more) == values).all():
            return decimals + more
    return decimals + MORE_DECIMALS


def classify(values: np.ndarray, scheme: str, k: int, decimals: int = CLEAN_DECIMALS) -> Classes:
    """Bounds for ``values`` (floats, NaN ignored) by ``quantile``, ``jenks`` (Fisher) or ``equal``.

    Fewer classes than ``k`` result where there are fewer distinct values or where ties make quantiles coincide;
    no values give no classes; one value gives one class.
    """
    shown = formatting.rounded_all(values[~np.isnan(values)], decimals)
    distinct = np.unique(shown)
    if not len(distinct):
        return Classes((), decimals)
    if len(distinct) <= max(k, 1):
        return Classes((float(distinct[0]), *map(float, distinct)), decimals)
    bins = np.round(COMPUTED[scheme](shown, k), CLEAN_DECIMALS)
    upper = np.unique(formatting.rounded_all(bins, decimals))
    upper[-1] = distinct[-1]
    return Classes((float(distinct[0]), *map(float, upper)), decimals)


def by_bounds(values: np.ndarray, inner: tuple[float, ...], decimals: int) -> Classes:
    """Classes between bounds somebody set, whatever the values; none without a value."""
    return _open(values, inner, decimals, Classes((), decimals))


def by_threshold(values: np.ndarray, threshold: float, decimals: int, reference: str = "") -> Classes:
    """Two classes: up to a value and above it. ``reference``: whose value it is, if it is somebody's."""
    empty = Classes((), decimals, open_ends=True, diverging=True, reference=reference)
    return _open(values, (threshold,), decimals, empty)


def _open(values: np.ndarray, inner: tuple[float, ...], decimals: int, like: Classes) -> Classes:
    clean = values[~np.isnan(values)]
    if not len(clean):
        return like
    lowest, highest = min(float(clean.min()), inner[0]), max(float(clean.max()), inner[-1])
    return Classes((lowest, *inner, highest), decimals, True, like.diverging, like.reference)


def mirrored(differences: np.ndarray, scheme: str, k: int, decimals: int) -> Mirrored | Classes:
    """Classes of differences, symmetric around zero: up to ``k // 2`` sizes a side, computed over both sides.

    A threshold asks only for higher or lower. No differences give no classes.
    """
    sizes = np.abs(formatting.rounded_all(differences[~np.isnan(differences)], decimals))
    if not len(sizes):
        return Classes((), decimals, diverging=True)
    nonzero = sizes[sizes > 0]
    a_side = 1 if scheme == "threshold" else max(k // 2, 1)
    method = scheme if scheme in COMPUTED else "quantile"
    return Mirrored(classify(nonzero, method, a_side, decimals).bounds[1:], decimals)
