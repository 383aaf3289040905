"""GENESIS tables as other statistics come: more header lines, times in any place, marks in columns, English."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.known import Known
from geodata.readers.times import period_of
from tests.geodata.readers.official import FOOTER, codes, numbers, state, states, understood, write

__all__ = ["state"]

UNEMPLOYED = (
    """GENESIS-Tabelle: 99211-01-03-4
Arbeitslose - {} - regionale Tiefe: Kreise und krfr. Städte;;;;
Arbeitsmarktstatistik;;;;
Arbeitslose (Anzahl);;;;
{}
05111;Düsseldorf, kreisfreie Stadt;100;101;102
05158;Mettmann, Kreis;50;51;.
"""
    + FOOTER
)


@pytest.mark.parametrize(
    ("head", "periods"),
    [
        (";;2029;2030;2031", ("2029", "2030", "2031")),
        (
            ";;Stichtag;Stichtag;Stichtag\n;;30.06.2029;30.06.2030;30.06.2031",
            ("2029-06-30", "2030-06-30", "2031-06-30"),
        ),
        (";;Januar 2031;Februar 2031;März 2031", ("2031-01", "2031-02", "2031-03")),
        (";;2031;2031;2031\n;;Januar;Februar;März", ("2031-01", "2031-02", "2031-03")),
        (";;Januar;Februar;März\n;;2031;2031;2031", ("2031-01", "2031-02", "2031-03")),
        (";;2031\n;;Januar;Februar;März", ("2031-01", "2031-02", "2031-03")),
        ("2031;;;;\n;;Januar;Februar;März", ("2031-01", "2031-02", "2031-03")),
        (";;1. Quartal 2030;2. Quartal 2030;3. Vierteljahr 2030",
         ("2030-01/2030-03", "2030-04/2030-06", "2030-07/2030-09")),
        (";;2030;2030;2031\n;;3. Quartal;4. Quartal;1. Quartal",
         ("2030-07/2030-09", "2030-10/2030-12", "2031-01/2031-03")),
        (";;2030;2030;2031\n;;1. Halbjahr;2. Halbjahr;1. Halbjahr",
         ("2030-01/2030-06", "2030-07/2030-12", "2031-01/2031-06")),
        (";;WS 2029/30;SS 2030;WS 2030/31", ("2029-10/2030-03", "2030-04/2030-09", "2030-10/2031-03")),
        (";;2028/29;2029/30;2030/31", ("2028/2029", "2029/2030", "2030/2031")),
        (";;Schuljahr 2028/29;Schuljahr 2029/30;Schuljahr 2030/31", ("2028/2029", "2029/2030", "2030/2031")),
        (";;2029;2030;2031\n;;Arbeitslose;Arbeitslose;Arbeitslose\n;;Anzahl;Anzahl;Anzahl", ("2029", "2030", "2031")),
    ],
)  # fmt: skip
def test_times_in_headers(tmp_path: Path, state: Known, head: str, periods: tuple[str, ...]) -> None:
    read = understood(write(tmp_path, UNEMPLOYED.format("Zeit", head)), state)
    assert [i.name for i in read.catalog.indicators] == ["Arbeitslose"]
    found = {p: numbers(read, "Arbeitslose", period=p)["05111"] for p in periods}
    assert found == dict(zip(periods, (100, 101, 102), strict=True))
    assert set(read.observations["period"]) == set(periods)
    assert set(read.observations.query("status != 'OK'")["period"]) == {periods[2]}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("04/1991", "1991-04"), ("2022-10P6M", "2022-10/2023-03"), ("2022-01P3M", "2022-01/2022-03"),
        ("Wintersemester 2022/23", "2022-10/2023-03"), ("SoSe 2023", "2023-04/2023-09"), ("May 2023", "2023-05"),
        ("2022-12-31T00:00:00", "2022-12-31"), ("2022-12-31T00:00:00+00:00", "2022-12-31"),
        ("2022-12-31 00:00:00", "2022-12-31"), ("13/1991", None), ("5. Quartal 2023", None), ("3. Halbjahr 2023", None),
        ("Quartal 2023", None), ("2022-13P6M", None), ("2023 insgesamt", None), ("Stadtteil 2023", None),
    ],
)  # fmt: skip
def test_points_in_time(text: str, period: str | None) -> None:
    assert period_of(text) == period


ROWS = """GENESIS-Tabelle: 99251-02-02-4
Bestand an Pkw nach Art - Stichtag 01.01. - regionale Tiefe:;;;;;
Kreise und krfr. Städte;;;;;
Statistik des Bestandes;;;;;
;;;Pkw;Pkw;Pkw
;;;Art;Art;Art
;;;Insgesamt;Benzin;Diesel
;;;Anzahl;Anzahl;Anzahl
01.01.2030;05111;Düsseldorf, kreisfreie Stadt;300;200;100
01.01.2030;05158;Mettmann, Kreis;30;20;10
01.01.2031;05111;Düsseldorf, kreisfreie Stadt;303;201;102
01.01.2031;05158;Mettmann, Kreis;33;21;12
"""


def test_times_in_rows_below_four_header_lines(tmp_path: Path, state: Known) -> None:
    read = understood(write(tmp_path, ROWS + FOOTER), state)
    assert numbers(read, "Pkw", period="2031-01-01")["05158"] == 33
    assert numbers(read, "Pkw", "diesel", period="2030-01-01")["05111"] == 100
    assert read.catalog.indicators[0].groups == {"benzin": "Benzin", "diesel": "Diesel"}


def test_years_and_months_in_rows(tmp_path: Path, state: Known) -> None:
    text = """GENESIS-Tabelle: 99211-02
Arbeitslose - Monat - Kreise;;;;
Statistik;;;;
Arbeitslose (Anzahl);;;;
;;;;Insgesamt
2031;Januar;05111;Düsseldorf, krfr. Stadt;100
2031;Januar;05158;Mettmann, Kreis;50
2031;Februar;05111;Düsseldorf, krfr. Stadt;101
2031;Februar;05158;Mettmann, Kreis;51
"""
    read = understood(write(tmp_path, text + FOOTER), state)
    assert numbers(read, "Arbeitslose", period="2031-02")["05158"] == 51
    assert set(read.observations["period"]) == {"2031-01", "2031-02"}


THREE = (
    """GENESIS-Tabelle: 99311-01-04-4
Empfänger nach Geschlecht, Nationalität und Alter - Jahr -;;;;;;;;;
regionale Tiefe: Kreise;;;;;;;;;
Statistik der Empfänger;;;;;;;;;
Empfänger (Anzahl);;;;;;;;;
;;;;Deutsche;Deutsche;Ausländer;Ausländer;Insgesamt;Insgesamt
;;;;unter 18;18 und mehr;unter 18;18 und mehr;unter 18;18 und mehr
2030;05111;Düsseldorf, krfr. Stadt;männlich;1;2;3;4;4;6
2030;05111;Düsseldorf, krfr. Stadt;weiblich;2;2;3;4;5;6
2030;05111;Düsseldorf, krfr. Stadt;Insgesamt;3;4;6;8;9;12
2030;05158;Mettmann, Kreis;männlich;1;1;1;1;2;2
2030;05158;Mettmann, Kreis;weiblich;1;1;1;-;2;1
2030;05158;Mettmann, Kreis;Insgesamt;2;2;2;1;4;3
"""
    + FOOTER
)


def test_two_classifications_above_and_one_beside(tmp_path: Path, state: Known) -> None:
    read = understood(write(tmp_path, THREE), state)
    assert [i.name for i in read.catalog.indicators] == ["Empfänger – unter 18", "Empfänger – 18 und mehr"]
    assert numbers(read, "Empfänger – unter 18")["05111"] == 9
    assert numbers(read, "Empfänger – 18 und mehr", "auslaender_weiblich")["05111"] == 4
    assert numbers(read, "Empfänger – 18 und mehr", "auslaender_weiblich")["05158"] == 0
    assert numbers(read, "Empfänger – unter 18", "maennlich")["05158"] == 2
    assert all(i.additive_groups is False for i in read.catalog.indicators)  # groups of groups add up to more


def test_several_measures_with_their_units(tmp_path: Path, state: Known) -> None:
    text = """GENESIS-Tabelle: 99111-01-01-5
Bevölkerung und Fläche - Stichtag 31.12. - Gemeinden;;;;
Feststellung des Gebietsstands;;;;
;;Einwohner;Gebietsfläche;Bevölkerungsdichte
;;Anzahl;qkm;Einw./qkm
31.12.2030
05111000;Düsseldorf, Landeshauptstadt;500;217,4;2,3
05158004;Erkrath, Stadt;40;26,9;-
"""
    read = understood(write(tmp_path, text + FOOTER), state)
    entries = {i.name: (i.kind, i.unit) for i in read.catalog.indicators}
    assert entries == {
        "Einwohner": (IndicatorKind.COUNT, "Anzahl"),
        "Gebietsfläche": (IndicatorKind.VALUE_ONLY, "km²"),
        "Bevölkerungsdichte": (IndicatorKind.VALUE_ONLY, "Einw./qkm"),
    }
    assert numbers(read, "Gebietsfläche")["05158004"] == 26.9
    assert states(read, "Bevölkerungsdichte")["05158004"] == "NOT_MEANINGFUL"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_english_tables(tmp_path: Path, state: Known, encoding: str) -> None:
    text = """GENESIS-Table: 99411-0018
Average age: Administrative districts, reference date;;;
Update;;;
Average age (years);;;
;;Reference date;Reference date
;;31.12.2029;31.12.2030
05111;Düsseldorf, Kreisfreie Stadt;42.5;1042.7
05158;Mettmann, Landkreis;45.1;...
__________
(C)opyright Federal Statistical Office of Germany (Destatis), 2031
Date: 02.03.2031 / 10:11:12
"""
    read = understood(write(tmp_path, text, encoding=encoding), state)
    entry = read.catalog.indicators[0]
    assert (entry.id, entry.unit, entry.kind) == ("genesis_99411_0018_average_age", "Jahre", IndicatorKind.VALUE_ONLY)
    assert numbers(read, "Average age", period="2030-12-31")["05111"] == 1042.7
    assert read.catalog.datasets[0].source.published_on == "2031-03-02"
    assert "05158 2030-12-31 MISSING" in {f"{r.area_id} {r.period} {r.status}" for r in read.observations.itertuples()}


def test_marks_in_columns_of_their_own(tmp_path: Path, state: Known) -> None:
    text = """GENESIS-Tabelle: 99411-01-01-4
Bewohner nach Geschlecht - Stichtag 31.12. - Kreise;;;;;;;
Zählung;;;;;;;
Bewohner (Anzahl);;;;;;;
;;31.12.2030;;31.12.2030;;31.12.2030;
;;Insgesamt;;männlich;;weiblich;
05111;Düsseldorf, krfr. Stadt;300;e;120;e;180;p
05158;Mettmann, Kreis;30;e;12;r;18;p
05162;Rhein-Kreis Neuss;/;;(8);;.;
"""
    read = understood(write(tmp_path, text + FOOTER), state)
    assert numbers(read, "Bewohner", "weiblich")["05111"] == 180
    assert states(read, "Bewohner")["05162"] == "BELOW_MINIMUM"
    notes = " ".join(p.message for p in read.problems if p.code == "values_flagged")
    for text in ("vorläufig (Anzahl: 2)", "berichtigt (Anzahl: 1)", "eingeschränkt aussagekräftig (Anzahl: 1)"):
        assert text in notes
    assert "endgültig" not in notes


LANDESDATENBANK = """Tabelle: 99410-01i
"Bevölkerungsstand nach Geschlecht (3) und Nationalität (3) -
Gemeinden - {}";;;;;;;;
Fortschreibung des Bevölkerungsstandes;;;;;;;;
Bevölkerungsstand (Anzahl);;;;;;;;
"Gemeinden
Stichtag";;Insgesamt;Insgesamt;Insgesamt;männlich;männlich;männlich
;;Insgesamt;Deutsche;Nichtdeutsche;Insgesamt;Deutsche;Nichtdeutsche
{}
05;Nordrhein-Westfalen;100;80;20;50;40;10
051;  Düsseldorf, Regierungsbezirk;50;40;10;25;20;5
05111;    Düsseldorf, krfr. Stadt;10;8;2;5;4;1
05158;    Mettmann, Kreis;9;8;1;4;4;-
05158004;      Erkrath, Stadt;5;4;1;2;2;-
_____
© IT.NRW, Düsseldorf, 2031. Dieses Werk ist lizenziert unter der Datenlizenz Deutschland - Namensnennung - Version 2.0. | Stand: 04.04.2031 / 15:02:50
"""  # noqa: E501


@pytest.mark.parametrize(
    ("title", "block", "period"),
    [("Stichtag", "31.12.2030", "2030-12-31"), ("Schuljahr", "Schuljahr 2029/30", "2029/2030"),
     ("Monat", "Dezember 2030", "2030-12"), ("Quartal", "4. Quartal 2030", "2030-10/2030-12")],
)  # fmt: skip
def test_csv_of_the_landesdatenbank(tmp_path: Path, state: Known, title: str, block: str, period: str) -> None:
    read = understood(write(tmp_path, LANDESDATENBANK.format(title, block)), state)
    total = numbers(read, "Bevölkerungsstand", period=period)
    assert total.to_dict() == {
        "05": 100, "051": 50, "05111": 10, "05111000": 10, "05158": 9, "05158004": 5,
    }  # fmt: skip
    assert numbers(read, "Bevölkerungsstand", "maennlich_deutsche")["05158004"] == 2
    assert read.catalog.datasets[0].id == "itnrw_99410_01i"
    assert "vintage_assumed" in codes(read)


def test_areas_in_columns_are_refused_with_advice(tmp_path: Path, state: Known) -> None:
    text = """GENESIS-Tabelle: 99411-01
Bevölkerung;;
;Düsseldorf, krfr. Stadt;Mettmann, Kreis
31.12.2029;600;480
31.12.2030;602;479
"""
    with pytest.raises(GeodataError) as error:
        understood(write(tmp_path, text + FOOTER), state)
    assert error.value.problems[0].code == "table_without_keys"
    assert "99411-01" in error.value.problems[0].message
