"""Figures of one indicator as columns: one entry per area, in the order of ``Place.ids``; the smallest thing to send.

Numbers are whole: ``value`` counts units of the last decimal shown (16,5 % with one decimal is 165), so that every view
in the browser shows, sorts and brushes exactly the number that is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from dashboard.formatting import SURE, TIE
from dashboard.views.current import Current
from geodata.observations import ValueStatus

STATUS_CODE = {status: str(code) for code, status in enumerate(ValueStatus)}  # OK is "0"
OUTSIDE = "x"  # left out by a condition
NO_CLASS = "-"

Whole = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """``status``: a character of ``STATUS_CODE`` or ``OUTSIDE`` per area; ``cls``: a digit or ``NO_CLASS`` per area.
    ``value``, ``rank``, ``k``, ``n``: None = no number; ``k`` and ``n`` are empty if no area has both.
    """

    status: str
    cls: str
    value: Whole
    rank: Whole
    k: Whole
    n: Whole


def build_columns(current: Current, ids: Sequence[str]) -> Columns:
    table = current.table.reindex(pd.Index(ids))
    ok = table["status"].eq(ValueStatus.OK).to_numpy()
    codes = table["status"].map({s.value: c for s, c in STATUS_CODE.items()}).fillna(OUTSIDE)
    value, k, n, rank = (
        np.where(ok, table[name].to_numpy(dtype="float64"), np.nan) for name in ("value", "k", "n", "rank")
    )
    counted = ~np.isnan(k) & ~np.isnan(n)
    return Columns(
        status="".join(codes),
        cls="".join(map(_class_code, table["cls"].fillna(-1).astype(int))),
        value=whole(value, current.indicator.decimals),
        rank=whole(rank),
        k=whole(np.where(counted, k, np.nan)) if counted.any() else (),
        n=whole(np.where(counted, n, np.nan)) if counted.any() else (),
    )


def _class_code(cls: int) -> str:
    return str(cls) if cls >= 0 else NO_CLASS


def whole(values: np.ndarray, decimals: int = 0) -> Whole:
    """Values in units of their last decimal, halves away from zero as ``formatting.number`` prints them; NaN → None."""
    scaled = np.abs(values) * 10.0**decimals
    rounded = np.floor(scaled + 0.5)
    for i in np.flatnonzero((np.abs(scaled % 1 - 0.5) < TIE) | (scaled >= SURE)):
        rounded[i] = _exact(abs(float(values[i])), decimals)
    signed = np.copysign(rounded, values)
    return tuple(None if v != v else int(v) for v in signed.tolist())


def _exact(size: float, decimals: int) -> int:
    return int(Decimal(str(size)).scaleb(decimals).quantize(Decimal(1), ROUND_HALF_UP))
