"""INKAR as others export it: text files, Kreise in two kinds, several indicators, the file with all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError
from geodata.importing import plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.registry import recognise
from tests.geodata.readers.official import codes, numbers, state, states, understood, write

__all__ = ["state"]

KREISE = """Kennziffer;Raumeinheit;Aggregat;Arbeitslosenquote;Arbeitslosenquote;Einwohner gesamt;Einwohner gesamt
;;;2029;2030;2029;2030
01001;Flensburg;kreisfreie Stadt;8,5;8,25;90.123;91.000
05111;Düsseldorf;kreisfreie Stadt;7,5;7,25;600.000;602.001
05158;Mettmann;Landkreis;6;;480.000;479.001
05334;Städteregion Aachen;Landkreis;7;7,1;555.465;556.002
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("quoted", [False, True])
def test_text_with_two_kinds_of_kreise_and_two_indicators(
    tmp_path: Path, state: Known, encoding: str, quoted: bool
) -> None:
    text = KREISE
    if quoted:
        text = "\n".join(";".join(f'"{c}"' for c in line.split(";")) for line in KREISE.splitlines())
    path = write(tmp_path, text, encoding=encoding)
    form = recognise(path)
    assert form is not None
    assert form.id == "inkar"
    read = understood(path, state)
    assert read.join.layer.level == "kreis"
    assert "kinds_left_out" not in codes(read)
    assert numbers(read, "Arbeitslosenquote", period="2030")["05111"] == 7.25
    people = numbers(read, "Einwohner gesamt", period="2030")
    assert people.to_dict() == {"05111": 602_001, "05158": 479_001, "05334": 556_002}
    assert states(read, "Arbeitslosenquote")["05158"] == "MISSING"
    assert {i.name: (i.kind.value, i.unit) for i in read.catalog.indicators} == {
        "Arbeitslosenquote": ("value_only", "%"), "Einwohner gesamt": ("count", "Personen"),
    }  # fmt: skip
    assert read.other_states() == 1


def test_several_levels_below_each_other(tmp_path: Path, state: Known) -> None:
    rows = """Kennziffer;Raumeinheit;Aggregat;Quote
;;;2030
0;Deutschland;Bund;5,5
05;Nordrhein-Westfalen;Länder;7,5
05111;Düsseldorf;Kreise;7,25
05158;Mettmann;Kreise;6
05111000;Düsseldorf;Gemeinden;7,25
05158004;Erkrath;Gemeinden;5
05158008;Haan;Gemeinden;4
051580004;Erkrath;Gemeindeverbände;5
"""
    path = write(tmp_path, rows)
    read = understood(path, state)
    assert numbers(read, "Quote").to_dict() == {"05111000": 7.25, "05158004": 5, "05158008": 4}
    note = next(p for p in read.problems if p.code == "kinds_left_out")
    assert "Gelesen wurde „Gemeinden“; nicht gelesen: Gemeindeverbände, Kreise, Länder" in note.message
    assert numbers(understood(path, state, level="kreis"), "Quote").to_dict() == {"05111": 7.25, "05158": 6}


@pytest.mark.parametrize(
    ("head", "periods"),
    [("2017-2019;2018-2020", ["2017/2019", "2018/2020"]), ("2029.0;2030.0", ["2029", "2030"]),
     ("31.12.2029;31.12.2030", ["2029-12-31", "2030-12-31"])],
)  # fmt: skip
def test_years_and_spans(tmp_path: Path, state: Known, head: str, periods: list[str]) -> None:
    text = f"Kennziffer;Raumeinheit;Aggregat;Rate;\n;;;{head}\n05111;Düsseldorf;Kreise;1;2\n05158;Mettmann;Kreise;3;4\n"
    read = understood(write(tmp_path, text), state)  # the name stands over the first column only
    assert sorted(set(read.observations["period"])) == periods
    assert numbers(read, "Rate", period=periods[1])["05158"] == 4


def workbook(folder: Path, name: str, rows: list[list[object]], *, sheet: str = "Daten") -> Path:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def test_a_workbook_whose_explanations_were_deleted(tmp_path: Path, state: Known) -> None:
    rows = [["Kennziffer", "Raumeinheit", "Aggregat", "Ärzte je 10.000 Einwohner", None],
            [None, None, None, 2029, 2030],
            [5111, "Düsseldorf", "kreisfreie Stadt", 25.5, 26], [5158, "Mettmann", "Landkreis", 14.25, 14.5],
            [None, None, None, None, None], ["© BBSR Bonn"]]  # fmt: skip
    read = understood(workbook(tmp_path, "inkar.xlsx", rows, sheet="Tabelle1"), state)
    name = "Ärzte je 10.000 Einwohner"
    assert numbers(read, name, period="2029").to_dict() == {"05111": 25.5, "05158": 14.25}
    assert "rows_skipped" in codes(read)


ALL = """Bereich;ID;Kuerzel;Indikator;Raumbezug;Kennziffer;Name;Zeitbezug;Wert
LRB;1;q_alo;Arbeitslosenquote;Kreise;01001;Flensburg;2030;8,5
LRB;1;q_alo;Arbeitslosenquote;Kreise;05111;Düsseldorf;2029;7,5
LRB;1;q_alo;Arbeitslosenquote;Kreise;05111;Düsseldorf;2030;7,25
LRB;1;q_alo;Arbeitslosenquote;Kreise;05158;Mettmann;2030;6
LRB;1;q_alo;Arbeitslosenquote;Bundesländer;05;Nordrhein-Westfalen;2030;7
LRB;2;bev;Bevölkerung gesamt;Kreise;05111;Düsseldorf;2030;602001
LRB;2;bev;Bevölkerung gesamt;Kreise;05158;Mettmann;2030;479001
"""


@pytest.mark.parametrize("without", [(), ("Bereich", "ID", "Kuerzel")])
def test_the_file_with_all_indicators(tmp_path: Path, state: Known, without: tuple[str, ...]) -> None:
    table = [line.split(";") for line in ALL.splitlines()]
    kept = [i for i, name in enumerate(table[0]) if name not in without]
    text = "\n".join(";".join(row[i] for i in kept) for row in table) + "\n"
    path = write(tmp_path, text, encoding="utf-8")
    form = recognise(path)
    assert form is not None
    assert form.id == "inkar_all"
    read = understood(path, state)
    assert numbers(read, "Arbeitslosenquote", period="2029").to_dict() == {"05111": 7.5}
    assert numbers(read, "Bevölkerung gesamt").to_dict() == {"05111": 602_001, "05158": 479_001}
    assert read.catalog.datasets[0].source.publisher.startswith("Bundesinstitut für Bau")
    assert {"kinds_left_out", "kept_state"} <= codes(read)
    assert numbers(understood(path, state, level="land"), "Arbeitslosenquote").to_dict() == {"05": 7}


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column", "value"),
    [
        ("600.000", "600.00x", "bad_number", 4, "Einwohner gesamt 2029", "600.00x"),
        (";;;2029;2030;2029;2030", ";;;2029;2030;2029;bald", "bad_period", 2, "Einwohner gesamt", "bald"),
        (";;;2029;2030;2029;2030", ";;;2029;2029;2029;2030", "column_ambiguous", None, "Arbeitslosenquote 2029", None),
        ("Mettmann;Landkreis;6;;480.000", "Mettmann;Landkreis;6;480.000", "row_length", 5, None, None),
        ("Landkreis;7;7,1", "Landkreis;7;;7,1", "row_length", 6, None, None),
    ],
)
def test_damaged_exports_name_the_place(tmp_path, state, old, new, code, row, column, value) -> None:
    assert old in KREISE
    problems = plan([write(tmp_path, KREISE.replace(old, new))], Options(), state).report.problems
    found = next(p for p in problems if p.severity == "error")
    assert (found.code, found.row, found.column, found.value) == (code, row, column, value)


def test_headers_alone_hold_nothing(tmp_path: Path, state: Known) -> None:
    with pytest.raises(GeodataError) as error:
        understood(write(tmp_path, "\n".join(KREISE.splitlines()[:2]) + "\n"), state)
    assert error.value.problems[0].code == "file_empty"
