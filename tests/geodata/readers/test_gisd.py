"""GISD tables: the scale is judged by the numbers, and what must not be compared is said."""

from __future__ import annotations

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
