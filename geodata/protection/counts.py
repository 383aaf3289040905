"""Counts as a table writes them: whole numbers, German thousands, and signs for what is suppressed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.errors import GeodataError, Problem, problem
from geodata.methods.suppression.cells import LARGEST, UNKNOWN

MOST_FINDINGS = 20
BLANK = "[\\s\u00a0\u202f\u2009'’]"
SIGNS = frozenset(
    ["", ".", "..", "...", "…", "/", "//", "x", "×", "*", "**", "***", "-", "--", "–", "—", "•", "#", ":", "?"]
)
WORDS = frozenset(["k. a.", "k.a.", "ka", "n. a.", "n.a.", "na", "n/a", "nan", "null", "geheim", "gesperrt"])
BELOW = re.compile(r"(?:[<≤]\s*=?|unter|weniger als|kleiner als|höchstens)\s*\d+")


@dataclass(frozen=True)
class Notation:
    """A way to write numbers: ``pattern`` with the groups sign, whole, rest."""

    pattern: re.Pattern[str]

    def read(self, text: str) -> int | None:
        """The number if it is whole (``12,0`` is), else None."""
        found = self.pattern.fullmatch(text)
        if not found or (found["rest"] or "0").strip("0"):
            return None
        number = int(re.sub(r"\D", "", found["whole"]))
        return -number if found["sign"] in ("-", "−") else number


def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    whole = rf"\d+|[1-9]\d{{0,2}}(?:(?:{group})\d{{3}})+"
    return re.compile(rf"(?P<sign>[+\-−]?)(?P<whole>{whole})(?:{decimal}(?P<rest>\d+))?")


GERMAN = Notation(_pattern(rf"\.|{BLANK}", ","))
DECIMAL_POINT = Notation(_pattern(BLANK, r"\."))


def is_sign(text: str) -> bool:
    """Whether a cell says that its number is suppressed or not known."""
    bare = " ".join(text.split()).casefold()
    return bare in SIGNS or bare in WORDS or bool(BELOW.fullmatch(bare))


def read_counts(texts: Sequence[str], lines: Sequence[int], file: str, column: str) -> list[int]:
    """One count per text, ``UNKNOWN`` for signs.

    A comma never groups thousands: ``1,234`` is not whole. A point does if that is the only way in which all numbers of
    the column are whole, or if smaller numbers stand beside it without any point.
    Raises ``GeodataError``: ``protect_not_number``, ``protect_not_whole``, ``protect_negative``, ``protect_notation``,
    ``protect_too_large``.
    """
    shown = [(i, text.strip()) for i, text in enumerate(texts) if not is_sign(text)]
    numbers = _consistent([text for _, text in shown])
    found: list[Problem] = []
    for (i, text), number in zip(shown, numbers, strict=True):
        code = number if isinstance(number, str) else _range(number)
        if code:
            found.append(problem(code, file=file, row=lines[i], column=column, value=text))
    if found:
        raise GeodataError(found[:MOST_FINDINGS])
    counts = [UNKNOWN] * len(texts)
    for (i, _), number in zip(shown, numbers, strict=True):
        counts[i] = int(number)
    return counts


def _consistent(texts: list[str]) -> list[int | str]:
    """Numbers of a column in the one notation that fits all of it; the code of a problem where there is none."""
    german, pointed = ([notation.read(text) for text in texts] for notation in (GERMAN, DECIMAL_POINT))
    if None not in german and None not in pointed:
        plain = [int(text) for text in texts if text.isdigit() and int(text)]
        grouped = german == pointed or (plain and max(plain) < 1000)
        return [g if grouped or g == p else "protect_notation" for g, p in zip(german, pointed, strict=True)]  # type: ignore[misc]
    for fitting in (german, pointed):
        if None not in fitting:
            return fitting  # type: ignore[return-value]
    neither = [g is None and p is None for g, p in zip(german, pointed, strict=True)]
    if not any(neither):  # each is whole in one notation, but not all in the same
        return [0 if g is not None else "protect_notation" for g in german]
    return [_kind(text) if wrong else 0 for text, wrong in zip(texts, neither, strict=True)]


def _kind(text: str) -> str:
    is_number = any(notation.pattern.fullmatch(text) for notation in (GERMAN, DECIMAL_POINT))
    return "protect_not_whole" if is_number else "protect_not_number"


def _range(number: int) -> str:
    if number < 0:
        return "protect_negative"
    return "protect_too_large" if number > LARGEST else ""
