"""Index with weights: values that can be checked by hand, published anchors, and what must not change a ranking."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.methods import index as m
from geodata.methods.index import Choice, Scaling, weighted_index
from geodata.methods.needs import needs_index

NAN = float("nan")
EIGHT = np.arange(1.0, 9.0)
ALL = np.ones(8, dtype=bool)


def two() -> np.ndarray:
    return np.column_stack([EIGHT, EIGHT[::-1] ** 2])


def code(call) -> str:
    with pytest.raises(GeodataError) as error:
        call()
    return error.value.problems[0].code


def test_percentile_ranks_share_the_lower_rank():
    assert m.percent_rank(np.array([10.0, 20, 20, 30, 40])).tolist() == [0, 0.25, 0.25, 0.75, 1]
    gaps = m.percent_rank(np.array([3.0, NAN, 1.0]))
    assert gaps[0] == 1
    assert np.isnan(gaps[1])


def test_imd_anchors():
    found = m.imd_score(np.array([1.0, 0.9, 0.5, 0.1, 0.897882]))
    assert found == pytest.approx([100, 50.4267, 15.6468, 2.3903, 50], abs=5e-4)


def test_geometric_mean_of_the_human_development_index_and_its_refusal_at_zero():
    third = np.full(3, 1.0)
    assert m.geometric(np.array([[0.8, 0.5, 0.2]]), third)[0] == pytest.approx(0.43089, abs=5e-6)
    assert m.arithmetic(np.array([[0.8, 0.5, 0.2]]), third)[0] == pytest.approx(0.5)
    assert code(lambda: m.geometric(np.array([[0.8, 0.0, 0.2]]), third)) == "index_geometric"
    assert m.geometric(np.array([[0.8, 0.0]]), np.array([1.0, 0.0]))[0] == pytest.approx(0.8)


def test_equal_weights_and_standard_scores_are_the_status_index():
    values = np.column_stack([EIGHT, [3.0, 1, 4, 1, 5, 9, 2, 6]])
    found = weighted_index(values, ALL, Choice(("a", "b")))
    assert found.value == pytest.approx(needs_index(values, ["a", "b"], ALL).value)


def test_minmax_by_data_and_by_goalposts():
    data = weighted_index(EIGHT[:, None], ALL, Choice(("a",), scaling=Scaling.MINMAX))
    assert data.parts[:, 0] == pytest.approx((EIGHT - 1) / 7)
    fixed = Choice(("a",), scaling=Scaling.MINMAX, goalposts={"a": (0.0, 10.0)})
    assert weighted_index(EIGHT[:, None], ALL, fixed).parts[:, 0] == pytest.approx(EIGHT / 10)
    low = Choice(("a",), frozenset({"a"}), scaling=Scaling.MINMAX, goalposts={"a": (10.0, 0.0)})
    assert weighted_index(EIGHT[:, None], ALL, low).parts[:, 0] == pytest.approx(1 - EIGHT / 10)
    wrong = Choice(("a",), scaling=Scaling.MINMAX, goalposts={"a": (10.0, 0.0)})
    assert code(lambda: weighted_index(EIGHT[:, None], ALL, wrong)) == "index_goalposts"


def test_a_weight_of_zero_takes_an_indicator_out():
    alone = weighted_index(EIGHT[:, None], ALL, Choice(("a",)))
    beside = weighted_index(two(), ALL, Choice(("a", "b"), weights=(3.0, 0.0)))
    assert beside.value == pytest.approx(alone.value)
    assert not beside.averaged.any()


@pytest.mark.parametrize("weights", [(0.0, 0.0), (-1.0, 2.0), (1.0,), (NAN, 1.0)])
def test_weights_without_sense_are_refused(weights):
    assert code(lambda: Choice(("a", "b"), weights=weights)) == "index_weights"


def test_nothing_chosen_too_few_and_constant_are_refused():
    assert code(lambda: Choice(())) == "needs_nothing_chosen"
    seven = np.arange(8) < 7
    assert code(lambda: weighted_index(two(), seven, Choice(("a", "b")))) == "needs_too_few"
    assert code(lambda: weighted_index(np.ones((8, 1)), ALL, Choice(("a",)))) == "needs_constant"


def test_a_column_without_difference_is_dropped_and_named():
    values = np.column_stack([EIGHT, np.full(8, 0.1 + 0.2)])
    found = weighted_index(values, ALL, Choice(("a", "same")))
    assert found.reference.dropped == ("same",)
    assert found.value == pytest.approx(weighted_index(EIGHT[:, None], ALL, Choice(("a",))).value)


def test_missing_excludes_or_is_averaged_by_the_stated_share():
    nine = np.column_stack([np.arange(1.0, 10), np.arange(9.0, 0, -1) ** 2, np.arange(1.0, 10) ** 3])
    nine[0, 2] = NAN
    included = np.ones(9, dtype=bool)
    out = weighted_index(nine, included, Choice(("a", "b", "c")))
    assert np.isnan(out.value[0])
    assert out.reference.areas == 8
    kept = weighted_index(nine, included, Choice(("a", "b", "c"), share_needed=2 / 3))
    assert kept.averaged.tolist() == [True] + [False] * 8
    assert not np.isnan(kept.value[0])
    heavy = weighted_index(nine, included, Choice(("a", "b", "c"), weights=(1, 1, 4), share_needed=2 / 3))
    assert np.isnan(heavy.value[0])  # what is missing carries two thirds of the weight


def test_a_frozen_reference_shows_change_instead_of_rescaling():
    choice = Choice(("a",))
    first = weighted_index(EIGHT[:, None], ALL, choice)
    worse = weighted_index(EIGHT[:, None] + 1, ALL, choice, first.reference)
    assert worse.value == pytest.approx(first.value + 1 / np.sqrt(5.25))
    assert weighted_index(EIGHT[:, None] + 1, ALL, choice).value == pytest.approx(first.value)
    assert code(lambda: weighted_index(EIGHT[:, None], ALL, Choice(("b",)), first.reference)) == "needs_frozen"


def test_the_exponential_scale_is_that_of_the_english_indices():
    """R = rank/N, the most deprived 1; anchors X(1) = 100, X(.5) = 15.6468. Ties share the lower rank."""
    found = weighted_index(EIGHT[:, None], ALL, Choice(("a",), scaling=Scaling.IMD))
    assert found.parts[[7, 3], 0] == pytest.approx([100, 15.6468], abs=1e-4)
    tied = np.array([1.0, 1, 2, 3, 4, 5, 6, 7])[:, None]
    assert weighted_index(tied, ALL, Choice(("a",), scaling=Scaling.IMD)).parts[1, 0] == found.parts[0, 0]
    later = weighted_index(EIGHT[:, None] + 100, ALL, Choice(("a",), scaling=Scaling.IMD), found.reference)
    assert later.parts[:, 0] == pytest.approx([100] * 8)


def test_frozen_ranks_stay_between_nobody_and_all():
    choice = Choice(("a",), scaling=Scaling.PERCENT)
    first = weighted_index(EIGHT[:, None], ALL, choice)
    later = weighted_index(EIGHT[:, None] + 100, ALL, choice, first.reference)
    assert later.parts[:, 0].tolist() == [1.0] * 8


def test_flags_count_what_a_mean_levels_out():
    values = np.column_stack([EIGHT, -EIGHT])
    flags = m.red_flags(values, ALL)
    assert flags[:, 0].tolist() == [False] * 6 + [True, True]  # (7 − 4.5)/2.2913 = 1.09
    assert flags[:, 1].tolist() == [True, True] + [False] * 6
    assert not m.red_flags(values, np.zeros(8, dtype=bool)).any()


def test_two_that_measure_the_same_are_named():
    values = np.column_stack([EIGHT, 2 * EIGHT + 1, [3.0, 1, 4, 1, 5, 9, 2, 6]])
    matrix = m.correlations(values, ALL)
    assert matrix[0, 1] == pytest.approx(1)
    assert [(a, b) for a, b, _ in m.alike(matrix, ["a", "b", "c"])] == [("a", "b")]
    values[0, 1] = NAN
    assert m.pairs_of(values, ALL).tolist() == [[8, 7, 8], [7, 7, 7], [8, 7, 8]]
    assert np.isnan(m.correlations(values, ALL)[0, 1])  # seven pairs


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-50, 50), min_size=8, max_size=20), st.sampled_from(list(Scaling)))
def test_turning_all_indicators_round_mirrors_the_ranking(numbers, scaling):
    """With ranks only where there are no ties, which share the lower rank from either side; the exponential score is
    not even, so that only its order mirrors."""
    values = np.array(numbers, dtype=float)[:, None]
    included = np.ones(len(values), dtype=bool)
    if len(set(numbers)) == 1 or (scaling in m.RANKED and len(set(numbers)) < len(numbers)):
        return
    up = weighted_index(values, included, Choice(("a",), scaling=scaling)).value
    down = weighted_index(values, included, Choice(("a",), frozenset({"a"}), scaling=scaling)).value
    if scaling is Scaling.IMD:
        assert np.argsort(down).tolist() == np.argsort(up)[::-1].tolist()
    else:
        assert down == pytest.approx(-up, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=8, max_size=20), st.floats(0.1, 9))
def test_only_the_relation_of_weights_counts(pairs, factor):
    values = np.array(pairs, dtype=float)
    included = np.ones(len(values), dtype=bool)
    try:
        once = weighted_index(values, included, Choice(("a", "b"), weights=(1, 2))).value
    except GeodataError:
        return
    again = weighted_index(values, included, Choice(("a", "b"), weights=(factor, 2 * factor))).value
    assert again == pytest.approx(once, abs=1e-9)
