"""Workbooks (XLSX, XLS, ODS): the sheet with most filled rows, unless one is named."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from geodata.errors import Severity, problem, refuse
from geodata.readers.formulas import hidden_cells
from geodata.readers.raw import RawTable, Row, from_grid

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")


def read_excel(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> RawTable:
    """Read one sheet.

    Raises ``GeodataError``: ``file_missing``, ``file_unreadable``, ``layer_unknown``, ``no_table``.
    """
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    try:
        book = CalamineWorkbook.from_path(path)
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except Exception as error:  # of a damaged workbook the library may report anything
        if "password" in str(error).lower():
            raise refuse("workbook_encrypted", file=path.name) from error
        raise refuse("file_unreadable", file=path.name, details="keine lesbare Arbeitsmappe") from error
    if sheet and sheet not in grids:
        raise refuse("layer_unknown", file=path.name, value=sheet, known=", ".join(grids))
    chosen = sheet or max(grids, key=lambda name: len(grids[name]), default="")
    if not chosen:
        raise refuse("file_empty", file=path.name)
    hidden = hidden_cells(path, chosen)
    rows: list[Row] = [
        (line, [hidden.get((line, at)) or cell(c) for at, c in enumerate(cells, 1)])
        for line, cells in enumerate(grids[chosen], 1)
    ]
    table = from_grid(rows, path, format="Excel", sheet=chosen, sheets=tuple(grids))
    notes = list(table.problems)
    if len(grids) > 1 and not sheet:
        others = ", ".join(name for name in grids if name != chosen)
        notes.insert(0, problem("sheet_chosen", Severity.INFO, file=path.name, value=chosen, known=others))
    return RawTable(path, "Excel", table.frame, chosen, tuple(grids), tuple(notes), table.titles)


def cell(value: object) -> object:
    """Numbers stay float, dates become ISO text, everything else text."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
