"""The first step of the disclosure gate: what each cell shows on its own. Everything published goes through it.

What follows from several cells together (totals, other groups, other areas) is settled when packages are published:
``geodata.publishing``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from geodata.catalog import Catalog, Density, DisclosureRule, Indicator, IndicatorKind
from geodata.observations import LARGEST, NUMBERS, ValueStatus
from geodata.periods import parse_period

SHARE_UNITS = ("%", "‰")
NAN = float("nan")


def protect(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return observations in which no cell is unsafe on its own; idempotent, input unchanged.

    An unsafe row becomes SUPPRESSED and loses k and value. Its denominator n stays where it is itself safe, because
    it is published on its own right; a small n (0 < n < minimum) is removed too. ``value_only`` rows lose k, which
    does not belong there, and n where k would follow from it (a share in per cent). A row that is not OK never
    carries k or value. Where a row has its value but not k or n, the count that follows from it decides: 2 % of 50 is
    one person. Rounded counts (rule ``rounding``) need no suppression.
    """
    out = frame.drop(columns=LARGEST, errors="ignore").astype(dict.fromkeys(NUMBERS, "float64"))
    entries = {i.id: i for i in catalog.indicators}
    counted = out["indicator"].map(lambda i: entries[i].kind is not IndicatorKind.VALUE_ONLY).astype(bool)
    unsafe, small_n = unsafe_cells(frame, catalog)
    out.loc[unsafe, "status"] = ValueStatus.SUPPRESSED.value
    out.loc[small_n, "n"] = NAN
    shares = out["indicator"].map(lambda i: entries[i].unit in SHARE_UNITS).astype(bool)
    out.loc[~counted, "k"] = NAN
    out.loc[~counted & shares, "n"] = NAN
    out.loc[~out["status"].eq(ValueStatus.OK), ["k", "value"]] = NAN
    return _rounded(out, catalog, entries)


def unsafe_cells(frame: pd.DataFrame, catalog: Catalog) -> tuple[pd.Series, pd.Series]:
    """Two masks over the rows: k (or the rest n − k) may not be shown; n may not be shown."""
    counted = frame["indicator"].map(
        {i.id: i.kind is not IndicatorKind.VALUE_ONLY and not catalog.rule(i).rounding for i in catalog.indicators}
    )
    minimum = _rules(frame, catalog, lambda r: r.minimum)
    zero = _rules(frame, catalog, lambda r: r.protect_zero).astype(bool)
    complement = _rules(frame, catalog, lambda r: r.protect_complement).astype(bool)
    k, n = _counts(frame, catalog)
    small_n = counted.astype(bool) & _small(n, minimum)
    unsafe = _small(k, minimum) | (complement & _small(n - k, minimum))
    unsafe |= zero & ((k.eq(0) & ~n.eq(0)) | (complement & n.gt(0) & n.eq(k)))
    if LARGEST in frame:
        share = _rules(frame, catalog, lambda r: NAN if r.dominance is None else r.dominance)
        unsafe |= frame[LARGEST].mul(100).gt(share * k)
    return (counted.astype(bool) & unsafe) | small_n, small_n


def _rules(frame: pd.DataFrame, catalog: Catalog, part: Callable[[DisclosureRule], float]) -> pd.Series:
    """One part of the rule of every row's indicator."""
    return frame["indicator"].map({i.id: part(catalog.rule(i)) for i in catalog.indicators}).astype("float64")


def inhabitants(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Inhabitants by area (index) and period (columns) from indicators that count them; NaN where not known.

    A suppressed number of inhabitants counts as 1: there are few.
    """
    counts = [i.id for i in catalog.indicators if i.inhabitants]
    rows = frame[frame["indicator"].isin(counts) & frame["group"].eq("")]
    number = rows["k"].mask(rows["status"].eq(ValueStatus.SUPPRESSED), 1.0)
    return rows.assign(number=number).pivot_table(index="area_id", columns="period", values="number", aggfunc="last")


def few_people(frame: pd.DataFrame, catalog: Catalog, people: pd.DataFrame) -> pd.DataFrame:
    """Make shares and indices of areas with too few inhabitants BELOW_MINIMUM; idempotent, input unchanged.

    ``people``: see ``inhabitants``; the period nearest in time decides. Where nobody knows how many live in an area, a
    figure stays as it is.
    """
    least = frame["indicator"].map({i.id: _fewest(i, catalog.rule(i)) for i in catalog.indicators}).astype("float64")
    known = [_nearest(people, period).reindex(rows["area_id"]) for period, rows in frame.groupby("period", sort=False)]
    order = [i for _, rows in frame.groupby("period", sort=False) for i in rows.index]
    number = pd.Series(np.concatenate(known) if known else [], index=order, dtype="float64").reindex(frame.index)
    few = frame["status"].isin([ValueStatus.OK, ValueStatus.SUPPRESSED]) & number.gt(0) & number.lt(least)
    out = frame.copy()
    out.loc[few, "status"] = ValueStatus.BELOW_MINIMUM.value
    out.loc[few, ["k", "value"]] = NAN
    return out


def _fewest(indicator: Indicator, rule: DisclosureRule) -> int:
    """Fewest inhabitants for which a figure of this indicator is shown; counts are always shown."""
    match indicator.kind:
        case IndicatorKind.RATE:
            return rule.minimum_base
        case IndicatorKind.VALUE_ONLY if not isinstance(indicator.derived, Density):
            return rule.minimum_index
    return 0


def _nearest(people: pd.DataFrame, period: str) -> pd.Series:
    """Inhabitants at the period of ``people`` that is nearest to ``period``, by area."""
    if people.empty:
        return pd.Series(dtype="float64")
    start = parse_period(period).start
    ordered = sorted(people.columns, key=lambda p: (abs(parse_period(p).start - start), p))
    return people[ordered].bfill(axis=1).iloc[:, 0]


def _small(count: pd.Series, minimum: pd.Series) -> pd.Series:
    return count.gt(0) & count.lt(minimum)


def _rounded(rows: pd.DataFrame, catalog: Catalog, entries: dict[str, Indicator]) -> pd.DataFrame:
    """Counts under a rounding rule as multiples of its base, and the values that follow from them."""
    base = _rules(rows, catalog, lambda r: r.rounding or NAN)
    counted = rows["indicator"].map(lambda i: entries[i].kind is not IndicatorKind.VALUE_ONLY).astype(bool)
    touched = base.notna() & counted
    if not touched.any():
        return rows
    for column in ("k", "n"):
        rows.loc[touched, column] = base * np.floor(rows[column] / base + 0.5)
    per = rows["indicator"].map({i.id: float(i.per) for i in catalog.indicators if i.kind is IndicatorKind.RATE})
    shown = touched & rows["status"].eq(ValueStatus.OK)
    share = (per * rows["k"] / rows["n"].where(rows["n"] > 0)).clip(upper=per)
    rows.loc[shown, "value"] = share.where(per.notna(), rows["k"])
    gone = shown & rows["value"].isna()
    rows.loc[gone, "status"] = ValueStatus.NOT_MEANINGFUL.value
    rows.loc[gone, "k"] = NAN
    return rows


def _counts(rows: pd.DataFrame, catalog: Catalog) -> tuple[pd.Series, pd.Series]:
    """k and n of each row; one that is missing is computed from the value (rounded to a whole number) if possible."""
    rates = {i.id: i.per for i in catalog.indicators if i.kind is IndicatorKind.RATE}
    per = rows["indicator"].map(rates).astype("float64")
    from_value = (rows["value"] * rows["n"] / per).where(per.notna(), rows["value"]).round()
    from_share = (per * rows["k"] / rows["value"].where(rows["value"] > 0)).round()
    # Where both are given and differ, the smaller one is what could be read off.
    k = rows["k"].where(rows["k"].le(from_value) | from_value.isna() | per.notna(), from_value)
    return k.fillna(from_value), rows["n"].fillna(from_share)
