"""Ranks, classes and names of the areas of a view."""

from __future__ import annotations

import math

from tests.dashboard.small import (
    AHORN,
    AMSEL,
    BIRKE,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FINK,
    NORTH_GNEIS,
    NORTH_HAFER,
    current,
)


def test_equal_values_share_the_better_rank() -> None:
    rank = current().table["rank"]
    assert rank[[BUCHE, AMSEL, CLARA, EICHE]].tolist() == [1, 2, 2, 4]


def test_without_value_there_is_neither_rank_nor_class() -> None:
    table = current().table
    for area in (DOHLE, FINK):
        assert math.isnan(table.loc[area, "rank"])
        assert table.loc[area, "cls"] == -1
    assert table.loc[DOHLE, "status"] == "SUPPRESSED"
    assert table.loc[FINK, "status"] == "MISSING"


def test_where_low_values_mean_need_they_come_first() -> None:
    found = current(ind="school", level="kreis")
    assert found.table["rank"].to_dict() == {AHORN: 2, BIRKE: 1}
    assert not found.high_first


def test_shown_areas_are_sorted_by_rank_then_name() -> None:
    assert current().shown["name"].tolist() == ["Buche", "Amsel", "Clara", "Eiche"]


def test_class_bounds_hold_for_all_periods_together() -> None:
    """2020: 8, 15, 20, 25; 2021: 0, 10, 10, 30. The quintiles of the eight values, the same in both years."""
    wanted = (0.0, 8.8, 10.0, 16.0, 23.0, 30.0)
    for period in ("2020", "2021"):
        found = current(period=period)
        assert found.fixed_over_time
        assert tuple(round(b, 9) for b in found.classes.bounds) == wanted


def test_a_break_in_the_series_keeps_each_period_to_itself() -> None:
    found = current(ind="jobless", level="gemeinde", period="2020")
    assert not found.fixed_over_time
    assert found.classes.bounds == (6.0, 6.0)


def test_quarters_of_the_same_name_are_told_apart() -> None:
    names = current(region="fik", level="quartier").table["name"]
    assert names.to_dict() == {NORTH_GNEIS: "Nordstadt, Gneis", NORTH_HAFER: "Nordstadt, Hafer"}
    assert current(region="fik/g").table["name"].to_dict() == {NORTH_GNEIS: "Nordstadt"}
