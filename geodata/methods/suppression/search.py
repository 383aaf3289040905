"""The search in one component: propose the cheapest pattern, prove it safe or learn why it is not, and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geodata.methods.suppression.cells import Flags, Ints, Witness
from geodata.methods.suppression.cuts import cut_off
from geodata.methods.suppression.heuristic import near, only_proven
from geodata.methods.suppression.master import Master
from geodata.methods.suppression.proof import Proof, Prover
from geodata.methods.suppression.system import System

CLOSE = 1e-6
POLISH_SECONDS = 2.0  # how long a pattern that is safe already may be improved after the time limit


class Unprotectable(Exception):
    """``cells`` (numbers within the system) leak even if everything that may be suppressed is."""

    def __init__(self, cells: Ints) -> None:
        super().__init__(cells)
        self.cells = cells


@dataclass(frozen=True)
class Clock:
    """``deadline``: reading of ``time.monotonic`` after which optimality is no longer sought."""

    deadline: float
    should_stop: Callable[[], bool]

    def over(self) -> bool:
        return self.should_stop() or time.monotonic() >= self.deadline

    def polished(self) -> bool:
        return self.should_stop() or time.monotonic() >= self.deadline + POLISH_SECONDS


@dataclass(frozen=True)
class Answer:
    chosen: Flags
    witnesses: tuple[Witness, ...]
    bound: float
    optimal: bool


def search(system: System, clock: Clock, proven: Callable[[int], None]) -> Answer:
    """A safe pattern, the cheapest there is unless time runs out. ``proven`` hears how many cells are safe so far.

    Raises ``Unprotectable``.
    """
    prover = Prover(system)
    everything = prover.prove(np.ones(len(system), bool))
    if everything.unsafe.any():
        raise Unprotectable(np.flatnonzero(everything.unsafe))
    master = Master(system)
    proof = _best(master, prover, clock, proven)
    if proof is not None:
        return _answer(system, proof, master.bound, True)
    chosen = near(master, prover, only_proven(system, everything), clock.polished)
    return _answer(system, prover.prove(chosen), master.bound, False)


def _best(master: Master, prover: Prover, clock: Clock, proven: Callable[[int], None]) -> Proof | None:
    """Proof of the cheapest pattern; None if time ran out."""
    while not clock.over():
        chosen = master.solve(clock.deadline)
        if chosen is None:
            return None
        proof = prover.prove(chosen)
        if not proof.unsafe.any():
            return proof
        if not proof.decided:  # a cut must not rest on a guess
            return None
        proven(int(master.system.must.sum() - proof.unsafe.sum()))
        for cell in np.flatnonzero(proof.unsafe).tolist():
            cut_off(master, chosen, cell)
    return None


def _answer(system: System, proof: Proof, bound: float, optimal: bool) -> Answer:
    """Checked once more, in whole numbers: every suppressed cell is moved far enough by some witness."""
    chosen, safe = only_proven(system, proof), np.zeros(len(system), bool)
    for witness in proof.witnesses:
        shift = np.zeros(len(system), np.int64)
        shift[witness.cells] = witness.shift
        if not system.fits(shift, chosen):
            raise AssertionError("a witness does not fit the published figures")
        safe |= np.where(system.must, system.safe(shift), shift != 0)
    if (chosen & ~safe).any():
        raise AssertionError("a suppressed cell is without proof")
    cost = float(system.cost[chosen].sum())
    if (system.cost == np.rint(system.cost)).all():
        bound = float(np.ceil(bound - CLOSE))
    return Answer(chosen, proof.witnesses, cost if optimal else min(bound, cost), optimal or cost <= bound + CLOSE)
