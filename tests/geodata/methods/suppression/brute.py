"""A reader who attacks, and the cheapest safe pattern by enumeration: written apart from what they check.

Nothing here comes from the suppressor: the reader's bounds are programs over whole tables (not over differences), and
patterns are enumerated in full, cut off only by cost and by relations with a single gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


@dataclass(frozen=True)
class Table:
    """``value`` of every cell, ``rows``: dense coefficients, ``fixed``: cells that stay published."""

    value: np.ndarray
    rows: np.ndarray
    fixed: np.ndarray
    threshold: int | np.ndarray
    protect_zero: bool = False
    hidden: frozenset[int] = frozenset()  # suppressed whatever happens

    @property
    def primary(self) -> np.ndarray:
        zero = (self.value == 0) & self.protect_zero
        return ~self.fixed & (((self.value > 0) & (self.value < self.threshold)) | zero)

    @property
    def start(self) -> frozenset[int]:
        return frozenset(np.flatnonzero(self.primary).tolist()) | self.hidden

    @property
    def everything(self) -> frozenset[int]:
        return self.start | frozenset(self.candidates)

    def limit(self, cell: int) -> int:
        return int(np.broadcast_to(self.threshold, self.value.shape)[cell])

    @property
    def candidates(self) -> list[int]:
        """Cells that may be suppressed beyond the primary ones, cheapest first."""
        may = np.flatnonzero(~self.fixed & ~self.primary & (self.value > 0))
        return sorted(may.tolist(), key=lambda c: (self.value[c], c))


def interval(table: Table, hidden: frozenset[int], cell: int) -> tuple[float, float]:
    """Smallest and largest whole number that a reader must reckon with; the cells not hidden are published."""
    gaps = sorted(hidden)
    rows = table.rows[:, gaps]
    shown = [c for c in range(table.value.size) if c not in hidden]
    right = -(table.rows[:, shown] @ table.value[shown]) if shown else np.zeros(len(table.rows))
    aim = np.zeros(len(gaps))
    aim[gaps.index(cell)] = 1.0
    if not rows.any(axis=0)[gaps.index(cell)]:
        return 0.0, np.inf
    bounds = []
    for sign in (1, -1):
        found = milp(sign * aim, constraints=LinearConstraint(rows, right, right), bounds=Bounds(0, np.inf),
                     integrality=np.ones(len(gaps)), options={"mip_rel_gap": 0.0})  # fmt: skip
        bounds.append(np.inf if found.status in (3, 4) else round(sign * found.fun))
    return bounds[0] if sum(np.isinf(bounds)) < 2 else 0.0, bounds[1]


def leaks(table: Table, hidden: frozenset[int]) -> list[int]:
    """Hidden cells that a reader works out: exactly, or (primary) as certainly between 1 and threshold − 1."""
    found = []
    for cell in sorted(hidden):
        low, high = interval(table, hidden, cell)
        small = table.primary[cell] and table.value[cell] > 0
        if low == high or (small and low >= 1 and high <= table.limit(cell) - 1):
            found.append(cell)
    return found


def cheapest(table: Table, limit: float) -> float | None:
    """Cost of the cheapest safe pattern, if it is at most ``limit``; by enumeration."""
    best: list[float] = [limit + 1]
    members = [set(np.flatnonzero(row).tolist()) - set(np.flatnonzero(table.fixed).tolist()) for row in table.rows]
    _extend(table, members, table.start, frozenset(), best)
    return best[0] if best[0] <= limit else None


def _extend(
    table: Table, members: list[set[int]], hidden: frozenset[int], out: frozenset[int], best: list[float]
) -> None:
    cost = float(table.value[list(hidden)].sum())
    if cost >= best[0]:
        return
    lone = [m for m in members if len(m & hidden) == 1]
    free = [c for c in table.candidates if c not in hidden and c not in out]
    if lone:
        choices = min(([c for c in free if c in m] for m in lone), key=len)
    elif not leaks(table, hidden):
        best[0] = cost
        return
    else:
        choices = free
    for number, cell in enumerate(choices):
        if cost + table.value[cell] < best[0]:
            _extend(table, members, hidden | {cell}, out | set(choices[:number]), best)
