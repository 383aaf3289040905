"""GENESIS tables: whatever is stacked above or beside the numbers ends up as indicator, group, unit or period."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.importing import Kind, detect_kind, plan
from geodata.inspection import inspect
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.registry import recognise
from tests.geodata.readers.official import FOOTER, codes, numbers, state, states, understood, write

__all__ = ["state"]

BY_SEX = (
    """GENESIS-Tabelle: 99411-01-01-4
Bewohner nach Geschlecht - Stichtag 31.12. - regionale;;;;
Tiefe: Kreise und krfr. Städte;;;;
Zählung der Bewohner;;;;
Bewohner (Anzahl);;;;
;;Stichtag;Stichtag;Stichtag
;;31.12.2030;31.12.2030;31.12.2030
;;Insgesamt;männlich;weiblich
DG;Deutschland;9000;4000;5000
01;  Schleswig-Holstein;70;30;40
05;  Nordrhein-Westfalen;350;150;200
05315;      Köln, Kreisfreie Stadt;100;40;60
05334;      Aachen, Städteregion;200;80;120
05334002;      Aachen, krfr. Stadt;50;20;30
05354;      Aachen, Kreis;-;-;-
05382;      Rhein-Sieg-Kreis;50;30;20
05512;      Bottrop, Kreisfreie Stadt;-;-;-
"""
    + FOOTER
)


def test_figures_groups_and_levels(tmp_path: Path, state: Known) -> None:
    read = understood(write(tmp_path, BY_SEX), state)
    total = numbers(read, "Bewohner")
    assert total["05"] == 350
    assert total["05315"] == total["05315000"] == 100
    assert (total["05334"], total["05334002"]) == (200, 50)
    kreise = total[total.index.str.len() == 5]
    assert kreise.sum() == 350
    assert numbers(read, "Bewohner", "weiblich")["05382"] == 20
    entry = read.catalog.indicators[0]
    assert (entry.kind, entry.unit, entry.groups) == (
        IndicatorKind.COUNT,
        "Anzahl",
        {"maennlich": "männlich", "weiblich": "weiblich"},
    )
    assert entry.additive_groups
    assert set(read.observations["period"]) == {"2030-12-31"}


def test_nothing_present_is_zero_but_a_dissolved_kreis_is_not(tmp_path: Path, state: Known) -> None:
    read = understood(write(tmp_path, BY_SEX), state)
    assert numbers(read, "Bewohner")["05512"] == 0
    note = next(p for p in read.problems if p.code == "areas_dissolved")
    assert "05354 Aachen, Kreis" in note.message
    assert read.unmatched() == []


def test_source_comes_from_titles_and_footer(tmp_path: Path, state: Known) -> None:
    dataset = understood(write(tmp_path, BY_SEX), state).catalog.datasets[0]
    assert dataset.id == "genesis_99411_01_01_4"
    assert dataset.title == "Bewohner nach Geschlecht - Stichtag 31.12. - regionale Tiefe: Kreise und krfr. Städte"
    assert dataset.source.publisher == "Statistische Ämter des Bundes und der Länder"
    assert dataset.source.licence == "Datenlizenz Deutschland – Namensnennung – Version 2.0"
    assert dataset.source.published_on == "2031-03-02"
    assert "Tabelle 99411-01-01-4" in dataset.source.attribution
    assert "02.03.2031" in dataset.source.attribution
    assert dataset.notes == 'zu "Zählung": Abweichungen durch Runden sind möglich.'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_recognised_by_content_in_any_encoding(tmp_path: Path, state: Known, encoding: str) -> None:
    path = write(tmp_path, BY_SEX, name="irgendwas.txt", encoding=encoding)
    form = recognise(path)
    assert form is not None
    assert form.id == "genesis-csv"
    assert detect_kind(path) is Kind.TABLE
    assert numbers(understood(path, state), "Bewohner", "maennlich")["05334"] == 80


def test_recognised_without_the_line_of_the_code(tmp_path: Path, state: Known) -> None:
    path = write(tmp_path, BY_SEX.partition("\n")[2])
    assert numbers(understood(path, state), "Bewohner")["05315"] == 100


def test_an_ordinary_table_is_not_taken_for_one(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, "Titel;;\nkey;name;wert\n05315;Köln;1\n05382;Rhein-Sieg-Kreis;2\n")) is None


def head(*rows: str, title: str = "Wohnungen - Kreise") -> str:
    return "\n".join(["GENESIS-Tabelle: 99531-01", title, "Zählung der Wohnungen", *rows, ""])


def test_years_as_columns(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2029;2030", "05315;Köln;10;11", "05382;Rhein-Sieg-Kreis;...;7") + FOOTER
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Wohnungen", period="2029")["05315"] == 10
    assert numbers(read, "Wohnungen", period="2030")["05382"] == 7
    assert [i.name for i in read.catalog.indicators] == ["Wohnungen"]
    old = read.observations.query("area_id == '05382' and period == '2029'").iloc[0]
    assert (old["status"], math.isnan(old["value"])) == ("MISSING", True)


@pytest.mark.parametrize("block", ["31.12.2029;;;", "Stichtag: 31.12.2029;;;", "31.12.2029"])
def test_years_as_blocks(tmp_path: Path, state: Known, block: str) -> None:
    later = block.replace("2029", "2030")
    first = ("05315;Köln;10;1,5", "05382;Rhein-Sieg-Kreis;6;0,5")
    second = ("05315;Köln;12;1,6", "05382;Rhein-Sieg-Kreis;8;0,7")
    text = head(";;Wohnungen;Wohnfläche", ";;Anzahl;1000 qm", block, *first, later, *second) + FOOTER
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Wohnungen", period="2029-12-31")["05382"] == 6
    assert numbers(read, "Wohnungen", period="2030-12-31")["05382"] == 8
    assert numbers(read, "Wohnfläche", period="2030-12-31")["05315"] == 1.6


@pytest.mark.parametrize(("cell", "period"), [
    ("2030", "2030"), ("31.12.2030", "2030-12-31"), ("2029/30", "2029/2030"), ("März 2030", "2030-03"),
    ("2. Quartal 2030", "2030-04/2030-06"),
])  # fmt: skip
def test_time_beside_the_areas(tmp_path: Path, state: Known, cell: str, period: str) -> None:
    text = head(";;;Fläche", ";;;qkm", f"{cell};05;Nordrhein-Westfalen;9,50", f"{cell};05315;  Köln;4,25") + FOOTER
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Fläche", period=period)["05315"] == 4.25
    entry = read.catalog.indicators[0]
    assert (entry.kind, entry.unit, entry.decimals) == (IndicatorKind.VALUE_ONLY, "km²", 2)


def test_time_only_in_the_title_or_nowhere(tmp_path: Path, state: Known) -> None:
    rows = ("Wohnungen (Anzahl)", ";;Wohnungen", "05315;Köln;10", "05382;Rhein-Sieg-Kreis;7")
    dated = understood(write(tmp_path, head(*rows, title="Wohnungen - Stichtag: 31.12.2030")), state)
    assert set(dated.observations["period"]) == {"2030-12-31"}
    undated = write(tmp_path, head(*rows))
    with pytest.raises(GeodataError, match="--period"):
        understood(undated, state)
    assert set(understood(undated, state, period="2028").observations["period"]) == {"2028"}


def test_several_measures_in_stacked_headers(tmp_path: Path, state: Known) -> None:
    text = head(";;Erwerbslose;Erwerbslose;Quote;Quote", ";;Insgesamt;Jugendliche;aller Personen;der Jugendlichen",
                ";;Anzahl;Anzahl;Prozent;Prozent", "2030", "05315;Köln;40;10;4,5;6,0",
                "05382;Rhein-Sieg-Kreis;30;.;3,5;x") + FOOTER  # fmt: skip
    read = understood(write(tmp_path, text), state)
    assert {i.name: i.unit for i in read.catalog.indicators} == {
        "Erwerbslose": "Anzahl", "Quote – aller Personen": "%", "Quote – der Jugendlichen": "%",
    }  # fmt: skip
    assert numbers(read, "Erwerbslose", "jugendliche")["05315"] == 10
    assert numbers(read, "Quote – aller Personen")["05382"] == 3.5
    assert states(read, "Quote – der Jugendlichen")["05382"] == "NOT_MEANINGFUL"
    young = read.observations.query("group == 'jugendliche' and area_id == '05382'")
    assert young["status"].tolist() == ["SUPPRESSED"]


def test_variables_beside_the_areas(tmp_path: Path, state: Known) -> None:
    rows = [
        f"2030;{key};{name};{code};{label};{total};{male}"
        for key, name, base in (("05315", "Köln", 10), ("05382", "Rhein-Sieg-Kreis", 20))
        for code, label, total, male in (
            ("1", "unter 18 Jahre", base, 4), ("2", "18 Jahre und älter", 3 * base, 6), ("", "Insgesamt", 4 * base, 10),
        )
    ]  # fmt: skip
    text = head("Bewohner (Anzahl)", ";;;;;Insgesamt;männlich", *rows) + FOOTER
    read = understood(write(tmp_path, text), state)
    entry = read.catalog.indicators[0]
    assert set(entry.groups.values()) == {
        "männlich", "unter 18 Jahre", "18 Jahre und älter", "männlich, unter 18 Jahre", "männlich, 18 Jahre und älter",
    }  # fmt: skip
    assert numbers(read, "Bewohner")["05382"] == 80
    assert numbers(read, "Bewohner", "maennlich_unter_18_jahre")["05315"] == 4
    assert not entry.additive_groups


@pytest.mark.parametrize(("sign", "status"), [
    (".", "SUPPRESSED"), ("...", "MISSING"), ("/", "BELOW_MINIMUM"), ("x", "NOT_MEANINGFUL"), ("-", "OK"),
])  # fmt: skip
def test_signs(tmp_path: Path, state: Known, sign: str, status: str) -> None:
    text = head("Wohnungen (Anzahl)", ";;2030", "05315;Köln;10", f"05382;Rhein-Sieg-Kreis;{sign}", "05314;Bonn;3")
    read = understood(write(tmp_path, text + FOOTER), state)
    assert states(read, "Wohnungen")["05382"] == status
    assert numbers(read, "Wohnungen")["05314"] == 3


def test_an_average_of_nothing_is_not_zero(tmp_path: Path, state: Known) -> None:
    text = head(";;Kaufpreis", ";;EUR je qm", "2030", "05315;Köln;310,50", "05382;Rhein-Sieg-Kreis;-")
    assert states(understood(write(tmp_path, text), state), "Kaufpreis")["05382"] == "NOT_MEANINGFUL"


def test_unknown_signs_are_refused_with_their_place(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2030", "05315;Köln;10", "05382;Rhein-Sieg-Kreis;n.v.", "05314;Bonn;3")
    with pytest.raises(GeodataError) as caught:
        understood(write(tmp_path, text), state)
    found = caught.value.problems[0]
    assert (found.code, found.row, found.column, found.value) == ("symbol_unknown", 7, "2030", "n.v.")


def test_flags_behind_numbers_and_in_columns_of_their_own(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2029;;2030;", "05315;Köln;10;e;11 p;", "05382;Rhein-Sieg-Kreis;6;e;(7);")
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Wohnungen", period="2030").loc[["05315", "05382"]].tolist() == [11, 7]
    assert numbers(read, "Wohnungen", period="2029")["05382"] == 6
    flagged = [p.message for p in read.problems if p.code == "values_flagged"]
    assert any("vorläufig" in text for text in flagged)
    assert any("eingeschränkt" in text for text in flagged)


def test_a_city_listed_twice_keeps_both_rows(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2030", "05315;Köln;10", "05315000;Köln;10", "05382;Rhein-Sieg-Kreis;7",
                "05382008;Bornheim;2", "05382012;Eitorf;1")  # fmt: skip
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Wohnungen").to_dict() == {
        "05315": 10, "05315000": 10, "05382": 7, "05382008": 2, "05382012": 1,
    }  # fmt: skip


def test_a_total_without_a_key_belongs_to_no_area(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2030", "05315;Köln;10", "05382;Rhein-Sieg-Kreis;7", ";Insgesamt;17")
    assert numbers(understood(write(tmp_path, text), state), "Wohnungen").sum() == 27  # Köln on both levels


def test_a_header_without_a_second_line(tmp_path: Path, state: Known) -> None:
    text = head(";;Wohnungen;Wohnungen;Gebäude", ";;Insgesamt;leer;", ";;Anzahl;Anzahl;Anzahl", "2030",
                "05315;Köln;10;2;5", "05382;Rhein-Sieg-Kreis;7;1;4")  # fmt: skip
    read = understood(write(tmp_path, text), state)
    assert numbers(read, "Gebäude")["05315"] == 5
    assert numbers(read, "Wohnungen", "leer")["05315"] == 2


def test_aachen_before_2009(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2005;2030", "05313;Aachen, krfr. Stadt;25;-", "05315;Köln;90;91",
                "05334;Städteregion Aachen;-;60", "05334002;Aachen;-;26", "05334004;Alsdorf;-;5",
                "05354;Aachen, Kreis;30;-", "05354004;Alsdorf;4;-")  # fmt: skip
    read = understood(write(tmp_path, text), state, vintage="2030-12-31")
    assert numbers(read, "Wohnungen", period="2005").to_dict() == {
        "05315": 90, "05315000": 90, "05334002": 25, "05334004": 4,
    }  # fmt: skip
    assert numbers(read, "Wohnungen", period="2030")["05334"] == 60


def test_other_laender_only(tmp_path: Path, state: Known) -> None:
    text = head("Wohnungen (Anzahl)", ";;2030", "DG;Deutschland;10", "01;Schleswig-Holstein;4", "02;Hamburg;3")
    report = plan([write(tmp_path, text)], Options(), state).report
    assert [p.code for p in report.problems] == ["table_outside_state"]
    assert "Schleswig-Holstein" in report.problems[0].message


def test_names_without_keys(tmp_path: Path, state: Known) -> None:
    report = plan([write(tmp_path, head("Wohnungen (Anzahl)", ";2030", "Köln;10", "Bonn;3"))], Options(), state).report
    assert [p.code for p in report.problems] == ["table_without_keys"]


def test_inspection_names_the_format(tmp_path: Path, state: Known) -> None:
    found = inspect(write(tmp_path, BY_SEX), Options(), state)
    assert (found.kind, found.format, found.level, found.periods) == ("table", "GENESIS-CSV", "kreis", ("2030-12-31",))
    assert not found.refused


def test_import_report(tmp_path: Path, state: Known) -> None:
    planned = plan([write(tmp_path, BY_SEX)], Options(), state)
    file = planned.report.files[0]
    assert (file.level, file.matched, file.other_states) == ("kreis", 4, 1)
    assert file.other_levels == {"land": 1, "gemeinde": 1}
    assert {"cities_both_levels", "areas_dissolved"} <= {p.code for p in file.problems}
    assert "catalog_proposed" not in codes(understood(write(tmp_path, BY_SEX), state))
