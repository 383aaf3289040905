"""Tables nobody described, in the shapes cities and elections publish: names for keys, a column per year, thousands."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.keys import Fix
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.tables import TableFile, read_table
from geodata.readers.wide_times import by_time
from tests.geodata.shapes import BOROUGHS, PARTS, city

KNOWN = city(PARTS, BOROUGHS)
A, B, C = (f"05315000/stadtteil/{key}" for key in (101, 102, 103))


def read(tmp_path: Path, text: str, name: str = "tabelle.csv", period: str | None = None) -> TableFile:
    (tmp_path / name).write_text(text, "utf-8")
    return read_table(tmp_path / name, Options(period=period), KNOWN)


def numbers(found: TableFile) -> dict[tuple[str, str, str], float]:
    """(indicator's name, area, period) → figure."""
    names = {i.id: i.name for i in found.catalog.indicators}
    rows = found.observations
    return {
        (names[r.indicator], r.area_id, r.period): r.value if r.value == r.value else r.k for r in rows.itertuples()
    }


@pytest.mark.parametrize(
    ("cells", "fix"),
    [
        (("101 Südstadt", "102 Nordend", "103 Weiß"), Fix.WITH_NAME),
        (("101 - Südstadt", "102 - Nordend", "103 – Weiß"), Fix.WITH_NAME),
        (("Südstadt (101)", "Nordend (102)", "Weiß [103]"), Fix.WITH_NAME),
        (("0101 Suedstadt", "0102 NORDEND", "0103 Weiss"), Fix.WITH_NAME),
        (("Südstadt", "NORDEND", "Weiss"), Fix.BY_NAME),
    ],
)
def test_names_in_the_place_of_keys(tmp_path: Path, cells: tuple[str, ...], fix: Fix) -> None:
    rows = "".join(f"{cell};{10 + i}\n" for i, cell in enumerate(cells))
    found = read(tmp_path, f"Region;Kinder\n{rows}", period="2031")
    assert numbers(found) == {("Kinder", A, "2031"): 10, ("Kinder", B, "2031"): 11, ("Kinder", C, "2031"): 12}
    assert {fix} <= {f for m in found.join.matches.values() for f in m.result.fix}


def test_official_keys_with_names(tmp_path: Path) -> None:
    text = (
        "Region;Arbeitslose\n05315000 Köln, krfr. Stadt;3000\n05334002 Aachen, Stadt;500\n05382020 Hennef (Sieg);70\n"
    )
    found = read(tmp_path, text, period="2031-12")
    assert numbers(found) == {
        ("Arbeitslose", "05315000", "2031-12"): 3000,
        ("Arbeitslose", "05334002", "2031-12"): 500,
        ("Arbeitslose", "05382020", "2031-12"): 70,
    }


@pytest.mark.parametrize(
    "wrong",
    ["102 Südstadt", "999 Nordend", "Nordend und Weiß", "Insgesamt", "Nordenden"],
)
def test_what_does_not_agree_is_left_to_people(tmp_path: Path, wrong: str) -> None:
    found = read(tmp_path, f"Region;Kinder\n101 Südstadt;10\n{wrong};11\n103 Weiß;12\n", period="2031")
    assert [entry["id"] for entry in found.unmatched()] == [wrong]
    assert set(found.observations["area_id"]) == {A, C}


def test_a_name_twice_is_nobodys(tmp_path: Path) -> None:
    found = read(tmp_path, "Teil;Kinder\nSüdstadt;10\nNordend;11\nNORDEND;12\nWeiß;13\nMüngersdorf;14\n", period="2031")
    assert sorted(entry["id"] for entry in found.unmatched()) == ["NORDEND", "Nordend"]


def test_keys_go_before_names(tmp_path: Path) -> None:
    """A name beside a key that says otherwise does not decide."""
    found = read(tmp_path, "Stadtteil;Nr;Kinder\nSüdstadt;102;10\nNordend;101;11\nWeiß;103;12\n", period="2031")
    assert found.mapping.key == "Nr"
    assert numbers(found)["Kinder", B, "2031"] == 10


def test_ages_are_no_keys(tmp_path: Path) -> None:
    """„1 bis unter 3 Jahre“ is no borough 1."""
    rows = "".join(f"{k};{age};{k}{i}\n" for k in (101, 102) for i, age in enumerate(("1 bis unter 3", "2 bis 6")))
    found = read(tmp_path, f"Nr;Alter;Anzahl\n{rows}", period="2031")
    assert found.mapping.key == "Nr"
    assert set(found.observations["area_id"]) == {A, B}


WIDE = {
    "years": (("2030", "2031"), {"tabelle": ("2030", "2031")}),
    "days": (("31.12.2030", "31.12.2031"), {"tabelle": ("2030-12-31", "2031-12-31")}),
    "months": (("Mrz 2031", "Dezember 2031"), {"tabelle": ("2031-03", "2031-12")}),
    "school years": (("2029/30", "2030/31"), {"tabelle": ("2029/2030", "2030/2031")}),
    "name and year": (("Kinder 2030", "Kinder 2031"), {"Kinder": ("2030", "2031")}),
    "year and name": (("2030_Kinder", "2031_Kinder"), {"Kinder": ("2030", "2031")}),
    "name and day": (("A am 31.12.2030", "B (31.12.2031)"), {"A": ("2030-12-31",), "B": ("2031-12-31",)}),
}  # fmt: skip


@pytest.mark.parametrize("shape", WIDE)
def test_one_column_per_point_in_time(tmp_path: Path, shape: str) -> None:
    heads, expected = WIDE[shape]
    found = read(tmp_path, f"Nr;{';'.join(heads)}\n101;10;20\n102;11;21\n103;12;23\n")
    figures = numbers(found)
    assert {(name, p) for name, _, p in figures} == {(name, p) for name, periods in expected.items() for p in periods}
    assert sorted(figures.values()) == [10, 11, 12, 20, 21, 23]
    assert len(found.catalog.indicators) == len(expected)


def test_years_above_and_groups_beside(tmp_path: Path) -> None:
    rows = "".join(f"{k};{g};{k}{i};{k}{i + 5}\n" for k in (101, 102) for i, g in enumerate(("männlich", "weiblich")))
    figures = numbers(read(tmp_path, f"Nr;Geschlecht;2030;2031\n{rows}"))
    assert figures["weiblich", A, "2031"] == 1016
    assert figures["männlich", B, "2030"] == 1020
    assert len(figures) == 8


def test_columns_without_time_are_told(tmp_path: Path) -> None:
    text = "Nr;Kinder 2030;Kinder 2031;Fläche\n101;10;20;1,5\n102;11;21;2,5\n"
    found = read(tmp_path, text)
    assert [p.value for p in found.problems if p.code == "columns_without_time"] == ["Fläche"]
    assert {p for _, _, p in numbers(found)} == {"2030", "2031"}
    assert numbers(read(tmp_path, text, period="2029"))["Fläche", A, "2029"] == 1.5


def test_one_time_in_a_header_holds_for_all(tmp_path: Path) -> None:
    figures = numbers(read(tmp_path, "Nr;Einwohner 31.12.2031;Fläche\n101;10;1,5\n102;11;2,5\n"))
    assert {p for _, _, p in figures} == {"2031-12-31"}


@pytest.mark.parametrize(
    "columns",
    [
        ("vor 1919", "1919-1948", "1949-1990", "ab 1991"),
        ("unter 3", "3 bis 6", "18-25"),
        ("Kinder 2030", "Kinder (2030)"),
        ("Baujahr bis 1990", "Kinder"),
    ],
)
def test_headers_that_are_no_times(columns: tuple[str, ...]) -> None:
    assert by_time(columns) == {}


def test_a_row_of_sums_without_key_needs_no_time(tmp_path: Path) -> None:
    found = read(tmp_path, "Nr;Stadtteil;Jahr;Kinder\n101;Südstadt;2031;10\n102;Nordend;2031;11\n;Summe;;21\n")
    assert numbers(found) == {("Kinder", A, "2031"): 10, ("Kinder", B, "2031"): 11}
    assert [entry["name"] for entry in found.unmatched()] == ["Summe"]


@pytest.mark.parametrize(
    ("other", "decimal", "expected"),
    [("45,5", ",", 61093), ("1.234.567", ",", 61093), ("45.5", ".", 61.093), ("1,234.5", ".", 61.093)],
)
def test_the_rest_of_the_table_tells_thousands(tmp_path: Path, other: str, decimal: str, expected: float) -> None:
    found = read(tmp_path, f"Nr;Wahlberechtigte;Wert\n101;61.093;{other}\n102;45.819;7\n", period="2031")
    assert found.mapping.decimal == decimal
    assert numbers(found)["Wahlberechtigte", A, "2031"] == expected


@pytest.mark.parametrize(
    "rest", ["Wert\n101;61.093;7\n102;45.819;8\n", "a;b\n101;61.093;4,5;4.5\n102;45.819;7,5;8.5\n"]
)
def test_thousands_that_nothing_tells_are_refused(tmp_path: Path, rest: str) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, f"Nr;Wahlberechtigte;{rest}", period="2031")
    assert [(p.code, p.column) for p in error.value.problems] == [("number_ambiguous", "Wahlberechtigte")]


@pytest.mark.parametrize("columns", ["Kinder", "Kinder;Alte"])
def test_rows_given_twice_are_named(tmp_path: Path, columns: str) -> None:
    more = ";7" * columns.count(";")
    found = read(tmp_path, f"Nr;Jahr;{columns}\n101;2031;10{more}\n102;2031;11{more}1\n101;2031;12{more}2\n")
    assert {(entry["id"], *entry["rows"]) for entry in found.duplicated} == {(A, 2, 4)}


def test_a_series_of_a_single_area(tmp_path: Path) -> None:
    text = "AGS;Gemeinde;Monat;Jahr;Kinder\n" + "".join(f"05334002;Aachen;x;{2020 + i};{1000 + i}\n" for i in range(4))
    found = read(tmp_path, text)
    assert numbers(found)["Kinder", "05334002", "2023"] == 1003


@pytest.mark.slow
def test_long_files_are_read_in_one_go(tmp_path: Path) -> None:
    """Four times the rows take about four times as long, not sixteen: in time of this process, the best of three."""

    def seconds(rows: int) -> float:
        path = tmp_path / f"{rows}.csv"
        path.write_text("Nr;Jahr;Kinder\n" + "101;2031;5\n" * rows, "utf-8")
        start = time.process_time()
        read_delimited(path)
        return time.process_time() - start

    short, long = (min(seconds(rows) for _ in range(3)) for rows in (20_000, 80_000))
    assert long < 10 * short


def test_an_impossible_time_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, "Nr;Jahr;Kinder\n101;2031;10\n102;2031-13;11\n103;2031;12\n", "kinder_2031.csv")
    assert [(p.code, p.row, p.column, p.value) for p in error.value.problems] == [("bad_period", 3, "Jahr", "2031-13")]


@pytest.mark.parametrize("cell", ["=SUM(1,2)", "#DIV/0!", "< 3"])
def test_what_stands_for_a_number_is_named(tmp_path: Path, cell: str) -> None:
    with pytest.raises(GeodataError) as error:
        read(tmp_path, f"Nr;Kinder\n101;{cell}\n102;{cell}\n103;5\n", period="2031")
    assert [(p.code, p.row, p.value) for p in error.value.problems] == [
        ("bad_number", 2, cell), ("bad_number", 3, cell)
    ]  # fmt: skip


def test_results_of_an_election_by_quarter(tmp_path: Path) -> None:
    """As returning officers export them: key of the city in every row, number and name of the quarter, letters."""
    head = "datum;wahl;ags;gebiet-nr;gebiet-name;max-schnellmeldungen;anz-schnellmeldungen;A;B;C;D;D1"
    rows = [
        f"14.09.2031;Ratswahl;05315000;{k};{n};9;9;{k}0;{k};1;{k - 1};50"
        for k, n in ((101, "Südstadt"), (102, "Nordend"))
    ]
    figures = numbers(read(tmp_path, "\n".join([head, *rows, ""]), "Open-Data-05315000-Ratswahl.csv"))
    assert figures["A", A, "2031-09-14"] == 1010
    assert figures["B", B, "2031-09-14"] == 102
