"""What else has to be hidden in the figures of one indicator at one period, so that nothing hidden can be computed.

Bases (n) are settled first, then cases (k) with what remains to the base (n − k): a base stays visible wherever it can,
because many figures share it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN, Cells, Pattern, State, relations
from geodata.methods.suppression.suppress import suppress
from geodata.methods.suppression.system import Unprotected
from geodata.observations import ValueStatus
from geodata.publishing.binding import System
from geodata.publishing.systems import Series, base_system, case_system

Stop = Callable[[], bool]
Solve = Callable[[System], "Hidden"]
RETRIED = {"suppress_unprotectable", "suppress_unknown"}


@dataclass(frozen=True)
class Hidden:
    """Positions of figures whose cases, or whose base, may not be shown beyond those that are unsafe themselves."""

    cases: set[int] = field(default_factory=set)
    bases: set[int] = field(default_factory=set)


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
    return Hidden(found.cases | kept.cases, found.bases | kept.bases)


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
