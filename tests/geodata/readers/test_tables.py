"""Tables: every cell is read, joined or named; nothing is dropped or guessed in silence."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.catalog import parse_catalog
from geodata.errors import GeodataError
from geodata.readers.boundaries import Options
from geodata.readers.delimited import decode, stream_encoding
from geodata.readers.tables import open_table, read_table
from tests.geodata.shapes import BOROUGHS, PARTS, city

CATALOG = """
datasets:
  - id: jobs
    title: Arbeitslose
    owner: Amt
    source: {title: Arbeitslose, publisher: Amt, licence: dl-de/zero-2-0, attribution: Amt}
indicators:
  - {id: jobless_count, name: Arbeitslose, short_name: Arbeitslose, description: Arbeitslose, topic: Arbeit,
     kind: count, unit: Personen, direction: high, dataset: jobs}
  - {id: jobless_rate_pct, name: Arbeitslosenanteil, short_name: Anteil, description: Anteil, topic: Arbeit,
     kind: rate, unit: "%", direction: high, dataset: jobs, numerator: Arbeitslose, denominator: Erwerbsfähige}
table:
  key: nr
  name: name
  fixed_period: "2021"
  symbols: {".": SUPPRESSED, "-": "0", "x": NOT_MEANINGFUL}
  measures:
    - {indicator: jobless_count, role: value, column: arbeitslose}
    - {indicator: jobless_rate_pct, role: k, column: arbeitslose}
    - {indicator: jobless_rate_pct, role: n, column: personen}
"""
KNOWN = city(PARTS, BOROUGHS)


def table(tmp_path: Path, text: str, *, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def codes(read) -> set[str]:
    return {p.code for p in read.problems}


def cell(read, indicator: str, key: str):
    rows = read.observations
    found = rows[rows["indicator"].eq(indicator) & rows["area_id"].eq(key)]
    assert len(found) == 1
    return found.iloc[0]


def test_rate_from_two_columns_with_symbols(tmp_path):
    path = table(
        tmp_path,
        "nr;name;arbeitslose;personen\n101;Südstadt;50;1.000\n102;Nordend;.;800\n103;Weiß;-;900\n104;Müngersdorf;;700\n",
        encoding="cp1252",
    )
    read = read_table(path, Options(), KNOWN, parse_catalog(CATALOG.replace("symbols", "decimal: ','\n  symbols")))
    first = cell(read, "jobless_rate_pct", "05315000/stadtteil/101")
    assert (first["k"], first["n"], first["value"], first["status"]) == (50, 1000, 5.0, "OK")
    assert cell(read, "jobless_count", "05315000/stadtteil/101")["k"] == 50
    hidden = cell(read, "jobless_rate_pct", "05315000/stadtteil/102")
    assert hidden["status"] == "SUPPRESSED"
    assert math.isnan(hidden["value"])
    assert cell(read, "jobless_count", "05315000/stadtteil/103")["value"] == 0
    assert cell(read, "jobless_count", "05315000/stadtteil/104")["status"] == "MISSING"
    assert "encoding_guessed" in codes(read)


def test_symbols_without_a_meaning_are_refused_with_their_place(tmp_path):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;Südstadt;5;10\n102;Nordend;/;10\n")
    with pytest.raises(GeodataError) as caught:
        read_table(path, Options(), KNOWN, parse_catalog(CATALOG))
    found = caught.value.problems[0]
    assert (found.code, found.file, found.row, found.column, found.value) == (
        "bad_number",
        "t.csv",
        3,
        "arbeitslose",
        "/",
    )


def test_a_point_that_may_be_thousands_is_not_guessed(tmp_path):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;Südstadt;5;1.234\n")
    with pytest.raises(GeodataError, match="Tausenderpunkt"):
        read_table(path, Options(), KNOWN, parse_catalog(CATALOG))


def test_mixed_levels_in_one_column(tmp_path):
    rows = "000;Köln;40;100\n001;Mitte;20;100\n101;Südstadt;10;100\n102;Nordend;10;100\n199;Sudstadt;1;100\n"
    path = table(tmp_path, "nr;name;arbeitslose;personen\n" + rows)
    read = read_table(path, Options(), KNOWN, parse_catalog(CATALOG))
    assert cell(read, "jobless_count", "05315000")["k"] == 40
    assert cell(read, "jobless_count", "05315000/stadtbezirk/1")["k"] == 20
    assert read.unmatched() == [
        {"id": "199", "name": "Sudstadt", "closest": ["Südstadt"], "closest_ids": ["05315000/stadtteil/101"]}
    ]
    unknown = read_table(path, Options(), city(PARTS), parse_catalog(CATALOG))
    assert [entry["id"] for entry in unknown.ignored()] == ["001"]
    assert {"keys_whole_city", "keys_ignored", "keys_refused"} <= codes(unknown)


def test_same_keys_in_two_layers_are_not_guessed(tmp_path):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;;1;9\n102;;1;9\n")
    twin = city(PARTS, ("quartier", PARTS[1]))
    with pytest.raises(GeodataError, match="mehreren"):
        read_table(path, Options(), twin, parse_catalog(CATALOG))
    assert read_table(path, Options(level="quartier"), twin, parse_catalog(CATALOG)).join.layer.level == "quartier"


def test_duplicates_are_named_and_nothing_is_kept(tmp_path):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;Südstadt;5;10\n00101;Südstadt;6;10\n102;Nordend;1;10\n")
    read = read_table(path, Options(), KNOWN, parse_catalog(CATALOG))
    assert read.observations.empty
    assert {tuple(e["rows"]) for e in read.duplicated} == {(2, 3)}
    assert "duplicate_rows" in codes(read)


def test_figures_of_another_vintage_are_not_joined(tmp_path):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;Südstadt;5;10\n102;Nordend;5;10\n")
    known = city(PARTS, vintage="2020-01-01", valid_from="2020-01-01")
    with pytest.raises(GeodataError, match="Gebietsstand 2015-12-31"):
        read_table(path, Options(vintage="2015-12-31"), known, parse_catalog(CATALOG))
    later = read_table(path, Options(vintage="2021-12-31"), known, parse_catalog(CATALOG))
    assert set(later.observations["boundary_vintage"]) == {"2021-12-31"}
    assumed = read_table(path, Options(), known, parse_catalog(CATALOG))
    assert set(assumed.observations["boundary_vintage"]) == {"2020-01-01"}
    assert "vintage_assumed" in codes(assumed)


def test_dissolved_aachen_gives_way_to_todays_key(tmp_path):
    path = table(
        tmp_path, "nr;name;arbeitslose;personen\n05313000;Aachen;.;.\n05334002;Aachen;7;70\n05315000;Köln;5;50\n"
    )
    read = read_table(path, Options(), KNOWN, parse_catalog(CATALOG))
    assert cell(read, "jobless_count", "05334002")["k"] == 7
    assert "duplicates_dropped" in codes(read)


def test_long_table_without_a_catalogue(tmp_path):
    lines = ["id,art,jahr,raum_id,raum,zahl"]
    for year in (2011, 2012):
        for key, name in PARTS[1].items():
            lines += [f"{key}.{year}.{a},{a},{year},{key},{name},{int(key) + year}.0" for a in ("Frauen", "Männer")]
    read = read_table(table(tmp_path, "\n".join(lines)), Options(), KNOWN)
    assert (read.mapping.key, read.mapping.name, read.mapping.period, read.mapping.value) == (
        "raum_id",
        "raum",
        "jahr",
        "zahl",
    )
    assert [i.id for i in read.catalog.indicators] == ["t_frauen", "t_maenner"]
    assert read.catalog.datasets[0].source.publisher == "nicht angegeben"
    assert len(read.observations) == 16
    assert read.observations["k"].max() == 104 + 2012


def test_a_long_table_with_several_columns_of_numbers_is_not_guessed(tmp_path):
    lines = ["nr;jahr;art;faelle_a;faelle_b", "101;2020;m;1;2", "101;2020;w;3;4", "102;2020;m;5;6", "102;2020;w;7;9"]
    with pytest.raises(GeodataError, match="--catalog"):
        read_table(table(tmp_path, "\n".join(lines)), Options(), KNOWN)


def test_codes_and_keys_are_no_figures(tmp_path):
    lines = ["AGS;ARS;GF;SN;einwohner", "01001000;010010000000;4;01;9", "01001000;010010000000;2;01;8"]
    lines += ["05315000;053150000000;4;00;1000", "05382020;053820020020;4;20;500", "05334002;053340002002;4;02;700"]
    read = read_table(table(tmp_path, "\n".join(lines)), Options(period="2021"), KNOWN)
    assert [i.name for i in read.catalog.indicators] == ["einwohner"]
    assert [p.value for p in read.problems if p.code == "columns_left_out"] == ["ARS, GF, SN"]
    assert read.observations["k"].tolist() == [1000, 700, 500]
    assert read.other_states() == 1


def test_wide_workbook_without_a_catalogue(tmp_path):
    book = Workbook()
    book.active.append(["Titel der Tabelle"])
    book.active.append([])
    book.active.append(["Nr.", "Stadtteil", "Einwohner", "Fläche"])
    for key, name in PARTS[1].items():
        book.active.append([int(key), name, 1000 + int(key), int(key) + 0.234])
    path = tmp_path / "einwohner_2020.xlsx"
    book.save(path)
    read = read_table(path, Options(), KNOWN)
    assert set(read.observations["period"]) == {"2020"}
    assert [i.kind.value for i in read.catalog.indicators] == ["count", "value_only"]
    assert cell(read, "einwohner_2020_einwohner", "05315000/stadtteil/104")["k"] == 1104
    assert cell(read, "einwohner_2020_flaeche", "05315000/stadtteil/104")["value"] == 104.234
    assert open_table(path).frame.index[0] == 4


def test_period_must_be_known(tmp_path):
    path = table(tmp_path, "nr;name;anzahl\n101;Südstadt;5\n102;Nordend;6\n")
    with pytest.raises(GeodataError, match="--period"):
        read_table(path, Options(), KNOWN)
    assert set(read_table(path, Options(period="2021"), KNOWN).observations["period"]) == {"2021"}


@pytest.mark.parametrize(
    ("change", "message"),
    [("key: nr", "key: fehlt"), ("column: personen", "column: weg"), ('"2021"', '"gestern"'), ("x: NOT", "x: NIX")],
)
def test_wrong_catalogues_are_refused_in_words(tmp_path, change, message):
    path = table(tmp_path, "nr;name;arbeitslose;personen\n101;Südstadt;5;10\n102;Nordend;5;10\n")
    text = CATALOG.replace('"x": NOT', "x: NOT").replace(change, message)
    with pytest.raises(GeodataError):
        read_table(path, Options(), KNOWN, parse_catalog(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters_and_encodings(tmp_path, encoding, delimiter):
    lines = [
        ["nr", "name", "anzahl"],
        ["101", "Südstadt", "5"],
        ["102", "Weiß, Ort" if delimiter != "," else "Weiß", "6"],
    ]
    path = table(tmp_path, "\r\n".join(delimiter.join(line) for line in lines), encoding=encoding)
    read = open_table(path)
    assert read.columns == ["nr", "name", "anzahl"]
    assert read.frame["name"].iloc[0] == "Südstadt"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"nur eine Zeile", b"a;b\n"])
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(GeodataError):
        open_table(path)


def test_a_text_file_named_xlsx_is_refused(tmp_path):
    with pytest.raises(GeodataError, match="lesbare Arbeitsmappe"):
        open_table(table(tmp_path, "nr;name\n", name="t.xlsx"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "iso-8859-1"])
@pytest.mark.parametrize("text", ["name;wert\nWeiß;1\n", "Längengrad;Kapazität\nKita Übermut;3\n", "Preis\n5 €;ö\n"])
def test_short_german_texts_in_old_encodings(encoding: str, text: str) -> None:
    text = text.replace("€", "é") if encoding in ("cp850", "iso-8859-1") else text
    assert decode(text.encode(encoding), "", "a.csv")[0] == text


def test_what_is_no_text_in_either_encoding_of_large_files(tmp_path):
    path = tmp_path / "gross.csv"
    for content, expected in [("ä;1\n".encode(), "utf-8-sig"), ("ä;1\n".encode("cp1252"), "cp1252")]:
        path.write_bytes(content * 400_000)
        assert stream_encoding(path) == expected
    for content in (b"\xe4\x81;1\n", b"a;\0\n"):
        path.write_bytes(content)
        with pytest.raises(GeodataError, match="kein Text"):
            stream_encoding(path)
