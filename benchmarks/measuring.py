"""Medians, and a small table that compares each of them with a baseline measured in the same run."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What was measured, ours and the baseline, in one unit (``ms``, ``s``)."""

    what: str
    unit: str
    ours: float
    baseline: float


def median_ms(work: Callable[[], object], repeat: int = 7) -> float:
    """Median wall time in milliseconds, after one run that fills caches."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def median(samples: Sequence[float | None]) -> float | None:
    """Median of what was measured; None if nothing was."""
    found = [s for s in samples if s is not None]
    return statistics.median(found) if found else None


def percentile(samples: Sequence[float], share: float) -> float:
    """Smallest sample that at least ``share`` (0 … 1) of all samples do not exceed (nearest rank)."""
    if not samples:
        raise ValueError("no samples")
    return sorted(samples)[max(0, math.ceil(share * len(samples)) - 1)]


def show(title: str, baseline: str, rows: list[Measured]) -> None:
    """Print a table; a ratio of 0.10 means a tenth of the baseline."""
    print(f"{title}\nbaseline: {baseline}\n")
    print(f"{'':44}{'ours':>12}{'baseline':>12}{'ratio':>8}")
    for row in rows:
        print(f"{row.what:44}{row.ours:9.1f} {row.unit}{row.baseline:9.1f} {row.unit}{row.ours / row.baseline:8.2f}")
    print()
