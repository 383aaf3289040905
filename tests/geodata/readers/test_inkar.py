"""INKAR exports, in a made-up workbook of the same layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from geodata.catalog import IndicatorKind, load_catalog
from geodata.errors import GeodataError
from geodata.importing import commit, plan
from geodata.inspection import inspect
from geodata.readers import inkar
from geodata.readers.boundaries import Options
from geodata.readers.registry import recognise
from geodata.readers.tables import read_table
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.conftest import PROJECT
from tests.geodata.shapes import city

EXAMPLE = PROJECT / "docs" / "examples" / "inkar-arbeitslosigkeit.yaml"
KNOWN = city()
MUNICIPALITIES = [("01001000", "Anderswo"), ("05315000", "Köln, Stadt"), ("05334002", "Aachen, Stadt")]
PEOPLE = "Erwerbsfähige Bevölkerung (15 bis unter 65 Jahre)"


def export(
    path: Path,
    name: str,
    figures: dict[str, list[object]],
    *,
    long_name: str = "",
    kind: str = "Gemeinden",
    more: tuple[list[object], ...] = (),
    note: str = "Erläuterung.",
) -> Path:
    """``figures``: year → one value per entry of MUNICIPALITIES; ``more``: further rows."""
    book = Workbook()
    data, about, citation = book.active, book.create_sheet("Metadaten"), book.create_sheet("Quellangabe")
    data.title = "Daten"
    data.append(["Kennziffer", "Raumeinheit", "Aggregat", *[name] * len(figures)])
    data.append(["", "", "", *figures])
    for i, (key, area) in enumerate(MUNICIPALITIES):
        data.append([key, area, kind, *(values[i] for values in figures.values())])
    for row in more:
        data.append(row)
    about.append(["Dokumentation der exportierten Indikatoren"])
    about.append(["Indikator", "Langname", "Quelle", "Berechnungsgrundlage", "Anmerkungen"])
    about.append([name, long_name or f"Zahl der {name}", "Ein Amt", "", note])
    citation.append(["Quelle (Zitierhinweis): INKAR. Ausgabe 2031. Hrsg.: BBSR"])
    book.save(path)
    return path


@pytest.fixture
def jobless(tmp_path: Path) -> Path:
    return export(tmp_path / "eins.xlsx", "Arbeitslose", {"2019": [9, 50, 20], "2020": [9, 60, ""]})


@pytest.fixture
def people(tmp_path: Path) -> Path:
    note = "Ab 2011 Ergebnisse der Bevölkerungsfortschreibung auf Grundlage des Zensus 2011. Mehr."
    return export(tmp_path / "zwei.xlsx", PEOPLE, {"2019": [99, 1000, 400], "2020": [99, 1200, 400]}, note=note)


def test_every_number_with_its_year(jobless):
    read = read_table(jobless, Options(), KNOWN)
    rows = read.observations.set_index(["area_id", "period"])
    assert rows.loc[("05315000", "2019"), "k"] == 50
    assert rows.loc[("05315000", "2020"), "k"] == 60
    assert rows.loc[("05334002", "2020"), "status"] == "MISSING"
    assert len(rows) == 4
    assert read.other_states() == 1
    kept = next(p for p in read.problems if p.code == "kept_state")
    assert "2 von 3 Gebieten" in kept.message


def test_meaning_and_terms_come_from_the_other_sheets(jobless, people):
    catalog = read_table(jobless, Options(), KNOWN).catalog
    indicator, source = catalog.indicators[0], catalog.datasets[0].source
    assert (indicator.id, indicator.kind, indicator.unit) == ("inkar_arbeitslose", IndicatorKind.COUNT, "Personen")
    assert indicator.description == "Zahl der Arbeitslose. Erläuterung."
    assert (source.licence, source.attribution) == ("dl-de/by-2-0", "© BBSR Bonn 2031, INKAR")
    assert "Ein Amt" in source.title
    assert read_table(people, Options(), KNOWN).catalog.indicators[0].breaks[0].period == "2011"


def test_what_is_not_a_number_of_people_is_not_added_up(tmp_path):
    path = export(tmp_path / "x.xlsx", "Quote", {"2019": [1, 2, 3]}, long_name="Anteil von etwas in %")
    indicator = read_table(path, Options(), KNOWN).catalog.indicators[0]
    assert (indicator.kind, indicator.unit, indicator.additive_areas) == (IndicatorKind.VALUE_ONLY, "%", False)


@pytest.mark.slow
def test_share_from_two_files_and_a_small_catalogue(tmp_path, jobless, people):
    space = Workspace(tmp_path / "w")
    planned = plan([jobless, people], Options(), KNOWN, load_catalog(EXAMPLE))
    assert not planned.report.refused
    commit(planned, space, sample=None)
    repository = Repository.open(space.root)
    cell = repository.cell("inkar_arbeitslosenanteil_pct", "05315000", "2019")
    assert (cell.k, cell.n, cell.value, cell.status) == (50, 1000, 5.0, "OK")
    assert repository.cell("inkar_arbeitslosenanteil_pct", "05334002", "2020").status == "MISSING"
    assert repository.indicator("inkar_arbeitslosenanteil_pct").breaks[0].period == "2011"


def test_zero_between_large_numbers_is_a_gap_of_the_source(tmp_path):
    figures = {"2015": [0, 800, 30], "2016": [0, 0, 0], "2017": [0, 790, 30]}
    read = read_table(export(tmp_path / "x.xlsx", PEOPLE, figures), Options(), KNOWN)
    rows = read.observations.set_index(["area_id", "period"])
    assert rows.loc[("05315000", "2016"), "status"] == "MISSING"
    assert rows.loc[("05334002", "2016"), ["status", "value"]].tolist() == ["OK", 0]
    found = [p for p in read.problems if p.code == "zero_is_gap"]
    assert [(p.row, p.value) for p in found] == [(4, "Köln, Stadt, 2016")]


def test_one_kind_of_areas_at_a_time(tmp_path):
    kreise = (["05315", "Köln", "Kreise", 7], ["05334", "Städteregion Aachen", "Kreise", 8])
    path = export(tmp_path / "x.xlsx", "Arbeitslose", {"2019": [1, 2, 3]}, more=(*kreise, ["", "", "", ""]))
    first = read_table(path, Options(), KNOWN)
    assert (first.join.layer.level, len(first.observations)) == ("gemeinde", 2)
    assert "kinds_left_out" in {p.code for p in first.problems}
    second = read_table(path, Options(level="kreis"), KNOWN)
    assert second.observations["k"].tolist() == [7, 8]


def test_association_keys(tmp_path):
    path = export(tmp_path / "x.xlsx", "Arbeitslose", {"2019": [1, 2, 3]}, kind="Gemeindeverbände")
    book = recognise(path).read(path, Options())
    book.raw.frame["Kennziffer"] = ["010010000", "053150000", "053340002"]
    assert {m.indicator for m in book.mapping.measures} == {"inkar_arbeitslose"}
    assert book.mapping.level == "gemeinde"


def test_a_sign_without_a_meaning_is_refused(tmp_path):
    path = export(tmp_path / "x.xlsx", "Arbeitslose", {"2019": [1, "*", 3]})
    with pytest.raises(GeodataError) as caught:
        read_table(path, Options(), KNOWN)
    found = caught.value.problems[0]
    assert (found.code, found.row, found.column, found.value) == ("bad_number", 4, "Arbeitslose 2019", "*")


def test_text_form_and_inspection(tmp_path, jobless):
    path = tmp_path / "x.csv"
    path.write_text(
        '"Kennziffer";"Raumeinheit";"Aggregat";"Arbeitslose";"Arbeitslose"\n"";"";"";"2019";"2020"\n'
        "05315000;Köln;Gemeinden;50;60\n05334002;Aachen;Gemeinden;20;21\n",
        "utf-8-sig",
    )
    assert read_table(path, Options(), KNOWN).observations["k"].tolist() == [50, 60, 20, 21]
    found = inspect(jobless, Options(), KNOWN)
    assert (found.format, found.level, found.periods, found.kept) == ("INKAR", "gemeinde", ("2019", "2020"), 2)


def test_other_workbooks_are_left_alone(tmp_path):
    book = Workbook()
    book.active.append(["nr", "wert"])
    book.save(tmp_path / "inkar.xlsx")
    assert recognise(tmp_path / "inkar.xlsx") is None
    assert inkar.CITATION == "Quellangabe"
