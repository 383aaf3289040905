"""Rangfolge: heads of the table that equals the map. Its rows are the columns of the first map."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import Current


@dataclass(frozen=True, slots=True)
class Ranking:
    """``order_note``: which end of the values is rank 1."""

    value_label: str
    value_title: str
    order_note: str


def build_ranking(current: Current) -> Ranking:
    indicator, difference = current.indicator, current.difference
    order = "höchster" if current.high_first else "niedrigster"
    return Ranking(
        value_label=f"Unterschied ({difference.unit})" if difference else formatting.column_label(indicator.unit),
        value_title=difference.title if difference else indicator.name,
        order_note=f"Rang 1 = {order} {'Unterschied' if difference else 'Wert'}",
    )
