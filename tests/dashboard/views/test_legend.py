"""The legend says the classes from high to low, how many areas, and which have no value."""

from __future__ import annotations

import pytest

from dashboard.views.legend import Legend, build_legend
from tests.dashboard.small import AHORN, AMSEL, BUCHE, current, entry, only_values, repository


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


def test_values_that_look_alike_get_more_decimals_everywhere() -> None:
    found = current(only_values(1.01, 1.02, 1.03))
    assert found.indicator.decimals == 2
    assert current(only_values(1.0, 2.0, 3.0)).indicator.decimals == 1


def test_bounds_that_look_alike_get_more_decimals() -> None:
    assert rows(build_legend(current(only_values(1.01, 1.02, 1.03)))) == [
        ("über 1,02 bis 1,03", 1),
        ("über 1,01 bis 1,02", 1),
        ("1,01", 1),
    ]


def test_the_note_says_method_scope_and_direction() -> None:
    note = build_legend(current(classes="jenks")).note
    assert note == "natürliche Klassen; Klassen für alle Zeitpunkte; dunkler = mehr Unterstützungsbedarf"
    assert "weniger Unterstützungsbedarf" in build_legend(current(ind="school", level="kreis")).note
    assert "kein Bedarf" in build_legend(current(ind="people")).note
    assert "für diesen Zeitpunkt" in build_legend(current(ind="people")).note


def test_the_areas_around_are_marked_where_their_value_lies() -> None:
    """Kreis Ahorn has 15,0 %, Kleinland 16,7 %."""
    marks = {c.text: c.markers for c in build_legend(current(region=AHORN)).classes if c.markers}
    assert marks == {
        "über 10,0 bis 15,0": ("Kreis Ahorn 15,0\u00a0%",),
        "über 15,0 bis 25,0": ("Kleinland 16,7\u00a0%",),
    }
    both = build_legend(current(region=AHORN, classes="own", bounds="20")).classes[1]
    assert both.markers == ("Kreis Ahorn 15,0\u00a0%", "Kleinland 16,7\u00a0%")


def test_a_count_of_the_whole_is_no_mark_among_its_parts() -> None:
    assert not any(c.markers for c in build_legend(current(ind="people")).classes)


def test_own_bounds_and_until_they_are_set() -> None:
    found = build_legend(current(classes="own", bounds="5,10"))
    assert rows(found) == [("über 10,0", 1), ("über 5,0 bis 10,0", 2), ("bis 5,0", 1)]
    assert found.note.startswith("eigene Grenzen; dunkler")
    assert "bis eigene Grenzen gesetzt sind" in build_legend(current(classes="own")).note


def test_a_threshold_names_whose_value_it_is() -> None:
    found = build_legend(current(region=AHORN, classes="threshold"))
    assert rows(found) == [("über 15,0", 1), ("bis 15,0", 2)]
    assert found.note.startswith("Schwellenwert: Wert von Kreis Ahorn; höherer Wert")
    found = build_legend(current(region=AHORN, classes="threshold", thr="land"))
    assert found.classes[0].text == "über 16,7"
    assert "Wert von Kleinland" in found.note
    assert not any(c.markers for c in found.classes)
    found = build_legend(current(classes="threshold", thr="median"))
    assert rows(found) == [("über 10,0", 1), ("bis 10,0", 3)]
    assert rows(build_legend(current(classes="threshold", thr="9"))) == [("über 9,0", 3), ("bis 9,0", 1)]


def test_differences_read_higher_and_lower() -> None:
    """Against their Kreis: Amsel and Clara −5, Buche +15, Eiche −20."""
    found = build_legend(current(vs="kreis"))
    assert (found.title, found.unit) == ("Unterschied zum Wert des jeweiligen Kreises", "in\u00a0Prozentpunkten")
    assert rows(found) == [
        ("über 10,0 bis 20,0 höher", 1),
        ("bis 10,0 höher", 0),
        ("gleich", 0),
        ("bis 10,0 niedriger", 2),
        ("über 10,0 bis 20,0 niedriger", 1),
    ]
    assert "auf beiden Seiten gleich" in found.note
    assert not any(c.markers for c in found.classes)


@pytest.mark.slow
def test_steps_have_the_names_of_the_catalogue() -> None:
    steps = entry("v", "Stufe", kind="value_only", unit="Stufe", decimals=0, categories={1: "niedrig", 2: "hoch"})
    found = repository([("v", AMSEL, "2021", "", None, None, 1.0), ("v", BUCHE, "2021", "", None, None, 1.0)], [steps])
    legend = build_legend(current(found))
    assert (rows(legend), legend.unit) == ([("hoch", 0), ("niedrig", 2)], "")
    assert legend.note.startswith("Stufen der Quelle; dunkler")


def test_steps_with_other_values_than_named_are_amounts() -> None:
    steps = entry("v", "Stufe", kind="value_only", unit="Stufe", decimals=1, categories={1: "niedrig", 2: "hoch"})
    found = repository([("v", AMSEL, "2021", "", None, None, 1.5), ("v", BUCHE, "2021", "", None, None, 1.0)], [steps])
    assert rows(build_legend(current(found))) == [("über 1,0 bis 1,5", 1), ("1,0", 1)]


def test_without_any_value_there_are_states_only() -> None:
    rows_ = [("poverty", i, "2021", "", 1, 50, None) for i in (AMSEL, BUCHE)]
    legend = build_legend(current(repository(rows_)))
    assert legend.classes == ()
    assert [(s.status, s.count) for s in legend.states] == [("SUPPRESSED", 2), ("MISSING", 4)]


def test_conditions_change_counts_but_neither_bounds_nor_colours() -> None:
    whole, part = build_legend(current()), build_legend(current(f=f"ids:{AMSEL},{BUCHE}"))
    assert [c.text for c in part.classes] == [c.text for c in whole.classes]
    assert [c.count for c in part.classes] == [1, 0, 0, 1, 0]
    assert (part.states, part.outside) == ((), 4)
    assert "auch über ausgeblendete Gebiete" in part.note
