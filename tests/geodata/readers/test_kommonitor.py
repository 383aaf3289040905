"""KomMonitor: figures alone, and outlines with figures."""

from __future__ import annotations

import json
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


def test_outlines_and_figures_in_one_file(tmp_path):
    path = features(tmp_path / "Quote_Stadtteile.geojson")
    planned = plan([path], Options(), city())
    assert [p.id for p in planned.packages] == ["boundaries_stadtteil_05315000", "kommonitor_quote_stadtteile"]
    report = planned.report.files[0]
    assert (report.level, report.parent, report.matched, report.known) == ("stadtteil", "05315000", 4, 4)
    space = Workspace(tmp_path / "w")
    commit(planned, space)
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
