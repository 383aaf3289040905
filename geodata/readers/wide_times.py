"""Tables with one column per point in time: which period a header names, and what remains of it as a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from geodata.readers.numbers import to_period
from geodata.readers.times import period_of

_DAY = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.\d{4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_JOINING = re.compile(r"^(?:am|zum|im|in|stichtag|stand|jahr)\b|\b(?:am|zum|im|in|stichtag|stand|jahr)$", re.IGNORECASE)
_EDGES = " \t_-–,;:.()[]|/"


def by_time(columns: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Column → name without the time ("" = the header is nothing but a time) and canonical period.

    A header that is a time („2031“, „Januar 2031“, „31.12.2031“) or holds one day names its period. A year between
    words does so only where the same words come with another year as well: „Einwohner 2030“, „Einwohner 2031“, but
    not „Baujahr ab 1990“. Two columns of one name and period: nothing is told, since one of them would be lost.
    """
    found = {c: told for c in columns if (told := _whole(c) or _with_day(c)) is not None}
    series: dict[str, dict[str, str]] = defaultdict(dict)
    for column in columns:
        years = _YEAR.findall(column)
        if column not in found and len(years) == 1:
            series[_rest(column, years[0])][column] = years[0]
    for name, years_of in series.items():
        if len(set(years_of.values())) > 1 and name:
            found |= {column: (name, year) for column, year in years_of.items()}
    return found if len(set(found.values())) == len(found) else {}


def _whole(column: str) -> tuple[str, str] | None:
    """The period of a header that is nothing else; spans only as long as a school year („1919–1948“ are houses)."""
    period = period_of(column)
    years = _YEAR.findall(period or "")
    return ("", period) if period and years and int(years[-1]) - int(years[0]) <= 1 else None


def _with_day(column: str) -> tuple[str, str] | None:
    days = _DAY.findall(column)
    period = to_period(days[0]) if len(days) == 1 else None
    return (_rest(column, days[0]), period) if period else None


def _rest(column: str, time: str) -> str:
    before, _, behind = column.partition(time)
    kept = [_JOINING.sub("", part.strip(_EDGES)).strip(_EDGES) for part in (before, behind)]
    return " ".join(filter(None, kept))
