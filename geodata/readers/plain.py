"""Columns of a table or a layer as they stand there: ids, counts and values, without any catalogue.

For the commands that compute from one file and write one. ``cells`` are indexed by the row that messages name.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import GeodataError, Problem, problem, refuse
from geodata.readers import delimited
from geodata.readers.columns import as_text, require
from geodata.readers.guard import check_file
from geodata.readers.numbers import Notation, notation, to_number
from geodata.readers.raw import RawTable
from geodata.readers.registry import table_reader
from geodata.readers.tables import open_table

FloatArray = NDArray[np.float64]

MOST_FINDINGS = 20
NOT_A_NUMBER = frozenset(("", "•", "*", "k. A.", "k.A.", "k.\u00a0A.", "×", "x", "X", "/"))
"""What stands for a number that is not known, not shown or makes no sense, as in the forms of a Datenanforderung."""


def read_rows(path: Path) -> RawTable:
    """Every row of a table file, also one of which only the id is filled.

    Raises ``GeodataError``: ``not_a_table`` (by its ending), those of ``check_file`` and of the table readers.
    """
    check_file(path)
    if path.suffix.lower() in delimited.SUFFIXES:
        return delimited.read_delimited(path, sparse=True)
    if table_reader(path) is None:
        raise refuse("not_a_table", file=path.name)
    return open_table(path)


def column(table: RawTable, name: str) -> pd.Series:
    """The cells of a column. Raises ``column_unknown``, ``column_ambiguous`` (two columns of that name)."""
    found = require(table.frame, name)
    twice = {n for p in table.problems if p.code == "column_twice" for n in str(p.value).split(", ")}
    if found in twice:
        raise refuse("column_ambiguous", file=table.path.name, sheet=table.sheet, column=found)
    return table.frame[found]


def ids(cells: pd.Series, file: str) -> list[str]:
    """Texts of an id column, unchanged. Raises ``id_missing``, ``id_twice`` (rows)."""
    texts = as_text(cells)
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for row, text in zip(_rows(cells), texts, strict=True):
        where = {"file": file, "row": row, "column": str(cells.name)}
        if not text.strip():
            problems.append(problem("id_missing", **where))  # type: ignore[arg-type]
        elif text in first:
            problems.append(problem("id_twice", value=text, first=first[text], **where))  # type: ignore[arg-type]
        first.setdefault(text, row)
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    return list(texts)


def counts(cells: pd.Series, file: str) -> FloatArray:
    """Whole numbers from 0; NaN where a cell is empty or holds a sign. Decimal and thousands separators are recognised:
    of two ways to read a column only one usually gives whole numbers.

    Raises ``bad_count``, ``count_ambiguous`` (file, row, column, value).
    """
    shown = [c.strip() if isinstance(c, str) else c for c in cells]
    readings = {style: [_count(cell, style) for cell in shown] for style in (Notation.GERMAN, Notation.ENGLISH)}
    whole = [numbers for numbers in readings.values() if None not in numbers]
    if not whole:
        style = Notation.ENGLISH if notation(cells) is Notation.ENGLISH else Notation.GERMAN
        raise GeodataError(_findings("bad_count", cells, readings[style], file))
    for row, cell, *both in zip(_rows(cells), shown, *whole, strict=True):
        if len(both) == 2 and both[0] != both[1] and not math.isnan(both[0]):
            small, large = sorted(f"{int(n)}" for n in both)
            where = {"file": file, "row": row, "column": str(cells.name)}
            raise refuse("count_ambiguous", value=cell, small=small, large=large, **where)
    return np.array(whole[0], dtype=float)


def _count(cell: object, style: Notation) -> float | None:
    """NaN for no number, None for something that is no count."""
    if _is_gap(cell):
        return math.nan
    number = None if isinstance(cell, bool) else to_number(cell, style)
    return number if number is not None and number >= 0 and number.is_integer() else None


def values(cells: pd.Series, file: str) -> FloatArray:
    """Numbers of any kind; NaN where a cell is empty or holds a sign. Raises ``bad_value``, ``value_ambiguous``."""
    cells = cells.map(lambda c: c.strip() if isinstance(c, str) else c)
    style = notation(cells)
    if style is Notation.AMBIGUOUS:
        row, text = next((r, c) for r, c in zip(_rows(cells), cells, strict=True) if {".", ","} & set(str(c)))
        raise refuse("value_ambiguous", file=file, row=row, column=str(cells.name), value=text)
    found = [math.nan if _is_gap(c) else None if isinstance(c, bool) else to_number(c, style) for c in cells]
    if None in found:
        raise GeodataError(_findings("bad_value", cells, found, file))
    return np.array(found, dtype=float)


def _is_gap(cell: object) -> bool:
    if isinstance(cell, str):
        return cell in NOT_A_NUMBER
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _findings(code: str, cells: pd.Series, numbers: list[float | None], file: str) -> list[Problem]:
    wrong = [(row, c) for row, c, n in zip(_rows(cells), cells, numbers, strict=True) if n is None]
    return [
        problem(code, file=file, row=row, column=str(cells.name), value=cell) for row, cell in wrong[:MOST_FINDINGS]
    ]


def _rows(cells: pd.Series) -> list[int]:
    return [int(str(row)) for row in cells.index]
