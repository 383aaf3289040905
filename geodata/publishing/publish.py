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
from geodata.publishing.figures import ELSEWHERE, World, completed, solved_order, whole_numbers, world
from geodata.publishing.hiding import Base, Hidden, hide
from geodata.publishing.sums import Territory
from geodata.publishing.zones import covers

Progress = Callable[[int, int], None]
NAN = float("nan")


def publish(
    packages: Sequence[Package],
    before: Mapping[str, Package],
    base: Sequence[Package] = (),
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Package]:
    """Return what may be published of ``packages`` (as delivered), in their order.

    ``before``: the last publication; what it gave away is not hidden in vain. ``base``: what stands published beside
    the workspace. Raises ``GeodataError`` (``suppress_unprotectable``) naming a figure that nothing can protect.
    """
    full = completed(packages, base)
    seen = world(full, base, before)
    hidden = _hidden(seen, progress, should_stop)
    people = inhabitants(seen.rows, seen.catalog)
    return [_published(p, seen, people, hidden.get(i, Hidden())) for i, p in enumerate(full)]


def _hidden(seen: World, progress: Progress, should_stop: Callable[[], bool]) -> dict[int, Hidden]:
    """Positions to hide, by number of the package."""
    territory = Territory.of(seen.areas, covers(seen.areas, seen.outlines, _adding(seen)))
    series = dict(list(seen.rows.groupby(["indicator", "period"], sort=True)))
    order = {i: n for n, i in enumerate(solved_order(seen.catalog))}
    wanted = sorted((key for key in series if key[0] in order), key=lambda key: (order[key[0]], key[1]))
    shown_bases: dict[tuple[str, str], pd.Series] = {}
    found: dict[int, Hidden] = {}
    for done, (indicator_id, period) in enumerate(wanted):
        progress(done, len(wanted))
        rows = series[indicator_id, period].reset_index(drop=True)
        if not whole_numbers(rows) or rows["package"].eq(ELSEWHERE).all():
            shown_bases[indicator_id, period] = _shown(rows, Hidden())
            continue
        entry = seen.catalog.indicator(indicator_id)
        bases = _bases(seen, indicator_id, period, shown_bases)
        result = hide(_with_bases(rows, bases), seen.catalog, entry, territory, bases, should_stop)
        shown_bases[indicator_id, period] = _shown(rows, result)
        for where, into in ((result.cases, "cases"), (result.bases, "bases")):
            own = rows.loc[sorted(where)].query("package != @ELSEWHERE")
            for number, position in own[["package", "position"]].itertuples(index=False):
                getattr(found.setdefault(int(number), Hidden()), into).add(int(position))
    progress(len(wanted), len(wanted))
    return found


def _adding(seen: World) -> set[str]:
    """Areas with figures that add up."""
    additive = {i.id for i in seen.catalog.indicators if i.additive_areas}
    return set(seen.rows.loc[seen.rows["indicator"].isin(additive), "area_id"])


def _bases(seen: World, indicator_id: str, period: str, shown: Mapping[tuple[str, str], pd.Series]) -> list[Base]:
    """Bases of the derived shares whose cases these are."""
    found = []
    for share in seen.catalog.indicators:
        rule = seen.catalog.rule(share)
        if isinstance(share.derived, Share) and share.derived.numerator == indicator_id:
            n = shown.get((share.derived.denominator, period))
            if n is not None and not rule.rounding:
                found.append(Base(n, rule.minimum if rule.protect_complement else 1))
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
