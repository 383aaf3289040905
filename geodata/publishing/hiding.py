"""What else has to be hidden in the figures of one indicator at one period, so that nothing hidden can be computed.

Bases (n) are settled first, then cases (k) with what remains to the base (n − k): a base stays visible wherever it can,
because many figures share it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geodata.catalog import Catalog, DisclosureRule, Indicator, IndicatorKind
from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN, Cells, Pattern, State, relations
from geodata.methods.suppression.suppress import suppress
from geodata.observations import ValueStatus
from geodata.publishing.figures import ELSEWHERE
from geodata.publishing.sums import Key, Territory, area_sums, group_sums

Stop = Callable[[], bool]
NOT_PROTECTED = 1  # threshold under which nothing is small
RETRIED = {"suppress_unprotectable", "suppress_unknown"}


@dataclass(frozen=True)
class Base:
    """Base of derived shares with these cases: what is published of it (area and group → n; NaN = hidden), and the
    smallest rest that may be shown."""

    n: pd.Series
    least_rest: int


@dataclass
class _System:
    """Cells and relations while they are collected; ``row``: position among the figures, −1 for rests."""

    value: list[int] = field(default_factory=list)
    state: list[State] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    threshold: list[int] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    sums: list[dict[int, int]] = field(default_factory=list)

    def add(self, value: int, state: State, threshold: int, *, cost: int | None = None, row: int = -1) -> int:
        self.value.append(value)
        self.state.append(state)
        self.cost.append(max(value, 0) if cost is None else cost)
        self.threshold.append(threshold)
        self.row.append(row)
        return len(self.value) - 1

    def bind(self, left: Sequence[int], right: Sequence[int]) -> None:
        """Σ left = Σ right; left out where the numbers given contradict it, for then nobody can rely on it."""
        row = dict.fromkeys(left, 1) | dict.fromkeys(right, -1)
        known = all(self.value[c] != UNKNOWN for c in row)
        total = sum(k * self.value[c] for c, k in row.items() if self.value[c] != UNKNOWN)
        one_whole = len(left) == 1 and self.value[left[0]] != UNKNOWN
        if (known and total == 0) or (not known and (not one_whole or total >= 0)):
            self.sums.append(row)


@dataclass(frozen=True)
class Hidden:
    """Positions of figures whose cases, or whose base, may not be shown beyond those that are unsafe themselves."""

    cases: set[int] = field(default_factory=set)
    bases: set[int] = field(default_factory=set)


def hide(
    rows: pd.DataFrame,
    catalog: Catalog,
    indicator: Indicator,
    territory: Territory,
    bases: Sequence[Base],
    should_stop: Stop,
) -> Hidden:
    """Solve one indicator at one period. ``rows``: figures as in ``World.rows``, indexed 0…n−1.

    Raises ``GeodataError`` (``suppress_unprotectable``) where nothing that may be hidden would help.
    """
    rule = catalog.rule(indicator)
    if rule.rounding:
        return Hidden()
    hidden_bases: set[int] = set()
    if indicator.kind is IndicatorKind.RATE:
        hidden_bases = _solved(lambda pin: _base_system(rows, indicator, territory, rule, pin), rule, rows, should_stop)
    cases = _solved(
        lambda pin: _case_system(rows, indicator, territory, rule, bases, hidden_bases, pin), rule, rows, should_stop
    )
    return Hidden(cases | hidden_bases, hidden_bases)


def _solved(build: Callable[[bool], _System], rule: DisclosureRule, rows: pd.DataFrame, should_stop: Stop) -> set[int]:
    """Rows to hide. What was published before stays, unless nothing else can protect the others."""
    try:
        return _pattern(build(True), rule, rows, should_stop)
    except GeodataError as error:
        if error.problems[0].code not in RETRIED or not rows["told"].any():
            raise
        return _pattern(build(False), rule, rows, should_stop)


def _pattern(system: _System, rule: DisclosureRule, rows: pd.DataFrame, should_stop: Stop) -> set[int]:
    if not any(v != UNKNOWN and 0 <= v < t for v, t in zip(system.value, system.threshold, strict=True)) and not any(
        s is State.SUPPRESSED for s in system.state
    ):
        return set()
    cells = Cells.of(system.value, system.state, np.array(system.cost, float))

    def name(cell: int) -> str:
        row = system.row[cell]
        return "Rest zum Nenner" if row < 0 else ", ".join(filter(None, rows.loc[row, ["area_id", "period", "group"]]))

    found: Pattern = suppress(
        cells,
        relations(len(cells), system.sums),
        np.array(system.threshold),
        protect_zero=rule.protect_zero,
        name=name,
        should_stop=should_stop,
    )
    return {system.row[c] for c in found.suppressed if system.row[c] >= 0}


def _base_system(
    rows: pd.DataFrame, indicator: Indicator, territory: Territory, rule: DisclosureRule, pin: bool
) -> _System:
    system, where = _System(), dict[Key, int]()
    for r in rows.itertuples():
        if r.status == ValueStatus.MISSING and np.isnan(r.n):
            continue
        known = not np.isnan(r.n)
        state = State.OPEN if known else State.SUPPRESSED
        if known and ((pin and r.told) or r.package == ELSEWHERE):
            state = State.PUBLISHED
        value = int(r.n) if known else UNKNOWN
        where[r.group, r.area_id] = system.add(value, state, rule.minimum, row=r.Index)
    _bind_all(system, where, indicator, territory, rule.minimum)
    return system


def _case_system(
    rows: pd.DataFrame,
    indicator: Indicator,
    territory: Territory,
    rule: DisclosureRule,
    bases: Sequence[Base],
    hidden_bases: set[int],
    pin: bool,
) -> _System:
    system, where = _System(), dict[Key, int]()
    rated = indicator.kind is IndicatorKind.RATE
    least_rest = rule.minimum if rule.protect_complement else NOT_PROTECTED
    for r in rows.itertuples():
        nobody = rated and r.n == 0
        if np.isnan(r.k) and not nobody and r.status == ValueStatus.MISSING:
            continue
        cell = _case(system, r, rule, nobody, pin, hidden=r.Index in hidden_bases)
        where[r.group, r.area_id] = cell
        if rated and not nobody and not np.isnan(r.n) and r.Index not in hidden_bases:
            _rest(system, cell, int(r.n), least_rest)
        for base in bases:
            n = base.n.get((r.group, r.area_id), np.nan)
            if not np.isnan(n) and n > 0:
                _rest(system, cell, int(n), base.least_rest)
    _bind_all(system, where, indicator, territory, rule.minimum)
    return system


def _case(system: _System, row: object, rule: DisclosureRule, nobody: bool, pin: bool, *, hidden: bool) -> int:
    if nobody:
        return system.add(0, State.PUBLISHED, rule.minimum, row=row.Index)  # type: ignore[attr-defined]
    known = not np.isnan(row.k)  # type: ignore[attr-defined]
    value = int(row.k) if known else UNKNOWN  # type: ignore[attr-defined]
    shown = row.status == ValueStatus.OK  # type: ignore[attr-defined]
    if not known or (shown and (row.unsafe or hidden) and value > 0):  # type: ignore[attr-defined]
        state = State.SUPPRESSED
    elif row.package == ELSEWHERE or (pin and row.told):  # type: ignore[attr-defined]
        state = State.PUBLISHED
    else:
        state = State.OPEN
    return system.add(value, state, rule.minimum, cost=None if shown else 0, row=row.Index)  # type: ignore[attr-defined]


def _rest(system: _System, case: int, n: int, least: int) -> None:
    """What remains to a base that everybody knows: hidden whenever the cases are, at no loss."""
    value = system.value[case]
    if value == UNKNOWN:
        rest = system.add(UNKNOWN, State.SUPPRESSED, least, cost=0)
    else:
        rest = system.add(n - value, State.OPEN, least, cost=0)
    base = system.add(n, State.PUBLISHED, NOT_PROTECTED)
    system.bind([base], [case, rest])


def _bind_all(system: _System, where: dict[Key, int], indicator: Indicator, territory: Territory, minimum: int) -> None:
    there = set(where)
    for left, right, rest in group_sums(indicator, there):
        whole, parts = [where[k] for k in left], [where[k] for k in right]
        system.bind(whole, [*parts, *_left_over(system, whole[0], parts, minimum)] if rest else parts)
    if indicator.additive_areas:
        for left, right in area_sums(territory, there):
            system.bind([where[k] for k in left], [where[k] for k in right])


def _left_over(system: _System, whole: int, parts: list[int], minimum: int) -> list[int]:
    """The cell of what the parts leave of the whole: nobody publishes it, everybody can subtract."""
    values = [system.value[c] for c in (whole, *parts)]
    if UNKNOWN in values:
        return [system.add(UNKNOWN, State.SUPPRESSED, minimum, cost=0)]
    rest = values[0] - sum(values[1:])
    return [system.add(rest, State.OPEN, minimum, cost=0)] if rest >= 0 else []
