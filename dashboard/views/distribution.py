"""Verteilung: how the values shown spread, in numbers and words. The dots themselves are the columns of the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.views.classes import Classes, Mirrored
from dashboard.views.current import Current


@dataclass(frozen=True, slots=True)
class Distribution:
    """``bounds``: values between two classes. ``median``: None without values. ``references``: name and value of the
    region and the areas above. ``sentence``: the same for those who do not see it. ``rows``: class, areas, share.
    """

    bounds: tuple[float, ...]
    median: float | None
    references: tuple[tuple[str, float], ...]
    sentence: str
    rows: tuple[tuple[str, str, str], ...]


def build_distribution(current: Current) -> Distribution:
    values = current.table["measure"].dropna().to_numpy(dtype="float64")
    return Distribution(
        bounds=_bounds(current),
        median=float(np.median(values)) if len(values) else None,
        references=() if current.difference else tuple((r.name, r.value) for r in current.references),
        sentence=_sentence(current, values),
        rows=_rows(current, len(values)),
    )


def _bounds(current: Current) -> tuple[float, ...]:
    classes = current.classes
    if isinstance(classes, Mirrored):
        inner = classes.sizes[:-1]
        return (*(-size for size in reversed(inner)), *inner)
    return classes.bounds[1:-1] if isinstance(classes, Classes) else ()


def _sentence(current: Current, values: np.ndarray) -> str:
    if not len(values):
        return "Es ist kein Wert ausgewiesen, daher keine Verteilung."
    low, lower, middle, upper, high = (_text(current, v) for v in np.quantile(values, [0, 0.25, 0.5, 0.75, 1]))
    count = "1 Wert" if len(values) == 1 else f"{formatting.number(len(values))} Werte"
    if len(values) < 4:
        return f"{count} von {low} bis {high}."
    return (
        f"{count} von {low} bis {high}; die Hälfte der Gebiete liegt zwischen {lower} und {upper}, "
        f"in der Mitte (Median) {middle}."
    )


def _text(current: Current, value: float) -> str:
    if current.difference:
        return formatting.quantity(value, current.difference.unit, current.indicator.decimals, signed=True)
    return formatting.quantity(value, formatting.inline_unit(current.indicator.unit), current.indicator.decimals)


def _rows(current: Current, total: int) -> tuple[tuple[str, str, str], ...]:
    counts = current.table["cls"].value_counts()
    found = [(text, int(counts.get(index, 0))) for index, text in enumerate(current.classes.texts())]
    return tuple((text, formatting.number(n), formatting.quantity(100 * n / max(total, 1), "%")) for text, n in found)
