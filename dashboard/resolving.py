"""Wishes of an address line or a control → place and figures that can be shown: region, indicator, level, period."""

from __future__ import annotations

from dataclasses import dataclass, field

from geodata.catalog import Indicator
from geodata.repository import Repository

LONGEST_QUOTE = 40


@dataclass
class Wishes:
    """``parts``: any subset of the keys with any text; ``notices`` collects, in German, what could not be had."""

    parts: dict[str, str]
    repository: Repository
    notices: list[str] = field(default_factory=list)

    def pick(self, key: str, allowed: tuple[str, ...], what: str) -> str:
        """The wish if it is one of ``allowed``, otherwise the first of them; a notice names what is not known."""
        asked = self.parts.get(key)
        if asked in allowed:
            return str(asked)
        if asked:
            self.notices.append(f"{what} „{asked[:LONGEST_QUOTE]}“ ist nicht bekannt; gezeigt wird die Voreinstellung.")
        return allowed[0] if allowed else ""


def resolve_region(wishes: Wishes) -> str:
    repository, region = wishes.repository, wishes.parts.get("region")
    found = region is not None and repository.has_area(region)
    here = (_whole_kreis(repository, region) or region) if region and found else None
    if here and repository.levels(here):
        return here
    if region is not None:
        name = region[:LONGEST_QUOTE]
        wishes.notices.append(f"Das Gebiet „{name}“ gibt es in den Daten nicht; gezeigt wird das ganze Land.")
    return repository.roots[0].id


def _whole_kreis(repository: Repository, region: str) -> str:
    """The Kreis that a kreisfreie Stadt is: one territory is offered once, under the larger name."""
    kreis = repository.ancestor_at(region, "kreis")
    alone = kreis is not None and len(repository.areas("gemeinde", kreis.id)) == 1
    return kreis.id if kreis and alone and repository.area(region).level == "gemeinde" else ""


def resolve_indicator(wishes: Wishes, region: str) -> Indicator:
    repository, parts = wishes.repository, wishes.parts
    offered = [v.id for v in repository.levels(region)]
    level = parts.get("level", "")
    chosen = "ind" not in parts and level in offered and repository.indicators(level, region)
    levels = [level] if chosen else offered
    usable = {i.id: i for at in levels for i in repository.indicators(at, region)}
    asked = parts.get("ind")
    if asked in usable:
        return usable[asked]
    if asked is not None:
        name = indicator_name(repository, asked)
        wishes.notices.append(f"Für den Indikator „{name}“ liegen hier keine Angaben vor; gezeigt wird ein anderer.")
    candidates = usable.values() or repository.indicators()
    own_level = repository.area(region).level
    return min(candidates, key=lambda i: (own_level in i.unsuited_within, i.headline == 0, i.headline))


def indicator_name(repository: Repository, indicator_id: str) -> str:
    """Short name of an indicator; of an unknown one the id, cut."""
    names = {i.id: i.short_name for i in repository.catalog.indicators}
    return names.get(indicator_id, indicator_id[:LONGEST_QUOTE])


def resolve_level(wishes: Wishes, region: str, indicator: Indicator) -> str:
    repository = wishes.repository
    offered = repository.levels(region)
    fitting = [v.id for v in offered if indicator in repository.indicators(v.id, region)]
    asked = wishes.parts.get("level")
    without_figures = [v.id for v in offered if not repository.indicators(v.id, region)]
    if asked in fitting or asked in without_figures:  # boundaries alone are worth showing
        return str(asked)
    best = _best_level(repository, region, fitting or [v.id for v in offered])
    if asked is not None:
        shown = next(v.plural for v in offered if v.id == best)
        wishes.notices.append(f"„{indicator.short_name}“ liegt auf dieser Ebene nicht vor; gezeigt werden {shown}.")
    return best


def _best_level(repository: Repository, region: str, fitting: list[str]) -> str:
    """The smallest areas with figures – but Kreise for a whole Land, where a planner looks for their own first."""
    counts = {level: len(repository.areas(level, region)) for level in fitting}
    readable = [level for level in fitting if 8 <= counts[level] <= 100]
    return (readable or fitting)[-1]


def resolve_period(wishes: Wishes, indicator: Indicator, level: str, region: str, group: str) -> str:
    periods = wishes.repository.periods(indicator.id, level, region, group)
    asked = wishes.parts.get("period")
    if asked in periods:
        return str(asked)
    if asked:
        wishes.notices.append("Für den gewählten Zeitpunkt liegen keine Angaben vor; gezeigt wird der jüngste.")
    return periods[-1] if periods else ""
