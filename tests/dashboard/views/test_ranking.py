"""The table that equals the map."""

from __future__ import annotations

from dashboard.views.map import build_map
from dashboard.views.ranking import build_ranking
from tests.dashboard.small import current, small

NBSP = "\u00a0"


def test_ranked_areas_first_then_those_without_value_by_name() -> None:
    rows = build_ranking(current()).rows
    assert [(r.rank, r.name, r.text.replace(NBSP, " ")) for r in rows] == [
        (1, "Buche", "30,0 %"),
        (2, "Amsel", "10,0 %"),
        (2, "Clara", "10,0 %"),
        (4, "Eiche", "0,0 %"),
        (None, "Dohle", "•"),
        (None, "Fink", "k. A."),
    ]


def test_counts_stand_beside_a_rate_but_not_beside_what_is_hidden() -> None:
    found = build_ranking(current())
    assert found.has_counts
    assert [r.k_of_n for r in found.rows] == ["30 von 100", "10 von 100", "20 von 200", "0 von 80", "", ""]
    assert [r.value for r in found.rows] == [30.0, 10.0, 10.0, 0.0, None, None]


def test_counts_alone_have_no_k_of_n() -> None:
    assert not build_ranking(current(ind="people")).has_counts


def test_direction_turns_the_order_and_says_so() -> None:
    found = build_ranking(current(ind="school", level="kreis"))
    assert [r.name for r in found.rows] == ["Birke", "Kreis Ahorn"]
    assert found.order_note == "Rang 1 = niedrigster Wert"
    assert build_ranking(current()).order_note == "Rang 1 = höchster Wert"


def test_a_long_unit_stands_in_the_head_only() -> None:
    found = build_ranking(current(ind="people"))
    assert found.value_label == "Wert (Personen)"
    assert found.rows[0].text == "6.000"


def test_classes_are_those_of_the_map() -> None:
    found = current()
    of_map = {a.id: (a.cls, a.status) for a in build_map(small(), found).areas}
    assert {r.id: (r.cls, r.status) for r in build_ranking(found).rows} == of_map
