"""What „Daten herunterladen“ writes is read again: same keys, numbers and states."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.exports.delimited import german_csv, international_csv
from geodata.exports.layers import geojson, geopackage, styled_zip, with_outlines
from geodata.exports.table import Table, build_table
from geodata.exports.workbook import workbook
from geodata.importing import commit, detect_kind, plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.own_export import plan as read
from geodata.readers.packages import package_format
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace
from tests.dashboard.small import AMSEL, BUCHE, CLARA, DOHLE, FIGURES, LAND, package, small

WORLD = Known.of([package()])
CELLS = ["k", "n", "value", "status"]


def layer(repository: Repository, table: Table, form: str) -> bytes:
    frame = with_outlines(repository, table, pd.Series(dtype=str))
    if form == "gpkg":
        return geopackage(frame, table, ())
    body = geojson(frame, table)
    return styled_zip(body, (), "zahlen") if form == "zip" else body


def written(folder: Path, form: str, table: Table, repository: Repository) -> Path:
    plain = {"xlsx": workbook, "csv": german_csv, "int.csv": international_csv}
    file = folder / f"zahlen.{form}"
    file.write_bytes(plain[form](table) if form in plain else layer(repository, table, form))
    return file


def again(file: Path, known: Known) -> pd.DataFrame:
    """Rows as the ordinary import reads them, by area and period."""
    form = package_format(file)
    assert form is not None
    assert form.id == "own_export"
    (found,), report = form.plan(file, Options(), known, None)
    assert not report.refused
    return found.observations.set_index(["area_id", "period"]).sort_index()


def compare(rows: pd.DataFrame, table: Table) -> None:
    wanted = table.rows.set_index(["area_id", "period"]).sort_index()
    assert list(rows.index) == list(wanted.index)
    assert rows["status"].tolist() == wanted["status"].tolist()
    pd.testing.assert_frame_equal(rows[CELLS[:3]], wanted[CELLS[:3]], atol=1e-10, rtol=0, check_names=False)


@pytest.mark.parametrize("form", ["xlsx", "csv", "int.csv"])
def test_tables_come_back_with_every_state(tmp_path, form):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"])
    assert {"OK", "SUPPRESSED", "MISSING", "NOT_MEANINGFUL"} <= set(table.rows["status"])
    compare(again(written(tmp_path, form, table, small()), WORLD), table)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "zip"])
def test_layers_come_back_with_every_state(tmp_path, form):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    compare(again(written(tmp_path, form, table, small()), WORLD), table)


@pytest.fixture(scope="module")
def embedded() -> tuple[Repository, Known]:
    return Repository.open(None), Known.of(Workspace(SAMPLE_ROOT, read_only=True).packages())


@pytest.mark.parametrize("form", ["xlsx", "csv", "int.csv", "gpkg", "geojson"])
def test_fictional_quarters_of_the_sample_come_back_by_their_full_id(tmp_path, embedded, form):
    repository, known = embedded
    region = next(a.id for a in repository.roots if a.fictional)
    level = repository.levels(region)[-1].id
    indicator = next(i for i in repository.indicators(level, region) if i.kind.value == "rate")
    period = repository.periods(indicator.id, level, region)[-1]
    table = build_table(repository, indicator.id, level, region, [period])
    compare(again(written(tmp_path, form, table, repository), known), table)


def test_below_minimum_stays_what_it_is(tmp_path):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    rows = table.rows.copy()
    rows.loc[0, ["k", "n", "value"]] = float("nan")
    rows.loc[0, "status"] = "BELOW_MINIMUM"
    changed = Table(rows, table.about, table.indicator, table.level, table.region)
    compare(again(written(tmp_path, "csv", changed, small()), WORLD), changed)


counts = st.tuples(st.integers(0, 400), st.integers(400, 900))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | counts, min_size=4, max_size=4), st.sampled_from(["csv", "int.csv", "xlsx"]))
def test_any_small_world_comes_back(tmp_path, pairs, form):
    rows = [
        ("poverty", area, "2022", "", float(pair[0]), float(pair[1]), None)
        for area, pair in zip((AMSEL, BUCHE, CLARA, DOHLE), pairs, strict=True)
        if pair
    ]
    repository = Repository([package([*FIGURES, *rows])], "abc")
    table = build_table(repository, "poverty", "gemeinde", LAND, ["2021", *(["2022"] if rows else [])])
    compare(again(written(tmp_path, form, table, repository), WORLD), table)


def test_an_unknown_indicator_is_what_the_file_says(tmp_path):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    known = Known(areas=WORLD.areas)
    (found,), _ = read(written(tmp_path, "csv", table, small()), Options(), known, None)
    entry = found.catalog.indicator("poverty")
    assert (entry.kind.value, entry.unit, entry.per) == ("rate", "%", 100)
    assert found.catalog.datasets[0].source.attribution == "Amt für Kleines"


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        (";SUPPRESSED;", ";GEHEIM;", "export_cell", "Zustand"),
        (f"{AMSEL};", "99009999;", "unknown_area", "Gebietsschlüssel"),
        (";10;100;", ";zehn;100;", "export_cell", "Zähler"),
        (";2021;", ";irgendwann;", "bad_period", "Zeitraum"),
    ],
)
def test_a_damaged_cell_is_named_with_row_column_and_value(tmp_path, old, new, code, column):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    file = tmp_path / "zahlen.csv"
    text = german_csv(table).decode("utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8-sig")
    packages, report = read(file, Options(), WORLD, None)
    assert packages == []
    first = report.problems[0]
    assert first.code == code
    assert column in str(first)
    assert "Zeile" in str(first)


def test_the_ordinary_import_takes_it_and_hidden_cells_stay_hidden(tmp_path):
    """A workspace of its own with the same areas: what was hidden is hidden there and in what follows from it."""
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    file = written(tmp_path, "xlsx", table, small())
    assert detect_kind(file).value == "table"
    space = Workspace(tmp_path / "space")
    space.put(package([row for row in FIGURES if row[0] != "poverty"]))
    planned = plan([file], Options(), WORLD)
    report = commit(planned, space, sample=None)
    assert not report.refused, report.problems
    found = Repository.open(space.root, sample=None)
    assert found.cell("poverty", DOHLE, "2021").status == "SUPPRESSED"
    assert found.cell("poverty", AMSEL, "2021").value == 10
