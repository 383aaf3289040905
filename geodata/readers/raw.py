"""A table as a file holds it: text cells with the row numbers people see, no meaning attached yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problem, Severity, problem, refuse

Row = tuple[int, list[object]]


@dataclass(frozen=True)
class RawTable:
    """``frame``: one column per header cell (unique names); cells are str, or float where the file stores numbers.
    Its index is the row number in the file, counted from 1 as a spreadsheet does."""

    path: Path
    format: str
    frame: pd.DataFrame
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def columns(self) -> list[str]:
        return [str(c) for c in self.frame.columns]


def from_grid(rows: list[Row], path: Path, *, exact: bool = False, sparse: bool = False, **details: object) -> RawTable:
    """Find the header in a grid of cells and cut titles and footers off. Raises ``no_table``, ``file_empty``.

    The header is the first row that is as wide as most rows and holds no numbers. ``exact``: every row states all of
    its cells, so one with more or fewer than the header is broken (``row_length``). ``sparse``: a row as long as the
    header counts even if only one of its cells is filled (an area of which nothing is known), not only as a footer.
    """
    filled = [(line, cells) for line, cells in rows if any(_shown(c) for c in cells)]
    widths = Counter(_width(cells) for _, cells in filled)
    usual = max((w for w in widths if w > 1), key=lambda w: (widths[w], w), default=0)
    start = next((i for i, (_, cells) in enumerate(filled) if usual and _is_header(cells, usual)), None)
    if start is None:
        raise refuse("no_table", file=path.name)
    header = _unique_names(filled[start][1])
    body = [
        (line, cells)
        for line, cells in filled[start + 1 :]
        if _width(cells) > 1 or (sparse and len(cells) >= len(header))
    ]
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
    if twice := sorted(n for n, count in Counter(map(_name, filter(_shown, filled[start][1]))).items() if count > 1):
        problems.append(problem("column_twice", Severity.WARNING, file=path.name, value=", ".join(twice)))
    return RawTable(path=path, frame=frame, problems=tuple(problems), **details)  # type: ignore[arg-type]


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _width(cells: list[object]) -> int:
    return sum(bool(_shown(c)) for c in cells)


def _is_header(cells: list[object], usual: int) -> bool:
    texts = [_shown(c) for c in cells if _shown(c)]
    numbers = sum(t.replace(",", "").replace(".", "").lstrip("-").isdigit() and len(t) != 4 for t in texts)
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
