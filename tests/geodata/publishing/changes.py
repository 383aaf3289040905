"""What can happen between two publications of a random workspace (``worlds``): the state before, and the one after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from geodata import areas as areas_module
from geodata.catalog import DisclosureRule
from geodata.package import Package
from tests.geodata.publishing.worlds import ENTRIES, GROUPS, thinned, world
from tests.geodata.small import observations

Change = Callable[[int], tuple[Package, Package]]


def _kept(package: Package, rows: pd.Series) -> Package:
    assert package.observations is not None
    return replace(package, observations=package.observations[rows].reset_index(drop=True))


def new_period(seed: int) -> tuple[Package, Package]:
    made = world(seed)
    return _kept(made, made.observations["period"].eq("2022")), made


def new_grouping(seed: int) -> tuple[Package, Package]:
    made = world(seed)
    return _kept(made, made.observations["group"].eq("")), made


def corrected(seed: int) -> tuple[Package, Package]:
    """A few quarters counted anew, with every total above them."""
    made = world(seed)
    random = np.random.default_rng(seed + 2000)
    assert made.areas is not None
    parent = dict(zip(made.areas["area_id"], made.areas["parent_id"], strict=True))
    quarters = sorted(a for a in parent if "/" in a)
    rows = {tuple(r[:4]): list(r[4:]) for r in _counts(made.observations)}
    for quarter in random.choice(quarters, min(len(quarters), 2), replace=False):
        group, period = random.choice([*GROUPS]), str(random.choice(["2022", "2023"]))
        before = tuple(rows["poor", quarter, period, group])
        n = int(random.poisson(max(before[1], 2)))
        k = int(random.binomial(n, 0.4))
        for change, area in ((c, a) for c in ("people", "poor") for a in _upwards(quarter, parent)):
            for part in ("", group):
                held = rows[change, area, period, part]
                held[0] += (n - before[1]) if change == "people" else k - before[0]
                if change == "poor" and (area, part) != (quarter, group):
                    held[1] += n - before[1]
        rows["poor", quarter, period, group] = [k, n]
    return made, replace(made, observations=_table(rows))


def _counts(table: pd.DataFrame) -> list[list[object]]:
    return table[["indicator", "area_id", "period", "group", "k", "n"]].to_numpy().tolist()


def _table(rows: dict[tuple[str, str, str, str], list[float]]) -> pd.DataFrame:
    keys = ("indicator", "area_id", "period", "group")
    return observations(
        *({**dict(zip(keys, key, strict=True)), "k": k, "n": n} for key, (k, n) in rows.items()), catalog=ENTRIES
    )


def _upwards(area: str, parent: dict[str, str]) -> list[str]:
    found = []
    while area:
        found.append(area)
        area = parent[area]
    return found


def second_division(seed: int) -> tuple[Package, Package]:
    """Every town is divided once more, into two or three districts."""
    made = world(seed)
    assert made.areas is not None
    random = np.random.default_rng(seed + 3000)
    towns = made.areas.loc[made.areas["level"].eq("gemeinde"), "area_id"]
    districts = {t: [f"{t}/bezirk/{i}" for i in range(random.integers(2, 4))] for t in towns}
    fresh: dict[tuple[str, str, str, str], list[float]] = {}
    parts = made.observations[made.observations["area_id"].isin(districts) & made.observations["group"].ne("")]
    wide = parts.pivot_table(index=["area_id", "period", "group"], columns="indicator", values="k")
    for (town, period, group), (people, poor) in wide[["people", "poor"]].iterrows():
        inside = districts[town]
        n = random.multinomial(int(people), random.dirichlet(np.ones(len(inside))))
        k = random.multivariate_hypergeometric(n, int(poor))
        for area, base, cases in zip(inside, n, k, strict=True):
            for part in ("", group):
                for indicator, amount in (("people", [base, np.nan]), ("poor", [cases, base])):
                    held = fresh.setdefault((indicator, area, period, part), [0.0, 0.0])
                    held[:] = [held[0] + amount[0], held[1] + amount[1]]
    rows = [(d, "bezirk", t) for t, inside in districts.items() for d in inside]
    table = pd.DataFrame(rows, columns=["area_id", "level", "parent_id"])
    more = areas_module.normalise(table.assign(name=table["area_id"], region="05", area_km2=1.0))
    both = pd.concat([made.areas, more], ignore_index=True)
    figures = pd.concat([made.observations, _table(fresh)], ignore_index=True)
    return made, replace(made, areas=both, observations=figures)


def second_division_gone(seed: int) -> tuple[Package, Package]:
    before, after = second_division(seed)
    return after, before


def rows_gone(seed: int) -> tuple[Package, Package]:
    made = world(seed)
    return made, thinned(made, seed, 0.3)


def rows_come(seed: int) -> tuple[Package, Package]:
    before, after = rows_gone(seed)
    return after, before


def corrected_and_thinned(seed: int) -> tuple[Package, Package]:
    before, after = corrected(seed)
    return before, thinned(after, seed, 0.15)


def stricter(seed: int) -> tuple[Package, Package]:
    made = world(seed)
    rule = DisclosureRule(minimum=5, minimum_base=0, minimum_index=0)
    return made, replace(made, catalog=_ruled(rule))


def _ruled(rule: DisclosureRule):  # type: ignore[no-untyped-def]
    datasets = tuple(d.model_copy(update={"disclosure": rule}) for d in ENTRIES.datasets)
    return ENTRIES.model_copy(update={"datasets": datasets})


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        new_period, new_grouping, corrected, second_division, second_division_gone, rows_gone, rows_come,
        corrected_and_thinned, stricter,
    )
}  # fmt: skip
