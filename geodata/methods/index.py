"""An index of several indicators: put on one scale, weighted, averaged – with the flags that an average hides.

Generalises ``needs`` (equal weights, standard scores). Four scales: standard scores with the population standard
deviation; 0 … 1 between lowest and highest value or fixed goalposts (Human Development Index, UNDP, technical notes);
percentile ranks (PERCENTRANK.INC, as the CDC/ATSDR Social Vulnerability Index uses them); exponential scores of ranks
(English indices of deprivation). High always means need. A
frozen ``Reference`` keeps everything that was computed from one year, so that another year shows change and not
rescaling. NaN stands for whatever is suppressed, missing or below a minimum; such a value enters nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import refuse
from geodata.methods.needs import FEWEST, Flags, FloatArray, population_deviation

FLAG_SCORE, FLAG_RANK = 1.0, 0.9
SAME_THING = 0.9  # correlation from which two indicators measure nearly the same
FEWEST_PAIRS = 8
IMD_RATE = 23.0


class Scaling(StrEnum):
    """How indicators come to one scale."""

    Z = "z"
    MINMAX = "minmax"
    PERCENT = "percent"
    IMD = "imd"


RANKED = (Scaling.PERCENT, Scaling.IMD)  # only the order counts


@dataclass(frozen=True)
class Choice:
    """What enters an index. ``columns``: ids. ``flipped``: those where low means need. ``weights``: one per column,
    not negative, at least one positive. ``share_needed``: part of the weight that an area must have figures for; the
    mean of what it has then stands for all (1 = all). ``goalposts``: column → (value of least, of greatest need), for
    ``MINMAX``; columns without use lowest and highest of the reference set."""

    columns: tuple[str, ...]
    flipped: frozenset[str] = frozenset()
    weights: tuple[float, ...] = ()
    scaling: Scaling = Scaling.Z
    share_needed: float = 1.0
    goalposts: Mapping[str, tuple[float, float]] | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise refuse("needs_nothing_chosen")
        given = self.weights or (1.0,) * len(self.columns)
        if len(given) != len(self.columns) or not all(np.isfinite(given)) or min(given) < 0 or not max(given) > 0:
            raise refuse("index_weights", value="; ".join(f"{w:g}" for w in given))
        object.__setattr__(self, "weights", tuple(float(w) for w in given))

    @property
    def signs(self) -> FloatArray:
        return np.where(np.isin(self.columns, sorted(self.flipped)), -1.0, 1.0)


@dataclass(frozen=True)
class Reference:
    """What one set of areas in one year gives to measure with. ``columns`` that vary, with their ``start`` and
    ``spread`` (mean and standard deviation; lowest and range; signed so that high = need) and, for percentile ranks,
    their sorted ``known`` values. ``dropped``: columns without difference. ``mean``, ``deviation``: of the score over
    the reference set. ``areas``: how many."""

    columns: tuple[str, ...]
    start: tuple[float, ...]
    spread: tuple[float, ...]
    known: tuple[tuple[float, ...], ...]
    dropped: tuple[str, ...]
    mean: float
    deviation: float
    areas: int


@dataclass(frozen=True)
class WeightedIndex:
    """One entry per area. ``value``: score standardised over the reference set; NaN where not included. ``parts``:
    areas × ``reference.columns`` on the common scale. ``averaged``: included although a figure is missing."""

    value: FloatArray
    parts: FloatArray
    averaged: Flags
    reference: Reference


def weighted_index(
    values: FloatArray, included: Flags, choice: Choice, frozen: Reference | None = None
) -> WeightedIndex:
    """``values``: areas × ``choice.columns``. ``included``: the reference set. ``frozen``: measure with this.

    Raises ``GeodataError``: ``needs_too_few``, ``needs_constant``, ``index_weights``, ``needs_frozen`` (the frozen
    reference knows other columns), ``index_goalposts``.
    """
    signed = values * choice.signs
    usable = included & enough(signed, np.array(choice.weights), choice.share_needed)
    measured = frozen or _reference(signed, usable, choice)
    if not set(measured.columns) <= set(choice.columns):
        raise refuse("needs_frozen", value=", ".join(choice.columns), known=", ".join(measured.columns))
    order = [choice.columns.index(c) for c in measured.columns]
    weights = np.array(choice.weights)[order]
    parts = scaled(signed[:, order], measured, choice.scaling)
    usable = included & enough(parts, weights, choice.share_needed)
    score = arithmetic(parts, weights)
    value = np.where(usable, (score - measured.mean) / measured.deviation, np.nan)
    return WeightedIndex(value, parts, usable & np.isnan(parts[:, weights > 0]).any(axis=1), measured)


def _reference(signed: FloatArray, usable: Flags, choice: Choice) -> Reference:
    if usable.sum() < FEWEST:
        raise refuse("needs_too_few", value=int(usable.sum()), known=FEWEST)
    there = [column[~np.isnan(column)] for column in signed[usable].T]
    varies = np.array([population_deviation(c) > 0 for c in there])
    kept = tuple(c for c, v in zip(choice.columns, varies, strict=True) if v)
    weights = np.array(choice.weights)[varies]
    if not varies.any() or not weights.sum() > 0:
        raise refuse("needs_constant", value=", ".join(choice.columns))
    ends = [_ends(c, column, choice) for c, column, v in zip(choice.columns, there, varies, strict=True) if v]
    known = tuple(tuple(sorted(c.tolist())) for c, v in zip(there, varies, strict=True) if v)
    dropped = tuple(c for c in choice.columns if c not in kept)
    raw = Reference(kept, tuple(e[0] for e in ends), tuple(e[1] for e in ends), known, dropped, 0.0, 1.0, 0)
    parts = scaled(signed[:, varies], raw, choice.scaling)
    usable = usable & enough(parts, weights, choice.share_needed)
    score = arithmetic(parts, weights)[usable]
    deviation = population_deviation(score)
    if not deviation > 0:
        raise refuse("needs_constant", value=", ".join(choice.columns))
    return Reference(kept, raw.start, raw.spread, known, dropped, float(score.mean()), deviation, int(usable.sum()))


def _ends(column: str, values: FloatArray, choice: Choice) -> tuple[float, float]:
    """Start and spread of one column (sign of need applied)."""
    if choice.scaling is Scaling.Z:
        return float(values.mean()), population_deviation(values)
    least, most = float(values.min()), float(values.max())
    if choice.scaling is Scaling.MINMAX and choice.goalposts and column in choice.goalposts:
        sign = -1.0 if column in choice.flipped else 1.0
        least, most = (sign * end for end in choice.goalposts[column])
        if not most > least:
            raise refuse("index_goalposts", column=column, value=f"{sign * least:g}; {sign * most:g}")
    return least, most - least


def scaled(signed: FloatArray, reference: Reference, scaling: Scaling) -> FloatArray:
    """Columns of the reference on the common scale. Beyond goalposts of another year values leave 0 … 1; beyond fixed
    ranks they cannot."""
    if scaling in RANKED:
        ranked = _imd_among if scaling is Scaling.IMD else _rank_among
        return np.column_stack([ranked(c, np.array(k)) for c, k in zip(signed.T, reference.known, strict=True)])
    return (signed - np.array(reference.start)) / np.array(reference.spread)


def _rank_among(values: FloatArray, known: FloatArray) -> FloatArray:
    below = np.searchsorted(known, values, side="left") / max(1, len(known) - 1)
    return np.where(np.isnan(values), np.nan, np.minimum(below, 1.0))


def _imd_among(values: FloatArray, known: FloatArray) -> FloatArray:
    """``imd_score`` of R = (1 + number of lower values)/n, so that a single highest value has R = 1."""
    place = (1 + np.searchsorted(known, values, side="left")) / len(known)
    return np.where(np.isnan(values), np.nan, imd_score(np.minimum(place, 1.0)))


def percent_rank(values: FloatArray) -> FloatArray:
    """Share of the other values that are lower, 0 … 1; equal values share the lower rank. NaN stays; one value: 0."""
    return _rank_among(values, np.sort(values[~np.isnan(values)]))


def imd_score(rank: FloatArray) -> FloatArray:
    """Exponential score 0 … 100 of the English indices of deprivation: ``rank`` R = rank/N, most deprived 1.

    X = −23 ln(1 − R (1 − e^(−100/23))); stretches the most deprived tenth over half of the scale.
    """
    return -IMD_RATE * np.log(1 - rank * (1 - np.exp(-100 / IMD_RATE)))


def arithmetic(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted mean of what is there, per area; NaN without anything of weight."""
    there = ~np.isnan(parts) * weights
    total = there.sum(axis=1)
    return np.divide(np.nansum(parts * weights, axis=1), total, out=np.full(len(parts), np.nan), where=total > 0)


def geometric(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted geometric mean of complete rows; a low value cannot be made up for by high ones.

    Raises ``GeodataError`` (``index_geometric``) if a part of weight is not above 0: one zero would make any index 0.
    """
    used = weights > 0
    if (parts[:, used] <= 0).any():
        raise refuse("index_geometric")
    return np.exp(np.log(parts[:, used]) @ (weights[used] / weights[used].sum()))


def enough(parts: FloatArray, weights: FloatArray, share_needed: float) -> Flags:
    """Areas that have figures for at least this share of the weight, and for anything at all."""
    share = (~np.isnan(parts) * weights).sum(axis=1) / weights.sum()
    found: Flags = (share > 0) & (share >= share_needed - 1e-9)
    return found


def red_flags(signed: FloatArray, included: Flags) -> Flags:
    """Areas × columns: at least one standard deviation above the mean, or among the highest tenth of the included.

    Not compensatory: what is very high in one indicator shows, however low the others are.
    """
    found = np.zeros(signed.shape, dtype=bool)
    for j, column in enumerate(signed.T):
        there = column[included & ~np.isnan(column)]
        if len(there) >= FEWEST and (deviation := population_deviation(there)) > 0:
            score = (column - there.mean()) / deviation
            found[:, j] = (score >= FLAG_SCORE - 1e-9) | (_rank_among(column, np.sort(there)) >= FLAG_RANK)
    return found & included[:, None]


def correlations(values: FloatArray, included: Flags) -> FloatArray:
    """Pearson correlation of each two columns over the included areas that have both; NaN below ``FEWEST_PAIRS`` of
    them or without difference."""
    size = values.shape[1]
    found = np.full((size, size), np.nan)
    for a in range(size):
        for b in range(a, size):
            both = included & ~np.isnan(values[:, a]) & ~np.isnan(values[:, b])
            x, y = values[both, a], values[both, b]
            if both.sum() >= FEWEST_PAIRS and population_deviation(x) > 0 and population_deviation(y) > 0:
                found[a, b] = found[b, a] = float(np.corrcoef(x, y)[0, 1])
    return found


def pairs_of(values: FloatArray, included: Flags) -> NDArray[np.int64]:
    """How many included areas have both figures, for each two columns."""
    there = (~np.isnan(values) & included[:, None]).astype(np.int64)
    return there.T @ there


def alike(matrix: FloatArray, columns: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    """Pairs that measure nearly the same (|r| ≥ 0.9): in a mean the same thing counts twice."""
    pairs: NDArray[np.intp] = np.argwhere(np.triu(np.abs(np.nan_to_num(matrix)) >= SAME_THING, k=1))
    return tuple((columns[a], columns[b], float(matrix[a, b])) for a, b in pairs.tolist())
