"""Random workspaces: a Land down to quarters, counts and rates in three groups that add up, two periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geodata import areas as areas_module
from geodata.catalog import GroupSum
from geodata.package import Package
from tests.geodata.small import catalog, indicator, observations

GROUPS = {"a": "A", "b": "B", "c": "C"}
SETTINGS = {"additive_areas": True, "additive_groups": True, "groups": GROUPS}
ENTRIES = catalog(indicator("people", "count", **SETTINGS), indicator("poor", "rate", **SETTINGS))
TABLES = 4  # two indicators at two periods


def world(seed: int) -> Package:
    """Figures as delivered, with every total. Means of 2 to 40, shares of 10 to 90 %."""
    random = np.random.default_rng(seed)
    areas, quarters = _tree(random)
    parent = dict(zip(areas["area_id"], areas["parent_id"], strict=True))
    sums: dict[tuple[str, str, str], list[int]] = {}
    for period in ("2022", "2023"):
        for quarter in quarters:
            n = random.poisson(random.choice([2, 6, 20, 40]), len(GROUPS))
            k = random.binomial(n, random.choice([0.1, 0.5, 0.9]))
            for group, base, cases in [("", n.sum(), k.sum()), *zip(GROUPS, n, k, strict=True)]:
                area = quarter
                while area:
                    held = sums.setdefault((area, period, group), [0, 0])
                    held[0] += int(base)
                    held[1] += int(cases)
                    area = parent[area]
    rows: list[dict[str, object]] = []
    for (area, period, group), (base, cases) in sums.items():
        place = {"area_id": area, "period": period, "group": group}
        rows += [{"indicator": "people", "k": base, **place}, {"indicator": "poor", "k": cases, "n": base, **place}]
    return Package("made", "Gemacht", ENTRIES, areas, observations=observations(*rows, catalog=ENTRIES))


def beside(worlds: list[Package]) -> Package:
    """Worlds as Länder of one package: each is solved for itself, in less time than one by one."""

    def moved(ids: pd.Series, land: int) -> pd.Series:
        return ids.str.replace(r"^05", f"{land}", regex=True)

    areas, rows = [], []
    for land, made in enumerate(worlds, start=20):
        assert made.areas is not None
        assert made.observations is not None
        there = made.areas
        areas.append(there.assign(**{c: moved(there[c], land) for c in ("area_id", "parent_id", "region")}))
        rows.append(made.observations.assign(area_id=moved(made.observations["area_id"], land)))
    every = pd.concat(areas, ignore_index=True), pd.concat(rows, ignore_index=True)
    return replace(worlds[0], areas=every[0], observations=every[1])


def split(made: Package) -> Package:
    """``made`` with an indicator of its own for every group of people, which the total names as its parts."""
    parts = {group: indicator(f"people_{group}", "count", additive_areas=True) for group in GROUPS}
    total = indicator(
        "people", "count", additive_areas=True, group_sums=(GroupSum(parts=[f"people_{g}:" for g in GROUPS]),)
    )
    poor = indicator("poor", "rate", **SETTINGS)
    rows = made.observations
    assert rows is not None
    own = rows["indicator"].eq("people") & rows["group"].ne("")
    rows = rows.assign(
        indicator=rows["indicator"].mask(own, "people_" + rows["group"]), group=rows["group"].mask(own, "")
    )
    return replace(made, catalog=catalog(total, poor, *parts.values()), observations=rows)


def thinned(made: Package, seed: int, missing: float) -> Package:
    """``made`` without some of its rows, drawn at random: parts without total, totals without some parts."""
    rows = made.observations
    assert rows is not None
    kept = np.random.default_rng(seed + 1000).random(len(rows)) >= missing
    return replace(made, observations=rows[kept].reset_index(drop=True))


def _tree(random: np.random.Generator) -> tuple[pd.DataFrame, list[str]]:
    rows, quarters = [("05", "land", "")], []
    for kreis in (f"0531{k}" for k in range(random.integers(1, 3))):
        rows.append((kreis, "kreis", "05"))
        for town in (f"{kreis}{g:03d}" for g in range(random.integers(1, 4))):
            rows.append((town, "gemeinde", kreis))
            inside = [f"{town}/quartier/{q}" for q in range(random.integers(2, 6))]
            rows += [(quarter, "quartier", town) for quarter in inside]
            quarters += inside
    table = pd.DataFrame(rows, columns=["area_id", "level", "parent_id"])
    return areas_module.normalise(table.assign(name=table["area_id"], region="05", area_km2=1.0)), quarters
