"""Soziale Lage × Entwicklung: values that can be checked by hand, and what must not change the result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.methods.needs import (
    Cuts,
    Dynamics,
    Status,
    dynamics_class,
    needs_attention,
    needs_index,
    status_class,
)

ALL = np.ones(8, dtype=bool)
EIGHT = np.array([[1.0], [2], [3], [4], [5], [6], [7], [8]])  # mean 4.5, population SD √5.25 = 2.2913


def index(values: np.ndarray, included: np.ndarray | None = None, **more: object):
    names = [f"c{j}" for j in range(values.shape[1])]
    return needs_index(values, names, np.ones(len(values), bool) if included is None else included, **more)


def code(call) -> str:
    with pytest.raises(GeodataError) as error:
        call()
    return error.value.problems[0].code


def test_one_indicator_is_its_standard_score():
    found = index(EIGHT)
    assert found.value[0] == pytest.approx(-3.5 / np.sqrt(5.25))
    assert found.value[7] == pytest.approx(1.527525)
    assert (found.scale.mean, found.scale.areas) == ((4.5,), 8)


def test_two_equal_indicators_count_like_one():
    twice = np.hstack([EIGHT, 10 * EIGHT + 3])
    np.testing.assert_allclose(index(twice).value, index(EIGHT).value)


def test_the_sum_is_standardised_again():
    values = np.hstack([EIGHT, EIGHT[[1, 0, 3, 2, 5, 4, 7, 6]]])
    found = index(values).value
    assert found.mean() == pytest.approx(0)
    assert found.std() == pytest.approx(1)


def test_areas_left_out_have_no_index_and_do_not_shift_the_others():
    values = np.vstack([EIGHT, [[1000.0]]])
    found = index(values, np.append(ALL, False))
    np.testing.assert_allclose(found.value[:8], index(EIGHT).value)
    assert np.isnan(found.value[8])


def test_turning_an_indicator_round_mirrors_the_index():
    np.testing.assert_allclose(index(EIGHT, flipped=["c0"]).value, -index(EIGHT).value)


def test_an_indicator_without_difference_is_dropped_and_said():
    values = np.hstack([EIGHT, np.full((8, 1), 7.0)])
    found = index(values)
    assert found.dropped == ("c1",)
    np.testing.assert_allclose(found.value, index(EIGHT).value)


def test_missing_excludes_or_counts_as_the_mean_of_the_others():
    values = np.hstack([np.vstack([EIGHT, [[9.0]]]), np.vstack([EIGHT, [[np.nan]]])])
    assert np.isnan(index(values).value[8])
    found = index(values, share_needed=0.5)
    assert found.missing.tolist() == [False] * 8 + [True]
    # c0 over nine areas: mean 5, SD √(60/9); its score alone stands for both columns
    assert found.parts[8, 0] == pytest.approx(4 / np.sqrt(60 / 9))
    both = found.parts[:8].sum(axis=1)
    total = np.append(both, 2 * found.parts[8, 0])
    assert found.value[8] == pytest.approx((total[8] - total.mean()) / total.std())


def test_a_frozen_scale_shows_change_and_not_rescaling():
    scale = index(EIGHT).scale
    later = index(EIGHT + 1, frozen=scale).value
    np.testing.assert_allclose(later - index(EIGHT).value, 1 / np.sqrt(5.25))
    three = index(EIGHT[:3], frozen=scale)  # needs no reference set of its own
    np.testing.assert_allclose(three.value, index(EIGHT).value[:3])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: needs_index(np.empty((8, 0)), [], ALL), "needs_nothing_chosen"),
        (lambda: index(EIGHT[:3]), "needs_too_few"),
        (lambda: index(EIGHT, np.zeros(8, bool)), "needs_too_few"),
        (lambda: index(np.full((8, 1), 2.0)), "needs_constant"),
        (lambda: index(np.hstack([EIGHT, -EIGHT])), "needs_constant"),
        (lambda: needs_index(EIGHT, ["other"], ALL, frozen=index(EIGHT).scale), "needs_frozen"),
        (lambda: index(EIGHT, flipped=["c0"], frozen=index(EIGHT).scale), "needs_frozen"),
        (lambda: Cuts(1, 1, 2), "needs_cuts"),
    ],
)
def test_what_makes_no_sense_is_refused(call, expected):
    assert code(call) == expected


def test_cuts_are_strict():
    at = np.array([-1.001, -1, 0, 1, 1.001, 1.5, 1.501, np.nan])
    assert status_class(at).tolist() == [1, 2, 2, 2, 3, 3, 4, 0]
    assert "".join(d.value + " " for d in dynamics_class(at)) == "+ +/- +/- +/- - - - 0 "


def test_attention_is_very_unfavourable_or_unfavourable_and_worsening():
    status = np.array([4, 4, 3, 3, 2, 0])
    trend = [Dynamics.BETTER, Dynamics.NONE, Dynamics.WORSE, Dynamics.STABLE, Dynamics.WORSE, Dynamics.NONE]
    assert needs_attention(status, trend).tolist() == [True, True, True, False, False, False]
    assert needs_attention(status, None).tolist() == [True, True, False, False, False, False]
    assert Status.NONE == 0


TABLE = st.lists(st.lists(st.integers(-50, 50), min_size=2, max_size=2), min_size=8, max_size=20)


@settings(deadline=None, max_examples=60)
@given(TABLE, st.randoms())
def test_order_of_rows_and_scale_of_columns_change_nothing(rows, chance):
    values = np.array(rows, dtype=float)
    try:
        found = index(values).value
    except GeodataError:
        return
    order = list(range(len(rows)))
    chance.shuffle(order)
    np.testing.assert_allclose(index(values[order]).value, found[order], atol=1e-9)
    np.testing.assert_allclose(index(values * [3.0, 0.1] + [7, -2]).value, found, atol=1e-7)
