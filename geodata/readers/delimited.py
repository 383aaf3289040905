"""CSV in the shapes offices send: any delimiter, UTF-8 with or without mark, Windows encodings."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from charset_normalizer import from_bytes

from geodata.errors import Problem, Severity, problem, reason, refuse
from geodata.readers.raw import RawTable, Row, from_grid

SUFFIXES = (".csv", ".txt", ".tsv")
LINE_END = re.compile(r"\r\n|\r|\n")
DELIMITERS = ";,\t|"
SAMPLE_LINES = 200
BLOCK = 1 << 20
FOR_SPREADSHEETS = re.compile(r'\ufeff?"?sep=[;,|\t]"?[;,|\t]*[ ]*(?=[\r\n]|$)')
"""A first line that only tells spreadsheet programs the delimiter."""
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
GERMAN_ENCODINGS = ["cp1252", "cp850", "mac_roman", "latin_1"]
LETTERS, SIGNS = frozenset("äöüÄÖÜß"), frozenset("éèáàóçñšž–„“”’•…€²³°§½×")


def read_delimited(
    path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "", sparse: bool = False
) -> RawTable:
    """Read a delimited text file; ``sparse`` as in ``from_grid``.

    Raises ``GeodataError``: ``file_missing``, ``file_unreadable``, ``no_table``.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise refuse("file_missing", file=path.name) from None
    except OSError as error:
        raise refuse("file_unreadable", file=path.name, details=reason(error)) from error
    text, notes = decode(content, encoding, path.name)
    rows = rows_of(text, path.name, delimiter)
    _check_end(text, rows, path.name)
    table = from_grid(rows, path, exact=True, sparse=sparse, format="CSV")
    return RawTable(path, "CSV", table.frame, problems=(*notes, *table.problems), titles=table.titles)


def rows_of(text: str, file: str, delimiter: str = "") -> list[Row]:
    """Cells of a text with the line each row begins in. Raises ``file_unreadable``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or guess_delimiter(text))
    rows: list[Row] = []
    first = 1
    try:
        for cells in reader:
            rows.append((first, list(cells)))
            first = reader.line_num + 1
    except csv.Error as error:
        raise refuse("file_unreadable", file=file, row=reader.line_num, details="unzulässige Zeichen") from error
    return rows[1:] if FOR_SPREADSHEETS.match(text) else rows


def _check_end(text: str, rows: list[Row], file: str) -> None:
    """A last line without its end and with fewer cells than those above was cut off. Raises ``file_cut``.

    So was one that stops behind a delimiter or its first cell, in a file of a program that puts all cells in quotation
    marks: there an empty cell has them too.
    """
    widths = [len(cells) for _, cells in rows if cells]
    times = Counter(widths)
    usual = max(times, key=lambda w: (times[w], w), default=0)
    last = widths[-1] if widths else 0
    quoted = text.count('"') % 2
    open_end = not text.endswith(("\n", "\r")) and widths[-2:-1] == [usual]
    stopped = (last == 1 or text[-1:] in ",;\t|") and _all_quoted(text, usual)
    if quoted or (open_end and (1 < last < usual or stopped)):
        raise refuse("file_cut", file=file, row=rows[-1][0])


def _all_quoted(text: str, cells: int) -> bool:
    """Whether the first line has each of its cells in quotation marks."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    return cells > 1 and first[:1] == first[-1:] == '"' and first.count('"') == 2 * cells


def decode(content: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    """Text of a file: by the encoding given, its mark, as UTF-8, else by what German text looks like."""
    mark = next((name for sign, name in MARKS.items() if content.startswith(sign)), "")
    try:
        text = content.decode(encoding or mark or "utf-8")
        if "\0" in text:
            raise refuse("file_unreadable", file=file, details="kein Text")
        return text, []
    except LookupError as error:
        raise refuse("file_unreadable", file=file, details=f"Zeichensatz {encoding} gibt es nicht") from error
    except UnicodeDecodeError as error:
        if encoding:
            details = f"kein Text im Zeichensatz {encoding}"
            raise refuse("file_unreadable", file=file, details=details) from error
    _check_mixed(content, file)
    encoding = _german(content)
    if not encoding or b"\x00" in content:
        raise refuse("file_unreadable", file=file, details="kein Text")
    note = problem("encoding_guessed", Severity.INFO, file=file, value=encoding)
    return content.decode(encoding), [note]


def _german(content: bytes) -> str:
    """The encoding in which most characters are those of German text; without any the library guesses, "" = none.

    The library alone takes a short file with three umlauts in cp1252 for one in mac_roman.
    """
    odd = bytes(byte for byte in content if byte > 127)

    def score(encoding: str) -> tuple[int, int]:
        try:
            text = odd.decode(encoding)
        except UnicodeDecodeError:
            return 0, 0
        return sum(c in LETTERS for c in text), sum(c in SIGNS for c in text)

    best = max(GERMAN_ENCODINGS, key=score)
    if sum(score(best)) * 2 > len(odd):
        return best
    guess = from_bytes(content, cp_isolation=GERMAN_ENCODINGS).best()
    return guess.encoding if guess is not None else ""


def _check_mixed(content: bytes, file: str) -> None:
    """Some lines in UTF-8, others in a Windows encoding: two files were put together. Raises ``encoding_mixed``."""
    utf8 = windows = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            utf8 = utf8 or number
        except UnicodeDecodeError:
            windows = windows or number
    if utf8 and windows:
        raise refuse("encoding_mixed", file=file, row=max(utf8, windows), value=min(utf8, windows))


def stream_encoding(path: Path) -> str:
    """Encoding of a machine-written file too large for ``read_delimited``: UTF-8 or that of Windows.

    Raises ``file_unreadable``.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as lines:
                while block := lines.read(BLOCK):
                    if "\0" in block:
                        raise refuse("file_unreadable", file=path.name, details="kein Text")
        except UnicodeDecodeError:
            continue
        return encoding
    raise refuse("file_unreadable", file=path.name, details="kein Text")


def check_widths(path: Path, delimiter: str) -> None:
    """Refuse a machine-written file in which a line has more or fewer cells than its header (``row_length``).

    For files too large for ``read_delimited``; pandas would cut or fill such lines without a word.
    """
    mark, expected = delimiter.encode(), 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if b'"' in line:
                found = len(next(csv.reader([line.decode("latin-1")], delimiter=delimiter)))
            else:
                found = line.count(mark) + 1
            expected = expected or found
            if found != expected:
                raise refuse("row_length", file=path.name, row=number, found=found, expected=expected)


def guess_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of columns, more than one."""
    lines = LINE_END.split(text)[:SAMPLE_LINES]  # not splitlines(): a cell may hold other separators

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return (0, 0)
        usual = max((w for w in widths if w > 1), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=score)
