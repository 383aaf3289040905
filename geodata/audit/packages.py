"""Audit of whole packages: every relation that areas, catalogue and figures give away, then the attack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from geodata.audit import leaks, zones
from geodata.audit.attack import Progress, Stop, audit, never, silent
from geodata.audit.build import build
from geodata.audit.concern import concerned
from geodata.audit.memory import Delivered, Remembered, remembered, summed
from geodata.audit.model import Contradiction, Effort, Findings, Relations, Rules
from geodata.audit.publication import Codes, Published, publication
from geodata.observations import ValueStatus

QUICK = Rules(exact=False)
MOST_REPAIRS = 3


@dataclass(frozen=True)
class PackageFindings:
    """What an audit of packages found.

    ``cells`` and ``suppressed`` count rows of the audited packages. ``leaks``: one row per count that leaks, columns
    ``geodata.audit.leaks.COLUMNS`` (``what``: Anzahl, Nenner, Rest, Differenz; ``how``: computed, shown openly though
    too small, or a number of the earlier state). ``contradictions``: sums that published numbers do not fulfil; they
    were left out and the rest audited. ``uncounted``: indicators whose counts are no whole numbers or rounded, not
    audited.
    ``unusable``: printed shares that fit no whole number of cases. ``unproven``: cells that could not be decided.
    ``known``: what the earlier publication gives away by itself, in the form of ``leaks``; no new import changes it.
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
    known: pd.DataFrame = field(default_factory=leaks.none)
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
    delivered: Delivered | None = None,
    rules: Rules = QUICK,
    progress: Progress = silent,
    should_stop: Stop = never,
) -> PackageFindings:
    """Audit packages that are or would be published, together with those of ``base`` (same id: the new one counts).

    ``previous``: all packages of the state before; the attacker kept a copy. ``delivered``: the true figures of both
    states, if they are at hand. Reported are leaks of the packages' own figures and those that they cause in ``base``;
    what leaks from ``base`` alone, or from ``previous`` alone, is not their fault. Thresholds are those of the
    catalogue. Never raises for what it finds.
    """
    arriving = {p.id for p in packages}
    others = [p for p in base if p.id not in arriving]
    everything = publication([*others, *packages])
    world = concerned(everything, packages) if others else everything
    laid_over = zones.covers(world.areas, world.outlines, summed(world))
    codes = Codes(world.area_ids, room=len(laid_over))
    system = build(world, codes, laid_over)
    steps = (lambda done, total: progress(done, 2 * total)) if previous else progress
    found, contradictions = _consistent(system.cells, system.relations, rules, steps, should_stop)
    known = [leaks.shown(world, codes), leaks.of(found, system.cells, leaks.COMPUTED)]
    named = leaks.described(pd.concat(known, ignore_index=True).drop_duplicates("code"), world, codes)
    memory = Remembered(leaks.none(), leaks.none())
    if previous:
        then = {p.id for p in previous}
        kept = [*(p for p in others if p.id not in then), *previous]
        memory = remembered(everything, kept, delivered, rules, _second_half(progress), should_stop)
        named = pd.concat([t for t in (named, memory.leaks) if len(t)] or [named], ignore_index=True)
        named = named[~named.assign(then=named["how"].eq(leaks.AS_IT_WAS)).duplicated([*leaks.CELL, "what", "then"])]
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
        unproven=int((~found.cells["proven"]).sum()) + memory.unproven,
        known=memory.known,
        complete=found.complete and memory.complete,
        effort=found.effort,
    )


def _second_half(progress: Progress) -> Progress:
    return lambda done, total: progress(total + done, 2 * total)


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
