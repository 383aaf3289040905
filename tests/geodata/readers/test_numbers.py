"""German and English notation of numbers and points in time."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.readers.numbers import Notation, notation, to_number, to_period


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "2"], Notation.GERMAN),
        (["1.234,5"], Notation.GERMAN),
        (["1,5"], Notation.GERMAN),
        (["1.234.567"], Notation.GERMAN),
        (["1.5"], Notation.ENGLISH),
        (["1,234.5"], Notation.ENGLISH),
        (["1023101.0"], Notation.ENGLISH),
        (["1.234", "7"], Notation.AMBIGUOUS),
        (["1.234", "1,5"], Notation.GERMAN),
        (["-", "."], Notation.GERMAN),
    ],
)
def test_notation(texts, expected):
    assert notation(pd.Series(texts)) is expected


@pytest.mark.parametrize(
    ("cell", "style", "expected"),
    [
        ("1.234,5", Notation.GERMAN, 1234.5),
        ("1 234", Notation.GERMAN, 1234.0),
        ("−12,5 %", Notation.GERMAN, -12.5),
        ("1,234.5", Notation.ENGLISH, 1234.5),
        ("1e3", Notation.ENGLISH, 1000.0),
        (5.25, Notation.GERMAN, 5.25),
        ("-", Notation.GERMAN, None),
        ("", Notation.GERMAN, None),
        ("12a", Notation.GERMAN, None),
        ("1,2,3", Notation.GERMAN, None),
        ("nan", Notation.ENGLISH, None),
        (float("nan"), Notation.ENGLISH, None),
    ],
)
def test_numbers(cell, style, expected):
    assert to_number(cell, style) == expected


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_german_thousands_round_trip(whole, cents):
    sign = "-" if whole < 0 else ""
    text = f"{sign}{abs(whole):,}".replace(",", ".") + f",{cents:02d}"
    assert to_number(text, Notation.GERMAN) == pytest.approx(float(f"{sign}{abs(whole)}.{cents:02d}"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2012", "2012"), (2012.0, "2012"), ("31.12.2022", "2022-12-31"), ("2018/2020", "2018/2020"),
     ("2021-11", "2021-11"), ("31.02.2022", None), ("Summe", None), ("", None)],
)  # fmt: skip
def test_periods(cell, expected):
    assert to_period(cell) == expected
