"""The sentence that says what is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views.current import build_current
from dashboard.views.headline import Headline, build_headline
from geodata.repository import Repository
from tests.dashboard.small import AHORN, INDICATORS, current, entry, only_values, repository, small, state

NBSP = "\u00a0"


def headline(found: Repository | None = None, **wanted: str) -> Headline:
    return build_headline(found or small(), current(found, **wanted))


def plain(found: Repository | None = None, **wanted: str) -> str:
    return headline(found, **wanted).sentence.replace(NBSP, " ")


def test_own_value_lowest_and_highest() -> None:
    assert plain() == "Kinderarmut, 2021: Kleinland 16,7 %; niedrigster Wert 0,0 % (Eiche), höchster 30,0 % (Buche)."


def test_without_an_own_value_the_region_is_left_out() -> None:
    assert plain(period="2020") == "Kinderarmut, 2020: niedrigster Wert 8,0 % (Amsel), höchster 25,0 % (Buche)."


def test_the_group_is_named() -> None:
    assert plain(group="u3") == "Kinderarmut (unter 3), 2021: niedrigster Wert 10,0 % (Amsel), höchster 25,0 % (Buche)."


def test_a_tie_names_both() -> None:
    assert plain(region=AHORN).endswith("niedrigster Wert 10,0 % (Amsel und Clara), höchster 30,0 % (Buche).")


def test_a_tie_of_many_names_two_and_counts_the_rest() -> None:
    sentence = plain(only_values(1, 1, 1, 1, 7))
    assert sentence == "Wert, 2021: niedrigster Wert 1,0 €/m² (Amsel, Buche und 2 weitere), höchster 7,0 €/m² (Eiche)."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [((4,), "Wert, 2021: Amsel 4,0 €/m²."), ((4, 4), "Wert, 2021: Amsel und Buche 4,0 €/m².")],
)
def test_one_value_has_no_extremes(values: tuple[float, ...], sentence: str) -> None:
    assert plain(only_values(*values)) == sentence


def test_what_it_rests_on() -> None:
    assert headline().facts == (
        "4 von 6 Gebieten (Städte und Gemeinden)",
        "Stand: 2021",
        "Quelle: Amt für Kleines",
        "aus Datenschutzgründen nicht ausgewiesen: 1",
        "keine Angabe: 1",
    )


def test_nobody_hidden_is_said_too() -> None:
    assert headline(ind="people").facts[-1] == "nicht ausgewiesen: 0"


def test_a_caution_of_the_catalogue_is_always_shown() -> None:
    found = repository(entries=[entry("poverty", "Kinderarmut", caution="Nur ein Hinweis."), *INDICATORS[1:]])
    assert headline(found, ind="poverty").caution == "Nur ein Hinweis."
    assert headline().caution == ""


def test_nothing_to_show_says_what_to_do() -> None:
    found = build_headline(small(), build_current(small(), replace(state(region=AHORN), period="1999")))
    assert found.sentence == "Für Städte und Gemeinden in Kreis Ahorn liegen zu „Kinderarmut“ keine Angaben vor."
    assert found.facts[0] == "0 von 3 Gebieten (Städte und Gemeinden)"
    assert "Daten und Methoden" in found.hint
    assert headline().hint == ""


def test_fiction_is_marked() -> None:
    assert headline(region="fik").fictional
    assert not headline().fictional
