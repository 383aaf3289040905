"""Steckbrief: one area's value against the areas around it."""

from __future__ import annotations

from dashboard.views.profile import Comparison, Profile, build_profile
from tests.dashboard.small import AHORN, AMSEL, BUCHE, CLARA, DOHLE, FINK, NORTH_GNEIS, current, small

NBSP = "\u00a0"


def profile(area: str, **wanted: str) -> Profile:
    found = build_profile(small(), current(**wanted), area)
    assert found is not None
    return found


def test_value_rank_and_place() -> None:
    found = profile(BUCHE)
    assert (found.name, found.place) == ("Buche", "Kreis Ahorn · Kleinland")
    assert (found.value, found.unit, found.k_of_n) == ("30,0", "%", "30 von 100")
    assert found.rank == "Rang 1 von 4"
    assert (found.numerator, found.denominator) == ("Betroffene", "100 Personen")


def test_compared_with_kreis_and_land_in_percentage_points() -> None:
    """30,0 against 60/400 = 15,0 and 100/600 = 16,7."""
    assert profile(BUCHE).comparisons == (
        Comparison("Kreis Ahorn", "Kreis / kreisfreie Stadt", f"15,0{NBSP}%", f"15,0{NBSP}Prozentpunkte höher"),
        Comparison("Kleinland", "Land", f"16,7{NBSP}%", f"13,3{NBSP}Prozentpunkte höher"),
    )
    assert profile(AMSEL).comparisons[0].difference == f"5,0{NBSP}Prozentpunkte niedriger"


def test_a_comparison_is_said_in_words() -> None:
    found = profile(BUCHE, vs=f"gebiet:{AHORN}")
    assert (found.value, found.difference.replace(NBSP, " ")) == (
        "30,0",
        "Unterschied zum Wert von Kreis Ahorn (15,0 %): 15,0 Prozentpunkte höher",
    )
    assert found.rank == "Rang 1 von 4 nach dem Unterschied"


def test_equal_values_are_equal() -> None:
    assert profile(AMSEL, ind="jobless").comparisons[0].difference == "gleich hoch"


def test_absolute_numbers_of_different_territories_are_not_compared() -> None:
    found = profile(BUCHE, ind="people").comparisons
    assert [(c.name, c.value, c.difference) for c in found] == [
        ("Kreis Ahorn", "6.000", ""),
        ("Kleinland", "21.000", ""),
    ]


def test_a_hidden_value_says_why_and_shows_nothing_else() -> None:
    found = profile(DOHLE)
    assert (found.value, found.unit, found.k_of_n, found.rank) == ("•", "", "", "")
    assert found.status_note == "aus Datenschutzgründen nicht ausgewiesen"
    assert [c.difference for c in found.comparisons] == ["", ""]


def test_a_missing_value_is_something_else() -> None:
    assert (profile(FINK).value, profile(FINK).status_note) == ("k. A.", "keine Angabe")


def test_development_from_first_to_last_published_value() -> None:
    assert profile(BUCHE).development.replace(NBSP, " ") == (
        "Entwicklung: 25,0 % (2020) → 30,0 % (2021), 5,0 Prozentpunkte höher."
    )
    assert (
        profile(CLARA)
        .development.replace(NBSP, " ")
        .endswith("15,0 % (2020) → 10,0 % (2021), 5,0 Prozentpunkte niedriger.")
    )


def test_one_period_is_no_development() -> None:
    assert profile(BUCHE, ind="people").development == "Nur ein Zeitpunkt mit Wert vorhanden, daher kein Verlauf."


def test_a_hidden_year_leaves_no_development_of_one_point() -> None:
    assert "daher kein Verlauf" in profile(DOHLE).development


def test_a_break_in_the_series_forbids_the_difference() -> None:
    assert profile(AMSEL, ind="jobless").development.replace(NBSP, " ") == (
        "Entwicklung: 5,0 % (2019) → 4,0 % (2021), dazwischen ein Bruch in der Reihe (ab 2021: neue Zählweise), "
        "daher nicht vergleichbar."
    )


def test_an_area_of_another_view_has_no_profile() -> None:
    assert build_profile(small(), current(region=AHORN), DOHLE) is None
    assert build_profile(small(), current(), "nowhere") is None


def test_fiction_is_marked() -> None:
    assert profile(NORTH_GNEIS, region="fik", level="quartier").fictional
    assert profile(NORTH_GNEIS, region="fik", level="quartier").place == "Gneis · Fiktkreis"
    assert not profile(BUCHE).fictional
