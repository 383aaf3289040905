"""The disclosure gate: what may leave raw data. Everything published goes through ``protect``.

This first rule protects each cell on its own: a count k with 0 < k < minimum, and its complement n − k likewise.
It does not yet protect against differences between published cells (secondary suppression).
"""

from __future__ import annotations

import pandas as pd

from geodata.catalog import Catalog, IndicatorKind
from geodata.observations import ValueStatus


def protect(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return observations in which no unsafe count is left; idempotent, input unchanged.

    An unsafe row becomes SUPPRESSED and loses k and value. Its denominator n stays where it is itself safe, because
    it is published on its own right; a small n (0 < n < minimum) is removed too. ``value_only`` rows carry no
    counts and pass. A row that is not OK never carries k or value.
    """
    out = frame.copy()
    rules = {i.id: i for i in catalog.indicators}
    minimum = out["indicator"].map(lambda i: rules[i].disclosure.minimum).astype("float64")
    complement = out["indicator"].map(lambda i: rules[i].disclosure.protect_complement).astype(bool)
    counted = out["indicator"].map(lambda i: rules[i].kind is not IndicatorKind.VALUE_ONLY).astype(bool)
    rest = out["n"] - out["k"]
    small_k = out["k"].gt(0) & out["k"].lt(minimum)
    small_rest = complement & rest.gt(0) & rest.lt(minimum)
    small_n = out["n"].gt(0) & out["n"].lt(minimum)
    unsafe = counted & (small_k | small_rest | small_n)
    out.loc[unsafe, "status"] = ValueStatus.SUPPRESSED.value
    out.loc[counted & small_n, "n"] = float("nan")
    hidden = ~out["status"].eq(ValueStatus.OK)
    out.loc[hidden, ["k", "value"]] = float("nan")
    return out
