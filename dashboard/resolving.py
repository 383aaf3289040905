"""Wishes of an address line or a control → place and figures that can be shown: region, indicator, level, period."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard import formatting
from geodata.catalog import Indicator
from geodata.errors import GeodataError
from geodata.repository import Repository

LONGEST_QUOTE = 40


@dataclass
class Wishes:
    """``parts``: any subset of the keys with any text; ``notices`` collects, in German, what could not be had.

    ``quiet``: keys that nobody chose, which may give way without a word.
    """

    parts: dict[str, str]
    repository: Repository
    quiet: frozenset[str] = frozenset()
    notices: list[str] = field(default_factory=list)

    def say(self, key: str, text: str) -> None:
        """Note that the wish ``key`` had to give way, if somebody had it."""
        if key not in self.quiet:
            self.notices.append(text)

    def pick(self, key: str, allowed: tuple[str, ...], what: str) -> str:
        """The wish if it is one of ``allowed``, otherwise the first of them; a notice names what is not known."""
        asked = self.parts.get(key)
        if asked in allowed:
            return str(asked)
        if asked:
            self.say(key, f"{what} „{asked[:LONGEST_QUOTE]}“ ist nicht bekannt; gezeigt wird die Voreinstellung.")
        return allowed[0] if allowed else ""


def resolve_region(wishes: Wishes) -> str:
    repository, region = wishes.repository, wishes.parts.get("region")
    found = region is not None and repository.has_area(region)
    here = (_whole_kreis(repository, region) or region) if region and found else None
    if here and repository.levels(here):
        return here
    if region is not None:
        name = region[:LONGEST_QUOTE]
        wishes.say("region", f"Das Gebiet „{name}“ gibt es in den Daten nicht; gezeigt wird das ganze Land.")
    return repository.roots[0].id


def _whole_kreis(repository: Repository, region: str) -> str:
    """The Kreis that a kreisfreie Stadt is: one territory is offered once, under the larger name."""
    kreis = repository.ancestor_at(region, "kreis")
    alone = kreis is not None and len(repository.areas("gemeinde", kreis.id)) == 1
    return kreis.id if kreis and alone and repository.area(region).level == "gemeinde" else ""


def resolve_indicator(wishes: Wishes, region: str) -> Indicator:
    """The wish if it has figures inside the region or for the region itself; else the opening question there."""
    repository, parts = wishes.repository, wishes.parts
    offered = [v.id for v in repository.levels(region)]
    level = parts.get("level", "")
    chosen = "ind" not in parts and level in offered and repository.indicators(level, region)
    levels = [level] if chosen else offered
    usable = {i.id: i for at in levels for i in repository.indicators(at, region)}
    asked = parts.get("ind")
    if asked is not None and asked in {**usable, **{i.id: i for i in as_a_whole(repository, region)}}:
        return repository.indicator(asked)
    candidates = usable.values() or repository.indicators()
    own_level = repository.area(region).level
    found = min(candidates, key=lambda i: (own_level in i.unsuited_within, i.headline == 0, i.headline))
    if asked is not None:
        name = indicator_name(repository, asked)
        wishes.say("ind", f"Für „{name}“ liegen hier keine Angaben vor; gezeigt wird „{found.short_name}“.")
    return found


def as_a_whole(repository: Repository, region: str) -> tuple[Indicator, ...]:
    """Indicators with figures for the region itself."""
    return repository.indicators(repository.area(region).level, region)


def indicator_name(repository: Repository, indicator_id: str) -> str:
    """Short name of an indicator; of an unknown one the id, cut."""
    names = {i.id: i.short_name for i in repository.catalog.indicators}
    return names.get(indicator_id, indicator_id[:LONGEST_QUOTE])


def resolve_level(wishes: Wishes, region: str, indicator: Indicator) -> str:
    """The wish if the indicator has figures there or nothing has; else the nearest level that has them.

    Where only the region itself has a figure its own level is shown: one area, rather than another question.
    """
    repository = wishes.repository
    offered = repository.levels(region)
    fitting = [v.id for v in offered if indicator in repository.indicators(v.id, region)]
    asked = wishes.parts.get("level")
    without_figures = [v.id for v in offered if not repository.indicators(v.id, region)]
    if asked in fitting or asked in without_figures:  # boundaries alone are worth showing
        return str(asked)
    if not fitting and indicator in as_a_whole(repository, region):
        best = repository.area(region).level
    else:
        best = _nearest_level(repository, region, fitting or [v.id for v in offered], asked)
    if asked not in (None, best):
        wishes.say("level", _level_moved(repository, indicator, str(asked), best, [v.id for v in offered]))
    return best


def _level_moved(repository: Repository, indicator: Indicator, asked: str, best: str, offered: list[str]) -> str:
    shown = f"gezeigt werden {repository.level_of[best].plural}" if best in offered else "gezeigt wird das ganze Gebiet"
    if asked in offered:
        return f"„{indicator.short_name}“ liegt nicht für {repository.level_of[asked].plural} vor; {shown}."
    name = repository.level_of[asked].plural if asked in repository.level_of else asked[:LONGEST_QUOTE]
    return f"Die Ebene „{name}“ gibt es hier nicht; {shown}."


def _nearest_level(repository: Repository, region: str, fitting: list[str], asked: str | None) -> str:
    """The finest that is not finer than the wish, else the coarsest; without a wish the best one."""
    if asked not in {v.id for v in repository.levels(region)}:
        return _best_level(repository, region, fitting)
    rank = repository.level_of[str(asked)].rank
    return next((v for v in reversed(fitting) if repository.level_of[v].rank <= rank), fitting[0])


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
    if asked and periods:
        wishes.say("period", _period_moved(asked, periods[-1]))
    return periods[-1] if periods else ""


def _period_moved(asked: str, shown: str) -> str:
    try:
        name = formatting.period(asked)
    except GeodataError:
        name = f"„{asked[:LONGEST_QUOTE]}“"
    return f"Für {name} liegen keine Angaben vor; gezeigt wird {formatting.period(shown)}."
