"""Files as offices and cities really publish them, from reading to published values."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import shapely

from geodata.catalog import load_catalog
from geodata.importing import commit, plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.repository import Repository
from geodata.workspace import Workspace

pytestmark = pytest.mark.real
PROJECT = Path(__file__).resolve().parents[2]
CATALOG = PROJECT / "docs" / "examples" / "koeln-bevoelkerung.yaml"


@pytest.fixture(scope="module")
def municipal(real_data: Path) -> Known:
    return Known.of(plan([real_data / "boundaries" / "vg250-2014-nrw.geojson"], Options(), Known()).packages)


@pytest.fixture(scope="module")
def cologne(real_data: Path, municipal: Known) -> Known:
    planned = plan([real_data / "koeln" / f"{n}.shp" for n in ("Stadtteil", "Stadtbezirk")], Options(), municipal)
    known = municipal
    for package in planned.packages:
        known = known.plus(package)
    return known


@pytest.mark.parametrize(
    "name", ["vg250-2014-nrw.geojson", "vg250-2018-nrw-slivers.geojson", "vg250-2022-germany-simplified.zip"]
)
def test_municipalities(real_data, name):
    planned = plan([real_data / "boundaries" / name], Options(), Known())
    file, package = planned.report.files[0], planned.packages[0]
    assert file.matched == 396
    assert file.other_levels == {"kreis": 53, "regbez": 5, "land": 1}
    for _, layer in package.geometry.merge(package.areas[["area_id", "level"]]).groupby(["level", "lod"]):
        assert shapely.coverage_is_valid(layer.geometry.values)
        assert layer.geometry.is_valid.all()
    land = package.areas.set_index("area_id").loc["05"]
    assert land["area_km2"] == pytest.approx(34_112, rel=0.002)  # official: 34 112 km²
    names = package.areas.set_index("area_id")["name"]
    assert (names["05334"], names["05"]) == ("Städteregion Aachen", "Nordrhein-Westfalen")


def test_slivers_are_found(real_data, municipal):
    found = inspect(real_data / "boundaries" / "vg250-2018-nrw-slivers.geojson", Options(), municipal)
    assert found.coverage is not None
    assert not found.coverage["valid"]
    assert found.coverage["gaps"] > 1000
    assert found.coverage["overlaps"] > 500


@pytest.mark.parametrize(("name", "level", "count"), [
    ("Stadtbezirk", "stadtbezirk", 9), ("Stadtteil", "stadtteil", 86), ("Stadtviertel", "stadtviertel", 371),
])  # fmt: skip
def test_layers_of_cologne(real_data, municipal, name, level, count):
    planned = plan([real_data / "koeln" / f"{name}.shp"], Options(), municipal)
    file, package = planned.report.files[0], planned.packages[0]
    assert (file.level, file.parent, file.matched) == (level, "05315000", count)
    west, south, east, north = package.geometry.total_bounds
    assert 6.77 <= west < east <= 7.17
    assert 50.83 <= south < north <= 51.09
    assert shapely.coverage_is_valid(package.geometry[package.geometry["lod"].eq(1)].geometry.values)


@pytest.mark.parametrize("backwards", [False, True])
def test_layers_of_cologne_nest_in_any_order(tmp_path, real_data, municipal, backwards):
    space = Workspace(tmp_path / "w")
    for name in sorted(("Stadtbezirk", "Stadtteil", "Stadtviertel"), reverse=backwards):
        known = municipal
        for package in space.packages():
            known = known.plus(package)
        commit(plan([real_data / "koeln" / f"{name}.shp"], Options(), known), space)
    repository = Repository.open(space.root)
    city = ("05315000", "05315", "053", "05")
    part, borough = "05315000/stadtteil/101", "05315000/stadtbezirk/1"
    assert repository.area("05315000/stadtviertel/10101").parents == (part, borough, *city)
    assert repository.area(part).parents == (borough, *city)
    areas = repository.areas(None, "05315000")  # Stadtviertel leave out what is not built up
    assert areas.groupby("level")["partition"].sum().to_dict() == {
        "gemeinde": 1, "stadtbezirk": 9, "stadtteil": 86, "stadtviertel": 7,
    }  # fmt: skip
    keys = areas[areas["level"].isin(["stadtteil", "stadtviertel"])]
    own, above = keys["area_id"].str.rpartition("/")[2], keys["parent_id"].str.rpartition("/")[2]
    assert all(key.startswith(parent) for key, parent in zip(own, above, strict=True))


def test_all_layers_of_cologne_in_one_archive(tmp_path, real_data, municipal):
    path = tmp_path / "koeln.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in (real_data / "koeln").glob("Stadt*.*"):
            archive.write(part, f"koeln/{part.name}")
    planned = plan([path], Options(), municipal)
    assert [len(p.areas) for p in planned.packages if p.areas is not None] == [9, 86, 371]
    assert "Dellbrück" in set(planned.packages[1].areas["name"])


def test_umlauts_of_cologne(cologne):
    assert cologne.name("05315000/stadtteil/905") == "Dellbrück"


def test_population_of_cologne_with_its_catalogue(real_data, cologne):
    planned = plan([real_data / "koeln" / "bevoelkerung.csv"], Options(), cologne, load_catalog(CATALOG))
    file = planned.report.files[0]
    assert (file.matched, file.known) == (86, 86)
    assert file.other_levels == {"stadtbezirk": 9, "gemeinde": 1}
    assert (file.unmatched, file.ignored, file.missing) == ([], [], [])
    rows = planned.packages[0].observations.query("period == '2012'")
    residents = rows[rows["indicator"].eq("koeln_residents_count")].set_index("area_id")["k"]
    assert residents["05315000"] == 1_044_555
    assert residents[residents.index.str.contains("/stadtteil/")].sum() == 1_044_555
    assert residents[residents.index.str.contains("/stadtbezirk/")].sum() == 1_044_555
    foreigners = rows[rows["indicator"].eq("koeln_foreigners_count")].set_index("area_id")["k"]
    assert foreigners["05315000/stadtteil/101"] == 5036
    ages = rows[rows["indicator"].eq("koeln_residents_by_age_count")].groupby("area_id")["k"].sum()
    assert (ages == residents.loc[ages.index]).all()


def test_population_of_cologne_without_a_catalogue(real_data, cologne):
    planned = plan([real_data / "koeln" / "bevoelkerung.csv"], Options(), cologne)
    assert planned.report.files[0].matched == 86
    assert len(planned.packages[0].catalog.indicators) == 38


def test_boroughs_are_reported_where_their_boundaries_are_missing(real_data, municipal):
    files = [real_data / "koeln" / "Stadtteil.shp", real_data / "koeln" / "bevoelkerung.csv"]
    report = plan(files, Options(), municipal, load_catalog(CATALOG)).report.files[1]
    assert [entry["id"] for entry in report.ignored] == [f"00{i}" for i in range(1, 10)]


def test_wide_table_joins_by_code(real_data, cologne):
    planned = plan([real_data / "koeln" / "2012_Altersgruppen_Stadtteil.csv"], Options(), cologne)
    assert planned.report.files[0].matched == 86


def test_association_keys(real_data, municipal):
    planned = plan([real_data / "gisd" / "GISD_Nordrhein-Westfalen_Gemeindeverband.csv"], Options(), municipal)
    assert planned.report.files[0].matched == 396
    assert len(planned.packages[0].observations) == 396 * 24


def test_nationwide_table_adds_up(real_data, municipal):
    file = real_data / "population" / "vg250-ew-2022-12-31.dbf"
    planned = plan([file], Options(period="2022-12-31"), municipal)
    rows = planned.packages[0].observations
    assert rows[rows["indicator"].str.endswith("ewz")]["k"].sum() == 18_139_116
    assert planned.report.files[0].other_states > 10_000


def test_published_share(tmp_path, real_data):
    space = Workspace(tmp_path / "w")
    catalog = load_catalog(CATALOG)
    files = [real_data / "koeln" / "Stadtteil.shp", real_data / "koeln" / "bevoelkerung.csv"]
    commit(plan(files, Options(parent="05315000"), Known(), catalog), space)
    cell = Repository.open(space.root).cell("koeln_foreigners_share_pct", "05315000/stadtteil/101", "2012")
    assert (cell.k, cell.n) == (5036, 27_515)
    assert cell.value == pytest.approx(100 * 5036 / 27_515)


@pytest.mark.parametrize("name", ["destatis-genesis/21611-0020_de_flat.csv", "mss-berlin/2017-shares.csv"])
def test_tables_of_other_places_are_refused_in_words(real_data, municipal, name):
    report = plan([real_data / name], Options(), municipal).report
    assert report.refused
    assert all(p.message for p in report.problems)
