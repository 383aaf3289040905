"""What is known of authorities whatever they answered: indicators of municipalities, or of Kreise where there is
nothing finer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.catalog import Indicator
from geodata.repository import Repository

TOWN, DISTRICT = "gemeinde", "kreis"
CITY_KIND = "kreisfreie Stadt"
AREAS = {TOWN: "Städte und Gemeinden", DISTRICT: "Kreise und kreisfreie Städte"}


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator and the level it is compared on."""

    indicator: Indicator
    level: str
    root: str

    @property
    def areas(self) -> str:
        return AREAS[self.level]


def opening_first(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Indicators of the opening questions (``headline``, 0 = none) in their order, then the others as they came."""
    return tuple(sorted(indicators, key=lambda i: (i.headline == 0, i.headline)))


def known(repository: Repository, keys: Iterable[str]) -> tuple[Known, ...]:
    """Size first, then rates and indices; a Kreis never stands beside its own municipalities."""
    asked = [k for k in keys if repository.has_area(k)]
    if not asked:
        return ()
    root = repository.area(asked[0]).region
    found: dict[str, Known] = {}
    for level in (TOWN, DISTRICT):
        if any(_area(repository, key, level) for key in asked):
            able = [i for i in repository.indicators(level, root) if _measures(i)]
            found |= {i.id: Known(i, level, root) for i in able if i.id not in found}
    order = [i.id for i in opening_first(k.indicator for k in found.values())]
    return tuple(sorted(found.values(), key=lambda k: (not k.indicator.inhabitants, order.index(k.indicator.id))))


def _measures(indicator: Indicator) -> bool:
    """Whether a middle of several areas says something: not of counts other than inhabitants, nor of steps."""
    return indicator.inhabitants or (indicator.kind != "count" and not indicator.categories)


def _area(repository: Repository, key: str, level: str) -> str:
    """The area of an authority on a level, "" if it has none there; a kreisfreie Stadt is an area on both."""
    if not repository.has_area(key):
        return ""
    if repository.area(key).level == level:
        return key
    above = repository.ancestor_at(key, level)
    return above.id if above is not None and above.kind == CITY_KIND else ""


def values_of(repository: Repository, of: Known, keys: Iterable[str]) -> dict[str, float]:
    """Area → newest published value; authorities without one are left out."""
    periods = repository.periods(of.indicator.id, of.level, of.root)
    if not periods:
        return {}
    cells = repository.values(of.indicator.id, of.level, of.root, periods[-1])["value"].dropna()
    areas = (_area(repository, key, of.level) for key in keys)
    return {area: float(cells[area]) for area in areas if area in cells.index}
