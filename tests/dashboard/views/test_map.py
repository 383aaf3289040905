"""What the browser needs to colour and label areas it has the outlines of."""

from __future__ import annotations

import pytest

from dashboard.views.map import GeometryRef, MapArea, MapView, build_map
from tests.dashboard.small import AHORN, AMSEL, BUCHE, DOHLE, FINK, LAND, current, small


def view(**wanted: str) -> MapView:
    return build_map(small(), current(**wanted))


def area(found: MapView, area_id: str) -> MapArea:
    return next(a for a in found.areas if a.id == area_id)


def test_label_of_an_area() -> None:
    assert area(view(), BUCHE) == MapArea(
        id=BUCHE, name="Buche", cls=4, status="OK", value="30,0\u00a0%", detail="30 von 100 · Rang 1 von 4"
    )


def test_a_hidden_value_is_said_in_words_without_any_number() -> None:
    hidden = area(view(), DOHLE)
    assert (hidden.cls, hidden.value, hidden.detail) == (-1, "aus Datenschutzgründen nicht ausgewiesen", "")
    assert area(view(), FINK).value == "keine Angabe"


def test_every_area_of_the_level_is_there_once() -> None:
    ids = [a.id for a in view().areas]
    assert len(ids) == len(set(ids)) == 6


def test_inside_a_kreis_the_fine_outlines_are_used() -> None:
    assert view().geometry == GeometryRef(LAND, "gemeinde", 0)
    assert view(region=AHORN).geometry == GeometryRef(AHORN, "gemeinde", 1)


def test_the_level_above_is_drawn_on_top_where_it_divides_the_region() -> None:
    assert view().borders == GeometryRef(LAND, "kreis", 0)
    assert view(level="kreis", ind="poverty").borders is None
    assert view(region=AHORN).borders is None


def test_the_frame_holds_the_region_with_a_margin_of_two_per_cent() -> None:
    (south, west), (north, east) = view().bounds  # 51.0 to 51.2, 7.0 to 7.3
    assert (south, west, north, east) == pytest.approx((50.996, 6.994, 51.204, 7.306))


def test_label_and_source() -> None:
    found = view()
    assert found.label == "Kinderarmut, 2021"
    assert found.attribution == "Amt für Kleines"
    assert not found.fictional
    assert view(region="fik").fictional


def test_no_figure_of_an_area_depends_on_its_place_in_the_table() -> None:
    assert area(view(region=AHORN), AMSEL).value == area(view(), AMSEL).value
