"""A CSV file as text with the place of every cell, so that single cells can be replaced and all else stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.errors import refuse
from geodata.readers.delimited import MARKS, decode, guess_delimiter

BYTE_ORDER_MARK = "\ufeff"
EXPLICIT = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Cell:
    """``text``: what it says; ``start``, ``end``: where it stands in the file's text, quotation marks included."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A record. ``number`` counts lines of the file from 1; ``end``: before the line's end."""

    number: int
    cells: tuple[Cell, ...]
    end: int

    @property
    def blank(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True)
class CsvText:
    """``lines`` without those that are empty; the first is the header."""

    text: str
    encoding: str
    delimiter: str
    lines: tuple[Line, ...]

    @property
    def columns(self) -> list[str]:
        return [cell.text.strip() for cell in self.lines[0].cells]

    def replaced(self, changes: list[tuple[int, int, str]]) -> bytes:
        """The file with parts of its text replaced: start, end, new text; sorted, not overlapping."""
        parts, at = [], 0
        for start, end, new in changes:
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]]).encode(self.encoding)


def read(content: bytes, file: str) -> CsvText:
    """Raises ``GeodataError``: ``file_blank``, ``file_empty``, ``file_unreadable``, ``encoding_mixed``, ``file_cut``,
    ``row_length``."""
    if not content.strip():
        raise refuse("file_blank" if not content else "file_empty", file=file)
    text, encoding = _decoded(content, file)
    delimiter = guess_delimiter(text.removeprefix(BYTE_ORDER_MARK))
    lines = tuple(line for line in _lines(text, delimiter, file) if len(line.cells) > 1 or not line.blank)
    if len(lines) < 2 or all(line.blank for line in lines[1:]):
        raise refuse("file_empty", file=file)
    for line in lines:
        if len(line.cells) != len(lines[0].cells):
            raise refuse("row_length", file=file, row=line.number, found=len(line.cells), expected=len(lines[0].cells))
    return CsvText(text, encoding, delimiter, lines)


def _decoded(content: bytes, file: str) -> tuple[str, str]:
    """Text with its byte order mark, and the encoding that gives back the same bytes."""
    encoding = next((name for mark, name in EXPLICIT.items() if content.startswith(mark)), "")
    if encoding:
        decode(content, MARKS[next(mark for mark in EXPLICIT if content.startswith(mark))], file)
    else:
        _, notes = decode(content, "", file)
        encoding = next((str(note.value) for note in notes if note.code == "encoding_guessed"), "utf-8")
    text = content.decode(encoding)
    if text.encode(encoding) != content:
        raise refuse("file_unreadable", file=file, details=f"Zeichensatz {encoding} nicht eindeutig")
    return text, encoding


def _lines(text: str, delimiter: str, file: str) -> list[Line]:
    mark = re.escape(delimiter)
    quoted = re.compile(f'"((?:[^"]|"")*)"([^{mark}\r\n]*)')
    plain = re.compile(f"[^{mark}\r\n]*")
    end_of_line = re.compile(r"\r\n|\r|\n")
    lines, cells, number, first = [], [], 1, 1
    at = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    while True:
        if found := quoted.match(text, at):
            said = found[1].replace('""', '"') + found[2]
        else:
            found = plain.match(text, at)
            assert found is not None  # it matches nothing, too
            said = found[0]
            if said.startswith('"'):
                raise refuse("file_cut", file=file, row=number)
        number += len(end_of_line.findall(found[0]))
        cells.append(Cell(said, at, found.end()))
        at = found.end()
        if text.startswith(delimiter, at):
            at += len(delimiter)
            continue
        lines.append(Line(first, tuple(cells), at))
        ending = end_of_line.match(text, at)
        if ending is None or ending.end() == len(text):
            return lines
        at, number, cells = ending.end(), number + 1, []
        first = number
