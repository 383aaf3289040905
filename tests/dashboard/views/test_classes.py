"""Class bounds with values by hand: ties, gaps, one value, none."""

from __future__ import annotations

import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formatting
from dashboard.state import SCHEMES
from dashboard.views.classes import (
    COMPUTED,
    SCHEME_LABEL,
    Classes,
    Mirrored,
    Steps,
    by_bounds,
    by_threshold,
    classify,
    mirrored,
)

NAN = float("nan")


def bounds(values: list[float], scheme: str, k: int) -> tuple[float, ...]:
    return tuple(round(b, 6) for b in classify(np.array(values, dtype="float64"), scheme, k).bounds)


def test_quantiles_hold_equally_many() -> None:
    values = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    found = classify(np.array(values), "quantile", 5)
    assert np.bincount(found.index(np.array(values))).tolist() == [2, 2, 2, 2, 2]


def test_equal_classes_are_equally_wide() -> None:
    assert bounds([0, 1, 2, 3, 4, 100], "equal", 4) == (0, 25, 50, 75, 100)


def test_natural_classes_cut_at_the_gaps() -> None:
    assert bounds([1, 2, 3, 50, 51, 52, 90, 91], "jenks", 3) == (1, 3, 52, 91)


def test_ties_make_quantiles_coincide_and_leave_fewer_classes() -> None:
    assert bounds([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], "quantile", 3) == (0, 0, 3)


def test_a_bound_that_is_a_value_is_exactly_that_value() -> None:
    """Else the legend says „über 19,3“ of an area with 19,3, or has a class from 0,0 to 0,0."""
    assert classify(np.array([0.0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), "quantile", 3).bounds == (0, 0, 3)


@pytest.mark.parametrize("scheme", COMPUTED)
def test_more_classes_than_distinct_values_give_one_class_per_value(scheme: str) -> None:
    found = classify(np.array([2.0, 7, 7, 4]), scheme, 5)
    assert found.bounds == (2, 2, 4, 7)
    assert found.index(np.array([2.0, 4, 7])).tolist() == [0, 1, 2]


@pytest.mark.parametrize("scheme", COMPUTED)
def test_one_value_is_one_class(scheme: str) -> None:
    found = classify(np.array([5.0, 5, NAN]), scheme, 5)
    assert (found.bounds, found.count) == ((5, 5), 1)
    assert found.index(np.array([5.0, NAN])).tolist() == [0, -1]


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_no_values_give_no_classes(values: list[float]) -> None:
    found = classify(np.array(values, dtype="float64"), "quantile", 5)
    assert found.count == 0
    assert found.index(np.array([NAN, 3.0])).tolist() == [-1, -1]


def test_a_bound_belongs_to_the_class_below() -> None:
    found = Classes((0, 10, 20, 30))
    assert found.index(np.array([0, 10, 10.1, 20, 30])).tolist() == [0, 0, 1, 1, 2]


def test_values_outside_the_bounds_go_to_the_nearest_end() -> None:
    assert Classes((0, 10, 20)).index(np.array([-5.0, 25, NAN])).tolist() == [0, 1, -1]


def test_every_scheme_has_its_german_name() -> None:
    assert set(SCHEME_LABEL) == set(SCHEMES)


@given(
    st.lists(st.floats(-1000, 1000).map(lambda v: round(v, 4)), min_size=1, max_size=40),
    st.sampled_from(sorted(COMPUTED)),
    st.integers(3, 7),
    st.integers(0, 3),
)
def test_every_value_lies_in_its_class_as_both_are_printed(
    values: list[float], scheme: str, k: int, decimals: int
) -> None:
    array = np.array(values)
    found = classify(array, scheme, k, decimals)
    printed = [formatting.rounded(v, decimals) for v in values]
    assert 1 <= found.count <= min(k, len(set(printed)))
    assert list(found.bounds) == sorted(found.bounds)
    for value, cls in zip(printed, found.index(array), strict=True):
        assert found.bounds[cls] <= value <= found.bounds[cls + 1]
        assert cls == 0 or value > found.bounds[cls]


def test_a_value_printed_like_a_bound_is_in_the_class_that_names_it() -> None:
    """12,26 and 12,34 both read 12,3; a bound of exactly 12,30 between them must not part them."""
    values = np.array([1.0, 12.26, 12.34, 20])
    found = classify(values, "quantile", 2, 1)
    assert found.index(values).tolist() == [0, 0, 0, 1]
    assert found.texts() == ("1,0 bis 12,3", "über 12,3 bis 20,0")


# -- own bounds and thresholds ----------------------------------------------------------------------------------


def test_own_bounds_hold_whatever_the_values() -> None:
    found = by_bounds(np.array([6.0, 7, NAN]), (5, 10), 1)
    assert found.texts() == ("bis 5,0", "über 5,0 bis 10,0", "über 10,0")
    assert found.index(np.array([5.0, 5.04, 5.06, 10, 99, NAN])).tolist() == [0, 0, 1, 1, 2, -1]


def test_own_bounds_are_printed_in_full() -> None:
    assert by_bounds(np.array([1.0]), (2.25, 5), 1).texts() == ("bis 2,25", "über 2,25 bis 5,00", "über 5,00")


def test_a_threshold_makes_two_classes_with_words() -> None:
    found = by_threshold(np.array([1.0, 9]), 5, 1, "Wert von Kreis Ahorn")
    assert found.texts() == ("bis 5,0", "über 5,0")
    assert found.index(np.array([5.0, 5.1])).tolist() == [0, 1]
    assert found.diverging


def test_without_values_no_bounds_make_a_class() -> None:
    for found in (by_bounds(np.array([NAN]), (5, 10), 1), by_threshold(np.array([]), 5, 1)):
        assert (found.count, found.texts()) == (0, ())
        assert found.index(np.array([NAN, 3])).tolist() == [-1, -1]


# -- steps ------------------------------------------------------------------------------------------------------


def test_steps_are_the_classes_whether_they_occur_or_not() -> None:
    found = Steps({3: "hoch", 1: "niedrig", 2: "mittel"})
    assert found.texts() == ("niedrig", "mittel", "hoch")
    assert found.index(np.array([3.0, 1, NAN, 2.5])).tolist() == [2, 0, -1, -1]


# -- differences ------------------------------------------------------------------------------------------------


def test_differences_have_the_same_classes_on_both_sides() -> None:
    found = mirrored(np.array([-8.0, -2, -1, 0, 1, 2, NAN]), "quantile", 5, 0)
    assert isinstance(found, Mirrored)
    assert found.sizes == (2, 8)
    assert found.texts() == ("über 2 bis 8 niedriger", "bis 2 niedriger", "gleich", "bis 2 höher", "über 2 bis 8 höher")
    assert found.index(np.array([-8.0, -2, -1, 0, 1, 2, 8, 99, NAN])).tolist() == [0, 1, 1, 2, 3, 3, 4, 4, -1]


def test_a_difference_printed_as_nothing_is_no_difference() -> None:
    found = mirrored(np.array([0.04, -0.04, 3]), "quantile", 5, 1)
    assert found.index(np.array([0.04, -0.04])).tolist() == [1, 1]
    assert found.texts()[1] == "gleich"


def test_a_threshold_of_differences_asks_for_higher_or_lower_only() -> None:
    found = mirrored(np.array([-8.0, 5, 3, 1]), "threshold", 7, 0)
    assert found.texts() == ("niedriger", "gleich", "höher")


def test_without_any_difference_all_is_equal() -> None:
    found = mirrored(np.array([0.0, 0]), "jenks", 5, 1)
    assert (found.texts(), found.index(np.array([0.0])).tolist()) == (("gleich",), [0])
    assert mirrored(np.array([NAN]), "jenks", 5, 1).count == 0


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=30), st.sampled_from(sorted(SCHEME_LABEL)), st.integers(3, 7)
)
def test_opposite_differences_lie_in_opposite_classes(values: list[float], scheme: str, k: int) -> None:
    array = np.array(values)
    found = mirrored(array, scheme, k, 1)
    assert found.count <= k + 1 - k % 2
    assert (found.index(array) + found.index(-array) == found.count - 1).all()
    assert len(found.texts()) == found.count


@given(st.lists(st.integers(-900, 900), min_size=9, max_size=60, unique=True), st.integers(3, 7))
def test_quantiles_and_equal_widths_as_the_library_computes_them(numbers: list[int], k: int) -> None:
    values = np.array(numbers, dtype="float64")

    assert COMPUTED["quantile"](values, k) == pytest.approx(mapclassify.Quantiles(values, k=k).bins)
    assert COMPUTED["equal"](values, k) == pytest.approx(mapclassify.EqualInterval(values, k=k).bins)
