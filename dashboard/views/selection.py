"""What several selected areas come to together, from published figures, through the disclosure gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import formatting
from dashboard.views.current import Current
from geodata.catalog import IndicatorKind
from geodata.observations import ValueStatus
from geodata.repository import Cell, Repository


@dataclass(frozen=True, slots=True)
class Summary:
    """``count``: selected areas of the view. ``total``: what those with a value come to; ``obstacle``: why there is no
    total (one of the two is empty). ``left_out``: selected areas without a value, by reason.
    """

    count: int
    total: str
    obstacle: str
    left_out: tuple[str, ...]


def build_summary(repository: Repository, current: Current, ids: Sequence[str]) -> Summary | None:
    """Summary of the selected areas that are part of the view; None for fewer than two: one has its Steckbrief."""
    chosen = current.table[current.table.index.isin(ids)]
    if len(chosen) < 2:
        return None
    state, shown = current.state, chosen[chosen["own_status"].eq(ValueStatus.OK)]
    cell = repository.total_of(state.ind, shown.index, state.period, state.group)
    total = _total(current, cell)
    return Summary(len(chosen), total, "" if total else _obstacle(current, cell, shown), _left_out(chosen))


def _total(current: Current, cell: Cell) -> str:
    """``1.234 von 5.678 (21,7 %)`` or ``1.234 Personen``; empty if the gate or the figures allow none."""
    if cell.status is not ValueStatus.OK:
        return ""
    figure = formatting.quantity(cell.value, current.indicator.unit, current.indicator.decimals)
    counts = formatting.k_of_n(cell.k, cell.n)
    return f"{counts} ({figure})" if counts else figure


def _obstacle(current: Current, cell: Cell, shown: pd.DataFrame) -> str:
    if shown.empty:
        return "Für kein gewähltes Gebiet ist ein Wert ausgewiesen."
    if current.indicator.kind is IndicatorKind.VALUE_ONLY:
        return "Dieser Indikator lässt sich nicht über Gebiete zusammenrechnen."
    return {
        ValueStatus.NOT_MEANINGFUL: "Die Gebiete überschneiden sich; sie werden nicht zusammengerechnet.",
        ValueStatus.MISSING: "Die Fallzahlen fehlen; die Werte lassen sich nicht zusammenrechnen.",
    }.get(cell.status, f"Die Summe ist {formatting.STATUS_TEXT[cell.status]}.")


def _left_out(chosen: pd.DataFrame) -> tuple[str, ...]:
    found = chosen["own_status"].value_counts()
    return tuple(
        f"{formatting.number(int(found[status]))} {formatting.STATUS_TEXT[status]}"
        for status in ValueStatus
        if status is not ValueStatus.OK and found.get(status, 0)
    )
