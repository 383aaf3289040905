"""Small made-up layers for tests: squares of 1 km in the middle of Köln, and what is known about the city."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import Polygon, box

from geodata import areas
from geodata.known import Known
from geodata.package import LOD_DETAIL, LOD_OVERVIEW

METRIC = "EPSG:25832"
EAST, NORTH = 355_000.0, 5_645_000.0
SIDE = 1000.0


def square(column: int, row: int = 0, *, side: float = SIDE, shift: float = 0.0) -> Polygon:
    west, south = EAST + column * SIDE + shift, NORTH + row * SIDE
    return box(west, south, west + side, south + side)


def quarters(count: int = 4) -> gpd.GeoDataFrame:
    """A row of squares with keys 101, 102, … and names, in EPSG:25832."""
    keys = [str(101 + i) for i in range(count)]
    names = ["Südstadt", "Nordend", "Weiß", "Müngersdorf", "Deutz", "Kalk"][:count]
    return gpd.GeoDataFrame({"STT_NR": keys, "STT_NAME": names}, geometry=[square(i) for i in range(count)], crs=METRIC)


def city(*layers: tuple[str, dict[str, str]], vintage: str = "", valid_from: str = "") -> Known:
    """Köln (one large square) with layers: (level, key → name), without outlines of their own."""
    rows = [
        {"area_id": "05", "name": "Nordrhein-Westfalen", "level": "land"},
        {"area_id": "05315", "name": "Köln", "level": "kreis", "parent_id": "053"},
        {"area_id": "05315000", "name": "Köln", "level": "gemeinde", "parent_id": "05315", "area_km2": 4.0},
        {"area_id": "05334", "name": "Städteregion Aachen", "level": "kreis", "parent_id": "053"},
        {"area_id": "05334002", "name": "Aachen", "level": "gemeinde", "parent_id": "05334"},
        {"area_id": "05382020", "name": "Hennef (Sieg)", "level": "gemeinde", "parent_id": "05382"},
    ]
    for row in rows:
        row |= {"boundary_vintage": "2016-01-01", "valid_from": "2009-10-21"}
    for level, names in layers:
        rows += [
            {
                "area_id": f"05315000/{level}/{key}", "name": name, "level": level, "parent_id": "05315000",
                "boundary_vintage": vintage, "valid_from": valid_from,
            }
            for key, name in names.items()
        ]  # fmt: skip
    outline = gpd.GeoSeries([square(-5, -5, side=20_000)], crs=METRIC).to_crs(4326)
    outlines = gpd.GeoDataFrame(
        {"area_id": ["05315000"] * 2, "lod": [LOD_OVERVIEW, LOD_DETAIL]}, geometry=[outline[0]] * 2, crs=4326
    )
    return Known(areas.normalise(pd.DataFrame(rows).assign(region="05")), outlines)


PARTS = ("stadtteil", {"101": "Südstadt", "102": "Nordend", "103": "Weiß", "104": "Müngersdorf"})
BOROUGHS = ("stadtbezirk", {"1": "Mitte", "2": "Rand"})
