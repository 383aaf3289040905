"""Dissimilarity, isolation and Theil's index: published values, chance taken off, and edges."""

from __future__ import annotations

import math
import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from geodata.errors import GeodataError
from geodata.methods.segregation import segregation, theil

NAN = float("nan")


def test_published_values():
    found = segregation([10, 20, 30, 40], [100] * 4)
    assert found.dissimilarity == pytest.approx(0.266667, abs=5e-7)
    assert found.isolation == pytest.approx(0.30)
    assert found.share == pytest.approx(0.25)
    assert found.areas == 4


def by_enumeration(group: int, totals: list[int]) -> float:
    """Mean of D over all ways to deal out the group, weighted by how often each comes up."""
    others, mean, ways = sum(totals) - group, 0.0, 0
    for x in product(*(range(t + 1) for t in totals)):
        if sum(x) == group:
            weight = math.prod(math.comb(t, k) for t, k in zip(totals, x, strict=True))
            ways += weight
            mean += weight * sum(abs(k / group - (t - k) / others) for k, t in zip(x, totals, strict=True)) / 2
    return mean / ways


@pytest.mark.parametrize("totals", [[5, 8, 3], [1, 1, 1, 1], [10, 1], [2, 9, 4, 1]])
@pytest.mark.parametrize("group", [1, 2, 3])
def test_what_chance_explains_is_counted_out(group, totals):
    x, left = [], group
    for t in totals:
        x.append(min(t, left))
        left -= x[-1]
    assert segregation(x, totals).by_chance == pytest.approx(by_enumeration(group, totals), rel=1e-9)


def by_search(x: np.ndarray, t: np.ndarray) -> float:
    """Allen and others (2015): for each area the θ that makes the observed difference most likely, by search."""
    p, q = x / x.sum(), (t - x) / (t - x).sum()
    sigma = np.sqrt(p * (1 - p) / x.sum() + q * (1 - q) / (t - x).sum())
    grid = np.linspace(0, 60, 600_001)
    best = [grid[np.argmax(norm.pdf(grid - d) + norm.pdf(grid + d))] for d in np.abs(p - q) / sigma]
    return float((sigma * best).sum() / 2)


@pytest.mark.parametrize(
    ("x", "t"),
    [
        ([10, 20, 30, 40], [100] * 4),
        ([0, 3, 1, 9], [10, 12, 40, 11]),
        ([5, 6, 4], [20, 20, 20]),
        ([1, 0, 0], [5, 5, 5]),
    ],
)
def test_the_correction_as_published(x, t):
    found = segregation(x, t)
    assert found.corrected == pytest.approx(by_search(np.array(x), np.array(t)), abs=2e-4)


@pytest.mark.parametrize("people", [25, 100])
def test_the_correction_comes_near_the_truth(people):
    """Areas whose underlying shares are known: two thirds of the error and more are gone."""
    rng = np.random.default_rng(5)
    p = rng.beta(10, 30, 400)
    truth = np.abs(p / p.sum() - (1 - p) / (1 - p).sum()).sum() / 2
    found = segregation(rng.binomial(people, p), np.full(400, people))
    assert found.dissimilarity > truth + 0.02
    assert abs(found.corrected - truth) < (found.dissimilarity - truth) / 3


def test_people_dealt_out_at_random_look_as_uneven_as_chance():
    """200 areas of 25 people with 3 of the group: D is 26 % although nobody chose where to live."""
    rng = np.random.default_rng(5)
    totals = np.full(200, 25)
    found = segregation(rng.multivariate_hypergeometric(totals, 600), totals)
    assert found.dissimilarity > 0.2
    assert found.by_chance == pytest.approx(found.dissimilarity, rel=0.1)
    assert found.corrected < 0.65 * found.dissimilarity


def test_apart_and_even():
    assert segregation([50, 0], [50, 50]).dissimilarity == segregation([50, 0], [50, 50]).corrected == 1
    even = segregation([10, 20], [100, 200])
    assert even.dissimilarity == pytest.approx(0, abs=1e-12)
    assert even.corrected == 0


def test_suppressed_and_empty_areas_take_no_part():
    found = segregation([10, NAN, 30, 0], [100, 80, 100, 0])
    assert found == segregation([10, 30], [100, 100])


@pytest.mark.parametrize(
    ("x", "t"), [([3], [10]), ([0, 0], [5, 5]), ([5, 5], [5, 5]), ([NAN, NAN], [5, 5]), ([], []), ([0, 0], [0, 0])]
)
def test_nothing_to_compare(x, t):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = segregation(x, t)
    assert np.isnan([found.dissimilarity, found.by_chance, found.corrected, found.isolation]).all()


def test_more_than_all_is_refused():
    with pytest.raises(GeodataError, match="kann keine Anzahl sein"):
        segregation([5, 11], [10, 10])


pairs = st.lists(
    st.integers(0, 60).flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))), min_size=2, max_size=12
)


@given(pairs)
def test_all_shares_are_shares(areas):
    found = segregation([x for x, _ in areas], [t for _, t in areas])
    if not np.isnan(found.dissimilarity):
        for value in (found.dissimilarity, found.by_chance, found.corrected, found.isolation):
            assert -1e-12 <= value <= 1 + 1e-12
        assert found.corrected <= found.dissimilarity + 1e-12
        assert found.isolation >= found.share - 1e-12


def test_published_value_of_theil():
    assert theil([10, 20, 30, 40], ["a"] * 4).total == pytest.approx(0.1064401, abs=5e-8)


def test_theil_by_hand():
    """10, 20 | 30, 40: means 15 and 35 of 25; between = ½(0.6 ln 0.6 + 1.4 ln 1.4)."""
    found = theil([10, 20, 30, 40], list("aabb"))
    assert found.between == pytest.approx((0.6 * math.log(0.6) + 1.4 * math.log(1.4)) / 2)
    assert found.within + found.between == pytest.approx(found.total)
    assert found.share_between == pytest.approx(0.77304, abs=5e-6)


def test_zero_contributes_zero():
    """0 · ln 0 = 0: two areas, one with everything: ln 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert theil([0, 5], ["a", "a"]).total == pytest.approx(math.log(2))
        assert theil([0, 0, 5], list("abb"), [1, 2, 3]).total == pytest.approx(math.log(2))


def test_an_area_counts_by_its_people():
    """An area of two counts as two areas of one."""
    merged = theil([0.1, 0.4], ["a", "b"], [200, 100])
    apart = theil([0.1, 0.1, 0.4], ["a", "a", "b"], [100, 100, 100])
    assert merged.total == pytest.approx(apart.total)
    assert merged.between == pytest.approx(apart.between)


def test_equal_values_have_no_parts():
    found = theil([3, 3, 3], list("aab"))
    assert (found.total, found.within, found.between) == (0, 0, 0)
    assert math.isnan(found.share_between)


@pytest.mark.parametrize("values", [[], [5], [NAN, 5], [0, 0]])
def test_theil_needs_something_to_compare(values):
    assert math.isnan(theil(values, ["a"] * len(values)).total)


def test_missing_areas_take_no_part_in_theil():
    found = theil([10, NAN, 20, 30], list("aabb"), [1, 1, 1, 0])
    assert found == theil([10, 20], list("ab"))


def test_negative_values_are_refused():
    with pytest.raises(GeodataError, match="kleiner als null"):
        theil([1, -2, NAN], list("aab"))


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from("abc"), st.floats(0.1, 1e4)), min_size=2, max_size=20))
def test_the_parts_add_up_for_any_values(rows):
    found = theil(*zip(*rows, strict=True))
    if not math.isnan(found.total):
        assert found.within + found.between == pytest.approx(found.total, abs=1e-9)
        assert min(found.within, found.between) >= 0
