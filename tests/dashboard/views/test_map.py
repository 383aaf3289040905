"""One map: label, unit and legend beside its columns."""

from __future__ import annotations

from dashboard.views.map import MapView, build_map
from dashboard.views.place import build_place
from tests.dashboard.small import AHORN, AMSEL, current, entry, package, repository, small


def view(**wanted: str) -> MapView:
    found = current(**wanted)
    return build_map(found, build_place(small(), found.state.level, found.state.region))


def test_label_and_unit() -> None:
    found = view()
    assert (found.label, found.unit, found.inline, found.decimals, found.shown) == ("Kinderarmut, 2021", "%", "%", 1, 4)


def test_a_long_unit_does_not_stand_beside_every_number() -> None:
    assert (view(ind="people").unit, view(ind="people").inline) == ("Personen", "")


def test_legend_counts_are_the_classes_of_the_columns() -> None:
    found = view()
    assert {str(c.index): c.count for c in found.legend.classes} == {
        str(i): found.columns.cls.count(str(i)) for i in range(5)
    }


def test_no_figure_of_an_area_depends_on_its_place_in_the_table() -> None:
    """Amsel is the first of both."""
    assert build_place(small(), "gemeinde", AHORN).ids[0] == AMSEL
    assert view(region=AHORN).columns.value[0] == view().columns.value[0] == 100


def test_steps_are_named() -> None:
    named = entry("fifth", "Fünftel", kind="value_only", decimals=1, unit="Stufe", categories={1: "niedrig", 5: "hoch"})
    found = repository([("fifth", AMSEL, "2021", "", None, None, 5.0)], [named])
    shown = current(found)
    view = build_map(shown, build_place(found, shown.state.level, shown.state.region))
    assert view.steps == {"10": "niedrig", "50": "hoch"}
    assert package().id == "small"
