"""What else has to be hidden in the figures of one indicator at one period, so that nothing hidden can be computed.

Bases (n) are settled first, then cases (k) with what remains to the base (n − k): a base stays visible wherever it can,
because many figures share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN, Cells, Pattern, State, relations
from geodata.methods.suppression.suppress import suppress
from geodata.methods.suppression.system import Unprotected
from geodata.observations import ValueStatus
from geodata.publishing.binding import Bound, System, bind_all, sums_of
from geodata.publishing.sums import Key, sums_across
from geodata.publishing.systems import Series, base_system, case_system, unbound_cases

Stop = Callable[[], bool]
Solve = Callable[[System], "Hidden"]
RETRIED = {"suppress_unprotectable", "suppress_unknown"}


@dataclass(frozen=True)
class Hidden:
    """Positions of figures whose cases, or whose base, may not be shown beyond those that are unsafe themselves."""

    cases: set[int] = field(default_factory=set)
    bases: set[int] = field(default_factory=set)

    def __or__(self, more: Hidden) -> Hidden:
        return Hidden(self.cases | more.cases, self.bases | more.bases)


def hide(series: Series, should_stop: Stop) -> Hidden:
    """Solve one indicator at one period, for a reader who kept the last publication if ``series`` remembers one.

    Raises ``GeodataError`` (``suppress_unprotectable``) where nothing that may be hidden would help, even against a
    reader without memory. What only memory gives away is left to the attacker, who knows what was lost before.
    """
    if series.rule.rounding:
        return Hidden()
    forgetful = replace(series, remembered=False)
    if not _remembers(series):
        return _wide_or_narrow(forgetful, should_stop)
    try:
        found = _wide_or_narrow(series, should_stop)
    except GeodataError as error:
        if error.problems[0].code not in RETRIED:
            raise
        found = _what_can_be_protected(series, should_stop)
    else:
        if not _hides_what_was_told(series):
            return found
    # Others do not remember: for them, too, nothing hidden may follow from what is shown.
    return _wide_or_narrow(_with(forgetful, found), should_stop, found.bases)


def hide_together(members: Sequence[Series], found: Sequence[Hidden], should_stop: Stop) -> list[Hidden]:
    """What else has to be hidden where groups of several indicators add up. ``members``: all of them at one period,
    ``found``: what is hidden in each on its own. What cannot be protected is left to the attacker."""
    known = list(found)
    for remembered in (True, False) if any(map(_remembers, members)) else (False,):
        for wide in (True, False):
            seen = [
                replace(
                    m,
                    remembered=remembered,
                    territory=replace(m.territory, wide=wide),
                    territory_then=replace(m.territory_then, wide=wide),
                )
                for m in members
            ]
            try:
                known = _together(seen, known, should_stop)
            except GeodataError as error:
                if error.problems[0].code not in RETRIED:
                    raise
            else:
                break
    return known


def _together(members: Sequence[Series], known: Sequence[Hidden], should_stop: Stop) -> list[Hidden]:
    system, found, starts = System(), list[dict[Key, int]](), [0]
    for member, hidden in zip(members, known, strict=True):
        own, where = unbound_cases(_with(member, hidden), hidden.bases)
        first = system.append(own, starts[-1])
        found.append({key: first + cell for key, cell in where.items()})
        starts.append(starts[-1] + len(member.rows))
    bind_all(system, _across(members, found))
    every = replace(
        members[0],
        rows=pd.concat([member.rows for member in members], ignore_index=True),
        rule=members[0].rule.model_copy(update={"protect_zero": any(m.rule.protect_zero for m in members)}),
    )
    more = _pattern(system, every, should_stop).cases
    return [
        hidden | Hidden({row - start for row in more if start <= row < end})
        for hidden, start, end in zip(known, starts, starts[1:], strict=False)
    ]


def _across(members: Sequence[Series], found: Sequence[dict[Key, int]]) -> Bound:
    """All sums within the indicators and between them, with the indicator in the name of each group."""
    there = {(m.indicator.id, *key) for m, where in zip(members, found, strict=True) for key in where}
    wide = members[0].territory.wide
    between = sums_across([m.indicator for m in members], there, wide=wide)
    if wide:
        there |= {key for left, right, _ in between for key in (*left, *right)}
    every = [(_named(left), _named(right), rest) for left, right, rest in between]
    for member in members:
        name = member.indicator.id
        own = {(group, area) for indicator, group, area in there if indicator == name}
        for left, right, rest in sums_of(member.indicator, member.territory, own):
            every.append((_named((name, *k) for k in left), _named((name, *k) for k in right), rest))
    where = {
        key: cell
        for m, cells in zip(members, found, strict=True)
        for key, cell in zip(_named((m.indicator.id, *k) for k in cells), cells.values(), strict=True)
    }
    return Bound(where, every, max(m.rule.minimum for m in members))


def _named(keys: Iterable[tuple[str, str, str]]) -> list[Key]:
    return [(f"{indicator}:{group}", area) for indicator, group, area in keys]


def _remembers(series: Series) -> bool:
    return bool(series.earlier is not None or series.rows[["told_k", "told_n"]].any(axis=None))


def _hides_what_was_told(series: Series) -> bool:
    """A stricter rule, or a source that shows less."""
    rows = series.rows
    hidden_k = rows["unsafe"] | ~rows["status"].eq(ValueStatus.OK)
    return bool((rows["told_k"] & hidden_k).any() or (rows["told_n"] & (rows["small_n"] | rows["n"].isna())).any())


def _with(series: Series, hidden: Hidden) -> Series:
    unsafe = series.rows["unsafe"].to_numpy(dtype=bool).copy()
    unsafe[sorted(hidden.cases)] = True
    return replace(series, rows=series.rows.assign(unsafe=unsafe))


def _wide_or_narrow(series: Series, should_stop: Stop, bare: set[int] | None = None) -> Hidden:
    """What follows from figures nobody delivered may be more than can be settled here: the attacker decides then."""
    solve = _solver(series, should_stop)
    try:
        return _hidden(series, solve, bare)
    except GeodataError as error:
        if error.problems[0].code not in RETRIED:
            raise
    narrow = replace(series, territory=replace(series.territory, wide=False))
    return _hidden(replace(narrow, territory_then=replace(series.territory_then, wide=False)), solve, bare)


def _what_can_be_protected(series: Series, should_stop: Stop) -> Hidden:
    """Where the last publication gives something away already: what it hid and nobody changed stays hidden, so that it
    tells no more than before, and everything else is protected as far as that goes."""
    series = replace(
        series,
        territory=replace(series.territory, wide=False),
        territory_then=replace(series.territory_then, wide=False),
    )
    bare = set(np.flatnonzero(series.rows["kept_n"]).tolist()) if series.rated else set()
    kept = Hidden(set(np.flatnonzero(series.rows["kept_k"]).tolist()) | bare, bare)
    solve = _solver(series, should_stop, giving_up=True)
    try:
        found = _hidden(_with(series, kept), solve, bare)
    except GeodataError as error:  # earlier numbers that fit nothing
        if error.problems[0].code not in RETRIED or series.earlier is None:
            raise
        found = _hidden(replace(_with(series, kept), earlier=None), solve, bare)
    return found | kept


def _hidden(series: Series, solve: Solve, bare: set[int] | None = None) -> Hidden:
    """``bare``: bases that are hidden in any case."""
    bare = set(bare or ())
    if series.rated:
        bare |= solve(base_system(series, bare)).bases
    try:
        return _with_cases(series, solve, bare)
    except GeodataError as error:
        if error.problems[0].code != "suppress_unprotectable" or not series.rated:
            raise
    return _with_more_bases(series, solve, bare)


def _with_cases(series: Series, solve: Solve, bare: set[int], *, giving: bool = False) -> Hidden:
    """Cases to hide where the bases of ``bare`` are hidden; with ``giving`` other bases may be hidden as well."""
    found = solve(case_system(series, bare, giving=giving))
    every = found.bases | bare
    return Hidden(found.cases | every, every)


def _with_more_bases(series: Series, solve: Solve, bare: set[int]) -> Hidden:
    """Cases that cannot be protected beside open bases: bases are given up where it takes them.

    Where a base is hidden its cases are as well, so the cases are settled anew until that asks for no further base.
    """
    while True:
        found = _with_cases(series, solve, bare, giving=True)
        if found.bases == bare:
            return found
        bare = found.bases


def _solver(series: Series, should_stop: Stop, *, giving_up: bool = False) -> Solve:
    """``giving_up``: what nothing can protect stays hidden without protection of its own."""

    def solve(system: System) -> Hidden:
        while True:
            try:
                return _pattern(system, series, should_stop)
            except Unprotected as error:
                if not giving_up:
                    raise
                for cell in error.cells.tolist():
                    system.give_up(cell)

    return solve


def _pattern(system: System, series: Series, should_stop: Stop) -> Hidden:
    if not any(v != UNKNOWN and 0 <= v < t for v, t in zip(system.value, system.threshold, strict=True)) and not any(
        s is State.SUPPRESSED for s in system.state
    ):
        return Hidden()
    cells = Cells.of(system.value, system.state, np.array(system.cost, float))

    def name(cell: int) -> str:
        row = max(system.row[cell], system.base[cell])
        told = ["area_id", "period", "group"]
        return "Rest zum Nenner" if row < 0 else ", ".join(filter(None, series.rows.loc[row, told]))

    found: Pattern = suppress(
        cells,
        relations(len(cells), system.sums),
        np.array(system.threshold),
        protect_zero=series.rule.protect_zero,
        name=name,
        should_stop=should_stop,
    )
    return Hidden(*({of[c] for c in found.suppressed if of[c] >= 0} for of in (system.row, system.base)))
