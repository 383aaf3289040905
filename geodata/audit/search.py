"""Intervals of the unknowns of one connected system.

Solutions in whole numbers are proof: a value taken by one is possible. So most unknowns never need a programme of their
own; one solution that drives many of them to their bounds settles all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geodata.audit.model import INF, Flags, Floats
from geodata.audit.programme import Answer, Block, Programme

SLACK = 1e-5
SEED = 20260101
FRUITLESS = 2  # rounds for all at once without success before each remaining unknown gets its own programmes
MOST_ROUNDS = 40
FAR = 1e7  # stands for "no bound" while many unknowns are driven up at once


@dataclass
class Interval:
    """``lower`` ≤ x ≤ ``upper`` is proven; ``least``/``most`` are values that x takes in some solution (``most`` =
    inf: any large value). ``exact``: both agree. ``possible`` False: the system has no solution."""

    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    possible: bool = True
    complete: bool = True

    @property
    def exact(self) -> Flags:
        return (self.least == self.lower) & (self.most == self.upper)


Settled = Callable[[Floats, Floats], Flags]


class Search:
    """``asked``: the unknowns whose interval matters. ``settled(least, most)``: which unknowns need no more work
    because of the values they are known to take (never for those whose exact interval is wanted)."""

    def __init__(self, block: Block, asked: Flags, settled: Settled, should_stop: Callable[[], bool]) -> None:
        size = len(asked)
        self.programme = Programme(block)
        self.asked, self.settled, self.should_stop = asked, settled, should_stop
        self.found = Interval(block.lower.copy(), block.upper.copy(), np.full(size, np.inf), np.full(size, -np.inf))

    def run(self) -> Interval:
        found = self.found
        start = self.programme.best(np.zeros(len(found.lower)))
        if start.answer is Answer.IMPOSSIBLE:
            found.possible = False
            return found
        self._note(start.whole)
        self._together()
        for x in np.flatnonzero(self._open()):
            if self.should_stop():
                found.complete = False
                break
            for sign in (1.0, -1.0):
                if found.possible and self._open()[x]:
                    self._one(int(x), sign)
        return found

    def _open(self) -> Flags:
        return self.asked & ~self.found.exact & ~self.settled(self.found.least, self.found.most)

    def _note(self, whole: Floats | None) -> None:
        if whole is not None:
            np.minimum(self.found.least, whole, out=self.found.least)
            np.maximum(self.found.most, whole, out=self.found.most)

    def _together(self) -> None:
        """Drive all open unknowns up or down at once, with changing weights, as long as it settles some."""
        draw = np.random.default_rng(SEED)
        found, fruitless = self.found, 0
        near = Programme(_bounded(self.programme.block)) if np.isinf(found.upper).any() else self.programme
        for number in range(MOST_ROUNDS):
            waiting = self._open()
            before = int(waiting.sum())
            if not before or fruitless == FRUITLESS or self.should_stop():
                break
            up = number % 2 == 0
            wanted = waiting & (found.most < found.upper if up else found.least > found.lower)
            weight = np.where(wanted, draw.uniform(1, 2, len(wanted)), 0.0)
            self._note(near.best(weight if up else -weight).whole)
            fruitless = fruitless + 1 if int(self._open().sum()) == before else 0
        if near is not self.programme:
            self.programme.solved += near.solved

    def _one(self, x: int, sign: float) -> None:
        """The exact upper (``sign`` 1) or lower (−1) bound of one unknown."""
        found = self.found
        reached, bound = (found.most, found.upper) if sign > 0 else (found.least, found.lower)
        if reached[x] == bound[x]:
            return
        cost = np.zeros(len(found.lower))
        cost[x] = sign
        solution = self.programme.best(cost)
        if solution.answer is Answer.UNBOUNDED:
            reached[x] = bound[x]  # with one solution there are others arbitrarily far out
            return
        self._tighten(x, sign, solution.bound)
        self._note(solution.whole)
        if solution.whole is None and reached[x] != bound[x]:
            solution = self.programme.best_whole(cost)
            if solution.answer is Answer.IMPOSSIBLE:
                found.possible = False
                return
            self._tighten(x, sign, solution.bound)
            self._note(solution.whole)

    def _tighten(self, x: int, sign: float, bound: float) -> None:
        if bound == INF:
            return
        whole = np.floor(bound + SLACK * max(1.0, 1e-6 * abs(bound)))
        if sign > 0:
            self.found.upper[x] = min(self.found.upper[x], whole)
        else:
            self.found.lower[x] = max(self.found.lower[x], -whole)


def _bounded(block: Block) -> Block:
    """The same with an upper bound everywhere; its solutions are solutions of the block."""
    return Block(
        block.matrix, block.row_lower, block.row_upper, block.lower, np.minimum(block.upper, block.lower + FAR)
    )
