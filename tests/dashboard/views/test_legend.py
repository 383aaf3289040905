"""The legend says the classes from high to low, how many areas, and which have no value."""

from __future__ import annotations

from dashboard.views.legend import Legend, build_legend
from tests.dashboard.small import current, only_values


def rows(legend: Legend) -> list[tuple[str, int]]:
    return [(c.text, c.count) for c in legend.classes]


def test_classes_from_high_to_low_with_their_areas() -> None:
    assert rows(build_legend(current())) == [
        ("über 23,0 bis 30,0", 1),
        ("über 16,0 bis 23,0", 0),
        ("über 10,0 bis 16,0", 0),
        ("über 8,8 bis 10,0", 2),
        ("0,0 bis 8,8", 1),
    ]


def test_only_states_that_occur_are_explained() -> None:
    states = [(s.symbol, s.text, s.count) for s in build_legend(current()).states]
    assert states == [("•", "aus Datenschutzgründen nicht ausgewiesen", 1), ("k. A.", "keine Angabe", 1)]
    earlier = build_legend(current(period="2020")).states
    assert [(s.status, s.count) for s in earlier] == [("MISSING", 1), ("NOT_MEANINGFUL", 1)]


def test_counts_of_classes_and_states_add_up_to_all_areas() -> None:
    legend = build_legend(current())
    assert sum(c.count for c in legend.classes) + sum(s.count for s in legend.states) == 6


def test_one_value_is_one_line() -> None:
    assert rows(build_legend(current(only_values(5.2, 5.2)))) == [("5,2", 2)]


def test_bounds_that_look_alike_get_more_decimals() -> None:
    assert rows(build_legend(current(only_values(1.01, 1.02, 1.03)))) == [
        ("über 1,02 bis 1,03", 1),
        ("über 1,01 bis 1,02", 1),
        ("1,01", 1),
    ]


def test_the_note_says_method_scope_and_direction() -> None:
    note = build_legend(current(classes="jenks")).note
    assert (
        note
        == "natürliche Klassen, Klassen über alle Zeitpunkte gleich; dunkler = höherer Wert = mehr Unterstützungsbedarf"
    )
    assert "weniger Unterstützungsbedarf" in build_legend(current(ind="school", level="kreis")).note
    assert "kein Bedarf" in build_legend(current(ind="people")).note
    assert "für diesen Zeitpunkt" in build_legend(current(ind="people")).note
