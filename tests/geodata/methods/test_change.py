"""Differences with Newcombe's interval, and where none is given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from geodata.catalog import SeriesBreak
from geodata.methods.change import Moment, Obstacle, change, obstacle, rate_differences
from tests.geodata.small import indicator

NAN = float("nan")
RATE = indicator("poor", "rate")


def test_published_value():
    """5 of 50 against 2 of 50."""
    found = rate_differences(2, 50, 5, 50)
    assert (found.rate, found.lower, found.upper) == pytest.approx((0.06, -0.050201, 0.177236), abs=5e-7)


counts = st.integers(1, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_the_library_says_the_same(before, after):
    found = rate_differences(*before, *after)
    library = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
    assert (found.lower, found.upper) == pytest.approx(library, abs=1e-9)
    assert -1 <= found.lower <= found.rate <= found.upper <= 1


@given(counts, counts)
def test_looking_back_mirrors_the_interval(before, after):
    there, back = rate_differences(*before, *after), rate_differences(*after, *before)
    assert (-back.rate, -back.upper, -back.lower) == pytest.approx((there.rate, there.lower, there.upper), abs=1e-12)


def test_unknown_or_empty_has_no_difference():
    found = rate_differences([2, NAN, 0], [50, 50, 0], [5, 5, 5], [50, 50, 50])
    assert np.isnan(found.rate).tolist() == np.isnan(found.lower).tolist() == [False, True, True]


def test_change_between_two_years():
    found = change(RATE, Moment("2019"), Moment("2021"), [240, NAN], [2000, 90], [320, 4], [2000, 90])
    assert found.obstacle is Obstacle.NONE
    assert found.difference.rate[0] == pytest.approx(0.04)
    assert np.isnan(found.difference.rate[1])


BROKEN = indicator("poor", "rate", breaks=(SeriesBreak(period="2020", reason="neue Zählweise"),))


@pytest.mark.parametrize(
    ("entry", "earlier", "later", "expected"),
    [
        (RATE, Moment("2019"), Moment("2021"), Obstacle.NONE),
        (BROKEN, Moment("2019"), Moment("2021"), Obstacle.DEFINITION),
        (BROKEN, Moment("2020"), Moment("2021"), Obstacle.NONE),
        (BROKEN, Moment("2018"), Moment("2019"), Obstacle.NONE),
        (indicator("poor", "rate", comparable_over_time=False), Moment("2019"), Moment("2020"), Obstacle.DEFINITION),
        (RATE, Moment("2019", "2016-01-01"), Moment("2021", "2020-01-01"), Obstacle.BOUNDARY),
        (RATE, Moment("2018/2020"), Moment("2019/2021"), Obstacle.OVERLAP),
        (RATE, Moment("2021"), Moment("2019"), Obstacle.OVERLAP),
        (RATE, Moment("2021"), Moment("2021"), Obstacle.OVERLAP),
        (indicator("rent", "value_only"), Moment("2019"), Moment("2021"), Obstacle.NO_COUNTS),
    ],
)
def test_what_forbids_a_comparison(entry, earlier, later, expected):
    assert obstacle(entry, earlier, later) is expected
    found = change(entry, earlier, later, [5], [50], [9], [50])
    assert found.obstacle is expected
    assert np.isnan(found.difference.rate).all() == (expected is not Obstacle.NONE)
    assert np.isnan(found.difference.lower).all() == np.isnan(found.difference.upper).all() == bool(expected)
