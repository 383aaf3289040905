"""Which reader takes which file. A new format is one module with a ``read`` function and one line here.

``TABLE_READERS`` open a file by its ending; ``TABLE_FORMATS`` know by its content what its numbers mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geodata.readers import dbase, delimited, excel
from geodata.readers.formats import TableFormat, peek
from geodata.readers.raw import RawTable


@dataclass(frozen=True)
class TableReader:
    """``read(path, *, encoding, delimiter, sheet)`` returns a ``RawTable``; "" = find out."""

    id: str
    suffixes: tuple[str, ...]
    read: Callable[..., RawTable]


TABLE_READERS: tuple[TableReader, ...] = (
    TableReader("delimited", delimited.SUFFIXES, delimited.read_delimited),
    TableReader("excel", excel.SUFFIXES, excel.read_excel),
    TableReader("dbase", dbase.SUFFIXES, dbase.read_dbase),
)


def table_reader(path: Path) -> TableReader | None:
    """The reader for a file by its ending, None if it is no table."""
    suffix = path.suffix.lower()
    return next((reader for reader in TABLE_READERS if suffix in reader.suffixes), None)


TABLE_FORMATS: tuple[TableFormat, ...] = ()


def recognise(path: Path) -> TableFormat | None:
    """The format that knows this file by its content, None if none does."""
    seen = peek(path)
    return next((form for form in TABLE_FORMATS if form.matches(seen)), None)
