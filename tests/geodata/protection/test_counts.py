"""Counts and signs in text."""

from __future__ import annotations

import pytest

from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN
from geodata.protection.counts import is_sign, read_counts


def read(*texts: str) -> list[int]:
    return read_counts(texts, range(2, 2 + len(texts)), "t.csv", "Anzahl")


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        (["0", "7", " 12 ", "+3"], [0, 7, 12, 3]),
        (["1.234", "5"], [1234, 5]),
        (["1.234.567", "12"], [1234567, 12]),
        (["1.000", "400", "600"], [1000, 400, 600]),  # smaller numbers without a point: it groups
        (["1 234", "1\u00a0234", "1\u202f234", "1'234"], [1234] * 4),
        (["12,0", "3,00"], [12, 3]),
        (["12.0", "3.0", "1234.0"], [12, 3, 1234]),
        (["12.0", "3"], [12, 3]),
        (["1.234,0", "5"], [1234, 5]),
        (["5", ".", "/", "x", "*", "–", "< 3", "<3", "", "unter 5", "k. A.", "…"], [5] + [UNKNOWN] * 11),
    ],
)
def test_counts(texts, counts):
    assert read(*texts) == counts


@pytest.mark.parametrize(
    ("texts", "code", "row"),
    [
        (["5", "2,5"], "protect_not_whole", 3),
        (["5", "2.5"], "protect_not_whole", 3),
        (["5", "1,234"], "protect_not_whole", 3),
        (["5", "0.123"], "protect_not_whole", 3),
        (["5", "-1"], "protect_negative", 3),
        (["5", "−1"], "protect_negative", 3),
        (["5", "viele"], "protect_not_number", 3),
        (["5", "12%"], "protect_not_number", 3),
        (["5", "1 2"], "protect_not_number", 3),
        (["5", "12.34.567"], "protect_not_number", 3),
        (["5", "=1+1"], "protect_not_number", 3),
        (["5", "9" * 20], "protect_too_large", 3),
        (["1.000", "2.000"], "protect_notation", 2),  # one thousand, or one with three decimals
        (["1.000", "1500", "2.000"], "protect_notation", 2),
        (["1.234", "12.0"], "protect_notation", 3),
    ],
)
def test_refused(texts, code, row):
    with pytest.raises(GeodataError) as error:
        read(*texts)
    assert (error.value.problems[0].code, error.value.problems[0].row) == (code, row)
    assert error.value.problems[0].column == "Anzahl"


def test_every_wrong_cell_is_named():
    with pytest.raises(GeodataError) as error:
        read("1,5", "2", "viel", "2,5")
    assert [(p.row, p.value) for p in error.value.problems] == [(2, "1,5"), (4, "viel"), (5, "2,5")]


def test_zero_is_no_sign():
    assert not is_sign("0")
    assert is_sign(" ")
