"""Verlauf: published values of every area of a view over time, in columns, so that pointing at one asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from dashboard import formatting
from dashboard.views.columns import STATUS_CODE, Whole, whole
from dashboard.views.profile import areas_above
from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.derive import breaks_between
from geodata.observations import ValueStatus
from geodata.repository import Repository


@dataclass(frozen=True, slots=True)
class SeriesRef:
    """Which series: of an indicator (and group) for the areas of a level inside a region, with so many decimals."""

    ind: str
    group: str
    level: str
    region: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Above:
    """An area above with its values over time; a gap is None."""

    name: str
    values: Whole


@dataclass(frozen=True, slots=True)
class Trends:
    """``periods``: in words, oldest first. ``values``, ``status``: for each period a column over the areas in the order
    of ``Place.ids``; what is not OK has no value. ``above``: Gemeinde, Kreis and Land; ``up``: for each area the
    positions of those it lies in. ``breaks``: position of the first period after a break, and its reason.
    ``note``: why there is no trend (then everything else is empty).
    """

    unit: str
    inline: str
    decimals: int
    periods: tuple[str, ...]
    values: tuple[Whole, ...]
    status: tuple[str, ...]
    above: tuple[Above, ...]
    up: tuple[tuple[int, ...], ...]
    breaks: tuple[tuple[int, str], ...]
    note: str


def build_trends(repository: Repository, ref: SeriesRef) -> Trends:
    indicator = repository.indicator(ref.ind)
    periods = repository.periods(ref.ind, ref.level, ref.region, ref.group)
    note = series_obstacle(indicator, periods)
    if note:
        return Trends(indicator.unit, "", ref.decimals, (), (), (), (), (), (), note)
    cells = [repository.values(ref.ind, ref.level, ref.region, period, ref.group) for period in periods]
    above, up = _above(repository, ref, periods, indicator)
    return Trends(
        unit=formatting.beside_number(indicator.unit).strip(),
        inline=formatting.inline_unit(indicator.unit),
        decimals=ref.decimals,
        periods=tuple(map(formatting.period, periods)),
        values=tuple(whole(_published(c), ref.decimals) for c in cells),
        status=tuple("".join(c["status"].map({s.value: k for s, k in STATUS_CODE.items()})) for c in cells),
        above=above,
        up=up,
        breaks=series_breaks(indicator, periods),
        note="",
    )


def series_obstacle(indicator: Indicator, periods: tuple[str, ...]) -> str:
    """Why a line over these periods says nothing, "" if it does."""
    if not indicator.comparable_over_time:
        return "Die Werte sind über die Zeit nicht vergleichbar, daher kein Verlauf."
    if len(periods) < 2:
        return "Es gibt nur einen Zeitpunkt, daher keinen Verlauf."
    return ""


def _published(cells: pd.DataFrame):  # type: ignore[no-untyped-def]
    return cells["value"].where(cells["status"].eq(ValueStatus.OK)).to_numpy(dtype="float64")


def _above(
    repository: Repository, ref: SeriesRef, periods: tuple[str, ...], indicator: Indicator
) -> tuple[tuple[Above, ...], tuple[tuple[int, ...], ...]]:
    """Areas above with a published value, from near to far; counts of larger territories would flatten every line."""
    ids = repository.areas(ref.level, ref.region)["area_id"]
    if indicator.kind is IndicatorKind.COUNT:
        return (), tuple(() for _ in ids)
    chains = [areas_above(repository, repository.area(i)) for i in ids]
    found: dict[str, Above] = {}
    for area in {a.id: a for chain in chains for a in chain}.values():
        series = repository.series(ref.ind, area.id, ref.group).reindex(periods)
        values = whole(_published(series), ref.decimals)
        if any(v is not None for v in values):
            found[area.id] = Above(area.name, values)
    place = {area_id: position for position, area_id in enumerate(found)}
    return tuple(found.values()), tuple(tuple(place[a.id] for a in chain if a.id in place) for chain in chains)


def series_breaks(indicator: Indicator, periods: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Position of the first period after each break, and its reason."""
    return tuple(
        (position, "; ".join(b.reason for b in crossed))
        for position, (earlier, later) in enumerate(pairwise(periods), start=1)
        if (crossed := breaks_between(indicator, earlier, later))
    )
