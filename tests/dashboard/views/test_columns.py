"""Figures as columns: every number in the form it is printed in, nothing where nothing may be shown."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import formatting
from dashboard.views.columns import NO_CLASS, STATUS_CODE, Columns, build_columns, whole
from dashboard.views.place import build_place
from geodata.observations import ValueStatus
from tests.dashboard.small import AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK, LAND, current, only_values, small, state


def columns(**wanted: str) -> Columns:
    found = current(**wanted)
    return build_columns(found, build_place(small(), found.state.level, found.state.region).ids)


def test_areas_are_in_the_order_of_the_place() -> None:
    assert build_place(small(), "gemeinde", "99").ids == (AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK)


def test_figures_of_every_area() -> None:
    """10,0 % (10 of 100), 30,0 % (30 of 100), 10,0 % (20 of 200), suppressed, 0,0 % (0 of 80), no row."""
    assert columns() == Columns(
        status="000102",
        cls="141-0-",
        value=(100, 300, 100, None, 0, None),
        own=(),
        rank=(2, 1, 2, None, 4, None),
        k=(10, 30, 20, None, 0, None),
        n=(100, 100, 200, None, 80, None),
        verdict="shl-l-",  # Kleinland: 16,7 %
        lower=(55, 219, 66, None, 0, None),
        upper=(174, 396, 149, None, 46, None),
        best=(2, 1, 2, None, 4, None),
        worst=(3, 1, 3, None, 4, None),
    )


def test_a_second_map_has_verdicts_but_no_intervals() -> None:
    found = build_columns(current(), build_place(small(), "gemeinde", LAND).ids, detailed=False)
    assert (found.verdict, found.lower, found.upper, found.best, found.worst) == ("shl-l-", (), (), (), ())


def test_counts_alone_have_no_columns_of_counts() -> None:
    found = columns(ind="people")
    assert (found.k, found.n) == ((), ())
    assert found.value == (1000, 2000, 3000, 4000, 5000, 6000)


def test_in_a_comparison_the_difference_is_shown_beside_the_value() -> None:
    """Kleinland has 100 of 600: 16,7 %. Decimals are those of the indicator."""
    found = columns(vs=f"gebiet:{LAND}")
    assert found.own == (100, 300, 100, None, 0, None)
    assert found.value == (-67, 133, -67, None, -167, None)
    assert found.k == (10, 30, 20, None, 0, None)


def test_area_missing_from_the_table_is_outside() -> None:
    found = current()
    left = type(found)(**{**vars(found), "table": found.table.drop(index=[BUCHE])})
    columns = build_columns(left, (AMSEL, BUCHE))
    assert (columns.status, columns.cls, columns.value) == ("0x", "1-", (100, None))


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(16.45, 1, 165), (-16.45, 1, -165), (1.005, 2, 101), (0.5, 0, 1), (2.5, 0, 3), (0.04, 1, 0), (1e12, 1, 10**13)],
)
def test_halves_are_rounded_as_they_are_printed(value: float, decimals: int, expected: int) -> None:
    assert whole(np.array([value, math.nan]), decimals) == (expected, None)


@given(st.lists(st.floats(-1e9, 1e9), max_size=30), st.integers(0, 3))
def test_a_whole_number_is_the_text_without_its_marks(values: list[float], decimals: int) -> None:
    texts = [formatting.number(v, decimals) for v in values]
    plain = [int(t.replace(".", "").replace(",", "").replace("\u2212", "-")) for t in texts]
    assert list(whole(np.array(values, dtype="float64"), decimals)) == plain


CELLS = st.one_of(st.none(), st.floats(-1e6, 1e6))


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_what_is_not_ok_carries_no_number(values: list[float | None]) -> None:
    found = only_values(*values)
    shown = current(found)
    columns = build_columns(shown, shown.table.index)
    for i, status in enumerate(columns.status):
        ok = status == STATUS_CODE[ValueStatus.OK]
        assert (columns.value[i] is not None) == ok
        assert (columns.rank[i] is not None) == ok
        assert (columns.cls[i] != NO_CLASS) == ok
    assert state(found).level == "gemeinde"
