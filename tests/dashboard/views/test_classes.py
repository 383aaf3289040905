"""Class bounds with values by hand: ties, gaps, one value, none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.state import SCHEMES
from dashboard.views.classes import SCHEME_LABEL, Classes, classify

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


@pytest.mark.parametrize("scheme", SCHEMES)
def test_more_classes_than_distinct_values_give_one_class_per_value(scheme: str) -> None:
    found = classify(np.array([2.0, 7, 7, 4]), scheme, 5)
    assert found.bounds == (2, 2, 4, 7)
    assert found.index(np.array([2.0, 4, 7])).tolist() == [0, 1, 2]


@pytest.mark.parametrize("scheme", SCHEMES)
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


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40), st.sampled_from(SCHEMES), st.integers(3, 7))
def test_no_value_is_lost(values: list[int], scheme: str, k: int) -> None:
    array = np.array(values, dtype="float64")
    found = classify(array, scheme, k)
    number = found.index(array)
    assert 1 <= found.count <= min(k, len(set(values)))
    assert list(found.bounds) == sorted(found.bounds)
    for value, cls in zip(array, number, strict=True):
        assert found.bounds[cls] <= value <= found.bounds[cls + 1]
