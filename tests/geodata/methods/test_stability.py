"""Stability of a ranking: what varies, what must not, and the labels."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.errors import GeodataError
from geodata.methods.stability import Normalise, label, ranks, stability

RNG = np.random.default_rng(7)
VALUES = RNG.uniform(5, 40, (20, 4))
CLEAR = np.vstack([np.full(3, 90.0), RNG.uniform(5, 20, (15, 3))])


def code(call) -> str:
    with pytest.raises(GeodataError) as error:
        call()
    return error.value.problems[0].code


def test_ranks_share_the_better_place():
    assert ranks(np.array([[3.0, 1, 3, 2]])).tolist() == [[1, 4, 1, 3]]
    assert ranks(np.array([[0.1 + 0.2, 0.3, 0]])).tolist() == [[1, 1, 3]]


def test_what_is_worst_in_everything_is_reliable():
    found = stability(CLEAR, top=1, draws=200, seed=1)
    assert (found.rank[0], found.low[0], found.high[0], found.in_top[0]) == (1, 1, 1, 1)
    assert found.in_top[1:].max() == 0


def test_one_column_leaves_nothing_to_vary():
    found = stability(VALUES[:, :1], top=5, draws=50, seed=1)
    assert (found.low == found.rank).all()
    assert (found.high == found.rank).all()
    assert set(found.in_top) == {0.0, 1.0}
    assert (found.in_top == 1).sum() == 5


def test_same_seed_same_result_and_another_seed_another():
    first, again, other = (stability(VALUES, 5, 300, seed, normalise=Normalise.MIX) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.in_top, again.in_top)
    assert (first.in_top != other.in_top).any()


def test_top_k_is_shared_out_completely():
    found = stability(VALUES, 5, 300, 1)
    assert found.in_top.sum() == pytest.approx(5)


def test_strong_concentration_comes_back_to_the_chosen_weights():
    found = stability(VALUES, 5, 200, 1, concentration=1e7)
    np.testing.assert_array_equal(found.in_top > 0.5, found.rank <= 5)


def test_small_bases_widen_rank_intervals():
    few, many = (stability(VALUES, 5, 300, 1, bases=np.full(VALUES.shape, n)) for n in (20.0, 20_000.0))
    none = stability(VALUES, 5, 300, 1)
    assert (few.high - few.low).mean() > 1.2 * (many.high - many.low).mean()
    assert abs((many.high - many.low).mean() - (none.high - none.low).mean()) < 0.6


def test_a_weight_of_zero_leaves_an_indicator_out():
    lone = stability(VALUES[:, :3], 5, 100, 3)
    weighted = stability(VALUES, 5, 100, 3, weights=np.array([1.0, 1, 1, 0]), concentration=3)
    np.testing.assert_array_equal(lone.rank, weighted.rank)


def test_turning_everything_round_mirrors_the_ranks():
    there, back = stability(VALUES, 5, 10, 1).rank, stability(-VALUES, 5, 10, 1).rank
    np.testing.assert_array_equal(there, 21 - back)


def test_areas_with_gaps_have_no_rank_and_constant_columns_are_named():
    values = np.hstack([VALUES, np.full((20, 1), 3.0)])
    values[4, 1] = np.nan
    found = stability(values, 5, 50, 1)
    assert np.isnan(found.rank[4])
    assert np.isnan(found.in_top[4])
    assert found.dropped == (4,)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: stability(VALUES, 0, 10, 1), "stability_bad"),
        (lambda: stability(VALUES, 20, 10, 1), "stability_bad"),
        (lambda: stability(VALUES, 5, 0, 1), "stability_bad"),
        (lambda: stability(VALUES, 5, 10, 1, concentration=0), "stability_bad"),
        (lambda: stability(VALUES, 5, 10, 1, weights=np.zeros(4)), "stability_bad"),
        (lambda: stability(VALUES, 5, 10, 1, weights=np.array([1.0, -1, 1, 1])), "stability_bad"),
        (lambda: stability(VALUES[:2], 1, 10, 1), "needs_too_few"),
        (lambda: stability(np.ones((9, 2)), 1, 10, 1), "needs_constant"),
        (lambda: stability(VALUES, 5, 10, 1, should_stop=lambda: True), "stability_stopped"),
    ],
)
def test_what_makes_no_sense_is_refused(call, expected):
    assert code(call) == expected


def test_progress_goes_from_nothing_to_all():
    heard: list[tuple[int, int]] = []
    stability(VALUES, 5, 120, 1, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 120), (50, 120), (100, 120), (120, 120)]


@pytest.mark.parametrize(
    ("share", "word"),
    [(1, "belastbar"), (0.95, "belastbar"), (0.949, "wahrscheinlich"), (0.5, "wahrscheinlich"), (0.49, "grenzwertig"),
     (0, "grenzwertig"), (np.nan, "")],
)  # fmt: skip
def test_labels(share, word):
    assert label(share) == word
