"""What people type or pick → the canonical parts of an address line, or a German sentence on what is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from dashboard.conditions import (
    MAX_CONDITIONS,
    ONE_OF,
    Condition,
    OneOf,
    ValueRange,
    conditions_text,
    join_numbers,
    split_ids,
)
from dashboard.refining import MAX_CLASSES
from geodata.readers.numbers import Notation, to_number

TYPED_BOUNDS = "typed_bounds"
EXAMPLE = "Schreiben Sie zum Beispiel: 5; 10; 12,5"


def read_bounds(text: str) -> tuple[tuple[float, ...], str]:
    """Bounds typed in German notation, separated by semicolons or blanks, ascending; and what is wrong, if anything."""
    parts = [part.strip() for part in re.split(r"[;\n]" if ";" in text else r"\s+", text.strip()) if part.strip()]
    numbers = [to_number(part, Notation.GERMAN) for part in parts]
    for part, number in zip(parts, numbers, strict=True):
        if number is None:
            return (), f"„{part[:20]}“ ist keine Zahl. {EXAMPLE}"
    found = sorted({n for n in numbers if n is not None})
    if len(found) > MAX_CLASSES - 1:
        return (), f"Möglich sind höchstens {MAX_CLASSES - 1} Grenzen, also {MAX_CLASSES} Klassen."
    return tuple(found), ""


def canonical(conditions: tuple[Condition, ...], changes: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Changes of controls as parts of an address line. ``conditions``: those that hold so far.

    ``typed_bounds`` becomes ``bounds`` with the scheme that uses it, ``thr`` brings its scheme along, and ``f.kind``,
    ``f.size``, ``f.in``, ``f.ids`` (ids or names as in a selection) replace the condition of that sort.
    """
    out, notices = dict(changes), []
    if TYPED_BOUNDS in out:
        bounds, problem = read_bounds(out.pop(TYPED_BOUNDS))
        if problem:
            notices.append(problem)
        else:
            out |= {"bounds": join_numbers(bounds), "classes": "own"}
    if "thr" in out:
        out["classes"] = "threshold"
    for what in ONE_OF:
        if f"f.{what}" in out:
            conditions = replaced(conditions, what, split_ids(out.pop(f"f.{what}")))
            out["f"] = conditions_text(conditions)
    return out, tuple(notices)


def with_range(
    conditions: tuple[Condition, ...], ind: str | None, period: str, low: float | None, high: float | None
) -> tuple[tuple[Condition, ...], str]:
    """The conditions with one more range of values, and what is wrong with it, if anything.

    A second range for the same figures is an alternative to the first.
    """
    if not ind:
        return conditions, "Wählen Sie zuerst einen Indikator."
    if low is None and high is None:
        return conditions, "Geben Sie eine untere oder eine obere Grenze an."
    if low is not None and high is not None and low > high:
        return conditions, "Die untere Grenze liegt über der oberen."
    new = ValueRange(ind, ((low, high),), period)
    old = next((c for c in conditions if isinstance(c, ValueRange) and replace(c, ranges=new.ranges) == new), None)
    if old is None and len(conditions) >= MAX_CONDITIONS:
        return conditions, f"Möglich sind höchstens {MAX_CONDITIONS} Bedingungen."
    if old is None:
        return (*conditions, new), ""
    both = replace(old, ranges=tuple(dict.fromkeys((*old.ranges, (low, high)))))
    return tuple(both if c is old else c for c in conditions), ""


def replaced(conditions: tuple[Condition, ...], what: str, values: tuple[str, ...]) -> tuple[Condition, ...]:
    """The conditions with another choice of one sort, in its old place; no values take it away."""
    old = next((c for c in conditions if isinstance(c, OneOf) and c.what == what), None)
    new = OneOf(what, values)
    if old is None:
        return (*conditions, new) if values else conditions
    return tuple(new if c is old else c for c in conditions if c is not old or values)
