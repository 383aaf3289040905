"""What is drawn: areas in their order, names, outlines."""

from __future__ import annotations

import pytest

from dashboard.views.place import GeometryRef, Place, build_place
from tests.dashboard.small import AHORN, LAND, NORTH_GNEIS, NORTH_HAFER, small


def place(level: str = "gemeinde", region: str = LAND) -> Place:
    return build_place(small(), level, region)


def test_names_in_the_order_of_the_ids() -> None:
    assert place().names == ("Amsel", "Buche", "Clara", "Dohle", "Eiche", "Fink")
    assert len(place().ids) == len(set(place().ids)) == 6


def test_quarters_of_several_municipalities_are_told_apart() -> None:
    found = place("quartier", "fik")
    assert dict(zip(found.ids, found.names, strict=True)) == {
        NORTH_GNEIS: "Nordstadt, Gneis",
        NORTH_HAFER: "Nordstadt, Hafer",
    }


def test_inside_a_kreis_the_fine_outlines_are_used() -> None:
    assert place().geometry == GeometryRef(LAND, "gemeinde", 0)
    assert place(region=AHORN).geometry == GeometryRef(AHORN, "gemeinde", 1)


def test_the_level_above_is_drawn_on_top_where_it_divides_the_region() -> None:
    assert place().borders == GeometryRef(LAND, "kreis", 0)
    assert place("kreis").borders is None
    assert place(region=AHORN).borders is None


def test_the_frame_holds_the_region_with_a_margin_of_two_per_cent() -> None:
    (south, west), (north, east) = place().bounds  # 51.0 to 51.2, 7.0 to 7.3
    assert (south, west, north, east) == pytest.approx((50.996, 6.994, 51.204, 7.306))
