"""Ranks, classes and names of the areas of a view."""

from __future__ import annotations

import math

from dashboard.views.current import DIVERGING, total_inside
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
    small,
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


# -- conditions -------------------------------------------------------------------------------------------------


def test_areas_that_conditions_leave_out_have_no_rank_and_count_nowhere() -> None:
    found = current(f=f"ids:{AMSEL},{EICHE},{DOHLE}")
    assert found.table["rank"].dropna().to_dict() == {AMSEL: 1, EICHE: 2}
    assert found.outside == {BUCHE, CLARA, FINK}
    assert (found.count_shown, BUCHE in found.table.index) == (2, False)


def test_conditions_leave_the_classes_alone() -> None:
    assert current(f=f"ids:{AMSEL}").classes == current().classes
    assert current(f=f"ids:{AMSEL}").table.loc[AMSEL, "cls"] == current().table.loc[AMSEL, "cls"]


def test_what_the_areas_inside_come_to_together() -> None:
    """Amsel 10 of 100, Buche 30 of 100; Dohle is not shown and does not enter."""
    total = total_inside(small(), current(f=f"ids:{AMSEL},{BUCHE},{DOHLE}"))
    assert (total.k, total.n, total.value, total.status) == (40, 200, 20, "OK")


# -- comparison -------------------------------------------------------------------------------------------------


def differences(**wanted: str) -> dict[str, float]:
    return current(**wanted).table["diff"].dropna().round(6).to_dict()


def test_each_area_with_the_kreis_it_lies_in() -> None:
    """Ahorn has 15, Birke 20."""
    assert differences(vs="kreis") == {AMSEL: -5, BUCHE: 15, CLARA: -5, EICHE: -20}


def test_all_areas_with_one() -> None:
    assert differences(vs=f"gebiet:{BUCHE}") == {AMSEL: -20, BUCHE: 0, CLARA: -20, EICHE: -30}
    assert differences(vs="land") == {AMSEL: -6.666667, BUCHE: 13.333333, CLARA: -6.666667, EICHE: -16.666667}


def test_each_area_with_itself_at_another_time() -> None:
    """2020: 8, 25, 15, and Eiche had nobody to count; Dohle is hidden in 2021."""
    found = current(vs="zeit:2020")
    assert found.table["diff"].dropna().to_dict() == {AMSEL: 2, BUCHE: 5, CLARA: -5}
    assert found.table["status"].to_dict() == {
        AMSEL: "OK", BUCHE: "OK", CLARA: "OK", DOHLE: "SUPPRESSED", EICHE: "NOT_MEANINGFUL", FINK: "MISSING",
    }  # fmt: skip
    assert found.table.loc[EICHE, ["value", "own_status"]].tolist() == [0, "OK"]


def test_ranks_are_those_of_what_the_map_shows() -> None:
    assert current(vs="zeit:2020").table["rank"].dropna().to_dict() == {BUCHE: 1, AMSEL: 2, CLARA: 3}


def test_a_hidden_value_cannot_be_had_from_a_difference() -> None:
    found = current(vs="zeit:2020", period="2021")
    assert math.isnan(found.table.loc[DOHLE, "diff"])
    assert math.isnan(current(period="2020", vs="zeit:2021").table.loc[DOHLE, "diff"])


def test_a_comparison_has_two_sided_colours() -> None:
    assert current(vs="kreis").palette == current(classes="threshold").palette == DIVERGING
    assert current(pal="petrol").palette == "petrol"
