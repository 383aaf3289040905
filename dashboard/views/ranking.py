"""Rangfolge: heads of the table that equals the map. Its rows are the columns of the first map."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import Current


@dataclass(frozen=True, slots=True)
class Ranking:
    """``value_label``: head of what is classed and ranked; ``own_label``: of the value beside a difference, else empty.
    ``order_note``: which end is rank 1. ``certain``: intervals can be drawn and ranks have bounds."""

    value_label: str
    own_label: str
    value_title: str
    order_note: str
    certain: bool


def build_ranking(current: Current) -> Ranking:
    indicator, difference = current.indicator, current.difference
    order = "höchster" if current.high_first else "niedrigster"
    own = formatting.column_label(indicator.unit)
    return Ranking(
        value_label="Unterschied" if difference else own,
        own_label=own if difference else "",
        value_title=f"{difference.title} {formatting.in_unit(difference.unit)}" if difference else indicator.name,
        order_note=f"Rang 1 = {order} {'Unterschied' if difference else 'Wert'}",
        certain=current.certainty is not None,
    )
