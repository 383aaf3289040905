"""What the colours mean: bounds, how many areas, and the states that have no value."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.classes import SCHEME_LABEL
from dashboard.views.current import Current
from geodata.catalog import Direction
from geodata.observations import ValueStatus


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One colour: ``index`` 0… from low to high, its bounds as text and the number of areas now in it."""

    index: int
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class LegendState:
    """A state without value: symbol, words and the number of areas in it."""

    status: str
    symbol: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Legend:
    title: str
    unit: str
    note: str
    classes: tuple[LegendClass, ...]
    states: tuple[LegendState, ...]


DIRECTION_NOTE = {
    Direction.HIGH_IS_NEED: "dunkler = höherer Wert = mehr Unterstützungsbedarf",
    Direction.LOW_IS_NEED: "dunkler = höherer Wert = weniger Unterstützungsbedarf",
    Direction.CONTEXT: "dunkler = höherer Wert (Kontext, kein Bedarf)",
}


MORE_DECIMALS = 3


def _telling_decimals(bounds: tuple[float, ...], decimals: int) -> int:
    """As many decimals as it takes for different bounds to look different, but not endlessly many."""
    for enough in range(decimals, decimals + MORE_DECIMALS):
        if len({round(b, enough) for b in bounds}) == len(set(bounds)):
            return enough
    return decimals + MORE_DECIMALS


def build_legend(current: Current) -> Legend:
    """Classes from high to low, as a reader of a ranking expects; states only if an area is in them."""
    indicator = current.indicator
    counts = current.table["cls"].value_counts()
    bounds = current.classes.bounds
    decimals = _telling_decimals(bounds, indicator.decimals)
    classes = tuple(
        LegendClass(
            index,
            formatting.interval(bounds[index], bounds[index + 1], decimals, first=index == 0),
            int(counts.get(index, 0)),
        )
        for index in reversed(range(current.classes.count))
    )
    by_status = current.table["status"].value_counts()
    states = tuple(
        LegendState(
            status.value, formatting.STATUS_SYMBOL[status], formatting.STATUS_TEXT[status], int(by_status[status])
        )
        for status in ValueStatus
        if status is not ValueStatus.OK and by_status.get(status, 0)
    )
    scope = "über alle Zeitpunkte gleich" if current.fixed_over_time else "für diesen Zeitpunkt"
    return Legend(
        title=indicator.short_name,
        unit=indicator.unit,
        note=f"{SCHEME_LABEL[current.state.classes]}, Klassen {scope}; {DIRECTION_NOTE[indicator.direction]}",
        classes=classes,
        states=states,
    )
