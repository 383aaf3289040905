"""Apply a table mapping: rows of a file → cells that say which area, indicator, period and role a number has."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geodata.catalog import Catalog, IndicatorKind, Measure, TableMapping
from geodata.errors import GeodataError, Problem, problem
from geodata.observations import ValueStatus
from geodata.readers.columns import as_text, require
from geodata.readers.numbers import Notation, notation, to_number, to_period
from geodata.readers.raw import RawTable

MOST_FINDINGS = 20
CELL_COLUMNS = ["row", "raw", "indicator", "period", "group", "role", "number", "status"]


@dataclass(frozen=True)
class _Sheet:
    """A raw table with what applies to all of its measures."""

    raw: RawTable
    texts: pd.DataFrame
    symbols: dict[str, tuple[float, str]]
    decimal: str
    periods: pd.Series


def cells(raw: RawTable, mapping: TableMapping, catalog: Catalog) -> pd.DataFrame:
    """One row per number: row (in the file), raw (key text), indicator, period, group, role (k, n, value), number
    (NaN = none), status (``ValueStatus`` name). A value of a count is its k. Empty cells are MISSING.

    Raises ``GeodataError`` with every finding: ``column_unknown``, ``bad_period``, ``bad_number`` (file, row, column
    and value), ``number_ambiguous``, ``bad_symbol``, ``measure_empty``, ``unknown_indicator``.
    """
    texts = pd.DataFrame({c: as_text(raw.frame[c]).str.strip() for c in raw.columns}, index=raw.frame.index)
    key = require(texts, mapping.key)
    sheet = _Sheet(raw, texts, _symbols(mapping), mapping.decimal, _periods(texts, mapping, raw.path.name))
    parts: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for measure in mapping.measures:
        kind = catalog.indicator(measure.indicator).kind
        try:
            part = _measure(sheet, measure, mapping)
        except GeodataError as error:
            problems += error.problems
            continue
        role = "k" if measure.role == "value" and kind is IndicatorKind.COUNT else measure.role
        parts.append(part.assign(role=role, raw=texts.loc[part.index, key], row=part.index))
    if not mapping.measures:
        problems.append(problem("bad_catalog", details="table.measures ist leer"))
    if problems:
        raise GeodataError(problems)
    return pd.concat(parts, ignore_index=True)[CELL_COLUMNS]


def _symbols(mapping: TableMapping) -> dict[str, tuple[float, str]]:
    """Symbol → (number, status). A symbol may stand for a state or for a number (``"-": "0"`` = exactly zero)."""
    found = {}
    for symbol, meaning in mapping.symbols.items():
        if meaning in ValueStatus.__members__ and meaning != ValueStatus.OK:
            found[symbol.strip()] = (float("nan"), meaning)
        elif (number := to_number(meaning, Notation.ENGLISH)) is not None:
            found[symbol.strip()] = (number, ValueStatus.OK.value)
        else:
            states = ", ".join([s for s in ValueStatus.__members__ if s != ValueStatus.OK] + ["0"])
            raise GeodataError(problem("bad_symbol", value=symbol, known=states))
    return found


def _periods(texts: pd.DataFrame, mapping: TableMapping, file: str) -> pd.Series:
    if mapping.fixed_period:
        return pd.Series(_stated(mapping.fixed_period), index=texts.index)
    if not mapping.period:
        return pd.Series("", index=texts.index)  # every measure names its own
    column = require(texts, mapping.period)
    known = {text: to_period(text) for text in texts[column].unique()}
    keyed = texts[require(texts, mapping.key)].ne("")
    bad = texts[column].map(known).isna() & keyed
    if bad.any():
        raise GeodataError(
            problem("bad_period", file=file, row=int(str(row)), column=column, value=value)
            for row, value in texts.loc[bad, column].head(MOST_FINDINGS).items()
        )
    return texts[column].map(known)


def _stated(text: str) -> str:
    period = to_period(text)
    if period is None:
        raise GeodataError(problem("bad_period", value=text))
    return period


def _measure(sheet: _Sheet, measure: Measure, mapping: TableMapping) -> pd.DataFrame:
    """Columns indicator, group, period, number, status of the rows one measure selects."""
    selected = pd.Series(True, index=sheet.texts.index)
    for column, value in measure.where.items():
        selected &= sheet.texts[require(sheet.texts, column)].eq(value.strip())
    if not selected.any():
        details = ", ".join(f"{c} = {v}" for c, v in measure.where.items())
        raise GeodataError(
            problem("measure_empty", file=sheet.raw.path.name, indicator=measure.indicator, details=details)
        )
    column = require(sheet.texts, measure.column or mapping.value)
    numbers, status = _numbers(sheet, column, selected)
    return pd.DataFrame(
        {
            "indicator": measure.indicator,
            "group": measure.group,
            "period": _stated(measure.period) if measure.period else sheet.periods[selected],
            "number": numbers,
            "status": status,
        }
    )


def _numbers(sheet: _Sheet, column: str, selected: pd.Series) -> tuple[pd.Series, pd.Series]:
    raw, texts = sheet.raw.frame.loc[selected, column], sheet.texts.loc[selected, column]
    style = Notation(sheet.decimal) if sheet.decimal else notation(sheet.raw.frame[column])
    where = {"file": sheet.raw.path.name, "sheet": sheet.raw.sheet, "column": column}
    if style is Notation.AMBIGUOUS:
        first = texts[texts.str.contains("[.,]")].head(1)
        for row, text in first.items():
            finding = problem("number_ambiguous", row=int(str(row)), value=text, **where)  # type: ignore[arg-type]
            raise GeodataError(finding)
    found, problems = [], []
    for row, cell, text in zip(raw.index, raw, texts, strict=True):
        entry = sheet.symbols.get(text)
        if entry is None and text == "":
            entry = (float("nan"), ValueStatus.MISSING.value)
        if entry is None and (number := to_number(cell, style)) is not None:
            entry = (number, ValueStatus.OK.value)
        if entry is None:
            problems.append(problem("bad_number", row=int(row), value=text, **where))  # type: ignore[arg-type]
            entry = (float("nan"), ValueStatus.MISSING.value)
        found.append(entry)
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    return tuple(pd.Series(column, index=raw.index) for column in zip(*found, strict=True))  # type: ignore[return-value]
