"""„Vergleichen mit“: what a view can be compared with, as text in the address line, and why something cannot be.

``kreis`` (any level above: each area with the one it lies in) · ``gebiet:ID`` (all areas with one) · ``zeit:PERIOD``
(each area with itself at another time) · empty: no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.derive import breaks_between
from geodata.methods.neighbourhood import MINIMUM_AREAS
from geodata.observations import ValueStatus
from geodata.periods import parse_period
from geodata.repository import Cell, Repository

LEVELS = ("gemeinde", "kreis", "land")  # levels above that planners compare with, from near to far


class With(StrEnum):
    LEVEL = "ebene"
    AREA = "gebiet"
    PERIOD = "zeit"


@dataclass(frozen=True, slots=True)
class Versus:
    """``value``: level id, area id or period."""

    kind: With
    value: str

    def __str__(self) -> str:
        return self.value if self.kind is With.LEVEL else f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that are to be compared."""

    ind: str
    level: str
    region: str
    period: str
    group: str


def read_versus(text: str) -> Versus | None:
    """The comparison a text names; None if it names none."""
    if text in LEVELS:
        return Versus(With.LEVEL, text)
    kind, colon, value = text.partition(":")
    return Versus(With(kind), value) if colon and value and kind in (With.AREA, With.PERIOD) else None


def obstacle(repository: Repository, versus: Versus, figures: Figures) -> str:
    """Why the figures cannot be compared in this way, as a German sentence; empty if they can."""
    indicator = repository.indicator(figures.ind)
    if indicator.categories:
        return f"„{indicator.short_name}“ besteht aus Stufen; deren Abstand sagt nichts."
    if versus.kind is With.PERIOD:
        return _obstacle_in_time(repository, versus.value, figures, indicator)
    if indicator.kind is IndicatorKind.COUNT:
        return "Eine Anzahl lässt sich nur mit einem anderen Zeitpunkt vergleichen, nicht mit einem anderen Gebiet."
    if versus.kind is With.AREA:
        return _obstacle_of_area(repository, versus.value, figures)
    above = reference_areas(repository, versus.value, figures.level, figures.region)
    if not above:
        return "Die gezeigten Gebiete liegen in keinem Gebiet dieser Ebene."
    if not any(cell_of(repository, i, figures).status is ValueStatus.OK for i in above):
        word = repository.level_of[versus.value].singular
        return f"Auf der Ebene „{word}“ ist zu diesem Zeitpunkt kein Wert von „{indicator.short_name}“ ausgewiesen."
    return ""


def reference_area(repository: Repository, figures: Figures) -> str:
    """What areas are measured against where nobody chose a comparison: the nearest area around all of them (the region,
    else one above it) with a published value; empty if there is none."""
    region = repository.area(figures.region)
    around = [i for i in (region.id, *region.parents) if repository.has_area(i)]
    larger = [i for i in around if repository.area(i).level != figures.level]
    return next((i for i in larger if cell_of(repository, i, figures).status is ValueStatus.OK), "")


def uncertain(repository: Repository, versus: Versus | None, figures: Figures) -> str:
    """Why it cannot be said which differences are beyond chance, as a German sentence; empty if it can."""
    indicator = repository.indicator(figures.ind)
    if indicator.kind is not IndicatorKind.RATE:
        return (
            f"Zu „{indicator.short_name}“ gehören keine Zähler und Nenner; wie weit die Werte durch Zufall schwanken, "
            "lässt sich nicht sagen."
        )
    if versus is None and not reference_area(repository, figures):
        return "Für das ganze Gebiet ist kein Wert ausgewiesen, mit dem sich die Teilgebiete vergleichen ließen."
    if versus is not None and versus.kind is With.PERIOD and _overlap(versus.value, figures.period):
        return "Die beiden Zeiträume überschneiden sich; dieselben Fälle zählen in beiden."
    return ""


def not_smooth(repository: Repository, figures: Figures) -> str:
    """Why there are no smoothed values, as a German sentence; empty if there are."""
    indicator = repository.indicator(figures.ind)
    if indicator.kind is not IndicatorKind.RATE:
        return f"Zu „{indicator.short_name}“ gehören keine Zähler und Nenner; ohne sie lässt sich nicht glätten."
    cells = repository.values(figures.ind, figures.level, figures.region, figures.period, figures.group)
    shown = int((cells["status"].eq(ValueStatus.OK) & cells["n"].gt(0)).sum())
    if shown == 0:
        return "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert."
    if shown == 1:
        return "Nur ein Gebiet hat einen ausgewiesenen Wert; es gibt nichts, woran er sich glätten ließe."
    return ""


def not_clustered(repository: Repository, figures: Figures) -> str:
    """Why spatial clusters cannot be looked for, as a German sentence; empty if they can."""
    indicator = repository.indicator(figures.ind)
    if indicator.kind is IndicatorKind.COUNT:
        return f"„{indicator.short_name}“ sind Anzahlen; sie sagen vor allem, wo viele Menschen wohnen."
    if indicator.categories:
        return f"Die Stufen von „{indicator.short_name}“ lassen sich nicht mitteln."
    cells = repository.values(figures.ind, figures.level, figures.region, figures.period, figures.group)
    values = cells["value"].where(cells["status"].eq(ValueStatus.OK)).dropna()
    if values.empty:
        return "Für kein Gebiet ist ein Wert ausgewiesen."
    if len(values) < MINIMUM_AREAS:
        areas = "hat 1 Gebiet" if len(values) == 1 else f"haben {len(values)} Gebiete"
        return (
            f"Nötig sind {MINIMUM_AREAS} Gebiete mit ausgewiesenem Wert; hier {areas} einen. Wählen Sie ein größeres "
            "Gebiet oder eine feinere Ebene."
        )
    if values.min() == values.max():
        return "Alle Gebiete haben denselben Wert."
    return ""


def _overlap(one: str, other: str) -> bool:
    first, second = sorted((parse_period(one), parse_period(other)), key=lambda p: p.sort_key)
    return first.end >= second.start


def areas_above(repository: Repository, level: str, own_level: str, region: str) -> dict[str, str]:
    """Area of the view → the area of a level above in which it lies; empty if ``level`` is not above theirs."""
    return repository.keep(
        ("areas above", level, own_level, region), lambda: _areas_above(repository, level, own_level, region)
    )


def _areas_above(repository: Repository, level: str, own_level: str, region: str) -> dict[str, str]:
    if repository.level_of[level].rank >= repository.level_of[own_level].rank:
        return {}
    found = {str(i): repository.ancestor_at(i, level) for i in repository.areas(own_level, region)["area_id"]}
    return {i: area.id for i, area in found.items() if area}


def reference_areas(repository: Repository, level: str, own_level: str, region: str) -> tuple[str, ...]:
    """Areas of a level above in which areas of the view lie; empty if ``level`` is not above theirs."""
    return tuple(dict.fromkeys(areas_above(repository, level, own_level, region).values()))


def cell_of(repository: Repository, area_id: str, figures: Figures) -> Cell:
    return repository.cell(figures.ind, area_id, figures.period, figures.group)


def _obstacle_of_area(repository: Repository, area_id: str, figures: Figures) -> str:
    if not repository.has_area(area_id):
        return f"Das Gebiet „{area_id[:40]}“ gibt es in den Daten nicht."
    area = repository.area(area_id)
    if area.region != repository.area(figures.region).region:
        return f"{area.name} liegt in einem anderen Land als die gezeigten Gebiete."
    if cell_of(repository, area_id, figures).status is not ValueStatus.OK:
        return f"Für {area.name} ist zu diesem Zeitpunkt kein Wert ausgewiesen."
    return ""


def _obstacle_in_time(repository: Repository, period: str, figures: Figures, indicator: Indicator) -> str:
    if not indicator.comparable_over_time:
        return f"Die Werte von „{indicator.short_name}“ sind über die Zeit nicht vergleichbar."
    if period == figures.period:
        return "Ein Zeitpunkt lässt sich nicht mit sich selbst vergleichen."
    if period not in repository.periods(figures.ind, figures.level, figures.region, figures.group):
        return "Für den anderen Zeitpunkt liegen keine Angaben vor."
    earlier, later = sorted((period, figures.period), key=lambda p: parse_period(p).sort_key)
    if crossed := breaks_between(indicator, earlier, later):
        return f"Zwischen beiden Zeitpunkten liegt ein Bruch in der Reihe: {crossed[0].reason}"
    return ""
