"""Flat GENESIS files: the variable with area keys is found, the others become groups, indicators or periods."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.known import Known
from geodata.readers.registry import recognise
from tests.geodata.readers.official import numbers, state, states, understood, write

__all__ = ["state"]

HEADER = (
    "statistics_code;statistics_label;time_code;time_label;time;"
    "1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;"
    "2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;"
    "value;value_unit;value_variable_code;value_variable_label"
)


def flat(*rows: tuple[str, str, str, str, str], level: str = "KREISE;Kreise") -> str:
    """Rows of time, area, code and label of the sex, value."""
    lines = [
        f"99411;Zählung;STAG;Stichtag;{time};{level};{area};GES;Geschlecht;{code};{label};{value};Anzahl;BEW;Bewohner"
        for time, area, code, label, value in rows
    ]
    return "\n".join([HEADER, *lines])


ROWS = (
    ("2030-12-31", "05315;Köln, kreisfreie Stadt", "", "Insgesamt", "30"),
    ("2030-12-31", "05315;Köln, kreisfreie Stadt", "GESW", "weiblich", "20"),
    ("2030-12-31", "05315;Köln, kreisfreie Stadt", "GESM", "männlich", "10"),
    ("2030-12-31", "05382;Rhein-Sieg-Kreis", "", "Insgesamt", "."),
    ("2030-12-31", "05382;Rhein-Sieg-Kreis", "GESW", "weiblich", "-"),
    ("2030-12-31", "05382;Rhein-Sieg-Kreis", "GESM", "männlich", "9"),
    ("2030-12-31", "05354;Aachen, Kreis", "", "Insgesamt", "-"),
    ("2030-12-31", "01001;Flensburg, kreisfreie Stadt", "", "Insgesamt", "4"),
)


def test_groups_values_and_signs(tmp_path: Path, state: Known) -> None:
    path = write(tmp_path, flat(*ROWS), encoding="utf-8-sig")
    form = recognise(path)
    assert form is not None
    assert form.id == "genesis-flat-csv"
    read = understood(path, state)
    assert numbers(read, "Bewohner").to_dict()["05315000"] == 30
    assert numbers(read, "Bewohner", "maennlich")["05382"] == 9
    assert numbers(read, "Bewohner", "weiblich")["05382"] == 0
    assert states(read, "Bewohner") == {"05315": "OK", "05315000": "OK", "05382": "SUPPRESSED"}
    assert set(read.observations["period"]) == {"2030-12-31"}
    assert read.catalog.datasets[0].title == "Zählung: Bewohner nach Kreise, Geschlecht"
    assert read.other_states() == 1


def test_only_the_nation_is_refused_in_a_sentence(tmp_path: Path, state: Known) -> None:
    rows = [("2030", "DG;Deutschland", "", "Insgesamt", "30"), ("2030", "DG;Deutschland", "GESW", "weiblich", "20")]
    with pytest.raises(GeodataError, match=r"enthält keine Zahlen zu Gebieten in Nordrhein-Westfalen .*Deutschland"):
        understood(write(tmp_path, flat(*rows, level="DINSG;Deutschland insgesamt")), state)


def test_months_join_the_year(tmp_path: Path, state: Known) -> None:
    rows = [("2030", "05;Nordrhein-Westfalen", "MONAT03", "März", "7"), ("2030", "05315;Köln", "MONAT04", "April", "8")]
    text = flat(*rows).replace("GES;Geschlecht", "MONAT;Monate")
    assert (
        numbers(understood(write(tmp_path, text, encoding="utf-8"), state), "Bewohner", period="2030-04")["05315"] == 8
    )


def test_german_form_with_a_column_per_measure(tmp_path: Path, state: Known) -> None:
    text = (
        "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;"
        "1_Auspraegung_Label;BEW__Bewohner__Anzahl;FLC__Flaeche__qkm\n"
        "99411;Zählung;STAG;Stichtag;31.12.2030;KREISE;Kreise;05315;Köln;30;4,25\n"
        "99411;Zählung;STAG;Stichtag;31.12.2030;KREISE;Kreise;05382;Rhein-Sieg-Kreis;-;9,5\n"
    )
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Bewohner")["05382"] == 0
    assert numbers(read, "Flaeche")["05315"] == 4.25
    assert {i.unit for i in read.catalog.indicators} == {"Anzahl", "km²"}


def test_unreadable_times_are_named(tmp_path: Path, state: Known) -> None:
    with pytest.raises(GeodataError) as caught:
        understood(write(tmp_path, flat(("gestern", "05315;Köln", "", "Insgesamt", "3"))), state)
    found = caught.value.problems[0]
    assert (found.code, found.row, found.column, found.value) == ("bad_period", 2, "time", "gestern")
