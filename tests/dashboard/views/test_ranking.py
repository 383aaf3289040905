"""Heads of the table that equals the map."""

from __future__ import annotations

from dashboard.views.ranking import build_ranking
from tests.dashboard.small import current


def test_direction_turns_the_order_and_says_so() -> None:
    assert build_ranking(current(ind="school", level="kreis")).order_note == "Rang 1 = niedrigster Wert"
    assert build_ranking(current()).order_note == "Rang 1 = höchster Wert"


def test_the_unit_stands_in_the_head() -> None:
    assert build_ranking(current(ind="people")).value_label == "Wert (Personen)"
    assert build_ranking(current()).value_title == "Kinderarmut"
    assert build_ranking(current()).own_label == ""


def test_beside_a_difference_stands_the_value() -> None:
    found = build_ranking(current(vs="zeit:2020"))
    assert (found.value_label, found.own_label) == ("Unterschied", "Wert (%)")
    assert found.value_title == "Veränderung gegenüber 2020 in\u00a0Prozentpunkten"
    assert found.order_note == "Rang 1 = höchster Unterschied"
