"""The disclosure gate: what may leave raw data. Everything published goes through ``protect``.

This first rule protects each cell on its own: a count k with 0 < k < minimum, and its complement n − k likewise.
It does not yet protect against differences between published cells (secondary suppression).
"""

from __future__ import annotations

import pandas as pd

from geodata.catalog import Catalog, IndicatorKind
from geodata.observations import NUMBERS, ValueStatus

SHARE_UNITS = ("%", "‰")


def protect(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return observations in which no unsafe count is left; idempotent, input unchanged.

    An unsafe row becomes SUPPRESSED and loses k and value. Its denominator n stays where it is itself safe, because
    it is published on its own right; a small n (0 < n < minimum) is removed too. ``value_only`` rows lose k,
    which does not belong there, and n where k would follow from it (a share in per cent). A row that is not OK never
    carries k or value. Where a row has its value but not k or n, the count that follows from it decides: 2 % of 50 is
    one person.
    """
    out = frame.astype(dict.fromkeys(NUMBERS, "float64"))
    rules = {i.id: i for i in catalog.indicators}
    minimum = out["indicator"].map(lambda i: rules[i].disclosure.minimum).astype("float64")
    complement = out["indicator"].map(lambda i: rules[i].disclosure.protect_complement).astype(bool)
    counted = out["indicator"].map(lambda i: rules[i].kind is not IndicatorKind.VALUE_ONLY).astype(bool)
    k, n = _counts(out, catalog)
    small_k = _small(k, minimum)
    small_rest = complement & _small(n - k, minimum)
    small_n = _small(n, minimum)
    unsafe = counted & (small_k | small_rest | small_n)
    out.loc[unsafe, "status"] = ValueStatus.SUPPRESSED.value
    out.loc[counted & small_n, "n"] = float("nan")
    shares = out["indicator"].map(lambda i: rules[i].unit in SHARE_UNITS).astype(bool)
    out.loc[~counted, "k"] = float("nan")
    out.loc[~counted & shares, "n"] = float("nan")
    hidden = ~out["status"].eq(ValueStatus.OK)
    out.loc[hidden, ["k", "value"]] = float("nan")
    return out


def _small(count: pd.Series, minimum: pd.Series) -> pd.Series:
    return count.gt(0) & count.lt(minimum)


def _counts(rows: pd.DataFrame, catalog: Catalog) -> tuple[pd.Series, pd.Series]:
    """k and n of each row; one that is missing is computed from the value (rounded to a whole number) if possible."""
    rates = {i.id: i.per for i in catalog.indicators if i.kind is IndicatorKind.RATE}
    per = rows["indicator"].map(rates).astype("float64")
    from_value = (rows["value"] * rows["n"] / per).where(per.notna(), rows["value"]).round()
    from_share = (per * rows["k"] / rows["value"].where(rows["value"] > 0)).round()
    # Where both are given and differ, the smaller one is what could be read off.
    k = rows["k"].where(rows["k"].le(from_value) | from_value.isna() | per.notna(), from_value)
    return k.fillna(from_value), rows["n"].fillna(from_share)
