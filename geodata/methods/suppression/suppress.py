"""Primary and secondary suppression: which cells to leave out so that none of them can be worked out again.

See docs/disclosure.md for what "safe" means, why the result is the cheapest one, and what is not covered.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from geodata.methods.suppression.cells import Cells, Component, Ints, Pattern, Progress, Witness
from geodata.methods.suppression.search import Answer, Clock, Unprotectable, search
from geodata.methods.suppression.system import Name, System, prepare, unprotectable

TIME_LIMIT = 60.0


def suppress(
    cells: Cells,
    relations: csr_array,
    threshold: ArrayLike,
    *,
    protect_zero: bool = False,
    time_limit: float = TIME_LIMIT,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    name: Name = "Zelle {}".format,
) -> Pattern:
    """The cheapest safe pattern.

    ``relations``: rows over cells, Σ coefficient · value = 0. ``threshold``: smallest publishable count, one for all
    or one per cell. Zeros are published unless ``protect_zero`` or the caller says otherwise. After ``time_limit``
    seconds, or when ``should_stop`` says so, a safe pattern is returned that need not be the cheapest (``optimal``
    false, ``gap`` stated). ``progress`` hears cells proven safe, and how many there are. ``name`` is used in messages.
    Raises ``GeodataError``: ``suppress_sums``, ``suppress_unknown``, ``suppress_unprotectable``; ``ValueError`` for
    arguments of the wrong shape.
    """
    limits = np.broadcast_to(np.asarray(threshold, np.int64), (len(cells),)).copy()
    if relations.shape[1] != len(cells):
        raise ValueError("relations must have one column per cell")
    if (limits < 1).any():
        raise ValueError("thresholds start at 1")
    systems = prepare(cells, relations, limits, protect_zero, name)
    clock = Clock(time.monotonic() + time_limit, should_stop or (lambda: False))
    wanted, done, answers = sum(int(s.must.sum()) for s in systems), 0, []
    for system in sorted(systems, key=len):
        tell = _telling(progress, done, wanted)
        tell(0)
        try:
            answers.append((system, search(system, clock, tell)))
        except Unprotectable as error:
            raise unprotectable(system.ids[error.cells], name) from error
        done += int(system.must.sum())
    _telling(progress, done, wanted)(0)
    return _pattern(answers)


def _telling(progress: Progress | None, before: int, wanted: int) -> Callable[[int], None]:
    """Report cells of one component on top of those of the components before."""

    def tell(safe: int) -> None:
        if progress is not None:
            progress(before + safe, wanted)

    return tell


def _pattern(answers: list[tuple[System, Answer]]) -> Pattern:
    parts = sorted(answers, key=lambda part: int(part[0].ids[0]))
    components = tuple(_component(system, answer) for system, answer in parts)
    witnesses = tuple(Witness(s.ids[w.cells], w.shift) for s, a in parts for w in a.witnesses)
    return Pattern(
        primary=_joined([s.ids[s.must] for s, _ in parts]),
        secondary=_joined([s.ids[a.chosen & ~s.must] for s, a in parts]),
        cost=sum(c.cost for c in components),
        bound=sum(c.bound for c in components),
        optimal=all(c.optimal for c in components),
        components=components,
        witnesses=witnesses,
    )


def _component(system: System, answer: Answer) -> Component:
    chosen = answer.chosen
    return Component(
        cells=len(system),
        primary=int(system.must.sum()),
        secondary=int((chosen & ~system.must).sum()),
        cost=float(system.cost[chosen].sum()),
        bound=answer.bound,
        optimal=answer.optimal,
    )


def _joined(parts: list[Ints]) -> Ints:
    return np.sort(np.concatenate([np.empty(0, np.int64), *parts]))
