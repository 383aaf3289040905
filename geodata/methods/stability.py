"""Wie belastbar ist das Ergebnis? How often an area is among the most burdened when the arbitrary is varied.

Each draw varies the weights of the indicators (Dirichlet around the chosen ones), the shares themselves within what
their counts allow (Beta distribution of k cases among n, Jeffreys prior), and, if asked for, how indicators are put on
one scale. Rank 1 is the highest need. With ``draws`` draws a share in the top k has a standard error of at most
0.5/√draws (0.7 points at 5 000).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.errors import refuse
from geodata.methods.index import imd_score

FloatArray = NDArray[np.float64]
CHUNK = 50  # draws held in memory at once; also part of what a seed means
FEWEST = 3
RELIABLE, LIKELY = 0.95, 0.5


class Normalise(StrEnum):
    """How indicators come to one scale: standard scores, 0 … 1 between lowest and highest, percentile ranks,
    exponential scores of ranks (``index.imd_score``), or one of the first three by lot in each draw."""

    Z = "z"
    MINMAX = "minmax"
    PERCENT = "percent"
    IMD = "imd"
    MIX = "mix"


@dataclass(frozen=True)
class Stability:
    """One entry per area, NaN where a column is missing. ``rank``: with the chosen weights and the values as given
    (ties share the better rank); ``low``, ``high``: between which ranks 90 % of the draws lie; ``in_top``: share of
    draws among the k most burdened. ``dropped``: columns that are the same everywhere."""

    rank: FloatArray
    low: FloatArray
    high: FloatArray
    in_top: FloatArray
    dropped: tuple[int, ...]


def label(share: float) -> str:
    """German word for how reliable it is that an area is among the most burdened; "" without a share."""
    if np.isnan(share):
        return ""
    return "belastbar" if share >= RELIABLE else "wahrscheinlich" if share >= LIKELY else "grenzwertig"


def stability(
    values: FloatArray,
    top: int,
    draws: int,
    seed: int,
    *,
    weights: FloatArray | None = None,
    concentration: float | None = None,
    bases: FloatArray | None = None,
    normalise: Normalise = Normalise.Z,
    progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Stability:
    """Draw and rank. ``values``: areas × columns, high = need, per cent where ``bases`` (areas × columns, n of each
    share; NaN = none) are given. ``weights``: chosen weights (equal by default). ``concentration``: C in
    Dirichlet(C · weights); the number of columns by default, which leaves equal weights entirely open.

    The same seed gives the same result, whatever the progress. Raises ``GeodataError``: ``stability_bad`` (top, draws,
    concentration or weights that make no sense), ``needs_too_few``, ``needs_constant``, ``stability_stopped``.
    """
    complete: NDArray[np.bool_] = np.asarray(~np.isnan(values).any(axis=1))
    if complete.sum() < FEWEST:
        raise refuse("needs_too_few", value=int(complete.sum()), known=FEWEST)
    varies = np.ptp(values[complete], axis=0) > 0
    if not varies.any():
        raise refuse("needs_constant", value="")
    given = values[np.ix_(complete, varies)]
    held = None if bases is None else bases[np.ix_(complete, varies)]
    chosen = _weights(weights, varies)
    alpha = (len(chosen) if concentration is None else concentration) * chosen
    _check(top, draws, alpha, len(given))
    scale = Normalise.Z if normalise is Normalise.MIX else normalise
    rank = ranks(_scaled(given[None], scale) @ chosen)[0]
    drawn = np.concatenate(list(_draws(given, held, alpha, draws, seed, normalise, progress, should_stop)))
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0, method="inverted_cdf")
    return Stability(
        _spread(rank, complete), _spread(low, complete), _spread(high, complete),
        _spread((drawn <= top).mean(axis=0), complete), tuple(int(i) for i in np.flatnonzero(~varies)),
    )  # fmt: skip


def _spread(found: NDArray[Any], complete: NDArray[np.bool_]) -> FloatArray:
    out = np.full(len(complete), np.nan)
    out[complete] = found
    return out


def _weights(weights: FloatArray | None, varies: NDArray[np.bool_]) -> FloatArray:
    chosen = np.ones(int(varies.sum())) if weights is None else np.asarray(weights, float)[varies]
    if (chosen < 0).any() or not chosen.sum() > 0:
        raise refuse("stability_bad", details="Gewichte dürfen nicht negativ und nicht alle null sein")
    return chosen / chosen.sum()


def _check(top: int, draws: int, alpha: FloatArray, areas: int) -> None:
    if not 1 <= top < areas:
        raise refuse("stability_bad", details=f"die Zahl der auffälligsten Gebiete muss von 1 bis {areas - 1} gehen")
    if draws < 1:
        raise refuse("stability_bad", details="es braucht mindestens eine Ziehung")
    if not np.isfinite(alpha).all() or alpha.sum() <= 0:
        raise refuse("stability_bad", details="die Konzentration muss größer als 0 sein")


def _draws(
    given: FloatArray, bases: FloatArray | None, alpha: FloatArray, draws: int, seed: int, normalise: Normalise,
    progress: Callable[[int, int], None], should_stop: Callable[[], bool],
) -> Iterator[NDArray[np.int32]]:  # fmt: skip
    """Ranks of all areas, chunk by chunk."""
    rng = np.random.default_rng(seed)
    kinds = (Normalise.Z, Normalise.MINMAX, Normalise.PERCENT)
    for start in range(0, draws, CHUNK):
        if should_stop():
            raise refuse("stability_stopped")
        progress(start, draws)
        size = min(CHUNK, draws - start)
        weights = _dirichlet(rng, alpha, size)
        varied = given[None] if bases is None else _varied(rng, given, bases, size)
        if normalise is Normalise.MIX:
            lot = rng.integers(0, len(kinds), size)
            scaled = np.empty((size, *given.shape))
            for number, kind in enumerate(kinds):
                here = lot == number
                scaled[here] = _scaled(varied if len(varied) == 1 else varied[here], kind)
        else:
            scaled = _scaled(varied, normalise)
        yield ranks(np.einsum("dij,dj->di", np.broadcast_to(scaled, (size, *given.shape)), weights))
    progress(draws, draws)


def _dirichlet(rng: np.random.Generator, alpha: FloatArray, size: int) -> FloatArray:
    """Weights that sum to 1; an indicator of weight 0 stays out."""
    drawn = np.zeros((size, len(alpha)))
    drawn[:, alpha > 0] = rng.dirichlet(alpha[alpha > 0], size)
    return drawn


def _varied(rng: np.random.Generator, given: FloatArray, bases: FloatArray, size: int) -> FloatArray:
    """Shares (per cent) that the counts behind them allow; figures without a base stay as they are."""
    known = bases > 0
    n = np.where(known, bases, 1.0)
    k = np.clip(np.rint(given / 100 * n), 0, n)
    drawn = 100 * rng.beta(k + 0.5, n - k + 0.5, (size, *given.shape))
    return np.where(known, drawn, given)


def _scaled(values: FloatArray, kind: Normalise) -> FloatArray:
    """Columns of each draw (draws × areas × columns) on one scale; a column without difference counts 0."""
    match kind:
        case Normalise.PERCENT:
            return _lower(values) / (values.shape[1] - 1)
        case Normalise.IMD:
            return imd_score((1 + _lower(values)) / values.shape[1])
        case Normalise.MINMAX:
            low = values.min(axis=1, keepdims=True)
            spread = values.max(axis=1, keepdims=True) - low
        case _:
            low = values.mean(axis=1, keepdims=True)
            spread = values.std(axis=1, keepdims=True)
    return np.divide(values - low, spread, out=np.zeros_like(values), where=spread > 0)


def _lower(values: FloatArray) -> FloatArray:
    """How many areas have a lower value, per draw and column (ties count for nobody)."""
    flat = np.moveaxis(values, 1, 2).reshape(-1, values.shape[1])
    order = np.sort(flat, axis=1)
    below = np.stack([np.searchsorted(o, row, side="left") for o, row in zip(order, flat, strict=True)])
    return np.moveaxis(below.reshape(values.shape[0], values.shape[2], -1), 2, 1).astype(float)


def ranks(scores: FloatArray) -> NDArray[np.int32]:
    """1 + number of areas with a higher score, per draw (draws × areas); equal scores share the better rank."""
    scores = np.round(scores, 12)  # sums of the same parts in another order must tie
    order = np.sort(scores, axis=1)
    size = scores.shape[1]
    higher = [size - np.searchsorted(o, row, side="right") for o, row in zip(order, scores, strict=True)]
    return (1 + np.stack(higher)).astype(np.int32)
