"""„Eingrenzen“: which areas of a view meet the conditions, and how that reads.

Conditions on values look at published cells only: an area whose value is not shown does not match, and is counted
apart from those whose value is known not to match.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.conditions import SIZES, Condition, ValueRange, conditions_text
from dashboard.state import ViewState
from geodata.catalog import Indicator, IndicatorKind, Topic
from geodata.observations import ValueStatus
from geodata.repository import Repository

MOST_NAMED = 3
PEOPLE_UNITS = ("Personen", "Einwohner", "Einwohnerinnen und Einwohner")


@dataclass(frozen=True, slots=True)
class ConditionItem:
    """One condition in words. ``remaining``: the text of all other conditions, which is what removing it leaves."""

    text: str
    remaining: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """``inside``: ids that meet all conditions. ``unknown``: areas left out only because a value is not shown."""

    inside: frozenset[str]
    total: int
    unknown: int
    items: tuple[ConditionItem, ...]

    @property
    def active(self) -> bool:
        return bool(self.items)

    @property
    def count(self) -> str:
        """``7 von 53 Gebieten; 3 ohne Angabe bleiben außen vor``."""
        areas = "Gebiet" if self.total == 1 else "Gebieten"
        left_out = "bleibt" if self.unknown == 1 else "bleiben"
        unknown = f"; {self.unknown} ohne Angabe {left_out} außen vor" if self.unknown else ""
        return f"{formatting.number(len(self.inside))} von {formatting.number(self.total)} {areas}{unknown}"

    @property
    def sentence(self) -> str:
        """The whole line; empty without conditions."""
        return f"Eingrenzung: {'; '.join(i.text for i in self.items)} – {self.count}" if self.items else ""


def build_narrowing(repository: Repository, state: ViewState) -> Narrowing:
    """All areas of the view are inside if there are no conditions."""
    everywhere = repository.area_ids(state.level, state.region)
    if not state.f:
        return Narrowing(everywhere, len(everywhere), 0, ())
    key = ("narrowing", state.level, state.region, state.f)
    return repository.recent(key, lambda: _narrowing(repository, state), len(everywhere))


def _narrowing(repository: Repository, state: ViewState) -> Narrowing:
    ids = pd.Index(repository.areas(state.level, state.region)["area_id"])
    met = pd.DataFrame(index=ids, dtype="float64")
    for number, condition in enumerate(state.f):
        met[number] = _met(repository, state, condition, ids)
    refused, unknown = met.eq(0).any(axis=1), met.isna().any(axis=1)
    items = tuple(
        ConditionItem(describe(repository, state, c), conditions_text(other for other in state.f if other is not c))
        for c in state.f
    )
    return Narrowing(frozenset(ids[~refused & ~unknown]), len(ids), int((unknown & ~refused).sum()), items)


def _met(repository: Repository, state: ViewState, condition: Condition, ids: pd.Index) -> np.ndarray:
    """1 meets the condition, 0 does not, NaN not known."""
    if isinstance(condition, ValueRange):
        return _in_ranges(repository, state, condition)
    if condition.what == "size":
        return _of_size(repository, state, condition.values)
    wanted = set(condition.values)
    if condition.what == "in":
        return np.array([not wanted.isdisjoint(repository.area(i).parents) for i in ids], dtype="float64")
    keys = ids if condition.what == "ids" else repository.areas(state.level, state.region)["kind"]
    return np.array([key in wanted for key in keys], dtype="float64")


def _in_ranges(repository: Repository, state: ViewState, condition: ValueRange) -> np.ndarray:
    """Values are compared as they are printed: what reads 40,0 is not above 40."""
    period = condition.period or newest(repository, state, condition.ind, condition.group)
    values = published(repository, state, condition.ind, period, condition.group)
    shown = formatting.rounded_all(values, repository.indicator(condition.ind).decimals)
    return _any_of(shown, [(-np.inf if a is None else a, np.inf if b is None else b) for a, b in condition.ranges])


def _of_size(repository: Repository, state: ViewState, classes: tuple[str, ...]) -> np.ndarray:
    people = population_of(repository, state)
    if people is None:
        return np.full(len(repository.areas(state.level, state.region)), np.nan)
    values = published(repository, state, people.id, newest(repository, state, people.id, ""), "")
    sizes = [SIZES[c] for c in classes]
    return _any_of(values, [(s.low, np.inf if s.high is None else s.high - 1) for s in sizes])


def _any_of(values: np.ndarray, ranges: list[tuple[float, float]]) -> np.ndarray:
    met = np.any([(values >= low) & (values <= high) for low, high in ranges], axis=0)
    return np.where(np.isnan(values), np.nan, met)


def published(repository: Repository, state: ViewState, ind: str, period: str, group: str) -> np.ndarray:
    """Published values of all areas of the view, in their order; NaN where none is shown."""
    cells = repository.values(ind, state.level, state.region, period, group)
    return cells["value"].where(cells["status"].eq(ValueStatus.OK)).to_numpy(dtype="float64")


def newest(repository: Repository, state: ViewState, ind: str, group: str) -> str:
    """Newest period with figures of an indicator in the view; empty if there is none."""
    periods = repository.periods(ind, state.level, state.region, group)
    return periods[-1] if periods else ""


def population_of(repository: Repository, state: ViewState) -> Indicator | None:
    """The indicator that says how many people live in the areas of the view: the count of persons with the largest
    sum, since all others count some of them."""
    return repository.keep(("population", state.level, state.region), lambda: _population_of(repository, state))


def _population_of(repository: Repository, state: ViewState) -> Indicator | None:
    counts = [
        i
        for i in repository.indicators(state.level, state.region)
        if i.kind is IndicatorKind.COUNT and i.topic is Topic.POPULATION and i.unit in PEOPLE_UNITS
    ]
    return max(counts, key=lambda i: _sum(repository, state, i), default=None)


def _sum(repository: Repository, state: ViewState, indicator: Indicator) -> float:
    values = published(repository, state, indicator.id, newest(repository, state, indicator.id, ""), "")
    return float(np.nansum(values))


# -- in words -------------------------------------------------------------------------------------------------------


def describe(repository: Repository, state: ViewState, condition: Condition) -> str:
    """One condition in German words: ``SGB-II-Quote 20 bis 40 %``, ``nur Kreis Unna``."""
    if isinstance(condition, ValueRange):
        return _describe_range(repository, condition)
    if condition.what == "size":
        return f"Größe: {_or([SIZES[v].label.partition(' (')[0] for v in condition.values])}"
    if condition.what == "kind":
        return f"nur {_or(list(condition.values))}"
    names = [repository.area(i).name for i in condition.values]
    if condition.what == "in":
        return f"nur {_or(names)}"
    return f"nur {formatting.in_sentence(names)}" if len(names) <= MOST_NAMED else f"nur {len(names)} gewählte Gebiete"


def _describe_range(repository: Repository, condition: ValueRange) -> str:
    indicator = repository.indicator(condition.ind)
    group = indicator.groups.get(condition.group, condition.group)
    period = formatting.period(condition.period) if condition.period else ""
    details = ", ".join(part for part in (group, period) if part)
    ranges = _or([_range(low, high, indicator) for low, high in condition.ranges])
    unit = "" if indicator.categories else formatting.beside_number(indicator.unit)
    return f"{indicator.short_name}{f' ({details})' if details else ''} {ranges}{unit}"


def _range(low: float | None, high: float | None, indicator: Indicator) -> str:
    if indicator.categories:
        labels = [
            v for k, v in indicator.categories.items() if (low is None or k >= low) and (high is None or k <= high)
        ]
        return _or(labels) or "keine Stufe"
    texts = [formatting.number(end, _decimals(end, indicator)) for end in (low, high) if end is not None]
    if low is not None and high is not None:
        return texts[0] if low == high else f"{texts[0]} bis {texts[1]}"
    return f"{'ab' if high is None else 'bis'} {texts[0]}"


def _decimals(end: float, indicator: Indicator) -> int:
    """None for a whole number; as many as were asked for otherwise, up to twice those of the indicator."""
    most = max(2 * indicator.decimals, 2)
    return next((d for d in range(most) if formatting.rounded(end, d) == end), most)


def _or(texts: list[str]) -> str:
    return " oder ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else "".join(texts)
