"""Tables without a catalogue: what becomes an indicator, and that no column of figures is left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError
from geodata.importing import plan
from geodata.readers.boundaries import Options
from geodata.readers.tables import read_table
from tests.geodata.shapes import BOROUGHS, PARTS, city

KNOWN = city(PARTS, BOROUGHS)


def refused(path: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    report = plan([path], Options(period="2030"), KNOWN).report
    return [(p.code, p.row, p.column, p.value) for p in report.problems if p.severity == "error"]


@pytest.mark.parametrize("rows", [2, 3, 4])
@pytest.mark.parametrize("cell", ["12x", "12 x", "12*", "1O", "•", "k.A.", "x", "-", "(12)", "…"])
def test_a_number_that_is_none_is_refused_with_its_place(tmp_path: Path, rows: int, cell: str) -> None:
    cells = [cell, "26", "37", "48"][:rows]
    text = "nr;einwohner;alter\n" + "".join(f"{101 + i};{c};{i + 40},5\n" for i, c in enumerate(cells))
    path = tmp_path / "zahlen.csv"
    path.write_text(text, "utf-8")
    assert refused(path) == [("bad_number", 2, "einwohner", cell)]


def test_half_of_a_column_in_signs_is_still_a_column_of_figures(tmp_path: Path) -> None:
    path = tmp_path / "zahlen.csv"
    path.write_text("nr;faelle;x\n101;.;1\n102;.;2\n103;.;3\n104;7;4\n", "utf-8")
    assert [entry[:3] for entry in refused(path)] == [("bad_number", row, "faelle") for row in (2, 3, 4)]


def test_a_workbook_names_the_sheet_too(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Zahlen"
    for row in (["nr", "einwohner"], [101, 15], [102, "12x"], [103, 37]):
        book.active.append(row)
    book.save(tmp_path / "zahlen.xlsx")
    problem = plan([tmp_path / "zahlen.xlsx"], Options(period="2030"), KNOWN).report.problems[-1]
    assert (problem.code, problem.sheet, problem.row, problem.value) == ("bad_number", "Zahlen", 3, "12x")


def test_texts_and_addresses_are_no_figures(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(
        "nr;name;hausnummer;plz;telefon;einwohner\n101;Südstadt;12;50677;0221;5\n102;Nordend;14a;50678;0222;6\n"
        "103;Weiß;3;50679;0223;7\n",
        "utf-8",
    )
    read = read_table(path, Options(period="2030"), KNOWN)
    assert [i.name for i in read.catalog.indicators] == ["einwohner"]


def yearbook(path: Path) -> Path:
    """Titles, two rows of headers with merged cells, a row that numbers the columns, a sum and a footnote."""
    book = Workbook()
    for row in (
        ["Bevölkerung nach Geschlecht in den Stadtteilen am 31.12.2029"],
        [],
        ["Nummer", "Stadtteil", "Fläche in ha", "Bevölkerung 1)", None, None],
        [None, None, None, "insgesamt", "männlich", "weiblich"],
        [1, 2, 3, 4, 5, 6],
        ["101", "Südstadt", 12.5, 30, 10, 20],
        ["102", "Nordend", 10.25, 40, 25, 15],
        ["103", "Weiß", 8, 50, 20, 30],
        ["1) Hauptwohnsitz"],
    ):
        book.active.append(row)
    book.save(path)
    return path


def test_headers_of_several_rows(tmp_path: Path) -> None:
    read = read_table(yearbook(tmp_path / "jahrbuch.xlsx"), Options(), KNOWN)
    assert [i.name for i in read.catalog.indicators] == [
        "Fläche in ha", "Bevölkerung 1) insgesamt", "Bevölkerung 1) männlich", "Bevölkerung 1) weiblich",
    ]  # fmt: skip
    assert read.mapping.name == "Stadtteil"
    women = read.observations[read.observations["indicator"].str.endswith("weiblich")].set_index("area_id")["k"]
    assert women.to_dict() == {"05315000/stadtteil/101": 20, "05315000/stadtteil/102": 15, "05315000/stadtteil/103": 30}
    assert set(read.observations["period"]) == {"2029-12-31"}
    assert {"period_from_title", "rows_skipped"} <= {p.code for p in read.problems}


def test_the_row_stays_the_one_of_the_file(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(yearbook(tmp_path / "jahrbuch.xlsx"))
    book.active["E7"] = "25x"
    book.save(tmp_path / "jahrbuch.xlsx")
    with pytest.raises(GeodataError) as error:
        read_table(tmp_path / "jahrbuch.xlsx", Options(), KNOWN)
    found = error.value.problems[0]
    assert (found.row, found.column, found.value) == (7, "Bevölkerung 1) männlich", "25x")
