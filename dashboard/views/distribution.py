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
        median=_drawn(current, float(np.median(values))) if len(values) else None,
        references=() if current.difference else tuple((r.name, _drawn(current, r.value)) for r in current.references),
        sentence=_sentence(current, values),
        rows=_rows(current, len(values)),
    )


def _drawn(current: Current, value: float) -> float:
    """As it is printed: dots stand at printed values, and a line must not miss the dot it belongs to."""
    return formatting.rounded(value, current.indicator.decimals)


def _bounds(current: Current) -> tuple[float, ...]:
    classes = current.classes
    if isinstance(classes, Mirrored):
        inner = classes.sizes[:-1]
        return (*(-size for size in reversed(inner)), *inner)
    return classes.bounds[1:-1] if isinstance(classes, Classes) else ()


def _sentence(current: Current, values: np.ndarray) -> str:
    if not len(values):
        return "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert, daher keine Verteilung."
    decimals, signed = current.indicator.decimals, current.difference is not None
    low, lower, middle, upper, high = (
        formatting.number(v, decimals, signed=signed) for v in np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
    )
    unit = current.difference.unit if current.difference else formatting.inline_unit(current.indicator.unit)
    one, several = (formatting.beside_number(u) for u in (unit, formatting.DATIVE.get(unit, unit)))
    if len(values) == 1:
        return f"1 Wert: {high}{one}."
    spread = f"{formatting.number(len(values))} Werte von {low} bis {high}{several}"
    if len(values) < 4:
        return f"{spread}."
    return (
        f"{spread}; die Hälfte der Gebiete liegt zwischen {lower} und {upper}{several}, "
        f"in der Mitte (Median) {middle}{one}."
    )


def _rows(current: Current, total: int) -> tuple[tuple[str, str, str], ...]:
    counts = current.table["cls"].value_counts()
    found = [(text, int(counts.get(index, 0))) for index, text in enumerate(current.classes.texts())]
    return tuple((text, formatting.number(n), formatting.quantity(100 * n / max(total, 1), "%")) for text, n in found)
