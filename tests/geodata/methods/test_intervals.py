"""Intervals of rates: published values, the library's values, and what must hold for any counts."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from geodata.errors import GeodataError
from geodata.methods.intervals import Method, rate_intervals

NAN = float("nan")
PUBLISHED = [
    (0, 10, (0.0, 0.277533), (0.0, 0.308497)),
    (1, 10, (0.017876, 0.404150), (0.002529, 0.445016)),
    (3, 10, (0.107791, 0.603222), (0.066740, 0.652453)),
    (81, 263, (0.255289, 0.366210), (0.252737, 0.367622)),
]
WILSON_ONLY = [
    (15, 148, (0.062386, 0.160487)),
    (1, 29, (0.006113, 0.171755)),
    (10, 10, (0.722467, 1.0)),
]


def bounds(k: float, n: float, method: Method = Method.WILSON, level: float = 0.95) -> tuple[float, float]:
    found = rate_intervals(k, n, method, level)
    return float(found.lower), float(found.upper)


@pytest.mark.parametrize(("k", "n", "wilson", "exact"), PUBLISHED)
def test_published_values(k, n, wilson, exact):
    assert bounds(k, n) == pytest.approx(wilson, abs=5e-7)
    assert bounds(k, n, Method.EXACT) == pytest.approx(exact, abs=5e-7)


@pytest.mark.parametrize(("k", "n", "wilson"), WILSON_ONLY)
def test_published_values_of_wilson(k, n, wilson):
    assert bounds(k, n) == pytest.approx(wilson, abs=5e-7)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
@pytest.mark.parametrize(("method", "name"), [(Method.WILSON, "wilson"), (Method.EXACT, "beta")])
def test_the_library_says_the_same_of_every_small_count(method, name, level):
    k, n = np.array([(k, n) for n in (1, 2, 7, 40, 1000) for k in range(0, n + 1, max(n // 40, 1))]).T
    found = rate_intervals(k, n, method, level)
    lower, upper = proportion_confint(k, n, alpha=1 - level, method=name)
    np.testing.assert_allclose(found.lower, lower, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.upper, upper, rtol=1e-9, atol=1e-12)


def test_scipy_says_the_same():
    wilson, exact = (binomtest(81, 263).proportion_ci(method=m) for m in ("wilson", "exact"))
    assert bounds(81, 263) == pytest.approx((wilson.low, wilson.high), rel=1e-9)
    assert bounds(81, 263, Method.EXACT) == pytest.approx((exact.low, exact.high), rel=1e-9)


def test_events_may_outnumber_people():
    """Garwood's table: 0 events [0, 3.6889], 10 events [4.7954, 18.3904]."""
    assert bounds(0, 1, Method.POISSON) == pytest.approx((0.0, 3.688879), abs=5e-7)
    assert bounds(10, 1, Method.POISSON) == pytest.approx((4.795389, 18.390356), abs=5e-7)
    assert bounds(10, 4, Method.POISSON) == pytest.approx((4.795389 / 4, 18.390356 / 4), abs=5e-7)


@pytest.mark.parametrize("method", [Method.WILSON, Method.EXACT])
def test_nobody_and_everybody_are_exact(method):
    found = rate_intervals([0, 7], [7, 7], method)
    assert found.lower[0] == found.rate[0] == 0.0
    assert found.upper[1] == found.rate[1] == 1.0
    assert 0 < found.upper[0] < 1
    assert 0 < found.lower[1] < 1


@pytest.mark.parametrize("method", list(Method))
def test_no_denominator_no_count_no_interval(method):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rate_intervals([0, NAN, 3, NAN], [0, 10, NAN, NAN], method)
    assert np.isnan([found.rate, found.lower, found.upper]).all()
    empty = rate_intervals([], [], method)
    assert empty.rate.shape == (0,)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (1, -5), (6, 5), (1, float("inf"))])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(GeodataError) as refused:
        rate_intervals([1, k], [2, n])
    assert refused.value.problems[0].code == "impossible_count"
    assert f"{k:g} von {n:g}" in str(refused.value)


def test_one_call_for_many_areas():
    k = np.arange(10_000) % 50
    found = rate_intervals(k, 60)
    assert found.lower.shape == (10_000,)
    assert bounds(37, 60) == (found.lower[37], found.upper[37])


counts = st.integers(0, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))).filter(lambda pair: pair[1])
levels = st.floats(0.5, 0.999)
methods = st.sampled_from(list(Method))


@given(counts, methods, levels)
def test_the_interval_contains_the_rate(pair, method, level):
    found = rate_intervals(*pair, method, level)
    assert 0 <= found.lower <= found.rate <= found.upper
    assert method is Method.POISSON or found.upper <= 1


@given(counts, methods, levels, levels)
def test_a_wider_level_contains_a_narrower_one(pair, method, one, other):
    narrow, wide = (bounds(*pair, method, level) for level in sorted((one, other)))
    assert wide[0] <= narrow[0] + 1e-12
    assert wide[1] >= narrow[1] - 1e-12


@given(counts, methods.filter(lambda m: m is not Method.POISSON))
def test_counting_the_others_mirrors_the_interval(pair, method):
    k, n = pair
    lower, upper = bounds(k, n, method)
    assert bounds(n - k, n, method) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)
