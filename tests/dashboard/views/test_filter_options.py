"""What the panel „Eingrenzen“ offers."""

from __future__ import annotations

from dataclasses import replace

from dashboard.views.filter_options import FilterOptions, build_filter_options, build_range
from geodata.repository import Repository
from tests.dashboard.small import AHORN, AMSEL, BIRKE, BUCHE, FIGURES, package, repository, small, state


def offered(found: Repository | None = None, **wanted: str) -> FilterOptions:
    return build_filter_options(found or small(), state(found, **wanted))


def test_what_does_not_tell_areas_apart_is_not_offered() -> None:
    found = offered(region=AHORN)
    assert (found.kinds, found.parents) == ((), ())


def test_area_types_with_their_number() -> None:
    whole = package()
    assert whole.areas is not None
    kinds = ["Stadt" if i == AMSEL else "Gemeinde" for i in whole.areas["area_id"]]
    found = offered(Repository([replace(whole, areas=whole.areas.assign(kind=kinds))], "x"))
    assert [(o.value, o.label) for o in found.kinds] == [("Gemeinde", "Gemeinde (5)"), ("Stadt", "Stadt (1)")]


def test_areas_above_by_level() -> None:
    assert [(g.label, [o.value for o in g.options]) for g in offered().parents] == [
        ("Kreise und kreisfreie Städte", [AHORN, BIRKE])
    ]


def test_sizes_suit_the_level_and_need_inhabitants() -> None:
    assert [o.value for o in offered().sizes] == ["landgemeinde", "kleinstadt", "mittelstadt", "grossstadt"]
    assert [o.value for o in offered(level="kreis").sizes] == ["kreis_klein", "kreis_mittel", "kreis_gross"]
    assert offered(repository([r for r in FIGURES if r[0] != "people"])).sizes == ()


def test_what_holds_is_marked() -> None:
    found = offered(f=f"in:{AHORN};ids:{AMSEL},{BUCHE};value:people:1..")
    assert found.chosen == {"in": (AHORN,), "ids": (AMSEL, BUCHE)}


def test_a_range_says_lowest_and_highest_published_value() -> None:
    """2021: 10, 30, 10, 0; Dohle's 4 % are hidden and appear in neither."""
    found = build_range(small(), state(), "poverty")
    assert (found.lowest, found.highest) == ("0,0", "30,0")
    assert found.sentence == "Ausgewiesen sind 0,0 bis 30,0\u00a0% (2021, 4 Gebiete)."
    assert [o.value for o in found.periods] == ["2021", "2020"]


def test_a_range_of_another_time() -> None:
    assert build_range(small(), state(), "poverty", "2020").sentence.endswith("8,0 bis 25,0\u00a0% (2020, 4 Gebiete).")


def test_without_a_published_value_there_is_nothing_to_type() -> None:
    found = repository([("poverty", AMSEL, "2021", "", 1, 50, None)])
    assert build_range(found, state(found), "poverty").sentence == "Für 2021 ist kein Wert ausgewiesen."
    assert build_range(small(), state(), "happiness").sentence == ""
    assert build_range(small(), state(), "school").sentence == ""
