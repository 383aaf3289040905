"""Sums over children: complete ones only, of published cells only, never in the place of a published parent."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.areas import KNOWN_LEVELS
from geodata.methods.aggregate import add_parent_sums
from geodata.methods.disclosure import protect
from geodata.observations import empty, normalise
from tests.geodata.small import (
    BASIC,
    CITY,
    COUNTRY,
    MAIN,
    QUARTERS,
    STATE,
    TOWN,
    VILLAGE,
    areas,
    count,
    observations,
    poor,
)

RANKS = {level.id: level.rank for level in KNOWN_LEVELS.values()}


def sums(*rows: dict[str, object], ranks: dict[str, int] = RANKS, ids: tuple[str, ...] = MAIN) -> dict[str, tuple]:
    """area → (k, n, value, status) after summing protected rows; None stands for no number."""
    table = add_parent_sums(protect(observations(*rows), BASIC), BASIC, areas(*ids), ranks)
    numbers = table[["k", "n", "value"]].astype(object).where(table[["k", "n", "value"]].notna(), None)
    keys = [a + (f" {g}" if g else "") for a, g in zip(table["area_id"], table["group"], strict=True)]
    return dict(zip(keys, zip(*(numbers[c] for c in numbers), table["status"], strict=True), strict=True))


def test_counts_add_up_to_the_top():
    found = sums(count("people", TOWN, 30), count("people", VILLAGE, 12), count("people", CITY, 100))
    assert found[COUNTRY] == (42, None, 42, "OK")
    assert found[STATE] == (142, None, 142, "OK")


def test_rates_add_numerators_and_denominators():
    found = sums(poor(10, 100, TOWN), poor(30, 100, VILLAGE))
    assert found[COUNTRY] == (40, 200, 20, "OK")
    assert STATE not in found  # the city is missing


@pytest.mark.slow
def test_a_suppressed_child_suppresses_the_sum():
    assert sums(poor(10, 100, TOWN), poor(1, 100, VILLAGE))[COUNTRY] == (None, None, None, "SUPPRESSED")


def test_a_missing_child_makes_the_sum_missing():
    missing = {"indicator": "people", "area_id": VILLAGE, "status": "MISSING"}
    assert sums(count("people", TOWN, 30), missing)[COUNTRY] == (None, None, None, "MISSING")


def test_a_child_without_a_row_gives_no_sum():
    assert set(sums(count("people", TOWN, 30))) == {TOWN}


def test_children_without_their_counts_give_no_number():
    printed = {"indicator": "poor", "area_id": VILLAGE, "n": 100, "value": 30.0}
    assert sums(poor(10, 100, TOWN), printed)[COUNTRY] == (None, None, None, "MISSING")


@pytest.mark.slow
def test_no_residents_anywhere_is_not_meaningful():
    assert sums(poor(0, 0, TOWN), poor(0, 0, VILLAGE))[COUNTRY][3] == "NOT_MEANINGFUL"


@pytest.mark.slow
def test_an_area_without_residents_adds_nothing_and_hides_nothing():
    k, n, value, status = sums(poor(20, 100, TOWN), poor(0, 0, VILLAGE))[COUNTRY]
    assert (k, n, value, status) == (20, 100, 20, "OK")


def test_a_published_parent_stays():
    found = sums(count("people", TOWN, 30), count("people", VILLAGE, 12), count("people", COUNTRY, 50))
    assert found[COUNTRY] == (50, None, 50, "OK")


def test_a_suppressed_parent_is_not_replaced_by_its_sum():
    hidden = {"indicator": "people", "area_id": COUNTRY, "status": "SUPPRESSED"}
    found = sums(count("people", TOWN, 30), count("people", VILLAGE, 12), hidden)
    assert found[COUNTRY] == (None, None, None, "SUPPRESSED")


@pytest.mark.slow
def test_groups_periods_and_vintages_are_summed_apart():
    town = count("people", TOWN, 30, group="m", boundary_vintage="2022-12-31")
    for column, other in {"group": "f", "period": "2022", "boundary_vintage": "2021-12-31"}.items():
        found = sums(town, {**town, "area_id": VILLAGE, column: other})
        assert set(found) == {f"{TOWN} m", f"{VILLAGE} {'f' if column == 'group' else 'm'}"}
    women = {**town, "group": "f", "k": 5}
    found = sums(town, women, {**town, "area_id": VILLAGE, "k": 12}, {**women, "area_id": VILLAGE, "k": 12})
    assert (found[f"{COUNTRY} m"][0], found[f"{COUNTRY} f"][0]) == (42, 17)


def test_only_what_the_catalogue_calls_additive():
    rents = [{"indicator": "rent", "area_id": i, "value": 8.0} for i in (TOWN, VILLAGE)]
    assert set(sums(*rents)) == {TOWN, VILLAGE}


def test_only_areas_that_partition_their_parent_are_summed():
    rows = protect(observations(*[count("people", quarter, 10) for quarter in QUARTERS]), BASIC)
    place = areas(*MAIN, *QUARTERS)
    whole = add_parent_sums(rows, BASIC, place, RANKS).set_index("area_id")["k"]
    assert whole["05315000"] == 20
    assert whole[CITY] == 20
    partial = place.assign(partition=~place["area_id"].isin(QUARTERS))
    assert set(add_parent_sums(rows, BASIC, partial, RANKS)["area_id"]) == set(QUARTERS)


def test_nothing_in_nothing_out():
    pd.testing.assert_frame_equal(add_parent_sums(empty(), BASIC, areas(), RANKS), empty())
    alone = normalise(observations(count("people", STATE, 30)))
    assert len(add_parent_sums(alone, BASIC, areas(), RANKS)) == 1
