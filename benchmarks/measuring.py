"""Medians, and a small table that compares each of them with a baseline measured in the same run."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What was measured, ours and the baseline, in one unit (``ms`` or ``kB``)."""

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


def wire_kb(body: str) -> float:
    """Kilobytes (1000 bytes) on the wire, gzip level 6."""
    return len(gzip.compress(body.encode(), 6)) / 1000


def show(title: str, baseline: str, rows: list[Measured]) -> None:
    """Print a table; a ratio of 0.10 means a tenth of the baseline."""
    print(f"{title}\nbaseline: {baseline}\n")
    print(f"{'':44}{'ours':>12}{'baseline':>12}{'ratio':>8}")
    for row in rows:
        print(f"{row.what:44}{row.ours:9.1f} {row.unit}{row.baseline:9.1f} {row.unit}{row.ours / row.baseline:8.2f}")
    print()
