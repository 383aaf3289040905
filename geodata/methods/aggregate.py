"""Sums over children, where the catalogue says that they add up and the parent was not published itself."""

from __future__ import annotations

import pandas as pd

from geodata.catalog import Catalog, Indicator, IndicatorKind
from geodata.observations import ValueStatus, normalise

GROUPING = ["dataset", "indicator", "parent_id", "boundary_vintage", "period", "group"]


def add_parent_sums(
    observations: pd.DataFrame, catalog: Catalog, areas: pd.DataFrame, ranks: dict[str, int]
) -> pd.DataFrame:
    """Return observations plus sums for parents that have none, level by level upwards.

    Only indicators with ``additive_areas``; only from areas that partition their parent, with a row for every one of
    them. A sum over a suppressed child is SUPPRESSED, over another non-OK child or one without its counts MISSING:
    published cells are all that enters, so a sum reveals nothing that is not shown. ``ranks``: level id → rank;
    levels without one are not summed.
    """
    additive = {i.id: i for i in catalog.indicators if i.additive_areas and i.derived is None}
    if not additive or observations.empty:
        return observations
    areas = areas[areas["partition"]]
    place = areas.set_index("area_id")
    levels = sorted(set(areas["level"]) & set(ranks), key=lambda level: -ranks[level])
    siblings = areas.groupby(["parent_id", "level"])["area_id"].nunique()
    for level in levels:
        rows = observations[observations["indicator"].isin(additive)]
        rows = rows[rows["area_id"].map(place["level"]).eq(level)]
        sums = _sums(rows.assign(parent_id=rows["area_id"].map(place["parent_id"])), level, siblings, additive)
        fresh = sums.merge(
            observations[["indicator", "area_id", "period", "group"]].drop_duplicates(), how="left", indicator=True
        )
        fresh = fresh[fresh["_merge"].eq("left_only")].drop(columns="_merge")
        if len(fresh):
            observations = pd.concat([observations, normalise(fresh)], ignore_index=True)
    return observations


def _sums(rows: pd.DataFrame, level: str, siblings: pd.Series, additive: dict[str, Indicator]) -> pd.DataFrame:
    rows = rows[rows["parent_id"].ne("")]
    rated = rows["indicator"].map(lambda i: additive[i].kind is IndicatorKind.RATE).astype(bool)
    complete = rows["status"].eq(ValueStatus.OK) & rows["k"].notna() & (rows["n"].notna() | ~rated)
    nobody = rated & rows["status"].eq(ValueStatus.NOT_MEANINGFUL) & rows["n"].eq(0)  # a harbour adds nothing
    rows = rows.assign(k=rows["k"].mask(nobody, 0.0))
    complete = complete | nobody
    rows = rows.assign(suppressed=rows["status"].eq(ValueStatus.SUPPRESSED), complete=complete)
    grouped = rows.groupby(GROUPING)
    sums = grouped[["k", "n", "value"]].sum(min_count=1).join(grouped["area_id"].nunique().rename("children"))
    sums = sums.join(grouped["suppressed"].any()).join(grouped["complete"].all()).reset_index()
    counts: dict[tuple[str, str], int] = siblings.to_dict()  # type: ignore[assignment]
    expected = [counts.get((parent, level), -1) for parent in sums["parent_id"]]
    sums = sums[sums["children"].eq(pd.Series(expected, index=sums.index))].copy()
    rate = sums["indicator"].map(lambda i: additive[i].kind is IndicatorKind.RATE).astype(bool)
    per = sums["indicator"].map(lambda i: additive[i].per).astype("float64")
    sums["value"] = sums["k"].where(~rate, per * sums["k"] / sums["n"].where(sums["n"] > 0))
    sums["status"] = ValueStatus.OK.value
    sums.loc[~sums["complete"], "status"] = ValueStatus.MISSING.value
    sums.loc[sums["suppressed"], "status"] = ValueStatus.SUPPRESSED.value
    sums.loc[rate & sums["complete"] & sums["n"].eq(0), "status"] = ValueStatus.NOT_MEANINGFUL.value
    sums.loc[~sums["status"].eq(ValueStatus.OK), ["k", "n", "value"]] = float("nan")
    return sums.rename(columns={"parent_id": "area_id"})
