"""Typed points and spans in time: year, month, date, span. The canonical text sorts and is what files hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from geodata.errors import refuse


class PeriodKind(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DATE = "date"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its first and last day (both inclusive). ``text`` is canonical: ``2021``, ``2021-11``,
    ``2021-12-31``, ``2018/2020``."""

    kind: PeriodKind
    text: str
    start: date
    end: date

    def __str__(self) -> str:
        return self.text

    @property
    def sort_key(self) -> tuple[date, date]:
        return self.end, self.start


_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1800, 2200


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _simple(text: str) -> Period | None:
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        year = int(text)
        return Period(PeriodKind.YEAR, text, date(year, 1, 1), date(year, 12, 31))
    try:
        if match := _DATE.fullmatch(text):
            day = date(*map(int, match.groups()))
            return Period(PeriodKind.DATE, text, day, day)
        if match := _MONTH.fullmatch(text):
            year, month = map(int, match.groups())
            return Period(PeriodKind.MONTH, text, date(year, month, 1), _month_end(year, month))
    except ValueError:
        return None
    return None


def parse_period(text: str) -> Period:
    """Parse the canonical text of a period.

    Raises ``GeodataError`` (``bad_period``) for anything else; shapes that files use are the readers' matter.
    A span must not end before it starts.
    """
    text = str(text).strip()
    if (simple := _simple(text)) is not None:
        return simple
    first, slash, last = text.partition("/")
    if slash:
        start, end = _simple(first), _simple(last)
        if start and end and start.start <= end.start:
            return Period(PeriodKind.SPAN, text, start.start, end.end)
    raise refuse("bad_period", value=text)


def is_consecutive_year(earlier: Period, later: Period, years: int) -> bool:
    """True if ``later`` has the same kind as ``earlier`` and lies exactly ``years`` later."""
    before, after = earlier.text.split("/"), later.text.split("/")
    return earlier.kind == later.kind and all(
        int(new[:4]) - int(old[:4]) == years and new[4:] == old[4:] for old, new in zip(before, after, strict=True)
    )
