"""What is planted where. Positions are indices of quarters; the same layout always gives the same plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.sample.musterland.borders import Borders
from geodata.sample.musterland.names import WELL_OFF_TOWN

GAP_TOWN = "Vorlagenrode"
SCREENING_GAP_KREIS = "muster/k07"

YEARS = tuple(range(2014, 2024))
BREAK_YEAR = 2019
SHELTER_FROM = 2016
GAP_YEARS = (2017, 2018)
SCREENING_GAP_YEAR = 2020


@dataclass(frozen=True)
class Plan:
    """Quarters with a planted truth; groups of quarters are connected."""

    city_cluster: tuple[int, ...]
    border_cluster: tuple[int, ...]
    well_off: tuple[int, ...]
    hotspot: int
    shelter: int
    residence: int
    tiny: int
    improvement: int
    decline: int
    undersupply: tuple[int, ...]
    gap: tuple[int, ...]
    screening_gap_kreis: str

    def single(self) -> frozenset[int]:
        return frozenset((self.hotspot, self.shelter, self.residence, self.tiny, self.improvement, self.decline))


def grow(start: int, size: int, allowed: set[int], borders: Borders) -> tuple[int, ...]:
    """A compact connected group: always the allowed neighbour that touches the group most (ties: lowest index)."""
    group = [start]
    while len(group) < size:
        contacts: dict[int, int] = {}
        for member in group:
            for other in borders.touching(member) & allowed - set(group):
                contacts[other] = contacts.get(other, 0) + 1
        if not contacts:
            break
        group.append(min(contacts, key=lambda q: (-contacts[q], q)))
    return tuple(sorted(group))


def _towns(quarters: pd.DataFrame, name: str) -> set[int]:
    return {int(q) for q in quarters.index[quarters["town_name"].eq(name)]}


def _far_from(quarters: pd.DataFrame, candidates: set[int], taken: set[int], borders: Borders) -> int:
    """The candidate farthest from everything taken, not touching any of it if possible."""
    spots = quarters.loc[sorted(taken), ["x", "y"]].to_numpy()

    def score(q: int) -> tuple[bool, float]:
        gap = np.hypot(*(spots - quarters.loc[q, ["x", "y"]].to_numpy(dtype=float)).T).min()
        return not (borders.touching(q) & taken), float(gap)

    return max(sorted(candidates - taken), key=score)


def make_plan(quarters: pd.DataFrame, borders: Borders) -> Plan:
    """Choose the quarters; no quarter carries two truths (except the gap, which lies in a town of its own)."""
    north = quarters["y"].to_numpy()
    city = _towns(quarters, "Musterstadt")
    city_cluster = grow(max(sorted(city), key=lambda q: north[q]), 6, city, borders)
    border_cluster = _across_border(quarters, borders)
    well_off = _towns(quarters, WELL_OFF_TOWN)
    hotspot = _removable(well_off, quarters, borders)
    harbour, castle = _towns(quarters, "Beispielhafen"), _towns(quarters, "Modellburg")
    undersupply = grow(min(sorted(castle), key=lambda q: north[q]), 5, castle, borders)
    taken = {*city_cluster, *border_cluster, *well_off, *undersupply}
    core = {int(q) for q in quarters.index[quarters["core"]]}
    chosen: list[int] = []
    villages = {int(q) for q in quarters.index[quarters.groupby("town")["town"].transform("size").eq(3)]}
    towns = _towns(quarters, "Beispielingen"), harbour, villages, harbour, _towns(quarters, "Skizzenfurt")
    for pool in (town - core for town in towns):
        chosen.append(_far_from(quarters, pool, taken | set(chosen), borders))
    shelter, residence, tiny, improvement, decline = chosen
    return Plan(
        city_cluster, border_cluster, tuple(sorted(well_off - {hotspot})), hotspot, shelter, residence, tiny,
        improvement, decline, undersupply, tuple(sorted(_towns(quarters, GAP_TOWN))), SCREENING_GAP_KREIS,
    )  # fmt: skip


def _across_border(quarters: pd.DataFrame, borders: Borders) -> tuple[int, ...]:
    """Five connected quarters of at least three municipalities in two Kreise, far from the middle of the country."""
    kreis, town = quarters["kreis_number"], quarters["town"]
    rural = {int(q) for q in quarters.index[kreis.isin([3, 4, 5])]} - _towns(quarters, GAP_TOWN)
    edge = [q for q in sorted(rural) if any(kreis[o] != kreis[q] for o in borders.touching(q) & rural)]
    groups = [grow(q, 5, rural, borders) for q in edge]
    mixed = [g for g in groups if kreis[list(g)].nunique() == 2 and town[list(g)].nunique() >= 3 and len(g) == 5]
    middle = quarters[["x", "y"]].mean()

    def distance(group: tuple[int, ...]) -> float:
        return float(np.hypot(*(quarters.loc[list(group), ["x", "y"]].mean() - middle)))

    return max(mixed, key=distance)


def _removable(town: set[int], quarters: pd.DataFrame, borders: Borders) -> int:
    """A quarter of the town, not its core, without which the rest is still connected."""
    for q in sorted(town, reverse=True):
        rest = town - {q}
        if not quarters.loc[q, "core"] and len(grow(min(rest), len(rest), rest, borders)) == len(rest):
            return q
    raise AssertionError("no quarter can be taken out")
