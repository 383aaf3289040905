"""A table in long format as a publisher hands it out: which cells are hidden, which sums hold."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.audit.model import Findings, Relations
from geodata.errors import GeodataError, Problem, Severity, problem
from geodata.readers.delimited import read_delimited
from geodata.readers.guard import check_file
from geodata.readers.numbers import Notation, to_number

STATE = "state"
PUBLISHED, HIDDEN = "ok", "geheim"
SIGNS = ("•", "*", ".", "/")  # beside the empty cell
TOTAL_WORDS = re.compile(
    r"(gesamt|end|haupt|zwischen|teil)?summen?|(ins)?gesamt(er|e|es|zahl|ergebnis)?|zusammen|total|sum|alle?|sämtliche|[σ∑]",
    re.IGNORECASE,
)
MOST_FINDINGS = 20
LARGEST = 2**50  # sums stay exact in floating point; far beyond any count of people
HEADER = ("row", "column", "lower", "upper", "leak")


@dataclass(frozen=True)
class Columns:
    """Names of the columns that hold the row label, the column label and the number."""

    row: str
    column: str
    value: str


@dataclass(frozen=True)
class TableFile:
    """``cells``: row, column (texts), value (NaN = hidden), secret, in the order of the file."""

    cells: pd.DataFrame
    relations: Relations
    notes: tuple[Problem, ...]

    def small(self, threshold: int) -> pd.Series:
        """Counts of 1 to threshold − 1 that stand in the open, whatever a column ``state`` calls them."""
        return self.cells["value"].between(1, threshold - 1) & ~self.cells["secret"]


def read_table_file(path: Path, columns: Columns, total: str) -> TableFile:
    """Read a CSV file in long format, one line per cell of a one- or two-way table.

    A cell is hidden if the column ``state`` says ``geheim`` or, without such a column, if it is empty or holds one of
    ``SIGNS``. A number that stands beside ``geheim`` is published all the same. Combinations without a line do not
    exist (0). Lines whose label is ``total`` hold the sums; another label that looks like one is refused. Raises
    ``GeodataError`` with file, row, column and value.
    """
    check_file(path)
    total = total.strip()  # as labels are
    raw = read_delimited(path)
    for name in (columns.row, columns.column, columns.value):
        if name not in raw.columns:
            raise GeodataError(problem("column_unknown", file=path.name, value=name, known=", ".join(raw.columns)))
    frame = raw.frame
    texts = frame[columns.value].map(lambda cell: str(cell).strip())
    states = frame[STATE].map(lambda cell: str(cell).strip()) if STATE in frame else None
    cells = pd.DataFrame({
        "row": frame[columns.row].map(lambda cell: str(cell).strip()),
        "column": frame[columns.column].map(lambda cell: str(cell).strip()),
        "value": _numbers(texts, path.name, columns.value),
    })  # fmt: skip
    cells["secret"] = states.eq(HIDDEN) if states is not None else cells["value"].isna()
    problems = [
        *_wrong_states(states, cells["value"], path.name),
        *_twice(cells, path.name),
        *_unnamed_totals(cells, columns, total, path.name),
    ]
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    notes = raw.problems
    if not (cells["row"].eq(total) | cells["column"].eq(total)).any():
        notes = (*notes, problem("audit_no_totals", Severity.WARNING, file=path.name, value=total))
    cells = cells.reset_index(drop=True)
    return TableFile(cells, _relations(cells, total), notes)


def _numbers(texts: pd.Series, file: str, column: str) -> pd.Series:
    """Whole numbers; NaN where a cell is empty or holds a sign. The notation is the one that gives whole numbers."""
    filled = texts[~texts.isin(["", *SIGNS])]
    readings = {style: filled.map(lambda t, s=style: to_number(t, s)) for style in (Notation.ENGLISH, Notation.GERMAN)}
    wrong = {style: _not_counts(numbers) for style, numbers in readings.items()}
    style = min(readings, key=lambda s: len(wrong[s]))
    signs = " ".join(SIGNS)
    if len(wrong[style]):
        raise GeodataError([
            problem("audit_not_a_count", file=file, row=int(row), column=column, value=texts[row], known=signs)
            for row in wrong[style][:MOST_FINDINGS]
        ])  # fmt: skip
    english, german = readings.values()
    if not any(map(len, wrong.values())) and len(differing := filled.index[english != german]):
        row = int(differing[0])
        raise GeodataError(problem("audit_number_ambiguous", file=file, row=row, column=column, value=texts[row]))
    if large := [int(row) for row, n in readings[style].items() if n > LARGEST]:  # type: ignore[call-overload]
        raise GeodataError([
            problem("audit_too_large", file=file, row=row, column=column, value=texts[row])
            for row in large[:MOST_FINDINGS]
        ])  # fmt: skip
    return readings[style].astype("float64").reindex(texts.index)


def _not_counts(numbers: pd.Series) -> list[int]:
    return [row for row, n in numbers.items() if n is None or math.isnan(n) or n < 0 or n != int(n)]  # type: ignore[misc]


def _wrong_states(states: pd.Series | None, values: pd.Series, file: str) -> list[Problem]:
    if states is None:
        return []
    unknown = states[~states.isin([PUBLISHED, HIDDEN])]
    empty = states[states.eq(PUBLISHED) & values.isna()]
    return [
        *(problem("audit_state_unknown", file=file, row=int(r), column=STATE, value=v) for r, v in unknown.items()),
        *(problem("audit_value_missing", file=file, row=int(r), column=STATE, value=v) for r, v in empty.items()),
    ]


def _twice(cells: pd.DataFrame, file: str) -> list[Problem]:
    first: dict[tuple[str, str], int] = {}
    found = []
    for line, row, column in zip(cells.index, cells["row"], cells["column"], strict=True):
        if (row, column) in first:
            value = f"{row} / {column}"
            found.append(problem("audit_cell_twice", file=file, row=int(line), value=value, first=first[row, column]))
        first.setdefault((row, column), int(line))
    return found


def _unnamed_totals(cells: pd.DataFrame, columns: Columns, total: str, file: str) -> list[Problem]:
    """Labels that look like a total under another name: what follows from them would be found safe."""
    found = []
    for axis, column in (("row", columns.row), ("column", columns.column)):
        labels = cells[axis].drop_duplicates()
        if len(labels) > 1:  # a single label is the table itself
            found += [
                problem("audit_total_other", file=file, row=int(line), column=column, value=label, word=total)
                for line, label in labels.items()
                if label != total and TOTAL_WORDS.fullmatch(label)
            ]
    return found


def _relations(cells: pd.DataFrame, total: str) -> Relations:
    """For every row with a sum: the sum is that of its other cells; the same for columns."""
    found = []
    for across, name in (("column", "Zeile"), ("row", "Spalte")):
        along = "row" if across == "column" else "column"
        for label, members in cells.groupby(along, sort=False):
            sums = members[across].eq(total)
            if sums.any() and not sums.all():
                terms = dict(zip(members.index.tolist(), np.where(sums, -1.0, 1.0).tolist(), strict=True))
                found.append((f"die Summe der {name} „{label}“", terms))
    return Relations.of(found)


@dataclass(frozen=True)
class Entry:
    """One suppressed cell; ``upper`` None = no upper bound."""

    row: str
    column: str
    lower: int
    upper: int | None
    leak: bool

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def entries(table: TableFile, findings: Findings, threshold: int) -> list[Entry]:
    """Every suppressed cell in the order of the file, also one whose number is shown, and every small count in the
    open: both leak as they stand."""
    found = findings.cells
    small = table.small(threshold)
    listed = []
    wanted = table.cells.loc[table.cells["secret"] | small, ["row", "column", "value"]]
    for place, row, column, value in wanted.itertuples():
        if small[place]:
            listed.append(Entry(row, column, int(value), int(value), True))
            continue
        low, high, leak = found.loc[place, ["lower", "upper", "leak"]] if place in found.index else (value, value, True)
        listed.append(Entry(row, column, int(low), None if math.isinf(high) else int(high), bool(leak)))
    return listed


def to_csv(listed: list[Entry]) -> str:
    """One line per suppressed cell; no upper bound is an empty field."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for entry in listed:
        upper = "" if entry.upper is None else entry.upper
        writer.writerow([entry.row, entry.column, entry.lower, upper, "true" if entry.leak else "false"])
    return out.getvalue()
