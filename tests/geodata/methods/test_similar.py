"""Nearest neighbours, and rates without a group of people, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.errors import GeodataError
from geodata.methods.similar import nearest, without_group

NAN = float("nan")
PARTS = np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 1.0], [0.0, NAN], [NAN, NAN]])


def test_the_nearest_come_first_and_distance_is_the_mean_difference():
    found = nearest(PARTS[:3], 0)
    assert [n.position for n in found] == [2, 1]
    assert [n.distance for n in found] == pytest.approx([1.0, np.sqrt(12.5)])


def test_areas_that_share_too_little_are_not_compared():
    assert [n.position for n in nearest(PARTS, 0)] == [2, 1]
    assert [n.position for n in nearest(PARTS, 0, weights=np.array([1.0, 0.0]))] == [3, 2, 1]
    assert [(n.position, n.shared) for n in nearest(PARTS, 3, 1)] == [(0, 1)]


def test_an_area_without_figures_has_no_neighbours():
    with pytest.raises(GeodataError) as error:
        nearest(PARTS, 4)
    assert error.value.problems[0].code == "similar_nothing"


def test_leaving_out_a_group_gives_the_lowest_and_highest_rate_of_the_others():
    low, high = without_group(np.array([50.0, 10, 5, NAN]), np.array([100.0, 100, 40, 90]), np.array([20.0, 30, 40, 9]))
    assert low[:2] == pytest.approx([30 / 80, 0])
    assert high[:2] == pytest.approx([50 / 80, 10 / 70])
    assert np.isnan([*low[2:], *high[2:]]).all()  # nobody left; no figures
