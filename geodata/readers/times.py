"""Points in time as German statistical tables write them in headers and rows."""

from __future__ import annotations

import re

from geodata.readers.numbers import to_period

MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "dezember",
)  # fmt: skip
_PREFIX = re.compile(
    r"^(stichtag|berichtsjahr|berichtszeitraum|jahr|schuljahr|wahltag|stand|zeit|am|zum)\b\.?\s*:?\s*", re.IGNORECASE
)
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
_SHORT = ("jan", "feb", "mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_SHARE = re.compile(r"([1-4])\.\s*(quartal|vierteljahr|halbjahr)", re.IGNORECASE)
_MONTHS_OF = {"quartal": 3, "vierteljahr": 3, "halbjahr": 6}
_PART_AND_YEAR = re.compile(r"(?P<part>\D.*|\d\..*)\s+(?P<year>\d{4})")
_MONTH_NUMBER = re.compile(r"(0[1-9]|1[0-2])/(\d{4})")
_SEMESTER = re.compile(r"(?P<winter>ws|wise|wintersemester)?(?:ss|sose|sommersemester)?\s+(?P<year>\d{4})(?:/\d{2,4})?",
                       re.IGNORECASE)  # fmt: skip
_DURATION = re.compile(r"(\d{4})-(\d{2})P(\d{1,2})M")  # GENESIS: „2022-10P6M“ = six months from October 2022 on
_SPAN = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?![\d.])")
TIME_WORDS = re.compile(
    r"stichtag|jahre?|monate?|quartale?|halbjahre?|semester|wahltage?|zeit|berichtsjahr|schuljahr|"
    r"reference date|years?|months?|quarters?|time",
    re.IGNORECASE,
)


def period_of(cell: object) -> str | None:
    """Canonical period of a cell: year, day, part of a year, school year, also behind „Stichtag:“; None if none.

    ``1. Quartal 2020`` → ``2020-01/2020-03``; ``2018/19`` → ``2018/2019``; ``WS 2018/19`` → ``2018-10/2019-03``.
    """
    if (plain := to_period(cell)) is not None:
        return plain
    text = " ".join(str(cell).split())
    while (bare := _PREFIX.sub("", text)) != text:
        text = bare
    if (plain := to_period(text)) is not None:
        return plain
    if (found := _PART_AND_YEAR.fullmatch(text)) and (part := part_of_year(found["part"])):
        return in_year(found["year"], part)
    if found := _MONTH_NUMBER.fullmatch(text):
        return f"{found[2]}-{found[1]}"
    if (found := _SEMESTER.fullmatch(text)) and text[0].lower() in "ws":
        return _months(int(found["year"]), 10 if found["winter"] else 4, 6)
    if found := _DURATION.fullmatch(text):
        return _months(int(found[1]), int(found[2]), int(found[3]))
    if found := _SPAN.fullmatch(text):
        end = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        return to_period(f"{found[1]}/{end}")
    return None


def part_of_year(text: str) -> tuple[int, int] | None:
    """First and last month: ``März`` → (3, 3), ``2. Quartal`` → (4, 6), ``1. Halbjahr`` → (1, 6); None if neither."""
    bare = text.strip().lower()
    for months in (MONTHS, _ENGLISH, _SHORT):
        if (bare := bare.removesuffix(".")) in months:
            return months.index(bare) + 1, months.index(bare) + 1
    if found := _SHARE.fullmatch(bare):
        length, number = _MONTHS_OF[found[2]], int(found[1])
        return ((number - 1) * length + 1, number * length) if number * length <= 12 else None
    return None


def in_year(year: str, part: tuple[int, int]) -> str:
    """``2020`` and (1, 3) → ``2020-01/2020-03``; a single month is a month."""
    first, last = part
    return f"{year}-{first:02}" if first == last else f"{year}-{first:02}/{year}-{last:02}"


def _months(year: int, first: int, length: int) -> str | None:
    """Span of ``length`` months from a month on; None if there is no such month."""
    if not 1 <= first <= 12 or length < 1:
        return None
    last = first + length - 1
    return f"{year}-{first:02}/{year + (last - 1) // 12}-{(last - 1) % 12 + 1:02}"


def is_time_word(text: str) -> bool:
    """Whether a header names time itself („Stichtag“), not a point in it."""
    return bool(TIME_WORDS.fullmatch(text.strip()))


def day_in(text: str) -> str | None:
    """The only day a text names, as ISO date; None if there is none or several."""
    days = {to_period(found) for found in _DAY.findall(text)} - {None}
    return days.pop() if len(days) == 1 else None


def period_in(text: str) -> str | None:
    """The only day or, without days, the only year a title names; None if there is none or several."""
    if (day := day_in(text)) is not None:
        return day
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 and not _DAY.search(text) else None
