"""The rows of a returned form: which area, which entries, and every edit that must not pass unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata.catalog import Measure
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.keys import KeyIndex
from geodata.readers.columns import as_text, require
from geodata.readers.grids import heads, sheet_rows, shown
from geodata.readers.numbers import Notation, to_number, to_period
from geodata.readers.raw import RawTable, from_grid
from geodata.readers.request_sheet import DATA, REMARK, Form

EXPECTED = {"k": "eine ganze Zahl ab 0", "n": "eine ganze Zahl ab 0", "value": "eine Zahl"}
MOST_FINDINGS = 20
MOST_NAMED = 12


def read_rows(path: Path, form: Form) -> RawTable:
    """The table below its titles. Raises ``GeodataError``: ``request_damaged``, ``column_unknown``, ``file_empty``."""
    if DATA not in heads(path):
        raise refuse("request_damaged", file=path.name, details=f"das Blatt „{DATA}“ fehlt")
    rows, key = sheet_rows(path, DATA), form.mapping.key
    start = next((i for i, (_, cells) in enumerate(rows) if key in map(shown, cells)), None)
    if start is None:
        details = f"im Blatt „{DATA}“ fehlt die Kopfzeile mit der Spalte „{key}“"
        raise refuse("request_damaged", file=path.name, details=details)
    table = from_grid(rows[start:], path, format="Excel", sheet=DATA)
    for column in (key, form.mapping.name, form.mapping.period, *form.columns()):
        require(table.frame, column)
    return replace(table, problems=())


def texts(raw: RawTable, column: str) -> pd.Series:
    return as_text(raw.frame[require(raw.frame, column)]).str.strip()


def _finding(raw: RawTable, code: str, row: object, column: str, value: object, **details: object) -> Problem:
    where = {"file": raw.path.name, "sheet": DATA, "column": column}
    return problem(code, row=int(str(row)), value=value, **where, **details)  # type: ignore[arg-type]


def _note(raw: RawTable, code: str, severity: Severity, **details: object) -> Problem:
    return problem(code, severity, file=raw.path.name, sheet=DATA, **details)  # type: ignore[arg-type]


def areas_of(raw: RawTable, form: Form, loaded: set[str]) -> pd.Series:
    """Area id of every row. ``loaded``: ids of areas that are known here.

    Raises ``GeodataError``: ``request_key``, ``request_row_moved``, ``unknown_area``.
    """
    index, key_column, name_column = KeyIndex(form.areas), form.mapping.key, form.mapping.name
    problems, ids = [], []
    for row, key, name in zip(raw.frame.index, texts(raw, key_column), texts(raw, name_column), strict=True):
        found = index.match(key)
        ids.append(found.id)
        if not found.usable:
            asked = ", ".join(f"{i} {n}" for i, n in form.areas.items() if n == name) or "kein Gebiet dieses Namens"
            problems.append(_finding(raw, "request_key", row, key_column, key, known=asked))
        elif found.id not in loaded:
            problems.append(_finding(raw, "unknown_area", row, key_column, found.id))
        elif name != form.areas[found.id] and name in form.areas.values():
            own = f"{found.id} {form.areas[found.id]}"
            problems.append(_finding(raw, "request_row_moved", row, name_column, name, known=own))
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    return pd.Series(ids, index=raw.frame.index, dtype=object)


def filled(raw: RawTable, form: Form) -> tuple[RawTable, list[Problem]]:
    """Rows with at least one entry, and what there is to say about all. Raises ``request_empty``."""
    entries = pd.DataFrame({column: texts(raw, column) for column in form.columns()}).ne("")
    some, whole = entries.any(axis=1), entries.all(axis=1)
    notes = []
    if not some.any():
        raise GeodataError(_note(raw, "request_empty", Severity.ERROR, count=len(raw.frame)))
    if not some.all():
        count, total = int((~some).sum()), len(raw.frame)
        notes.append(_note(raw, "request_rows_empty", Severity.WARNING, count=count, total=total))
    for row in raw.frame.index[some & ~whole][:MOST_FINDINGS]:
        column = next(c for c in form.columns() if not entries.at[row, c])
        notes.append(_note(raw, "request_row_half", Severity.WARNING, row=int(row), column=column))
    if REMARK in raw.columns and (remarks := int(texts(raw, REMARK).ne("").sum())):
        notes.append(_note(raw, "request_remarks", Severity.INFO, column=REMARK, count=remarks))
    return replace(raw, frame=raw.frame[some]), notes


def check_numbers(raw: RawTable, form: Form) -> None:
    """Raises ``GeodataError`` (``request_number``, ``request_k_above_n``) with row, column and value."""
    problems: list[Problem] = []
    found: dict[str, dict[int, float]] = {}
    for measure in form.mapping.measures:
        column = measure.column or form.mapping.value
        for row, text, number in _numbers(raw, measure, form):
            whole = number is not None and number >= 0 and number.is_integer()
            if number is None or (measure.role != "value" and not whole):
                expected = EXPECTED[measure.role]
                problems.append(_finding(raw, "request_number", row, column, text, known=expected))
            else:
                found.setdefault(measure.role, {})[row] = number
    below = found.get("n", {})
    for row, k in found.get("k", {}).items():
        if k > below.get(row, k):
            problems.append(
                _finding(raw, "request_k_above_n", row, form.columns()[0], f"{k:.0f}", n=f"{below[row]:.0f}")
            )
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])


def _numbers(raw: RawTable, measure: Measure, form: Form) -> Iterator[tuple[int, str, float | None]]:
    """Row, text and number (None = not readable) of every cell that is neither empty nor a sign."""
    column = require(raw.frame, measure.column or form.mapping.value)
    style = Notation(form.mapping.decimal or Notation.GERMAN)
    for row, cell, text in zip(raw.frame.index, raw.frame[column], texts(raw, column), strict=True):
        if text and text not in form.mapping.symbols:
            yield int(row), text, to_number(cell, style)


def with_periods(raw: RawTable, form: Form) -> tuple[RawTable, list[Problem]]:
    """An emptied Zeitpunkt is the one asked for; others are told. What is no period is left to ``mapping.cells``."""
    column = require(raw.frame, form.mapping.period)
    given, notes = texts(raw, column), []
    if count := int(given.eq("").sum()):
        notes.append(_note(raw, "request_period_assumed", Severity.INFO, column=column, count=count, known=form.period))
    given = given.where(given.ne(""), form.period)
    other = sorted({str(p) for p in map(to_period, given.unique()) if p is not None and p != form.period})
    if other:
        details = ", ".join(other[:MOST_NAMED])
        notes.append(
            _note(raw, "request_period_changed", Severity.WARNING, column=column, details=details, known=form.period)
        )
    return replace(raw, frame=raw.frame.assign(**{column: given})), notes


def check_unique(raw: RawTable, cells: pd.DataFrame, form: Form) -> None:
    """Raises ``duplicate_rows`` for an area that stands twice with one period. ``cells``: with ``area_id``."""
    twice = cells[cells.duplicated(["area_id", "period", "role"])].drop_duplicates("row")
    if len(twice):
        raise GeodataError(
            _finding(
                raw, "duplicate_rows", cell["row"], form.mapping.key, cell["area_id"],
                name=form.areas[cell["area_id"]], indicator=form.indicator.id, period=cell["period"],
            )
            for cell in twice.head(MOST_FINDINGS).to_dict("records")
        )  # fmt: skip


def rows_gone(raw: RawTable, gone: dict[str, str]) -> list[Problem]:
    """What to say about areas that were asked for and whose rows were deleted."""
    if not gone:
        return []
    named = ", ".join(f"{i} {n}" for i, n in list(gone.items())[:MOST_NAMED])
    details = named + (" …" if len(gone) > MOST_NAMED else "")
    return [_note(raw, "request_rows_gone", Severity.WARNING, count=len(gone), details=details)]
