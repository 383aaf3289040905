"""Smoothed rates: published values, the traps of the library, and what must hold for any counts."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st
from libpysal.examples import get_path

from geodata.methods.smoothing import Smoother, smooth, standardised_rates

NAN = float("nan")


@pytest.fixture(scope="module")
def sids() -> gpd.GeoDataFrame:
    """Sudden infant deaths in North Carolina, 1974 (built into libpysal)."""
    return gpd.read_file(get_path("sids2.shp"))


def test_published_values_of_marshall(sids):
    found = smooth(sids["SID74"], sids["BIR74"])
    assert found.method is Smoother.MARSHALL
    assert found.mean == pytest.approx(667 / 329_962)
    assert found.mean == pytest.approx(0.00202144489, abs=5e-12)
    assert found.variance == pytest.approx(7.6929306e-07, rel=1e-7)
    assert found.value[:5] == pytest.approx([0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], abs=5e-8)
    by_name = dict(zip(sids["NAME"], zip(found.rate, found.value, strict=True), strict=True))
    assert by_name["Anson"] == pytest.approx((0.0095541, 0.0048388), abs=5e-8)
    assert by_name["Camden"] == pytest.approx((0.0, 0.0018230), abs=5e-8)


def test_the_library_agrees_where_it_is_sound(sids):
    library = Empirical_Bayes(sids["SID74"].to_numpy(), sids["BIR74"].to_numpy()).r.ravel()
    assert smooth(sids["SID74"], sids["BIR74"]).value == pytest.approx(library, rel=1e-12)


def test_the_library_fails_where_areas_are_alike_and_where_one_is_empty():
    """Why the formula is written here: negative variance, and NaN for all because of one empty area."""
    away = Empirical_Bayes(np.array([2, 3, 1]), np.array([100, 140, 60])).r.ravel()
    assert away.max() > 3 / 140
    alike = smooth([2, 3, 1], [100, 140, 60])
    assert alike.variance == 0
    assert alike.value == pytest.approx([0.02] * 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(Empirical_Bayes(np.array([2, 3, 0]), np.array([100, 140, 0])).r).all()
        assert np.isnan(Empirical_Bayes(np.array([2, 2, 2]), np.array([100, 100, 100])).r).all()
    assert smooth([2, 2, 2], [100, 100, 100]).value == pytest.approx([0.02] * 3)
    assert smooth([2, 3, 0], [100, 140, 0]).value[:2] == pytest.approx(smooth([2, 3], [100, 140]).value)


@pytest.mark.parametrize("method", list(Smoother))
def test_suppressed_and_empty_areas_take_no_part(method):
    k, n = [10, 4, 30, NAN, 5, 0], [100, 90, 120, 80, NAN, 0]
    found = smooth(k, n, method)
    assert found.areas == 3
    assert found.mean == pytest.approx(44 / 310)
    assert found.value[:3] == pytest.approx(smooth(k[:3], n[:3], method).value)
    assert np.isnan(found.value[3:]).all()
    assert np.isnan(found.weight[3:]).all()


def test_beta_binomial_by_hand():
    """Two areas of 100 with 30 and 50: m = 0.4, S = 2, S / m(1 − m) − 1 = 22/3; N − Σn²/N − 1 = 99; ρ = 22/297."""
    found = smooth([30, 50], [100, 100])
    assert found.method is Smoother.BETA_BINOMIAL
    rho = 22 / 297
    assert found.variance == pytest.approx(0.24 * rho)
    weight = 100 / (100 + (1 - rho) / rho)
    assert found.weight == pytest.approx([weight] * 2)
    assert found.value == pytest.approx([0.4 - 0.1 * weight, 0.4 + 0.1 * weight])


def test_beta_binomial_finds_the_distribution_it_was_drawn_from():
    rng = np.random.default_rng(7)
    n = rng.integers(50, 400, 4000)
    found = smooth(rng.binomial(n, rng.beta(6, 14, 4000)), n)
    assert found.mean == pytest.approx(0.3, abs=0.005)
    assert found.variance / (found.mean * (1 - found.mean)) == pytest.approx(1 / 21, rel=0.05)


def test_the_choice_follows_the_mean():
    assert smooth([19, 20], [100, 100]).method is Smoother.MARSHALL
    assert smooth([21, 20], [100, 100]).method is Smoother.BETA_BINOMIAL
    assert smooth([21, 20], [100, 100], Smoother.MARSHALL).method is Smoother.MARSHALL


@pytest.mark.parametrize("method", [None, *Smoother])
@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        ([3], [10], [0.3]),
        ([3, NAN], [10, 10], [0.3, NAN]),
        ([0, 0], [10, 50], [0.0, 0.0]),
        ([10, 50], [10, 50], [1.0, 1.0]),
        ([0, 1, 1], [1, 1, 1], [2 / 3] * 3),
        ([NAN, NAN], [10, 10], [NAN, NAN]),
        ([0, 0], [0, 0], [NAN, NAN]),
        ([], [], []),
    ],
)
def test_degenerate_inputs(method, k, n, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = smooth(k, n, method)
    assert found.value == pytest.approx(expected, nan_ok=True)


def test_all_or_nothing_areas_stay_apart():
    found = smooth([0, 10, 0, 10], [10, 10, 10, 10])
    assert found.value == pytest.approx([0, 1, 0, 1])
    assert found.weight == pytest.approx([1.0] * 4)


areas = st.lists(
    st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n) | st.just(NAN), st.just(n))), max_size=25
)


@given(areas, st.sampled_from([None, *Smoother]))
def test_smoothed_values_lie_between_raw_and_mean(pairs, method):
    found = smooth([k for k, _ in pairs], [n for _, n in pairs], method)
    known = ~np.isnan(found.rate)
    assert (np.isnan(found.value) == ~known).all()
    low, high = np.minimum(found.rate, found.mean), np.maximum(found.rate, found.mean)
    assert (low[known] <= found.value[known]).all()
    assert (found.value[known] <= high[known]).all()
    assert ((found.weight[known] >= 0) & (found.weight[known] <= 1)).all()


@given(areas, st.sampled_from(list(Smoother)), st.randoms(use_true_random=False))
def test_the_order_of_areas_changes_nothing(pairs, method, random):
    order = list(range(len(pairs)))
    random.shuffle(order)
    straight = smooth([k for k, _ in pairs], [n for _, n in pairs], method).value
    mixed = smooth([pairs[i][0] for i in order], [pairs[i][1] for i in order], method).value
    assert mixed == pytest.approx(straight[order], nan_ok=True, abs=1e-9)


def test_standardised_rates_forget_the_size_of_areas(sids):
    from esda.smoothing import assuncao_rate

    found = standardised_rates(sids["SID74"], sids["BIR74"])
    assert found == pytest.approx(assuncao_rate(sids["SID74"].to_numpy(), sids["BIR74"].to_numpy()), rel=1e-9)
    assert standardised_rates([0, 0, NAN, 0], [5, 9, 5, 0]) == pytest.approx([0, 0, NAN, NAN], nan_ok=True)
