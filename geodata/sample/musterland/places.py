"""The area table and the polygons of Musterland on all levels."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geodata.areas import normalise, sub_municipal_id
from geodata.sample.musterland import names
from geodata.sample.musterland.borders import METRIC_CRS, TOLERANCE_M, Borders, reduced, united
from geodata.sample.musterland.layout import CITIES, Layout

ROOT = "muster"
BOUNDARY_VINTAGE = "2020-01-01"
LEVELS = ("gemeinde", "kreis", "land")


@dataclass(frozen=True)
class Places:
    """``quarters``: one row per quarter, in the order of the layout: area_id, name, gemeinde, kreis, land, town_name,
    x, y (km, middle), area_km2, core (first quarter of its municipality). ``areas`` and ``geometry``: see Package."""

    quarters: pd.DataFrame
    areas: pd.DataFrame
    geometry: gpd.GeoDataFrame


def make_places(layout: Layout, borders: Borders) -> Places:
    """Name everything and build the area table with all levels."""
    quarters = _quarters(layout, borders)
    geometry = _geometry(quarters, borders)
    return Places(quarters, _areas(quarters, geometry), geometry)


def _quarters(layout: Layout, borders: Borders) -> pd.DataFrame:
    middle = shapely.get_coordinates(shapely.centroid(borders.quarters))
    frame = pd.DataFrame({"town": layout.town_of, "kreis_number": layout.kreis_of})
    frame["x"], frame["y"] = middle[:, 0] / 1000, middle[:, 1] / 1000
    frame["area_km2"] = _geodesic_km2(borders)
    frame["land"] = ROOT
    frame["kreis"] = [f"{ROOT}/k{k + 1:02d}" for k in frame["kreis_number"]]
    first = frame.groupby("kreis_number")["town"].transform("min")
    frame["in_kreis"] = frame["town"] - first
    frame["gemeinde"] = [f"{k}/g{t + 1:02d}" for k, t in zip(frame["kreis"], frame["in_kreis"], strict=True)]
    number = frame.groupby("town").cumcount()
    frame["core"] = number.eq(0)
    frame["area_id"] = [
        sub_municipal_id(g, "quartier", f"{q + 1:02d}") for g, q in zip(frame["gemeinde"], number, strict=True)
    ]
    frame["town_name"] = [
        names.CITIES[k] if k < len(CITIES) else names.town_names(k - len(CITIES))[t]
        for k, t in zip(frame["kreis_number"], frame["in_kreis"], strict=True)
    ]
    frame["name"] = ""
    for _, rows in frame.groupby("town"):
        offsets = zip(rows["x"] - rows["x"].iloc[0], rows["y"] - rows["y"].iloc[0], strict=True)
        frame.loc[rows.index, "name"] = names.quarter_names(offsets)
    return frame


def _geodesic_km2(borders: Borders) -> list[float]:
    globe = Geod(ellps="GRS80")
    degrees = gpd.GeoSeries(borders.quarters, crs=METRIC_CRS).to_crs(4326)
    return [round(abs(globe.geometry_area_perimeter(shape)[0]) / 1e6, 3) for shape in degrees]


def _geometry(quarters: pd.DataFrame, borders: Borders) -> gpd.GeoDataFrame:
    parts = []
    for lod in sorted(TOLERANCE_M):
        shapes = reduced(borders.quarters, lod).to_numpy()
        found = dict(zip(quarters["area_id"], shapely.normalize(shapes), strict=True))
        for level in LEVELS:
            found |= united(shapes, list(quarters[level]))
        ids = sorted(found)
        parts.append(gpd.GeoDataFrame({"area_id": ids, "lod": lod}, geometry=[found[i] for i in ids], crs=4326))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)


def _areas(quarters: pd.DataFrame, geometry: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = [
        quarters.assign(level="quartier", kind="Quartier", parent_id=quarters["gemeinde"]),
        _parents(quarters, "gemeinde", "kreis"),
        _parents(quarters, "kreis", "land"),
        _parents(quarters, "land", ""),
    ]
    frame = pd.concat(rows, ignore_index=True)
    detail = geometry[geometry["lod"].eq(1)].set_index("area_id").geometry
    points = {i: _label_point(shape) for i, shape in detail.items()}
    frame["lon"] = [points[i][0] for i in frame["area_id"]]
    frame["lat"] = [points[i][1] for i in frame["area_id"]]
    return normalise(
        frame.assign(region=ROOT, boundary_vintage=BOUNDARY_VINTAGE, valid_from="", valid_to="", fictional=True)
    )


def _parents(quarters: pd.DataFrame, level: str, above: str) -> pd.DataFrame:
    grouped = quarters.groupby(level)
    frame = grouped.agg(area_km2=("area_km2", "sum"), town_name=("town_name", "first"), size=("town", "size"))
    frame["area_km2"] = frame["area_km2"].round(3)
    frame["parent_id"] = grouped[above].first() if above else ""
    frame = frame.reset_index(names="area_id").assign(level=level)
    city = frame["area_id"].str.slice(0, len(ROOT) + 4).isin([f"{ROOT}/k{k + 1:02d}" for k in range(len(CITIES))])
    if level == "land":
        return frame.assign(name=names.REGION, kind="Land")
    if level == "kreis":
        number = frame["area_id"].str[-2:].astype(int) - len(CITIES) - 1
        frame["name"] = [t if k < 0 else names.DISTRICTS[k] for t, k in zip(frame["town_name"], number, strict=True)]
        return frame.assign(kind=np.where(city, "kreisfreie Stadt", "Kreis"))
    plain = np.where(frame["size"] >= 4, "Stadt", "Gemeinde")
    return frame.assign(name=frame["town_name"], kind=np.where(city, "kreisfreie Stadt", plain))


def _label_point(shape: shapely.Geometry) -> tuple[float, float]:
    """A point well inside, so that it lies in the polygons of every level of detail."""
    stretched = shapely.transform(shape, lambda c: c * [0.567, 1.0])  # cos 55.45°: nearly metric
    centre = shapely.get_coordinates(shapely.maximum_inscribed_circle(stretched, tolerance=0.002))[0]
    return round(float(centre[0] / 0.567), 5), round(float(centre[1]), 5)
