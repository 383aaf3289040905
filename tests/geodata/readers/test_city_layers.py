"""Layers as the open-data portals of cities in the state publish them: their column names, formats and encodings."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest

from geodata.importing import plan
from geodata.readers.boundaries import Options, read_boundaries
from tests.geodata.shapes import METRIC, city, quarters

NAMES = ["Südstadt", "Nordend", "Weiß", "Müngersdorf"]
LAYERS: dict[str, tuple[dict[str, list[object]], str, list[str]]] = {
    # file: columns, level, keys
    "ortsteile_bonn.geojson": (
        {"gid": [11, 12, 13, 14], "ortsteil": [1, 2, 3, 4], "ortsteil_bez": NAMES, "bezirk": [1, 1, 2, 2],
         "bezirk_bez": ["Bonn", "Bonn", "Beuel", "Beuel"]}, "stadtteil", ["1", "2", "3", "4"]),
    "Stadtteile_Duesseldorf.geojson": (
        {"Quelle": ["Amt 12/2"] * 4, "Stand": ["31.12.2029"] * 4, "Stadtteil": ["011", "012", "013", "021"],
         "Name": NAMES}, "stadtteil", ["011", "012", "013", "021"]),
    "Quartiere_EPSG25832_SHAPE.shp": (
        {"QUARTIER": ["00", "01", "02", "10"], "BEZIRK": ["0", "0", "0", "1"], "NAME": NAMES,
         "FLAECHE": [1.5, 1.25, 1.75, 2.5]}, "quartier", ["00", "01", "02", "10"]),
    "fb62-statistische-bezirke.geojson": (
        {"geo_point_2d": [{"lon": 7.1, "lat": 51.2}] * 4, "kommune": ["Dortmund"] * 4, "statbez": [11, 12, 13, 14],
         "statistischer_bezirk": NAMES}, "statistischer_bezirk", ["11", "12", "13", "14"]),
    "Stadtteile_Essen.geojson": (
        {"OBJECTID": [1, 2, 3, 4], "GlobalID": ["{a}", "{b}", "{c}", "{d}"], "Stadtteil_Nr": ["01", "02", "03", "10"],
         "Stadtteil": NAMES, "Stadtbezirk": ["I", "I", "II", "II"], "Shape__Area": [1e6, 2e6, 3e6, 4e6],
         "Shape__Length": [4000.5, 1.5, 2.5, 3.5]}, "stadtteil", ["01", "02", "03", "10"]),
    "stadtteile-muenster.geojson": (
        {"NR_STATIST": [11, 12, 13, 14], "NAME_STATI": NAMES, "NR_STADTBE": [1, 1, 2, 2]}, "stadtteil",
        ["11", "12", "13", "14"]),
    "Unterbezirke.gpkg": (
        {"fid": [1, 2, 3, 4], "unterbezirk_nr": ["1101", "1102", "1201", "1202"], "unterbezirk_name": NAMES},
        "statistischer_unterbezirk", ["1101", "1102", "1201", "1202"]),
    "Sozialraeume.geojson": (
        {"OBJECTID": [1, 2, 3, 4], "SR_NR": ["0101", "0102", "0201", "0202"], "SR_NAME": NAMES}, "sozialraum",
        ["0101", "0102", "0201", "0202"]),
    "Lebensräume.geojson": (
        {"KENNZ": ["L1", "L2", "L3", "L4"], "TITEL": NAMES}, "lebensraum", ["L1", "L2", "L3", "L4"]),
    "stadtteile.geojson": (
        {"stadtteil_nummer": ["1", "2", "3", "4"], "stadtteil_bezeichnung": NAMES, "stadtbezirk_nummer": ["1"] * 4,
         "stadtbezirk_bezeichnung": ["Mitte"] * 4}, "stadtteil", ["1", "2", "3", "4"]),
    "Ortsteile.geojson": (
        {"ID": ["a1b2", "a1b3", "a1b4", "a1b5"], "ORTSTEIL": NAMES, "NUMMER": [1, 2, 3, 4]}, "stadtteil",
        ["1", "2", "3", "4"]),
    "stimmbezirke.geojson": (
        {"id": [1, 2, 3, 4], "stimmbezirk": ["0101", "0102", "0201", "0202"], "bezeichnung": NAMES}, "stimmbezirk",
        ["0101", "0102", "0201", "0202"]),
    "Wohnquartiere.geojson": (
        {"WQ": ["W1", "W2", "W3", "W4"], "BEZEICHNUN": NAMES}, "quartier", ["W1", "W2", "W3", "W4"]),
}  # fmt: skip


def write(path: Path, columns: dict[str, list[object]]) -> Path:
    frame = gpd.GeoDataFrame(columns, geometry=quarters().geometry, crs=METRIC)
    if path.suffix != ".geojson":
        frame.to_file(path)
        return path
    shapes = json.loads(quarters().to_crs(4326)[["geometry"]].to_json())["features"]
    features = [
        {"type": "Feature", "properties": {c: values[i] for c, values in columns.items()}, "geometry": f["geometry"]}
        for i, f in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.parametrize("file", LAYERS)
def test_key_name_and_level_are_found(tmp_path: Path, file: str) -> None:
    columns, level, keys = LAYERS[file]
    planned = plan([write(tmp_path / file, columns)], Options(), city())
    assert not planned.report.refused, planned.report.problems
    areas = planned.packages[0].areas
    assert areas["level"].unique().tolist() == [level]
    assert areas["area_id"].tolist() == [f"05315000/{level}/{key}" for key in sorted(keys)]
    assert dict(zip(areas["area_id"], areas["name"], strict=True)) == {
        f"05315000/{level}/{key}": name for key, name in zip(keys, NAMES, strict=True)
    }


def test_a_row_number_of_the_database_is_the_last_resort(tmp_path: Path) -> None:
    read = read_boundaries(write(tmp_path / "Stadtteile.geojson", {"OBJECTID": [1, 2, 3, 4], "NAME": NAMES}))
    assert (read.key.column, read.name_column) == ("OBJECTID", "NAME")
    assert "key_column_chosen" in {p.code for p in read.problems}


def test_names_alone_are_no_keys(tmp_path: Path) -> None:
    report = plan([write(tmp_path / "Stadtteile.geojson", {"name": NAMES})], Options(), city()).report
    assert [p.code for p in report.problems] == ["key_column_missing"]


def test_geojson_in_the_encoding_of_an_old_server(tmp_path: Path) -> None:
    columns, _, _ = LAYERS["ortsteile_bonn.geojson"]
    path = write(tmp_path / "ortsteile.geojson", columns)
    path.write_bytes(path.read_text("utf-8").encode("latin-1"))
    read = read_boundaries(path)
    assert read.polygons["name"].tolist() == NAMES
    assert "encoding_guessed" in {p.code for p in read.problems}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ortsteile.geojson"]


@pytest.mark.parametrize("epsg", [25832, 31466, 31467, 3857, 4326, 3035, 4647, 25833])
@pytest.mark.parametrize("declared", [True, False])
def test_coordinate_systems(tmp_path: Path, epsg: int, declared: bool) -> None:
    frame = quarters().to_crs(epsg)
    path = tmp_path / "Stadtteil.gpkg"
    (frame if declared else frame.set_crs(None, allow_override=True)).to_file(path)
    planned = plan([path], Options(), city())
    if not declared and epsg == 25833:  # zone 33 so far west is no usual system: nothing is guessed
        assert [p.code for p in planned.report.problems] == ["crs_unknown"]
        return
    areas = planned.packages[0].areas.set_index("area_id")
    point = areas.loc["05315000/stadtteil/101"]
    assert (point["lon"], point["lat"]) == (pytest.approx(6.94, abs=0.01), pytest.approx(50.94, abs=0.01))
    assert point["area_km2"] == pytest.approx(1.0, rel=0.001)


@pytest.mark.parametrize("name", ["VG250_KRS", "Regierungsbezirke_NRW"])
def test_official_areas_are_not_taken_for_boroughs(tmp_path: Path, name: str) -> None:
    keys = ["05315", "05334", "05358", "05362"] if "KRS" in name else ["051", "053", "055", "057"]
    read = read_boundaries(write(tmp_path / f"{name}.gpkg", {"AGS": keys, "GEN": NAMES}))
    assert read.level == ("kreis" if "KRS" in name else "regbez")
