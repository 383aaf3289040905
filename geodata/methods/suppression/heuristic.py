"""A safe and cheap pattern without branch and bound, for when time runs out.

Starts from the relaxed master program, protects what still leaks one cell at a time with the cheapest difference that
a linear program finds, takes back every cell that is no longer needed, and exchanges cells while that is cheaper.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import hstack

from geodata.methods.suppression.cells import Flags, Floats, Ints
from geodata.methods.suppression.cuts import cut_off
from geodata.methods.suppression.highs import FEASIBLE, minimise
from geodata.methods.suppression.master import Master
from geodata.methods.suppression.proof import Proof, Prover, components
from geodata.methods.suppression.system import System

LEVELS = (0.5, 0.999, 1e-6)  # of the relaxed answer, from which a cell is suppressed to begin with
ROUNDS = 5  # of cuts that tighten the relaxed answer first
PULL = 1e-4  # price of a unit through cells already suppressed: keeps differences short
BAN = 1e12
WHOLE = 1e-6

Stop = Callable[[], bool]


def only_proven(system: System, proof: Proof) -> Flags:
    """Cells that must be suppressed and those their proofs move; every one of these is safe too."""
    chosen = system.must.copy()
    for witness in proof.witnesses:
        chosen[witness.cells] = True
    return chosen


def near(master: Master, prover: Prover, fallback: Flags, stop: Stop) -> Flags:
    """A safe pattern near the relaxed answer of ``master``; ``fallback`` (safe) if there is no time for any."""
    system, best = prover.system, fallback
    _tighten(master, prover, stop)
    share = master.share()
    for level in LEVELS:
        start = system.must | (share >= level)
        safe = _repaired(prover, start, system.cost * (1 - share), fallback)
        unsure = (np.abs(share - np.rint(share)) > WHOLE) | (safe != start)
        safe = _shrunk(prover, safe, unsure, stop)
        if system.cost[safe].sum() < system.cost[best].sum():
            best = safe
        if stop() or not (unsure & ~system.must).any():
            break
    return _exchanged(prover, best, _around(system, best, unsure), stop)


def _tighten(master: Master, prover: Prover, stop: Stop) -> None:
    system = prover.system
    for _ in range(ROUNDS):
        if not master.relax() or stop():
            return
        chosen = system.must | (master.share() >= LEVELS[0])
        proof = prover.prove(chosen)
        if not proof.unsafe.any() or not proof.decided:
            return
        for cell in np.flatnonzero(proof.unsafe).tolist():
            cut_off(master, chosen, cell)
    master.relax()


def _around(system: System, chosen: Flags, cells: Flags) -> Flags:
    """Suppressed cells that hang together with any of ``cells``."""
    label = components(system, chosen)
    return chosen & np.isin(label, label[chosen & cells])


def _repaired(prover: Prover, chosen: Flags, price: Floats, fallback: Flags) -> Flags:
    """Add the cheapest differences for cells that leak until none does."""
    system = prover.system
    proof = prover.prove(chosen)
    while proof.unsafe.any():
        added = _cheapest(system, chosen, int(np.argmax(proof.unsafe)), price)
        if added is None or not (added & ~chosen).any():
            added = fallback
        chosen = chosen | added
        proof = prover.prove(chosen)
    return only_proven(system, proof)


def _expensive_first(system: System, cells: Flags) -> list[int]:
    secondary = np.flatnonzero(cells & ~system.must)
    return secondary[np.argsort(-system.cost[secondary], kind="stable")].tolist()


def _shrunk(prover: Prover, safe: Flags, unsure: Flags, stop: Stop) -> Flags:
    """Publish secondary cells around ``unsure`` again, the most expensive first, as long as everything stays safe."""
    system = prover.system
    for cell in _expensive_first(system, _around(system, safe, unsure)):
        if stop():
            break
        if not safe[cell]:
            continue
        part = _around(system, safe, np.arange(len(system)) == cell)
        less = safe.copy()
        less[cell] = False
        proof = prover.prove(less, system.must & part)
        if not proof.unsafe.any():
            safe = (safe & ~part) | (only_proven(system, proof) & part)
    return safe


def _exchanged(prover: Prover, safe: Flags, tried: Flags, stop: Stop) -> Flags:
    """Forbid one secondary cell after the other and protect anew what leaks without it; keep what is cheaper."""
    system = prover.system
    for cell in _expensive_first(system, tried):
        if stop():
            break
        if not safe[cell]:
            continue
        banned = np.arange(len(system)) == cell
        other = _repaired(prover, safe & ~banned, np.where(banned, BAN, system.cost), safe)
        if not other[cell]:
            other = _shrunk(prover, other, other & ~safe, stop)
            if system.cost[other].sum() < system.cost[safe].sum():
                safe = other
    return safe


def _cheapest(system: System, chosen: Flags, cell: int, price: Floats) -> Flags | None:
    """Cells of the cheapest difference that protects ``cell``, as far as a linear program can price it."""
    region = _region(system, cell)
    best, least = None, np.inf
    for direction in (1, -1):
        need = system.need(cell, direction)
        if not need:
            continue
        unit = np.where(chosen, PULL, PULL + price / need)
        moved = _path(system, region, cell, direction * need, unit)
        if moved is None and region.size < len(system):
            moved = _path(system, np.arange(len(system)), cell, direction * need, unit)
        if moved is not None and (cost := float(price[moved & ~chosen].sum())) < least:
            best, least = moved, cost
    return best


def _region(system: System, cell: int) -> Ints:
    """The cell, those it shares a relation with, and those these share one with: room for a rectangle."""
    cells = np.array([cell])
    for _ in range(2):
        cells = np.union1d(cells, system.cells_of(system.relations_of(cells)))
    return cells


def _path(system: System, region: Ints, cell: int, distance: int, price: Floats) -> Flags | None:
    """Cells moved when ``cell`` moves by ``distance`` within ``region`` at the least price; None if it cannot."""
    rows = system.rows[system.relations_of(region)][:, region].astype(float)
    both = hstack([rows, -rows]).tocsr()
    size, place = region.size, int(np.searchsorted(region, cell))
    low = np.zeros(2 * size)
    high = np.concatenate([np.full(size, np.inf), system.value[region].astype(float)])
    rise, fall = (float(distance), 0.0) if distance > 0 else (0.0, -float(distance))
    low[place] = high[place] = rise
    low[size + place] = high[size + place] = fall
    found = minimise(np.tile(price[region], 2), both, 0, 0, low, high)
    if found.x is None:
        return None
    moved = np.zeros(len(system), bool)
    moved[region] = np.abs(found.x[:size] - found.x[size:]) > FEASIBLE
    return moved
