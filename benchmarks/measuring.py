"""Numbers out of samples."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence


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
