"""Which area a point lies in, layer by layer, on the most detailed outlines that are loaded."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.keys import LENGTH_BY_LEVEL
from geodata.known import Known

MUNICIPAL = "gemeinde"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AreaLayer:
    """Outlines of one level, official (``parent`` "") or below one municipality, in the system asked for.

    ``outlines``: area_id, geometry.
    """

    level: str
    parent: str
    outlines: gpd.GeoDataFrame

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        west, south, east, north = self.outlines.total_bounds
        return float(west), float(south), float(east), float(north)


def official_layer(known: Known, level: str, crs: str) -> AreaLayer:
    """The real areas of an official level, possibly none."""
    return AreaLayer(level, "", _outlines(known, level, crs))


def local_layers(known: Known, crs: str) -> list[AreaLayer]:
    """Every layer below a municipality, one per municipality and level."""
    found = []
    real = known.areas[~known.areas["fictional"].astype(bool)]
    for level in real["level"].unique():
        if level in LENGTH_BY_LEVEL:
            continue
        outlines = _outlines(known, str(level), crs)
        for parent, part in outlines.groupby(outlines["area_id"].str.partition("/")[0]):
            found.append(AreaLayer(str(level), str(parent), gpd.GeoDataFrame(part).reset_index(drop=True)))
    return found


def _outlines(known: Known, level: str, crs: str) -> gpd.GeoDataFrame:
    found = known.detail(level)
    return gpd.GeoDataFrame(found[["area_id", "geometry"]]).reset_index(drop=True).to_crs(crs)


def locate(x: Floats, y: Floats, layer: AreaLayer) -> pd.Series:
    """``area_id`` of the area each point lies in, "" for none; a point on a border belongs to the first area.

    ``x``, ``y``: coordinates in the system of the layer; NaN lies nowhere.
    """
    found = np.full(len(x), "", dtype=object)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    tree = shapely.STRtree(shapely.points(x[usable], y[usable]))
    which, points = tree.query(layer.outlines.geometry.to_numpy(), predicate="intersects")
    first = pd.Series(which, index=points).groupby(level=0).min()
    found[usable[first.index.to_numpy()]] = layer.outlines["area_id"].to_numpy()[first.to_numpy()]
    return pd.Series(found, dtype=object)
