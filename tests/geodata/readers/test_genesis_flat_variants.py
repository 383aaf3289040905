"""Flat GENESIS files of other databases and years: Zensus, Regionalstatistik, columns of marks, saved by Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.known import Known
from geodata.readers.registry import recognise
from tests.geodata.readers.official import numbers, state, states, understood, write
from tests.geodata.readers.test_genesis_flat import HEADER, ROWS, flat

__all__ = ["state"]

CENSUS_HEADER = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label;"
    "value_q"
)
CENSUS = "1000A;Bevölkerung kompakt (Gebietsstand 15.05.2022);STAG;Stichtag;2022-05-15;{};{};e"
MUNICIPALITIES = "GEOGM4;Gemeinden (Gebietsstand 15.05.2022);{}"


def census(*rows: tuple[str, str]) -> str:
    return "\n".join([CENSUS_HEADER, *(CENSUS.format(*row) for row in rows)])


def test_zensus_with_long_keys_and_two_units_of_one_measure(tmp_path: Path, state: Known) -> None:
    erkrath, lindberg = (MUNICIPALITIES.format(a) for a in ("051580004004;Erkrath, Stadt", "092760130130;Lindberg"))
    text = census(
        (erkrath, "26,9;qkm;FLC001;Fläche"), (erkrath, "40;Anzahl;PRS018;Personen"),
        (erkrath, "0,4;%;PRS018;Personen"), (erkrath, "1487;Ew/qkm;PRS017;Bevölkerungsdichte"),
        (lindberg, "108,84;qkm;FLC001;Fläche"), (lindberg, "2294;Anzahl;PRS018;Personen"),
        (lindberg, "21;Ew/qkm;PRS017;Bevölkerungsdichte"),
    )  # fmt: skip
    path = write(tmp_path, text, encoding="utf-8-sig")
    read = understood(path, state)
    assert numbers(read, "Personen").to_dict() == {"05158004": 40}
    assert numbers(read, "Personen (%)").to_dict() == {"05158004": 0.4}
    kinds = {i.name: (i.kind.value, i.unit) for i in read.catalog.indicators}
    assert kinds == {
        "Fläche": ("value_only", "km²"), "Personen": ("count", "Anzahl"), "Personen (%)": ("value_only", "%"),
        "Bevölkerungsdichte": ("value_only", "Ew/qkm"),
    }  # fmt: skip
    assert read.catalog.datasets[0].boundary_vintage == "2022-05-15"
    assert set(read.observations["boundary_vintage"]) == {"2022-05-15"}
    assert read.other_states() == 1


def test_zensus_of_the_state_alone(tmp_path: Path, state: Known) -> None:
    rows = [
        (f"GEOBL1;Bundesländer;{key};{name}", f"{n};Anzahl;PRS018;Personen")
        for key, name, n in (("05", "Nordrhein-Westfalen", 100), ("13", "Mecklenburg-Vorpommern", 7))
    ]
    rows.append(("GEODL1;Deutschland;00;Deutschland", "107;Anzahl;PRS018;Personen"))
    read = understood(write(tmp_path, census(*rows), encoding="utf-8"), state)
    assert numbers(read, "Personen").to_dict() == {"05": 100}


def test_marks_beside_values(tmp_path: Path, state: Known) -> None:
    text = flat(*ROWS).replace(HEADER, HEADER + ";value_q")
    lines = [text.splitlines()[0], *(line + (";p" if "weiblich" in line else ";e") for line in text.splitlines()[1:])]
    read = understood(write(tmp_path, "\n".join(lines), encoding="utf-8"), state)
    notes = [p.message for p in read.problems if p.code == "values_flagged"]
    assert notes == ["Die Quelle kennzeichnet Zahlen als vorläufig (Anzahl: 2); sie wurden übernommen."]


OLD = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;"
    "1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;2_Auspraegung_Label;"
    "UMS__Umsatz_je_Betrieb__Mill._EUR;UMS__Umsatz_je_Betrieb__q;BET__Betriebe__Anzahl;BET__Betriebe__q;"
    "Betriebe__CH0004;Betriebe__CH0004__q\n"
    "99411;Zählung;MONAT;Monat;{0};KREISE;Kreise;05315;Köln;WZ;Zweig;WZ-A;Zweig A;1,5;e;30;r;2,5;e\n"
    "99411;Zählung;MONAT;Monat;{0};KREISE;Kreise;05315;Köln;WZ;Zweig;;Insgesamt;1,25;e;50;r;0,5;e\n"
    "99411;Zählung;MONAT;Monat;{0};KREISE;Kreise;05382;Rhein-Sieg-Kreis;WZ;Zweig;;Insgesamt;/;;9;p;x;\n"
)


@pytest.mark.parametrize(
    ("time", "period"),
    [("04/2030", "2030-04"), ("April 2030", "2030-04"), ("30.04.2030", "2030-04-30"), ("2030", "2030"),
     ("2029/30", "2029/2030"), ("2029-10P6M", "2029-10/2030-03")],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_german_form_with_marks_and_derived_columns(
    tmp_path: Path, state: Known, time: str, period: str, encoding: str
) -> None:
    read = understood(write(tmp_path, OLD.format(time), encoding=encoding), state)
    assert {i.name: i.unit for i in read.catalog.indicators} == {"Umsatz je Betrieb": "Mio. €", "Betriebe": "Anzahl"}
    assert numbers(read, "Betriebe", "zweig_a", period=period)["05315"] == 30
    assert numbers(read, "Umsatz je Betrieb")["05315"] == 1.25
    assert states(read, "Umsatz je Betrieb")["05382"] == "BELOW_MINIMUM"
    told = {p.code: p.message for p in read.problems}
    assert "Betriebe__CH0004" in told["columns_derived"]
    assert "berichtigt (Anzahl: 2)" in " ".join(p.message for p in read.problems)


def test_several_variables_and_levels_in_one_file(tmp_path: Path, state: Known) -> None:
    header = HEADER.replace(
        "value;value_unit",
        "3_variable_code;3_variable_label;3_variable_attribute_code;3_variable_attribute_label;value;value_unit",
    )
    rows = [
        ("DLAND;Länder;05;Nordrhein-Westfalen", "", "Insgesamt", "", "Insgesamt", 90),
        ("REGBEZ;Regierungsbezirke;051;Düsseldorf", "", "Insgesamt", "", "Insgesamt", 60),
        ("KREISE;Kreise;05158;Mettmann", "", "Insgesamt", "", "Insgesamt", 30),
        ("KREISE;Kreise;05158;Mettmann", "GESW", "weiblich", "", "Insgesamt", 20),
        ("KREISE;Kreise;05158;Mettmann", "", "Insgesamt", "ALT1", "unter 3 Jahre", 5),
        ("KREISE;Kreise;05158;Mettmann", "GESW", "weiblich", "ALT1", "unter 3 Jahre", 3),
        ("GEMEIN;Gemeinden;05158004;Erkrath", "", "Insgesamt", "", "Insgesamt", 10),
    ]
    lines = [
        f"99411;Zählung;STAG;Stichtag;2030-12-31;{area};GES;Geschlecht;{g};{gl};ALT;Alter;{a};{al};{n};Anzahl;B;Bewohner"
        for area, g, gl, a, al, n in rows
    ]
    read = understood(write(tmp_path, "\n".join([header, *lines])), state)
    assert numbers(read, "Bewohner").to_dict() == {"05": 90, "051": 60, "05158": 30, "05158004": 10}
    assert numbers(read, "Bewohner", "weiblich_unter_3_jahre").to_dict() == {"05158": 3}


@pytest.mark.parametrize(
    ("time", "code", "period"),
    [("2030", "QUART2", "2030-04/2030-06"), ("2030", "MONAT12", "2030-12"), ("2030", "HALBJ2", "2030-07/2030-12")],
)
def test_parts_of_years(tmp_path: Path, state: Known, time: str, code: str, period: str) -> None:
    text = flat((time, "05315;Köln", code, "Teil", "7")).replace("GES;Geschlecht", "TEIL;Teile")
    assert numbers(understood(write(tmp_path, text), state), "Bewohner", period=period)["05315"] == 7


@pytest.mark.parametrize("delimiter", [";", ","])
def test_saved_by_a_spreadsheet(tmp_path: Path, state: Known, delimiter: str) -> None:
    text = flat(("31.12.2030", "5111;Düsseldorf", "", "Insgesamt", "7"), ("31.12.2030", "5;NRW", "", "Insgesamt", "9"))
    read = understood(write(tmp_path, text.replace(";", delimiter), encoding="utf-8"), state)
    assert numbers(read, "Bewohner").to_dict() == {"05": 9, "05111": 7, "05111000": 7}


def test_english_decimals(tmp_path: Path, state: Known) -> None:
    text = flat(("2030", "05315;Köln", "", "Total", "101.25"), ("2030", "05382;Rhein-Sieg", "", "Total", "99"))
    text = text.replace("Anzahl;BEW;Bewohner", "2015=100;IND;Index")
    read = understood(write(tmp_path, text, encoding="utf-8"), state)
    assert numbers(read, "Index").to_dict() == {"05315": 101.25, "05315000": 101.25, "05382": 99}
    assert read.catalog.indicators[0].kind is IndicatorKind.VALUE_ONLY


@pytest.mark.parametrize(
    ("damage", "code", "row"),
    [
        (lambda t: t.replace(";30;Anzahl", ";30;;Anzahl"), "row_length", 2),
        (lambda t: t.replace(";20;Anzahl;BEW;Bewohner", ";20;Anzahl"), "row_length", 3),
        (lambda t: t.replace(";20;Anzahl", ";20x;Anzahl"), "symbol_unknown", 3),
        (lambda t: t.replace("2030-12-31;KREISE;Kreise;05382", "20301231;KREISE;Kreise;05382"), "bad_period", 5),
        (lambda t: t.splitlines()[0], "file_empty", None),
    ],
)
def test_damaged_rows_are_named(tmp_path: Path, state: Known, damage, code: str, row: int | None) -> None:
    path = write(tmp_path, damage(flat(*ROWS)), encoding="utf-8")
    assert recognise(path) is not None
    with pytest.raises(GeodataError) as error:
        understood(path, state)
    found = error.value.problems[0]
    assert (found.code, found.row, found.file) == (code, row, "tabelle.csv")
