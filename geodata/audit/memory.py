"""Somebody who kept the earlier publication reads it beside the new one.

Figures are taken to be the same as before unless they are known to have changed; the earlier number of a changed figure
is a cell of its own, bound by the sums that held then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.audit import leaks, zones
from geodata.audit.attack import Progress, Stop, audit
from geodata.audit.build import System, build
from geodata.audit.concern import linked
from geodata.audit.model import Contradiction, Findings, Flags, Ints, Relations, Rules
from geodata.audit.publication import (
    CELL,
    QUANTITIES,
    REST,
    Codes,
    K,
    N,
    Publication,
    Published,
    figures,
    publication,
)
from geodata.catalog import merge_catalogs
from geodata.observations import ValueStatus

MOST_REPAIRS = 3
TOLD = ["status", "k", "n"]
PLACE = ["area_id", "parent_id", "level", "partition"]


@dataclass(frozen=True)
class Delivered:
    """The true figures behind both publications, for the one question which of them have changed. An attacker who
    knows that much is the strongest there is; without it he takes to be unchanged what is not visibly different."""

    now: Sequence[Published]
    before: Sequence[Published]


@dataclass(frozen=True)
class Remembered:
    """``leaks``: what both publications give away together and the earlier one alone did not; ``known``: what that one
    gave away by itself. Both with the columns ``leaks.COLUMNS``."""

    leaks: pd.DataFrame
    known: pd.DataFrame
    unproven: int = 0
    complete: bool = True


def remembered(
    world: Publication,
    previous: Sequence[Published],
    delivered: Delivered | None,
    rules: Rules,
    progress: Progress,
    should_stop: Stop,
) -> Remembered:
    """Attack ``world`` with the earlier publication at hand. Whatever says the same as before is not tried again."""
    before = publication(previous)
    nothing = leaks.none()
    pairs = _touched(world, before)
    if pairs.empty:
        return Remembered(nothing, nothing)
    world, before = _within(world, pairs), _within(before, pairs)
    both = _together(world, before)
    covers = [zones.covers(w.areas, w.outlines, summed(w)) for w in (both, before)]
    codes = Codes(both.area_ids, room=len(covers[0]) + 2 * len(covers[1]))
    changed = _changed(world, before, delivered, codes)
    both, gone = _without_stale(both, world, changed, codes)
    systems = build(both, codes, covers[0]), build(before, codes, covers[1])
    same = np.setdiff1d(_spoken(before, codes), np.concatenate([changed, gone]))
    joint, found = _attack(*systems, codes, same, delivered is None, rules, progress, should_stop)
    leaking = leaks.of(found, joint.cells, leaks.COMPUTED)
    was = np.zeros(len(leaking), dtype=bool)
    if len(leaking):
        alone = _alone(before, both, joint, codes, covers[1])
        was = _known_before(leaking["code"].to_numpy(np.int64), alone, joint, changed, codes, rules, should_stop)
    return _sorted_out(joint, found, leaking, was, both, codes)


def summed(world: Publication) -> pd.Series:
    """Areas with figures that add up."""
    additive = {i.id for i in world.catalog.indicators if i.additive_areas}
    return world.rows.loc[world.rows["indicator"].isin(additive), "area_id"]


def _touched(world: Publication, before: Publication) -> pd.MultiIndex:
    """Indicator and period of all figures that a difference between both publications can tell something about."""
    pair = ["indicator", "period"]
    rows = pd.concat([before.rows, world.rows], ignore_index=True)[[*CELL, *TOLD]].drop_duplicates(keep=False)
    moved = _moved(world.areas, before.areas)
    differing = pd.concat([rows[pair], before.rows.loc[before.rows["area_id"].isin(moved), pair]]).drop_duplicates()
    group = linked(merge_catalogs([before.catalog, world.catalog]))
    wanted = set(zip(differing["indicator"].map(group), differing["period"], strict=True))
    there = pd.concat([before.rows[pair], world.rows[pair]]).drop_duplicates()
    there = there.assign(of=list(zip(there["indicator"].map(group), there["period"], strict=True)))
    kept = before.rows[pair].drop_duplicates()
    wanted &= set(zip(kept["indicator"].map(group), kept["period"], strict=True))
    return pd.MultiIndex.from_frame(there.loc[there["of"].isin(wanted), pair])


def _moved(now: pd.DataFrame, then: pd.DataFrame) -> set[str]:
    """Areas whose place in the hierarchy is another one now: what they added up to then is still known."""
    both = pd.concat([then[PLACE], now[PLACE], now[PLACE]])
    return set(both.loc[~both.duplicated(keep=False), "area_id"])


def _within(world: Publication, pairs: pd.MultiIndex) -> Publication:
    inside = pd.MultiIndex.from_frame(world.rows[["indicator", "period"]]).isin(pairs)
    return replace(world, rows=world.rows[inside].reset_index(drop=True))


def _together(world: Publication, before: Publication) -> Publication:
    """The new publication and figures of the earlier one that it no longer speaks of; areas that are gone make up
    nothing any more."""
    rows = pd.concat([before.rows, world.rows], ignore_index=True).drop_duplicates(CELL, keep="last")
    gone = before.areas[~before.areas["area_id"].isin(world.areas["area_id"])].assign(partition=False)
    areas = pd.concat([world.areas, gone], ignore_index=True)
    catalog = merge_catalogs([before.catalog, world.catalog])
    return replace(world, catalog=catalog, areas=areas, rows=rows.reset_index(drop=True))


def _without_stale(both: Publication, world: Publication, changed: Ints, codes: Codes) -> tuple[Publication, Ints]:
    """Where figures changed, those that are not delivered any more need not be what they were: they keep to the sums of
    then. Also returns their codes."""
    moved = {codes.series[s][:2] for s in np.unique(codes.parts(changed)[0]).tolist()}
    absent = ~pd.MultiIndex.from_frame(both.rows[CELL]).isin(pd.MultiIndex.from_frame(world.rows[CELL]))
    stale = absent & pd.MultiIndex.from_frame(both.rows[["indicator", "period"]]).isin(list(moved))
    gone = figures(both.rows[stale], both.catalog, codes).code
    return replace(both, rows=both.rows[~stale].reset_index(drop=True)), gone


def _spoken(before: Publication, codes: Codes) -> Ints:
    """Codes of cases and bases that a row of the earlier publication speaks of."""
    found = figures(before.rows, before.catalog, codes)
    return found.code[found.stated & (codes.parts(found.code)[1] != REST)]


def _changed(world: Publication, before: Publication, delivered: Delivered | None, codes: Codes) -> Ints:
    """Codes whose number is known to be another one now; by the published numbers where nobody knows the true ones."""
    found = [_differing(world, before, codes)]
    if delivered is not None:
        pairs = pd.MultiIndex.from_frame(before.rows[["indicator", "period"]].drop_duplicates())
        now, then = (_within(publication(packages), pairs) for packages in (delivered.now, delivered.before))
        found.append(_differing(now, then, codes))
    return np.unique(np.concatenate(found))


def _differing(now: Publication, then: Publication, codes: Codes) -> Ints:
    tables = []
    for world in (now, then):
        known = figures(world.rows[world.rows["area_id"].isin(codes.area_number)], world.catalog, codes)
        tables.append(pd.Series(known.value, index=known.code).dropna())
    both = pd.concat(tables, axis=1, join="inner").to_numpy()
    index = tables[0].index.intersection(tables[1].index, sort=False)
    return index.to_numpy(dtype=np.int64)[both[:, 0] != both[:, 1]] if len(index) else np.zeros(0, np.int64)


@dataclass(frozen=True)
class _Joint:
    """Both publications as one system. ``cells``: as ``attack.audit`` takes them, with ``code`` and what each
    publication says, ``now`` and ``then``; codes from ``shift`` on are those of figures as they were."""

    cells: pd.DataFrame
    relations: Relations
    shift: int


def _joint(new: System, old: System, codes: Codes, same: Ints) -> _Joint:
    shift = max(len(codes.series), 1) * QUANTITIES * codes.width
    then = old.cells.assign(code=old.cells["code"] + np.where(old.cells["code"].isin(same), 0, shift))
    stacked = pd.concat([new.cells.assign(now=new.cells["value"]), then.assign(then=then["value"])], ignore_index=True)
    once = {"value": "first", "now": "first", "then": "first", "lower": "max", "upper": "min"}
    cells = stacked.groupby("code").agg(once | {"secret": "any", "threshold": "max", "zero": "any"}).reset_index()
    parts = []
    for system, own in ((new, new.cells["code"]), (old, then["code"])):
        place = np.searchsorted(cells["code"].to_numpy(), own.to_numpy())
        parts.append(replace(system.relations, cell=place[system.relations.cell]))
    return _Joint(cells, Relations.joined(parts), shift)


def _attack(
    new: System, old: System, codes: Codes, same: Ints, guessed: bool, rules: Rules, progress: Progress, stop: Stop
) -> tuple[_Joint, Findings]:
    """Where numbers contradict each other, figures only ``guessed`` to be the same were revised; other relations that
    fail tell nothing."""
    joint = _joint(new, old, codes, same)
    found = audit(joint.cells, joint.relations, rules, progress, stop)
    for _ in range(MOST_REPAIRS):
        if not found.contradictions or not found.complete:
            break
        doubtful = np.intersect1d(_around(joint, found.contradictions), same) if guessed else same[:0]
        if len(doubtful):
            same = np.setdiff1d(same, doubtful)
            joint = _joint(new, old, codes, same)
        else:
            left = joint.relations.without(c.relation for c in found.contradictions)
            joint = replace(joint, relations=left)
        found = audit(joint.cells, joint.relations, rules, progress, stop)
    return joint, found


def _around(joint: _Joint, contradictions: Sequence[Contradiction]) -> Ints:
    """Codes in relations that fail."""
    failing = np.isin(joint.relations.relation, [c.relation for c in contradictions])
    return joint.cells["code"].to_numpy()[joint.relations.cell[failing]]


def _alone(
    before: Publication, both: Publication, joint: _Joint, codes: Codes, covers: Sequence[zones.Cover]
) -> System:
    """The earlier publication by itself, and that there are the figures of today: what it says of them by its sums."""
    fresh = ~pd.MultiIndex.from_frame(both.rows[CELL]).isin(pd.MultiIndex.from_frame(before.rows[CELL]))
    fresh &= both.rows["indicator"].isin({i.id for i in before.catalog.indicators}).to_numpy()
    fresh &= both.rows["area_id"].isin(before.areas["area_id"]).to_numpy()
    unsaid = {"status": ValueStatus.SUPPRESSED.value, "k": np.nan, "n": np.nan, "value": np.nan}
    rows = pd.concat([before.rows, both.rows[fresh].assign(**unsaid)], ignore_index=True)
    system = build(replace(before, rows=rows), codes, covers)
    limits = joint.cells.assign(code=joint.cells["code"] % joint.shift).groupby("code")
    limits = limits.agg({"secret": "any", "threshold": "max", "zero": "any"}).reindex(system.cells["code"])
    asked = {c: limits[c].fillna(0).astype(system.cells[c].dtype).to_numpy() for c in limits}
    return replace(system, cells=system.cells.assign(**asked))


def _known_before(
    code: Ints, alone: System, joint: _Joint, changed: Ints, codes: Codes, rules: Rules, should_stop: Stop
) -> Flags:
    """Which of these leaks the earlier publication has by itself; of a figure that changed, only the earlier number."""
    found = audit(alone.cells, alone.relations, rules, should_stop=should_stop)
    told = alone.cells.loc[alone.cells["value"].notna(), "code"]
    known = np.concatenate([leaks.of(found, alone.cells, leaks.COMPUTED)["code"], told])
    base = code % joint.shift
    return (np.isin(base, known) | _rest_of(base, known, codes)) & ~((code < joint.shift) & np.isin(code, changed))


def _sorted_out(
    joint: _Joint, found: Findings, leaking: pd.DataFrame, was: Flags, both: Publication, codes: Codes
) -> Remembered:
    """Leaks that are new, and those that the earlier publication has by itself."""
    cells = joint.cells
    open_then = cells[cells["then"].notna() & cells["now"].isna() & cells["secret"] & cells["code"].lt(joint.shift)]
    told = open_then.assign(lower=open_then["then"], upper=open_then["then"], how=leaks.EARLIER)[[*leaking]]
    known = pd.concat([told, leaking[was].assign(how=leaks.EARLIER_ALONE)], ignore_index=True)
    return Remembered(
        _described(leaking[~was], joint, both, codes),
        _described(known, joint, both, codes),
        int((~found.cells["proven"]).sum()),
        found.complete,
    )


def _rest_of(code: Ints, known: Ints, codes: Codes) -> Flags:
    """Rests whose cases and base are known."""
    series, quantity, area = codes.parts(code)
    both = [np.isin(codes.code(series, q, area), known) for q in (K, N)]
    return (quantity == REST) & both[0] & both[1]


def _described(found: pd.DataFrame, joint: _Joint, both: Publication, codes: Codes) -> pd.DataFrame:
    own = found["how"].eq(leaks.COMPUTED)
    how = found["how"].mask(own, leaks.BESIDE_EARLIER).mask(own & found["code"].ge(joint.shift), leaks.AS_IT_WAS)
    return leaks.described(found.assign(code=found["code"] % joint.shift, how=how), both, codes)
