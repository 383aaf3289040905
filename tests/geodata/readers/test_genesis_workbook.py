"""Workbooks of the Landesdatenbank: merged titles, key and name only in the first of several rows, other Aachens."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.errors import GeodataError
from geodata.importing import Kind, detect_kind
from geodata.known import Known
from geodata.readers.registry import recognise
from geodata.repository import Repository
from geodata.workspace import Package
from tests.geodata.readers.official import numbers, state, states, understood

__all__ = ["state"]

ELECTION = {
    ("05", "Nordrhein-Westfalen"): (1000, 600, 55, 45),
    ("053", "  Köln, Regierungsbezirk"): (1000, 600, 55, 45),
    ("05313", "    Aachen, krfr. Stadt"): ("-", "-", "-", "-"),
    ("05315", "    Köln, krfr. Stadt"): (500, 250, 20, 30),
    ("05334", "    Aachen, Städteregion (einschl. Stadt Aachen)"): (300, 240, 25, 15),
    ("05334002", "      Aachen, krfr. Stadt"): (200, 160, 20, 10),
    ("05334004", "      Alsdorf, Stadt"): (100, 80, 5, 5),
    ("05354", "    Aachen, Kreis"): ("-", "-", "-", "-"),
    ("05354004", "      Alsdorf, Stadt"): ("-", "-", "-", "-"),
    ("05382", "    Rhein-Sieg-Kreis"): (200, 110, 10, "-"),
    ("05382008", "      Bornheim, Stadt"): (200, 110, 10, "-"),
}
FOOT = "© IT.NRW, Düsseldorf, 2031. Dieses Werk ist lizenziert unter der Datenlizenz Deutschland - Namensnennung - Version 2.0. | Stand: 04.04.2031 / 15:02:50"  # noqa: E501


def workbook(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "99311-03i"
    sheet.append(["Ratswahl: Beteiligung und Stimmen\nnach Listen (2) - Gemeinden - Wahltag"])
    sheet.append(["Allgemeine Wahlstatistik"])
    sheet.append(["Gemeinden\nWahlberechtigte\nWähler", None, None, "Einheit", "Listen"])
    sheet.append([None, None, None, None, "Insgesamt", "Liste A", "Liste B"])
    sheet.append(["15.05.2030"])
    for (key, name), (electorate, voters, first, second) in ELECTION.items():
        sheet.append([key, name, "Wahlberechtigte", "Anzahl", electorate, "x", "x"])
        sheet.append([None, None, "Wähler", "Anzahl", voters, "x", "x"])
        total = "-" if first == "-" else first + (0 if second == "-" else second)
        sheet.append([None, None, "Stimmen", "Anzahl", total, first, second])
    sheet.append(["______________"])
    sheet.append([])
    sheet.append([FOOT])
    path = folder / "export.xlsx"
    book.save(path)
    return path


def test_recognised_by_its_layout(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    form = recognise(path)
    assert form is not None
    assert form.id == "genesis-xlsx"
    assert detect_kind(path) is Kind.TABLE


def test_key_and_name_are_filled_down(tmp_path: Path, state: Known) -> None:
    read = understood(workbook(tmp_path), state)
    assert numbers(read, "Wähler")["05382008"] == 110
    assert numbers(read, "Stimmen", "liste_a")["05334004"] == 5
    assert numbers(read, "Stimmen", "liste_b")["05382"] == 0
    assert [i.name for i in read.catalog.indicators] == ["Wahlbeteiligung", "Wahlberechtigte", "Wähler", "Stimmen"]
    dataset = read.catalog.datasets[0]
    assert dataset.id == "itnrw_99311_03i"
    assert dataset.title == "Ratswahl: Beteiligung und Stimmen nach Listen (2) - Gemeinden - Wahltag"
    assert (dataset.source.publisher, dataset.source.published_on) == ("IT.NRW", "2031-04-04")


def test_turnout_is_a_rate_of_two_counts(tmp_path: Path, state: Known) -> None:
    read = understood(workbook(tmp_path), state)
    turnout = read.observations[read.observations["indicator"].str.endswith("wahlbeteiligung")].set_index("area_id")
    assert turnout.loc["05315000", ["k", "n", "value"]].tolist() == [250, 500, 50.0]
    assert turnout.loc["05334", "value"] == 80.0
    assert set(turnout["period"]) == {"2030-05-15"}


@pytest.mark.slow
def test_every_level_once_and_no_old_aachen(tmp_path: Path, state: Known) -> None:
    read = understood(workbook(tmp_path), state)
    voters = numbers(read, "Wähler")
    assert sorted(voters.index) == [
        "05", "053", "05315", "05315000", "05334", "05334002", "05334004", "05382", "05382008",
    ]  # fmt: skip
    for digits in (5, 8):
        assert voters[voters.index.str.len() == digits].sum() == voters["05"]
    assert "areas_dissolved" in {p.code for p in read.problems}
    assert set(states(read, "Stimmen").values()) == {"OK"}


@pytest.mark.slow
def test_sums_over_parents_do_not_count_twice(
    tmp_path: Path, state: Known, sample_packages: dict[str, Package]
) -> None:
    read = understood(workbook(tmp_path), state)
    package = Package(read.catalog.datasets[0].id, "Wahl", read.catalog, observations=read.observations)
    repository = Repository([sample_packages["nrw_boundaries"], package], "test")
    voters = next(i.id for i in read.catalog.indicators if i.name == "Wähler")
    assert repository.cell(voters, "05", "2030-05-15").k == 600
    assert repository.cell(voters, "053", "2030-05-15").k == 600
    assert repository.cell(voters, "05315", "2030-05-15").k == 250


def test_an_unknown_sheet_is_named(tmp_path: Path, state: Known) -> None:
    with pytest.raises(GeodataError, match="99311-03i"):
        understood(workbook(tmp_path), state, layer="Tabelle 7")


def werteabruf(folder: Path, head: list[list[object]], rows: list[list[object]], *, sheets: int = 1) -> Path:
    """A workbook of the Landesdatenbank with other headers; sheets of explanations may stand in front."""
    book = Workbook()
    for number in range(1, sheets):
        book.create_sheet(f"Erläuterung {number}", 0).append(["Zeichenerklärung"])
    sheet = book.worksheets[-1]
    sheet.title = "99410-03i"
    for row in [["Bestand und Fläche - Gemeinden - Stichtag"], ["Bestandsstatistik"], *head, *rows, ["______________"]]:
        sheet.append(row)
    sheet.append([FOOT])
    path = folder / "werteabruf.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("metrics", [("Bestand",), ("Bestand", "Fläche"), ("Bestand", "Fläche", "A", "B", "C", "D")])
@pytest.mark.parametrize("sheets", [1, 3])
def test_any_number_of_metric_rows(tmp_path: Path, state: Known, metrics: tuple[str, ...], sheets: int) -> None:
    units = {"Fläche": "ha"}
    head = [["Gemeinden\n" + "\n".join(metrics), None, None, "Einheit", "2029", "2030"]]
    rows = [
        [key if i == 0 else None, name if i == 0 else None, metric, units.get(metric, "Anzahl"), n + i, 2 * (n + i)]
        for key, name, n in (("05158", "Mettmann, Kreis", 10), ("05158004", "  Erkrath, Stadt", 5))
        for i, metric in enumerate(metrics)
    ]
    read = understood(werteabruf(tmp_path, head, rows, sheets=sheets), state)
    name = "Bestand" if len(metrics) > 1 else read.catalog.indicators[0].name
    assert numbers(read, name, period="2030").to_dict() == {"05158": 20, "05158004": 10}
    assert len(read.catalog.indicators) == len(metrics)
    if len(metrics) > 1:
        assert numbers(read, "Fläche", period="2029")["05158004"] == 6


def test_years_across_and_classes_below_them(tmp_path: Path, state: Known) -> None:
    head = [
        ["Gemeinden", None, "2029", None, None, "2030"],
        [None, None, "Insgesamt", "männlich", "weiblich", "Insgesamt", "männlich", "weiblich"],
    ]
    rows = [["05158", "Mettmann, Kreis", 10, 6, 4, 12, 7, 5], ["05158004", "  Erkrath", 3, 1, 2, "-", "-", "-"]]
    read = understood(werteabruf(tmp_path, head, rows), state)
    name = read.catalog.indicators[0].name
    assert numbers(read, name, "weiblich", period="2029").to_dict() == {"05158": 4, "05158004": 2}
    assert numbers(read, name, period="2030").to_dict() == {"05158": 12, "05158004": 0}


def test_keys_that_a_spreadsheet_took_for_numbers(tmp_path: Path, state: Known) -> None:
    head = [["Gemeinden", None, 2029, 2030]]
    rows = [[5, "Nordrhein-Westfalen", 100, 110], [5111, "Düsseldorf, krfr. Stadt", 10, 11],
            [5158, "Mettmann, Kreis", 20, 22], [5158004, "  Erkrath, Stadt", 3, 4]]  # fmt: skip
    read = understood(werteabruf(tmp_path, head, rows), state)
    found = numbers(read, read.catalog.indicators[0].name, period="2030")
    assert found.to_dict() == {"05": 110, "05111": 11, "05111000": 11, "05158": 22, "05158004": 4}
    assert read.unmatched() == []
