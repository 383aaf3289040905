"""What goes into „Besondere Quartiere“: which indicators, which year, which areas – from published cells only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.conditions import split_ids
from dashboard.needs_terms import Weighted, read_least, read_weighted
from dashboard.state import ViewState
from dashboard.views.place import area_names
from geodata.catalog import Change, Direction, Indicator, IndicatorKind, Topic
from geodata.methods.derive import breaks_between
from geodata.methods.needs import Flags, FloatArray
from geodata.observations import ValueStatus
from geodata.periods import parse_period
from geodata.repository import Repository

FIRST_TOPICS = (Topic.FAMILY, Topic.LIVELIHOOD, Topic.WORK)
GRAVEST = (ValueStatus.SUPPRESSED, ValueStatus.BELOW_MINIMUM, ValueStatus.NOT_MEANINGFUL, ValueStatus.MISSING)
# Why a change is not computed; NAMES stands for those it holds for.
NO_CHANGE = "Nicht in der Entwicklung, weil über die Zeit nicht vergleichbar: NAMES."
BROKEN = "Nicht in der Entwicklung, weil zwischen {earlier} und {later} die Reihe bricht: NAMES."
NO_EARLIER = "Nicht in der Entwicklung, weil {year} fehlt (wählen Sie oben einen anderen Zeitraum): NAMES."
NO_SCALE = (
    "Nicht in der Entwicklung, weil sie sich für das Jahr des Maßstabs ({year}) nicht berechnen lässt (wählen Sie "
    "unter „Rechenweg“ ein späteres Jahr oder einen kürzeren Zeitraum): NAMES."
)
NO_REFERENCE = (
    "Das Jahr des Maßstabs ({year}) haben nicht alle Indikatoren; gemessen wird am gezeigten Jahr. Wählen Sie unter "
    "„Rechenweg“ ein anderes."
)
DIFFERENT = "Die Indikatoren haben kein gemeinsames Jahr; gezeigt wird je der neueste Stand."
NO_YEAR = "Für {year} liegen nicht alle Indikatoren vor; gezeigt wird {shown}."


@dataclass(frozen=True)
class Column:
    """One indicator with its figures per area: ``value``, ``k``, ``n`` (NaN = not published) and ``status`` now, the
    same ``before``; ``earlier`` is "" where no change may be computed, and ``why`` says so. ``then``, ``then_before``:
    the same two in the year whose scale measures, None unless that is another one."""

    indicator: Indicator
    weight: float
    period: str
    earlier: str
    now: pd.DataFrame
    before: pd.DataFrame | None
    why: str = ""
    then: pd.DataFrame | None = None
    then_before: pd.DataFrame | None = None


@dataclass(frozen=True)
class Inputs:
    """``ids``, ``names``: the areas, in the order of the map. ``people``: inhabitants (NaN = not known), of whom an
    area needs ``least``. ``excluded``: left out by hand. ``notes``: what had to give way, in German.
    ``reference_year``: whose scale measures, "" for the year shown; ``then_people``: inhabitants in it."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    people: FloatArray
    year: str
    least: int
    excluded: Flags
    notes: tuple[str, ...] = ()
    reference_year: str = ""
    then_people: FloatArray = field(default_factory=lambda: np.empty(0))

    @property
    def values(self) -> FloatArray:
        """Areas × columns."""
        return _stacked([c.now for c in self.columns])

    @property
    def reference(self) -> FloatArray:
        """Areas × columns in the year whose scale measures."""
        return _stacked([c.then for c in self.columns])

    @property
    def changing(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.before is not None)

    @property
    def changes(self) -> FloatArray:
        """Areas × columns whose change may be computed; later − earlier in the unit of the indicator."""
        return self.values_of("now") - self.values_of("before")

    @property
    def reference_changes(self) -> FloatArray:
        """The same for the year whose scale measures."""
        return self.values_of("then") - self.values_of("then_before")

    def values_of(self, part: str) -> FloatArray:
        return _stacked([getattr(c, part) for c in self.changing])

    @property
    def included(self) -> Flags:
        """Areas that are neither left out nor known to have too few inhabitants."""
        found: Flags = ~(self.people < self.least) & ~self.excluded
        return found

    @property
    def then_included(self) -> Flags:
        """The same in the year whose scale measures."""
        found: Flags = ~(self.then_people < self.least) & ~self.excluded
        return found


def _stacked(frames: list[pd.DataFrame | None]) -> FloatArray:
    return np.column_stack([f["value"].to_numpy(dtype=float) for f in frames if f is not None])


def offered(repository: Repository, level: str, region: str) -> tuple[Indicator, ...]:
    """Indicators that may enter an index here: with a direction, no steps, no changes, not unsuited for the region."""
    own = repository.area(region).level
    return tuple(
        i
        for i in repository.indicators(level, region)
        if i.direction is not Direction.CONTEXT
        and not i.categories
        and not isinstance(i.derived, Change)
        and own not in i.unsuited_within
    )


def context_of(repository: Repository, level: str, region: str) -> tuple[Indicator, ...]:
    """Indicators that describe who lives here; for rules and beside the index only."""
    return tuple(
        i for i in repository.indicators(level, region) if i.direction is Direction.CONTEXT and not i.categories
    )


def suggested(repository: Repository, level: str, region: str) -> tuple[Weighted, ...]:
    """One indicator of each of the first topics, shares before printed figures, opening questions first."""
    found = sorted(
        offered(repository, level, region),
        key=lambda i: (i.kind is not IndicatorKind.RATE, i.headline == 0, i.headline),
    )
    first = [next((i for i in found if i.topic is topic), None) for topic in FIRST_TOPICS]
    return tuple(Weighted(i.id) for i in (*filter(None, first), *(found[:1] if not any(first) else ())))


def chosen(repository: Repository, state: ViewState) -> tuple[tuple[Weighted, ...], tuple[str, ...]]:
    """The indicators of the link that have figures here, else the suggested ones; and German notes."""
    here = {i.id for i in offered(repository, state.level, state.region)}
    wished = read_weighted(state.q_ind)
    kept = tuple(w for w in wished if w.indicator in here)
    gone = [repository.indicator(w.indicator).short_name for w in wished if w.indicator not in here]
    names = formatting.in_sentence([f"„{n}“" for n in gone])
    notes = (f"Hier ohne geeignete Zahlen und deshalb nicht im Index: {names}.",) if gone else ()
    return kept or suggested(repository, state.level, state.region), notes


def years_of(repository: Repository, indicator: str, level: str, region: str) -> dict[str, str]:
    """Year → newest period that ends in it."""
    return {str(parse_period(p).end.year): p for p in repository.periods(indicator, level, region)}


def common_years(repository: Repository, state: ViewState, picked: tuple[Weighted, ...]) -> tuple[str, ...]:
    """Years for which all picked indicators have figures, oldest first."""
    sets = [set(years_of(repository, w.indicator, state.level, state.region)) for w in picked]
    return tuple(sorted(set.intersection(*sets))) if sets else ()


def build_inputs(repository: Repository, state: ViewState) -> Inputs:
    """Everything the methods need. No columns if nothing suits here."""
    picked, notes = chosen(repository, state)
    names = area_names(repository, state.level, state.region)
    common = common_years(repository, state, picked)
    year = state.q_year if state.q_year in common else (common[-1] if common else "")
    if picked and not year:
        notes += (DIFFERENT,)
    elif state.q_year and state.q_year != year:
        notes += (NO_YEAR.format(year=state.q_year, shown=year),)
    reference = state.q_ref if state.q_ref in common and state.q_ref != year else ""
    if state.q_ref and state.q_ref not in common:
        notes += (NO_REFERENCE.format(year=state.q_ref),)
    columns = tuple(_column(repository, state, w, year, reference) for w in picked)
    out = set(split_ids(state.q_out))
    return Inputs(
        ids=tuple(names.index),
        names=tuple(names),
        columns=columns,
        people=_people(repository, state, year),
        year=year,
        least=read_least(state.q_min),
        excluded=np.array([i in out for i in names.index], dtype=bool),
        notes=(*notes, *_together(columns)),
        reference_year=reference,
        then_people=_people(repository, state, reference) if reference else np.empty(0),
    )


def _together(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Each reason once, with the names of all indicators it holds for."""
    named: dict[str, list[str]] = {}
    for column in columns:
        if column.why:
            named.setdefault(column.why, []).append(f"„{column.indicator.short_name}“")
    return tuple(why.replace("NAMES", formatting.in_sentence(names)) for why, names in named.items())


def _column(repository: Repository, state: ViewState, weighted: Weighted, year: str, reference: str) -> Column:
    indicator = repository.indicator(weighted.indicator)
    by_year = years_of(repository, indicator.id, state.level, state.region)
    now = by_year[year] if year else list(by_year.values())[-1]
    earlier, why = _earlier(indicator, by_year, now, int(state.q_span))
    then = by_year[reference] if reference else ""
    before_then = _earlier(indicator, by_year, then, int(state.q_span))[0] if then else ""
    if then and earlier and not before_then:
        earlier, why = "", NO_SCALE.format(year=reference)
    cells = [
        repository.values(indicator.id, state.level, state.region, p) if p else None
        for p in (now, earlier, then, before_then)
    ]
    assert cells[0] is not None
    return Column(indicator, weighted.weight, now, earlier, cells[0], cells[1], why, cells[2], cells[3])


def _earlier(indicator: Indicator, by_year: dict[str, str], now: str, span: int) -> tuple[str, str]:
    """Period to compare with, or "" and why there is none."""
    if not span:
        return "", ""
    wanted = str(parse_period(now).end.year - span)
    if not indicator.comparable_over_time:
        return "", NO_CHANGE
    if wanted not in by_year:
        return "", NO_EARLIER.format(year=wanted)
    if breaks_between(indicator, by_year[wanted], now):
        return "", BROKEN.format(earlier=wanted, later=formatting.period(now))
    return by_year[wanted], ""


def _people(repository: Repository, state: ViewState, year: str) -> FloatArray:
    """Inhabitants in the year shown or the nearest one before, else after it."""
    ids = repository.areas(state.level, state.region)["area_id"]
    counted = [i for i in repository.indicators(state.level, state.region) if i.inhabitants]
    if not counted:
        return np.full(len(ids), np.nan)
    by_year = years_of(repository, counted[0].id, state.level, state.region)
    before = [y for y in by_year if not year or y <= year]
    period = by_year[before[-1] if before else next(iter(by_year))]
    return repository.values(counted[0].id, state.level, state.region, period)["value"].to_numpy(dtype=float)


def reasons(inputs: Inputs, usable: Flags) -> list[str]:
    """Status of every area as a name of ``ValueStatus``: why it has no result, OK if it has one."""
    found = []
    for i, fits in enumerate(usable):
        if fits:
            found.append(ValueStatus.OK.value)
        elif inputs.excluded[i]:
            found.append(ValueStatus.NOT_MEANINGFUL.value)
        elif not inputs.included[i]:
            found.append(ValueStatus.BELOW_MINIMUM.value)
        else:
            states = {ValueStatus(c.now["status"].iloc[i]) for c in inputs.columns}
            found.append(next((s for s in GRAVEST if s in states), ValueStatus.MISSING).value)
    return found
