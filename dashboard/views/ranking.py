"""Rangfolge: every area of the view as a row; the table that equals the map."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import Current


@dataclass(frozen=True, slots=True)
class RankingRow:
    """``value`` sorts (None without value), ``text`` is shown; ``cls`` is the class of the map (−1: none)."""

    id: str
    name: str
    rank: int | None
    value: float | None
    text: str
    k_of_n: str
    status: str
    cls: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows with rank 1 first, then areas without value by name. ``has_counts``: whether any row has k of n."""

    value_label: str
    value_title: str
    order_note: str
    rows: tuple[RankingRow, ...]
    has_counts: bool


def build_ranking(current: Current) -> Ranking:
    indicator = current.indicator
    unit = formatting.inline_unit(indicator.unit)
    rows = tuple(
        RankingRow(
            id=row.id,
            name=row.name,
            rank=row.rank,
            value=None if math.isnan(row.value) else row.value,
            text=formatting.cell(row.value, row.status, unit, indicator.decimals),
            k_of_n=formatting.k_of_n(row.k, row.n),
            status=row.status,
            cls=row.cls,
        )
        for row in current.rows
    )
    order = "höchster" if current.high_first else "niedrigster"
    return Ranking(
        value_label=f"Wert ({indicator.unit})",
        value_title=indicator.name,
        order_note=f"Rang 1 = {order} Wert",
        rows=rows,
        has_counts=any(row.k_of_n for row in rows),
    )
