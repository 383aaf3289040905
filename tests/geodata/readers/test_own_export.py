"""What „Daten herunterladen“ writes is read again: same keys, numbers and states."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.exports.delimited import german_csv, international_csv
from geodata.exports.kommonitor import kommonitor_csv, kommonitor_geojson
from geodata.exports.layers import geojson, geopackage, styled_zip, with_outlines
from geodata.exports.table import Table, build_table
from geodata.exports.workbook import workbook
from geodata.importing import commit, detect_kind, plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.own_export import plan as read
from geodata.readers.packages import package_format
from geodata.repository import Repository
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
    plain = {"xlsx": workbook, "csv": german_csv, "int.csv": international_csv, "kommonitor.csv": kommonitor_csv}
    if form == "kommonitor.geojson":
        plain[form] = partial(kommonitor_geojson, repository)
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
    here = known.areas[known.areas["area_id"].isin(found.observations["area_id"])]
    lands = known.areas[known.areas["region"].isin(here["region"])]
    assert report.known == lands["level"].eq(report.level).sum()  # Musterland's are not counted with NRW's
    return found.observations.set_index(["area_id", "period"]).sort_index()


def compare(rows: pd.DataFrame, table: Table) -> None:
    wanted = table.rows.set_index(["area_id", "period"]).sort_index()
    assert list(rows.index) == list(wanted.index)
    assert rows["status"].tolist() == wanted["status"].tolist()
    pd.testing.assert_frame_equal(rows[CELLS[:3]], wanted[CELLS[:3]], atol=1e-10, rtol=0, check_names=False)


@pytest.mark.parametrize("form", ["xlsx", "csv", "int.csv", "kommonitor.csv", "kommonitor.geojson"])
def test_tables_come_back_with_every_state(tmp_path, form):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"])
    assert {"OK", "SUPPRESSED", "MISSING", "NOT_MEANINGFUL"} <= set(table.rows["status"])
    compare(again(written(tmp_path, form, table, small()), WORLD), table)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "zip"])
def test_layers_come_back_with_every_state(tmp_path, form):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    compare(again(written(tmp_path, form, table, small()), WORLD), table)


@pytest.fixture(scope="module")
def sample(sample_packages) -> Known:
    return Known.of(sample_packages.values())


@pytest.mark.parametrize("form", ["xlsx", "csv", "int.csv", "gpkg", "geojson", "kommonitor.csv", "kommonitor.geojson"])
def test_fictional_quarters_of_the_sample_come_back_by_their_full_id(tmp_path, embedded, sample, form):
    repository, known = embedded, sample
    region = next(a.id for a in repository.roots if a.fictional)
    level = repository.levels(region)[-1].id
    indicator = next(i for i in repository.indicators(level, region) if i.kind.value == "rate")
    period = repository.periods(indicator.id, level, region)[-1]
    table = build_table(repository, indicator.id, level, region, [period])
    compare(again(written(tmp_path, form, table, repository), known), table)


@pytest.mark.slow
@pytest.mark.parametrize("region", ["05", "muster"])
def test_every_indicator_of_the_sample_comes_back_through_kommonitor(tmp_path, embedded, sample, region):
    """All periods of the level with the fewest areas."""
    seen = 0
    for indicator in embedded.catalog.indicators:
        levels = [level.id for level in embedded.levels(region) if indicator in embedded.indicators(level.id, region)]
        if not levels:
            continue
        periods = embedded.periods(indicator.id, levels[0], region)
        table = build_table(embedded, indicator.id, levels[0], region, periods)
        compare(again(written(tmp_path, "kommonitor.csv", table, embedded), sample), table)
        seen += 1
    assert seen >= 9


@pytest.mark.parametrize("form", ["kommonitor.csv", "kommonitor.geojson"])
def test_kommonitor_files_say_what_an_unknown_indicator_is(tmp_path, form):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"])
    (found,), _ = read(written(tmp_path, form, table, small()), Options(), Known(areas=WORLD.areas), None)
    entry = found.catalog.indicator("poverty")
    assert (entry.kind.value, entry.unit, entry.per, entry.decimals) == ("rate", "%", 100, 1)
    assert found.catalog.datasets[0].source.attribution == "Amt für Kleines"


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        (";SUPPRESSED;", ";GEHEIM;", 5, "ZUSTAND_2021-12-31"),
        ("ZAEHLER_2021-12-31", "ZAEHLER", None, "ZAEHLER_2021-12-31"),
        ('""periods""', '""zeiten""', 2, "QUARTIERSBLICK"),
        (";8;10;", ";8;zehn;", 2, "ZAEHLER_2021-12-31"),
        (f"{AMSEL};", "99009999;", 2, "ID"),
    ],
)
def test_a_damaged_kommonitor_file_is_named_with_row_and_column(tmp_path, old, new, row, column):
    file = written(
        tmp_path, "kommonitor.csv", build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"]), small()
    )
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    first = plan([file], Options(), WORLD).report.problems[0]
    assert (first.row, first.column) == (row, column)


def test_a_day_taken_out_of_a_kommonitor_file_is_a_day_less(tmp_path):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"])
    file = written(tmp_path, "kommonitor.csv", table, small())
    frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    frame.drop(columns=[c for c in frame if c.endswith("2020-12-31")]).to_csv(file, sep=";", index=False)
    assert set(again(file, WORLD).reset_index()["period"]) == {"2021"}


def test_two_periods_that_end_on_one_day_are_refused_for_kommonitor():
    rows = [*FIGURES, ("poverty", AMSEL, "2019/2021", "", 20.0, 300.0, None)]
    table = build_table(Repository([package(rows)], "abc"), "poverty", "gemeinde", LAND, ["2021", "2019/2021"])
    with pytest.raises(GeodataError, match="zwei Zeiträume enden am selben Tag"):
        kommonitor_csv(table)


def test_what_describes_a_row_is_no_code_and_no_list(tmp_path):
    """A hand-made description with other types is text, or is refused; it never breaks the reading."""
    file = written(tmp_path, "kommonitor.csv", build_table(small(), "poverty", "gemeinde", LAND, ["2021"]), small())
    frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    for bad in ("[]", "null", "5", '{"periods": []}', '{"periods": {"2021-12-31": ["x"]}, "indicator": {"a": 1}}'):
        frame.assign(QUARTIERSBLICK=bad).to_csv(file, sep=";", index=False)
        assert plan([file], Options(), WORLD).report.refused, bad
    odd = json.dumps({"periods": {"2021-12-31": 2021}, "indicator": "poverty", "rule": [1]})
    frame.assign(QUARTIERSBLICK=odd).to_csv(file, sep=";", index=False)
    assert len(again(file, WORLD)) == 6


def test_below_minimum_stays_what_it_is(tmp_path):
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"])
    rows = table.rows.copy()
    rows.loc[0, ["k", "n", "value"]] = float("nan")
    rows.loc[0, "status"] = "BELOW_MINIMUM"
    changed = Table(rows, table.about, table.indicator, table.level, table.region)
    compare(again(written(tmp_path, "csv", changed, small()), WORLD), changed)


counts = st.tuples(st.integers(0, 400), st.integers(400, 900))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.none() | counts, min_size=4, max_size=4), st.sampled_from(["csv", "int.csv", "xlsx", "kommonitor.csv"])
)
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
