"""Outlines are never shown without a name that somebody, or an official file, gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.catalog import Catalog, parse_catalog
from geodata.credit import UNSAID, Credit, credit_of, credited
from geodata.importing import plan
from geodata.known import Known
from geodata.package import Package
from geodata.readers.boundaries import Options
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import city, quarters
from tests.geodata.small import PEOPLE, catalog

SAID = Credit("© Stadt Köln", "dl-de/zero-2-0", "2024-01-01")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Stadtteil.gpkg"
    quarters().to_file(path)
    return path


def imported(file: Path, known: Known | None = None, credit: Credit = UNSAID) -> Package:
    (package,) = plan([file], Options(), known or city(), credit=credit).packages
    return package


def test_an_unnamed_source_stays_visibly_unnamed(file: Path) -> None:
    package = imported(file)
    assert credit_of([package]) == Credit()
    assert package.catalog.datasets[0].source.attribution == "nicht angegeben"


def test_an_unnamed_source_is_said_in_the_report_and_a_named_one_is_not(file: Path) -> None:
    silent, named = plan([file], Options(), city()), plan([file], Options(), city(), credit=SAID)
    said = [p for p in silent.report.problems if p.code == "outlines_unnamed"]
    assert [p.file for p in said] == ["Stadtteil.gpkg"]
    assert "--attribution" in said[0].message
    assert "--" not in said[0].on_page
    assert not [p for p in named.report.problems if p.code == "outlines_unnamed"]


def test_what_was_said_is_stored_with_the_areas(file: Path) -> None:
    package = imported(file, credit=SAID)
    (dataset,) = package.catalog.datasets
    assert (dataset.source.attribution, dataset.source.publisher, dataset.owner) == (
        "© Stadt Köln", "Stadt Köln", "Stadt Köln",
    )  # fmt: skip
    assert package.areas is not None
    assert set(package.areas["boundary_vintage"]) == {dataset.boundary_vintage} == {"2024-01-01"}
    assert credit_of([package]) == SAID


def test_an_earlier_import_of_the_same_layer_lends_its_source(file: Path) -> None:
    known = city().plus(imported(file, credit=SAID))
    assert credit_of([imported(file, known)]) == Credit("© Stadt Köln", "dl-de/zero-2-0", "")
    changed = imported(file, known, Credit(attribution="© Stadt Köln 2025"))
    assert credit_of([changed]) == Credit("© Stadt Köln 2025", "dl-de/zero-2-0", "")


@pytest.mark.parametrize(
    ("name", "attribution"),
    [
        ("vg250_ew_2023.gpkg", "© GeoBasis-DE / BKG 2023, Daten verändert"),
        ("VG250_GEM.gpkg", "© GeoBasis-DE / BKG, Daten verändert"),
        ("dvg2_nrw.gpkg", "Geobasis NRW"),
        ("meine_grenzen.gpkg", "nicht angegeben"),
    ],
)
def test_the_name_of_an_official_file_tells_whose_it_is(file: Path, name: str, attribution: str) -> None:
    package = credited(imported(file), UNSAID, city(), file.with_name(name))
    assert package.catalog.datasets[0].source.attribution == attribution


def test_a_vintage_of_the_boundaries_is_not_one_of_the_figures(file: Path, tmp_path: Path) -> None:
    table = tmp_path / "hunde.csv"
    table.write_text("nr;jahr;Hunde\n101;2023;40\n102;2023;35\n", "utf-8")
    packages = plan([file, table], Options(), city(), credit=SAID).packages
    assert [p.id for p in packages] == ["boundaries_stadtteil_05315000", "hunde"]
    assert packages[1].catalog.datasets[0].source.attribution == "nicht angegeben"


def test_a_catalogue_of_a_table_lends_its_terms_and_one_of_boundaries_counts_whole(file: Path) -> None:
    table = parse_catalog(CATALOG)
    (dataset,) = plan([file], Options(), city(), table).packages[0].catalog.datasets
    given = table.datasets[0]
    assert (dataset.id, dataset.title, dataset.source.title) == ("boundaries_stadtteil_05315000", *[dataset.title] * 2)
    assert (dataset.source.attribution, dataset.source.licence) == (given.source.attribution, given.source.licence)
    own = Catalog(datasets=(given,))
    assert plan([file], Options(), city(), own).packages[0].catalog.datasets == (given,)


def test_packages_that_bring_figures_keep_the_source_of_their_format(file: Path) -> None:
    borders = imported(file)
    whole = Package("both", "b", catalog(PEOPLE), borders.areas, borders.geometry, borders.areas)
    assert credited(whole, SAID, city(), file) is whole
    assert credit_of([whole]) is None
