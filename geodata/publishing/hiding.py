"""What else has to be hidden in the figures of one indicator at one period, so that nothing hidden can be computed.

Bases (n) are settled first, then cases (k) with what remains to the base (n − k): a base stays visible wherever it can,
because many figures share it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geodata.catalog import Catalog, DisclosureRule, Indicator, IndicatorKind
from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN, Cells, Pattern, State, relations
from geodata.methods.suppression.suppress import suppress
from geodata.observations import ValueStatus
from geodata.publishing.binding import NOT_PROTECTED, System, bind_all
from geodata.publishing.figures import ELSEWHERE
from geodata.publishing.sums import Key, Territory

Stop = Callable[[], bool]
RETRIED = {"suppress_unprotectable", "suppress_unknown"}


@dataclass(frozen=True)
class Base:
    """Base of derived shares with these cases: what is published of it (area and group → n; NaN = hidden), and the
    smallest rest that may be shown."""

    n: pd.Series
    least_rest: int


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
    if catalog.rule(indicator).rounding:
        return Hidden()
    try:
        return _hidden(rows, catalog, indicator, territory, bases, should_stop)
    except GeodataError as error:
        if error.problems[0].code not in RETRIED:
            raise
    # What follows from figures nobody delivered may be more than can be settled here: the attacker decides then.
    return _hidden(rows, catalog, indicator, replace(territory, wide=False), bases, should_stop)


def _hidden(
    rows: pd.DataFrame,
    catalog: Catalog,
    indicator: Indicator,
    territory: Territory,
    bases: Sequence[Base],
    should_stop: Stop,
) -> Hidden:
    rule = catalog.rule(indicator)
    bare: set[int] = set()
    if indicator.kind is IndicatorKind.RATE:
        bare = _solved(lambda pin: _base_system(rows, indicator, territory, rule, pin), rule, rows, should_stop).bases
    try:
        return _with_cases(rows, indicator, territory, rule, bases, bare, should_stop)
    except GeodataError as error:
        if error.problems[0].code != "suppress_unprotectable" or indicator.kind is not IndicatorKind.RATE:
            raise
    return _with_more_bases(rows, indicator, territory, rule, bases, bare, should_stop)


def _with_cases(
    rows: pd.DataFrame,
    indicator: Indicator,
    territory: Territory,
    rule: DisclosureRule,
    bases: Sequence[Base],
    bare: set[int],
    should_stop: Stop,
    *,
    giving: bool = False,
) -> Hidden:
    """Cases to hide where the bases of ``bare`` are hidden; with ``giving`` other bases may be hidden as well."""
    found = _solved(
        lambda pin: _case_system(rows, indicator, territory, rule, bases, bare, pin, giving=giving),
        rule,
        rows,
        should_stop,
    )
    every = found.bases | bare
    return Hidden(found.cases | every, every)


def _with_more_bases(
    rows: pd.DataFrame,
    indicator: Indicator,
    territory: Territory,
    rule: DisclosureRule,
    bases: Sequence[Base],
    bare: set[int],
    should_stop: Stop,
) -> Hidden:
    """Cases that cannot be protected beside open bases: bases are given up where it takes them.

    Where a base is hidden its cases are as well, so the cases are settled anew until that asks for no further base.
    """
    while True:
        found = _with_cases(rows, indicator, territory, rule, bases, bare, should_stop, giving=True)
        if found.bases == bare:
            return found
        bare = found.bases


def _solved(build: Callable[[bool], System], rule: DisclosureRule, rows: pd.DataFrame, should_stop: Stop) -> Hidden:
    """Rows to hide. What was published before stays, unless nothing else can protect the others."""
    try:
        return _pattern(build(True), rule, rows, should_stop)
    except GeodataError as error:
        if error.problems[0].code not in RETRIED or not rows["told"].any():
            raise
        return _pattern(build(False), rule, rows, should_stop)


def _pattern(system: System, rule: DisclosureRule, rows: pd.DataFrame, should_stop: Stop) -> Hidden:
    if not any(v != UNKNOWN and 0 <= v < t for v, t in zip(system.value, system.threshold, strict=True)) and not any(
        s is State.SUPPRESSED for s in system.state
    ):
        return Hidden()
    cells = Cells.of(system.value, system.state, np.array(system.cost, float))

    def name(cell: int) -> str:
        row = max(system.row[cell], system.base[cell])
        return "Rest zum Nenner" if row < 0 else ", ".join(filter(None, rows.loc[row, ["area_id", "period", "group"]]))

    found: Pattern = suppress(
        cells,
        relations(len(cells), system.sums),
        np.array(system.threshold),
        protect_zero=rule.protect_zero,
        name=name,
        should_stop=should_stop,
    )
    return Hidden(*({of[c] for c in found.suppressed if of[c] >= 0} for of in (system.row, system.base)))


def _base_system(
    rows: pd.DataFrame, indicator: Indicator, territory: Territory, rule: DisclosureRule, pin: bool
) -> System:
    system = System()
    bind_all(system, _add_bases(system, rows, rule, pin, set(), giving=True), indicator, territory, rule.minimum)
    return system


def _add_bases(
    system: System, rows: pd.DataFrame, rule: DisclosureRule, pin: bool, bare: set[int], *, giving: bool
) -> dict[Key, int]:
    """A cell for every base there is. ``bare``: those that are hidden; the others may be if ``giving``."""
    where: dict[Key, int] = {}
    for r in rows.itertuples():
        known = not np.isnan(r.n)
        if not known and r.status == ValueStatus.MISSING:
            continue
        if not known or r.Index in bare:
            state = State.SUPPRESSED
        elif not giving or (pin and r.told) or r.package == ELSEWHERE:
            state = State.PUBLISHED
        else:
            state = State.OPEN
        value = int(r.n) if known else UNKNOWN
        where[r.group, r.area_id] = system.add(value, state, rule.minimum, base=r.Index)
    return where


def _case_system(
    rows: pd.DataFrame,
    indicator: Indicator,
    territory: Territory,
    rule: DisclosureRule,
    bases: Sequence[Base],
    bare: set[int],
    pin: bool,
    *,
    giving: bool = False,
) -> System:
    """Cases, rests and, where some are hidden, bases: what is known of one tells of the others."""
    system, where = System(), dict[Key, int]()
    rated = indicator.kind is IndicatorKind.RATE
    least_rest = rule.minimum if rule.protect_complement else NOT_PROTECTED
    ours: dict[Key, int] = {}
    if rated and (bare or giving):
        ours = _add_bases(system, rows, rule, pin, bare, giving=giving)
        bind_all(system, ours, indicator, territory, rule.minimum)
    for r in rows.itertuples():
        nobody = rated and r.n == 0
        if np.isnan(r.k) and not nobody and r.status == ValueStatus.MISSING:
            continue
        cell = _case(system, r, rule, nobody, pin, hidden=r.Index in bare)
        where[r.group, r.area_id] = cell
        if rated and not nobody and (r.group, r.area_id) in ours:
            _rest_of(system, cell, ours[r.group, r.area_id], least_rest)
        elif rated and not nobody and not np.isnan(r.n):
            _rest(system, cell, int(r.n), least_rest)
        for base in bases:
            n = base.n.get((r.group, r.area_id), np.nan)
            if not np.isnan(n) and n > 0:
                _rest(system, cell, int(n), base.least_rest)
    bind_all(system, where, indicator, territory, rule.minimum)
    return system


def _case(system: System, row: object, rule: DisclosureRule, nobody: bool, pin: bool, *, hidden: bool) -> int:
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


def _rest(system: System, case: int, n: int, least: int) -> None:
    """What remains to a base that everybody knows."""
    _rest_of(system, case, system.add(n, State.PUBLISHED, NOT_PROTECTED), least)


def _rest_of(system: System, case: int, base: int, least: int) -> None:
    """What the cases leave of a base: nobody publishes it, so it is hidden whenever that helps, at no loss."""
    values = system.value[case], system.value[base]
    if UNKNOWN in values:
        rest = system.add(UNKNOWN, State.SUPPRESSED, least, cost=0)
    else:
        rest = system.add(values[1] - values[0], State.OPEN, least, cost=0)
    system.bind([base], [case, rest])
