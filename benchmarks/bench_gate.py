"""The gate of a workspace, hiding and attack in one run: 500 quarters, 16 counts, ten periods, two groupings.

Then the same with corrected figures, for readers who kept the first publication. Each half says how far it is;
nothing is written. ``python -m benchmarks.bench_gate [indicators] [periods]``.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd

from geodata import areas as areas_module
from geodata import observations as observations_module
from geodata.catalog import Catalog
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.publishing.gate import gate

QUARTERS, TOWNS = 500, 15
INDICATORS, PERIODS = 16, 10
SEXES, AGES = ("m", "w"), ("a", "b", "c", "d", "e")
GROUPS = ("", *SEXES, *AGES)
SHARES = ((0.5, 0.5), (0.3, 0.3, 0.2, 0.15, 0.05))
MEANS = (35.0, 60.0, 120.0, 300.0)  # cases per quarter: from every eighth cell small to one in a hundred
SEED, MINIMUM = 7, 3
SOURCE = {"title": "Erfunden", "publisher": "Niemand", "licence": "CC0", "attribution": "Erfunden"}


def workspace(indicators: int = INDICATORS, periods: int = PERIODS) -> Package:
    """Invented counts of quarters, towns and the Kreis, with every total."""
    random = np.random.default_rng(SEED)
    areas, ids, parent = _areas(random)
    catalog = _catalog(indicators)
    tables = [
        _table(random, ids, parent, f"i{i}", str(2010 + p), MEANS[i % len(MEANS)])
        for i in range(indicators)
        for p in range(periods)
    ]
    rows = observations_module.normalise(pd.concat(tables, ignore_index=True))
    return Package("made", "Gemacht", catalog, areas, observations=observations_module.with_values(rows, catalog))


def _areas(random: np.random.Generator) -> tuple[pd.DataFrame, list[str], np.ndarray]:
    """Areas; ids of those with figures, Kreis, towns, quarters; town of each quarter."""
    towns = [f"05999{g:03d}" for g in range(TOWNS)]
    parent = np.sort(np.concatenate([np.arange(TOWNS), random.integers(0, TOWNS, QUARTERS - TOWNS)]))
    rows = [("05", "land", ""), ("05999", "kreis", "05"), *((t, "gemeinde", "05999") for t in towns)]
    rows += [(f"{towns[p]}/quartier/{q}", "quartier", towns[p]) for q, p in enumerate(parent)]
    table = pd.DataFrame(rows, columns=["area_id", "level", "parent_id"])
    found = areas_module.normalise(table.assign(name=table["area_id"], region="05", area_km2=1.0))
    return found, table["area_id"].tolist()[1:], parent


def _table(
    random: np.random.Generator, ids: list[str], parent: np.ndarray, indicator: str, period: str, mean: float
) -> pd.DataFrame:
    totals = random.poisson(mean * random.lognormal(0, 0.7, QUARTERS))
    inside = np.column_stack([totals, *(random.multinomial(totals, shares) for shares in SHARES)])
    towns = np.array([inside[parent == t].sum(0) for t in range(TOWNS)])
    counts = np.vstack([inside.sum(0), towns, inside])
    return pd.DataFrame(
        {
            "dataset": "d",
            "indicator": indicator,
            "area_id": np.repeat(ids, len(GROUPS)),
            "period": period,
            "group": GROUPS * len(ids),
            "k": counts.ravel().astype(float),
        }
    )


def _catalog(indicators: int) -> Catalog:
    return Catalog.model_validate(
        {
            "datasets": [
                {
                    "id": "d",
                    "title": "Erfunden",
                    "owner": "Niemand",
                    "source": SOURCE,
                    "disclosure": {"minimum": MINIMUM},
                }
            ],
            "indicators": [
                {
                    "id": f"i{i}",
                    "name": f"Anzahl {i}",
                    "short_name": f"Anzahl {i}",
                    "kind": "count",
                    "unit": "Personen",
                    "decimals": 0,
                    "description": "Erfunden.",
                    "topic": "Bevölkerung",
                    "dataset": "d",
                    "direction": "context",
                    "additive_areas": True,
                    "groups": {g: g.upper() for g in (*SEXES, *AGES)},
                    "group_sums": [{"total": "", "parts": list(SEXES)}, {"total": "", "parts": list(AGES)}],
                }
                for i in range(indicators)
            ],
        }
    )


def corrected(delivered: Package) -> Package:
    """One person more in a quarter of every town, in all indicators and periods, and in every sum above."""
    assert delivered.observations is not None
    assert delivered.areas is not None
    quarters = delivered.areas[delivered.areas["level"].eq("quartier")].drop_duplicates("parent_id")
    rows = delivered.observations
    more = rows["area_id"].isin([*quarters["area_id"], *quarters["parent_id"]]).astype(int)
    more += rows["area_id"].eq("05999") * len(quarters)
    k = rows["k"] + more.where(rows["group"].isin(["", SEXES[0], AGES[0]]), 0)
    return replace(delivered, observations=rows.assign(k=k, value=k))


def main(indicators: int = INDICATORS, periods: int = PERIODS) -> None:
    """The first publication; then one of corrected figures, for readers who kept the first."""
    delivered = workspace(indicators, periods)
    first = published(delivered, {}, {})
    published(corrected(delivered), {"made": first}, {"made": delivered})


def published(delivered: Package, before: dict[str, Package], then: dict[str, Package]) -> Package:
    assert delivered.observations is not None
    start, said = time.perf_counter(), {""}

    def progress(text: str, share: float) -> None:
        line = f"{text}: {10 * int(10 * share)} %"
        if line not in said:
            said.add(line)
            print(f"{time.perf_counter() - start:6.1f} s  {line}", file=sys.stderr, flush=True)

    (out,) = gate(progress=progress)([delivered], before, then)
    assert out.observations is not None
    seconds = time.perf_counter() - start
    small = int(delivered.observations["k"].between(1, MINIMUM - 1).sum())
    hidden = int(out.observations["status"].ne(ValueStatus.OK).sum())
    assert hidden > small, "nothing was hidden in addition, so nothing was measured"
    what = "mit dem Stand davor" if before else "ohne Stand davor"
    print(f"{what}: {len(out.observations)} Zahlen, {small} klein, {hidden} verdeckt, {seconds:.0f} s", flush=True)
    return out


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
