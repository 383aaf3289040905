"""GISD tables: the scale is judged by the numbers, and what must not be compared is said."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError
from geodata.readers.boundaries import Options
from geodata.readers.registry import recognise
from geodata.readers.tables import read_table
from tests.geodata.shapes import city

KNOWN = city()


def write(tmp_path, rows, header="gvb_id,gvb_name,year,gisd_score", name="beliebig.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def test_municipalities_within_the_state(tmp_path):
    rows = ['053150000,"Köln",2020,0.5', '053340002,"Aachen",2020,0', '053825020,"Hennef",2020,1']
    read = read_table(write(tmp_path, rows), Options(), KNOWN)
    assert read.observations["value"].tolist() == [0.5, 0.0, 1.0]
    assert read.observations["area_id"].tolist() == ["05315000", "05334002", "05382020"]
    indicator, dataset = read.catalog.indicators[0], read.catalog.datasets[0]
    assert (indicator.id, indicator.kind.value) == ("gisd_score", "value_only")
    assert not indicator.comparable_over_time
    assert indicator.caution.startswith("Nicht geeignet, um Gemeinden eines Kreises")
    assert (dataset.source.licence, dataset.owner) == ("CC BY 4.0", "Robert Koch-Institut (RKI)")


def test_kreise_of_germany_are_another_scale(tmp_path):
    header = "kreis_id,kreis_name,year,gisd_score,gisd_5"
    rows = ["01001,Flensburg,2020,1,5", "05315,Köln,2020,0.4,2", "05334,Aachen,2020,0.3,2"]
    read = read_table(write(tmp_path, rows, header), Options(), KNOWN)
    assert [i.id for i in read.catalog.indicators] == ["gisd_germany_kreise_score", "gisd_germany_kreise_5"]
    assert "Deutschland" in read.catalog.indicators[0].name
    fifth = read.catalog.indicators[1]
    assert list(fifth.categories) == [1, 2, 3, 4, 5]
    assert fifth.categories[5] == "5. Fünftel (höchste Deprivation)"
    part = write(tmp_path, rows[1:], header, "teil.csv")  # only this state, but not from 0 to 1
    assert "Deutschland" in read_table(part, Options(), KNOWN).catalog.indicators[0].name


def test_the_name_of_the_file_does_not_count(tmp_path):
    assert recognise(write(tmp_path, ["053150000,Köln,2020,0.5"])).id == "gisd"
    assert recognise(write(tmp_path, ["1,2"], "nr,wert", "GISD_NRW.csv")) is None


GERMANY = (
    "region_type\tregion_id\tregion_name\tyear\tgisd_score\tgisd_5\tgisd_10\tgisd_k",
    "Gemeinde\t05315000\tKöln\t2022\t0.45\t3\t5\t2",
    "Gemeinde\t05334002\tAachen\t2022\t0.35\t2\t4\t2",
    "Gemeinde\t01001000\tFlensburg\t2022\t0.94\t5\t10\t3",
    "Kreis\t05315\tKöln\t2022\t0.5\t3\t6\t2",
    "Kreis\t05334\tAachen\t2022\t0.25\t2\t3\t2",
    "Raumordnungsregion\t0501\tKöln\t2022\t0.2\t1\t1\t1",
    "PLZ5\t50667\tKöln\t2022\t0.2\t1\t1\t1",
)


def test_all_levels_in_one_file(tmp_path):
    path = write(tmp_path, GERMANY[1:], GERMANY[0], "GISD_Bund.tsv")
    read = read_table(path, Options(), KNOWN)
    assert read.observations.set_index(["indicator", "area_id"])["value"].to_dict() == {
        ("gisd_germany_gemeinden_10", "05315000"): 5, ("gisd_germany_gemeinden_10", "05334002"): 4,
        ("gisd_germany_gemeinden_5", "05315000"): 3, ("gisd_germany_gemeinden_5", "05334002"): 2,
        ("gisd_germany_gemeinden_score", "05315000"): 0.45, ("gisd_germany_gemeinden_score", "05334002"): 0.35,
    }  # fmt: skip
    assert read.catalog.datasets[0].boundary_vintage == ""
    left = next(p for p in read.problems if p.code == "kinds_left_out")
    assert "Gelesen wurde „Gemeinde“; nicht gelesen: Kreis, Raumordnungsregion, PLZ5" in left.message
    kreise = read_table(path, Options(level="kreis"), KNOWN)
    assert kreise.observations.query("indicator.str.endswith('score')")["value"].tolist() == [0.5, 0.25]


def test_all_states_in_one_file(tmp_path):
    rows = [
        "Schleswig-Holstein\tGemeinde\t01001000\tFlensburg\t2023\t1\t5\t10\t3",
        "Nordrhein-Westfalen\tGemeinde\t05315000\tKöln\t2023\t0\t1\t1\t1",
        "Nordrhein-Westfalen\tGemeinde\t05334002\tAachen\t2023\t1\t5\t10\t3",
        "Nordrhein-Westfalen\tKreis\t05315\tKöln\t2023\t0.7\t4\t7\t2",
    ]
    read = read_table(write(tmp_path, rows, f"federal_state\t{GERMANY[0]}", "GISD_Bundesland.tsv"), Options(), KNOWN)
    assert read.catalog.datasets[0].id == "gisd_nrw_gemeinden"  # scaled among the municipalities of the state
    scores = read.observations[read.observations["indicator"].eq("gisd_score")]
    assert scores.set_index("area_id")["value"].to_dict() == {"05315000": 0, "05334002": 1}


@pytest.mark.parametrize(
    ("header", "rows", "level"),
    [
        ('"gisd_score","gemeinde_id","gemeinde_name","year"',
         ['0.5,"05315000","Köln",2019', '0,"05334002","Aachen",2019', '1,"05382020","Hennef",2019'], "gemeinde"),
        ('"gisd_score","gvb_id","gvb_name","year"',
         ['0.5,"5315000","Köln",2019', '0,"5334002","Aachen",2019', '1,"5382020","Hennef",2019'], "gemeinde"),
        ('"kreis_id","gisd_score","gisd_5","gisd_10","gisd_k","kreis_name","year"',
         ['"05315",0.5,3,5,2,"Köln",2019', '"05334",0.25,2,3,2,"Aachen",2019'], "kreis"),
        ('"","Gemeindekennziffer","Name der Gemeinde","Jahr","Bevölkerung","GISD_Score","GISD_5"',
         ['"1",5315000,"Köln",2019,1000,0.5,3', '"2",5334002,"Aachen",2019,500,0.25,2'], "gemeinde"),
        ('"";"Kreiskennziffer";"Name des Kreises";"Jahr";"GISD_Score"',
         ['"1";5315;"Köln";2019;0,5', '"2";5334;"Aachen";2019;0,25'], "kreis"),
    ],
)  # fmt: skip
def test_other_releases(tmp_path, header, rows, level):
    path = write(tmp_path, rows, header)
    assert recognise(path).id == "gisd"
    read = read_table(path, Options(), KNOWN)
    assert (read.join.layer.level, read.mapping.name != "") == (level, True)
    scores = read.observations[read.observations["indicator"].str.endswith("score")].set_index("area_id")["value"]
    assert scores["05315000" if level == "gemeinde" else "05315"] == 0.5
    assert set(read.observations["period"]) == {"2019"}


def test_one_file_per_year(tmp_path):
    header = '"","Kreiskennziffer","Name des Kreises","Bevölkerung","GISD_Score","GISD_5","GISD_10","GISD_k"'
    rows = ['"65",5315,"Köln",1000,0.5,3,5,2', '"66",5334,"Aachen",500,0.25,2,3,2', '"1",1001,"Flensburg",90,1,5,10,3']
    read = read_table(write(tmp_path, rows, header, "Kreis_2014.csv"), Options(), KNOWN)
    assert set(read.observations["period"]) == {"2014"}
    assert "period_from_name" in {p.code for p in read.problems}
    with pytest.raises(GeodataError, match="--period"):
        read_table(write(tmp_path, rows, header, "Kreis.csv"), Options(), KNOWN)
    named = read_table(tmp_path / "Kreis.csv", Options(period="2013"), KNOWN)
    assert set(named.observations["period"]) == {"2013"}


def test_workbook_with_a_sheet_per_level(tmp_path):
    book = Workbook()
    for name, rows in {
        "Gemeinden": [("05315000", "Köln", 2023, 0.0, 1), ("05334002", "Aachen", 2023, 1.0, 5)],
        "Kreise": [("05315", "Köln", 2023, 1.0, 5), ("05334", "Aachen", 2023, 0.0, 1)],
    }.items():
        sheet = book.create_sheet(name)
        sheet.append(["region_id", "region_name", "year", "gisd_score", "gisd_5"])
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "05_Nordrhein-Westfalen.xlsx")
    path = tmp_path / "05_Nordrhein-Westfalen.xlsx"
    read = read_table(path, Options(), KNOWN)
    assert (read.catalog.datasets[0].id, read.join.layer.level) == ("gisd_nrw_gemeinden", "gemeinde")
    kreise = read_table(path, Options(level="kreis"), KNOWN)
    assert (kreise.catalog.datasets[0].id, kreise.join.layer.level) == ("gisd_nrw_kreise", "kreis")
    assert read_table(path, Options(layer="Kreise"), KNOWN).join.layer.level == "kreis"


@pytest.mark.parametrize("header", ["plz4_id,plz4_name,year,gisd_score", "nuts2_id,nuts2_name,year,gisd_score"])
def test_other_areas_are_refused(tmp_path, header):
    with pytest.raises(GeodataError) as error:
        read_table(write(tmp_path, ["5066,Köln,2020,0.5", "5067,Köln,2020,1"], header), Options(), KNOWN)
    assert error.value.problems[0].code == "gisd_other_areas"
