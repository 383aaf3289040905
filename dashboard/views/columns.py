"""Figures of one indicator as columns: one entry per area, in the order of ``Place.ids``; the smallest thing to send.

Numbers are whole: ``value`` counts units of the last decimal shown (16,5 % with one decimal is 165), so that every view
in the browser shows, sorts and brushes exactly the number that is printed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.formatting import EVERY_DIGIT, SURE, TIE
from dashboard.views.current import Current
from geodata.methods.ranks import rank_bounds
from geodata.methods.verdicts import Verdict
from geodata.observations import ValueStatus

STATUS_CODE = {status: str(code) for code, status in enumerate(ValueStatus)}  # OK is "0"
OUTSIDE = "x"  # left out by a condition
NO_CLASS = "-"
CLASS_CODES = "0123456789abcdefghijklmnopqrstuvwxyz"  # number of a class in one character, base 36

Whole = tuple[int | None, ...]
VERDICT_CODE: dict[str, str] = {Verdict.HIGHER: "h", Verdict.LOWER: "l", Verdict.SAME: "s", Verdict.UNDEFINED: "-"}
TOO_SMALL = "z"


@dataclass(frozen=True)
class Columns:
    """``status``: a character of ``STATUS_CODE`` or ``OUTSIDE`` per area; ``cls``: a character of ``CLASS_CODES`` or
    ``NO_CLASS`` per area. ``value``: what is classed and ranked; in a comparison the difference, or the smoothed value,
    and ``own`` the value itself (else empty). None = no number. ``k`` and ``n`` are empty if no area has both.

    ``verdict``: a character of ``VERDICT_CODE`` or ``TOO_SMALL`` per area; empty where nothing can be said. ``lower``,
    ``upper``: interval of ``value`` in its units; ``best``, ``worst``: ranks it could have. All four are empty
    without certainty or if not ``detailed``.
    """

    status: str
    cls: str
    value: Whole
    own: Whole
    rank: Whole
    k: Whole
    n: Whole
    verdict: str = ""
    lower: Whole = ()
    upper: Whole = ()
    best: Whole = ()
    worst: Whole = ()

    @cached_property
    def text(self) -> str:
        """As JSON, written once for everybody who asks for the same view: thousands of numbers take longer to write
        than to find."""
        return json.dumps({f.name: getattr(self, f.name) for f in fields(self)}, separators=(",", ":"))


def build_columns(current: Current, ids: Sequence[str], *, detailed: bool = True) -> Columns:
    """``detailed``: with intervals; a second map shows verdicts alone."""
    table = current.table.reindex(pd.Index(ids))
    ok, own = (table[name].eq(ValueStatus.OK).to_numpy() for name in ("status", "own_status"))
    codes = table["status"].map({s.value: c for s, c in STATUS_CODE.items()}).fillna(OUTSIDE)
    measure, rank = (_only(table[name], ok) for name in ("measure", "rank"))
    value, k, n = (_only(table[name], own) for name in ("value", "k", "n"))
    counted = ~np.isnan(k) & ~np.isnan(n)
    decimals = current.indicator.decimals
    return Columns(
        status="".join(codes),
        cls="".join(map(_class_code, table["cls"].fillna(-1).astype(int))),
        value=whole(measure, decimals),
        own=whole(value, decimals) if current.beside_value else (),
        rank=whole(rank),
        k=whole(np.where(counted, k, np.nan)) if counted.any() else (),
        n=whole(np.where(counted, n, np.nan)) if counted.any() else (),
        verdict=_verdicts(current, ids),
        **(_intervals(current, ids) if detailed else {}),
    )


def _verdicts(current: Current, ids: Sequence[str]) -> str:
    if current.certainty is None:
        return ""
    known = current.certainty.table[["verdict", "small"]].reindex(pd.Index(ids))
    codes = known["verdict"].map({str(v): c for v, c in VERDICT_CODE.items()}).fillna("-")
    return "".join(codes.mask(known["small"].eq(True), TOO_SMALL))


def _intervals(current: Current, ids: Sequence[str]) -> dict[str, Whole]:
    """Bounds and rank bounds of the areas inside that have a figure."""
    if current.certainty is None:
        return {}
    inside = current.table.index[current.table["status"].eq(ValueStatus.OK)]
    bounds = current.certainty.table[["lower", "upper"]].astype("float64").loc[inside].reindex(pd.Index(ids))
    lower, upper = (bounds[name].to_numpy() for name in ("lower", "upper"))
    ranks = rank_bounds(lower, upper, high_first=current.high_first)
    decimals = current.indicator.decimals
    return {
        "lower": whole(lower, decimals),
        "upper": whole(upper, decimals),
        "best": whole(ranks.best),
        "worst": whole(ranks.worst),
    }


def _only(column: pd.Series, where: np.ndarray) -> np.ndarray:
    return np.where(where, column.to_numpy(dtype="float64"), np.nan)


def _class_code(cls: int) -> str:
    return CLASS_CODES[cls] if cls >= 0 else NO_CLASS


def whole(values: np.ndarray, decimals: int = 0) -> Whole:
    """Values in units of their last decimal, halves away from zero as ``formatting.number`` prints them; NaN → None."""
    scaled = np.abs(values) * 10.0**decimals
    rounded = np.floor(scaled + 0.5)
    for i in np.flatnonzero((np.abs(scaled % 1 - 0.5) < TIE) | (scaled >= SURE)):
        rounded[i] = _exact(abs(float(values[i])), decimals)
    signed = np.copysign(rounded, values)
    return tuple(None if v != v else int(v) for v in signed.tolist())


def _exact(size: float, decimals: int) -> int:
    scaled = Decimal(str(size)).scaleb(decimals, EVERY_DIGIT)
    return int(scaled.quantize(Decimal(1), ROUND_HALF_UP, EVERY_DIGIT))
