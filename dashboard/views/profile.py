"""Steckbrief: one area's value against the areas around it, and how it came about."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.certainty_text import about, meaning
from dashboard.views.current import Current
from dashboard.views.facilities import Supply, build_supply
from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.derive import breaks_between
from geodata.observations import ValueStatus
from geodata.repository import Area, Repository

COMPARED_LEVELS = ("gemeinde", "kreis", "land")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Value of an area above; ``difference`` in words („3,2 Prozentpunkte höher“), empty if it cannot be said."""

    name: str
    level: str
    value: str
    difference: str


@dataclass(frozen=True, slots=True)
class Profile:
    """``certainty``: how sure the value and its difference are, in words; ``meaning``: what that rests on."""

    id: str
    name: str
    place: str
    indicator: str
    period: str
    value: str
    unit: str
    status_note: str
    k_of_n: str
    rank: str
    numerator: str
    denominator: str
    difference: str
    comparisons: tuple[Comparison, ...]
    certainty: str
    meaning: tuple[str, ...]
    development: str
    source: str
    fictional: bool
    supply: tuple[Supply, ...] = ()


def build_profile(repository: Repository, current: Current, area_id: str) -> Profile | None:
    """Profile of an area of the view; None if it is not part of it."""
    if area_id not in current.table.index:
        return None
    row = current.table.loc[area_id]
    value, status = float(row["value"]), ValueStatus(row["own_status"])
    area, indicator = repository.area(area_id), current.indicator
    above = areas_above(repository, area)
    return Profile(
        id=area.id,
        name=area.name,
        place=place_words(repository, area),
        indicator=indicator.name,
        period=formatting.period(current.state.period) if current.state.period else "",
        value=formatting.cell(value, status, "", indicator.decimals),
        unit=indicator.unit if status is ValueStatus.OK else "",
        status_note="" if status is ValueStatus.OK else formatting.STATUS_TEXT[status],
        k_of_n=formatting.k_of_n(row["k"], row["n"]),
        rank=_rank(current, row["rank"]),
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        difference=_compared(current, float(row["diff"])),
        comparisons=tuple(_comparison(repository, current, a, value) for a in above),
        certainty=about(repository, current, area_id),
        meaning=meaning(current),
        development=_development(repository, current, area),
        source=current.dataset.source.attribution,
        fictional=area.fictional,
        supply=build_supply(repository, current.state, area.id),
    )


def _rank(current: Current, rank: float) -> str:
    by = " nach dem Unterschied" if current.difference else " nach dem geglätteten Wert" if current.smoothing else ""
    return (
        "" if math.isnan(rank) else f"Rang {formatting.number(rank)} von {formatting.number(current.count_shown)}{by}"
    )


def _compared(current: Current, difference: float) -> str:
    """The difference that the map shows, in words; empty without a comparison."""
    if current.difference is None:
        return ""
    return f"{current.difference.title}: {difference_words(difference, current.indicator) or 'nicht zu bestimmen'}"


def areas_above(repository: Repository, area: Area) -> list[Area]:
    """Gemeinde, Kreis and Land around an area, from near to far; a kreisfreie Stadt, one territory, once."""
    around = (repository.area(p) for p in area.parents if repository.has_area(p))
    seen = {area.name}
    return [a for a in around if a.level in COMPARED_LEVELS and not (a.name in seen or seen.add(a.name))]  # type: ignore[func-returns-value]


def place_words(repository: Repository, area: Area) -> str:
    """„Quartier · Musterstadt · Kreis Ahorn“."""
    above = [repository.area(p) for p in area.parents if repository.has_area(p)]
    names = [a.name for a in above if a.level in COMPARED_LEVELS]
    kept = [name for i, name in enumerate(names) if name != area.name and name not in names[:i]]
    return " · ".join([part for part in (area.kind, *kept[:2]) if part])


def _comparison(repository: Repository, current: Current, other: Area, own: float) -> Comparison:
    state, indicator = current.state, current.indicator
    cell = repository.cell(state.ind, other.id, state.period, state.group)
    return Comparison(
        name=other.name,
        level=repository.level_of[other.level].singular,
        value=formatting.cell(cell.value, cell.status, formatting.inline_unit(indicator.unit), indicator.decimals),
        difference="" if indicator.kind is IndicatorKind.COUNT else difference_words(own - cell.value, indicator),
    )


def difference_words(difference: float, indicator: Indicator) -> str:
    """„3,2 Prozentpunkte höher“; empty without a number."""
    if math.isnan(difference):
        return ""
    unit = "Prozentpunkte" if indicator.unit == "%" else formatting.inline_unit(indicator.unit)
    if round(difference, indicator.decimals) == 0:
        return "gleich hoch"
    size = formatting.quantity(abs(difference), unit, indicator.decimals)
    return f"{size} {'höher' if difference > 0 else 'niedriger'}"


def _development(repository: Repository, current: Current, area: Area) -> str:
    """First and last published value in one sentence; the tab „Verlauf“ draws what lies between."""
    indicator = current.indicator
    if not indicator.comparable_over_time:
        return "Die Werte sind über die Zeit nicht vergleichbar, daher kein Verlauf."
    known = repository.series(current.state.ind, area.id, current.state.group)["value"].dropna()
    if len(known) < 2:
        return "Nur ein Zeitpunkt mit Wert vorhanden, daher kein Verlauf."
    (first, start), (last, end) = ((str(known.index[at]), float(known.iloc[at])) for at in (0, -1))
    figures = (
        f"{_shown(current, start)} ({formatting.period(first)}) → {_shown(current, end)} ({formatting.period(last)})"
    )
    if broken := breaks_between(indicator, first, last):
        reasons = "; ".join(f"ab {formatting.period(b.period)}: {b.reason}" for b in broken)
        return f"Entwicklung: {figures}, dazwischen ein Bruch in der Reihe ({reasons}), daher nicht vergleichbar."
    return f"Entwicklung: {figures}, {difference_words(end - start, indicator)}."


def _shown(current: Current, value: float) -> str:
    return formatting.quantity(value, formatting.inline_unit(current.indicator.unit), current.indicator.decimals)
