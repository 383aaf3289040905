"""Gemeindeverzeichnis: record type 60, a key in five columns, dates and census basis from the header."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError
from geodata.known import Known
from geodata.readers.registry import recognise
from geodata.repository import Repository
from geodata.workspace import Package
from tests.geodata.readers.official import numbers, state, understood

__all__ = ["state"]

ROWS = (
    ("10", "", "05", "", "", "", "", "Nordrhein-Westfalen", None, None, None, None),
    ("20", "", "05", "3", "", "", "", "Reg.-Bez. Köln", None, None, None, None),
    ("40", "41", "05", "3", "15", "", "", "Köln, Stadt", None, None, None, None),
    ("50", "50", "05", "3", "15", "0000", "", "Köln, Stadt", None, None, None, None),
    ("60", "61", "05", "3", "15", "0000", "000", "Köln, Stadt", 40.5, 300, 100, 200),
    ("40", "43", "05", "3", "82", "", "", "Rhein-Sieg-Kreis", None, None, None, None),
    ("60", "63", "05", "3", "82", "0008", "008", "Bornheim, Stadt", 8.25, 50, 30, 20),
    ("60", "63", "01", "0", "51", "0011", "011", "Brunsbüttel, Stadt", 6.5, 12, 6, 6),
)


def workbook(folder: Path, *, basis: str = "20224)", date: str = "am 31.12.2030 (Jahr)", rows: tuple = ROWS) -> Path:
    book = Workbook()
    book.active.title = "Inhalt"
    book.active.append(["Gemeindeverzeichnis"])
    sheet = book.create_sheet("Auszug")
    sheet.append(["Gemeinden in Deutschland nach Fläche und Bevölkerung am 31.03.2031 (1. Quartal)"])
    sheet.append([])
    sheet.append(["Satz-art", "Text-kenn-zeichen", "Amtlicher Regionalschlüssel (ARS)", *[None] * 4, "Gemeindename",
                  "Fläche km2 1)", f"Bevölkerung auf Grundlage des Zensus {basis}", None, None, None,
                  "Geografische Mittelpunktkoordinaten"])  # fmt: skip
    sheet.append([None, None, "Land", "RB", "Kreis", "VB", "Gem", None, None, "insgesamt", "männlich", "weiblich",
                  "je km2", "Längengrad"])  # fmt: skip
    sheet.append([None, None, "Gebietsstand am 31.03.2031 (1. Quartal)", *[None] * 5, "31.12.2029 (Jahr)", date])
    sheet.append([])
    for row in rows:
        sheet.append([*row, 7, "9,43751"])
    sheet.append([])
    sheet.append(["1) Abweichungen sind möglich."])
    sheet.append(["     Statistisches Bundesamt (Destatis), 2031"])
    sheet.append(["     Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet."])
    path = folder / "auszug.xlsx"
    book.save(path)
    return path


def test_population_and_area(tmp_path: Path, state: Known) -> None:
    path = workbook(tmp_path)
    form = recognise(path)
    assert form is not None
    assert form.id == "gemeindeverzeichnis-xlsx"
    read = understood(path, state)
    assert numbers(read, "Bevölkerung", period="2030-12-31").to_dict() == {
        "05315": 300, "05315000": 300, "05382008": 50,
    }  # fmt: skip
    assert numbers(read, "Bevölkerung", "maennlich")["05382008"] == 30
    assert numbers(read, "Fläche", period="2029-12-31")["05315000"] == 40.5
    assert set(read.observations["boundary_vintage"]) == {"2031-03-31"}
    source = read.catalog.datasets[0].source
    assert source.publisher == "Statistisches Bundesamt (Destatis)"
    assert source.licence.startswith("Vervielfältigung und Verbreitung")
    assert "2031" in source.attribution


def test_another_census_basis_is_another_series(tmp_path: Path, state: Known) -> None:
    now = understood(workbook(tmp_path), state).catalog.indicators[0]
    before = understood(workbook(tmp_path, basis="20112)"), state).catalog.indicators[0]
    assert (now.id, before.id) == (
        "gemeindeverzeichnis_zensus_2022_bevoelkerung",
        "gemeindeverzeichnis_zensus_2011_bevoelkerung",
    )
    assert "Zensus 2022" in now.description


def test_dates_fall_back_to_the_area_column(tmp_path: Path, state: Known) -> None:
    read = understood(workbook(tmp_path, date=""), state)
    assert set(read.observations["period"]) == {"2029-12-31"}


@pytest.mark.slow
def test_kreise_are_summed_from_municipalities_only(
    tmp_path: Path, state: Known, sample_packages: dict[str, Package]
) -> None:
    ids = state.real("gemeinde")["area_id"]
    rows = tuple(
        ("60", "61", i[:2], i[2], i[3:5], "0000", i[5:], "Ort", 1.0, 10, 4, 6) for i in ids
    )  # fmt: skip
    read = understood(workbook(tmp_path, rows=rows), state)
    package = Package("g", "Verzeichnis", read.catalog, observations=read.observations)
    repository = Repository([sample_packages["nrw_boundaries"], package], "test")
    people = read.catalog.indicators[0].id
    assert repository.cell(people, "05", "2030-12-31").k == 3960
    assert repository.cell(people, "05315", "2030-12-31").k == 10
    assert repository.cell(people, "05382", "2030-12-31").k == 190


def test_no_area_of_the_state(tmp_path: Path, state: Known) -> None:
    with pytest.raises(GeodataError, match="Nordrhein-Westfalen"):
        understood(workbook(tmp_path, rows=ROWS[-1:]), state)


def annual(folder: Path, *, sexes: bool = True, area: bool = True, numbers_as_keys: bool = False, name: str) -> Path:
    """The annual edition: other header texts, no Textkennzeichen row by row, key parts possibly stored as numbers."""
    book = Workbook()
    book.active.title = "Deckblatt"
    sheet = book.create_sheet("Gemeindedaten")
    sheet.append(["Gemeinden in Deutschland nach Fläche, Bevölkerung und Postleitzahl am 31.12.2029"])
    people = ["insgesamt", *(["männlich", "weiblich"] if sexes else [])]
    sheet.append(["Satzart", "Textkenn-\nzeichen", "Amtlicher Regionalschlüssel (ARS)", *[None] * 4, "Gemeindename 1)",
                  *(["Fläche in km² 2)"] if area else []), "Bevölkerung 3)", *[None] * (len(people) - 1),
                  "PLZ 4)"])  # fmt: skip
    sheet.append([None, None, "Land", "RB", "Kreis", "VB", "Gem", None, *([None] if area else []), *people])
    for key, title, size, figures in (
        (("05", "3", "15", "0000", "000"), "Köln, Stadt", 40.5, [300, 100, 200]),
        (("05", "3", "82", "0008", "008"), "Bornheim, Stadt", 8.25, [50, 30, 20]),
    ):
        parts = [int(part) for part in key] if numbers_as_keys else list(key)
        record = 60 if numbers_as_keys else "60"
        sheet.append([record, 63, *parts, title, *([size] if area else []), *figures[: len(people)], "50667"])
    path = folder / name
    book.save(path)
    return path


@pytest.mark.parametrize("sexes", [True, False])
@pytest.mark.parametrize("area", [True, False])
@pytest.mark.parametrize("numbers_as_keys", [True, False])
def test_annual_editions(tmp_path: Path, state: Known, sexes: bool, area: bool, numbers_as_keys: bool) -> None:
    path = annual(tmp_path, sexes=sexes, area=area, numbers_as_keys=numbers_as_keys, name="31122029_Auszug_GV.xlsx")
    read = understood(path, state)
    assert numbers(read, "Bevölkerung", period="2029-12-31").to_dict() == {
        "05315": 300, "05315000": 300, "05382008": 50,
    }  # fmt: skip
    assert [i.name for i in read.catalog.indicators] == ["Bevölkerung", *(["Fläche"] if area else [])]
    assert list(read.catalog.indicators[0].groups) == (["maennlich", "weiblich"] if sexes else [])
    if sexes:
        assert numbers(read, "Bevölkerung", "weiblich")["05382008"] == 20
    if area:
        assert numbers(read, "Fläche")["05382008"] == 8.25
    assert read.catalog.datasets[0].boundary_vintage == "2029-12-31"


@pytest.mark.parametrize(("quarter", "day"), [("1. Quartal", "31.03.2031"), ("3. Quartal", "30.09.2031")])
def test_other_quarters(tmp_path: Path, state: Known, quarter: str, day: str) -> None:
    from openpyxl import load_workbook

    path = workbook(tmp_path)
    book = load_workbook(path)
    sheet = book["Auszug"]
    sheet["A1"] = f"Gemeinden in Deutschland nach Fläche und Bevölkerung am {day} ({quarter})"
    sheet["C5"] = f"Gebietsstand am {day} ({quarter})"
    book.save(path)
    read = understood(path, state)
    assert read.catalog.datasets[0].boundary_vintage == "-".join(reversed(day.split(".")))
    assert numbers(read, "Bevölkerung", period="2030-12-31")["05382008"] == 50
