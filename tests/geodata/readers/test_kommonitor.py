"""KomMonitor: figures alone, and outlines with figures."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from shapely.geometry import mapping

from geodata.importing import commit, plan
from geodata.inspection import inspect
from geodata.readers.boundaries import Options
from geodata.readers.tables import read_table
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.geodata.shapes import PARTS, city, quarters


def features(path: Path, *, starts: tuple[str, ...] = ("2015-01-01",) * 4) -> Path:
    frame = quarters().to_crs(4326)
    entries = [
        {
            "type": "Feature",
            "geometry": mapping(row.geometry),
            "properties": {
                "ID": row.STT_NR, "NAME": row.STT_NAME, "validStartDate": starts[i], "validEndDate": None,
                "DATE_2020-12-31": 10 * i, "DATE_2021-12-31": None if i == 1 else 1.5 + i,
            },
        }
        for i, row in enumerate(frame.itertuples())
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": entries}), "utf-8")
    return path


def test_wide_table(tmp_path):
    path = tmp_path / "Kinder_in_SGB_II.csv"
    path.write_text(
        "ID;NAME;DATE_2020-12-31;DATE_2021-12-31\n101;Südstadt;5;6\n102;Nordend;;null\n103;Weiß;0;9\n", "utf-8"
    )
    read = read_table(path, Options(), city(PARTS))
    rows = read.observations.set_index(["area_id", "period"])
    assert rows.loc[("05315000/stadtteil/101", "2021-12-31"), "k"] == 6
    assert rows.loc[("05315000/stadtteil/102", "2021-12-31"), "status"] == "MISSING"
    assert rows.loc[("05315000/stadtteil/103", "2020-12-31"), ["k", "status"]].tolist() == [0, "OK"]
    assert [(i.id, i.kind.value) for i in read.catalog.indicators] == [("kommonitor_kinder_in_sgb_ii", "count")]


def test_decimals_are_values_and_stars_are_refused(tmp_path):
    path = tmp_path / "Quote.csv"
    path.write_text("ID,NAME,DATE_2020-12-31\n101,Südstadt,5.25\n102,Nordend,6.5\n", "utf-8")
    assert read_table(path, Options(), city(PARTS)).catalog.indicators[0].kind.value == "value_only"
    path.write_text("ID;NAME;DATE_2020-12-31\n101;Südstadt;5\n102;Nordend;*\n", "utf-8")
    report = plan([path], Options(), city(PARTS)).report
    assert [(p.code, p.row, p.value) for p in report.problems] == [("bad_number", 3, "*")]


@pytest.mark.slow
def test_outlines_and_figures_in_one_file(tmp_path):
    path = features(tmp_path / "Quote_Stadtteile.geojson")
    planned = plan([path], Options(), city())
    assert [p.id for p in planned.packages] == ["boundaries_stadtteil_05315000", "kommonitor_quote_stadtteile"]
    report = planned.report.files[0]
    assert (report.level, report.parent, report.matched, report.known) == ("stadtteil", "05315000", 4, 4)
    space = Workspace(tmp_path / "w")
    commit(planned, space, sample=None)
    repository = Repository.open(space.root)
    cell = repository.cell("kommonitor_quote_stadtteile", "05315000/stadtteil/103", "2021-12-31")
    assert (cell.value, cell.status) == (3.5, "OK")
    assert repository.cell("kommonitor_quote_stadtteile", "05315000/stadtteil/102", "2021-12-31").status == "MISSING"
    assert repository.area("05315000/stadtteil/103").name == "Weiß"
    areas = repository.areas("stadtteil", "05315000")
    assert set(areas["valid_from"]) == {"2015-01-01"}


def test_several_days_of_validity_are_told(tmp_path):
    path = features(tmp_path / "Stadtteile.geojson", starts=("2015-01-01", "2018-07-01", "2015-01-01", "2015-01-01"))
    found = [p for p in plan([path], Options(), city()).report.problems if p.code == "vintages_mixed"]
    assert [p.value for p in found] == ["2015-01-01, 2018-07-01"]


def test_inspection_names_the_format(tmp_path):
    found = inspect(features(tmp_path / "Stadtteile.geojson"), Options(), city())
    assert (found.format, found.level, found.kept) == ("KomMonitor (Grenzen und Zahlen)", "stadtteil", 4)
    assert found.periods == ("2020-12-31", "2021-12-31")


@pytest.mark.parametrize("change", [("DATE_", "STAND_"), ('"ID"', '"NR"')])
def test_other_geojson_stays_a_boundary_file(tmp_path, change):
    path = features(tmp_path / "Stadtteile.geojson")
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    assert [p.id for p in plan([path], Options(), city()).packages] == ["boundaries_stadtteil_05315000"]


FORMATTED = {
    "saved in the map view": (
        "ID;NAME;2020-12-31;2021-12-31;validFrom;validTo\r\n101;Südstadt;1.234,5;0;2015-01-01;\r\n"
        "102;Nordend;NoData;7,25;2015-01-01;\r\n", {("101", "2020-12-31"): 1234.5, ("102", "2021-12-31"): 7.25}),
    "thousands alone": (
        "ID;NAME;2020-12-31\r\n101;Südstadt;1.234\r\n102;Nordend;2.000\r\n", {("101", "2020-12-31"): 1234}),
    "in other words": (
        "spatialUnitFeatureId,spatialUnitFeatureName,startDate,DATE_2020-12-31\n101,Südstadt,2015-01-01,12.5\n"
        "102,Nordend,2015-01-01,NaN\n", {("101", "2020-12-31"): 12.5}),
    "small letters, more columns": (
        "fid,id,name,date_2020-12-31,area\n1,101,Südstadt,12.5,3\n2,102,Nordend,,4\n", {("101", "2020-12-31"): 12.5}),
    "one column says how the others write": (
        "ID;NAME;DATE_2019-12-31;DATE_2020-12-31\n101;Südstadt;1.234;0.5\n102;Nordend;2.5;3.75\n",
        {("101", "2019-12-31"): 1.234, ("102", "2020-12-31"): 3.75}),
}  # fmt: skip


@pytest.mark.parametrize("what", FORMATTED)
@pytest.mark.parametrize("packed", [False, True])
def test_tables_as_saved(tmp_path: Path, what: str, packed: bool) -> None:
    text, expected = FORMATTED[what]
    path = tmp_path / "Quote_Stadtteile_2021-12-31.csv"
    path.write_text(text, "utf-8")
    if packed:
        path = pack(tmp_path / "Quote_Stadtteile_2021-12-31.zip", path)
    planned = plan([path], Options(), city(PARTS))
    assert [p.id for p in planned.packages] == ["kommonitor_quote_stadtteile_2021_12_31"]
    rows = planned.packages[0].observations.set_index(["area_id", "period"])
    for (key, day), number in expected.items():
        assert rows.loc[(f"05315000/stadtteil/{key}", day), "value"] == number
    assert "MISSING" in set(rows["status"]) or what in ("thousands alone", "one column says how the others write")


def pack(target: Path, *files: Path) -> Path:
    """A ZIP with files and the description that KomMonitor adds."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            archive.write(file, file.name)
        archive.writestr(f"{target.stem}_Metadata.pdf", b"%PDF-1.4\n")
    return target


def test_outlines_and_figures_in_a_zip(tmp_path):
    path = pack(tmp_path / "Quote.zip", features(tmp_path / "Quote_Stadtteile_2021-12-31.geojson"))
    planned = plan([path], Options(), city())
    assert [p.id for p in planned.packages] == [
        "boundaries_stadtteil_05315000", "kommonitor_quote_stadtteile_2021_12_31"
    ]  # fmt: skip
    assert inspect(path, Options(), city()).format == "KomMonitor (Grenzen und Zahlen) (ZIP)"


@pytest.mark.parametrize("packed", [False, True])
def test_shapefiles_have_short_names(tmp_path, packed):
    frame = quarters().rename(columns={"STT_NR": "ID", "STT_NAME": "NAME"})[["ID", "NAME", "geometry"]]
    frame = frame.assign(**{"20201231": [1.5, 2.5, 3.5, None], "validFrom": "2015-01-01", "validTo": None})
    folder = tmp_path / "shape"
    folder.mkdir()
    path = folder / "Quote Stadtteile.shp"
    frame.to_file(path, encoding="utf-8")
    if packed:
        path = pack(tmp_path / "Quote Stadtteile.zip", *sorted(folder.iterdir()))
    planned = plan([path], Options(), city())
    assert [p.id for p in planned.packages] == ["boundaries_stadtteil_05315000", "kommonitor_quote_stadtteile"]
    rows = planned.packages[1].observations.set_index("area_id")
    assert rows.loc["05315000/stadtteil/103", ["value", "period"]].tolist() == [3.5, "2020-12-31"]
    assert rows.loc["05315000/stadtteil/104", "status"] == "MISSING"
    assert set(planned.packages[0].areas["valid_from"]) == {"2015-01-01"}


def test_numbers_that_are_none_in_features_are_refused(tmp_path):
    path = features(tmp_path / "Stadtteile.geojson")
    path.write_text(path.read_text("utf-8").replace('"DATE_2020-12-31": 20', '"DATE_2020-12-31": "12x"'), "utf-8")
    found = plan([path], Options(), city()).report.problems
    assert [(p.code, p.row, p.column, p.value) for p in found if p.severity == "error"] == [
        ("bad_number", 3, "DATE_2020-12-31", "12x")
    ]
