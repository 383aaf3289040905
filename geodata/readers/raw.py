"""A table as a file holds it: text cells with the row numbers people see, no meaning attached yet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problem, Severity, problem, refuse

Row = tuple[int, list[object]]
MOST_HEADER_ROWS = 6
DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
NUMBER = re.compile(r"[+-]?\d[\d.,\s]*%?")


@dataclass(frozen=True)
class RawTable:
    """``frame``: one column per header cell (unique names); cells are str, or float where the file stores numbers.
    Its index is the row number in the file, counted from 1 as a spreadsheet does. ``titles``: texts that stand alone
    above the header."""

    path: Path
    format: str
    frame: pd.DataFrame
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        return [str(c) for c in self.frame.columns]


def from_grid(rows: list[Row], path: Path, *, exact: bool = False, sparse: bool = False, **details: object) -> RawTable:
    """Find the header in a grid of cells and cut titles and footers off. Raises ``no_table``, ``file_empty``.

    The header is the first row that is as wide as most rows and holds no numbers, else the rows of labels above the
    first row of numbers, joined column by column. ``exact``: every row states all of its cells, so one with more or
    fewer than the header is broken (``row_length``). ``sparse``: a row as long as the header counts even if only one
    of its cells is filled (an area of which nothing is known), not only as a footer.
    """
    filled = [(line, cells) for line, cells in rows if any(_shown(c) for c in cells)]
    widths = Counter(_width(cells) for _, cells in filled)
    usual = max((w for w in widths if w > 1), key=lambda w: (widths[w], w), default=0)
    start = next((i for i, (_, cells) in enumerate(filled) if usual and _is_header(cells, usual)), None)
    labels = filled[start][1] if start is not None else []
    if start is None:
        start, labels = _stacked(filled, usual)
    if not labels:
        raise refuse("no_table", file=path.name)
    header = _unique_names(labels)
    below = filled[start + 1 :]
    below = below[1:] if below and _is_count(below[0][1]) else below
    body = [(line, cells) for line, cells in below if _width(cells) > 1 or (sparse and len(cells) >= len(header))]
    if not body:
        raise refuse("file_empty", file=path.name)
    _check_lengths(body, len(header), exact, path.name)
    frame = pd.DataFrame(
        [(cells + [""] * len(header))[: len(header)] for _, cells in body],
        columns=header,
        index=[line for line, _ in body],
        dtype=object,
    )
    skipped = len(rows) - len(body) - 1
    problems = [problem("rows_skipped", Severity.INFO, file=path.name, count=skipped)] if skipped else []
    if twice := sorted(n for n, count in Counter(map(_name, filter(_shown, labels))).items() if count > 1):
        problems.append(problem("column_twice", Severity.WARNING, file=path.name, value=", ".join(twice)))
    titles = tuple(_shown(next(filter(_shown, cells))) for _, cells in filled[:start] if _width(cells) == 1)
    return RawTable(path=path, frame=frame, problems=tuple(problems), titles=titles, **details)  # type: ignore[arg-type]


def _stacked(filled: list[Row], usual: int) -> tuple[int, list[object]]:
    """Position of the last of several header rows and their labels joined; no labels if there are fewer than two.

    A label counts for the empty cells right of it that have labels of their own below (merged cells).
    """
    first = next(
        (i for i, (_, cells) in enumerate(filled) if _width(cells) >= 0.8 * usual and _numbers(cells) > 0.2), 0
    )
    above = [i for i in range(max(0, first - MOST_HEADER_ROWS), first) if _width(filled[i][1]) > 1]
    rows = [list(filled[i][1]) for i in above if not _is_count(filled[i][1])]
    if len(rows) < 2:
        return 0, []
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    for i, row in enumerate(rows[:-1]):
        for at in range(1, width):
            if not _shown(row[at]) and any(_shown(lower[at]) for lower in rows[i + 1 :]):
                row[at] = row[at - 1]
    joined = [" ".join(dict.fromkeys(filter(None, map(_name, column)))) for column in zip(*rows, strict=True)]
    return above[-1], list(joined)


def _numbers(cells: list[object]) -> float:
    """Share of the filled cells that are numbers."""
    texts = [_shown(c) for c in cells if _shown(c)]
    return sum(bool(NUMBER.fullmatch(t)) for t in texts) / max(1, len(texts))


def _is_count(cells: list[object]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, 4, …"""
    texts = [_shown(c).removesuffix(".0") for c in cells if _shown(c)]
    return len(texts) > 3 and texts == [str(i) for i in range(1, len(texts) + 1)]


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _width(cells: list[object]) -> int:
    return sum(bool(_shown(c)) for c in cells)


def _is_header(cells: list[object], usual: int) -> bool:
    texts = [_shown(c) for c in cells if _shown(c)]
    digits = [t for t in texts if t.replace(",", "").replace(".", "").lstrip("-").isdigit()]
    numbers = sum(len(t) != 4 and not DAY.fullmatch(t) for t in digits)
    enough = len(texts) >= max(2, 0.8 * usual) and not texts[0].isdigit()
    return enough and numbers <= 0.2 * len(texts)


def _check_lengths(body: list[Row], length: int, exact: bool, file: str) -> None:
    """Cells beside the table, and (``exact``) rows between full ones that lack cells."""
    full = [line for line, cells in body if len(cells) >= length]
    for line, cells in body:
        beside = _width(cells[length:])
        short = exact and len(cells) < length and bool(full) and line < full[-1]
        if beside or short:
            raise refuse("row_length", file=file, row=line, found=len(cells), expected=length)


def _name(cell: object) -> str:
    return " ".join(_shown(cell).split())


def _unique_names(cells: list[object]) -> list[str]:
    names: list[str] = []
    for position, cell in enumerate(cells, 1):
        name = _name(cell) or f"Spalte {position}"
        names.append(name if name not in names else f"{name} ({position})")
    return names
