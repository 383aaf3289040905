"""CSV in the shapes offices send: any delimiter, UTF-8 with or without mark, Windows encodings."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from charset_normalizer import from_bytes

from geodata.errors import Problem, Severity, problem, refuse
from geodata.readers.raw import RawTable, from_grid

SUFFIXES = (".csv", ".txt", ".tsv")
DELIMITERS = ";,\t|"
SAMPLE_LINES = 200
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
GERMAN_ENCODINGS = ["cp1252", "cp850", "mac_roman", "latin_1"]


def read_delimited(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> RawTable:
    """Read a delimited text file. Raises ``GeodataError``: ``file_missing``, ``file_unreadable``, ``no_table``."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refuse("file_missing", file=path.name) from None
    except OSError as error:
        raise refuse("file_unreadable", file=path.name, details=error.strerror or "") from error
    text, notes = decode(content, encoding, path.name)
    delimiter = delimiter or guess_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[object]]] = []
    first = 1
    try:
        for cells in reader:
            rows.append((first, list(cells)))
            first = reader.line_num + 1
    except csv.Error as error:
        raise refuse("file_unreadable", file=path.name, details=f"Zeile {reader.line_num}") from error
    table = from_grid(rows, path, format="CSV")
    return RawTable(path, "CSV", table.frame, problems=(*notes, *table.problems))


def decode(content: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    """Text of a file: by the encoding given, its mark, as UTF-8, else by what German text looks like."""
    mark = next((name for sign, name in MARKS.items() if content.startswith(sign)), "")
    try:
        return content.decode(encoding or mark or "utf-8"), []
    except LookupError as error:
        raise refuse("file_unreadable", file=file, details=f"Zeichensatz {encoding} gibt es nicht") from error
    except UnicodeDecodeError as error:
        if encoding:
            details = f"kein Text im Zeichensatz {encoding}"
            raise refuse("file_unreadable", file=file, details=details) from error
    guess = from_bytes(content, cp_isolation=GERMAN_ENCODINGS).best()
    if guess is None or b"\x00" in content:
        raise refuse("file_unreadable", file=file, details="kein Text")
    note = problem("encoding_guessed", Severity.INFO, file=file, value=guess.encoding)
    return str(guess), [note]


def guess_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of columns, more than one."""
    lines = text.splitlines()[:SAMPLE_LINES]

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter)]
        usual = max((w for w in widths if w > 1), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=score)
