"""Files with several layers, and layers that are no areas."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiLineString, Point

from geodata.errors import GeodataError
from geodata.importing import plan
from geodata.inspection import inspect
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.vector import read_vector, separate_layers
from tests.geodata.shapes import METRIC, city, quarters, square

BOROUGH = gpd.GeoDataFrame({"STB_NR": ["1"], "STB_NAME": ["Mitte"]}, geometry=[square(0, side=4000)], crs=METRIC)


def zipped(folder: Path, **layers: gpd.GeoDataFrame) -> Path:
    """One archive with a Shapefile per layer."""
    with zipfile.ZipFile(folder / "grenzen.zip", "w") as archive:
        for name, frame in layers.items():
            frame.to_file(folder / f"{name}.shp")
            for part in folder.glob(f"{name}.*"):
                archive.write(part, part.name)
    return folder / "grenzen.zip"


def packed(folder: Path, **layers: gpd.GeoDataFrame) -> Path:
    for name, frame in layers.items():
        frame.to_file(folder / "grenzen.gpkg", layer=name)
    return folder / "grenzen.gpkg"


@pytest.mark.parametrize("pack", [zipped, packed])
def test_layers_of_different_levels_are_imported_together(tmp_path, pack):
    path = pack(tmp_path, Stadtteil=quarters(), Stadtbezirk=BOROUGH)
    assert separate_layers(path) == ["Stadtbezirk", "Stadtteil"]
    planned = plan([path], Options(), city())
    assert [p.id for p in planned.packages] == ["boundaries_stadtbezirk_05315000", "boundaries_stadtteil_05315000"]
    file = planned.report.files[0]
    assert (file.level, file.matched, file.other_levels, file.rows) == ("stadtbezirk", 1, {"stadtteil": 4}, 5)
    found = inspect(path, Options(), city())
    assert not found.refused
    assert found.problems[0].code == "layers_all"
    only = plan([path], Options(layer="Stadtteil"), city())
    assert [p.id for p in only.packages] == ["boundaries_stadtteil_05315000"]


@pytest.mark.parametrize("pack", [zipped, packed])
def test_layers_of_one_level_must_be_chosen(tmp_path, pack):
    path = pack(tmp_path, Stadtteil_alt=quarters(), Stadtteil_neu=quarters())
    report = plan([path], Options(), city()).report
    assert [p.code for p in report.problems] == ["layer_ambiguous"]
    assert "Stadtteil_alt, Stadtteil_neu" in report.problems[0].message
    assert plan([path], Options(layer="Stadtteil_neu"), city()).packages


def test_layers_of_one_name_are_told_apart_by_their_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "zwei.ZIP", "w") as archive:
        quarters().to_file(tmp_path / "Stadtteil.shp", encoding="cp1252")
        (tmp_path / "Stadtteil.cpg").unlink()
        for part in tmp_path.glob("Stadtteil.*"):
            archive.write(part, f"2020/{part.name}")
            archive.write(part, f"2024/{part.name}")
    with pytest.raises(GeodataError, match=r"2020/Stadtteil\.shp, 2024/Stadtteil\.shp"):
        read_vector(tmp_path / "zwei.ZIP")
    read = read_boundaries(tmp_path / "zwei.ZIP", Options(layer="2024/Stadtteil.shp"))
    assert "Südstadt" in set(read.polygons["name"])


def test_empty_layers_and_layers_without_areas_do_not_count(tmp_path):
    path = packed(tmp_path, Stadtteil=quarters(), leer=quarters().head(0))
    points = quarters().assign(geometry=quarters().centroid)
    points.to_file(path, layer="Haltestellen")
    assert read_vector(path).layers == ("Stadtteil",)


def test_other_json_in_an_archive_does_not_disturb(tmp_path):
    path = zipped(tmp_path, Stadtteil=quarters())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("metadata.json", '{"title": "Stadtteile"}')
    assert read_vector(path).layers == ("Stadtteil",)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (LineString([(355_000, 5_645_000), (356_000, 5_645_000)]), "sondern Linien"),
        (MultiLineString([[(355_000, 5_645_000), (356_000, 5_645_000)]]), "sondern Linien"),
        (Point(355_000, 5_645_000), "sondern Punkte"),
        (GeometryCollection([Point(355_000, 5_645_000)]), "keine Flächen"),
    ],
)
@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet"])
def test_what_is_no_area_is_refused_with_advice(tmp_path, shape, words, suffix):
    path = tmp_path / f"Stadtteil.{suffix}"
    frame = gpd.GeoDataFrame({"STT_NR": ["101"]}, geometry=[shape], crs=METRIC)
    frame.to_parquet(path) if suffix == "parquet" else frame.to_file(path)
    with pytest.raises(GeodataError, match=words) as caught:
        read_boundaries(path)
    assert any(advice in str(caught.value) for advice in ("Wandeln Sie", "Wählen Sie", "Exportieren Sie"))


def test_a_bare_collection_of_geometries_is_refused(tmp_path):
    path = tmp_path / "Stadtteil.geojson"
    polygon = json.loads(quarters(1).to_crs(4326).geometry.to_json())["features"][0]["geometry"]
    path.write_text(json.dumps({"type": "GeometryCollection", "geometries": [polygon]}))
    with pytest.raises(GeodataError, match="ohne Sachdaten"):
        read_boundaries(path)


def test_collections_that_hold_areas_keep_them(tmp_path):
    path = tmp_path / "Stadtteil.gpkg"
    mixed = GeometryCollection([square(0), Point(355_000, 5_645_000)])
    gpd.GeoDataFrame({"STT_NR": ["101"]}, geometry=[mixed], crs=METRIC).to_file(path)
    assert read_boundaries(path).polygons.geometry.area.tolist() == [1_000_000]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("var stadtteile = {body};", "javascript_file"),
        ("\ufeffconst a={body}", "javascript_file"),
        ("// Stadtteile\n{body}", "javascript_file"),
        ("callback({body})", "javascript_file"),
        ('{{"type":"Topology","objects":{{}},"arcs":[]}}', "topojson_file"),
        (
            '{{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read x","features":[]}}',
            "not_what_it_says",
        ),
        ("<OGRVRTDataSource/>", "not_what_it_says"),
        ("[1,2]", "not_what_it_says"),
    ],
)
@pytest.mark.parametrize("name", ["Stadtteil.geojson", "Stadtteil.js"])
def test_what_only_resembles_geojson(tmp_path, text, code, name):
    path = tmp_path / name
    path.write_text(text.format(body=quarters().to_crs(4326).to_json(drop_id=True)), "utf-8")
    found = inspect(path, Options(), city()).problems
    assert [p.code for p in found] == [code]


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "gml", "kml", "fgb", "parquet"])
def test_descriptions_of_other_sources_are_never_followed(tmp_path, suffix):
    secret = tmp_path / "geheim.geojson"
    secret.write_text(quarters().to_crs(4326).to_json(drop_id=True))
    path = tmp_path / f"Stadtteil.{suffix}"
    path.write_text(
        f"<OGRVRTDataSource><OGRVRTLayer name='geheim'><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>"
    )
    assert [p.code for p in inspect(path, Options(), city()).problems] == ["not_what_it_says"]
