"""What several selected areas come to together: sums of published cells, through the disclosure gate once more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import formatting
from dashboard.views.current import Current
from geodata.catalog import IndicatorKind
from geodata.methods.disclosure import protect
from geodata.observations import ValueStatus
from geodata.repository import Repository


@dataclass(frozen=True, slots=True)
class Summary:
    """``count``: selected areas of the view. ``total``: what those with a value come to; ``obstacle``: why there is no
    total (one of the two is empty). ``left_out``: selected areas that are not in the total, by reason.
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
    shown = chosen[chosen["status"].eq(ValueStatus.OK)]
    counted = shown[_has_counts(current, shown)]
    obstacle = _obstacle(repository, current, chosen, counted)
    return Summary(
        count=len(chosen),
        total="" if obstacle else _total(repository, current, counted),
        obstacle=obstacle,
        left_out=(*_by_status(chosen), *_without_counts(shown, counted, obstacle)),
    )


def _has_counts(current: Current, shown: pd.DataFrame) -> pd.Series:
    rate = current.indicator.kind is IndicatorKind.RATE
    return shown["k"].notna() & (shown["n"].notna() | (not rate))


def _obstacle(repository: Repository, current: Current, chosen: pd.DataFrame, counted: pd.DataFrame) -> str:
    if not current.indicator.additive_areas:
        return "Dieser Indikator lässt sich nicht über Gebiete zusammenrechnen."
    areas = repository.areas(current.state.level, current.state.region).set_index("area_id")
    if not areas.loc[chosen.index, "partition"].all():
        return "Diese Gebiete überschneiden sich oder sind unvollständig; sie werden nicht zusammengerechnet."
    return "" if len(counted) else "Für kein gewähltes Gebiet ist eine Fallzahl ausgewiesen."


def _total(repository: Repository, current: Current, counted: pd.DataFrame) -> str:
    """``1.234 von 5.678 (21,7 %)`` or ``1.234 Personen``; in words if the gate holds the sum back."""
    indicator = current.indicator
    rate = indicator.kind is IndicatorKind.RATE
    k, n = float(counted["k"].sum()), float(counted["n"].sum()) if rate else math.nan
    value = k if not rate else indicator.per * k / n if n else math.nan
    status = ValueStatus.OK if not math.isnan(value) else ValueStatus.NOT_MEANINGFUL
    row = {"indicator": indicator.id, "k": k, "n": n, "value": value, "status": status.value}
    safe = protect(pd.DataFrame([row]), repository.catalog).iloc[0]
    if safe["status"] != ValueStatus.OK:
        return formatting.STATUS_TEXT[ValueStatus(safe["status"])]
    figure = formatting.quantity(safe["value"], indicator.unit, indicator.decimals)
    return f"{formatting.k_of_n(safe['k'], safe['n'])} ({figure})" if rate else figure


def _by_status(chosen: pd.DataFrame) -> tuple[str, ...]:
    found = chosen["status"].value_counts()
    return tuple(
        f"{formatting.number(int(found[status]))} {formatting.STATUS_TEXT[status]}"
        for status in ValueStatus
        if status is not ValueStatus.OK and found.get(status, 0)
    )


def _without_counts(shown: pd.DataFrame, counted: pd.DataFrame, obstacle: str) -> tuple[str, ...]:
    missing = len(shown) - len(counted)
    return (f"{formatting.number(missing)} ohne Fallzahl",) if missing and not obstacle else ()
