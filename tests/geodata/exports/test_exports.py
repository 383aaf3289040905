"""Files read back with other programs' eyes and compared with the Repository."""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from geodata.errors import GeodataError
from geodata.exports.delimited import german_csv, international_csv
from geodata.exports.kommonitor import kommonitor_csv, kommonitor_geojson
from geodata.exports.layers import geojson, geopackage, with_outlines
from geodata.exports.styles import Fill
from geodata.exports.table import COLUMNS, Table, build_table
from geodata.exports.text import FORMULA_STARTS, number_text, safe_text, unguarded
from geodata.exports.workbook import workbook
from geodata.observations import ValueStatus
from tests.dashboard.small import AMSEL, DOHLE, EICHE, FINK, LAND, small

FILLS = (Fill("0", "bis 10", "#e3eef6"), Fill("1", "über 10", "#123f73"), Fill("SUPPRESSED", "geschützt", "#d9dde0"))


@pytest.fixture(scope="module")
def table() -> Table:
    return build_table(small(), "poverty", "gemeinde", LAND, ["2020", "2021"])


def _read(body: bytes, delimiter: str, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(encoding)), delimiter=delimiter))


def test_states_and_zero_stay_different(table: Table) -> None:
    rows = _read(german_csv(table), ";", "utf-8-sig")
    found = {(r["Gebietsschlüssel"], r["Zeitraum"]): r for r in rows}
    states = {key: r["Zustand"] for key, r in found.items()}
    assert states[EICHE, "2020"] == "NOT_MEANINGFUL"
    assert states[DOHLE, "2021"] == "SUPPRESSED"
    assert states[FINK, "2021"] == "MISSING"
    assert (states[EICHE, "2021"], found[EICHE, "2021"]["Wert"], found[EICHE, "2021"]["Zähler"]) == ("OK", "0", "0")
    assert {found[k]["Wert"] for k in states if states[k] != "OK"} == {""}
    amsel = found[AMSEL, "2021"]
    assert (amsel["Zähler"], amsel["Nenner"], amsel["Wert"], amsel["Einheit"]) == ("10", "100", "10", "%")
    assert amsel["Nenner ist"]


def test_hidden_counts_are_in_no_export(table: Table) -> None:
    """Dohle 2021 has 2 of 50: neither the count nor the share stands anywhere in its rows."""
    found = small()
    one = build_table(found, "poverty", "gemeinde", LAND, ["2021"], area_ids=[DOHLE])
    row = next(one.rows.itertuples())
    assert math.isnan(row.k)
    assert math.isnan(row.value)
    frame = with_outlines(found, one, pd.Series({DOHLE: "SUPPRESSED"}))
    layer = json.loads(geojson(frame, one))["features"][0]["properties"]
    assert (layer["k"], layer["value"], layer["status"]) == (None, None, "SUPPRESSED")
    texts = [kommonitor_csv(one), german_csv(one), international_csv(one)]
    wide = _read(texts[0], ";", "utf-8")[0]
    assert wide["DATE_2021-12-31"] == ""
    for line in texts[1:]:
        cells = next(
            csv.reader(io.StringIO(line.decode("utf-8-sig").splitlines()[1]), delimiter=";,"[line is texts[2]])
        )
        assert "2" not in cells
        assert not {"4", "0,04", "0.04"} & set(cells)


def test_both_forms_of_csv_hold_the_same(table: Table) -> None:
    german, plain = _read(german_csv(table), ";", "utf-8-sig"), _read(international_csv(table), ",", "utf-8")
    for one, other in zip(german, plain, strict=True):
        for column in COLUMNS:
            text = one[column.german]
            assert (text.replace(",", ".") if column.number else text) == other[column.english]


def test_workbook_has_typed_numbers_filters_and_a_fixed_header(table: Table) -> None:
    book = load_workbook(io.BytesIO(workbook(table)))
    assert book.sheetnames == ["Zahlen", "Metadaten"]
    sheet = book["Zahlen"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.dimensions.split(':')[1]}"
    heads = [c.value for c in sheet[1]]
    for cells, row in zip(sheet.iter_rows(min_row=2), table.rows.itertuples(index=False), strict=True):
        for column, head, cell, value in zip(COLUMNS, heads, cells, row, strict=True):
            assert head == column.german
            if column.number:
                assert cell.value == (None if math.isnan(value) else value)
            elif value:
                assert (cell.data_type, cell.value) == ("s", value)
    about = {row[0].value: row[1].value for row in book["Metadaten"].iter_rows()}
    assert {"Quelle", "Lizenz", "Grenzen", "Regeln der Geheimhaltung", "Datenstand (Kennung)"} <= set(about)
    assert {f"Zustand {s.value}" for s in ValueStatus} <= set(about)


@given(st.text(max_size=12))
def test_no_text_is_a_formula_and_none_is_lost(text: str) -> None:
    written = safe_text(text)
    assert not written.lstrip(" \u00a0").startswith(FORMULA_STARTS)
    assert unguarded(written) == text


@pytest.mark.slow
@given(st.sampled_from(FORMULA_STARTS), st.text(max_size=8))
def test_what_begins_like_a_formula_is_text_in_a_workbook(sign: str, rest: str) -> None:
    table = build_table(small(), "poverty", "gemeinde", LAND, ["2021"], area_ids=[AMSEL])
    evil = Table(table.rows.assign(name=sign + rest), table.about, table.indicator, table.level, table.region)
    cell = load_workbook(io.BytesIO(workbook(evil)))["Zahlen"]["B2"]
    assert cell.data_type != "f"
    assert cell.quotePrefix or not cell.value


@given(st.floats(-1e9, 1e9))
def test_negative_numbers_stay_numbers(number: float) -> None:
    text = number_text(number)
    assert float(text.replace(",", ".")) == pytest.approx(number, abs=1e-9)
    assert "'" not in text


def test_geopackage_opens_with_gdal_and_carries_its_style(table: Table, tmp_path: Path) -> None:
    found = small()
    one = build_table(found, "poverty", "gemeinde", LAND, ["2021"])
    classes = pd.Series({AMSEL: "1", EICHE: "0", DOHLE: "SUPPRESSED"})
    file = tmp_path / "a.gpkg"
    file.write_bytes(geopackage(with_outlines(found, one, classes), one, FILLS))
    layer = gpd.read_file(file, layer="gebiete").set_index("area_id")
    assert layer.crs.to_epsg() == 4326
    assert layer.loc[AMSEL, ["k", "n", "value", "klasse"]].tolist() == [10, 100, 10, "1"]
    assert layer.loc[DOHLE, "status"] == "SUPPRESSED"
    assert layer["source"].ne("").all()
    assert layer["fingerprint"].eq(found.fingerprint).all()
    outline = found.geometry("gemeinde", LAND, 1).set_index("area_id").geometry
    assert layer.geometry[AMSEL].symmetric_difference(outline[AMSEL]).area < 1e-12
    with sqlite3.connect(file) as base:
        style, default, name = base.execute("SELECT styleQML, useAsDefault, f_table_name FROM layer_styles").fetchone()
    assert (default, name) == (1, "gebiete")
    root = ET.fromstring(style.partition("\n")[2])
    assert [c.get("value") for c in root.iter("category")] == [f.key for f in FILLS]
    shades = [o.get("value") for o in root.iter("Option") if o.get("name") == "color"]
    assert shades[0] == "227,238,246,255"
    names = {a.get("field"): a.get("name") for a in root.iter("alias")}
    assert set(names) >= set(layer.columns) - {"geometry", "area_id"}
    assert (names["k"], names["klasse"]) == ("Zähler", "Klasse (Nummer)")


# Columns of the table in which QGIS keeps styles in a GeoPackage, and names of brushes it knows.
STYLE_COLUMNS = (
    "id f_table_catalog f_table_schema f_table_name f_geometry_column styleName styleQML styleSLD useAsDefault"
)
BRUSHES = {"solid", "no", "horizontal", "vertical", "cross", "b_diagonal", "f_diagonal", "diagonal_x"} | {
    f"dense{n}" for n in range(1, 8)
}


def test_the_style_has_the_structure_that_qgis_documents(table: Table, tmp_path: Path) -> None:
    """A symbol per category of an existing text field, bound to the geometry column GDAL made."""
    file = tmp_path / "a.gpkg"
    one = Table(table.rows[table.rows["period"].eq("2021")], table.about, table.indicator, table.level, table.region)
    hatches = ("slant", "dots", "cross", "horizontal")
    without = [s for s in ValueStatus if s is not ValueStatus.OK]
    states = tuple(Fill(s.value, s.value, "#d9dde0", h) for s, h in zip(without, hatches, strict=True))
    frame = with_outlines(small(), one, one.rows.set_index("area_id")["status"])
    file.write_bytes(geopackage(frame, one, (Fill("OK", "Wert", "#123f73"), *states), ("vom Wert",)))
    with sqlite3.connect(file) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(layer_styles)")]
        geometry = base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchone()
        bound = base.execute("SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles").fetchone()
    assert columns == [*STYLE_COLUMNS.split(), "description", "owner", "ui", "update_time"]
    assert bound[:2] == geometry
    root = ET.fromstring(bound[2].partition("\n")[2])
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("type") == "categorizedSymbol"
    layer = gpd.read_file(file, layer="gebiete")
    assert set(layer[renderer.get("attr")]) <= {c.get("value") for c in renderer.iter("category")}
    assert set(layer["status"]) == {"OK", "SUPPRESSED", "MISSING"}
    assert [c.get("symbol") for c in renderer.iter("category")] == [x.get("name") for x in renderer.iter("symbol")]
    assert {x.get("type") for x in renderer.iter("symbol")} == {"fill"}
    styles = [o.get("value") for o in root.iter("Option") if o.get("name") == "style"]
    assert set(styles) <= BRUSHES
    assert set(styles) - {"solid", "f_diagonal"} == {"b_diagonal", "dense7", "diagonal_x", "horizontal"}
    rules = [o.get("value") for o in root.iter("Option") if o.get("name") == "expression"]
    assert set(rules) == {"\"verdict\" IN ('vom Wert')", "\"selected\" = 'ja'"}


def test_kommonitor_has_a_column_per_day_and_no_number_for_states(table: Table) -> None:
    rows = {r["ID"]: r for r in _read(kommonitor_csv(table), ";", "utf-8")}
    names = list(rows[AMSEL])
    assert names[:5] == ["ID", "NAME", "DATE_2020-12-31", "DATE_2021-12-31", "QUELLE"]
    assert names[-1] == "QUARTIERSBLICK"
    assert (rows[DOHLE]["ZUSTAND_2021-12-31"], rows[DOHLE]["ZAEHLER_2021-12-31"]) == ("SUPPRESSED", "")
    assert (rows[AMSEL]["DATE_2020-12-31"], rows[AMSEL]["DATE_2021-12-31"]) == ("8", "10")
    assert (rows[DOHLE]["DATE_2021-12-31"], rows[EICHE]["DATE_2021-12-31"]) == ("", "0")
    layer = json.loads(kommonitor_geojson(small(), table))
    fields = {f["properties"]["ID"]: f["properties"] for f in layer["features"]}
    assert fields[DOHLE]["DATE_2021-12-31"] is None
    assert fields[EICHE]["DATE_2021-12-31"] == 0
    assert layer["metadata"]["Quelle"]


def test_full_disk_is_one_sentence(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = with_outlines(small(), table, pd.Series(dtype=str))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geodata.exports.layers.gpd.GeoDataFrame.to_file", full)
    with pytest.raises(GeodataError) as refused:
        geopackage(frame, table, FILLS)
    assert refused.value.problems[0].code == "output_not_written"
