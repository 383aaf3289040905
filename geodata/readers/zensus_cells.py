"""Cells of the Zensus 2022 grid: find their columns, read millions of rows in pieces, keep those near our areas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import GeodataError, Problem, problem, refuse
from geodata.readers.delimited import check_widths, guess_delimiter, stream_encoding
from geodata.readers.formats import Peek, peek

CRS = "EPSG:3035"
CHUNK = 500_000
CELL_M = {"100m": 100, "1km": 1_000, "10km": 10_000}
ID = re.compile(r"gitter_id_(100m|1km|10km)", re.IGNORECASE)
ID_VALUE = re.compile(r"CRS3035RES(100|1000|10000)mN\d+E\d+")
QUALITY = "werterlaeuternde_zeichen"
UNRELIABLE = "KLAMMERN"
HIDDEN = {"–", "-", "*", ".", "< 3", "<3", ""}
"""Signs for a number that exists but is not shown; an empty cell says no more than that."""
AVERAGE = re.compile(r"durchschn|quote|anteil|prozent|^mittel", re.IGNORECASE)
MOST_FINDINGS = 20
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class GridColumns:
    """Names of columns as the file spells them; ``size`` is ``100m``, ``1km`` or ``10km``; ``quality`` "" = none.

    ``values``: columns that can be summed. ``averages``: those that cannot.
    """

    size: str
    x: str
    y: str
    quality: str
    values: tuple[str, ...]
    averages: tuple[str, ...]

    @property
    def metres(self) -> int:
        return CELL_M[self.size]

    @property
    def weight(self) -> str:
        """The count an average is an average of: the only ``Anzahl…`` column, "" if there is none."""
        counts = [c for c in self.values if c.lower().startswith("anzahl")]
        return counts[0] if len(counts) == 1 else ""


@dataclass(frozen=True)
class Cells:
    """Cells near our areas. ``frame``: x, y (metres, EPSG:3035), unreliable (bool), and per value column a number
    (NaN = hidden by the source). ``rows`` counts the whole file, ``extent`` is the box of all its mid-points."""

    columns: GridColumns
    frame: pd.DataFrame
    rows: int
    extent: Bounds


def is_grid(seen: Peek) -> bool:
    """Whether a file holds grid cells of any Zensus, by its header."""
    lower = {cell.lstrip("\ufeff").strip('"').lower() for cell in seen.header()}
    size = next((m[1].lower() for cell in lower if (m := ID.fullmatch(cell))), "")
    return bool(size) and {f"x_mp_{size}", f"y_mp_{size}"} <= lower


def find_columns(seen: Peek) -> GridColumns | None:
    """The columns of a Zensus 2022 grid, None if this is none (also for the other cell names of 2011)."""
    header = seen.header()
    lower = {cell.lstrip("\ufeff").strip('"').lower(): cell for cell in header}
    size = next((m[1].lower() for cell in lower if (m := ID.fullmatch(cell))), "")
    x, y = lower.get(f"x_mp_{size}", ""), lower.get(f"y_mp_{size}", "")
    if not (size and x and y and any(ID_VALUE.search(line) for line in seen.lines[1:2])):
        return None
    quality = lower.get(QUALITY, "")
    rest = [c for low, c in lower.items() if c not in (x, y, quality) and not ID.fullmatch(low) and c]
    rest = [c for c in rest if not c.lower().startswith(("x_mp_", "y_mp_"))]
    averages = tuple(c for c in rest if AVERAGE.search(c))
    return GridColumns(size, x, y, quality, tuple(c for c in rest if c not in averages), averages)


def read_cells(path: Path, columns: GridColumns, bounds: Bounds) -> Cells:
    """Cells whose mid-point lies in ``bounds``.

    Raises ``GeodataError``: ``file_unreadable``, ``row_length``, ``bad_number`` with row, column and value for an
    unknown sign.
    """
    check_widths(path, guess_delimiter("\n".join(peek(path).lines)))
    encoding = stream_encoding(path)
    try:
        return _read(path, columns, bounds, encoding)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, OSError) as error:
        raise refuse("file_unreadable", file=path.name, details="Zeilen mit verschieden vielen Spalten") from error


def _read(path: Path, columns: GridColumns, bounds: Bounds, encoding: str) -> Cells:
    kept, rows = [], 0
    west = south = float("inf")
    east = north = float("-inf")
    for chunk in _chunks(path, encoding):
        rows += len(chunk)
        x, y = (_number(chunk[c]) for c in (columns.x, columns.y))
        if bad := _without_place(chunk, x.isna() | y.isna(), columns, path.name):
            raise GeodataError(bad)
        west, south, east, north = min(west, x.min()), min(south, y.min()), max(east, x.max()), max(north, y.max())
        near = x.between(bounds[0], bounds[2]) & y.between(bounds[1], bounds[3])
        if near.any():
            kept.append(_values(chunk[near], columns, path.name).assign(x=x[near], y=y[near]))
    if not kept:
        raise refuse("outside_state", file=path.name)
    return Cells(columns, pd.concat(kept, ignore_index=True), rows, (west, south, east, north))


def _chunks(path: Path, encoding: str) -> Iterator[pd.DataFrame]:
    delimiter = guess_delimiter("\n".join(peek(path).lines))
    yield from pd.read_csv(
        path, sep=delimiter, dtype=str, keep_default_na=False, chunksize=CHUNK, encoding=encoding, index_col=False
    )


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce").astype("float64")


def _without_place(chunk: pd.DataFrame, wrong: pd.Series, columns: GridColumns, file: str) -> list[Problem]:
    return [
        problem("bad_number", file=file, row=int(str(row)) + 2, column=columns.x, value=chunk.at[row, columns.x])
        for row in wrong[wrong].index[:MOST_FINDINGS]
    ]


def _values(chunk: pd.DataFrame, columns: GridColumns, file: str) -> pd.DataFrame:
    """Numbers per value column and whether the source calls the cell unreliable. Raises ``bad_number``."""
    out = pd.DataFrame(index=chunk.index)
    marks = chunk[columns.quality].str.strip() if columns.quality else pd.Series("", index=chunk.index)
    out["unreliable"] = marks.eq(UNRELIABLE)
    problems = _unknown(marks, ~marks.isin({UNRELIABLE, *HIDDEN}), columns.quality, file)
    for column in (*columns.values, *columns.averages):
        texts = chunk[column].str.strip()
        bracketed = texts.str.fullmatch(r"\(.+\)")
        numbers = _number(texts.str.strip("()"))
        problems += _unknown(texts, numbers.isna() & ~texts.isin(HIDDEN), column, file)
        out["unreliable"] |= bracketed
        out[column] = numbers
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    return out


def _unknown(texts: pd.Series, wrong: pd.Series, column: str, file: str) -> list[Problem]:
    return [
        problem("bad_number", file=file, row=int(str(row)) + 2, column=column, value=value)
        for row, value in texts[wrong].head(MOST_FINDINGS).items()
    ]
