"""Derived indicators, declared in the catalogue and computed from protected observations only."""

from __future__ import annotations

import pandas as pd

from geodata.catalog import Catalog, Change, Density, Indicator, SeriesBreak, Share
from geodata.observations import ValueStatus, empty, normalise, with_values
from geodata.periods import is_consecutive_year, parse_period

JOIN = ["area_id", "boundary_vintage", "period", "group"]
# The first of these found among the inputs is the state of the result.
PRECEDENCE = (
    ValueStatus.SUPPRESSED,
    ValueStatus.BELOW_MINIMUM,
    ValueStatus.NOT_MEANINGFUL,
    ValueStatus.MISSING,
)


def worst(first: pd.Series, second: pd.Series) -> pd.Series:
    """Combine two status columns row by row: OK only if both are; otherwise the first state in PRECEDENCE."""
    out = pd.Series(ValueStatus.OK.value, index=first.index)
    for status in reversed(PRECEDENCE):
        out[first.eq(status) | second.eq(status)] = status.value
    return out


def derive(observations: pd.DataFrame, catalog: Catalog, areas: pd.DataFrame) -> pd.DataFrame:
    """Rows of all derived indicators of ``catalog`` (not protected yet), in canonical form.

    Inputs that are missing give no row; a state of an input becomes the state of the result.
    """
    parts = [empty()]
    for indicator in catalog.indicators:
        match indicator.derived:
            case Share() as rule:
                parts.append(_share(observations, indicator, rule))
            case Density() as rule:
                parts.append(_density(observations, indicator, rule, areas))
            case Change() as rule:
                parts.append(_change(observations, indicator, rule, catalog))
    return with_values(pd.concat(parts, ignore_index=True), catalog)


def _of(observations: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    return observations[observations["indicator"].eq(indicator_id)].drop_duplicates(JOIN, keep="last")


def _labelled(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    return normalise(rows.assign(dataset=indicator.dataset, indicator=indicator.id))


def _share(observations: pd.DataFrame, indicator: Indicator, rule: Share) -> pd.DataFrame:
    top, bottom = _of(observations, rule.numerator), _of(observations, rule.denominator)
    rows = top.merge(bottom[[*JOIN, "k", "status"]], on=JOIN, suffixes=("", "_base"))
    rows = rows.assign(n=rows["k_base"], value=float("nan"), status=worst(rows["status"], rows["status_base"]))
    return _labelled(rows, indicator)


def _density(observations: pd.DataFrame, indicator: Indicator, rule: Density, areas: pd.DataFrame) -> pd.DataFrame:
    rows = _of(observations, rule.numerator)
    size = rows["area_id"].map(areas.set_index("area_id")["area_km2"]).astype("float64")
    return _labelled(rows.assign(value=rows["k"] / size.where(size > 0), k=float("nan"), n=float("nan")), indicator)


def _change(observations: pd.DataFrame, indicator: Indicator, rule: Change, catalog: Catalog) -> pd.DataFrame:
    rows = _of(observations, rule.indicator)
    if rows.empty:
        return empty()
    earlier = _earlier_periods(list(rows["period"].unique()), rule.years)
    later = rows[rows["period"].isin(earlier)].assign(before=lambda r: r["period"].map(earlier))
    keys = ["area_id", "boundary_vintage", "before", "group"]
    past = rows[[*JOIN, "value", "status"]].rename(columns={"period": "before"})
    pairs = later.merge(past, on=keys, suffixes=("", "_before"))
    difference = pairs["value"] - pairs["value_before"]
    if rule.relative:
        difference = 100 * difference / pairs["value_before"].where(pairs["value_before"] > 0)
    status = worst(pairs["status"], pairs["status_before"])
    if rule.relative:
        status[status.eq(ValueStatus.OK) & pairs["value_before"].le(0)] = ValueStatus.NOT_MEANINGFUL.value
    base = catalog.indicator(rule.indicator)
    broken = [crosses_break(base, *periods) for periods in zip(pairs["before"], pairs["period"], strict=True)]
    status[pd.Series(broken, index=pairs.index, dtype=bool)] = ValueStatus.NOT_MEANINGFUL.value
    return _labelled(pairs.assign(value=difference, k=float("nan"), n=float("nan"), status=status), indicator)


def _earlier_periods(texts: list[str], years: int) -> dict[str, str]:
    periods = [parse_period(text) for text in texts]
    return {
        later.text: before.text for later in periods for before in periods if is_consecutive_year(before, later, years)
    }


def crosses_break(indicator: Indicator, earlier: str, later: str) -> bool:
    """Whether a break begins after ``earlier`` ended and before ``later`` ends, or levels are never comparable."""
    if not indicator.comparable_over_time:
        return True
    return bool(breaks_between(indicator, earlier, later))


def breaks_between(indicator: Indicator, earlier: str, later: str) -> tuple[SeriesBreak, ...]:
    """Breaks that begin after ``earlier`` ended and before ``later`` ends."""
    before, after = parse_period(earlier).end, parse_period(later).end
    return tuple(b for b in indicator.breaks if before < parse_period(b.period).start <= after)
