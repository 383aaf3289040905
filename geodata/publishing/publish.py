"""What a workspace may publish: every cell safe on its own, and nothing hidden that follows from what is shown.

The second gate. The first looks at each cell alone (``geodata.methods.disclosure``); here all packages of the coming
state are looked at together, because a total in one may give away a quarter in another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from geodata.catalog import Share
from geodata.methods.disclosure import few_people, inhabitants, protect
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.publishing.figures import (
    ELSEWHERE,
    World,
    completed,
    figures,
    outlines,
    solved_order,
    whole_numbers,
    world,
)
from geodata.publishing.hiding import Hidden, hide, hide_together
from geodata.publishing.memory import Memory, Pair, nothing, remember
from geodata.publishing.sums import Territory
from geodata.publishing.systems import Base, Series
from geodata.publishing.zones import covers

Progress = Callable[[int, int], None]
NAN = float("nan")
NO_BASE = pd.Series([], index=pd.MultiIndex.from_arrays([[], []]), dtype=float)


def publish(
    packages: Sequence[Package],
    before: Mapping[str, Package],
    base: Sequence[Package] = (),
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    delivered: Mapping[str, Package] | None = None,
) -> list[Package]:
    """Return what may be published of ``packages`` (as delivered), in their order.

    ``before``: the last publication, which somebody may have kept; ``delivered``: the same packages as delivered, as
    far as they can be read. ``base``: what stands published beside the workspace. Raises ``GeodataError``
    (``suppress_unprotectable``) naming a figure that nothing can protect.
    """
    then = completed([(delivered or {}).get(name, p) for name, p in before.items()], base) if before else []
    return publish_completed(completed(packages, base), before, then, base, progress, should_stop)


def publish_completed(
    full: Sequence[Package],
    before: Mapping[str, Package],
    then: Sequence[Package],
    base: Sequence[Package],
    progress: Progress,
    should_stop: Callable[[], bool],
) -> list[Package]:
    """The same for packages with sums for parents; ``then``: those behind ``before``."""
    seen = world(full, base)
    memory = _memory(seen, before, then, base)
    hidden = _hidden(replace(seen, rows=seen.rows.join(memory.known)), memory, progress, should_stop)
    people = inhabitants(seen.rows, seen.catalog)
    return [_published(p, seen, people, hidden.get(i, Hidden())) for i, p in enumerate(full)]


def _memory(seen: World, before: Mapping[str, Package], then: Sequence[Package], base: Sequence[Package]) -> Memory:
    if not before:
        return nothing(seen.rows)
    (catalog, areas, true), (_, _, published) = figures(then, base), figures([*before.values()], base)
    return remember(seen.rows, true, published, (seen.catalog, catalog), (seen.areas, areas), outlines([*base, *then]))


def _hidden(seen: World, memory: Memory, progress: Progress, should_stop: Callable[[], bool]) -> dict[int, Hidden]:
    """Positions to hide, by number of the package."""
    territory = Territory.of(seen.areas, covers(seen.areas, seen.outlines, _adding(seen)))
    series = dict(list(seen.rows.groupby(["indicator", "period"], sort=True)))
    together = [(group, p) for group in solved_order(seen.catalog) for p in sorted({period for _, period in series})]
    steps = [pairs for group, p in together if (pairs := [(i, p) for i in group if (i, p) in series])]
    shown: dict[Pair, pd.Series] = {}
    found: dict[int, Hidden] = {}
    ours = seen.rows.loc[seen.rows["package"].ne(ELSEWHERE), ["indicator", "period"]].drop_duplicates()
    ours = set(ours.itertuples(index=False, name=None))
    bases = {i.derived.denominator for i in seen.catalog.indicators if isinstance(i.derived, Share)}
    for done, pairs in enumerate(steps):
        progress(done, len(steps))
        if ours.isdisjoint(pairs):
            shown |= {pair: _shown(series[pair], Hidden()) for pair in pairs if pair[0] in bases}
            continue
        rows = {pair: series[pair].reset_index(drop=True) for pair in pairs}
        for pair, result in _solved(seen, memory, rows, territory, shown, should_stop).items():
            _note(found, rows[pair], result)
    progress(len(steps), len(steps))
    return found


def _solved(
    seen: World,
    memory: Memory,
    rows: Mapping[Pair, pd.DataFrame],
    territory: Territory,
    shown: dict[Pair, pd.Series],
    should_stop: Callable[[], bool],
) -> dict[Pair, Hidden]:
    """What to hide in the series of one step; writes what they show into ``shown``."""
    results = dict.fromkeys(rows, Hidden())
    while True:
        before = dict(results)
        members = {}
        for pair, figures_of in rows.items():
            if whole_numbers(figures_of):
                members[pair] = _series(seen, memory, pair, figures_of, territory, shown)
                if not figures_of["package"].eq(ELSEWHERE).all():  # what stands beside the workspace is fixed
                    results[pair] |= hide(members[pair], should_stop)
            shown[pair] = _shown(figures_of, results[pair])
        added = [pair for pair in members if not members[pair].rule.rounding]
        if len(added) < 2:
            return results
        known = hide_together([members[p] for p in added], [results[p] for p in added], should_stop)
        results |= dict(zip(added, known, strict=True))
        shown |= {pair: _shown(rows[pair], results[pair]) for pair in added}
        if results == before:  # nothing more is hidden of a base of one of them either
            return results


def _note(found: dict[int, Hidden], rows: pd.DataFrame, result: Hidden) -> None:
    """Positions to hide, by number of the package."""
    for where, into in ((result.cases, "cases"), (result.bases, "bases")):
        own = rows.loc[sorted(where), ["package", "position"]]
        for number, position in own[own["package"].ne(ELSEWHERE)].itertuples(index=False):
            getattr(found.setdefault(int(number), Hidden()), into).add(int(position))


def _series(
    seen: World, memory: Memory, pair: Pair, rows: pd.DataFrame, territory: Territory, shown: Mapping[Pair, pd.Series]
) -> Series:
    entry = seen.catalog.indicator(pair[0])
    bases = _bases(seen, memory, *pair, shown)
    earlier = memory.earlier.get(pair)
    return Series(
        _with_bases(rows, bases),
        entry,
        seen.catalog.rule(entry),
        territory,
        bases,
        earlier if earlier is None or whole_numbers(earlier) else None,
        next((i for i in memory.catalog.indicators if i.id == entry.id), None),
        memory.territory,
    )


def _adding(seen: World) -> set[str]:
    """Areas with figures that add up."""
    additive = {i.id for i in seen.catalog.indicators if i.additive_areas}
    return set(seen.rows.loc[seen.rows["indicator"].isin(additive), "area_id"])


def _bases(seen: World, memory: Memory, indicator_id: str, period: str, shown: Mapping[Pair, pd.Series]) -> list[Base]:
    """Bases of the derived shares whose cases these are, also of shares of which only the last publication spoke."""
    found = []
    mine = {i.id: (i, seen.catalog) for i in seen.catalog.indicators}
    theirs = {i.id: (i, memory.catalog) for i in memory.catalog.indicators}
    for share, catalog in (theirs | mine).values():
        rule = catalog.rule(share)
        if isinstance(share.derived, Share) and share.derived.numerator == indicator_id and not rule.rounding:
            pair = share.derived.denominator, period
            then, still = memory.told.get(pair, NO_BASE), memory.still.get(pair, NO_BASE)
            n = shown.get(pair, NO_BASE) if share.id in mine else NO_BASE
            if len(n) or len(then):
                known = n.combine_first(still) if len(still) else n
                found.append(Base(n, rule.minimum if rule.protect_complement else 1, known, then))
    return found


def _with_bases(rows: pd.DataFrame, bases: Sequence[Base]) -> pd.DataFrame:
    """Cases of a hidden base are hidden as well: they would bound it from below."""
    keys = list(zip(rows["group"], rows["area_id"], strict=True))
    unsafe, k = rows["unsafe"].to_numpy(dtype=bool), rows["k"].to_numpy(dtype=float)
    for base in bases:
        n = base.n.reindex(keys).to_numpy(dtype=float)
        there = np.array([key in base.n.index for key in keys], dtype=bool)
        unsafe = unsafe | (there & np.isnan(n)) | ((n > k) & (n - k < base.least_rest))
    return rows.assign(unsafe=unsafe)


def _shown(rows: pd.DataFrame, result: Hidden) -> pd.Series:
    """k by group and area as published after this step; NaN where it is hidden. What was never told is left out."""
    k = rows["k"].where(rows["status"].eq(ValueStatus.OK) & ~rows["unsafe"])
    k.loc[sorted(result.cases)] = NAN
    told = ~rows["status"].eq(ValueStatus.MISSING)
    return pd.Series(k[told].to_numpy(), index=pd.MultiIndex.from_frame(rows.loc[told, ["group", "area_id"]]))


def _published(package: Package, seen: World, people: pd.DataFrame, hidden: Hidden) -> Package:
    if package.observations is None:
        return package
    rows = protect(package.observations, seen.catalog)
    cases = np.zeros(len(rows), dtype=bool)
    cases[sorted(hidden.cases)] = True
    bases = np.zeros(len(rows), dtype=bool)
    bases[sorted(hidden.bases)] = True
    rows.loc[cases & rows["status"].eq(ValueStatus.OK), "status"] = ValueStatus.SUPPRESSED.value
    rows.loc[cases, ["k", "value"]] = NAN
    rows.loc[bases, "n"] = NAN
    return replace(package, observations=few_people(rows, seen.catalog, people))
