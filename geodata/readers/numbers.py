"""Numbers and points in time as German and English files write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import pandas as pd

from geodata.errors import GeodataError
from geodata.periods import parse_period

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009']")
_ENGLISH = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?")
_GERMAN = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d+)?([eE][+-]?\d+)?")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$")
_DIGIT = re.compile(r"\d")


class Notation(StrEnum):
    """How a column writes decimals; AMBIGUOUS: every number could be read both ways, with different results."""

    GERMAN = ","
    ENGLISH = "."
    AMBIGUOUS = "?"


def bare(text: str) -> str:
    """Without blanks, with a plain minus, without a closing per cent sign."""
    return _BLANKS.sub("", text).replace("\u2212", "-").removesuffix("%")


def notation(texts: pd.Series) -> Notation:
    """Notation of a column of text numbers; whole numbers count as German (they read the same both ways)."""
    both, german, english = _readings(texts)
    if german == english == 0 and both:
        return Notation.AMBIGUOUS
    return Notation.GERMAN if german >= english else Notation.ENGLISH


def notation_beside(columns: Iterable[pd.Series]) -> Notation:
    """Notation of a whole table, as far as all columns that tell agree; AMBIGUOUS if none tells or two differ."""
    told = {notation(c) for c in columns if any(_readings(c)[1:])}
    return told.pop() if len(told) == 1 else Notation.AMBIGUOUS


def _readings(texts: pd.Series) -> tuple[int, int, int]:
    """How many distinct texts with a point or comma are numbers in both notations, only in German, only in English."""
    both = german = english = 0
    for text in {bare(t) for t in texts if isinstance(t, str)}:
        if not _DIGIT.search(text) or ("," not in text and "." not in text):
            continue
        is_german, is_english = bool(_GERMAN.fullmatch(text)), bool(_ENGLISH.fullmatch(text))
        both += is_german and is_english
        german += is_german and not is_english
        english += is_english and not is_german
    return both, german, english


def to_number(cell: object, style: Notation) -> float | None:
    """Number in a cell; None if it holds none. NaN cells and empty text hold none."""
    if not isinstance(cell, str):
        return float(cell) if isinstance(cell, int | float) and math.isfinite(cell) else None
    text = bare(cell)
    pattern = _GERMAN if style is Notation.GERMAN else _ENGLISH
    if not _DIGIT.search(text) or not pattern.fullmatch(text):
        return None
    thousands, decimal = (".", ",") if style is Notation.GERMAN else (",", ".")
    number = float(text.replace(thousands, "").replace(decimal, "."))
    return number if math.isfinite(number) else None


def to_period(cell: object) -> str | None:
    """Canonical period of a cell (year, month, day, span; also ``31.12.2022`` and ``2012.0``); None if it is none."""
    if isinstance(cell, float) and cell == cell and cell.is_integer():
        cell = int(cell)
    text = _MIDNIGHT.sub("", str(cell).strip()).removesuffix(".0")
    if match := _GERMAN_DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return None
    try:
        return parse_period(text).text
    except GeodataError:
        return None
