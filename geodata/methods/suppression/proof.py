"""Proofs that suppressed cells are safe: other tables that fit everything published.

One linear program moves many cells at once and usually ends on whole numbers; the few cells it leaves are decided one
by one, on whole numbers. A difference counts as proof only after it was checked in integer arithmetic. What was proven
once stays proven for every pattern that suppresses the same cells, so proofs are kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.methods.suppression.cells import Flags, Floats, Ints, Witness
from geodata.methods.suppression.highs import FEASIBLE, minimise
from geodata.methods.suppression.system import System

STALE_ROUNDS = 3  # batches in a row that prove nothing new
MOST_NODES = 20_000  # for one cell; then it counts as unsafe and the pattern not as optimal
MOST_SECONDS = 2.0  # the same; fractions are decided long before
PATIENCE = 10.0  # seconds for all such questions of a prover; those after it get a moment each


@dataclass(frozen=True)
class Proof:
    """``witnesses`` for all cells that had to be proven, but for those ``unsafe``. ``decided``: they are unsafe
    without doubt (no limit was met on the way)."""

    witnesses: tuple[Witness, ...]
    unsafe: Flags
    decided: bool = True


@dataclass(frozen=True)
class Net:
    """Suppressed cells that may be linked, and the relations between them."""

    cells: Ints
    rows: csr_array

    @classmethod
    def of(cls, system: System, cells: Ints) -> Net:
        rows = system.rows[system.relations_of(cells)][:, cells]
        return cls(cells, rows.astype(float))


@dataclass
class Prover:
    """Proves patterns of one system and remembers how."""

    system: System
    _known: dict[int, list[Witness]] = field(default_factory=dict)
    _patience: float = PATIENCE

    def prove(self, suppressed: Flags, wanted: Flags | None = None) -> Proof:
        """Show for each cell that must be suppressed (or of ``wanted``) whether it is safe if ``suppressed`` is."""
        left = (self.system.must if wanted is None else wanted).copy()
        used = self._recall(suppressed, left)
        if not left.any():
            return Proof(tuple(used), left)
        label = components(self.system, suppressed)
        used += self._in_batches(suppressed, label, left)
        unsafe, decided = np.zeros_like(left), True
        while left.any():
            cell = int(np.argmax(left))
            left[cell] = False
            start = time.monotonic()
            limit = start + max(0.0, min(MOST_SECONDS, self._patience))
            found = move(self.system, np.flatnonzero(label == label[cell]), cell, limit)
            self._patience -= time.monotonic() - start if found.hard else 0.0
            if found.shift is None:
                unsafe[cell] = True
                decided &= found.decided
            else:
                used += self._keep(found.shift, label, left)
        return Proof(tuple(used), unsafe, decided)

    def _recall(self, suppressed: Flags, left: Flags) -> list[Witness]:
        """Known witnesses that still hold and are needed; takes what they prove out of ``left``."""
        used = []
        for cell in np.flatnonzero(left).tolist():
            if left[cell]:
                holding = (w for w in reversed(self._known.get(cell, [])) if suppressed[w.cells].all())
                witness = next(holding, None)
                if witness is not None:
                    left[witness.cells[self.system.safe_at(witness.cells, witness.shift)]] = False
                    used.append(witness)
        return used

    def _keep(self, shift: Ints, label: Ints, left: Flags) -> list[Witness]:
        """Split a checked difference by component, keep the parts that prove something; updates ``left``."""
        moved = np.flatnonzero(shift)
        proven = self.system.safe_at(moved, shift[moved])
        fresh = []
        for number in np.unique(label[moved[proven]]):
            inside = label[moved] == number
            witness = Witness(moved[inside], shift[moved[inside]])
            fresh.append(witness)
            for cell in moved[inside & proven].tolist():
                self._known.setdefault(cell, []).append(witness)
        left[moved[proven]] = False
        return fresh

    def _in_batches(self, suppressed: Flags, label: Ints, left: Flags) -> list[Witness]:
        """Witnesses that prove many cells at once; what they prove is taken out of ``left``."""
        used: list[Witness] = []
        random, stale, turn = np.random.default_rng(0), 0, 0
        while left.any() and stale < STALE_ROUNDS:
            net = Net.of(self.system, np.flatnonzero(suppressed & np.isin(label, label[left])))
            sign = np.full(net.cells.size, (1, -1)[turn]) if turn < 2 else random.choice([-1, 1], net.cells.size)
            shift = _push(self.system, net, left[net.cells], sign)
            turn += 1
            new = bool((left & self.system.safe(shift)).any()) and self.system.fits(shift, suppressed)
            stale = 0 if new else stale + 1
            if new:
                used += self._keep(shift, label, left)
        return used


def components(system: System, suppressed: Flags) -> Ints:
    """A number per cell: which suppressed cells hang together through relations; −1 for all others."""
    cells = np.flatnonzero(suppressed)
    links = np.abs(system.rows[:, cells])
    links = links.T.tocsr() @ links
    label = np.full(len(system), -1, np.int64)
    label[cells] = connected_components(links, directed=False)[1]
    return label


def _push(system: System, net: Net, left: Flags, sign: Ints) -> Ints:
    """Move as many cells as far as they need, each in its direction; rounded to whole numbers."""
    value, down, up = (part[net.cells].astype(float) for part in (system.value, system.down, system.up))
    sign = np.where(down == 0, 1, sign)
    need = np.where(sign > 0, up, down)
    push = np.where(left & (need > 0), -sign / np.maximum(need, 1), 0.0)
    high = np.where(left, up, np.inf)
    found = minimise(push, net.rows, 0, 0, -value, high)
    shift = np.zeros(len(system), np.int64)
    if found.x is not None:
        shift[net.cells] = np.rint(found.x)
    return shift


@dataclass(frozen=True)
class Move:
    """A difference that shows a cell to be safe, or None; ``decided``: there is none. ``hard``: fractions
    did not tell."""

    shift: Ints | None
    decided: bool = True
    hard: bool = False


def move(system: System, cells: Ints, cell: int, deadline: float | None = None) -> Move:
    """Whether a cell can move as far as it needs while only ``cells`` may change, on whole numbers."""
    net = Net.of(system, cells)
    decided, hard = True, False
    for direction in (1, -1):
        need = system.need(cell, direction)
        if need:
            found = _moved(system, net, cell, direction * need, deadline)
            if found.shift is not None:
                return found
            decided, hard = decided and found.decided, hard or found.hard
    return Move(None, decided, hard)


def _moved(system: System, net: Net, cell: int, distance: int, deadline: float | None) -> Move:
    place = int(np.searchsorted(net.cells, cell))
    low = -system.value[net.cells].astype(float)
    high = np.full(net.cells.size, np.inf)
    low[place], high[place] = sorted((0.0, float(distance)))
    aim = np.zeros(net.cells.size)
    aim[place] = -np.sign(distance)
    found = minimise(aim, net.rows, 0, 0, low, high)
    if found.x is None or abs(found.x[place] - distance) > FEASIBLE:
        return Move(None, found.solved)
    shift = _whole(system, net, found.x)
    if shift is not None and system.safe(shift)[cell]:
        return Move(shift)
    low[place], high[place] = (distance, np.inf) if distance > 0 else (-float(system.value[cell]), distance)
    nothing = np.zeros(net.cells.size)  # any such table will do
    found = minimise(nothing, net.rows, 0, 0, low, high, whole=True, nodes=MOST_NODES, deadline=deadline)
    return Move(None if found.x is None else _whole(system, net, found.x), found.solved and found.x is None, True)


def _whole(system: System, net: Net, x: Floats) -> Ints | None:
    """The difference in whole numbers over all cells if rounding keeps every relation."""
    shift = np.zeros(len(system), np.int64)
    shift[net.cells] = np.rint(x)
    allowed = np.zeros(len(system), bool)
    allowed[net.cells] = True
    return shift if system.fits(shift, allowed) else None
