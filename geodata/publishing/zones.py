"""Divisions of one municipality that nobody relates to each other: where they cover the same ground, their sums agree.

An area inside another one leaves a rest there that everybody can subtract. Found from outlines alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.publishing.sums import Cover

LOD_DETAIL = 1
METRIC = "EPSG:25832"
TOLERANCE = 0.005  # of a size: outlines of two offices never agree to the metre
MUNICIPALITY = r"(\d{8})/[^/]+/.+"


def covers(areas: pd.DataFrame, outlines: gpd.GeoDataFrame | None, used: set[str]) -> list[Cover]:
    """Covers among areas with figures (``used``) of each municipality that has a division with figures.

    What ``partition`` says already is left out. ``outlines``: columns ``area_id``, ``lod``; None = no outlines.
    """
    local = areas[areas["area_id"].isin(used) & areas["area_id"].str.fullmatch(MUNICIPALITY)]
    if outlines is None or local.empty:
        return []
    shapes = outlines[outlines["lod"].eq(LOD_DETAIL)].drop_duplicates("area_id", keep="last")
    shapes = shapes[shapes["area_id"].isin({*local["area_id"], *local["area_id"].str[:8]})].to_crs(METRIC)
    drawn = dict(zip(shapes["area_id"], shapes.geometry, strict=True))
    said = _partitions(areas)
    found: list[Cover] = []
    for town, rows in local.groupby(local["area_id"].str[:8]):
        divisions = [([str(town)], "")] if town in drawn else []
        for level, inside in rows.groupby("level"):
            divisions.append(([a for a in inside["area_id"] if a in drawn], str(level)))
        for (first, one), (second, other) in combinations([d for d in divisions if d[0]], 2):
            table = _overlaps(first, second, drawn)
            for left, right, rest in (*_agreeing(table), *_inside(table), *_inside(table.T)):
                if not ((len(left) == 1 and (left[0], other) in said) or (len(right) == 1 and (right[0], one) in said)):
                    found.append((left, right, rest))
    return found


def _partitions(areas: pd.DataFrame) -> set[tuple[str, str]]:
    """(area, level) for which the areas of that level are known to make up the area."""
    below = areas[areas["parent_id"].ne("")].groupby(["parent_id", "level"])["partition"].all()
    return {(str(parent), str(level)) for (parent, level), whole in below.items() if whole}  # type: ignore[misc]


def _overlaps(first: Sequence[str], second: Sequence[str], drawn: dict[str, shapely.Geometry]) -> pd.DataFrame:
    """Square metres each pair shares; beside them the sizes, as attributes ``rows`` and ``columns``."""
    one = np.array([drawn[a] for a in first])
    other = np.array([drawn[a] for a in second])
    shared = np.zeros((len(first), len(second)))
    r, c = shapely.STRtree(other).query(one, predicate="intersects")
    shared[r, c] = shapely.area(shapely.intersection(one[r], other[c]))
    least = np.minimum.outer(shapely.area(one), shapely.area(other))
    table = pd.DataFrame(np.where(shared > TOLERANCE * least, shared, 0.0), index=list(first), columns=list(second))
    table.attrs["size"] = {a: drawn[a].area for a in (*first, *second)}
    return table


def _agreeing(table: pd.DataFrame) -> Iterator[Cover]:
    """Smallest sets of both divisions that touch nothing outside of each other and are of one size."""
    size = table.attrs["size"]
    left_over = set(table.index)
    while left_over:
        rows = {min(left_over)}
        while True:
            columns = set(table.columns[table.loc[sorted(rows)].gt(0).any()])
            wider = set(table.index[table[sorted(columns)].gt(0).any(axis=1)]) | rows
            if wider == rows:
                break
            rows = wider
        left_over -= rows
        both = float(table.loc[sorted(rows), sorted(columns)].to_numpy().sum())
        sizes = sum(size[a] for a in rows), sum(size[a] for a in columns)
        if columns and min(*sizes, both) >= (1 - TOLERANCE) * max(sizes):
            left, right = sorted([tuple(sorted(rows)), tuple(sorted(columns))], key=len)
            yield left, right, False


def _inside(table: pd.DataFrame) -> Iterator[Cover]:
    """Areas (rows) with whole areas of the other division inside that do not fill them."""
    size = table.attrs["size"]
    sizes = np.array([size[a] for a in table.columns])
    for area, row in zip(table.index, table.to_numpy(), strict=True):
        within = row >= (1 - TOLERANCE) * sizes
        if within.any() and sizes[within].sum() < (1 - TOLERANCE) * size[area]:
            yield (area,), tuple(table.columns[within]), True
