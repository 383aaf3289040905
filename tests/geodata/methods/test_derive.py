"""Derived figures: shares, densities and changes that can be checked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.catalog import Catalog, SeriesBreak
from geodata.methods.derive import crosses_break, derive, worst
from geodata.methods.disclosure import protect
from geodata.observations import empty
from tests.geodata.small import (
    CITY,
    COUNTRY,
    FULL,
    POOR,
    POOR_CHANGE,
    areas,
    catalog,
    count,
    observations,
    poor,
)


def cells(wanted: str, *rows: dict[str, object], catalog: Catalog = FULL) -> dict[tuple[str, str], tuple[object, ...]]:
    """(area, period) → (value or None, status) of one derived indicator, from protected rows."""
    found = derive(protect(observations(*rows, catalog=catalog), catalog), catalog, areas())
    return {
        (row.area_id, row.period): (None if pd.isna(row.value) else row.value, row.status)
        for row in found[found["indicator"].eq(wanted)].itertuples()
    }


def test_share_of_two_counts():
    found = cells(
        "child_share",
        count("children", CITY, 30),
        count("people", CITY, 120),
        count("children", COUNTRY, 2),
        count("people", COUNTRY, 100),
        count("children", CITY, 30, "2022"),
    )
    assert found == {(CITY, "2023"): (25, "OK"), (COUNTRY, "2023"): (None, "SUPPRESSED")}


def test_share_of_nobody_is_not_meaningful():
    assert cells("child_share", count("children", CITY, 0), count("people", CITY, 0)) == {
        (CITY, "2023"): (None, "NOT_MEANINGFUL")
    }


def test_share_is_of_the_same_group():
    rows = [count("children", CITY, 30, group="f"), count("people", CITY, 120, group="m")]
    assert cells("child_share", *rows) == {}


def test_density_is_per_square_kilometre():
    rows = [count("people", CITY, 120), count("people", COUNTRY, 120), count("people", "05999", 120)]
    assert cells("density", *rows) == {
        (CITY, "2023"): (120, "OK"),
        (COUNTRY, "2023"): (30, "OK"),
        ("05999", "2023"): (None, "MISSING"),
    }


def test_change_is_later_minus_earlier_in_points():
    rows = [poor(10, 50, period="2021"), poor(20, 50, period="2022"), poor(15, 50, period="2023")]
    assert cells("poor_change", *rows) == {(CITY, "2022"): (20, "OK"), (CITY, "2023"): (-10, "OK")}


def test_relative_change_is_in_per_cent_of_the_earlier_value():
    rows = [count("people", CITY, 80, "2022"), count("people", CITY, 100, "2023")]
    assert cells("growth", *rows) == {(CITY, "2023"): (25, "OK")}


def test_relative_change_from_zero_is_not_meaningful():
    rows = [count("people", CITY, 0, "2022"), count("people", CITY, 100, "2023")]
    assert cells("growth", *rows) == {(CITY, "2023"): (None, "NOT_MEANINGFUL")}


def test_change_from_a_suppressed_value_is_suppressed():
    rows = [poor(1, 50, period="2022"), poor(20, 50, period="2023")]
    assert cells("poor_change", *rows) == {(CITY, "2023"): (None, "SUPPRESSED")}


@pytest.mark.parametrize("periods", [["2023"], ["2021", "2023"], ["2022-06", "2023"]])
def test_without_the_year_before_there_is_no_change(periods):
    assert cells("poor_change", *(poor(10, 50, period=p) for p in periods)) == {}


def test_without_its_indicator_there_is_no_change():
    alone = catalog(POOR_CHANGE)
    assert derive(empty(), alone, areas()).empty


def test_no_change_across_a_break():
    broken = POOR.model_copy(update={"breaks": (SeriesBreak(period="2022", reason="neue Zählung"),)})
    rows = [poor(10, 50, period=p) for p in ("2021", "2022", "2023")]
    assert cells("poor_change", *rows, catalog=catalog(broken, POOR_CHANGE)) == {
        (CITY, "2022"): (None, "NOT_MEANINGFUL"),
        (CITY, "2023"): (0, "OK"),
    }


@pytest.mark.parametrize(
    ("earlier", "later", "crosses"),
    [
        ("2020", "2021", True),
        ("2021", "2022", False),
        ("2019", "2020", False),
        ("2020-03", "2021-03", True),  # the break is in force from January
        ("2021-03", "2022-03", False),
        ("2020-12-31", "2021-12-31", True),
        ("2018/2020", "2021/2023", True),
    ],
)
def test_a_break_holds_from_its_first_day(earlier, later, crosses):
    broken = POOR.model_copy(update={"breaks": (SeriesBreak(period="2021", reason="neue Zählung"),)})
    assert crosses_break(broken, earlier, later) is crosses
    assert crosses_break(POOR, earlier, later) is False


def test_what_is_never_comparable_always_crosses():
    assert crosses_break(POOR.model_copy(update={"comparable_over_time": False}), "2021", "2022")


def test_the_worst_state_of_two():
    first = pd.Series(["OK", "OK", "MISSING", "NOT_MEANINGFUL", "BELOW_MINIMUM"])
    second = pd.Series(["OK", "MISSING", "SUPPRESSED", "MISSING", "NOT_MEANINGFUL"])
    expected = ["OK", "MISSING", "SUPPRESSED", "NOT_MEANINGFUL", "BELOW_MINIMUM"]
    assert worst(first, second).tolist() == expected
    assert worst(second, first).tolist() == expected
