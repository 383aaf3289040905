"""A safe and cheap pattern without branch and bound, for when time runs out.

Starts from the relaxed master program, protects what still leaks one cell at a time with the cheapest difference that
a linear program finds, takes back every cell that is no longer needed, and solves small regions anew while that pays.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.sparse import hstack

from geodata.methods.suppression.cells import Flags, Floats, Ints
from geodata.methods.suppression.cuts import cut_off
from geodata.methods.suppression.exact import cheapest
from geodata.methods.suppression.highs import FEASIBLE, minimise
from geodata.methods.suppression.master import Master
from geodata.methods.suppression.proof import Proof, Prover, components
from geodata.methods.suppression.system import System

HALF = 0.5  # of the relaxed answer, from which a cell is suppressed to begin with
ROUNDS = 5  # of cuts that tighten the relaxed answer first
PULL = 1e-4  # price of a unit through cells already suppressed: keeps differences short
WHOLE = 1e-6
MOST_REGIONS = 60  # that are solved anew
MOST_OPEN = 150  # cells in a region
MOST_NODES = 500  # per program in a region
PATH_SECONDS = 2.0  # for one difference in whole numbers

Stop = Callable[[], bool]


def only_proven(system: System, proof: Proof) -> Flags:
    """Cells that must be suppressed and those their proofs move; every one of these is safe too."""
    chosen = system.must.copy()
    for witness in proof.witnesses:
        chosen[witness.cells] = True
    return chosen


def near(master: Master, prover: Prover, fallback: Flags, stop: Stop) -> Flags:
    """A safe pattern near the relaxed answer of ``master``; ``fallback`` is a safe one to fall back on."""
    system = prover.system
    _tighten(master, prover, stop)
    share = master.share()
    start = system.must | (share >= HALF)
    safe = _repaired(prover, start, system.cost * (1 - share), fallback)
    unsure = (np.abs(share - np.rint(share)) > WHOLE) | (safe != start)
    safe = _shrunk(prover, safe, unsure, stop)
    return _improved(prover, safe, unsure, stop)


def _tighten(master: Master, prover: Prover, stop: Stop) -> None:
    system = prover.system
    for _ in range(ROUNDS):
        if not master.relax() or stop():
            return
        chosen = system.must | (master.share() >= HALF)
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
        cell, added = int(np.argmax(proof.unsafe)), None
        for whole in (False, True):  # in fractions a way may be there already
            if added is None or not (added & ~chosen).any():
                added = _cheapest(system, chosen, cell, price, whole)
        chosen = chosen | (fallback if added is None or not (added & ~chosen).any() else added)
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


def _improved(prover: Prover, safe: Flags, unsure: Flags, stop: Stop) -> Flags:
    """Solve one region after the other to optimality while all else stays as it is, as long as that pays."""
    system, tried = prover.system, np.zeros(len(prover.system), bool)
    for _ in range(MOST_REGIONS):
        seeds = np.flatnonzero(_around(system, safe, unsure) & ~tried)
        if not seeds.size or stop():
            break
        seed = int(seeds[np.argmax(system.cost[seeds])])
        region = _grown(system, safe, seed)
        tried[seed] = True
        tried |= region & (system.cost <= system.cost[seed])
        better = _solved_region(prover, safe, region, stop)
        if better is not None and system.cost[better].sum() < system.cost[safe].sum() - WHOLE:
            tried &= ~region
            safe = better
    return safe


def _grown(system: System, safe: Flags, seed: int) -> Flags:
    """Cells around a cell, ring by ring while there are not too many; suppressed neighbours lead on."""
    region = np.zeros(len(system), bool)
    region[seed] = True
    while True:
        ring = system.cells_of(system.relations_of(np.flatnonzero(region)))
        if ring.size > MOST_OPEN or ring.size == region.sum():
            return region
        region[ring] = True


def _solved_region(prover: Prover, safe: Flags, region: Flags, stop: Stop) -> Flags | None:
    """The best pattern that differs from ``safe`` in ``region`` only; None if a limit was met."""
    system = prover.system
    cells = np.flatnonzero(safe | region)
    part = system.part(cells, np.where(region, system.cost, 0.0))
    proof = cheapest(Master(part), Prover(part), stop, nodes=MOST_NODES)
    if proof is None:
        return None
    chosen = np.zeros(len(system), bool)
    chosen[cells] = only_proven(part, proof)
    return only_proven(system, prover.prove(chosen))


def _cheapest(system: System, chosen: Flags, cell: int, price: Floats, whole: bool) -> Flags | None:
    """Cells of the cheapest difference that protects ``cell``, priced per unit; in fractions or in whole numbers."""
    region = _region(system, cell)
    best, least = None, np.inf
    for direction in (1, -1):
        need = system.need(cell, direction)
        if not need:
            continue
        unit = np.where(chosen, PULL, PULL + price / need)
        moved = _path(system, region, cell, direction * need, unit, whole)
        if moved is None and region.size < len(system):
            moved = _path(system, np.arange(len(system)), cell, direction * need, unit, whole)
        if moved is not None and (cost := float(price[moved & ~chosen].sum())) < least:
            best, least = moved, cost
    return best


def _region(system: System, cell: int) -> Ints:
    """The cell, those it shares a relation with, and those these share one with: room for a rectangle."""
    cells = np.array([cell])
    for _ in range(2):
        cells = np.union1d(cells, system.cells_of(system.relations_of(cells)))
    return cells


def _path(system: System, region: Ints, cell: int, distance: int, price: Floats, whole: bool) -> Flags | None:
    """Cells moved when ``cell`` moves by ``distance`` within ``region`` at the least price; None if it cannot."""
    rows = system.rows[system.relations_of(region)][:, region].astype(float)
    both = hstack([rows, -rows]).tocsr()
    size, place = region.size, int(np.searchsorted(region, cell))
    low = np.zeros(2 * size)
    high = np.concatenate([np.full(size, np.inf), system.value[region].astype(float)])
    rise, fall = (float(distance), 0.0) if distance > 0 else (0.0, -float(distance))
    low[place] = high[place] = rise
    low[size + place] = high[size + place] = fall
    limit = time.monotonic() + PATH_SECONDS
    found = minimise(np.tile(price[region], 2), both, 0, 0, low, high, whole=whole, nodes=MOST_NODES, deadline=limit)
    if found.x is None:
        return None
    moved = np.zeros(len(system), bool)
    moved[region] = np.abs(found.x[:size] - found.x[size:]) > FEASIBLE
    return moved
