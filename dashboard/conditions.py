"""„Eingrenzen“: conditions on areas, as values and as text in the address line.

All conditions must hold (and); several values of one condition are alternatives (or). The text of several conditions
is ``what:payload;what:payload``; every part is percent-encoded, so that no id or name can contain a separator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from geodata.areas import SUB_MUNICIPAL_RANK, AreaLevel

MAX_CONDITIONS = 12
MAX_VALUES = 200
ONE_OF = ("kind", "size", "in", "ids")  # area type, size class, areas above, hand-picked areas


@dataclass(frozen=True, slots=True)
class OneOf:
    """The area has one of these: ``kind`` (designation), ``size`` (class of SIZES), ``in`` (lies in one of these
    areas), ``ids`` (is one of these)."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueRange:
    """The published value of an indicator lies in one of the ranges (both ends included; None = open).

    ``period`` "" = the newest with figures in the view.
    """

    ind: str
    ranges: tuple[tuple[float | None, float | None], ...]
    period: str = ""
    group: str = ""


Condition = OneOf | ValueRange


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Inhabitants from ``low`` (included) to ``high`` (excluded; None = open); ``scale``: for which areas."""

    id: str
    label: str
    low: int
    high: int | None
    scale: str


# Municipalities: Stadt- und Gemeindetypen of the BBSR. Kreise and quarters have no official types: round numbers.
SIZES = {
    size.id: size
    for size in (
        SizeClass("landgemeinde", "Landgemeinde (unter 5.000)", 0, 5_000, "gemeinde"),
        SizeClass("kleinstadt", "Kleinstadt (5.000 bis unter 20.000)", 5_000, 20_000, "gemeinde"),
        SizeClass("mittelstadt", "Mittelstadt (20.000 bis unter 100.000)", 20_000, 100_000, "gemeinde"),
        SizeClass("grossstadt", "Großstadt (ab 100.000)", 100_000, None, "gemeinde"),
        SizeClass("kreis_klein", "unter 200.000 Einwohner", 0, 200_000, "kreis"),
        SizeClass("kreis_mittel", "200.000 bis unter 400.000 Einwohner", 200_000, 400_000, "kreis"),
        SizeClass("kreis_gross", "ab 400.000 Einwohner", 400_000, None, "kreis"),
        SizeClass("quartier_klein", "unter 1.000 Einwohner", 0, 1_000, "quartier"),
        SizeClass("quartier_mittel", "1.000 bis unter 5.000 Einwohner", 1_000, 5_000, "quartier"),
        SizeClass("quartier_gross", "ab 5.000 Einwohner", 5_000, None, "quartier"),
    )
}


def scale_of(level: AreaLevel) -> str:
    """Which size classes suit the areas of a level: those of Kreise, of municipalities or of quarters."""
    if level.rank >= SUB_MUNICIPAL_RANK:
        return "quartier"
    return "gemeinde" if level.id == "gemeinde" else "kreis"


# -- lists of ids ---------------------------------------------------------------------------------------------------


def join_ids(ids: Iterable[str]) -> str:
    """Ids as one text, readable for plain keys; commas and per cent signs inside an id are percent-encoded.

    An id in the same folder as the one before (``05315000/stadtteil/101``, ``05315000/stadtteil/102``) is written as
    ``/102``, so that many quarters fit into an address.
    """
    return ",".join(_shortened(map(str, ids), lambda text: text.replace("%", "%25").replace(",", "%2C")))


def split_ids(text: str) -> tuple[str, ...]:
    """The ids of ``join_ids``, each once, in order; ids written in full are read as well."""
    return _lengthened(text)


def _folder(area_id: str) -> str:
    return area_id[: area_id.rfind("/") + 1]


def _shortened(ids: Iterable[str], encode: Callable[[str], str]) -> Iterator[str]:
    before = ""
    for area_id in ids:
        folder = _folder(area_id)
        if folder and folder == _folder(before):
            yield "/" + encode(area_id[len(folder) :])
        else:
            yield "%2F" + encode(area_id[1:]) if area_id.startswith("/") else encode(area_id)
        before = area_id


def _lengthened(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in filter(None, text.split(",")):
        folder = _folder(found[-1]) if found and part.startswith("/") else ""
        found.append(folder + unquote(part.removeprefix("/") if folder else part))
    return tuple(dict.fromkeys(found))


# -- numbers --------------------------------------------------------------------------------------------------------


def plain_number(value: float) -> str:
    """Shortest text that reads back as the same number; ``5`` for 5.0."""
    return repr(float(value)).removesuffix(".0")


def read_number(text: str) -> float | None:
    """Number of a canonical text (point as decimal sign); None if it is none or not finite."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found + 0.0 if math.isfinite(found) else None  # no minus before zero


def join_numbers(values: Iterable[float]) -> str:
    return ",".join(map(plain_number, values))


# -- conditions -----------------------------------------------------------------------------------------------------


def conditions_text(conditions: Iterable[Condition]) -> str:
    """Conditions as one text; ``read_conditions`` is its inverse."""
    return ";".join(_one_text(condition) for condition in conditions)


def _one_text(condition: Condition) -> str:
    if isinstance(condition, OneOf):
        return f"{condition.what}:{','.join(_shortened(condition.values, _quoted))}"
    ranges = ",".join("..".join("" if end is None else plain_number(end) for end in pair) for pair in condition.ranges)
    parts = [_quoted(condition.ind), ranges, _quoted(condition.period), _quoted(condition.group)]
    return "value:" + ":".join(parts).rstrip(":")


def _quoted(text: str) -> str:
    return quote(text, safe="/")


def read_conditions(text: str) -> tuple[tuple[Condition, ...], bool]:
    """Conditions of a text, each once, and whether all of it could be read."""
    parts = [part for part in text.split(";") if part]
    read = [_read_one(part) for part in parts[:MAX_CONDITIONS]]
    found = tuple(dict.fromkeys(condition for condition in read if condition is not None))
    return found, None not in read and len(parts) <= MAX_CONDITIONS


def _read_one(text: str) -> Condition | None:
    what, _, payload = text.partition(":")
    if what == "value":
        return _read_range(payload)
    values = _lengthened(payload)
    return OneOf(what, values[:MAX_VALUES]) if what in ONE_OF and values else None


def _read_range(payload: str) -> ValueRange | None:
    ind, ranges, period, group = [*payload.split(":"), "", "", ""][:4]
    pairs = [_read_pair(part) for part in ranges.split(",")]
    if not ind or None in pairs or payload.count(":") > 3:
        return None
    kept = tuple(dict.fromkeys(pair for pair in pairs if pair is not None))
    return ValueRange(unquote(ind), kept, unquote(period), unquote(group))


def _read_pair(text: str) -> tuple[float | None, float | None] | None:
    low, dots, high = text.partition("..")
    ends = [read_number(end) if end else None for end in (low, high)]
    unread = any(text and end is None for text, end in zip((low, high), ends, strict=True))
    empty = ends[0] is None and ends[1] is None
    reversed_ = ends[0] is not None and ends[1] is not None and ends[0] > ends[1]
    return None if not dots or unread or empty or reversed_ else (ends[0], ends[1])
