"""Cards on „Daten und Methoden“ say of each package what it itself brought, in German."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from plotly.utils import PlotlyJSONEncoder

from dashboard.views.data import DatasetCard, build_data
from geodata.catalog import Catalog
from geodata.package import Package
from geodata.provider import RepositoryProvider
from geodata.repository import Repository
from geodata.workspace import Workspace
from layouts.data import datasets
from tests.dashboard.small import AMSEL, AREAS, BUCHE, CLARA, area_tables, catalog, entry, package

DOGS = entry("people", "Einwohner", kind="count", unit="Personen", direction="context")


def card(repository: Repository, package_id: str) -> DatasetCard:
    return next(c for c in build_data(repository).cards if c.id == package_id)


def facts(repository: Repository, package_id: str) -> dict[str, str]:
    return dict(card(repository, package_id).facts)


def form(rows: list) -> Package:  # type: ignore[type-arg]
    """A returned request form: an indicator and a dataset that another package holds as well."""
    found = package(rows, [DOGS], AREAS, "form")
    return Package("form", "Einwohner – angefordert", found.catalog, observations=found.observations)


def test_a_returned_form_counts_its_own_figures_only() -> None:
    rows = [("people", AMSEL, "2022", "", 900, None, None), ("people", BUCHE, "2022", "", 2, None, None)]
    repository = Repository([package(), form(rows)], "abc")
    found = facts(repository, "form")
    assert (found["Zahlen für"], found["Zeitpunkte"]) == ("2 Städte und Gemeinden", "2022")
    assert found["nicht ausgewiesen"].startswith("1 von 2 Angaben")
    assert card(repository, "form").title == "Einwohner – angefordert"
    assert facts(repository, "small")["Zeitpunkte"] == "2019–2021"


def test_figures_that_a_later_package_replaced_are_counted_there() -> None:
    before = facts(Repository([package()], "abc"), "small")
    repository = Repository([package(), form([("people", CLARA, "2021", "", 3001, None, None)])], "abc")
    after, replaced = facts(repository, "small"), facts(repository, "form")
    assert replaced["nicht ausgewiesen"].startswith("0 von 1 ")
    total = [int(text.split()[2]) for text in (before["nicht ausgewiesen"], after["nicht ausgewiesen"])]
    assert total[0] - total[1] == 1


def test_boundaries_are_called_what_they_are_and_dates_are_german() -> None:
    areas, outlines = area_tables([AREAS[3]])
    described = catalog([]).model_dump(mode="json")
    described["datasets"][0] |= {"boundary_vintage": "2024-12-31", "title": "Einwohner in Amsel"}
    found = Package("b", "Grenzen: Gemeinden", type(catalog([])).model_validate(described), areas, outlines)
    repository = Repository([package(), found], "abc")
    assert card(repository, "b").title == "Grenzen: Gemeinden"
    assert facts(repository, "b")["Gebietsstand"] == "31.12.2024"
    assert facts(repository, "b")["Grenzen"] == "1 Gemeinde"


def test_internal_datasets_are_left_out_of_an_open_instance_and_counted(tmp_path: Path) -> None:
    whole = package()
    described = whole.catalog.model_dump(mode="json")
    described["datasets"][0]["visibility"] = "internal"
    Workspace(tmp_path).put(replace(whole, catalog=Catalog.model_validate(described)))
    inside = Repository.open(tmp_path, sample=None)
    assert "sieht trotzdem, wer diesen Server erreicht" in facts(inside, "small")["sichtbar für"]
    outside = Repository.open(tmp_path, sample=None, internal=False)
    assert (outside.packages, outside.withheld, len(outside.areas())) == ((), 1, 0)
    shown = json.dumps(datasets(build_data(outside), removable=False), cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert "Nicht geladen, weil als intern gekennzeichnet: 1" in shown
    assert "Kinderarmut" not in shown
    provider = RepositoryProvider(tmp_path, sample=None, internal=False)
    assert provider.current().packages == ()
