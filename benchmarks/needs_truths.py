"""How well each method finds what was planted in Musterland: ``python -m benchmarks.needs_truths``.

Truth: the quarters of both clusters with much need and the hidden one (12). Everything else counts as not meant, the
shelter and the tiny quarter too, which only look it. Drawn are sets of 30, 60 and 90 quarters of which one in ten is
planted (so that there is something to find), 200 times each; precision and recall are over all draws together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import yaml

from geodata.methods.index import Choice, Scaling, red_flags, weighted_index
from geodata.methods.needs import Cuts, dynamics_class, needs_attention, needs_index, status_class
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT

INDICATORS = ("muster_child_poverty_pct", "muster_sgb2_pct", "muster_unemployment_pct")
MEANT = ("city_cluster", "border_cluster", "hidden_hotspot")
SIZES, DRAWS, SEED = (30, 60, 90), 200, 2017
PLANTED_SHARE = 0.1
NOW, BEFORE = "2023", "2021"
RULE_SGB2, FLAGS_NEEDED, TOP = 20.0, 2, 0.1
Found = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _attention(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    everybody = np.ones(len(now), dtype=bool)
    status = status_class(needs_index(now, INDICATORS, everybody).value, Cuts())
    moved = needs_index(now - before, INDICATORS, everybody).value
    return needs_attention(status, dynamics_class(moved, Cuts()))


def _highest(scaling: Scaling) -> Found:
    def found(now: np.ndarray, _before: np.ndarray) -> np.ndarray:
        value = weighted_index(now, np.ones(len(now), dtype=bool), Choice(INDICATORS, scaling=scaling)).value
        return value >= np.sort(value)[-max(1, round(TOP * len(value)))]

    return found


METHODS: dict[str, Found] = {
    "Soziale Lage × Entwicklung (auffällig)": _attention,
    "Index z, höchstes Zehntel": _highest(Scaling.Z),
    "Index 0–1, höchstes Zehntel": _highest(Scaling.MINMAX),
    "Index Prozentrang, höchstes Zehntel": _highest(Scaling.PERCENT),
    "mindestens zwei auffällige Einzelwerte": lambda now, _before: (
        red_flags(now, np.ones(len(now), dtype=bool)).sum(axis=1) >= FLAGS_NEEDED
    ),
    "Regel: SGB-II-Quote über 20": lambda now, _before: now[:, 1] > RULE_SGB2,
}


def figures() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values now and before (areas × indicators) of all quarters with figures, and which are meant."""
    repository = Repository.open()
    cells = [
        np.column_stack([repository.values(i, "quartier", "muster", year)["value"] for i in INDICATORS])
        for year in (NOW, BEFORE)
    ]
    ids = repository.areas("quartier", "muster")["area_id"].to_numpy()
    truths = yaml.safe_load((SAMPLE_ROOT.parent / "musterland_truths.yaml").read_text("utf-8"))["truths"]
    planted = {i for t in truths if t["id"] in MEANT for i in t["area_ids"]}
    known = ~np.isnan(np.hstack(cells)).any(axis=1)
    return cells[0][known], cells[1][known], np.isin(ids, sorted(planted))[known]


def judge() -> dict[str, dict[int, tuple[float, float]]]:
    """Method → size → (precision, recall)."""
    now, before, meant = figures()
    return {
        name: {size: _judged(method, now, before, meant, size) for size in SIZES} for name, method in METHODS.items()
    }


def _judged(method: Found, now: np.ndarray, before: np.ndarray, meant: np.ndarray, size: int) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    hits = named = there = 0
    for _ in range(DRAWS):
        planted = rng.choice(np.flatnonzero(meant), round(PLANTED_SHARE * size), replace=False)
        others = rng.choice(np.flatnonzero(~meant), size - len(planted), replace=False)
        chosen = np.concatenate([planted, others])
        found = method(now[chosen], before[chosen])
        hits += int((found & meant[chosen]).sum())
        named += int(found.sum())
        there += len(planted)
    return hits / max(named, 1), hits / there


def alarms() -> dict[str, dict[int, float]]:
    """Method → size → how many are named on average where nothing is planted."""
    now, before, meant = figures()
    rest = np.flatnonzero(~meant)
    found: dict[str, dict[int, float]] = {}
    for name, method in METHODS.items():
        rng = np.random.default_rng(SEED)
        for size in SIZES:
            sets = [rng.choice(rest, size, replace=False) for _ in range(DRAWS)]
            found.setdefault(name, {})[size] = float(np.mean([method(now[c], before[c]).sum() for c in sets]))
    return found


def lines() -> list[str]:
    """The table of docs/methods.md."""
    quiet = alarms()
    heads = [f"{size}: precision / recall / named without" for size in SIZES]
    rows = [
        f"| {name} | " + " | ".join(f"{p:.2f} / {r:.2f} / {quiet[name][s]:.1f}" for s, (p, r) in found.items()) + " |"
        for name, found in judge().items()
    ]
    return [f"| method | {' | '.join(heads)} |", "|---|---|---|---|", *rows]


if __name__ == "__main__":
    print("\n".join(lines()))
