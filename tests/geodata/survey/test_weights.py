"""Post-stratification, Kish and the bounds, with values that can be computed on paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.survey.weights import Cell, collapse, estimate, kish, post_stratify

CELLS = [Cell("Kreis", 31, 25, 13), Cell("kreisfrei", 23, 20, 15), Cell("kreisangehörig", 373, 213, 26)]


def test_reference_values() -> None:
    found = post_stratify(CELLS)
    assert [round(c.weight, 4) for c in CELLS] == [1.24, 1.15, 1.7512]
    assert 100 * found.naive == pytest.approx(20.930, abs=5e-4)
    assert 100 * found.estimate == pytest.approx(18.478, abs=5e-4)
    assert 100 * found.se == pytest.approx(1.341, abs=5e-4)
    assert (100 * found.lower, 100 * found.upper) == pytest.approx((15.850, 21.106), abs=5e-4)
    assert found.n_eff == pytest.approx(253.91, abs=5e-3)
    assert tuple(100 * b for b in found.bounds) == pytest.approx((12.65, 52.22), abs=5e-3)


def test_a_census_has_no_error() -> None:
    found = post_stratify([Cell("a", 4, 4, 1), Cell("b", 6, 6, 6)])
    assert (found.estimate, found.se, found.lower, found.upper) == (0.7, 0.0, 0.7, 0.7)
    assert found.bounds == (0.7, 0.7)


def test_agreement_of_a_few_is_not_certainty() -> None:
    found = post_stratify([Cell("a", 100, 10, 0)])
    assert found.se == 0
    assert found.lower == 0
    assert 0.2 < found.upper < 0.3  # Wilson 0 of 10: 0.2775


def test_all_of_unequal_cells_say_yes() -> None:
    """6/26 + 20/26 may add up to a hair more than one; that is no reason to refuse."""
    for first in range(2, 60):
        found = post_stratify([Cell("a", first, 2, 2), Cell("b", 97, 11, 11), Cell("c", 373, 213, 213)])
        assert found.estimate == pytest.approx(1)
        assert found.estimate <= 1
        assert 0.9 < found.lower < found.upper == 1


def test_small_cells_join_their_neighbour_and_it_is_said() -> None:
    cells = {
        ("Kreis", "groß"): Cell("Kreis groß", 9, 8, 4),
        ("Kreis", "klein"): Cell("Kreis klein", 5, 2, 1),
        ("Stadt", "groß"): Cell("Stadt groß", 3, 3, 3),
        ("Stadt", "klein"): Cell("Stadt klein", 40, 20, 5),
    }
    found, said = collapse(cells)
    assert [(c.name, c.size, c.n, c.k) for c in found] == [
        ("Kreis groß + Kreis klein", 14, 10, 5),
        ("Stadt groß", 3, 3, 3),  # complete: nothing to estimate, so it stays
        ("Stadt klein", 40, 20, 5),
    ]
    assert said == ["Kreis groß + Kreis klein"]


def test_a_type_nobody_answered_for_joins_another_type() -> None:
    found = estimate({("Kreis",): Cell("Kreis", 10, 0, 0), ("Stadt",): Cell("Stadt", 30, 20, 5)})
    assert found.estimate == 0.25
    assert found.collapsed == ("Kreis + Stadt",)


def test_impossible_and_empty_cells_are_refused() -> None:
    with pytest.raises(GeodataError, match="passen die Zahlen nicht zusammen"):
        post_stratify([Cell("a", 5, 6, 1)])
    with pytest.raises(GeodataError, match="niemand geantwortet"):
        post_stratify([Cell("a", 5, 0, 0)])


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_the_estimate_lies_in_its_interval_and_this_in_the_bounds(parts: list[tuple[int, float, float]]) -> None:
    cells = []
    for i, (size, came, yes) in enumerate(parts):
        n = max(1, round(size * came))
        cells.append(Cell(str(i), size, n, round(n * yes)))
    found = post_stratify(cells)
    tiny = 1e-9
    assert found.bounds[0] - tiny <= found.lower <= found.estimate + tiny
    assert found.estimate - tiny <= found.upper <= found.bounds[1] + tiny
    assert found.n_eff <= sum(c.n for c in cells) + tiny


def test_kish() -> None:
    assert kish([2, 2, 2]) == pytest.approx(3)
    assert kish([1, 3]) == pytest.approx(1.6)
    assert kish([]) == 0
