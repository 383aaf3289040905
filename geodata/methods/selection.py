"""One figure for several chosen areas, from what is published of each of them, through the disclosure gate."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geodata.catalog import Catalog, Indicator, IndicatorKind
from geodata.methods.derive import PRECEDENCE
from geodata.methods.disclosure import protect
from geodata.observations import TEXT, ValueStatus

MOST_OVERLAP = 0.01  # of the smaller area; less is inexact drawing
METRIC = "EPSG:25832"


def total(cells: pd.DataFrame, indicator: Indicator, catalog: Catalog) -> tuple[float, float, float, ValueStatus]:
    """k, n, value and status of all areas of ``cells`` together (columns k, n, value, status; one row per area).

    A count adds k; a rate adds k and n and divides (so large areas weigh more). Only rows that are OK enter; the
    caller says how many do not. NOT_MEANINGFUL where values cannot be added (``value_only``: an index, a rent, a
    printed percentage). Without any OK row the gravest state among the rows; MISSING without rows or where a row has
    no counts. The areas must not overlap. NaN = no number.
    """
    if indicator.kind is IndicatorKind.VALUE_ONLY:
        return _nothing(ValueStatus.NOT_MEANINGFUL)
    shown = cells[cells["status"].eq(ValueStatus.OK)]
    if shown.empty:
        return _nothing(next((s for s in PRECEDENCE if cells["status"].eq(s).any()), ValueStatus.MISSING))
    rated = indicator.kind is IndicatorKind.RATE
    parts = ["k", "n"] if rated else ["k"]
    if shown[parts].isna().any(axis=None):
        return _nothing(ValueStatus.MISSING)
    k = float(shown["k"].sum())
    n = float(shown["n"].sum()) if rated else float("nan")
    if n == 0:
        return _nothing(ValueStatus.NOT_MEANINGFUL)
    value = indicator.per * k / n if rated else k
    texts = dict.fromkeys(TEXT, "") | {"dataset": indicator.dataset, "indicator": indicator.id, "area_id": "chosen"}
    row = pd.DataFrame([texts | {"k": k, "n": n, "value": value, "status": ValueStatus.OK.value}])
    safe = protect(row, catalog).iloc[0]
    return float(safe["k"]), float(safe["n"]), float(safe["value"]), ValueStatus(safe["status"])


def _nothing(status: ValueStatus) -> tuple[float, float, float, ValueStatus]:
    return float("nan"), float("nan"), float("nan"), status


def overlapping(outlines: gpd.GeoDataFrame) -> frozenset[tuple[str, str]]:
    """Pairs of ids (in order of text) whose outlines share more than ``MOST_OVERLAP`` of the smaller one.

    ``outlines``: area_id, geometry (any CRS with a definition).
    """
    if len(outlines) < 2:
        return frozenset()
    shapes = shapely.make_valid(outlines.geometry.to_crs(METRIC).to_numpy())
    ids = outlines["area_id"].to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    sizes = shapely.area(shapes)
    grave = shared > MOST_OVERLAP * pd.DataFrame({"a": sizes[left], "b": sizes[right]}).min(axis=1).to_numpy()
    return frozenset(tuple(sorted((str(a), str(b)))) for a, b in zip(ids[left[grave]], ids[right[grave]], strict=True))  # type: ignore[misc]
