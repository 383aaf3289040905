"""Coefficients that can be checked by hand, and what scipy does at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geodata.methods.correlation import FEWEST, correlate

NAN = math.nan
# Anscombe, F. J. (1973): Graphs in Statistical Analysis. The American Statistician 27 (1), first data set.
X = np.array([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], dtype="float64")
Y = np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])


def test_against_a_published_data_set() -> None:
    found = correlate(X, Y)
    assert (found.n, found.r) == (11, pytest.approx(0.816, abs=0.001))
    assert found.rho == pytest.approx(0.818, abs=0.001)


def test_the_interval_is_that_of_fisher() -> None:
    """z = artanh(r) ± 1,96 / √(n − 3)."""
    found, spread = correlate(X, Y), 1.959964 / math.sqrt(8)
    assert found.low == pytest.approx(math.tanh(math.atanh(found.r) - spread), abs=1e-6)
    assert found.high == pytest.approx(math.tanh(math.atanh(found.r) + spread), abs=1e-6)


def test_pairs_with_a_gap_are_left_out() -> None:
    found = correlate(np.append(X, [1.0, NAN]), np.append(Y, [NAN, 1.0]))
    assert (found.n, found.r) == (11, pytest.approx(correlate(X, Y).r))


def test_few_pairs_give_no_coefficient() -> None:
    found = correlate(X[: FEWEST - 1], Y[: FEWEST - 1])
    assert (found.n, found.known) == (FEWEST - 1, False)
    assert correlate(X[:FEWEST], Y[:FEWEST]).known


@pytest.mark.parametrize("constant", [7.0, 0.1 + 0.2])
def test_the_same_value_everywhere_gives_no_coefficient(constant: float) -> None:
    same = np.full(len(X), constant)
    assert not correlate(X, same).known
    assert not correlate(same, X).known
    assert not correlate(X, same + np.arange(len(X)) * 1e-17).known


def test_a_straight_line_is_one() -> None:
    found = correlate(X, 3 - 2 * X)
    assert found.r == pytest.approx(-1)
    assert found.rho == pytest.approx(-1)


def test_nothing_at_all() -> None:
    assert correlate(np.array([]), np.array([])).n == 0
