"""Rangfolge: heads of the table that equals the map. Its rows are the columns of the first map."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import Current
from dashboard.views.smoothing import SMOOTHED


@dataclass(frozen=True, slots=True)
class Ranking:
    """``value_label``: head of what is classed and ranked; ``own_label``: of the value beside a difference, else empty.
    ``order_note``: which end is rank 1. ``certain``: intervals can be drawn and ranks have bounds.
    ``kinds``: head of the kind of neighbourhood, else empty."""

    value_label: str
    own_label: str
    value_title: str
    order_note: str
    certain: bool
    kinds: str = ""


def build_ranking(current: Current) -> Ranking:
    indicator, difference = current.indicator, current.difference
    order = "höchster" if current.high_first else "niedrigster"
    own = formatting.column_label(indicator.unit)
    return Ranking(
        value_label="Unterschied" if difference else "geglättet" if current.smoothing else own,
        own_label=own if current.beside_value else "",
        value_title=_title(current),
        order_note=f"Rang 1 = {order} {_ranked(current)}",
        certain=current.certainty is not None,
        kinds="Häufung" if current.neighbours else "",
    )


def _title(current: Current) -> str:
    if current.difference:
        return f"{current.difference.title} {formatting.in_unit(current.difference.unit)}"
    return f"{current.indicator.name} ({SMOOTHED})" if current.smoothing else current.indicator.name


def _ranked(current: Current) -> str:
    return "Unterschied" if current.difference else "geglätteter Wert" if current.smoothing else "Wert"
