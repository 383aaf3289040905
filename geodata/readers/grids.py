"""Cells of a file in rows and columns as they stand there, before anything is known about them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from geodata.errors import Problem, refuse
from geodata.readers import delimited, excel
from geodata.readers.raw import Row

HEAD_ROWS = 40
LATIN = "cp1252"  # ISO-8859-1 with the characters that Windows adds


def shown(cell: object) -> str:
    """Text of a cell without blanks around it, of a whole number without ``.0``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def csv_rows(path: Path) -> tuple[list[Row], list[Problem]]:
    """Rows of a delimited file with the line each begins in. Raises ``file_missing``, ``file_unreadable``.

    Official databases write UTF-8 or Latin-1, so nothing else is guessed.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refuse("file_missing", file=path.name) from None
    text, notes = delimited.decode(content, "" if _is_unicode(content) else LATIN, path.name)
    return delimited.rows_of(text, path.name), notes


def _is_unicode(content: bytes) -> bool:
    if content.startswith(tuple(delimited.MARKS)):
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def sheet_rows(path: Path, sheet: str) -> list[Row]:
    """Rows of a sheet. Raises ``file_unreadable``, ``layer_unknown``."""
    try:
        book = CalamineWorkbook.from_path(path)
        if sheet not in book.sheet_names:
            raise refuse("layer_unknown", file=path.name, value=sheet, known=", ".join(book.sheet_names))
        grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("file_unreadable", file=path.name, details="keine lesbare Arbeitsmappe") from error
    return [(line, [excel.cell(c) for c in cells]) for line, cells in enumerate(grid, 1)]


def heads(path: Path) -> dict[str, list[list[str]]]:
    """First rows of every sheet as text; empty for what is no workbook."""
    try:
        state = path.stat()
    except OSError:
        return {}
    return _heads(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _heads(path: Path, changed: int, size: int) -> dict[str, list[list[str]]]:
    """``changed`` and ``size`` only tell versions of a file apart."""
    if path.suffix.lower() not in excel.SUFFIXES:
        return {}
    try:
        book = CalamineWorkbook.from_path(path)
        return {
            name: [
                [shown(c) for c in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=HEAD_ROWS)
            ]
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError):
        return {}
