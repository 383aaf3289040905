"""Rangfolge: heads of the table that equals the map. Its rows are the columns of the first map."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.views.current import Current


@dataclass(frozen=True, slots=True)
class Ranking:
    """``order_note``: which end of the values is rank 1."""

    value_label: str
    value_title: str
    order_note: str


def build_ranking(current: Current) -> Ranking:
    indicator = current.indicator
    order = "höchster" if current.high_first else "niedrigster"
    return Ranking(
        value_label=f"Wert ({indicator.unit})",
        value_title=indicator.name,
        order_note=f"Rang 1 = {order} Wert",
    )
