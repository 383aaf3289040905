"""Whole packages: every relation that areas, catalogue and figures give away is used, and none that is not there."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import areas as areas_module
from geodata.audit.memory import Delivered
from geodata.audit.packages import PackageFindings, audit_packages
from geodata.catalog import Catalog, DisclosureRule, GroupSum, Share
from geodata.methods.disclosure import protect
from geodata.observations import ValueStatus, normalise
from geodata.package import LOD_DETAIL, Package
from tests.geodata.shapes import METRIC, square
from tests.geodata.small import CITY, COUNTRY, PEOPLE, POOR, STATE, TOWN, VILLAGE, areas, catalog, indicator

SUPPRESSED, MISSING = ValueStatus.SUPPRESSED.value, ValueStatus.MISSING.value
HIDDEN = {"status": SUPPRESSED, "k": math.nan, "value": math.nan}
GROUPS = {"young": "jung", "old": "alt"}
GROUPED = indicator("grouped", "count", unit="Personen", groups=GROUPS, additive_groups=True, additive_areas=True)


def made(*rows: dict[str, object], catalog: Catalog, package_id: str = "made", **parts: object) -> Package:
    """A package as published: rows are taken as they are."""
    filled = [{"dataset": "made", "period": "2023", "status": "OK", **row} for row in rows]
    table = normalise(pd.DataFrame(filled)) if rows else None
    if table is not None:
        table["value"] = table["value"].where(table["value"].notna(), table["k"])
    return Package(package_id, "Gemacht", catalog, **{"areas": areas(), "observations": table, **parts})


def cell(area: str, k: float | None, name: str = "people", **more: object) -> dict[str, object]:
    """A count; None is suppressed."""
    shown = HIDDEN if k is None else {"k": k}
    return {"indicator": name, "area_id": area, **shown, **more}


def share(area: str, k: float | None, n: float | None, name: str = "poor", **more: object) -> dict[str, object]:
    value = math.nan if k is None or n is None else 100 * k / n
    shown = HIDDEN if k is None else {"k": k, "value": value}
    return {"indicator": name, "area_id": area, "n": math.nan if n is None else n, **shown, **more}


def leaks(found: PackageFindings) -> set[tuple[str, str, float, float]]:
    return set(found.leaks[["area_id", "what", "lower", "upper"]].itertuples(index=False, name=None))


ONE = catalog(PEOPLE)


def test_one_hidden_child_of_a_published_parent():
    package = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 48), catalog=ONE)
    found = audit_packages([package])
    assert leaks(found) == {(CITY, "Anzahl", 2, 2)}
    assert found.leaks["how"].tolist() == ["berechenbar"]
    assert (found.cells, found.suppressed, found.indicators) == (3, 1, 1)
    assert not found.safe


def test_two_hidden_children_are_safe():
    found = audit_packages([made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)])
    assert leaks(found) == set()
    assert found.safe


def test_levels_without_figures_are_seen_through():
    """The state is its municipalities, though no district has a figure; the city is its own district."""
    package = made(cell(STATE, 50), cell("05315000", 20), cell(TOWN, 28), cell(VILLAGE, None), catalog=ONE)
    assert leaks(audit_packages([package])) == {(VILLAGE, "Anzahl", 2, 2)}


def test_a_figure_that_is_not_known_hides_another():
    known = [cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 30)]
    missing = cell(COUNTRY, math.nan, status=MISSING)
    for rows in (known[:2], [*known[:2], missing]):
        assert leaks(audit_packages([made(*rows, catalog=ONE)])) == set()
    assert leaks(audit_packages([made(*known, catalog=ONE)])) == {(CITY, "Anzahl", 20, 20)}


def test_areas_that_do_not_make_up_their_parent_or_do_not_add_up_tell_nothing():
    rows = [cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 48)]
    partial = areas().assign(partition=lambda a: ~a["area_id"].eq(CITY))
    assert leaks(audit_packages([made(*rows, catalog=ONE, areas=partial)])) == set()
    alone = catalog(indicator("people", "count", unit="Personen"))
    assert leaks(audit_packages([made(*rows, catalog=alone)])) == set()


def test_groups_add_up_to_the_total():
    rows = [
        cell(CITY, 40, "grouped"),
        cell(CITY, None, "grouped", group="young"),
        cell(CITY, 38, "grouped", group="old"),
    ]
    found = audit_packages([made(*rows, catalog=catalog(GROUPED))])
    assert found.leaks[["group", "lower", "upper"]].values.tolist() == [["young", 2.0, 2.0]]


def test_groups_of_parts_and_a_total_of_the_whole():
    """The state has only its total, the districts only their groups: together they give the hidden group away."""
    rows = [
        cell(STATE, 100, "grouped"),
        *(cell(a, k, "grouped", group=g) for a, g, k in [
            (CITY, "young", None), (CITY, "old", 38), (COUNTRY, "young", 20), (COUNTRY, "old", 40),
        ]),
    ]  # fmt: skip
    assert leaks(audit_packages([made(*rows, catalog=catalog(GROUPED))])) == {(CITY, "Anzahl", 2, 2)}


def test_small_rest_of_a_rate_is_found_by_its_cases():
    """58 of 60 in the city follow from the state; the rest of 2 is what must not be known."""
    rows = [share(STATE, 98, 200), share(CITY, None, 60), share(COUNTRY, 40, 140)]
    assert leaks(audit_packages([made(*rows, catalog=catalog(POOR))])) == {(CITY, "Anzahl", 58, 58)}


def test_a_rest_leaks_although_its_cases_do_not():
    """99.9 % of 1600 are 1598 or 1599: all but one or two."""
    row = {"indicator": "poor", "area_id": CITY, "k": math.nan, "n": 1600, "value": 99.9}
    assert leaks(audit_packages([made(row, catalog=catalog(POOR))])) == {(CITY, "Rest zum Nenner", 1, 2)}
    unguarded = POOR.model_copy(update={"disclosure": DisclosureRule(protect_complement=False)})
    assert leaks(audit_packages([made(row, catalog=catalog(unguarded))])) == set()


def test_where_zero_is_protected_too():
    """That all of the people counted are meant is then a secret, too: by a printed 100 %, and in the open."""
    guarded = POOR.model_copy(update={"disclosure": DisclosureRule(protect_zero=True)})
    row = {"indicator": "poor", "area_id": CITY, "k": math.nan, "n": 60, "value": 100.0}
    assert leaks(audit_packages([made(row, catalog=catalog(guarded))])) == {(CITY, "Rest zum Nenner", 0, 0)}
    assert leaks(audit_packages([made(row, catalog=catalog(POOR))])) == set()
    rows = [share(CITY, 60, 60), share(COUNTRY, 0, 90)]
    found = {(CITY, "Rest zum Nenner", 0, 0), (COUNTRY, "Anzahl", 0, 0)}
    assert leaks(audit_packages([made(*rows, catalog=catalog(guarded))])) == found


def test_a_hidden_base_is_found():
    rows = [share(STATE, 40, 150), share(CITY, None, None), share(COUNTRY, None, 148)]
    assert leaks(audit_packages([made(*rows, catalog=catalog(POOR))])) == {(CITY, "Nenner", 2, 2)}


@pytest.mark.parametrize(("value", "n", "found"), [(2.8, 72, {(CITY, "Anzahl", 2, 2)}), (2.8, 720, set())])
def test_a_printed_share_pins_its_cases(value, n, found):
    """2.8 % of 72 is 2; of 720 it is 20."""
    row = {"indicator": "poor", "area_id": CITY, "k": math.nan, "n": n, "value": value}
    assert leaks(audit_packages([made(row, catalog=catalog(POOR))])) == found


def test_a_printed_share_that_fits_no_whole_number_is_left_aside():
    row = {"indicator": "poor", "area_id": CITY, "k": math.nan, "n": 10, "value": 33.3}
    found = audit_packages([made(row, catalog=catalog(POOR))])
    assert (found.unusable, leaks(found), found.contradictions) == (1, set(), ())


@pytest.mark.parametrize(("elsewhere", "found"), [(12.0, set()), (12.5, {(CITY, "Anzahl", 2, 2)})])
def test_printed_precision_counts(elsewhere, found):
    """1 % of 200, in a table of whole per cent, is one to three people; where others have a decimal, it is two."""
    shown = {"indicator": "poor", "k": math.nan, "n": 200}
    rows = [
        {**shown, "area_id": CITY, "value": 1.0},
        {**shown, "area_id": COUNTRY, "value": elsewhere, "period": "2020"},
    ]
    assert leaks(audit_packages([made(*rows, catalog=catalog(POOR))])) == found


CHILDREN = indicator("children", "count", unit="Kinder", additive_areas=True)
CHILD_SHARE = indicator("child_share", "rate", derived=Share(type="share", numerator="children", denominator="people"))


def test_numerator_and_denominator_published_give_a_derived_rest_away():
    rows = [cell(CITY, 58, "children"), cell(CITY, 60)]
    found = audit_packages([made(*rows, catalog=catalog(PEOPLE, CHILDREN, CHILD_SHARE))])
    assert leaks(found) == {(CITY, "Rest zum Nenner", 2, 2)}
    assert found.leaks["indicator"].tolist() == ["child_share"]
    assert leaks(audit_packages([made(*rows, catalog=catalog(PEOPLE, CHILDREN))])) == set()
    guarded = CHILD_SHARE.model_copy(update={"disclosure": DisclosureRule(protect_zero=True)})
    all_children = [cell(CITY, 60, "children"), cell(CITY, 60)]
    assert leaks(audit_packages([made(*all_children, catalog=catalog(PEOPLE, CHILDREN, guarded))])) == {
        (CITY, "Rest zum Nenner", 0, 0)
    }


def test_a_share_with_rows_of_its_own_has_the_same_counts():
    rows = [cell(CITY, None, "children"), cell(CITY, 60), share(CITY, 20, 60, "child_share")]
    found = audit_packages([made(*rows, catalog=catalog(PEOPLE, CHILDREN, CHILD_SHARE))])
    assert leaks(found) == {(CITY, "Anzahl", 20, 20)}


def test_groups_within_groups_leave_a_count_between_them():
    ages = indicator(
        "ages", "count", unit="Kinder", groups={"u15": "unter 15", "u18": "unter 18"},
        group_sums=(GroupSum(total="u18", parts=("u15",), rest=True),),
    )  # fmt: skip
    rows = [cell(CITY, 103, "ages", group="u18"), cell(CITY, 101, "ages", group="u15")]
    found = audit_packages([made(*rows, catalog=catalog(ages))])
    assert leaks(found) == {(CITY, "Differenz", 2, 2)}
    assert found.leaks["group"].tolist() == ["u18 ohne u15"]
    unstated = ages.model_copy(update={"group_sums": ()})
    assert leaks(audit_packages([made(*rows, catalog=catalog(unstated))])) == set()


def test_two_divisions_of_one_total_and_another_indicator():
    """By sex and by age; „people“ is the same count under another name."""
    parts = {"m": "männlich", "w": "weiblich", "a": "jung", "b": "alt"}
    sums = (GroupSum(total="people:", parts=("m", "w")), GroupSum(total="people:", parts=("a", "b")))
    both = indicator("both", "count", unit="Personen", groups=parts, group_sums=sums)
    rows = [cell(CITY, 20, "both", group="m"), cell(CITY, 30, "both", group="w")]
    rows += [cell(CITY, None, "both", group="a"), cell(CITY, 48, "both", group="b")]
    found = audit_packages([made(*rows, catalog=catalog(PEOPLE, both))])
    assert found.leaks[["group", "lower"]].values.tolist() == [["a", 2.0]]


def test_a_sum_with_an_indicator_that_is_not_there_tells_nothing():
    part = PEOPLE.model_copy(update={"group_sums": (GroupSum(total="all_people:", parts=("",)),)})
    assert audit_packages([made(cell(CITY, None), cell(STATE, 50), catalog=catalog(part))]).safe


def known(found: PackageFindings) -> dict[str, str]:
    return dict(zip(found.known["area_id"], found.known["how"], strict=True))


def test_what_the_earlier_publication_says_itself_is_named_and_no_leak_of_the_new_one():
    before = made(cell(STATE, 50), cell(CITY, 20), cell(COUNTRY, 30), catalog=ONE)
    now = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)
    found = audit_packages([now], previous=[before])
    assert found.safe
    assert known(found) == {CITY: "früher veröffentlicht", COUNTRY: "früher veröffentlicht"}
    assert found.known[["lower", "upper"]].values.tolist() == [[20, 20], [30, 30]]


def test_one_earlier_number_gives_its_neighbour_away():
    before = made(cell(CITY, 20), cell(COUNTRY, None), catalog=ONE)
    now = made(cell(STATE, 22), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)
    found = audit_packages([now], previous=[before])
    assert leaks(found) == {(COUNTRY, "Anzahl", 2, 2)}
    assert known(found) == {CITY: "früher veröffentlicht"}


def test_what_leaked_from_the_earlier_publication_alone_is_not_the_new_one_s_fault():
    before = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 48), catalog=ONE)
    now = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)
    found = audit_packages([now], previous=[before])
    assert found.safe
    assert known(found) == {CITY: "schon aus dem früheren Stand berechenbar", COUNTRY: "früher veröffentlicht"}


def test_revised_numbers_tell_nothing():
    before = made(cell(CITY, 60), cell(COUNTRY, None), catalog=ONE)
    now = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)
    found = audit_packages([now], previous=[before])
    assert leaks(found) == set()
    assert not found.contradictions
    assert known(found) == {}


def test_the_sums_of_then_hold_for_figures_that_did_not_change():
    """Another pattern beside a revised figure: 14 for town and village then, 12 for the town now."""
    before = made(cell(COUNTRY, 14), cell(TOWN, None), cell(VILLAGE, None), catalog=ONE)
    now = made(cell(COUNTRY, 20), cell(TOWN, 12), cell(VILLAGE, None), catalog=ONE)
    unchanged = made(cell(COUNTRY, 20), cell(TOWN, 12), cell(VILLAGE, 8), catalog=ONE)
    then = made(cell(COUNTRY, 14), cell(TOWN, 12), cell(VILLAGE, 2), catalog=ONE)
    found = audit_packages([now], previous=[before], delivered=Delivered([unchanged], [then]))
    assert (VILLAGE, "Anzahl", 2, 2) in leaks(found)
    assert set(found.leaks["how"]) == {"berechenbar", "Zahl des früheren Stands, mit dem neuen berechenbar"}


def test_what_is_not_delivered_any_more_is_still_known():
    before = made(cell(STATE, 50), cell(CITY, 20), cell(COUNTRY, 30), catalog=ONE)
    now = made(cell(CITY, 20), cell(COUNTRY, 30), cell(TOWN, 28), cell(VILLAGE, None), catalog=ONE)
    gone = made(cell(COUNTRY, None), cell(TOWN, 28), cell(VILLAGE, None), catalog=ONE)
    assert leaks(audit_packages([gone])) == set()
    assert leaks(audit_packages([gone], previous=[before])) == {(VILLAGE, "Anzahl", 2, 2)}
    assert leaks(audit_packages([now])) == {(VILLAGE, "Anzahl", 2, 2)}


def test_numbers_in_the_open_below_the_threshold():
    """Whoever forgot to protect is told, too."""
    rows = [cell(CITY, 2), share(CITY, 58, 60), share(COUNTRY, 0, 2)]
    found = audit_packages([made(*rows, catalog=catalog(PEOPLE, POOR))])
    expected = {(CITY, "Anzahl", 2, 2), (CITY, "Rest zum Nenner", 2, 2), (COUNTRY, "Nenner", 2, 2)}
    assert leaks(found) == expected
    assert set(found.leaks["how"]) == {"steht offen"}


def test_only_what_the_new_packages_cause():
    """The base leaks by itself (city), and because of a new package (village)."""
    other = catalog(indicator("later", "count", unit="Personen", dataset="new"), dataset="new")
    old_catalog = catalog(PEOPLE, indicator("families", "count", unit="Familien", additive_areas=True))
    base = made(
        cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 48), cell(TOWN, 46), cell(VILLAGE, None),
        cell(TOWN, 12, "families"), cell(VILLAGE, None, "families"), catalog=old_catalog, package_id="old",
    )  # fmt: skip
    harmless = made({"dataset": "new", **cell(CITY, 7, "later")}, catalog=other, package_id="new")
    assert leaks(audit_packages([harmless], [base])) == set()
    assert len(leaks(audit_packages([base]))) == 2
    sums = indicator(
        "later", "count", unit="Familien", dataset="new", group_sums=(GroupSum(total="families:", parts=("",)),)
    )
    telling = made(
        {"dataset": "new", **cell(COUNTRY, 14, "later")}, catalog=catalog(sums, dataset="new"), package_id="new"
    )
    assert leaks(audit_packages([telling], [base])) == {(VILLAGE, "Anzahl", 2, 2)}


def test_a_package_of_the_same_id_replaces_that_of_the_base():
    old = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, 48), catalog=ONE)
    new = made(cell(STATE, 50), cell(CITY, None), cell(COUNTRY, None), catalog=ONE)
    assert audit_packages([new], [old]).safe


def test_sums_that_do_not_hold_are_reported_and_left_out():
    rows = [cell(STATE, 90), cell(CITY, 20), cell(COUNTRY, 50), cell(TOWN, 48), cell(VILLAGE, None)]
    found = audit_packages([made(*rows, catalog=ONE)])
    assert leaks(found) == {(VILLAGE, "Anzahl", 2, 2)}
    (only,) = found.contradictions
    assert only.amount == 20
    assert only.label == "die Summe der Kreise und kreisfreie Städte: people, Gebiet 05, 2023"


def test_sums_with_hidden_cells_that_do_not_hold_are_left_out_too():
    rows = [cell(STATE, 50), cell(CITY, 60), cell(COUNTRY, None), cell(TOWN, 48), cell(VILLAGE, None)]
    found = audit_packages([made(*rows, catalog=ONE)])
    assert [c.certain for c in found.contradictions] == [False]
    assert leaks(found) == set()
    assert not found.unproven


def test_rounded_and_broken_counts_are_not_audited_and_named():
    rounded = indicator("rounded", "count", unit="Personen", disclosure=DisclosureRule(rounding=5))
    rows = [cell(CITY, 1.5), cell(STATE, None), cell(CITY, 5, "rounded")]
    found = audit_packages([made(*rows, catalog=catalog(PEOPLE, rounded))])
    assert found.uncounted == ("people", "rounded")
    assert found.cells == 0


def test_nothing_at_all():
    assert audit_packages([]).safe
    assert audit_packages([made(catalog=ONE)]).safe


# -- layers over each other ------------------------------------------------------------------------------------

TOWN_HALL = "05315000"


def layered(**layers: list[tuple[str, float, float]]) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Areas below Köln as strips from west to east: level → (key, from column, to column)."""
    rows = [{"area_id": TOWN_HALL, "name": "Köln", "level": "gemeinde", "parent_id": "", "partition": True}]
    shapes = [square(0, side=4000.0)]
    for level, strips in layers.items():
        for key, start, end in strips:
            area_id = f"{TOWN_HALL}/{level}/{key}"
            rows.append({"area_id": area_id, "name": key, "level": level, "parent_id": TOWN_HALL, "partition": False})
            west = square(0, shift=1000 * start).bounds
            shapes.append(_box(west[0], west[1], west[0] + 1000 * (end - start), west[1] + 4000))
    table = areas_module.normalise(pd.DataFrame(rows))
    drawn = gpd.GeoDataFrame({"area_id": [r["area_id"] for r in rows], "lod": LOD_DETAIL}, geometry=shapes, crs=METRIC)
    return table, drawn.to_crs(4326)


def _box(west: float, south: float, east: float, north: float):
    from shapely.geometry import box

    return box(west, south, east, north)


def zoned(numbers: dict[str, float | None], **layers: list[tuple[str, float, float]]) -> PackageFindings:
    table, drawn = layered(**layers)
    rows = [cell(f"{TOWN_HALL}/{place}" if place else TOWN_HALL, k) for place, k in numbers.items()]
    return audit_packages([made(*rows, catalog=ONE, areas=table, geometry=drawn)])


def test_an_area_that_is_a_union_of_areas_of_another_layer():
    """West = 1 + 2 and east = 3 + 4 although no table says so."""
    found = zoned(
        {"raum/west": 30, "viertel/1": 28, "viertel/2": None},
        raum=[("west", 0, 2), ("ost", 2, 4)],
        viertel=[(str(i + 1), i, i + 1) for i in range(4)],
    )
    assert leaks(found) == {(f"{TOWN_HALL}/viertel/2", "Anzahl", 2, 2)}


def test_sets_of_areas_that_cover_the_same_ground():
    """No area of one layer is a union of areas of the other, but a and b together are 1, 2 and 3."""
    found = zoned(
        {"raum/a": 30, "raum/b": 40, "viertel/1": 20, "viertel/2": 48, "viertel/3": None},
        raum=[("a", 0, 1.5), ("b", 1.5, 3), ("c", 3, 4)],
        viertel=[("1", 0, 1), ("2", 1, 2), ("3", 2, 3), ("4", 3, 4)],
    )
    assert leaks(found) == {(f"{TOWN_HALL}/viertel/3", "Anzahl", 2, 2)}


def test_what_is_left_of_an_area_is_a_count():
    """The district is the quarter and a strip beside it in which two people live."""
    found = zoned({"raum/a": 30, "wahl/x": 28}, raum=[("a", 0, 2)], wahl=[("x", 0, 1.5), ("y", 1.5, 4)])
    assert {(what, low, high) for _, what, low, high in leaks(found)} == {("Differenz", 2, 2)}
    assert not len(zoned({"raum/a": 30, "wahl/x": 20}, raum=[("a", 0, 2)], wahl=[("x", 0, 1.5)]).leaks)


def test_layers_that_only_overlap_tell_nothing():
    found = zoned({"raum/a": 30, "wahl/x": 28, "wahl/y": None}, raum=[("a", 0, 2)], wahl=[("x", 0.5, 2.5), ("y", 3, 4)])
    assert leaks(found) == set()


def test_two_layers_that_both_make_up_the_municipality_share_its_total():
    table, _ = layered(raum=[("a", 0, 1.5), ("b", 1.5, 4)], wahl=[("x", 0, 2.5), ("y", 2.5, 4)])
    rows = [cell(f"{TOWN_HALL}/{p}", k) for p, k in [("raum/a", 30), ("raum/b", 40), ("wahl/x", 68), ("wahl/y", None)]]
    package = made(*rows, catalog=ONE, areas=table.assign(partition=True))
    assert leaks(audit_packages([package])) == {(f"{TOWN_HALL}/wahl/y", "Anzahl", 2, 2)}


# -- never wrong -----------------------------------------------------------------------------------------------

QUARTERS = [f"{TOWN_HALL}/stadtteil/{i}" for i in range(1, 6)]
RATE = POOR.model_copy(update={"groups": GROUPS, "additive_groups": True})


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=5
    )
)
def test_the_truth_lies_in_every_interval(numbers):
    """Five quarters and their city, young and old and all: k, rest of each; protected as the gate does it."""
    counts = np.array(numbers, dtype=float)
    k, rest = counts[:, :2], counts[:, 2:]
    k, n = (np.vstack([a, a.sum(0)]) for a in (k, k + rest))
    truth: dict[tuple[str, str], tuple[float, float]] = {}
    for place, area in enumerate([*QUARTERS, TOWN_HALL]):
        for g, group in enumerate(GROUPS):
            truth[area, group] = (k[place, g], n[place, g])
        truth[area, ""] = (k[place].sum(), n[place].sum())
    entries = catalog(RATE)
    rows = [
        {"dataset": "made", "indicator": "poor", "period": "2023", "area_id": a, "group": g, "k": x, "n": y,
         "status": "OK" if y else "NOT_MEANINGFUL", "value": 100 * x / y if y else math.nan}
        for (a, g), (x, y) in truth.items()
    ]  # fmt: skip
    published = protect(normalise(pd.DataFrame(rows)), entries)
    table = areas(TOWN_HALL, *QUARTERS).assign(parent_id=["", *[TOWN_HALL] * 5])
    found = audit_packages([Package("made", "Gemacht", entries, table, observations=published)])
    assert not found.contradictions
    assert not found.unproven
    for leak in found.leaks.itertuples():
        x, y = truth[leak.area_id, leak.group]
        true = {"Anzahl": x, "Nenner": y, "Rest zum Nenner": y - x}[leak.what]
        assert leak.lower <= true <= leak.upper
        assert leak.how == "berechenbar"
