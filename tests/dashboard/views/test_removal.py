"""The removal dialog names what goes with a dataset."""

from __future__ import annotations

from dashboard.views.removal import build_removal
from geodata.package import Package
from geodata.repository import Repository
from tests.dashboard.small import AMSEL, AREAS, BUCHE, area_tables, entry, package

QUARTERS = [(f"{AMSEL}/q/{n}", f"Teil {n}", "quartier", AMSEL, 0, 0, 1, 1) for n in (1, 2)]
DOGS = entry("dogs", "Hunde", kind="count", unit="Hunde", direction="context")
CATS = entry("cats", "Katzen", kind="count", unit="Katzen", direction="context")
SHARE = entry("dogs_share", "Hunde je Katze", derived={"type": "share", "numerator": "dogs", "denominator": "cats"})


def borders(rows: list, package_id: str = "borders") -> Package:  # type: ignore[type-arg]
    areas, outlines = area_tables(rows)
    return Package(package_id, "Grenzen: Quartiere in Amsel", areas=areas, geometry=outlines)


def table(package_id: str, rows: list, *entries: dict) -> Package:  # type: ignore[type-arg]
    found = package(rows, [*entries], AREAS, package_id)
    return Package(package_id, "t", found.catalog, observations=found.observations)


def counts(indicator: str, areas: list[str]) -> list[tuple]:  # type: ignore[type-arg]
    return [(indicator, area, "2021", "", 40, None, None) for area in areas]


def consequences(packages: list[Package], without: str) -> tuple[str, ...]:
    kept = [p for p in packages if p.id != without]
    return build_removal(Repository(packages, "a"), Repository(kept, "b"), without).consequences


def test_figures_that_need_the_boundaries_are_named() -> None:
    figures = table("dogs", counts("dogs", [row[0] for row in QUARTERS] + [AMSEL]), DOGS)
    assert consequences([package(), borders(QUARTERS), figures], "borders") == (
        "Diese Gebiete gibt es danach nicht mehr: 2 Quartiere.",
        "„t“ braucht diese Grenzen: 2 Quartiere ohne Anzeige.",
    )


def test_outlines_that_were_replaced_come_back() -> None:
    redrawn = borders([row for row in AREAS if row[0] in (AMSEL, BUCHE)])
    assert consequences([package(), redrawn], "borders") == (
        "Die früheren Umrisse gelten wieder für 2 Städte und Gemeinden.",
    )


def test_indicators_computed_from_the_figures_are_named() -> None:
    dogs, cats = table("dogs", counts("dogs", [AMSEL]), DOGS), table("cats", counts("cats", [AMSEL]), CATS, SHARE)
    assert consequences([package(), dogs, cats], "dogs") == (
        "Daraus berechnete Indikatoren entfallen: Hunde je Katze.",
    )


def test_figures_of_others_count_again() -> None:
    form = table("form", counts("dogs", [BUCHE]), DOGS)
    both = [package(), table("dogs", counts("dogs", [AMSEL]), DOGS), form]
    assert consequences(both, "form") == (
        "Zu diesen Indikatoren gelten nur noch die Zahlen anderer Datensätze: Hunde.",
    )


def test_nothing_depends_on_figures_alone() -> None:
    assert consequences([package(), table("dogs", counts("dogs", [AMSEL]), DOGS)], "dogs") == ()
