"""Audit of whole packages: every relation that areas, catalogue and figures give away, then the attack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geodata.audit import leaks, zones
from geodata.audit.attack import Progress, Stop, audit, never, silent
from geodata.audit.build import System, build
from geodata.audit.concern import concerned
from geodata.audit.model import Contradiction, Effort, Findings, Relations, Rules
from geodata.audit.publication import Codes, Publication, Published, figures, publication
from geodata.observations import ValueStatus

QUICK = Rules(exact=False)
MOST_REPAIRS = 3


@dataclass(frozen=True)
class PackageFindings:
    """What an audit of packages found.

    ``cells`` and ``suppressed`` count rows of the audited packages. ``leaks``: one row per count that leaks, columns
    ``geodata.audit.leaks.COLUMNS`` (``what``: Anzahl, Nenner, Rest, Differenz; ``how``: computed, shown openly though
    too small, or published before). ``contradictions``: sums that published numbers do not fulfil; they were left out
    and the rest audited. ``uncounted``: indicators whose counts are no whole numbers or rounded, not audited.
    ``unusable``: printed shares that fit no whole number of cases. ``unproven``: cells that could not be decided.
    ``names``: area id → name.
    """

    packages: tuple[str, ...]
    indicators: int
    cells: int
    suppressed: int
    relations: int
    leaks: pd.DataFrame
    names: dict[str, str]
    contradictions: tuple[Contradiction, ...] = ()
    uncounted: tuple[str, ...] = ()
    unusable: int = 0
    unproven: int = 0
    complete: bool = True
    effort: Effort = field(default_factory=Effort)

    @property
    def safe(self) -> bool:
        """Audited to the end and nothing leaks."""
        return self.complete and not len(self.leaks) and not self.unproven


def audit_packages(
    packages: Sequence[Published],
    base: Sequence[Published] = (),
    previous: Sequence[Published] = (),
    rules: Rules = QUICK,
    progress: Progress = silent,
    should_stop: Stop = never,
) -> PackageFindings:
    """Audit packages that are or would be published, together with those of ``base`` (same id: the new one counts).

    ``previous``: what was published before; the attacker kept a copy. Reported are leaks of the packages' own figures
    and those that they cause in ``base``; what leaks from ``base`` alone is not their fault. Thresholds are those of
    the catalogue. Never raises for what it finds.
    """
    arriving = {p.id for p in packages}
    others = [p for p in base if p.id not in arriving]
    world = publication([*others, *packages])
    world = concerned(world, packages) if others else world
    laid_over = zones.covers(world.areas, world.outlines, _summed(world))
    codes = Codes(world.area_ids, room=len(laid_over))
    system = build(world, codes, laid_over)
    found, contradictions = _consistent(system.cells, system.relations, rules, progress, should_stop)
    known = [leaks.shown(world, codes), leaks.of(found, system.cells, leaks.COMPUTED)]
    if previous:
        known += _remembered(system, world, previous, codes, rules, should_stop)
    named = leaks.described(pd.concat(known, ignore_index=True).drop_duplicates("code"), world, codes)
    own = {d.id for p in packages for d in p.catalog.datasets}
    if not named["dataset"].isin(own).all():
        named = _caused(named, own, audit_packages(others, rules=rules, should_stop=should_stop).leaks)
    rows = world.rows[world.rows["dataset"].isin(own)]
    return PackageFindings(
        packages=tuple(p.id for p in packages),
        indicators=int(rows["indicator"].nunique()),
        cells=len(rows),
        suppressed=int(rows["status"].eq(ValueStatus.SUPPRESSED).sum()),
        relations=len(system.relations),
        leaks=named,
        names=world.names,
        contradictions=contradictions,
        uncounted=world.uncounted,
        unusable=system.unusable,
        unproven=int((~found.cells["proven"]).sum()),
        complete=found.complete,
        effort=found.effort,
    )


def _summed(world: Publication) -> pd.Series:
    """Areas with figures that add up."""
    additive = {i.id for i in world.catalog.indicators if i.additive_areas}
    return world.rows.loc[world.rows["indicator"].isin(additive), "area_id"]


def _caused(found: pd.DataFrame, own: set[str], before: pd.DataFrame) -> pd.DataFrame:
    """Leaks of own figures, and of others those that were none ``before``."""
    key = [*leaks.CELL, "what"]
    old = pd.MultiIndex.from_frame(before[key])
    return found[found["dataset"].isin(own) | ~pd.MultiIndex.from_frame(found[key]).isin(old)].reset_index(drop=True)


def _consistent(
    cells: pd.DataFrame, relations: Relations, rules: Rules, progress: Progress, should_stop: Stop
) -> tuple[Findings, tuple[Contradiction, ...]]:
    """Audit, leaving out relations that the published numbers do not fulfil (they tell the attacker nothing)."""
    contradictions: dict[int, Contradiction] = {}
    found = audit(cells, relations, rules, progress, should_stop)
    for _ in range(MOST_REPAIRS):
        contradictions |= {c.relation: c for c in found.contradictions}
        if not found.cells["lower"].isna().any() or not found.complete:
            break
        found = audit(cells, relations.without(contradictions), rules, progress, should_stop)
    return found, tuple(contradictions.values())


def _remembered(
    system: System, world: Publication, previous: Sequence[Published], codes: Codes, rules: Rules, should_stop: Stop
) -> list[pd.DataFrame]:
    """What leaks to somebody who kept the earlier publication. Where its numbers contradict the new ones (they were
    revised), they tell nothing."""
    before = publication(previous)
    rows = before.rows[before.rows["area_id"].isin(world.area_ids)].reset_index(drop=True)
    earlier = figures(rows, before.catalog, codes)
    values = pd.Series(earlier.value, index=earlier.code).dropna()
    cells = system.cells
    old = cells["code"].map(values[~values.index.duplicated()]).astype("float64")
    known = cells["value"].isna() & old.notna()
    if not known.any():
        return []
    cells = cells.assign(lower=cells["lower"].where(~known, old), upper=cells["upper"].where(~known, old))
    found = audit(cells, system.relations, rules, should_stop=should_stop)
    same = known.to_numpy()[found.cells.index.to_numpy(dtype=np.int64)]
    return [
        leaks.of(replace(found, cells=found.cells[which]), cells, how)
        for which, how in ((same, leaks.EARLIER), (~same, leaks.COMPUTED))
    ]
