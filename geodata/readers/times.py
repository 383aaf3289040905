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
_MONTH = re.compile(rf"({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_QUARTER = re.compile(r"([1-4])\.\s*(?:quartal|vierteljahr)\s+(\d{4})", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?![\d.])")
TIME_WORDS = re.compile(r"stichtag|jahre?|monate?|quartale?|wahltage?|zeit|berichtsjahr|schuljahr", re.IGNORECASE)


def period_of(cell: object) -> str | None:
    """Canonical period of a cell: year, day, month, quarter, school year, also behind „Stichtag:“; None if none.

    ``1. Quartal 2020`` → ``2020-01/2020-03``; ``2018/19`` → ``2018/2019``.
    """
    if (plain := to_period(cell)) is not None:
        return plain
    text = " ".join(str(cell).split())
    while (bare := _PREFIX.sub("", text)) != text:
        text = bare
    if (plain := to_period(text)) is not None:
        return plain
    if found := _MONTH.fullmatch(text):
        return f"{found[2]}-{MONTHS.index(found[1].lower()) + 1:02}"
    if found := _QUARTER.fullmatch(text):
        last = 3 * int(found[1])
        return f"{found[2]}-{last - 2:02}/{found[2]}-{last:02}"
    if found := _SPAN.fullmatch(text):
        end = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        return to_period(f"{found[1]}/{end}")
    return None


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
