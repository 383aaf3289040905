"""One figure for several areas: what adds up, what does not, and what stays hidden."""

from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geodata.catalog import DisclosureRule
from geodata.methods.selection import overlapping, total
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.workspace import Package
from tests.geodata.small import (
    BASIC,
    CITY,
    COUNTRY,
    PEOPLE,
    POOR,
    RENT,
    TOWN,
    VILLAGE,
    areas,
    catalog,
    count,
    indicator,
    observations,
    poor,
    repository,
)

NAN = float("nan")
Row = tuple[float, float, float, str]


def cells(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["k", "n", "value", "status"])


def figures(found: tuple[float, float, float, ValueStatus]) -> tuple[float | None, ...]:
    return (*(None if math.isnan(x) else x for x in found[:3]), found[3].value)  # type: ignore[arg-type]


def test_a_rate_of_several_areas_is_weighed_by_its_base() -> None:
    """10 of 100 and 90 of 300 are 100 of 400, not the mean of 10 and 30 per cent."""
    both = cells((10, 100, 10, "OK"), (90, 300, 30, "OK"))
    assert figures(total(both, POOR, BASIC)) == (100, 400, 25, "OK")


def test_counts_add_up() -> None:
    assert figures(total(cells((10, NAN, 10, "OK"), (5, NAN, 5, "OK")), PEOPLE, BASIC)) == (15, None, 15, "OK")


def test_only_what_is_published_enters() -> None:
    rows = cells((10, 100, 10, "OK"), (NAN, 300, NAN, "SUPPRESSED"), (NAN, NAN, NAN, "MISSING"))
    assert figures(total(rows, POOR, BASIC)) == (10, 100, 10, "OK")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], "MISSING"),
        (["MISSING"], "MISSING"),
        (["MISSING", "NOT_MEANINGFUL"], "NOT_MEANINGFUL"),
        (["NOT_MEANINGFUL", "SUPPRESSED", "MISSING"], "SUPPRESSED"),
    ],
)
def test_without_any_value_the_gravest_state_is_that_of_all(states: list[str], expected: str) -> None:
    rows = cells(*[(NAN, NAN, NAN, s) for s in states])
    assert figures(total(rows, POOR, BASIC)) == (None, None, None, expected)


def test_values_that_are_no_counts_cannot_be_added() -> None:
    assert figures(total(cells((NAN, NAN, 8.5, "OK"), (NAN, NAN, 9.5, "OK")), RENT, BASIC))[3] == "NOT_MEANINGFUL"


def test_a_printed_share_without_its_counts_has_no_total() -> None:
    assert figures(total(cells((10, 100, 10, "OK"), (NAN, NAN, 30, "OK")), POOR, BASIC))[3] == "MISSING"


def test_of_nobody_there_is_no_share() -> None:
    assert figures(total(cells((0, 0, 0, "OK")), POOR, BASIC))[3] == "NOT_MEANINGFUL"


def test_the_gate_holds_for_totals_too() -> None:
    """A stricter rule than that of the cells: 4 and 4 are 8, below ten."""
    strict = indicator("strict", "count", disclosure=DisclosureRule(minimum=10))
    rows = cells((4, NAN, 4, "OK"), (4, NAN, 4, "OK"))
    assert figures(total(rows, strict, catalog(strict))) == (None, None, None, "SUPPRESSED")
    nearly_all = cells((40, 45, 100 * 40 / 45, "OK"), (40, 41, 100 * 40 / 41, "OK"))
    rate = indicator("nearly", "rate", disclosure=DisclosureRule(minimum=10))
    assert figures(total(nearly_all, rate, catalog(rate)))[3] == "SUPPRESSED"  # 6 of 86 are not


PUBLISHED = st.tuples(st.integers(3, 500), st.integers(3, 500)).map(lambda p: (p[0], p[0] + p[1]))


@pytest.mark.slow
@given(st.lists(PUBLISHED, min_size=1, max_size=8))
def test_a_total_of_published_cells_is_shown_and_lies_between_them(pairs: list[tuple[int, int]]) -> None:
    rows = cells(*[(float(k), float(n), 100 * k / n, "OK") for k, n in pairs])
    k, n, value, status = total(rows, POOR, BASIC)
    assert (k, n, status) == (sum(p[0] for p in pairs), sum(p[1] for p in pairs), "OK")
    assert rows["value"].min() - 1e-9 <= value <= rows["value"].max() + 1e-9


# -- through the repository -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Repository:
    rows = [poor(10, 100, TOWN), poor(30, 100, VILLAGE), poor(40, 200, COUNTRY), poor(1, 50, CITY)]
    return repository(*rows, count("people", TOWN, 7), count("people", VILLAGE, 8))


def test_two_municipalities_together(small: Repository) -> None:
    found = small.total_of("poor", [TOWN, VILLAGE, TOWN], "2023")
    assert (found.k, found.n, found.value, found.status) == (40, 200, 20, ValueStatus.OK)
    assert small.total_of("people", [TOWN, VILLAGE], "2023").k == 15


def test_an_area_and_one_inside_it_do_not_add_up(small: Repository) -> None:
    assert small.total_of("poor", [TOWN, COUNTRY], "2023").status is ValueStatus.NOT_MEANINGFUL


def test_a_hidden_cell_alone_stays_hidden(small: Repository) -> None:
    assert small.total_of("poor", [CITY], "2023").status is ValueStatus.SUPPRESSED


def test_nothing_chosen_is_nothing_known(small: Repository) -> None:
    assert small.total_of("poor", [], "2023").status is ValueStatus.MISSING
    assert small.total_of("poor", [TOWN], "1999").status is ValueStatus.MISSING


# -- overlaps ---------------------------------------------------------------------------------------------------

LEFT, MIDDLE, RIGHT = f"{CITY}000/zone/1", f"{CITY}000/zone/2", f"{CITY}000/zone/3"
SQUARES = gpd.GeoDataFrame(
    {"area_id": [LEFT, MIDDLE, RIGHT], "lod": 1},
    geometry=[box(7.0, 51, 7.1, 51.1), box(7.05, 51, 7.15, 51.1), box(7.15, 51, 7.25, 51.1)],
    crs=4326,
)


def test_neighbours_that_touch_do_not_overlap() -> None:
    assert overlapping(SQUARES) == frozenset({(LEFT, MIDDLE)})
    assert overlapping(SQUARES.iloc[:1]) == frozenset()


def test_areas_of_a_layer_that_overlap_are_not_added() -> None:
    zones = areas(LEFT, MIDDLE, RIGHT, partition=False)
    rows = observations(*[count("people", i, 10) for i in (LEFT, MIDDLE, RIGHT)])
    found = Repository([Package("z", "Zonen", BASIC, zones, SQUARES, rows)], "x")
    assert found.total_of("people", [LEFT, RIGHT], "2023").k == 20
    assert found.total_of("people", [LEFT, MIDDLE], "2023").status is ValueStatus.NOT_MEANINGFUL
