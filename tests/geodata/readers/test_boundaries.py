"""Boundary files in many shapes end as the same areas, and what is wrong with them is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Polygon

from geodata.errors import GeodataError
from geodata.known import Known
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.boundary_package import build_package
from tests.geodata.shapes import METRIC, city, quarters, square

IDS = [f"05315000/stadtteil/{key}" for key in (101, 102, 103, 104)]


def codes(problems) -> set[str]:
    return {p.code for p in problems}


def write(frame: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        shape = path.with_name("Stadtteil.shp")
        frame.to_file(shape)
        with zipfile.ZipFile(path, "w") as archive:
            for part in path.parent.glob("Stadtteil.*"):
                if part != path:
                    archive.write(part, f"inner/{part.name}")
    else:
        frame.to_file(path)
    return path


def built(path: Path, known: Known | None = None, **options: str):
    chosen = Options(**options)
    read = read_boundaries(path, chosen)
    package, problems = build_package(read, chosen, known or city())
    return read, package, [*read.problems, *problems]


@pytest.mark.parametrize(
    "name", ["Stadtteil.geojson", "Stadtteil.shp", "packed.zip", "Stadtteil.gpkg", "Stadtteil.parquet"]
)
def test_every_format_gives_the_same_areas(tmp_path, name):
    options = {"level": "stadtteil"} if name == "packed.zip" else {}
    read, package, _ = built(write(quarters(), tmp_path / name), **options)
    assert package.areas["area_id"].tolist() == IDS
    assert package.areas["name"].tolist() == ["Südstadt", "Nordend", "Weiß", "Müngersdorf"]
    assert package.areas["area_km2"].tolist() == pytest.approx([1.0] * 4, rel=2e-3)
    assert set(package.areas["parent_id"]) == {"05315000"}
    assert read.coverage.valid
    assert sorted(package.geometry["lod"].unique()) == [0, 1]


def test_umlauts_survive_a_shapefile_without_encoding(tmp_path):
    frame = quarters()
    frame.to_file(tmp_path / "Stadtteil.shp", encoding="cp1252")
    (tmp_path / "Stadtteil.cpg").unlink(missing_ok=True)
    _, package, _ = built(tmp_path / "Stadtteil.shp")
    assert package.areas["name"].tolist() == frame["STT_NAME"].tolist()


@pytest.mark.parametrize("epsg", [4326, 25832, 4647, 31466, 31467])
def test_missing_coordinate_system_is_deduced(tmp_path, epsg):
    plain = quarters().to_crs(epsg)
    path = tmp_path / "Stadtteil.shp"
    plain.to_file(path)
    path.with_suffix(".prj").unlink()
    read, package, problems = built(path)
    assert (read.crs.epsg, read.crs.how) == (epsg, "deduced")
    assert "crs_deduced" in codes(problems)
    truth = quarters().to_crs(4326).geometry.union_all()
    assert package.geometry.geometry.union_all().symmetric_difference(truth).area < 1e-6


def test_geojson_in_metres_contradicts_its_own_format(tmp_path):
    path = tmp_path / "Stadtteil.geojson"
    frame = gpd.GeoDataFrame(quarters().drop(columns="geometry"), geometry=list(quarters().geometry))
    path.write_text(frame.to_json(drop_id=True), "utf-8")
    read = read_boundaries(path)
    assert read.crs.epsg == 25832
    assert "crs_contradicts" in codes(read.problems)


def test_unknown_coordinates_are_refused(tmp_path):
    frame = gpd.GeoDataFrame({"STT_NR": ["101"]}, geometry=[Polygon([(0, 0), (1, 0), (1, 1)])])
    frame.to_file(tmp_path / "Stadtteil.shp")
    with pytest.raises(GeodataError, match="Koordinatensystem ist nicht erkennbar"):
        read_boundaries(tmp_path / "Stadtteil.shp")


def test_definition_counts_not_the_name(tmp_path):
    definition = (
        'PROJCS["WGS_1984_UTM_Zone_32N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
        '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",2500000.0],PARAMETER["False_Northing",0.0],'
        'PARAMETER["Central_Meridian",9.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],'
        'UNIT["Meter",1.0]]'
    )
    moved = quarters()
    moved.geometry = moved.geometry.translate(xoff=2_000_000)
    path = tmp_path / "Stadtteil.shp"
    moved.set_crs(None, allow_override=True).to_file(path)
    path.with_suffix(".prj").write_text(definition)
    read = read_boundaries(path)
    assert read.crs.how == "definition"
    assert read.crs.epsg is None
    assert read.polygons.total_bounds[0] == pytest.approx(quarters().total_bounds[0], abs=2)
    assert "crs_name_misleading" in codes(read.problems)


def test_gaps_and_overlaps_are_counted_and_cleaned(tmp_path):
    frame = quarters()
    ring = [square(c, r) for c in range(3) for r in range(3)]
    ring[4] = square(1, 1, side=990)  # leaves an L-shaped gap of 19 900 m²
    ring[0] = square(0, 0, side=1005)  # overlaps three neighbours
    frame = gpd.GeoDataFrame({"STT_NR": [str(i) for i in range(101, 110)]}, geometry=ring, crs=METRIC)
    read, package, problems = built(write(frame, tmp_path / "Stadtteil.gpkg"))
    assert not read.coverage.valid
    assert read.coverage.gaps == 1
    assert read.coverage.gap_area_m2 == pytest.approx(19_900, abs=1)
    assert read.coverage.overlaps == 3
    assert read.coverage.overlap_area_m2 == pytest.approx(5 * 1000 + 5 * 1000 + 25, abs=1)
    assert {"coverage_invalid", "coverage_cleaned"} <= codes(problems)
    for _, layer in package.geometry.groupby("lod"):
        assert shapely.coverage_is_valid(layer.geometry.values)
        assert layer.geometry.is_valid.all()


def test_a_wide_hole_is_wanted(tmp_path):
    ring = [square(c, r) for c in range(3) for r in range(3) if (c, r) != (1, 1)]
    frame = gpd.GeoDataFrame({"STT_NR": [str(i) for i in range(101, 109)]}, geometry=ring, crs=METRIC)
    assert read_boundaries(write(frame, tmp_path / "Stadtteil.gpkg")).coverage.gaps == 0


def test_crossing_lines_are_repaired_and_parts_joined(tmp_path):
    bow_tie = Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    bow_tie = shapely.affinity.translate(bow_tie, 355_000, 5_645_000)
    frame = gpd.GeoDataFrame({"STT_NR": ["101", "102", "102"]}, geometry=[bow_tie, square(2), square(4)], crs=METRIC)
    read = read_boundaries(write(frame, tmp_path / "Stadtteil.gpkg"))
    assert read.polygons["key"].tolist() == ["101", "102"]
    assert read.polygons.geometry.area.round().tolist() == [500_000, 2_000_000]
    assert {"rings_repaired", "parts_joined"} <= codes(read.problems)
    assert "parts_named_twice" not in codes(read.problems)


def test_two_areas_under_one_key_are_told_by_their_names(tmp_path):
    columns = {"STT_NR": ["101", "102", "102"], "STT_NAME": ["Nord", "Mitte", "Süd"]}
    frame = gpd.GeoDataFrame(columns, geometry=[square(0), square(2), square(4)], crs=METRIC)
    read = read_boundaries(write(frame, tmp_path / "Stadtteil.gpkg"))
    told = next(p.message for p in read.problems if p.code == "parts_named_twice")
    assert "Unter dem Schlüssel „102“ stehen verschiedene Namen („Mitte“, „Süd“)" in told


def test_several_layers_are_listed_and_chosen(tmp_path):
    path = tmp_path / "many.gpkg"
    for layer in ("a", "b"):
        quarters().to_file(path, layer=layer)
    with pytest.raises(GeodataError, match="mehrere Ebenen: a, b"):
        read_boundaries(path)
    assert read_boundaries(path, Options(layer="b", level="stadtteil")).vector.layer == "b"
    with pytest.raises(GeodataError, match="Vorhanden: a, b"):
        read_boundaries(path, Options(layer="c"))


def test_nationwide_file_with_water_keeps_the_state(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "ARS": ["053150000000", "053150000000", "053820020020", "010010000000"],
            "GF": [4, 1, 4, 4],
            "GEN": ["Köln", "Köln", "Hennef (Sieg)", "Flensburg"],
            "BEZ": ["Stadt", "Stadt", "Stadt", "Stadt"],
        },
        geometry=[square(i) for i in range(4)],
        crs=METRIC,
    )
    read, package, problems = built(write(frame, tmp_path / "gem.gpkg"))
    assert read.level == "gemeinde"
    municipal = package.areas[package.areas["level"].eq("gemeinde")]
    assert municipal["area_id"].tolist() == ["05315000", "05382020"]
    assert municipal["kind"].tolist() == ["kreisfreie Stadt", "kreisangehörige Stadt"]
    assert municipal["parent_id"].tolist() == ["05315", "05382"]
    # Köln is complete as a Kreis; of the Land, Aachen is missing.
    assert set(package.areas["level"]) == {"gemeinde", "kreis"}
    assert {"kept_state", "water_dropped", "keys_fixed"} <= codes(problems)


def test_parent_must_be_found_or_given(tmp_path):
    path = write(quarters(), tmp_path / "Stadtteil.gpkg")
    with pytest.raises(GeodataError, match="--parent"):
        built(path, Known())
    _, package, _ = built(path, Known(), parent="5315000")
    assert package.id == "boundaries_stadtteil_05315000"


def test_level_of_its_own(tmp_path):
    path = write(quarters().rename(columns={"STT_NR": "NR", "STT_NAME": "NAME"}), tmp_path / "areas.gpkg")
    with pytest.raises(GeodataError, match="--level"):
        built(path)
    _, package, _ = built(path, level="sozialraum")
    assert package.areas["area_id"].iloc[0] == "05315000/sozialraum/101"
    assert package.levels[0].id == "sozialraum"
    with pytest.raises(GeodataError, match="Name einer Raumebene"):
        built(path, level="Sozial Raum")


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"type":"FeatureCollection","features":[]}'])
def test_broken_files_are_refused_in_words(tmp_path, content):
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    with pytest.raises(GeodataError):
        read_boundaries(path)


def test_points_are_no_boundaries(tmp_path):
    frame = gpd.GeoDataFrame({"STT_NR": ["101"]}, geometry=[square(0).centroid], crs=METRIC)
    with pytest.raises(GeodataError, match="keine Flächen"):
        read_boundaries(write(frame, tmp_path / "Stadtteil.gpkg"))
