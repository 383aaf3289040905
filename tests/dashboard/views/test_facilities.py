"""Types, lists and supply of facilities, checked by hand against the small country."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from dashboard.state import ViewState
from dashboard.views.facilities import (
    INCOMPLETE,
    NO_COUNT,
    NO_TARGET,
    NOT_LISTED,
    Supply,
    build_list,
    build_supply,
    build_types,
    chosen_types,
    facility_sources,
    in_area,
)
from geodata import areas as areas_module
from geodata.catalog import FacilityType
from geodata.repository import Repository
from tests.dashboard.facilities import facility_table, with_facilities
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    BUCHE,
    CLARA,
    DOHLE,
    LAND,
    NORTH_GNEIS,
    SIDE,
    SOUTH,
    WEST,
    package,
    small,
    state,
)  # fmt: skip


def asked(repository: Repository | None = None, **wanted: str) -> ViewState:
    return state(repository or with_facilities(), **{"fac": "kita,beratung", **wanted})


def supply(area: str, facility_type: str = "kita", repository: Repository | None = None) -> Supply:
    found = repository or with_facilities()
    (one,) = build_supply(found, asked(found, fac=facility_type), area)
    return one


def test_types_of_a_region_with_their_counts() -> None:
    found = [(t.type, t.label, t.count, t.unplaced) for t in build_types(with_facilities(), LAND)]
    assert found == [("beratung", "Beratung", 1, 1), ("kita", "Kitas", 4, 0)]
    (school,) = build_types(with_facilities(), "fik")
    assert (school.label, school.number) == ("Schule/klein", 2)  # the catalogue has no name for it
    assert build_types(small(), LAND) == ()


def test_a_type_looks_the_same_in_every_region() -> None:
    numbers = {t.type: t.number for region in (LAND, AHORN, "fik") for t in build_types(with_facilities(), region)}
    assert numbers == {"beratung": 0, "kita": 1, "schule/klein": 2}


def test_only_types_that_the_region_has_are_shown() -> None:
    assert [t.type for t in chosen_types(with_facilities(), asked(fac="kita,schule/klein"))] == ["kita"]
    assert facility_sources(with_facilities(), asked()) == "Amt für Kleines"
    assert facility_sources(with_facilities(), asked(fac="")) == ""


def test_places_per_hundred_of_the_target_group() -> None:
    """Amsel 2021: 10 poor children, 50 places."""
    assert supply(AMSEL) == Supply("Kitas", 1, "2", "50", "500,0", "Betroffene, 2021: 10")


def test_a_list_that_does_not_reach_an_area_is_no_zero() -> None:
    found = supply(CLARA)
    assert (found.count, found.places, found.per_100, found.basis) == ("k. A.", "k. A.", "k. A.", NOT_LISTED)
    assert supply(AMSEL, "beratung").count == "0"  # the list reaches Amsel: a zero like any other
    assert supply(AMSEL, "beratung").places == "0"


def test_a_target_group_too_small_to_show_gives_no_rate() -> None:
    found = supply(DOHLE)
    assert (found.count, found.places, found.per_100) == ("1", "10", "•")
    assert found.basis == "Betroffene, 2021: aus Datenschutzgründen nicht ausgewiesen"


def test_unstated_places_are_no_zero() -> None:
    found = supply(BUCHE)
    assert (found.count, found.places, found.per_100, found.basis) == ("1", "k. A.", "k. A.", INCOMPLETE)
    assert supply(AHORN).places == "50 (1 ohne Angabe)"


def test_a_list_of_some_municipalities_says_nothing_of_the_whole() -> None:
    assert supply(AHORN).basis == "Die Liste nennt Einrichtungen in 2 von 3 Gemeinden."
    assert supply(AHORN).per_100 == "k. A."


@pytest.mark.parametrize(
    ("target", "basis"),
    [
        ("", NO_TARGET),
        ("gibt_es_nicht", NO_TARGET),
        ("jobless", NO_COUNT),
        ("quarter_poverty", "Betroffene: keine Angabe"),
    ],
)
def test_why_there_is_no_rate(target: str, basis: str) -> None:
    described = with_facilities((FacilityType(type="kita", name="Kitas", target=target),))
    found = supply(AMSEL, repository=described)
    assert (found.places, found.per_100) == ("50", "k. A.")
    assert found.basis == basis


def test_a_group_of_the_target() -> None:
    """Amsel 2021: 5 poor children under 3."""
    described = with_facilities((FacilityType(type="kita", name="Kitas", target="poverty", group="u3"),))
    assert supply(AMSEL, repository=described).basis == "Betroffene (unter 3), 2021: 5"
    assert supply(AMSEL, repository=described).per_100 == "1.000,0"


@pytest.mark.slow
def test_nobody_in_the_target_group_is_not_meaningful() -> None:
    table = facility_table().assign(area_id="99002002")  # Eiche 2021: 0 of 80
    plain = package()
    catalog = with_facilities().catalog
    moved = Repository([replace(plain, catalog=catalog, facilities=table)], "abc")
    found = supply("99002002", repository=moved)
    assert (found.per_100, found.basis) == ("k. A.", INCOMPLETE)
    whole = Repository([replace(plain, catalog=catalog, facilities=table.fillna({"places": 1.0}))], "abc")
    assert (supply("99002002", repository=whole).per_100, supply("99002002", repository=whole).basis) == (
        "×",
        "Betroffene, 2021: niemand",
    )


def test_the_list_is_of_the_area_selected_last() -> None:
    found = build_list(with_facilities(), asked(), [])
    assert (found.area, found.total) == ("Kleinland", 5)
    assert [r.name for r in found.rows] == ["Rat und Tat", "Kita <b>Eins</b>", "Kita Drei", "Kita Vier", "Kita Zwei"]
    assert (found.rows[2].places, found.rows[2].area) == ("k. A.", "Buche")
    assert [r.name for r in build_list(with_facilities(), asked(), [BUCHE, AMSEL]).rows] == [
        "Kita <b>Eins</b>",
        "Kita Zwei",
    ]
    assert build_list(with_facilities(), asked(fac=""), []).rows == ()


def test_a_long_list_is_cut_and_says_how_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.views.facilities.MOST_LISTED", 2)
    found = build_list(with_facilities(), asked(), [])
    assert (len(found.rows), found.total) == (2, 5)


def test_an_area_of_another_layer_is_decided_by_the_coordinate() -> None:
    """A district of Gneis that does not hold its quarter: the school lies in it by its coordinate alone."""
    plain = package()
    assert plain.areas is not None
    assert plain.geometry is not None
    ids = ["fik/g/west", "fik/g/ost"]
    more = areas_module.normalise(
        pd.DataFrame({"area_id": ids, "name": ["West", "Ost"], "level": "stadtteil", "parent_id": "fik/g",
                      "region": "fik", "fictional": True, "area_km2": 0.5})
    )  # fmt: skip
    left = WEST + SIDE * 10
    halves = [box(left, SOUTH, left + 0.06, SOUTH + SIDE), box(left + 0.06, SOUTH, left + SIDE, SOUTH + SIDE)]
    drawn = [gpd.GeoDataFrame({"area_id": ids, "lod": lod}, geometry=halves, crs=4326) for lod in (0, 1)]
    whole = replace(
        plain,
        areas=pd.concat([plain.areas, more], ignore_index=True),
        geometry=pd.concat([plain.geometry, *drawn], ignore_index=True),
        facilities=facility_table(),
    )
    repository = Repository([whole], "abc")
    assert list(in_area(repository, "fik/g/west")["name"]) == ["Schule Nord"]
    assert in_area(repository, "fik/g/ost").empty
    assert list(in_area(repository, NORTH_GNEIS)["name"]) == ["Schule Nord"]


def test_ids_of_two_lists_may_be_the_same() -> None:
    plain = package()
    other = replace(package(package_id="other", rows=[]), facilities=facility_table().assign(name="andere"))
    both = Repository([replace(plain, facilities=facility_table()), other], "abc")
    assert len(both.facilities) == 2 * len(facility_table())
