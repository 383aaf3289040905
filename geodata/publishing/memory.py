"""What somebody knows who kept the last publication, put beside the figures of the coming one.

A figure that stood there and is the same today is known, whatever is hidden now. Of a figure that changed, the earlier
number is one of its own, bound by the sums that held then; so are figures that are not delivered any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.catalog import Catalog, Share
from geodata.observations import ValueStatus
from geodata.publishing.sums import Territory
from geodata.publishing.zones import covers

CELL = ["indicator", "area_id", "period", "group"]
Pair = tuple[str, str]  # indicator, period
COUNTS = ("k", "n")


@dataclass(frozen=True)
class Memory:
    """``known``: beside each figure of today ``told_k``, ``told_n`` (was published and has not changed since),
    ``kept_k``, ``kept_n`` (was hidden and has not changed) and ``then_k``, ``then_n`` (what it was; NaN = unknown).
    ``earlier``: by indicator and period, where the last
    publication says more than that: its figures, true numbers ``k`` and ``n``, whether they were ``told_k``,
    ``told_n`` and whether they are the ``same_k``, ``same_n`` today. ``told``: bases of shares published then, by
    indicator and period; ``still``: those of them that have not changed."""

    known: pd.DataFrame
    earlier: dict[Pair, pd.DataFrame] = field(default_factory=dict)
    told: dict[Pair, pd.Series] = field(default_factory=dict)
    still: dict[Pair, pd.Series] = field(default_factory=dict)
    catalog: Catalog = field(default_factory=Catalog)
    territory: Territory = field(default_factory=Territory)


def nothing(rows: pd.DataFrame) -> Memory:
    flags = {f"{how}_{c}": False for how in ("told", "kept") for c in COUNTS} | {f"then_{c}": np.nan for c in COUNTS}
    return Memory(pd.DataFrame(flags, index=rows.index))


def remember(
    now: pd.DataFrame, then: pd.DataFrame, published: pd.DataFrame, catalogs: tuple[Catalog, Catalog],
    areas: tuple[pd.DataFrame, pd.DataFrame], outlines: gpd.GeoDataFrame | None,
) -> Memory:  # fmt: skip
    """``now``, ``then``: true figures of both states; ``published``: those of then as they stood in the open; all with
    the columns of ``geodata.observations``. ``catalogs``, ``areas``: now, then. ``outlines``: then."""
    number = pd.concat([t[CELL] for t in (now, then, published)], ignore_index=True).groupby(CELL, sort=False).ngroup()
    cuts = np.cumsum([len(now), len(then)])
    at_now, at_then, at_open = np.split(number.to_numpy(), cuts)
    size = int(number.max()) + 1 if len(number) else 0
    table = then.copy()
    known: dict[str, np.ndarray] = {}
    spoken = np.zeros(size, dtype=bool)
    spoken[at_then[then["status"].ne(ValueStatus.MISSING).to_numpy(dtype=bool)]] = True
    for c in COUNTS:
        today, true, opened = (_placed(at, _count(rows, c, shown), size) for at, rows, shown in
                               ((at_now, now, False), (at_then, then, False), (at_open, published, True)))  # fmt: skip
        true = np.where(np.isnan(true), opened, true)
        told = ~np.isnan(opened) & (opened == true)
        same = np.isnan(today) | np.isnan(true) | (today == true)
        kept = spoken & ~told & same
        known |= {f"told_{c}": (told & same)[at_now], f"kept_{c}": kept[at_now], f"then_{c}": true[at_now]}
        table = table.assign(**{c: true[at_then], f"told_{c}": told[at_then], f"same_{c}": same[at_then]})
    changed = ~(table["same_k"] & table["same_n"]) | ~np.isin(at_then, at_now)
    pairs = _concerned(table[changed & table["status"].ne(ValueStatus.MISSING)], *catalogs)
    territories = Territory.of(areas[0]), Territory.of(areas[1])
    if _lost(*territories) or catalogs[0] != catalogs[1]:
        pairs |= _of_lost_sums(table, *territories, *catalogs)
    return Memory(
        pd.DataFrame(known, index=now.index),
        _by_pair(table, pairs),
        _told(table[table["told_k"]], catalogs),
        _told(table[table["told_k"] & table["same_k"]], catalogs),
        catalogs[1],
        _territory(areas[1], outlines, table, catalogs[1]) if pairs else Territory(),
    )


def _count(rows: pd.DataFrame, column: str, shown: bool) -> np.ndarray:
    """Cases or bases; of published figures only what stood there. Nobody is never a case."""
    if column == "n":
        return rows["n"].to_numpy(float)
    k = rows["k"].where(rows["status"].eq(ValueStatus.OK)) if shown else rows["k"]
    return k.mask(rows["n"].eq(0), 0.0).to_numpy(float)


def _placed(at: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    found = np.full(size, np.nan)
    found[at] = values
    return found


def _concerned(changed: pd.DataFrame, now: Catalog, then: Catalog) -> set[Pair]:
    """Series with changed figures, and those whose base has changed."""
    pairs = set(changed[["indicator", "period"]].drop_duplicates().itertuples(index=False, name=None))
    shares = [i.derived for i in (*now.indicators, *then.indicators) if isinstance(i.derived, Share)]
    return pairs | {(s.numerator, period) for s in shares for i, period in pairs if i == s.denominator}


def _lost(now: Territory, then: Territory) -> set[str]:
    """Areas of then with divisions that make them up no more."""
    return {a for a, divisions in then.layers.items() if any(d not in now.layers.get(a, []) for d in divisions)}


def _of_lost_sums(table: pd.DataFrame, now: Territory, then: Territory, catalog: Catalog, before: Catalog) -> set[Pair]:
    """Series with figures in sums that areas or the catalogue do not speak of any more."""
    lost = _lost(now, then)
    inside = lost | {a for whole in lost for division in then.layers[whole] for a in division}
    fresh = {i.id: (i, catalog.rule(i)) for i in catalog.indicators}
    other = {i.id for i in before.indicators if fresh.get(i.id) != (i, before.rule(i))}
    some = table[table["area_id"].isin(inside) | table["indicator"].isin(other)]
    return set(some[["indicator", "period"]].drop_duplicates().itertuples(index=False, name=None))


def _by_pair(table: pd.DataFrame, pairs: set[Pair]) -> dict[Pair, pd.DataFrame]:
    if not pairs:
        return {}
    inside = pd.MultiIndex.from_frame(table[["indicator", "period"]]).isin(list(pairs))
    groups = table[inside].groupby(["indicator", "period"], sort=False)
    return {(str(i), str(p)): rows.reset_index(drop=True) for (i, p), rows in groups}  # type: ignore[misc]


def _told(told: pd.DataFrame, catalogs: Sequence[Catalog]) -> dict[Pair, pd.Series]:
    """Bases of derived shares, by group and area."""
    entries = [i for catalog in catalogs for i in catalog.indicators]
    bases = {i.derived.denominator for i in entries if isinstance(i.derived, Share)}
    rows = told[told["indicator"].isin(bases)]
    return {
        (str(i), str(p)): pd.Series(part["k"].to_numpy(), index=pd.MultiIndex.from_frame(part[["group", "area_id"]]))
        for (i, p), part in rows.groupby(["indicator", "period"], sort=False)  # type: ignore[misc]
    }


def _territory(
    areas: pd.DataFrame, outlines: gpd.GeoDataFrame | None, table: pd.DataFrame, catalog: Catalog
) -> Territory:
    additive = {i.id for i in catalog.indicators if i.additive_areas}
    return Territory.of(areas, covers(areas, outlines, set(table.loc[table["indicator"].isin(additive), "area_id"])))
