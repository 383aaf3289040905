"""Ranks that intervals allow."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.methods.ranks import rank_bounds

NAN = float("nan")


def test_overlap_is_no_difference_and_a_gap_is_one() -> None:
    """20–30 lies above all; 5–12 and 10–15 overlap; 1–4 lies below all; one has no interval."""
    found = rank_bounds([20, 5, 10, 1, NAN], [30, 12, 15, 4, NAN])
    assert found.best[:4].tolist() == [1, 2, 2, 4]
    assert found.worst[:4].tolist() == [1, 3, 3, 4]
    assert np.isnan([found.best[4], found.worst[4]]).all()


def test_where_low_values_come_first() -> None:
    found = rank_bounds([20, 5, 10, 1], [30, 12, 15, 4], high_first=False)
    assert (found.best.tolist(), found.worst.tolist()) == ([4, 2, 2, 1], [4, 3, 3, 1])


def test_bounds_that_touch_do_not_part() -> None:
    found = rank_bounds([0, 5], [5, 9])
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 1], [2, 2])


def test_nobody_and_one() -> None:
    assert rank_bounds([], []).best.tolist() == []
    assert (rank_bounds([3], [4]).best.tolist(), rank_bounds([3], [4]).worst.tolist()) == ([1], [1])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30), st.booleans())
def test_the_rank_of_the_value_lies_within(parts: list[tuple[float, float, float]], high: bool) -> None:
    lower, value, upper = np.sort(np.array(parts), axis=1).T
    found = rank_bounds(lower, upper, high_first=high)
    rank = np.array([1 + ((value > v) if high else (value < v)).sum() for v in value])
    assert (found.best <= rank).all()
    assert (rank <= found.worst).all()
