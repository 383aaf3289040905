"""„Ungleichheit“: how unevenly a group lives over the areas of a view, as one number per point in time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.state import INEQUALITY
from dashboard.views import sentences
from dashboard.views.certainty import published
from dashboard.views.current import Current
from geodata.catalog import IndicatorKind
from geodata.methods.derive import breaks_between
from geodata.methods.segregation import Inequality, Segregation, segregation, theil
from geodata.repository import Repository

METHOD = (
    "Der Anteil, der umziehen müsste, ist der Segregationsindex (Duncan und Duncan 1955), berichtigt um das, was in "
    "kleinen Gebieten Zufall ist (Allen, Burgess, Davidson und Windmeijer 2015). Die Spalte „durch Zufall“ nennt, was "
    "unberichtigt herauskäme, wenn die Gruppe ohne jedes Muster verteilt wäre.",
    "Gerechnet wird aus allen Gebieten der Ansicht mit ausgewiesenem Wert, auch den ausgeblendeten. Die Zahl hängt "
    "davon ab, wie fein die Gebiete sind: Vergleichen Sie sie nur auf derselben Ebene.",
)
METHOD_PARTS = (
    "Der Theil-Index misst, wie verschieden die Anteile der Gebiete sind, nach Einwohnerzahl gewichtet; er zerfällt "
    "genau in einen Teil zwischen den Gemeinden und einen innerhalb von ihnen."
)
NO_COUNTS = (
    "Zu „{name}“ gehören keine Zähler und Nenner; wie ungleich sich eine Gruppe verteilt, lässt sich nicht sagen."
)
NEVER = "Die Werte sind über die Zeit nicht vergleichbar; jede Zeile gilt für sich."


@dataclass(frozen=True, slots=True)
class Year:
    """One point in time. ``share``: of the group that would have to move, 0 to 1 (NaN = not defined); ``text``: that
    in words. ``between``: part of the inequality between municipalities. ``gap``: why it is not comparable with the one
    before."""

    period: str
    share: float
    text: str
    by_chance: str
    between: str
    areas: int
    gap: str = ""


@dataclass(frozen=True, slots=True)
class InequalityView:
    """``sentences``: what holds at the point in time shown. ``parts``: whether areas lie in several municipalities, so
    that inequality has a part between them. ``reason``: why there is nothing to say; then all else is empty."""

    sentences: tuple[str, ...] = ()
    years: tuple[Year, ...] = ()
    parts: bool = False
    method: tuple[str, ...] = ()
    reason: str = ""


def inequality_needed(current: Current) -> bool:
    return current.state.tab == INEQUALITY


def build_inequality(repository: Repository, current: Current) -> InequalityView:
    """All periods of the indicator in the view, newest first, from published counts."""
    state, indicator = current.state, current.indicator
    if indicator.kind is not IndicatorKind.RATE:
        return InequalityView(reason=NO_COUNTS.format(name=indicator.short_name))
    homes = _municipalities(repository, current)
    parts = len(set(homes)) > 1
    found = {
        p: _measured(repository, current, p, homes if parts else np.array([]))
        for p in repository.periods(state.ind, state.level, state.region, state.group)
    }
    if state.period not in found or math.isnan(found[state.period][0].dissimilarity):
        return InequalityView(reason="Nötig sind mindestens zwei Gebiete mit ausgewiesenem Wert.")
    told, spread = found[state.period]
    texts = [sentences.of_segregation(state.period, told)]
    texts += [sentences.of_inequality(state.period, spread)] if spread else []
    texts += [] if indicator.comparable_over_time else [NEVER]
    method = (*METHOD, METHOD_PARTS) if parts else METHOD
    return InequalityView(tuple(texts), _years(current, found), parts, method)


def _municipalities(repository: Repository, current: Current) -> np.ndarray:
    """Municipality of each area of the view; empty unless areas lie below municipalities."""
    state = current.state
    ranks = {name: level.rank for name, level in repository.level_of.items()}
    if ranks[state.level] <= ranks.get("gemeinde", math.inf):
        return np.array([])
    ids = repository.areas(state.level, state.region)["area_id"]
    above = [repository.ancestor_at(str(i), "gemeinde") for i in ids]
    return np.array([a.id if a else "" for a in above])


def _measured(
    repository: Repository, current: Current, period: str, homes: np.ndarray
) -> tuple[Segregation, Inequality | None]:
    state = current.state
    cells = repository.values(state.ind, state.level, state.region, period, state.group)
    k, n = (published(cells, column) for column in ("k", "n"))
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(n > 0, k / n, np.nan)
    return segregation(k, n), theil(rate, homes, n) if len(homes) else None


def _years(current: Current, found: dict[str, tuple[Segregation, Inequality | None]]) -> tuple[Year, ...]:
    periods = list(found)
    gaps = [_gap(current, earlier, later) for earlier, later in zip(["", *periods], periods, strict=False)]
    years = [_year(period, *found[period], gap) for period, gap in zip(periods, gaps, strict=True)]
    return tuple(reversed(years))


def _gap(current: Current, earlier: str, later: str) -> str:
    if not earlier:
        return ""
    return "; ".join(b.reason for b in breaks_between(current.indicator, earlier, later))


def _year(period: str, told: Segregation, spread: Inequality | None, gap: str) -> Year:
    between = spread.share_between if spread else math.nan
    return Year(
        period=formatting.period(period),
        share=told.corrected,
        text=_per_cent(told.corrected),
        by_chance=_per_cent(told.by_chance),
        between=_per_cent(between),
        areas=told.areas,
        gap=gap,
    )


def _per_cent(share: float) -> str:
    return "–" if math.isnan(share) else formatting.quantity(100 * share, "%", 1)
