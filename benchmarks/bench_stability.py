"""Stability of a ranking: time of 5 000 draws, against ranking once per draw with pandas on the same numbers."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from benchmarks.measuring import Measured, show
from geodata.methods.stability import Normalise, stability

AREAS, INDICATORS, DRAWS = 500, 12, 5000
FEW = 100  # draws of the baseline, scaled up


def naive(values: np.ndarray, bases: np.ndarray, draws: int) -> None:
    """One table per draw: draw, standardise, weigh, rank."""
    rng = np.random.default_rng(1)
    for _ in range(draws):
        k = np.rint(values / 100 * bases)
        drawn = pd.DataFrame(100 * rng.beta(k + 0.5, bases - k + 0.5))
        scores = (drawn - drawn.mean()) / drawn.std(ddof=0)
        (scores * rng.dirichlet(np.ones(INDICATORS))).sum(axis=1).rank(method="min", ascending=False)


def main() -> None:
    rng = np.random.default_rng(1)
    values, bases = rng.uniform(2, 45, (AREAS, INDICATORS)), rng.integers(200, 4000, (AREAS, INDICATORS)).astype(float)
    start = time.perf_counter()
    naive(values, bases, FEW)
    baseline = (time.perf_counter() - start) * DRAWS / FEW
    rows = []
    for kind in (Normalise.Z, Normalise.MIX):
        start = time.perf_counter()
        stability(values, 50, DRAWS, 1, bases=bases, normalise=kind)
        rows.append(Measured(f"{DRAWS} draws, {kind.value}", "s", time.perf_counter() - start, baseline))
    show(f"Stability, {AREAS} areas × {INDICATORS} indicators", "a pandas table per draw", rows)


if __name__ == "__main__":
    main()
