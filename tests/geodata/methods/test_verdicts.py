"""Verdicts against a value, against the rest and against another area; and whether an area is too small for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.methods.intervals import rate_intervals
from geodata.methods.verdicts import (
    Verdict,
    against_other,
    against_rest,
    against_value,
    assess,
    probability_higher,
    too_small,
)

NAN = float("nan")


def test_the_interval_decides_against_a_fixed_value():
    """81 of 263 reaches from 25.5 to 36.6 %."""
    found = rate_intervals([81] * 5, [263] * 5)
    words = against_value(found, [0.25, 0.26, 0.30, 0.37, NAN])
    assert list(words) == ["higher", "same", "same", "lower", ""]


def test_a_value_on_the_bound_cannot_be_told_apart():
    found = rate_intervals(81, 263)
    assert against_value(found, found.lower) == against_value(found, found.upper) == Verdict.SAME


def test_undefined_areas_have_no_verdict():
    found = rate_intervals([0, NAN, 0], [0, 10, 10])
    assert list(against_value(found, 0.5)) == ["", "", "lower"]


def test_against_the_rest_counts_nobody_twice():
    """Area 30 of 100 in a Kreis of 60 of 400: the rest is 30 of 300, difference 20 points."""
    words, difference = against_rest([30, 60, NAN], [100, 400, 100], 60, 400)
    assert list(words) == ["higher", "", ""]
    assert difference.rate[0] == pytest.approx(0.2)
    assert difference.lower[0] > 0
    assert np.isnan(difference.rate[1:]).all()


def test_an_area_larger_than_its_kreis_is_refused():
    with pytest.raises(GeodataError, match="kann keine Anzahl sein"):
        against_rest(30, 500, 60, 400)


def test_two_areas():
    assert list(against_other([50, 5, 0], [500, 50, 0], [20, 2, 1], [500, 50, 5])) == ["higher", "same", ""]


def test_where_twice_the_reference_would_not_show():
    assert list(too_small([21, 22, 380, 381], [0.15, 0.15, 0.01, 0.01])) == [True, False, True, False]
    assert list(too_small([NAN, 0, 10, 10], [0.15, 0.15, NAN, 0.0])) == [False] * 4


def test_probability_that_one_is_higher():
    assert probability_higher(5, 50, 2, 50) == pytest.approx(0.88059, abs=5e-6)
    assert probability_higher(50, 500, 20, 500) == pytest.approx(0.99992, abs=5e-6)
    assert np.isnan(probability_higher([0, NAN], [0, 5], 1, 5)).all()


counts = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_one_of_two_is_higher(one, other):
    assert probability_higher(*one, *other) + probability_higher(*other, *one) == pytest.approx(1, abs=1e-9)


@given(counts, st.floats(0.0, 1.0))
def test_a_verdict_never_contradicts_the_rates(pair, reference):
    found = assess(*pair, reference)
    if found.verdict is Verdict.HIGHER:
        assert found.rate > reference
    elif found.verdict is Verdict.LOWER:
        assert found.rate < reference
    else:
        assert found.lower <= reference <= found.upper
