"""Funnel limits: published values, edges, and when the funnel is no yardstick."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.stats import binom

from geodata.methods.funnel import ALARM, WARNING, funnel, funnel_limits

NAN = float("nan")


@pytest.mark.parametrize(
    ("n", "level", "expected"),
    [
        (100, WARNING, (0.07838, 0.21833)),
        (100, ALARM, (0.04510, 0.26495)),
        (50, WARNING, (0.04679, 0.24599)),
        (500, WARNING, (0.11836, 0.18099)),
        (2000, WARNING, (0.13426, 0.16556)),
    ],
)
def test_published_limits(n, level, expected):
    found = funnel_limits(0.15, n, level)
    assert (found.lower, found.upper) == pytest.approx(expected, abs=5e-6)


def test_limits_interpolate_the_binomial_distribution():
    """Between r − 1 and r the distribution function is taken as a straight line that reaches the tail exactly."""
    for tail, bound in ((0.025, "lower"), (0.975, "upper")):
        place = float(getattr(funnel_limits(0.15, 100), bound)) * 100
        below = int(np.floor(place))
        share = place - below
        line = binom.cdf(below, 100, 0.15) * (1 - share) + binom.cdf(below + 1, 100, 0.15) * share
        assert line == pytest.approx(tail, abs=1e-9)


def test_edges_of_the_limits():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nobody, everybody = funnel_limits(0.0, [5, 0, NAN]), funnel_limits(1.0, 5)
        tiny = funnel_limits(0.15, 1)
    assert (nobody.lower[0], nobody.upper[0]) == (0.0, 0.0)
    assert np.isnan([nobody.lower[1:], nobody.upper[1:]]).all()
    assert (everybody.lower, everybody.upper) == (1.0, 1.0)
    assert 0 <= tiny.lower < tiny.upper <= 1


def test_where_areas_lie():
    found = funnel([15, 23, 30, 7, 3, 0, NAN], [100, 100, 100, 100, 100, 0, 100], reference=0.15)
    assert list(found.beyond) == [0, 1, 2, -1, -2, 0, 0]
    assert list(found.defined) == [True] * 5 + [False] * 2
    assert found.outside == pytest.approx(4 / 5)
    assert not found.overdispersed  # five areas are too few to say so


def test_the_reference_is_the_rate_of_all_areas():
    assert funnel([10, 30, NAN, 0], [100, 100, 100, 0]).reference == pytest.approx(0.2)


def test_too_many_outside_are_said():
    k = np.array([5, 25] * 10)
    assert funnel(k, 100).overdispersed
    assert not funnel(k[:18], 100).overdispersed  # 18 areas
    drawn = np.random.default_rng(4).binomial(100, 0.15, 400)
    assert not funnel(drawn, 100).overdispersed


def test_nothing_to_measure():
    for k, n in (([], []), ([NAN], [NAN]), ([0], [0])):
        found = funnel(k, n)
        assert np.isnan(found.reference)
        assert np.isnan(found.outside)
        assert not found.beyond.any()


def test_one_area_is_its_own_reference():
    found = funnel(3, 10)
    assert (found.reference, int(found.beyond), found.outside) == (0.3, 0, 0.0)
