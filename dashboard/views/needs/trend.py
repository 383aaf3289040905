"""A small line for each chosen indicator of one area: its values over the years beside the mean of the areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.views.needs.inputs import Column
from dashboard.views.needs.result import Result
from dashboard.views.trend import series_breaks, series_obstacle
from geodata.repository import Repository

Points = tuple[float | None, ...]


@dataclass(frozen=True)
class Trend:
    """``own``, ``mean``: values per period (None = not published), oldest first. ``breaks``: positions of the first
    period after a break. ``text``: the line in words; without periods it says why there is none."""

    name: str
    periods: tuple[str, ...]
    own: Points
    mean: Points
    breaks: tuple[int, ...]
    text: str


def build_trends(repository: Repository, result: Result, level: str, region: str, at: int) -> tuple[Trend, ...]:
    """One per indicator, in the order of the index. The mean is that of the included areas, as on the card."""
    return tuple(_trend(repository, column, result, level, region, at) for column in result.inputs.columns)


def _trend(repository: Repository, column: Column, result: Result, level: str, region: str, at: int) -> Trend:
    indicator = column.indicator
    periods = repository.periods(indicator.id, level, region)
    if obstacle := series_obstacle(indicator, periods):
        return Trend(indicator.short_name, (), (), (), (), obstacle)
    cells = [repository.values(indicator.id, level, region, p)["value"].to_numpy(float) for p in periods]
    own = tuple(_point(values[at]) for values in cells)
    mean = tuple(_mean(values[result.inputs.included]) for values in cells)
    breaks = series_breaks(indicator, periods)
    words = [_words(column, periods, own, mean)]
    for n, reason in breaks:
        words.append(
            f"Bruch vor {formatting.period(periods[n])}: {reason.rstrip('.')}; darüber hinweg nicht vergleichbar."
        )
    shown = tuple(map(formatting.period, periods))
    return Trend(indicator.short_name, shown, own, mean, tuple(n for n, _ in breaks), " ".join(words))


def _point(value: float) -> float | None:
    return None if value != value else float(value)


def _mean(values: np.ndarray) -> float | None:
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else None


def _words(column: Column, periods: tuple[str, ...], own: Points, mean: Points) -> str:
    """„2015: 20 %, 2023: 25 % (Mittel der Gebiete 8 % und 9 %).“"""
    there = [n for n, value in enumerate(own) if value is not None]
    if not there:
        return "Zu keinem Zeitpunkt ausgewiesen."
    ends = dict.fromkeys((there[0], there[-1]))
    unit = formatting.inline_unit(column.indicator.unit)

    def said(value: float | None) -> str:
        return "–" if value is None else formatting.quantity(value, unit, column.indicator.decimals)

    values = ", ".join(f"{formatting.period(periods[n])}: {said(own[n])}" for n in ends)
    return f"{values} (Mittel der Gebiete {' und '.join(said(mean[n]) for n in ends)})."


def segments(values: Points, breaks: tuple[int, ...]) -> tuple[tuple[tuple[int, float], ...], ...]:
    """Runs of (position, value) that may be joined: no line leads across a gap or a break."""
    runs: list[list[tuple[int, float]]] = [[]]
    for position, value in enumerate(values):
        if (value is None or position in breaks) and runs[-1]:
            runs.append([])
        if value is not None:
            runs[-1].append((position, value))
    return tuple(tuple(run) for run in runs if run)
