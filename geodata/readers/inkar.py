"""Exports of INKAR (BBSR): names of indicators in the first row, years in the second, explanations in other sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from geodata.catalog import Measure, TableMapping
from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import parse_key
from geodata.readers import excel, inkar_terms
from geodata.readers.boundaries import Options
from geodata.readers.columns import as_text
from geodata.readers.formats import Peek, Recognised
from geodata.readers.grids import csv_rows, heads, sheet_rows, shown
from geodata.readers.inkar_terms import About
from geodata.readers.numbers import Notation, to_number
from geodata.readers.raw import RawTable, Row
from geodata.readers.times import period_of

DATA, ABOUT, CITATION = "Daten", "Metadaten", "Quellangabe"
FIRST_CELLS = ["Kennziffer", "Raumeinheit", "Aggregat"]
EDITION = re.compile(r"Ausgabe (\d{4})")
LARGE = 100  # beside a zero: no municipality comes and goes


@dataclass(frozen=True)
class _Export:
    """``names`` and ``years``: header rows; ``body``: rows with a key; ``edition``: a year or ""."""

    names: list[object]
    years: list[object]
    body: list[Row]
    about: About
    edition: str
    sheet: str | None
    problems: tuple[Problem, ...]


def matches(seen: Peek) -> bool:
    """INKAR's first columns, in a text file or in a sheet."""
    if not seen.lines:
        return _data_sheet(seen.path) is not None
    return [bare(cell) for cell in seen.header()[:3]] == FIRST_CELLS


def _data_sheet(path: Path) -> str | None:
    return next((name for name, head in heads(path).items() if head and head[0][:3] == FIRST_CELLS), None)


def bare(cell: object) -> str:
    return shown(cell).lstrip("\ufeff").strip('"')


def read(path: Path, options: Options) -> Recognised:
    """Read an export; of several kinds of areas the one asked for, else the one with most areas of the state.

    Raises ``GeodataError``: ``file_unreadable``, ``file_empty``, ``layer_unknown``, ``row_length``, ``bad_period``,
    ``column_ambiguous``, ``value_column_missing``.
    """
    export = _open(path, options)
    columns = _columns(export, path.name)
    width = len(columns) + len(FIRST_CELLS)
    for line, cells in export.body:
        if len(cells) < width or any(shown(c) for c in cells[width:]):
            raise refuse("row_length", file=path.name, row=line, found=len(cells), expected=width)
    index = [line for line, _ in export.body]
    frame = pd.DataFrame([cells[:width] for _, cells in export.body], index=index, columns=[*FIRST_CELLS, *columns])
    frame = frame.astype(object).assign(Kennziffer=as_text(frame["Kennziffer"]).str.strip())
    frame, level, notes = inkar_terms.one_level(frame, "Aggregat", options, path.name)
    frame, gaps = _without_gaps(frame, columns, path.name)
    groups = {
        name: pd.concat([frame[c] for c, (own, _) in columns.items() if own == name])
        for name in dict.fromkeys(name for name, _ in columns.values())
    }
    catalog, ids = inkar_terms.catalog(groups, export.about, export.edition)
    mapping = TableMapping(
        key="Kennziffer",
        name="Raumeinheit",
        level=level,
        decimal=inkar_terms.decimal_of(pd.concat(list(groups.values()))),
        measures=tuple(
            Measure(indicator=ids[name], role="value", column=column, period=year)
            for column, (name, year) in columns.items()
        ),
    )
    notes = [inkar_terms.kept(frame, path.name), *notes, *gaps]
    return Recognised(
        RawTable(path, "INKAR", frame, export.sheet, problems=export.problems), mapping, catalog, tuple(notes)
    )


def _open(path: Path, options: Options) -> _Export:
    """The figures and, where they were kept, the sheets that describe them. Raises ``file_empty``."""
    sheet: str | None = None
    about: list[Row] = []
    citation = ""
    notes: list[Problem] = []
    if path.suffix.lower() in excel.SUFFIXES:
        sheet = options.layer or _data_sheet(path) or DATA
        rows = sheet_rows(path, sheet)
        about = sheet_rows(path, ABOUT) if ABOUT in heads(path) else []
        citation = (
            " ".join(shown(c) for _, row in sheet_rows(path, CITATION) for c in row) if CITATION in heads(path) else ""
        )
    else:
        rows, notes = csv_rows(path)
    filled = [(line, cells) for line, cells in rows if any(shown(c) for c in cells)]
    body = [(line, cells) for line, cells in filled[2:] if sum(bool(shown(c)) for c in cells) > 1]
    if not body:
        raise refuse("file_empty", file=path.name)
    if skipped := len(filled) - 2 - len(body):
        notes.append(problem("rows_skipped", Severity.INFO, file=path.name, count=skipped))
    edition = EDITION.search(citation)
    return _Export(filled[0][1], filled[1][1], body, _about(about), edition[1] if edition else "", sheet, tuple(notes))


def _about(rows: list[Row]) -> About:
    """Descriptions by the short name that heads the columns of the data."""
    texts = [[shown(c) for c in row] for _, row in rows]
    start = next((i for i, row in enumerate(texts) if row[:1] == ["Indikator"]), None)
    if start is None:
        return {}
    return {row[0]: dict(zip(texts[start], row, strict=False)) for row in texts[start + 1 :] if row[0]}


def _columns(export: _Export, file: str) -> dict[str, tuple[str, str]]:
    """Unique column name → (indicator, period) from the two header rows; a name may stand over its first year only."""
    pairs = list(zip_longest(map(shown, export.names[3:]), map(shown, export.years[3:]), fillvalue=""))
    while pairs and not any(pairs[-1]):
        pairs.pop()
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for position, (cell, year) in enumerate(pairs, 4):
        name = cell or name
        period = period_of(year)
        if period is None:
            raise refuse("bad_period", file=file, row=2, column=name or f"Spalte {position}", value=year)
        if (column := f"{name} {period}") in found:
            raise refuse("column_ambiguous", file=file, column=column)
        found[column] = (name, period)
    if not found:
        raise refuse("value_column_missing", file=file)
    return found


def _without_gaps(
    frame: pd.DataFrame, columns: dict[str, tuple[str, str]], file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """A zero between two large numbers of the same area is a gap in the source: emptied and named.

    Seen for the population of six municipalities in 2016.
    """
    frame, notes = frame.copy(), []
    style = Notation(inkar_terms.decimal_of(pd.concat([frame[c] for c in columns])))
    inside = frame[frame["Kennziffer"].map(lambda key: parse_key(key).usable)]
    for name in dict.fromkeys(own for own, _ in columns.values()):
        years = [c for c, (own, _) in columns.items() if own == name]
        numbers = inside[years].map(lambda cell: to_number(cell, style)).astype("float64")
        before, after = numbers.shift(1, axis=1), numbers.shift(-1, axis=1)
        found = numbers.eq(0) & before.ge(LARGE) & after.ge(LARGE)
        for row, column in found.stack().loc[lambda hit: hit].index:
            around = f"{before.at[row, column]:.0f} und {after.at[row, column]:.0f}"
            value = f"{frame.at[row, 'Raumeinheit']}, {columns[column][1]}"
            note = problem(
                "zero_is_gap", Severity.WARNING, file=file, row=int(row), column=column, value=value, cells=around
            )
            notes.append(note)
            frame.at[row, column] = ""
    return frame, notes
