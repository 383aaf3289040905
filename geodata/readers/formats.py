"""Formats recognised by what a file holds, never by its name: what a recogniser sees and what a reader returns."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from geodata.catalog import Catalog, TableMapping
from geodata.errors import Problem
from geodata.readers import delimited, excel
from geodata.readers.boundaries import Options
from geodata.readers.raw import RawTable

PEEK_BYTES = 65_536
JSON_BYTES = 262_144  # the outline of the first feature may come before its properties
PEEK_LINES = 40
TEXT_SUFFIXES = (*delimited.SUFFIXES, ".json", ".geojson")


@dataclass(frozen=True)
class Peek:
    """The beginning of a file. ``lines``: first complete lines of a text file; ``text``: the same, unsplit and
    longer, for JSON also the end; ``sheets``: names of a workbook's sheets. All are empty where they do not apply or
    cannot be read."""

    path: Path
    text: str = ""
    lines: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def header(self, line: int = 0) -> list[str]:
        """Cells of one of the first lines, cut at the delimiter that fits best."""
        if line >= len(self.lines):
            return []
        delimiter = delimited.guess_delimiter("\n".join(self.lines[line:]))
        return [cell.strip() for cell in next(csv.reader([self.lines[line]], delimiter=delimiter), [])]


def no_order(seen: Peek) -> int:
    return 0


@dataclass(frozen=True)
class Recognised:
    """A table with its meaning: ``mapping`` says which column is what, ``catalog`` what the numbers mean.

    A reader of tables whose cells do not map column by column gives ``cells`` itself (columns as ``mapping.cells``
    returns them, keys official at every level) and ``names``: every key of the file with the name beside it.
    """

    raw: RawTable
    mapping: TableMapping
    catalog: Catalog
    problems: tuple[Problem, ...] = ()
    cells: pd.DataFrame | None = None
    names: dict[str, str] | None = None


@dataclass(frozen=True)
class TableFormat:
    """One format of tables. ``matches`` looks at the beginning of a file only; ``read`` raises ``GeodataError``;
    ``order``: which of several tables in one archive is meant, the lowest (see ``archives``)."""

    id: str
    title: str
    matches: Callable[[Peek], bool]
    read: Callable[[Path, Options], Recognised]
    order: Callable[[Peek], int] = no_order


def peek(path: Path) -> Peek:
    """The beginning of a file; empty for one that is missing or unreadable (reading it properly says so)."""
    try:
        info = path.stat()
    except OSError:
        return Peek(path)
    return _peek(path, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=8)
def _peek(path: Path, changed: int, size: int) -> Peek:
    """``changed`` and ``size`` only tell versions of a file apart."""
    suffix = path.suffix.lower()
    if suffix in excel.SUFFIXES:
        return Peek(path, sheets=_sheets(path))
    if suffix not in TEXT_SUFFIXES:
        return Peek(path)
    try:
        with path.open("rb") as file:
            content = file.read(PEEK_BYTES if suffix in delimited.SUFFIXES else JSON_BYTES)
            file.seek(max(len(content), size - PEEK_BYTES))
            end = b"" if suffix in delimited.SUFFIXES else file.read()
    except OSError:
        return Peek(path)
    return peek_text(path, content, whole=len(content) >= size, end=end)


def peek_text(path: Path, content: bytes, *, whole: bool, end: bytes = b"") -> Peek:
    """The same for the first bytes of a text. ``whole``: there are no more; ``end``: the last ones."""
    text = _decoded(content)
    lines = text.splitlines()
    complete = lines if whole else lines[:-1]
    if complete and delimited.FOR_SPREADSHEETS.fullmatch(complete[0]):
        complete = complete[1:]
    return Peek(path, text + _decoded(end), tuple(complete[:PEEK_LINES]))


def _sheets(path: Path) -> tuple[str, ...]:
    try:
        return tuple(CalamineWorkbook.from_path(path).sheet_names)
    except (CalamineError, OSError, ValueError):
        return ()


def _decoded(content: bytes) -> str:
    """Text for recognising only: a character cut off at the end or a wrong umlaut does no harm."""
    mark = next((name for sign, name in delimited.MARKS.items() if content.startswith(sign)), "")
    if mark:
        return content.decode(mark, errors="ignore")
    try:
        return content[:-4].decode("utf-8") + content[-4:].decode("utf-8", errors="ignore")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
