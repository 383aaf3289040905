"""Two divisions of a town that only their outlines relate: what is hidden in one is not computable from the other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geodata.audit.packages import audit_packages
from geodata.package import Package
from geodata.publishing.publish import publish
from tests.geodata.audit.test_packages import ONE, TOWN_HALL, cell, layered, made

WIDTHS = {"bezirk": [("w", 0, 2), ("e", 2, 4)], "quartier": [(str(i), i, i + 1) for i in range(4)]}
SHIFTED = {"wahl": [("1", 0, 1), ("2", 1, 3), ("3", 3, 4)], "viertel": [("a", 0, 2), ("b", 2, 4)]}


def delivered(counts: dict[str, int], **layers: list[tuple[str, float, float]]) -> Package:
    table, drawn = layered(**layers)
    rows = [cell(f"{TOWN_HALL}/{place}", k) for place, k in counts.items()]
    return made(*rows, catalog=ONE, areas=table, geometry=drawn)


def hidden(package: Package) -> set[str]:
    rows = package.observations
    assert rows is not None
    return {a.removeprefix(f"{TOWN_HALL}/") for a in rows.loc[rows["status"].eq("SUPPRESSED"), "area_id"]}


def loss(counts: dict[str, int], places: set[str]) -> int:
    return sum(counts[p] for p in places)


def cheapest(counts: dict[str, int], **layers: list[tuple[str, float, float]]) -> int:
    """The least loss of all patterns that the attacker finds safe."""
    must = {p for p, k in counts.items() if 0 < k < 3}
    others = sorted(set(counts) - must)
    package, best = delivered(counts, **layers), sum(counts.values())
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            gone = must | set(more)
            if loss(counts, gone) >= best:
                continue
            rows = package.observations.copy()  # type: ignore[union-attr]
            at = rows["area_id"].str.removeprefix(f"{TOWN_HALL}/").isin(gone)
            rows.loc[at, ["k", "value"]] = np.nan
            rows.loc[at, "status"] = "SUPPRESSED"
            if audit_packages([Package(**{**vars(package), "observations": rows})]).safe:
                best = loss(counts, gone)
    return best


def test_a_union_of_areas_of_another_division_is_reckoned_with():
    counts = {"quartier/0": 2, "quartier/1": 40, "quartier/2": 30, "quartier/3": 20, "bezirk/w": 42, "bezirk/e": 50}
    (out,) = publish([delivered(counts, **WIDTHS)], {})
    assert hidden(out) == {"quartier/0", "quartier/1"}
    assert audit_packages([out]).safe


def test_what_is_left_of_an_area_is_protected():
    """2 less 1 is a count nobody published."""
    counts = {"viertel/a": 41, "viertel/b": 60, "wahl/1": 40, "wahl/2": 30, "wahl/3": 31}
    (out,) = publish([delivered(counts, **SHIFTED)], {})
    assert hidden(out) & {"viertel/a", "wahl/1"}
    assert audit_packages([out]).safe


@pytest.mark.parametrize("layers", [WIDTHS, SHIFTED], ids=["nested", "shifted"])
@pytest.mark.parametrize("seed", range(4))
def test_nearly_as_cheap_as_the_best_that_the_attacker_accepts(seed: int, layers: dict):
    random = np.random.default_rng(seed)
    strips = random.poisson(random.choice([2, 8, 30], 4))
    counts = {
        f"{level}/{key}": int(strips[start:end].sum()) for level, rows in layers.items() for key, start, end in rows
    }
    (out,) = publish([delivered(counts, **layers)], {})
    assert audit_packages([out]).safe
    assert loss(counts, hidden(out)) <= 1.2 * cheapest(counts, **layers)
