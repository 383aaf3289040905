"""The systems of one indicator at one period: bases, then cases with what remains to the base.

Where the last publication is remembered, its figures are a second layer over the same cells: what is the same today is
one cell, and known if it was published; what changed has a cell for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.catalog import DisclosureRule, Indicator, IndicatorKind
from geodata.methods.suppression.cells import UNKNOWN, State
from geodata.observations import ValueStatus
from geodata.publishing.binding import NOT_PROTECTED, Bound, System, bind_all, sums_of
from geodata.publishing.figures import ELSEWHERE
from geodata.publishing.sums import Key, Territory

NAN = float("nan")
LAST_CHOICE = 100  # times as dear


@dataclass(frozen=True)
class Base:
    """Base of derived shares with these cases: what is published of it (area and group → n; NaN = hidden), the
    smallest rest that may be shown, and what is ``known`` to somebody who kept the last publication, of today's base
    and of that of ``then``."""

    n: pd.Series
    least_rest: int
    known: pd.Series
    then: pd.Series


@dataclass(frozen=True)
class Series:
    """Figures of one indicator at one period, ``rows`` as in ``World.rows``, indexed 0…n−1, and what is known of them.

    ``earlier``: figures of the last publication as in ``Memory.earlier``, where it says more than ``rows`` do, with the
    ``indicator_then`` and ``territory_then`` that held. ``remembered``: whether the reader kept it.
    """

    rows: pd.DataFrame
    indicator: Indicator
    rule: DisclosureRule
    territory: Territory
    bases: Sequence[Base] = ()
    earlier: pd.DataFrame | None = None
    indicator_then: Indicator | None = None
    territory_then: Territory = field(default_factory=Territory)
    remembered: bool = True

    @property
    def rated(self) -> bool:
        return self.indicator.kind is IndicatorKind.RATE

    @cached_property
    def prefers_told(self) -> bool:
        return not self.remembered and bool(self.rows[["told_k", "told_n"]].any(axis=None))

    @property
    def layer(self) -> list[object]:
        """Rows of the last publication that say more than those of today."""
        return list(self.earlier.itertuples()) if self.remembered and self.earlier is not None else []

    def bind(self, system: System, where: dict[Key, int]) -> None:
        bind_all(system, Bound(where, sums_of(self.indicator, self.territory, set(where)), self.rule.minimum))

    def bind_then(self, system: System, where: dict[Key, int]) -> None:
        if where:
            every = sums_of(self.indicator_then or self.indicator, self.territory_then, set(where))
            bind_all(system, Bound(where, every, self.rule.minimum))


def base_system(series: Series, bare: set[int]) -> System:
    """``bare``: bases that are hidden in any case."""
    system = System()
    _add_bases(system, series, bare, giving=True)
    return system


def _add_bases(
    system: System, series: Series, bare: set[int], *, giving: bool
) -> tuple[dict[Key, int], dict[Key, int]]:
    """A cell for every base there is, today and then, bound by their sums. ``bare``: those that are hidden; the others
    may be if ``giving``."""
    where: dict[Key, int] = {}
    for r in series.rows.itertuples():
        told = series.remembered and r.told_n
        n = r.then_n if told and np.isnan(r.n) else r.n
        if np.isnan(n) and r.status == ValueStatus.MISSING:
            continue
        if not told and (np.isnan(n) or r.Index in bare):
            state = State.SUPPRESSED
        elif told or not giving or r.package == ELSEWHERE:
            state = State.PUBLISHED
        else:
            state = State.OPEN
        cost = _cost(n, r.told_n, series)
        where[r.group, r.area_id] = system.add(_whole(n), state, series.rule.minimum, cost=cost, base=r.Index)
    then = {}
    for r in series.layer:
        key = r.group, r.area_id  # type: ignore[attr-defined]
        if key in where and r.same_n:  # type: ignore[attr-defined]
            then[key] = where[key]
        elif not (np.isnan(r.n) and r.status == ValueStatus.MISSING):  # type: ignore[attr-defined]
            then[key] = _as_it_was(system, r.n, r.told_n, series.rule)  # type: ignore[attr-defined]
    series.bind(system, then | where)
    series.bind_then(system, then)
    return where, then


def _as_it_was(system: System, value: float, told: bool, rule: DisclosureRule) -> int:
    """The cell of an earlier number: what may happen to it has happened."""
    return system.add(_whole(value), State.PUBLISHED if told else State.SUPPRESSED, rule.minimum, cost=0)


def _whole(number: float) -> int:
    return UNKNOWN if np.isnan(number) else int(number)


def case_system(series: Series, bare: set[int], *, giving: bool = False) -> System:
    """Cases, rests and, where some are hidden, bases: what is known of one tells of the others."""
    system, where = unbound_cases(series, bare, giving=giving)
    series.bind(system, where)
    return system


def unbound_cases(series: Series, bare: set[int], *, giving: bool = False) -> tuple[System, dict[Key, int]]:
    """The system of cases before any sum of today binds them, and where they are."""
    system, where = System(), dict[Key, int]()
    hidden_then = any(not r.told_n for r in series.layer)  # type: ignore[attr-defined]
    ours: dict[Key, int] = {}
    ours_then: dict[Key, int] = {}
    if series.rated and (bare or giving or hidden_then):
        ours, ours_then = _add_bases(system, series, bare, giving=giving)
    for r in series.rows.itertuples():
        key = r.group, r.area_id
        nobody = series.rated and r.n == 0
        told = series.remembered and r.told_k
        if np.isnan(r.k) and not nobody and not told and r.status == ValueStatus.MISSING:
            continue
        where[key] = _case(system, r, series, nobody, told, hidden=r.Index in bare)
        if series.rated and not nobody:
            _rest(system, where[key], ours.get(key), r.n, series)
        for base in series.bases:
            _rest_of_share(system, where[key], (base.known if series.remembered else base.n).get(key, NAN), base)
    then = _cases_then(system, series, where, ours, ours_then)
    series.bind_then(system, then)
    return system, then | where


def _cases_then(
    system: System, series: Series, where: dict[Key, int], ours: dict[Key, int], ours_then: dict[Key, int]
) -> dict[Key, int]:
    """Cells of the last publication's cases, with their rests where these are not those of today."""
    then: dict[Key, int] = {}
    for r in series.layer:
        key, nobody = (r.group, r.area_id), series.rated and r.n == 0  # type: ignore[attr-defined]
        same = key in where and r.same_k  # type: ignore[attr-defined]
        if not same and np.isnan(r.k) and r.status == ValueStatus.MISSING:  # type: ignore[attr-defined]
            continue
        then[key] = where[key] if same else _as_it_was(system, r.k, r.told_k, series.rule)  # type: ignore[attr-defined]
        base = ours_then.get(key)
        if series.rated and not nobody and not (same and r.same_n and ours.get(key) == base):  # type: ignore[attr-defined]
            _rest(system, then[key], base, r.n, series)  # type: ignore[attr-defined]
        for share in series.bases:
            n = share.then.get(key, NAN)
            if not (same and n == share.known.get(key, NAN)):
                _rest_of_share(system, then[key], n, share)
    return then


def _case(system: System, row: object, series: Series, nobody: bool, told: bool, *, hidden: bool) -> int:
    k, index, minimum = row.k, row.Index, series.rule.minimum  # type: ignore[attr-defined]
    if nobody:
        return system.add(0, State.PUBLISHED, minimum, row=index)
    if told:
        return system.add(_whole(row.then_k if np.isnan(k) else k), State.PUBLISHED, minimum, row=index)  # type: ignore[attr-defined]
    shown = row.status == ValueStatus.OK  # type: ignore[attr-defined]
    if np.isnan(k) or (shown and (row.unsafe or hidden) and k > 0):  # type: ignore[attr-defined]
        state = State.SUPPRESSED
    elif row.package == ELSEWHERE:  # type: ignore[attr-defined]
        state = State.PUBLISHED
    else:
        state = State.OPEN
    return system.add(_whole(k), state, minimum, cost=_cost(k, row.told_k, series) if shown else 0, row=index)  # type: ignore[attr-defined]


def _cost(value: float, told: bool, series: Series) -> int:
    """Where somebody knows already what is hidden from others, figures that he knows as well are the better partners:
    one that he could compute would be a leak of today."""
    return max(_whole(value), 0) * (LAST_CHOICE if series.prefers_told and not told else 1)


def _rest(system: System, case: int, base: int | None, n: float, series: Series) -> None:
    """What remains to the base: to its cell if there is one, else to a number that everybody knows."""
    least = series.rule.minimum if series.rule.protect_complement else NOT_PROTECTED
    if base is not None:
        _rest_of(system, case, base, least, free=series.remembered)
    elif not np.isnan(n):
        _rest_of(system, case, system.add(int(n), State.PUBLISHED, NOT_PROTECTED), least, free=series.remembered)


def _rest_of_share(system: System, case: int, n: float, base: Base) -> None:
    if not np.isnan(n) and n > 0:
        _rest_of(system, case, system.add(int(n), State.PUBLISHED, NOT_PROTECTED), base.least_rest, free=False)


def _rest_of(system: System, case: int, base: int, least: int, *, free: bool) -> None:
    """What the cases leave of a base: nobody publishes it, so it is hidden whenever that helps, at no loss.

    Where both are known, so is the rest.
    """
    if system.state[case] is State.PUBLISHED and system.state[base] is State.PUBLISHED:
        return
    values = system.value[case], system.value[base]
    if UNKNOWN in values:
        rest = system.add(UNKNOWN, State.SUPPRESSED, least, cost=0)
    elif values[1] < values[0]:
        return  # numbers that contradict each other tell nothing
    else:
        rest = system.add(values[1] - values[0], State.FREE if free else State.OPEN, least, cost=0)
    system.bind([base], [case, rest])
