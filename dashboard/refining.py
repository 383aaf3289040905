"""Wishes of an address line or a control → how the figures are drawn, narrowed down and compared."""

from __future__ import annotations

from dataclasses import replace

from dashboard.comparison import Figures, not_clustered, not_smooth, obstacle, read_versus, uncertain
from dashboard.conditions import (
    SIZES,
    Condition,
    OneOf,
    ValueRange,
    plain_number,
    read_conditions,
    read_number,
    scale_of,
    split_ids,
)
from dashboard.resolving import LONGEST_QUOTE, Wishes, indicator_name
from geodata.repository import Repository

MIN_CLASSES, MAX_CLASSES, DEFAULT_CLASSES = 3, 7, 5
MEDIAN = "median"
THRESHOLD_LEVELS = ("gemeinde", "kreis", "land")  # a threshold may be the value of one of these areas
GONE = "Eine Eingrenzung passt nicht zu den gezeigten Gebieten und entfällt: {what}."
UNREADABLE = "Eine Eingrenzung im Link ließ sich nicht lesen und entfällt."


def resolve_class_count(wishes: Wishes) -> int:
    asked = wishes.parts.get("k")
    if asked is None:
        return DEFAULT_CLASSES
    if asked.isascii() and asked.isdigit() and MIN_CLASSES <= int(asked) <= MAX_CLASSES:
        return int(asked)
    wishes.say("k", f"Möglich sind {MIN_CLASSES} bis {MAX_CLASSES} Klassen; gezeigt werden {DEFAULT_CLASSES}.")
    return DEFAULT_CLASSES


def resolve_bounds(wishes: Wishes) -> tuple[float, ...]:
    """Own class bounds, ascending: one fewer than classes. Empty if there are none or they cannot be read."""
    asked = wishes.parts.get("bounds", "")
    numbers = [read_number(part) for part in asked.split(",")] if asked else []
    found = sorted({n for n in numbers if n is not None})
    if None in numbers or len(found) > MAX_CLASSES - 1:
        wishes.say("bounds", "Die eigenen Klassengrenzen ließen sich nicht lesen; es gelten berechnete.")
        return ()
    return tuple(found)


def resolve_threshold(wishes: Wishes, region: str) -> str:
    """A number as canonical text, the level of the region or of an area above it, ``median``, or empty (own choice
    of the view)."""
    asked = wishes.parts.get("thr", "")
    number = read_number(asked)
    if not asked or asked == MEDIAN:
        return asked
    if number is not None:
        return plain_number(number)
    if asked in THRESHOLD_LEVELS and wishes.repository.ancestor_at(region, asked):
        return asked
    wishes.say("thr", f"Der Schwellenwert „{asked[:LONGEST_QUOTE]}“ ließ sich nicht verwenden.")
    return ""


def resolve_second(wishes: Wishes, level: str, region: str) -> str:
    """Id of the second indicator; empty if none is wished or it has no figures here."""
    asked = wishes.parts.get("ind2", "")
    if not asked or asked in {i.id for i in wishes.repository.indicators(level, region)}:
        return asked
    name = indicator_name(wishes.repository, asked)
    wishes.say("ind2", f"Für den zweiten Indikator „{name}“ liegen auf dieser Ebene keine Angaben vor.")
    return ""


def resolve_versus(wishes: Wishes, figures: Figures) -> str:
    """The comparison in canonical text; empty if none is wished or it is not possible (a notice says why)."""
    asked = wishes.parts.get("vs", "")
    if not asked:
        return ""
    versus = read_versus(asked)
    reason = obstacle(wishes.repository, versus, figures) if versus else f"„{asked[:LONGEST_QUOTE]}“ ist nicht bekannt."
    if reason:
        wishes.say("vs", f"Der Vergleich entfällt: {reason}")
        return ""
    return str(versus)


def resolve_sure(wishes: Wishes, figures: Figures, versus: str, smooth: str, neighbours: str) -> str:
    """ "1" if only differences beyond chance are wished; empty if not, or where chance cannot be told (a notice says
    why)."""
    asked = wishes.pick("sure", ("", "1"), "Die Einschränkung")
    reason = uncertain(wishes.repository, read_versus(versus), figures) if asked else ""
    reason = "Geglättete Werte werden nicht verglichen." if asked and smooth else reason
    reason = "Gezeigt wird die räumliche Häufung." if asked and neighbours else reason
    if reason:
        wishes.say("sure", f"„Nur gesicherte Unterschiede“ entfällt: {reason}")
    return "" if reason else asked


def resolve_smooth(wishes: Wishes, figures: Figures, versus: str) -> str:
    """ "1" if smoothed values are wished and can be had; otherwise empty (a notice says why)."""
    asked = wishes.pick("smooth", ("", "1"), "Die Glättung")
    reason = not_smooth(wishes.repository, figures) if asked else ""
    reason = "Geglättete Werte werden nicht verglichen." if asked and versus else reason
    if reason:
        wishes.say("smooth", f"Die Glättung entfällt: {reason}")
    return "" if reason else asked


def resolve_neighbours(wishes: Wishes, figures: Figures, versus: str, smooth: str) -> str:
    """ "1" if spatial clusters are wished and can be had; otherwise empty (a notice says why)."""
    asked = wishes.pick("nb", ("", "1"), "Die räumliche Häufung")
    reason = not_clustered(wishes.repository, figures) if asked else ""
    if asked and (versus or smooth):
        reason = "Häufungen werden für die Werte selbst gesucht, nicht für verglichene oder geglättete."
    if reason:
        wishes.say("nb", f"Die räumliche Häufung entfällt: {reason}")
    return "" if reason else asked


def resolve_facilities(wishes: Wishes) -> tuple[str, ...]:
    """Types of facilities shown, of those that exist."""
    return tuple(t for t in split_ids(wishes.parts.get("fac", "")) if t in wishes.repository.facility_types)


def resolve_conditions(wishes: Wishes, level: str, region: str) -> tuple[Condition, ...]:
    """The conditions that can hold for areas of the view; a notice names each that cannot."""
    asked, readable = read_conditions(wishes.parts.get("f", ""))
    if not readable:
        wishes.say("f", UNREADABLE)
    fitting = [_fitting(condition, wishes.repository, level, region) for condition in asked]
    for condition, kept in zip(asked, fitting, strict=True):
        if kept is None:
            wishes.say("f", GONE.format(what=_what(condition, wishes.repository)))
    return tuple(dict.fromkeys(c for c in fitting if c is not None))


def _fitting(condition: Condition, repository: Repository, level: str, region: str) -> Condition | None:
    """The condition with the values that mean something for these areas; None if none of them does."""
    if isinstance(condition, ValueRange):
        return _fitting_range(condition, repository, level, region)
    known = _known_values(condition.what, repository, level, region)
    values = tuple(v for v in condition.values if v in known)
    return OneOf(condition.what, values) if values else None


def _known_values(what: str, repository: Repository, level: str, region: str) -> set[str]:
    rows = repository.areas(level, region)
    if what == "kind":
        return set(rows["kind"]) - {""}
    if what == "size":
        return {size.id for size in SIZES.values() if size.scale == scale_of(repository.level_of[level])}
    ids = repository.area_ids(level, region)
    return set(ids) if what == "ids" else {parent for i in ids for parent in repository.area(i).parents}


def _fitting_range(condition: ValueRange, repository: Repository, level: str, region: str) -> ValueRange | None:
    """A period or group without figures falls back to the newest and the total."""
    if condition.ind not in {i.id for i in repository.indicators(level, region)}:
        return None
    group = condition.group if condition.group in repository.groups(condition.ind) else ""
    periods = repository.periods(condition.ind, level, region, group)
    return replace(condition, group=group, period=condition.period if condition.period in periods else "")


def _what(condition: Condition, repository: Repository) -> str:
    if isinstance(condition, ValueRange):
        return f"„{indicator_name(repository, condition.ind)}“"
    return {"kind": "Gebietstyp", "size": "Größe", "in": "Lage", "ids": "ausgewählte Gebiete"}[condition.what]
