"""Mean and median of a group of areas with their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geodata.methods.averages import mean_interval, median_interval


def test_a_mean_like_scipy_gives_it() -> None:
    values = [4.1, 5.5, 6.0, 7.2, 9.9]
    found = mean_interval(values)
    low, high = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert (found.value, found.lower, found.upper) == pytest.approx((6.54, low, high))


def test_a_median_lies_between_order_statistics() -> None:
    """Ten values: the second and the ninth cover the median with 97.9 % (table A3 of Conover), third and eighth with
    89.1 %."""
    found = median_interval(range(10, 110, 10))
    assert (found.value, found.lower, found.upper) == (55, 20, 90)
    assert median_interval(range(1, 7)).lower == 1  # 6 values: 96.9 %


@pytest.mark.parametrize(("of", "n"), [(mean_interval, 1), (median_interval, 5)])
def test_too_few_values_have_a_middle_and_no_interval(of, n: int) -> None:
    found = of([3.0] * n)
    assert found.value == 3.0
    assert math.isnan(found.lower)
    assert math.isnan(found.upper)
    assert math.isnan(of([]).value)


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=80))
def test_the_interval_holds_the_middle(values: list[float]) -> None:
    for of in (mean_interval, median_interval):
        found = of(values)
        assert found.lower - 1e-6 <= found.value <= found.upper + 1e-6


@given(st.integers(6, 400))
def test_the_level_is_kept_as_tightly_as_ranks_allow(n: int) -> None:
    j = int(median_interval(range(1, n + 1)).lower)
    assert 1 - 2 * stats.binom.cdf(j - 1, n, 0.5) >= 0.95
    assert 1 - 2 * stats.binom.cdf(j, n, 0.5) < 0.95
