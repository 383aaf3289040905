"""Lists of facilities in every kind of file: text, workbook, geodata with points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from geodata.errors import Severity, problem, refuse
from geodata.readers import delimited, excel
from geodata.readers.facility_columns import FacilityColumns, find_columns
from geodata.readers.formats import Peek, peek
from geodata.readers.grids import heads
from geodata.readers.raw import RawTable
from geodata.readers.vector_points import columns, read_points


def columns_of(seen: Peek) -> FacilityColumns | None:
    """What the beginning of a file shows of its columns; None if it is no list of facilities."""
    suffix = seen.path.suffix.lower()
    if suffix in delimited.SUFFIXES:
        return find_columns(seen.header())
    if suffix in excel.SUFFIXES:
        return next((found for _, found in _sheets(seen.path)), None)
    return find_columns(columns(seen))


def _sheets(path: Path) -> list[tuple[str, FacilityColumns]]:
    """Sheets that hold a list, with their columns."""
    rows = [(name, find_columns([c for c in row if c])) for name, rows in heads(path).items() for row in rows]
    return list({name: (name, found) for name, found in rows if found is not None}.values())


def read_list(path: Path, layer: str | None) -> tuple[RawTable, FacilityColumns]:
    """The rows of a list and what its columns say. ``layer``: sheet or layer wanted, where there are several.

    Raises ``GeodataError``: those of ``read_delimited``, ``read_excel`` and ``read_points``; ``no_table``.
    """
    suffix = path.suffix.lower()
    if suffix in delimited.SUFFIXES:
        raw = delimited.read_delimited(path)
    elif suffix in excel.SUFFIXES:
        raw = _sheet(path, layer)
    else:
        raw = read_points(path, layer)
    found = find_columns(raw.columns)
    if found is None:
        raise refuse("no_table", file=path.name, sheet=raw.sheet)
    return raw, found


def _sheet(path: Path, wanted: str | None) -> RawTable:
    sheets = [name for name, _ in _sheets(path)]
    if not wanted and len(sheets) > 1:
        raise refuse("layer_ambiguous", file=path.name, known=", ".join(sheets))
    raw = excel.read_excel(path, sheet=wanted or "".join(sheets[:1]))
    others = ", ".join(name for name in peek(path).sheets if name != raw.sheet)
    if wanted or not others:
        return raw
    note = problem("sheet_chosen", Severity.INFO, file=path.name, value=raw.sheet, known=others)
    return replace(raw, problems=(note, *raw.problems))
