"""Long table → cells and relations: which cells are totals of which, and whether they are.

A combination of row and column that the file does not list does not exist: it counts as zero that everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.methods.suppression.cells import LARGEST, UNKNOWN, Cells, State, relations, total

MOST_FINDINGS = 20
LOOKS_LIKE_TOTAL = re.compile(
    r"(?:gesamt|haupt|end|zwischen|teil)?summen?|(?:ins)?gesamt\w{0,2}|gesamtergebnis|gesamtzahl|zusammen|total|all|alle"
    r"|sum|sämtliche|σ|∑",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Totals:
    """How totals are known: by the label that marks them in the file, derived because they stand elsewhere, or not."""

    label: str | None = None
    derived: bool = False


@dataclass(frozen=True)
class Crosstab:
    """``row``, ``column``: label of each entry; ``value``: its count or ``UNKNOWN``; ``line``: where it stands."""

    row: list[str]
    column: list[str]
    value: list[int]
    line: list[int]
    dimensions: tuple[str, str] = ("", "")
    file: str = ""
    counted: str = ""  # name of the column with the counts

    def name(self, entry: int) -> str:
        return cell_name(self.row[entry], self.column[entry])

    def labels(self, axis: int) -> list[str]:
        return list(dict.fromkeys((self.row, self.column)[axis]))


@dataclass(frozen=True)
class Setup:
    """What the suppressor gets. The first cells are the entries of the table, in order; derived totals follow."""

    cells: Cells
    rows: csr_array
    names: list[str]
    notes: tuple[Problem, ...] = ()


def cell_name(row: str, column: str) -> str:
    return f"„{row}“ / „{column}“"


def build(table: Crosstab, totals: Totals, threshold: int, protect_zero: bool) -> Setup:
    """Raises ``GeodataError``: ``protect_label_missing``, ``protect_cell_twice``; about totals ``protect_total_…``."""
    _check_labels(table)
    _check_hints(table, totals)
    if totals.derived:
        return _derived(table, threshold, protect_zero)
    if totals.label is None:
        notes = (problem("protect_without_totals", Severity.WARNING, file=table.file),)
        return _setup(table, [], [], [], notes)
    return _marked(table, totals.label)


def _check_labels(table: Crosstab) -> None:
    found: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for row, column, line in zip(table.row, table.column, table.line, strict=True):
        for label, dimension in zip((row, column), table.dimensions, strict=True):
            if not label:
                found.append(problem("protect_label_missing", file=table.file, row=line, column=dimension))
        if (row, column) in seen:
            first = seen[row, column]
            found.append(
                problem("protect_cell_twice", file=table.file, row=line, cells=cell_name(row, column), first=first)
            )
        seen.setdefault((row, column), line)
    if found:
        raise GeodataError(found[:MOST_FINDINGS])


def _check_hints(table: Crosstab, totals: Totals) -> None:
    """A label that looks like a total nobody named: ignored, it would give the suppressed figures away."""
    code = "protect_total_derived" if totals.derived else "protect_total_hint"
    if totals.label is not None:
        code = "protect_total_other"
    for axis, dimension in enumerate(table.dimensions):
        labels = table.labels(axis)
        for label in labels:
            if len(labels) > 1 and label != totals.label and LOOKS_LIKE_TOTAL.fullmatch(label):
                raise refuse(code, file=table.file, column=dimension, value=label, word=totals.label)


def _marked(table: Crosstab, label: str) -> Setup:
    """Totals stand in the file and are cells like all others."""
    axes = [axis for axis in (0, 1) if label in table.labels(axis)]
    if not axes:
        over, across = table.dimensions
        raise refuse("protect_total_absent", file=table.file, value=label, rows=over, columns=across)
    sums = [(axis, whole, parts) for axis in axes for whole, parts in _sums(table, axis, label)]
    for check in (_check_listed, _check_sum):  # a sum that lacks a part is no news
        found = {wrong for axis, whole, parts in sums if (wrong := check(table, axis, whole, parts))}
        if found:  # once each: a wrong grand total often fails over rows and over columns alike
            raise GeodataError(sorted(found, key=lambda entry: (entry.row or 0, entry.message))[:MOST_FINDINGS])
    rows = [total(whole, parts) for _, whole, parts in sums if whole is not None]
    notes = [
        problem("protect_dimension_open", Severity.WARNING, file=table.file, column=table.dimensions[axis], value=label)
        for axis in (0, 1)
        if axis not in axes and len(table.labels(axis)) > 1
    ]
    return _setup(table, [], [], rows, tuple(notes))


def _sums(table: Crosstab, axis: int, label: str) -> Iterator[tuple[int | None, list[int]]]:
    """Per label of the other dimension: the entry of the total over ``axis`` (None = absent) and those of its parts."""
    along, across = (table.row, table.column) if axis == 0 else (table.column, table.row)
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for entry, (one, other) in enumerate(zip(along, across, strict=True)):
        groups.setdefault(other, ([], []))[one != label].append(entry)
    for wholes, parts in groups.values():
        yield (wholes[0] if wholes else None), parts


def _check_listed(table: Crosstab, axis: int, whole: int | None, parts: list[int]) -> Problem | None:
    if whole is None:
        other = (table.column, table.row)[axis][parts[0]]
        return problem("protect_total_missing", file=table.file, row=table.line[parts[0]], cells=f"„{other}“")
    if not parts:
        return problem("protect_total_alone", file=table.file, row=table.line[whole], cells=table.name(whole))
    return None


def _check_sum(table: Crosstab, axis: int, whole: int | None, parts: list[int]) -> Problem | None:
    if whole is None:
        return None
    line, name = table.line[whole], table.name(whole)
    known = sum(table.value[p] for p in parts if table.value[p] != UNKNOWN)
    open_parts, found = any(table.value[p] == UNKNOWN for p in parts), table.value[whole]
    if found == UNKNOWN or known == found or (open_parts and known < found):
        return None
    if open_parts:
        said = f"{name} ist {found}, schon ihre bekannten Teile ergeben {known}"
        return problem("protect_total_too_small", file=table.file, row=line, column=table.counted, cells=said)
    said = f"{name} ist {found}, ihre Teile ergeben {known}"
    return problem(
        "protect_total_wrong",
        file=table.file,
        row=line,
        column=table.counted,
        cells=said,
        difference=abs(found - known),
    )


def _derived(table: Crosstab, threshold: int, protect_zero: bool) -> Setup:
    """Totals stand elsewhere: they are added as cells that stay as they are, unless they are too small themselves.

    A dimension with a single label has no totals: they would be the cells themselves.
    """
    values, names, rows = list(table.value), [], []

    def add(name: str, parts: list[int]) -> int:
        unknown = any(values[p] == UNKNOWN for p in parts)
        whole = UNKNOWN if unknown else sum(values[p] for p in parts)
        if whole > LARGEST:
            raise refuse("protect_total_too_large", file=table.file, column=table.counted, value=whole, cells=name)
        values.append(whole)
        names.append(name)
        rows.append(total(len(values) - 1, parts))
        return len(values) - 1

    margins = []
    for axis in (0, 1):
        if len(table.labels(axis)) > 1:
            across = (table.column, table.row)[axis]
            parts = [[e for e, own in enumerate(across) if own == label] for label in table.labels(1 - axis)]
            margins.append([
                add(f"Summe von „{label}“", p) for label, p in zip(table.labels(1 - axis), parts, strict=True)
            ])  # fmt: skip
    if len(margins) == 2:
        grand = add("Gesamtsumme", margins[0])
        rows.append(total(grand, margins[1]))
    derived = values[len(table.value) :]
    small = [0 < v < threshold or (v == 0 and protect_zero) for v in derived]
    states = [State.SUPPRESSED if s else State.PUBLISHED for s in small]
    return _setup(table, derived, states, rows, names=names)


def _setup(
    table: Crosstab,
    derived: list[int],
    states: list[State],
    rows: list[dict[int, int]],
    notes: tuple[Problem, ...] = (),
    names: list[str] | None = None,
) -> Setup:
    hidden = [v == UNKNOWN for v in table.value]
    value = np.array([*table.value, *derived], np.int64)
    state = [*(State.SUPPRESSED if h else State.OPEN for h in hidden), *states]
    cost = np.maximum(value, 0).astype(float)
    cost[len(table.value) :] = 0  # not in the file, so nothing of it is lost
    if any(hidden):
        notes += (problem("protect_source_hidden", Severity.INFO, file=table.file, count=sum(hidden)),)
    all_names = [*(table.name(e) for e in range(len(table.value))), *(names or [])]
    return Setup(Cells.of(value, state, cost), relations(value.size, rows), all_names, notes)
