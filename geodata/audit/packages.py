"""Audit of whole packages: every relation the attacker can derive from areas, catalogue and figures, then the attack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.audit import zones
from geodata.audit.attack import Progress, Stop, audit, never, silent
from geodata.audit.model import Contradiction, Effort, Findings, Relations, Rules
from geodata.audit.publication import K, N, REST, Codes, Publication, Published, figures, publication
from geodata.audit.build import build
from geodata.observations import ValueStatus

QUICK = Rules(exact=False)
MOST_REPAIRS = 3
WHAT = {K: "Anzahl", N: "Nenner", REST: "Rest zum Nenner"}
REMAINDER = "Differenz"
LEAK_COLUMNS = ["dataset", "indicator", "period", "group", "area_id", "what", "lower", "upper", "how"]
COMPUTED, SHOWN, EARLIER = "berechenbar", "steht offen", "früher veröffentlicht"


@dataclass(frozen=True)
class PackageFindings:
    """What an audit of packages found.

    ``leaks``: one row per count that leaks, columns LEAK_COLUMNS (``what``: Anzahl, Nenner, Rest; ``how``: computed,
    shown openly though too small, or published before). ``contradictions``: sums that published numbers do not fulfil;
    they were left out and the rest audited. ``uncounted``: indicators without whole numbers, not audited.
    ``unusable``: printed shares that fit no whole number of cases. ``unproven``: cells that could not be decided.
    """

    packages: tuple[str, ...]
    indicators: int
    cells: int
    suppressed: int
    relations: int
    leaks: pd.DataFrame
    contradictions: tuple[Contradiction, ...] = ()
    uncounted: tuple[str, ...] = ()
    unusable: int = 0
    unproven: int = 0
    complete: bool = True
    effort: Effort = Effort()

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

    ``previous``: what was published before; the attacker kept a copy. The thresholds are those of the catalogue.
    """
    arriving = {p.id for p in packages}
    world = publication([*(p for p in base if p.id not in arriving), *packages])
    laid_over = zones.covers(world.areas, world.outlines, _summed(world))
    codes = Codes(world.area_ids, room=len(laid_over))
    system = build(world, codes, laid_over)
    found, contradictions = _consistent(system.cells, system.relations, rules, progress, should_stop)
    leaks = _leaks(found, system.cells, COMPUTED)
    if previous and len(earlier := _with_previous(system.cells, world, previous, codes)):
        again, _ = _consistent(earlier, system.relations, rules, progress, should_stop)
        known = earlier["known"].to_numpy()[again.cells.index] if len(again.cells) else np.zeros(0, dtype=bool)
        leaks = pd.concat([
            leaks,
            _leaks(replace(again, cells=again.cells[known]), system.cells, EARLIER),
            _leaks(replace(again, cells=again.cells[~known]), system.cells, COMPUTED),
        ])  # fmt: skip
    leaks = pd.concat([_shown(world, codes), leaks]).drop_duplicates("code")
    return PackageFindings(
        packages=world.packages,
        indicators=int(world.rows["indicator"].nunique()),
        cells=len(world.rows),
        suppressed=int(world.rows["status"].eq(ValueStatus.SUPPRESSED).sum()),
        relations=len(system.relations),
        leaks=_described(leaks, world, codes),
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


def _with_previous(
    cells: pd.DataFrame, world: Publication, previous: Sequence[Published], codes: Codes
) -> pd.DataFrame:
    """Cells with the numbers an earlier publication gave for what is hidden now (column ``known``); empty if none."""
    before = publication(previous)
    rows = before.rows[before.rows["area_id"].isin(world.area_ids)].reset_index(drop=True)
    earlier = figures(rows, before.catalog, codes)
    values = pd.Series(earlier.value, index=earlier.code).dropna()
    old = pd.Series(cells["code"].map(values[~values.index.duplicated()]).to_numpy(), index=cells.index)
    known = cells["value"].isna() & old.notna()
    if not known.any():
        return cells.iloc[:0]
    bounds = {end: cells[end].where(~known, old) for end in ("lower", "upper")}
    return cells.assign(**bounds, known=known)


def _leaks(found: Findings, cells: pd.DataFrame, how: str) -> pd.DataFrame:
    leaks = found.leaks
    return pd.DataFrame({
        "code": cells["code"].to_numpy()[leaks.index], "lower": leaks["lower"].to_numpy(),
        "upper": leaks["upper"].to_numpy(), "how": how,
    })  # fmt: skip


def _shown(world: Publication, codes: Codes) -> pd.DataFrame:
    """Numbers that stand in the open although the catalogue's rule forbids it."""
    entries = {i.id: i.disclosure for i in world.catalog.indicators}
    rows = world.rows[world.rows["status"].eq(ValueStatus.OK)]
    minimum = rows["indicator"].map(lambda i: entries[i].minimum).to_numpy(dtype=np.float64)
    guarded = rows["indicator"].map(lambda i: entries[i].protect_complement).to_numpy(dtype=bool)
    series = [codes.series_number(*key) for key in rows[["indicator", "period", "group"]].itertuples(index=False, name=None)]
    area = rows["area_id"].map(codes.area_number).to_numpy(dtype=np.int64)
    parts = []
    for quantity, count in ((K, rows["k"]), (N, rows["n"]), (REST, (rows["n"] - rows["k"]).where(guarded))):
        small = ((count > 0) & (count < minimum)).to_numpy()
        value = count[small].to_numpy()
        code = codes.code(np.array(series, dtype=np.int64)[small], quantity, area[small])
        parts.append(pd.DataFrame({"code": code, "lower": value, "upper": value, "how": SHOWN}))
    return pd.concat(parts)


def _described(leaks: pd.DataFrame, world: Publication, codes: Codes) -> pd.DataFrame:
    """Leaks by name; a rest that only repeats a leaking count of the same cell is left out."""
    series, quantity, area = codes.parts(leaks["code"].to_numpy(dtype=np.int64))
    owner = {i.id: i.dataset for i in world.catalog.indicators}
    keys = [codes.series[s] for s in series]
    frame = pd.DataFrame({
        "dataset": [owner[i] for i, _, _ in keys],
        "indicator": [i for i, _, _ in keys],
        "period": [p for _, p, _ in keys],
        "group": [g for _, _, g in keys],
        "area_id": [codes.areas[a] for a in area],
        "what": [_what(world, codes, s, q, a) for s, q, a in zip(series, quantity, area, strict=True)],
        "lower": leaks["lower"].to_numpy(),
        "upper": leaks["upper"].to_numpy(),
        "how": leaks["how"].to_numpy(),
    }, columns=LEAK_COLUMNS)  # fmt: skip
    order = ["dataset", "indicator", "period", "group", "area_id"]
    frame = frame.assign(rank=quantity).sort_values([*order, "rank"], kind="stable")
    repeats = frame["rank"].eq(REST) & frame.duplicated(order) & (frame["upper"] > 0)
    return frame[~repeats].drop(columns="rank").reset_index(drop=True)


def _what(world: Publication, codes: Codes, series: int, quantity: int, area: int) -> str:
    indicator, _, group = codes.series[series]
    made_up = area >= len(world.area_ids) or (group and group not in world.catalog.indicator(indicator).groups)
    return REMAINDER if made_up else WHAT[quantity]
