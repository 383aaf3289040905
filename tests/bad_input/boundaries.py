"""Damaged boundaries: no areas, no keys, coordinates of nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.affinity import translate
from shapely.geometry import GeometryCollection, LineString, Point, Polygon

from tests.bad_input.case import Case, case
from tests.geodata.shapes import METRIC, quarters, square

GPKG, JSON = "Stadtteil.gpkg", "Stadtteil.geojson"


def written(frame: gpd.GeoDataFrame) -> Callable[[Path], object]:
    return lambda path: frame.to_file(path)


def shaped(*shapes: object, **columns: object) -> gpd.GeoDataFrame:
    keys = {"STT_NR": [str(101 + i) for i in range(len(shapes))]}
    return gpd.GeoDataFrame({**keys, **columns}, geometry=list(shapes), crs=METRIC)


def moved(x: float = 0.0, y: float = 0.0, **more: object) -> gpd.GeoDataFrame:
    frame = quarters()
    return frame.set_geometry(frame.geometry.translate(x, y)).set_crs(None, allow_override=True)


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(
        gpd.GeoSeries(shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=frame.crs)
    )


def features(*entries: dict[str, object], **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(entries), **more})


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


DEGREES = quarters().to_crs(4326)
AT_ZERO = shaped(*quarters().geometry[:3], square(0).buffer(0), STT_NAME=list("ABCD"))
AT_ZERO.geometry = [*AT_ZERO.geometry[:3], Polygon([(0, 0), (10, 0), (10, 10)])]
TWO_LAYERS = "layer_ambiguous"
BODY = DEGREES.to_json(drop_id=True)
COLLAPSED = [LineString([(0, 0), (1000, 0)]), LineString([(0, 0), (0, 1000)])]
FLAT = [translate(Polygon([*line.coords, line.coords[0]]), 355_000, 5_645_000) for line in COLLAPSED]


def two_layers(path: Path) -> None:
    for layer in ("eins", "zwei"):
        quarters().to_file(path, layer=layer)


def only_a_table(path: Path) -> None:
    import pyogrio

    pyogrio.write_dataframe(quarters().drop(columns="geometry"), path)


SHAPES = [
    case("points", GPKG, written(quarters().assign(geometry=quarters().centroid)), "no_polygons", words=("Punkte",)),
    case("lines", GPKG, written(quarters().assign(geometry=quarters().boundary)), "no_polygons", words=("Linien",)),
    case("a layer without geometry", GPKG, only_a_table, "no_polygons", words=("Geometrie",)),
    case("an empty layer", GPKG, written(quarters().head(0)), "file_empty no_polygons"),
    case("null geometries", GPKG, written(shaped(None, None)), "no_polygons"),
    case("null geometries in GeoJSON", JSON, features(feature(None, STT_NR="101")), "no_polygons"),
    case("empty polygons", GPKG, written(shaped(Polygon(), Polygon())), "no_polygons areas_collapsed crs_unknown"),
    case("areas without extent", GPKG, written(shaped(*FLAT)), "areas_collapsed no_polygons"),
    case("collections without areas", GPKG, written(shaped(GeometryCollection([Point(1, 1)]))), "no_polygons"),
    case("a bare collection", JSON, json.dumps({"type": "GeometryCollection", "geometries": []}),
         "no_polygons file_empty no_attributes file_unreadable"),
    case("a bare polygon", JSON, json.dumps(shapely.geometry.mapping(DEGREES.geometry[0])), "no_attributes"),
    case("features without properties", JSON, features(feature(shapely.geometry.mapping(DEGREES.geometry[0]))),
         "no_attributes key_column_missing"),
    case("no features", JSON, features(), "file_empty no_polygons file_unreadable"),
    case("features is text", JSON, '{"type":"FeatureCollection","features":"keine"}',
         "file_empty no_polygons file_unreadable"),
    case("a ring of two points", JSON,
         features(feature({"type": "Polygon", "coordinates": [[[6.9, 50.9], [7, 51]]]}, STT_NR="101")),
         "file_unreadable areas_collapsed no_polygons"),
    case("coordinates as text", JSON,
         features(feature({"type": "Polygon", "coordinates": [[["6,9", "50,9"], ["7", "51"]]]}, STT_NR="101")),
         "file_unreadable no_polygons areas_collapsed crs_unknown"),
    case("an unknown kind of geometry", JSON, features(feature({"type": "Kreis", "radius": 5}, STT_NR="101")),
         "no_polygons file_unreadable"),
    case("GeoJSON with a quote too few", JSON, BODY.replace('"geometry"', '"geometry', 1), "file_unreadable"),
    case("GeoJSON with a comment", JSON, "# Grenzen\n" + BODY, "not_what_it_says"),
    case("GeoJSON in UTF-16", JSON, BODY.encode("utf-16"), "not_what_it_says file_unreadable"),
    case("JavaScript", JSON, f"var stadtteile = {BODY};", "javascript_file", words=("geschweiften Klammer",)),
    case("JavaScript called .js", "Stadtteil.js", f"const stadtteile = {BODY};", "javascript_file"),
    case("JSONP", JSON, f"callback({BODY})", "javascript_file"),
    case("TopoJSON", JSON,
         '{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[]}},"arcs":[]}',
         "topojson_file", words=("mapshaper",)),
    case("other JSON", "daten.json", '{"name": "Köln", "einwohner": 1000000}', "not_what_it_says"),
    case("a list of numbers", "daten.json", "[1, 2, 3]", "not_what_it_says"),
    case("a description of another source", JSON, "<OGRVRTDataSource/>", "not_what_it_says"),
    case("GML that declares entities", "Stadtteil.gml", '<!DOCTYPE x [<!ENTITY a "b">]><gml:x/>', "not_what_it_says"),
    case("two layers", GPKG, two_layers, TWO_LAYERS, words=("eins, zwei", "--layer")),
    case("no layer of this name", GPKG, two_layers, "layer_unknown", arguments=("--layer", "drei"), value="drei"),
]  # fmt: skip

PLACES = [
    case("swapped coordinates", JSON, swapped(DEGREES).to_json(drop_id=True), "crs_swapped"),
    case("swapped coordinates in metres", GPKG, written(swapped(quarters())), "crs_swapped"),
    case("an area at (0, 0)", GPKG, written(AT_ZERO), "coordinates_outside", row=4, value="104"),
    case("all areas at (0, 0)", GPKG, written(moved(-355_000, -5_645_000)), "crs_unknown"),
    case("no coordinate system, coordinates of nowhere", "Stadtteil.shp", written(moved(9e6)), "crs_unknown"),
    case("pixels", JSON, features(*(feature(shapely.geometry.mapping(Polygon([(0, 0), (640, 0), (640, 480)])),
         NR=str(i))
                                    for i in (101, 102))), "crs_unknown"),
    case("France", JSON, quarters().to_crs(4326).translate(-4, -4).to_frame("geometry").assign(STT_NR=list("1234"))
         .to_json(drop_id=True), "crs_unknown"),
    case("another city", GPKG, written(moved(300_000).set_crs(METRIC)), "parent_missing"),
    case("a municipality that does not contain them", GPKG, written(quarters()), "parent_contradicts",
         arguments=("--parent", "05334002")),
    case("a municipality that does not exist", GPKG, written(quarters()), "bad_parent", arguments=("--parent",
         "05999999")),
]  # fmt: skip

KEYS = [
    case("no key, boundaries", GPKG, written(quarters()[["geometry"]]), "no_attributes key_column_missing"),
    case("texts only", GPKG, written(quarters().assign(STT_NR="Köln", STT_NAME="")), "key_column_missing"),
    case("empty keys, boundaries", GPKG, written(shaped(square(0), square(1)).assign(STT_NR="")),
         "key_column_missing outside_state"),
    case("the named key column is absent, boundaries", GPKG, written(quarters()), "column_unknown",
         arguments=("--key", "ID"), value="ID"),
    case("the named column of names is absent", GPKG, written(quarters()), "column_unknown", arguments=("--name",
         "X"), value="X"),
    case("keys of another Land, boundaries", GPKG, written(shaped(square(0), square(1)).assign(AGS=["11000000",
         "02000000"])),
         "keys_not_official", arguments=("--key", "AGS", "--level", "gemeinde")),
    case("a level of no name", GPKG, written(quarters()), "bad_level", arguments=("--level", "Stadt Teil")),
    case("no level", "grenzen.gpkg", written(quarters().rename(columns={"STT_NR": "NR", "STT_NAME": "X"})),
         "level_unknown"),
    case("boundaries as a table", GPKG, written(quarters()), "kind_unclear", arguments=("--kind", "table")),
    case("a table as boundaries", "zahlen.csv", "nr;zahl\n101;5\n102;6\n",
         "file_unreadable no_polygons not_what_it_says",
         arguments=("--kind", "boundaries")),
]  # fmt: skip

CASES: list[Case] = [*SHAPES, *PLACES, *KEYS]
