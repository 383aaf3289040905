"""The search in one component: the cheapest pattern if time allows, else a safe and cheap one, checked either way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geodata.methods.suppression.cells import Flags, Ints, Witness
from geodata.methods.suppression.exact import cheapest
from geodata.methods.suppression.heuristic import near, only_proven
from geodata.methods.suppression.master import Master
from geodata.methods.suppression.proof import Proof, Prover
from geodata.methods.suppression.system import System

CLOSE = 1e-6
POLISH_SECONDS = 2.0  # how long a pattern may be improved after the time limit


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

    def polishing(self) -> Callable[[], bool]:
        """When to end improving; by time spent in this thread, so that a busy machine does not change the result."""
        end = time.thread_time() + POLISH_SECONDS
        return lambda: self.should_stop() or time.thread_time() >= end


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
    proof = cheapest(master, prover, clock.over, deadline=clock.deadline, proven=proven)
    if proof is None:
        proof = prover.prove(near(master, prover, only_proven(system, everything), clock.polishing()))
    return _answer(system, proof, master.bound)


def _answer(system: System, proof: Proof, bound: float) -> Answer:
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
    optimal = cost <= bound + CLOSE * max(1.0, cost)
    return Answer(chosen, proof.witnesses, cost if optimal else bound, optimal)
