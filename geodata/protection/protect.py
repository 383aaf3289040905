"""Protect a long table: read it, suppress, and write it back with a column that says what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from geodata.errors import Problem, Severity, problem, refuse
from geodata.methods.suppression.cells import LARGEST, Ints, Pattern, Progress
from geodata.methods.suppression.suppress import TIME_LIMIT, suppress
from geodata.protection.counts import read_counts
from geodata.protection.crosstab import Crosstab, Totals, build
from geodata.protection.csv_text import BYTE_ORDER_MARK, CsvText, read

STATE, OK, HIDDEN = "state", "ok", "geheim"


@dataclass(frozen=True)
class Wanted:
    """Names of the columns with row label, column label and count; the smallest publishable count; how totals stand."""

    rows: str
    columns: str
    value: str
    threshold: int
    totals: Totals = field(default_factory=Totals)
    protect_zero: bool = False


@dataclass(frozen=True)
class Protected:
    """``content``: the file. ``primary``, ``secondary``: cells of the file; ``cost``: sum of what they hid."""

    content: bytes
    primary: int
    secondary: int
    cost: int
    optimal: bool
    gap: float
    notes: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, object]:
        keys = ("primary", "secondary", "cost", "optimal", "gap")
        return {key: getattr(self, key) for key in keys}


def protect_table(
    content: bytes,
    file: str,
    wanted: Wanted,
    *,
    time_limit: float = TIME_LIMIT,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Protected:
    """The file's bytes with suppressed counts emptied and a column ``state``; everything else byte for byte.

    Raises ``GeodataError`` with the problems of the file, or ``suppress_unprotectable``.
    """
    if not 1 <= wanted.threshold <= LARGEST:
        raise refuse("protect_threshold", value=wanted.threshold, most=LARGEST)
    text = read(content, file)
    places = _places(text, file, wanted)
    table = _crosstab(text, file, wanted, places)
    setup = build(table, wanted.totals, wanted.threshold, wanted.protect_zero)
    pattern = suppress(
        setup.cells,
        setup.rows,
        wanted.threshold,
        protect_zero=wanted.protect_zero,
        time_limit=time_limit,
        progress=progress,
        should_stop=should_stop,
        name=setup.names.__getitem__,
    )
    return _result(text, places[2], table, pattern, setup.notes)


def _places(text: CsvText, file: str, wanted: Wanted) -> tuple[int, int, int]:
    """Positions of the three columns."""
    names = [wanted.rows.strip(), wanted.columns.strip(), wanted.value.strip()]
    columns = [name.removeprefix(BYTE_ORDER_MARK) for name in text.columns]
    for name in names:
        if name not in columns:
            raise refuse("column_unknown", file=file, value=name, known=", ".join(columns))
        if columns.count(name) > 1:
            raise refuse("protect_column_twice", file=file, value=name)
        if names.count(name) > 1:
            raise refuse("protect_columns_same", file=file, value=name)
    if STATE in columns:
        raise refuse("protect_state_taken", file=file, value=STATE)
    rows, across, value = (columns.index(name) for name in names)
    return rows, across, value


def _crosstab(text: CsvText, file: str, wanted: Wanted, places: tuple[int, int, int]) -> Crosstab:
    body = [line for line in text.lines[1:] if not line.blank]
    row, column, value = ([line.cells[place].text.strip() for line in body] for place in places)
    lines = [line.number for line in body]
    counts = read_counts(value, lines, file, wanted.value)
    return Crosstab(row, column, counts, lines, (wanted.rows, wanted.columns), file, wanted.value)


def _result(text: CsvText, place: int, table: Crosstab, pattern: Pattern, notes: tuple[Problem, ...]) -> Protected:
    count = len(table.value)
    primary, secondary = _within(pattern.primary, count), _within(pattern.secondary, count)
    hidden = {table.line[entry] for entry in (*primary, *secondary)}
    if not pattern.optimal:
        gap = f"{100 * pattern.gap:.1f}".replace(".", ",")
        notes += (problem("protect_not_optimal", Severity.WARNING, file=table.file, gap=gap),)
    return Protected(
        content=_written(text, place, hidden),
        primary=len(primary),
        secondary=len(secondary),
        cost=round(pattern.cost),
        optimal=pattern.optimal,
        gap=pattern.gap,
        notes=notes,
    )


def _within(cells: Ints, count: int) -> list[int]:
    """Cells of the file, without derived totals."""
    return [int(cell) for cell in cells if cell < count]


def _written(text: CsvText, place: int, hidden: set[int]) -> bytes:
    changes = []
    for number, line in enumerate(text.lines):
        state = STATE if number == 0 else "" if line.blank else HIDDEN if line.number in hidden else OK
        if state == HIDDEN:
            changes.append((line.cells[place].start, line.cells[place].end, ""))
        changes.append((line.end, line.end, text.delimiter + state))
    return text.replaced(changes)
