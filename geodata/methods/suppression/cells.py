"""What goes into a suppression and what comes out: cells, the sums that bind them, the pattern found.

``value``: true counts, whole and ≥ 0; ``UNKNOWN`` where the source does not say (already suppressed there, or
published elsewhere without being known here). ``state`` says what may happen to a cell. Relations are rows of
coefficients with Σ coefficient · value = 0, for example total − Σ parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Progress = Callable[[int, int], None]

UNKNOWN = -1
LARGEST = 2**40  # beyond any count of people; keeps sums exact in floating point


class State(IntEnum):
    """OPEN may be suppressed, SUPPRESSED must be, PUBLISHED must not be (it stands elsewhere, or stood last year).

    FREE is OPEN, and may be suppressed at 0 too: nobody publishes it, so nobody knows that it is 0."""

    OPEN = 0
    SUPPRESSED = 1
    PUBLISHED = 2
    FREE = 3


@dataclass(frozen=True)
class Cells:
    """One entry per cell. ``cost`` is what is lost when a cell is suppressed: by default its value, 0 if unknown."""

    value: Ints
    state: Ints
    cost: Floats

    @classmethod
    def of(cls, value: ArrayLike, state: ArrayLike | None = None, cost: ArrayLike | None = None) -> Cells:
        """Raises ``ValueError`` for counts that are not whole or negative, unknown open cells, and negative costs."""
        given = np.asarray(value)
        whole = given.astype(np.int64)
        if given.ndim != 1 or (whole != given).any() or (whole < UNKNOWN).any() or (whole > LARGEST).any():
            raise ValueError("values must be whole numbers from 0 (or UNKNOWN)")
        states = np.zeros(whole.size, np.int64) if state is None else np.asarray(state, np.int64)
        costs = np.maximum(whole, 0).astype(float) if cost is None else np.asarray(cost, float)
        if states.shape != whole.shape or costs.shape != whole.shape:
            raise ValueError("value, state and cost must have one entry per cell")
        if not np.isin(states, list(State)).all() or not (np.isfinite(costs) & (costs >= 0)).all():
            raise ValueError("states must be of State, costs finite and not negative")
        if ((whole == UNKNOWN) & np.isin(states, (State.OPEN, State.FREE))).any():
            raise ValueError("an unknown value cannot be published")
        return cls(whole, states, costs)

    def __len__(self) -> int:
        return self.value.size


def relations(size: int, rows: Iterable[Mapping[int, int]]) -> csr_array:
    """Matrix of relations over ``size`` cells; each row maps cells to their whole coefficients."""
    entries = [(r, c, k) for r, row in enumerate(rows) for c, k in row.items()]
    count = 1 + max((r for r, _, _ in entries), default=-1)
    r, c, k = (np.array(part, np.int64) for part in zip(*entries, strict=True)) if entries else (np.empty(0, int),) * 3
    return csr_array((k, (r, c)), shape=(count, size), dtype=np.int64)


def total(whole: int, parts: Iterable[int]) -> dict[int, int]:
    """The relation whole = Σ parts."""
    return {whole: 1, **dict.fromkeys(parts, -1)}


@dataclass(frozen=True, eq=False)
class Witness:
    """Proof that cells are safe: another table that fits all that is published. ``shift``: its difference from the
    true one in ``cells``, which are all suppressed; whole numbers, zero elsewhere."""

    cells: Ints
    shift: Ints


@dataclass(frozen=True)
class Component:
    """A part of the system that is solved on its own. ``cells`` counts those that could be suppressed."""

    cells: int
    primary: int
    secondary: int
    cost: float
    bound: float
    optimal: bool


@dataclass(frozen=True, eq=False)
class Pattern:
    """What to suppress: sorted cell numbers. ``primary`` includes cells the caller or the source suppresses.

    ``bound``: no safe pattern costs less. ``gap``: (cost − bound) / cost; 0 if ``optimal``. ``witnesses`` prove that
    every suppressed cell is safe.
    """

    primary: Ints
    secondary: Ints
    cost: float
    bound: float
    optimal: bool
    components: tuple[Component, ...] = ()
    witnesses: tuple[Witness, ...] = field(default=(), repr=False)

    @property
    def gap(self) -> float:
        return 0.0 if self.optimal or self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)

    @property
    def suppressed(self) -> Ints:
        return np.sort(np.concatenate([self.primary, self.secondary]))
