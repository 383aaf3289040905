"""Soziale Lage × Entwicklung: a needs index from several indicators, its classes and the grid they make.

The method of the Monitoring Soziale Stadtentwicklung (Berlin, Senate Department for Urban Development, methods chapter
of the edition of 2017): every indicator is standardised over the areas of a reference set (population standard
deviation), the scores are added with equal weights, and the sum is standardised again over the same set. High always
means need. A frozen reference keeps means and deviations of one edition, so that a later one shows change and not
rescaling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import refuse

FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 8  # areas in a reference set; fewer have no classes worth the name
SAME = 1e-12  # a deviation below this part of the largest value is rounding, not difference


class Status(IntEnum):
    """Soziale Lage; NONE: not included."""

    NONE = 0
    FAVOURABLE = 1
    MIDDLE = 2
    UNFAVOURABLE = 3
    VERY_UNFAVOURABLE = 4


class Dynamics(StrEnum):
    """Entwicklung against the reference set; NONE: not included."""

    NONE = "0"
    BETTER = "+"
    STABLE = "+/-"
    WORSE = "-"


@dataclass(frozen=True)
class Cuts:
    """Index values at which classes part, all strict: exactly at a cut an area stays in the class nearer the mean."""

    favourable: float = -1.0
    unfavourable: float = 1.0
    very_unfavourable: float = 1.5

    def __post_init__(self) -> None:
        if not self.favourable < self.unfavourable < self.very_unfavourable:
            raise refuse("needs_cuts", value=f"{self.favourable:g}; {self.unfavourable:g}; {self.very_unfavourable:g}")


@dataclass(frozen=True)
class Scale:
    """What standardised: mean and population standard deviation of each column (sign applied: high = need), then of
    their sum, over ``areas`` areas. ``flipped`` are the columns where low values mean need."""

    columns: tuple[str, ...]
    flipped: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    sum_mean: float
    sum_deviation: float
    areas: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Index:
    """One entry per area. ``value``: NaN where not included. ``parts``: areas × used columns, standardised with the
    sign of need; NaN where missing. ``missing``: an included area lacks at least one column. ``dropped``: columns
    that are the same everywhere and so say nothing."""

    value: FloatArray
    parts: FloatArray
    missing: Flags
    scale: Scale
    dropped: tuple[str, ...] = ()


def needs_index(
    values: FloatArray,
    columns: Sequence[str],
    included: Flags,
    *,
    flipped: Sequence[str] = (),
    share_needed: float = 1.0,
    frozen: Scale | None = None,
) -> Index:
    """Standardise, add and standardise again.

    ``values``: areas × columns, NaN = missing or suppressed. ``included``: the reference set. ``share_needed``: part of
    the columns an area must have (1 = all); the mean of those it has then stands for all. ``frozen``: use this scale
    instead of computing one.

    Raises ``GeodataError``: ``needs_nothing_chosen``, ``needs_too_few`` (reference set below FEWEST areas),
    ``needs_constant`` (no column differs between areas, or their sum does not), ``needs_frozen`` (other columns).
    """
    if not len(columns):
        raise refuse("needs_nothing_chosen")
    sign = np.where(np.isin(columns, list(flipped)), -1.0, 1.0)
    signed = values * sign
    if frozen is not None:
        return _frozen_index(signed, columns, included, sorted(flipped), share_needed, frozen)
    usable = included & _complete(signed, share_needed)
    if usable.sum() < FEWEST:
        raise refuse("needs_too_few", value=int(usable.sum()), known=FEWEST)
    mean = np.array([_mean(signed[usable, j]) for j in range(len(columns))])
    deviation = np.array([population_deviation(signed[usable, j]) for j in range(len(columns))])
    varies = deviation > 0
    dropped = tuple(c for c, v in zip(columns, varies, strict=True) if not v)
    if not varies.any():
        raise refuse("needs_constant", value=", ".join(columns))
    kept = [c for c, v in zip(columns, varies, strict=True) if v]
    parts = (signed[:, varies] - mean[varies]) / deviation[varies]
    usable = included & _complete(parts, share_needed)
    total = _sums(parts, usable)
    sum_mean, sum_deviation = _mean(total[usable]), population_deviation(total[usable])
    if not sum_deviation > 0:
        raise refuse("needs_constant", value=", ".join(columns))
    scale = Scale(
        tuple(kept), tuple(sorted(set(flipped) & set(kept))), tuple(mean[varies].tolist()),
        tuple(deviation[varies].tolist()), sum_mean, sum_deviation, int(usable.sum()),
    )  # fmt: skip
    return Index((total - sum_mean) / sum_deviation, parts, _gaps(parts, usable), scale, dropped)


def _frozen_index(
    signed: FloatArray, columns: Sequence[str], included: Flags, flipped: list[str], share: float, scale: Scale
) -> Index:
    if not set(scale.columns) <= set(columns) or sorted(set(flipped) & set(scale.columns)) != list(scale.flipped):
        raise refuse("needs_frozen", value=", ".join(columns), known=", ".join(scale.columns))
    order = [list(columns).index(c) for c in scale.columns]
    parts = (signed[:, order] - np.array(scale.mean)) / np.array(scale.deviation)
    usable = included & _complete(parts, share)
    dropped = tuple(c for c in columns if c not in scale.columns)
    value = (_sums(parts, usable) - scale.sum_mean) / scale.sum_deviation
    return Index(value, parts, _gaps(parts, usable), scale, dropped)


def _complete(values: FloatArray, share_needed: float) -> Flags:
    """Areas with enough of the columns, and at least one."""
    there = (~np.isnan(values)).sum(axis=1)
    return (there > 0) & (there >= share_needed * values.shape[1] - 1e-9)


def _sums(parts: FloatArray, usable: Flags) -> FloatArray:
    """Sum of the scores; where some are missing, their mean times the number of columns. NaN where not usable."""
    total = np.full(len(parts), np.nan)
    total[usable] = np.nanmean(parts[usable], axis=1) * parts.shape[1]
    return total


def _gaps(parts: FloatArray, usable: Flags) -> Flags:
    return usable & np.isnan(parts).any(axis=1)


def _mean(values: FloatArray) -> float:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else float("nan")


def population_deviation(values: FloatArray) -> float:
    """Population standard deviation of what is there; 0 where all values are the same but for rounding."""
    there = values[~np.isnan(values)]
    if not len(there):
        return 0.0
    deviation = float(there.std())
    return deviation if deviation > SAME * max(1.0, float(np.abs(there).max())) else 0.0


def status_class(index: FloatArray, cuts: Cuts = Cuts()) -> NDArray[np.int64]:
    """Status 1 … 4 by index, 0 where there is none."""
    found = np.full(len(index), Status.MIDDLE.value)
    found[index < cuts.favourable] = Status.FAVOURABLE
    found[index > cuts.unfavourable] = Status.UNFAVOURABLE
    found[index > cuts.very_unfavourable] = Status.VERY_UNFAVOURABLE
    found[np.isnan(index)] = Status.NONE
    return found


def dynamics_class(index: FloatArray, cuts: Cuts = Cuts()) -> list[Dynamics]:
    """Development by index of the changes: below the first cut better, above the second worse."""
    return [
        Dynamics.NONE if np.isnan(v)
        else Dynamics.BETTER if v < cuts.favourable
        else Dynamics.WORSE if v > cuts.unfavourable
        else Dynamics.STABLE
        for v in index
    ]  # fmt: skip


def needs_attention(status: NDArray[np.int64], dynamics: Sequence[Dynamics] | None) -> Flags:
    """Areas to talk about first: very unfavourable, or unfavourable and becoming worse."""
    worse = np.array([d is Dynamics.WORSE for d in dynamics]) if dynamics else np.zeros(len(status), dtype=bool)
    return (status == Status.VERY_UNFAVOURABLE) | ((status == Status.UNFAVOURABLE) & worse)
