"""What signs in the cells of official tables mean, one map per source, and the numbers between them.

GENESIS databases (Destatis, Regionalstatistik, Landesdatenbank NRW) explain their signs alike: „nichts vorhanden“ is
a count of exactly zero, „Zahlenwert unbekannt oder geheimzuhalten“ is hidden, „Angabe fällt später an“ not yet known,
„nicht sicher genug“ is withheld because too few cases stand behind it, „Tabellenfach gesperrt“ makes no sense.
A sign that is not listed is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from geodata.errors import GeodataError, Problem, problem
from geodata.observations import ValueStatus
from geodata.readers.grids import shown
from geodata.readers.numbers import Notation, to_number

NAN = float("nan")
MOST_FINDINGS = 20

NOTHING = "-"
"""„nichts vorhanden“: zero, unless the whole area does not exist (see ``dissolved``)."""

GENESIS: dict[str, tuple[float, str]] = {
    NOTHING: (0.0, ValueStatus.OK.value),
    "–": (0.0, ValueStatus.OK.value),
    ".": (NAN, ValueStatus.SUPPRESSED.value),  # Zahlenwert unbekannt oder geheimzuhalten
    "...": (NAN, ValueStatus.MISSING.value),  # Angabe fällt später an
    "…": (NAN, ValueStatus.MISSING.value),
    "/": (NAN, ValueStatus.BELOW_MINIMUM.value),  # keine Angabe, da Zahlenwert nicht sicher genug
    "x": (NAN, ValueStatus.NOT_MEANINGFUL.value),  # Tabellenfach gesperrt, da Aussage nicht sinnvoll
    "X": (NAN, ValueStatus.NOT_MEANINGFUL.value),
    "": (NAN, ValueStatus.MISSING.value),
}
AVERAGES: dict[str, tuple[float, str]] = {**GENESIS, **dict.fromkeys("-–", (NAN, ValueStatus.NOT_MEANINGFUL.value))}
"""For averages and prices: where there is nothing there is no average, not an average of zero."""

FLAGS: dict[str, str] = {
    "e": "endgültig",
    "p": "vorläufig",
    "r": "berichtigt",
    "s": "geschätzt",
    "()": "eingeschränkt aussagekräftig",
}
FINAL = "e"
"""The usual state of an official figure: not worth telling."""
"""Marks behind or around a number (or in a column of their own); the number counts."""

_FLAGGED = re.compile(r"(?P<number>[+-]?[\d.,\s]*\d)\s*(?P<flag>[eprs])", re.IGNORECASE)
_BRACKETS = re.compile(r"\((?P<number>[^()]+)\)")


@dataclass(frozen=True)
class Reading:
    """``number`` (NaN = none) and ``status`` per cell, in the order given; ``flags``: meaning → how often."""

    number: pd.Series
    status: pd.Series
    flags: dict[str, int] = field(default_factory=dict)


def is_sign(cell: object) -> bool:
    """Whether a cell holds one of the signs of a GENESIS table."""
    return isinstance(cell, str) and cell.strip() in GENESIS


def read_cells(cells: pd.DataFrame, file: str, sheet: str | None = None) -> Reading:
    """Numbers and states of GENESIS cells.

    ``cells``: columns value (str or float), average (bool), row, column (header, for messages) and, where the table
    keeps marks in columns of their own, flag. These sources never
    write thousands separators: a comma is the decimal sign, and so is a point where no comma occurs.
    Raises ``GeodataError`` (``symbol_unknown``) naming row, column and value.
    """
    texts = [c.strip() if isinstance(c, str) else c for c in cells["value"]]
    style = notation(texts)
    numbers, states, problems = [], [], []
    found = _flags(cells["flag"]) if "flag" in cells else []
    for text, average, row, column in zip(texts, cells["average"], cells["row"], cells["column"], strict=True):
        entry = (AVERAGES if average else GENESIS).get(text) if isinstance(text, str) else None
        if entry is None:
            number, flag = _number(text, style)
            if flag:
                found.append(flag)
            entry = (number, ValueStatus.OK.value) if number is not None else None
        if entry is None:
            problems.append(_unknown(text, file, sheet, row, column))
            entry = (NAN, ValueStatus.MISSING.value)
        numbers.append(entry[0])
        states.append(entry[1])
    if problems:
        raise GeodataError(problems[:MOST_FINDINGS])
    return Reading(
        pd.Series(numbers, cells.index, dtype="float64"), pd.Series(states, cells.index, dtype=object), Counter(found)
    )


def _flags(marks: pd.Series) -> list[str]:
    """Meanings of the marks beside numbers, one per mark."""
    tally = marks.map(shown).value_counts()
    return [FLAGS[mark] for mark, count in tally.items() if mark in FLAGS and mark != FINAL for _ in range(count)]


def notation(texts: list[object]) -> Notation:
    """German unless points and no commas stand between digits."""
    joined = [t for t in texts if isinstance(t, str)]
    if not any("," in t for t in joined) and any(re.fullmatch(r"[+-]?\d+\.\d+", t) for t in joined):
        return Notation.ENGLISH
    return Notation.GERMAN


def _unknown(text: object, file: str, sheet: str | None, row: object, column: str) -> Problem:
    return problem("symbol_unknown", file=file, sheet=sheet, row=int(str(row)), column=column, value=text)


def _number(cell: object, style: Notation) -> tuple[float | None, str]:
    """Number and the meaning of its flag ("" = none)."""
    if (plain := to_number(cell, style)) is not None or not isinstance(cell, str):
        return plain, ""
    if found := _FLAGGED.fullmatch(cell):
        return to_number(found["number"], style), FLAGS[found["flag"].lower()]
    if found := _BRACKETS.fullmatch(cell):
        return to_number(found["number"], style), FLAGS["()"]
    return None, ""
