"""The layout of tables from GENESIS databases: titles, stacked headers, areas in rows, a footer below a line.

::

    GENESIS-Tabelle: 12411-01-01-4          titles: one cell per row
    Bevölkerung nach Geschlecht …
    Bevölkerungsstand (Anzahl)
            Stichtag    Stichtag            headers: blank over key and name, several rows
            31.12.2018  31.12.2018
            Insgesamt   männlich
    05      Nordrhein-Westfalen  …          rows: [time] key name [further variables] numbers
    __________                              footer
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geodata.errors import refuse
from geodata.keys import Verdict, parse_key
from geodata.readers.grids import shown
from geodata.readers.numbers import Notation, to_number
from geodata.readers.raw import Row
from geodata.readers.symbols import FLAGS, is_sign
from geodata.readers.times import in_year, is_time_word, part_of_year, period_of
from geodata.readers.units import is_unit

NATION = "DG"
FURTHEST_KEY = 4
SAMPLE = 500
_KEY = re.compile(r"\d{2}|\d{3}|\d{5}|\d{8,9}|\d{12}")
_WITHOUT_ZERO = re.compile(r"5(\d{3}|\d{6})?")  # a spreadsheet took the key for a number
_FOOT = re.compile(r"_{4,}|©|\(C\)|Stand:")
BodyRow = tuple[int, list[object], tuple[str, str]]  # line, cells, (period and label of the block)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LETTERS = re.compile(r"[A-Za-zÄÖÜäöüß]{2}")


@dataclass(frozen=True)
class Layout:
    """Positions in a grid: first row with an area, first row of the footer, key column, columns of numbers."""

    start: int
    end: int
    key: int
    values: tuple[int, ...]

    @property
    def name(self) -> int:
        return self.key + 1


@dataclass(frozen=True)
class GenesisTable:
    """``figures``: one row per cell: row, column (header text), key, name, period ("" = not stated), unit ("" = not
    stated), value (str or float), and one column per entry of ``axes``: the label of the cell on that variable.
    ``heads``: those of ``axes`` that stand above the numbers, not beside them. ``elsewhere``: keys and names of other
    Länder and the nation, whose figures are left out unless there are no others."""

    titles: tuple[str, ...]
    footer: str
    figures: pd.DataFrame
    axes: tuple[str, ...]
    heads: tuple[str, ...]
    elsewhere: dict[str, str]


def is_area_key(text: str) -> bool:
    whole = padded(text)
    return whole == NATION or (bool(_KEY.fullmatch(whole)) and parse_key(whole).verdict is not Verdict.REFUSED)


def padded(key: str) -> str:
    """``5111`` → ``05111``, ``5158004`` → ``05158004``; other texts unchanged."""
    return f"0{key}" if _WITHOUT_ZERO.fullmatch(key) and parse_key(f"0{key}").verdict is not Verdict.REFUSED else key


def locate(rows: list[Row]) -> Layout | None:
    """Find the parts of the layout; None if the grid has another one."""
    grid = [cells for _, cells in rows]
    found = max((_area_rows(grid, column) for column in range(FURTHEST_KEY)), key=lambda hit: len(hit[1]))
    key, hits = found
    if not hits or not _is_blank_above(grid[: hits[0]], key + 1):
        return None
    start = hits[0]
    end = next((i for i in range(start, len(grid)) if _is_foot(grid[i])), len(grid))
    values = _value_columns(grid[:start], grid[start:end], key + 2)
    return Layout(start, end, key, values) if values else None


def _area_rows(grid: list[list[object]], column: int) -> tuple[int, list[int]]:
    """Rows with an area key in ``column`` and a name right of it."""
    return column, [
        i
        for i, cells in enumerate(grid)
        if len(cells) > column + 2 and _LETTERS.search(shown(cells[column + 1])) and is_area_key(shown(cells[column]))
    ]


def _is_blank_above(head: list[list[object]], name: int) -> bool:
    """Titles stand alone in the first column, headers leave the name column free."""
    titles = any(shown(c[0]) and _filled(c) == 1 for c in head if c)
    return titles and all(len(c) <= name or not shown(c[name]) for c in head)


def _filled(cells: list[object]) -> int:
    return sum(bool(shown(c)) for c in cells)


def _is_foot(cells: list[object]) -> bool:
    return _filled(cells) == 1 and bool(_FOOT.match(next(shown(c) for c in cells if shown(c))))


def _value_columns(head: list[list[object]], body: list[list[object]], first: int) -> tuple[int, ...]:
    """Columns of numbers from the first one with a header on; columns of codes beside the name have none."""
    width = max(map(len, body))
    sample = body[:: max(1, len(body) // SAMPLE)]
    found: list[int] = []
    for column in range(first, width):
        cells = [c[column] for c in sample if len(c) > column and shown(c[column])]
        headed = [shown(c[column]) for c in head if len(c) > column and shown(c[column])]
        if not cells or headed == ["Einheit"] or not (headed or found):
            continue
        figures = sum(is_sign(c) or to_number(c, Notation.GERMAN) is not None or _is_flagged(c) for c in cells)
        if figures >= len(cells) / 2:
            found.append(column)
    return tuple(found)


def _is_flagged(cell: object) -> bool:
    return bool(re.fullmatch(r"\(?[+-]?\d[\d.,]*\)?\s*[eprs]?", shown(cell)))


def parse(rows: list[Row], place: Layout, file: str) -> GenesisTable:
    """Take a grid apart. Raises ``GeodataError`` (``file_empty``) if no numbers stand in it."""
    head = [cells for _, cells in rows[: place.start]]
    titles = tuple(shown(c[0]) for c in head if c and shown(c[0]) and _filled(c) == 1 and not period_of(c[0]))
    labels = _header_rows(head, place.values)
    body, elsewhere = _inside(_body(rows, place), place)
    if not body:
        raise refuse("file_empty", file=file)
    beside, units = _beside(body, head, place)
    above, fixed = _above(labels)
    shared = _row_parts(body, beside, units, place)
    flagged = _flagged(body, place.values)
    parts = []
    for i, column in enumerate(place.values):
        title = " – ".join(dict.fromkeys(row[i] for row in labels if row[i])) or f"Spalte {column + 1}"
        own = {name: label[i] for name, label in (above | fixed).items()}
        values = [_cell(cells, column) for _, cells, _ in body]
        marks = [_cell(cells, column + 1) if column in flagged else "" for _, cells, _ in body]
        parts.append(shared.assign(column=title, value=values, flag=marks, **own))
    figures = pd.concat(parts, ignore_index=True)
    stacked = [name for name in ("block", *beside) if name != "period" and figures[name].ne("").any()]
    footer = "\n".join(shown(c) for _, cells in rows[place.end :] for c in cells if shown(c))
    figures, parts_of_years = _dated(figures, [*above, *stacked])
    axes = tuple(name for name in (*above, *stacked) if name not in parts_of_years)
    return GenesisTable(titles, footer, figures, axes, tuple(name for name in above if name in axes), elsewhere)


def _flagged(body: list[BodyRow], columns: tuple[int, ...]) -> set[int]:
    """Columns of numbers that have a column of marks („p“, „r“) right of them."""
    beside = {c: {shown(_cell(cells, c + 1)) for _, cells, _ in body} - {""} for c in columns if c + 1 not in columns}
    return {column for column, marks in beside.items() if marks and marks <= set(FLAGS)}


def _dated(figures: pd.DataFrame, axes: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Years and parts of a year („März“, „1. Quartal“) that stand apart become one period; which axes that uses up."""
    found = [a for a in axes if all(part_of_year(label) for label in figures[a].unique())][:1]
    if not found or not figures["period"].str.fullmatch(_YEAR).all():
        return figures, []
    parts = {label: part_of_year(label) or (1, 12) for label in figures[found[0]].unique()}
    pairs = zip(figures["period"], figures[found[0]], strict=True)
    return figures.assign(period=[in_year(year, parts[label]) for year, label in pairs]), found


def _cell(cells: list[object], column: int) -> object:
    value = cells[column] if len(cells) > column else ""
    return value.strip() if isinstance(value, str) else value


def _key(cells: list[object], place: Layout) -> str:
    return padded(shown(_cell(cells, place.key)))


def _header_rows(head: list[list[object]], columns: tuple[int, ...]) -> list[list[str]]:
    """Labels over the numbers, row by row; a merged cell counts for the columns it spans, below the same headers."""
    found: list[list[str]] = []
    for cells in head:
        labels = [" ".join(shown(_cell(cells, c)).split()) for c in columns]
        if any(labels):
            for i in range(1, len(labels)):
                same = all(row[i] == row[i - 1] for row in found)
                labels[i] = labels[i] or (labels[i - 1] if same else "")
            found.append(labels)
    return found


def _above(labels: list[list[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Header rows that are variables, and those that give period or unit of a column."""
    axes: dict[str, list[str]] = {}
    fixed: dict[str, list[str]] = {}
    for row in labels:
        periods = [period_of(label) for label in row]
        if all(periods):
            fixed["period"] = [str(p) for p in periods]
        elif all(is_unit(label) or not label for label in row):
            fixed["unit"] = row
        elif not all(is_time_word(label) for label in row):
            axes[f"head_{len(axes)}"] = row
    return axes, fixed


def _body(rows: list[Row], place: Layout) -> list[BodyRow]:
    """Rows with numbers, key and name filled down, with the block (period, label) they stand in."""
    period, label = "", ""
    found: list[BodyRow] = []
    above: list[object] = []
    for position, (line, cells) in enumerate(rows[: place.end]):
        alone = shown(next((c for c in cells if shown(c)), "")) if _filled(cells) == 1 else ""
        if alone and (block := period_of(alone)) is not None:
            period, above = block, []
        elif alone and position >= place.start:
            label, above = alone, []
        elif position >= place.start and any(shown(_cell(cells, c)) for c in place.values):
            cells = _filled_down(cells, above, place)
            found.append((line, cells, (period, label)))
            above = cells
    return found


def _inside(body: list[BodyRow], place: Layout) -> tuple[list[BodyRow], dict[str, str]]:
    """Rows that do not belong to another Land or the nation, and the names of those that do."""
    names = {_key(cells, place): shown(_cell(cells, place.name)) for _, cells, _ in body}
    outside = {key for key in names if key == NATION or parse_key(key).verdict is Verdict.IGNORED}
    inside = [row for row in body if _key(row[1], place) not in outside]
    if not any(parse_key(key).usable for key in names):
        return body, {}
    return inside, {key: name for key, name in names.items() if key in outside}


def _filled_down(cells: list[object], above: list[object], place: Layout) -> list[object]:
    """Blank cells take what stands above: key, name and variables in a row without an area, else only the time.

    A name without a key („Insgesamt“) is no further row of the area above it.
    """
    own = shown(_cell(cells, place.key)) or shown(_cell(cells, place.name))
    end = place.key if own else min(place.values)
    return [above[i] if i < min(end, len(above)) and not shown(c) else c for i, c in enumerate(cells)]


def _beside(body: list[BodyRow], head: list[list[object]], place: Layout) -> tuple[dict[str, list[str]], list[str]]:
    """Variables in columns beside key and name, and the unit of each row ("" = none)."""
    axes: dict[str, list[str]] = {}
    units = [""] * len(body)
    for column in [*range(place.key), *range(place.name + 1, min(place.values))]:
        labels = [" ".join(shown(_cell(cells, column)).split()) for _, cells, _ in body]
        named_unit = any(shown(_cell(cells, column)) == "Einheit" for cells in head)
        if not any(labels):
            continue
        if named_unit or all(is_unit(label) for label in set(labels) - {""}):
            units = labels
        elif all(period_of(label) for label in set(labels)):
            axes["period"] = [str(period_of(label)) for label in labels]
        else:
            axes[f"beside_{column}"] = labels
    return _without_codes(axes), units


def _without_codes(axes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without columns of codes whose labels stand in a column of their own."""
    names = [name for name in axes if name != "period"]
    worded = [n for n in names if sum(bool(_LETTERS.search(t)) for t in set(axes[n])) > len(set(axes[n])) / 2]
    codes = [
        name
        for name in names
        if name not in worded
        and any(len(set(zip(axes[name], axes[w], strict=True))) == len(set(axes[w])) for w in worded)
    ]
    return {name: labels for name, labels in axes.items() if name not in codes}


def _row_parts(body: list[BodyRow], beside: dict[str, list[str]], units: list[str], place: Layout) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "row": [line for line, _, _ in body],
            "key": [_key(cells, place) for _, cells, _ in body],
            "name": [shown(_cell(cells, place.name)) for _, cells, _ in body],
            "period": [block for _, _, (block, _) in body],
            "block": [label for _, _, (_, label) in body],
            "unit": units,
        }
    )
    return frame.assign(**beside)
