"""Arbitrary bytes and mutations of sound tables: a table or a refusal in words, never anything else."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.catalog import parse_catalog
from geodata.errors import GeodataError
from geodata.keys import KeyIndex, Verdict, parse_key
from geodata.periods import parse_period
from geodata.readers.boundaries import Options
from geodata.readers.guard import check_file
from geodata.readers.numbers import Notation, notation, to_number, to_period
from geodata.readers.tables import open_table, read_table
from tests.bad_input.containers import sound
from tests.bad_input.tables import GOOD
from tests.geodata.readers.test_tables import CATALOG
from tests.geodata.shapes import PARTS, city

KNOWN = city(PARTS)
PARSED = parse_catalog(CATALOG)
quick = settings(max_examples=40, deadline=None)


def attempt(content: bytes, name: str) -> pd.DataFrame | None:
    """Observations of a file, None if it was refused with a sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            check_file(path)
            return read_table(path, Options(), KNOWN, PARSED).observations
        except GeodataError:
            return None


@quick
@given(st.binary(max_size=400))
def test_bytes_are_a_table_or_refused(content):
    attempt(content, "t.csv")


@quick
@given(st.text(alphabet='19aä;,\t|"\n\r\x85\u2028 .-', max_size=120))
def test_text_is_a_table_or_refused(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text, "utf-8", newline="")
        try:
            table = open_table(path)
        except GeodataError:
            return
        assert len(set(table.columns)) == len(table.columns)
        assert len(table.frame) > 0


@pytest.mark.slow
@quick
@given(st.data())
def test_a_changed_byte_never_adds_areas(data):
    content = bytearray(GOOD.encode())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = attempt(bytes(content), "t.csv")
    if found is not None:
        assert set(found["area_id"]) <= {f"05315000/stadtteil/{key}" for key in PARTS[1]}


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_changed_byte_in_a_workbook_is_survived(at, value):
    content = bytearray(sound("arbeit.xlsx"))
    content[at % len(content)] = value
    attempt(bytes(content), "t.xlsx")


@given(st.text(max_size=12))
def test_numbers_are_finite_or_none(text):
    for style in (Notation.GERMAN, Notation.ENGLISH):
        number = to_number(text, style)
        assert number is None or math.isfinite(number)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_cells_with_numbers_stay_themselves(cell):
    number = to_number(cell, Notation.GERMAN)
    assert number == cell if math.isfinite(cell) else number is None


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=8), st.booleans())
def test_a_column_in_one_notation_is_read_back(values, german):
    texts = [f"{value:,}" for value in values]
    if german:
        texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
    style = notation(pd.Series(texts))
    assert [to_number(text, style) for text in texts] == [float(value) for value in values]


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.dates().map(str)))
def test_periods_are_canonical_or_none(cell):
    found = to_period(cell)
    assert found is None or parse_period(found).text == found


@given(st.one_of(st.text(max_size=10), st.integers(), st.floats(), st.none(), st.booleans()))
def test_keys_are_never_guessed(raw):
    index = KeyIndex({"101", "102", "007"})
    found = index.match(raw)
    assert found.usable == (found.id in index.known)


@given(st.from_regex(r"0[1-46-9][0-9]{6}|1[0-6][0-9]{6}", fullmatch=True))
def test_keys_of_other_laender_never_become_ours(key):
    found = parse_key(key)
    assert not found.usable or found.id.startswith("05")
    assert found.verdict is Verdict.IGNORED


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls", ".dbf", ".csv"])
@quick
@given(st.binary(min_size=1, max_size=200))
def test_bytes_under_any_name(suffix, content):
    attempt(content, f"t{suffix}")
