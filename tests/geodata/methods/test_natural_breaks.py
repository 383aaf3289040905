"""The grouping is the best there is, whatever the values; the library that computes it slowly agrees."""

from __future__ import annotations

import time
from itertools import combinations

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.methods.natural_breaks import natural_breaks


def spread(values: np.ndarray, upper: np.ndarray) -> float:
    """Sum of squared distances to the mean of each class, computed plainly."""
    classes = np.searchsorted(upper, values)
    return float(sum(((values[classes == c] - values[classes == c].mean()) ** 2).sum() for c in np.unique(classes)))


def test_three_clusters_by_hand() -> None:
    found = natural_breaks(np.array([1.0, 2, 3, 20, 21, 22, 100]), 3)

    assert found.tolist() == [3, 22, 100]


def test_ties_weigh_as_often_as_they_occur() -> None:
    """Of 0, 2 and 4.2 the two nearest go together, until one of them is there so often that the others pay less."""
    light = np.array([0.0, 2.0, 4.2])
    heavy = np.concatenate([light, np.full(50, 2.0), np.full(50, 4.2)])

    assert natural_breaks(light, 2).tolist() == [2.0, 4.2]
    assert natural_breaks(np.concatenate([light, np.full(50, 0.0), np.full(50, 2.0)]), 2).tolist() == [0.0, 4.2]
    assert natural_breaks(heavy, 2).tolist() == [2.0, 4.2]


def test_few_values_are_a_class_each() -> None:
    assert natural_breaks(np.array([5.0, 1, 5]), 4).tolist() == [1, 5]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=11), st.integers(1, 4))
def test_no_other_grouping_is_better(numbers: list[int], k: int) -> None:
    values = np.array(numbers, dtype="float64")
    distinct = np.unique(values)
    others = [np.array([*inner, distinct[-1]]) for inner in combinations(distinct[:-1], min(k, len(distinct)) - 1)]

    assert spread(values, natural_breaks(values, k)) == pytest.approx(min(spread(values, o) for o in others))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=8, max_size=60, unique=True), st.integers(3, 7))
def test_as_good_as_the_library(numbers: list[float], k: int) -> None:
    values = np.array(numbers)
    theirs = mapclassify.FisherJenks(values, k=k).bins

    assert spread(values, natural_breaks(values, k)) <= spread(values, np.asarray(theirs)) * (1 + 1e-9) + 1e-6


def test_many_values_take_no_time() -> None:
    """The municipalities of a Land over the years: the library needs more than twenty seconds for these."""
    values = np.round(np.random.default_rng(1).lognormal(8, 1, 5896)[1896:])
    begin = time.process_time()

    found = natural_breaks(values, 5)

    assert found.tolist() == [6102, 17290, 40673, 86437, 152022]
    assert time.process_time() - begin < 5


def test_large_numbers_lose_no_digits() -> None:
    assert natural_breaks(np.array([1e9, 1e9 + 1, 1e9 + 5, 1e9 + 6]), 2).tolist() == [1e9 + 1, 1e9 + 6]
