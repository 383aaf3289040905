"""The cheapest pattern of a system: propose one, prove it safe or learn why it is not, and again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geodata.methods.suppression.cuts import cut_off
from geodata.methods.suppression.master import Master
from geodata.methods.suppression.proof import Proof, Prover


def cheapest(
    master: Master,
    prover: Prover,
    over: Callable[[], bool],
    *,
    deadline: float | None = None,
    nodes: int | None = None,
    proven: Callable[[int], None] = lambda safe: None,
) -> Proof | None:
    """Proof of the cheapest pattern; None if ``over`` says stop or a limit was met (``master.bound`` still holds).

    ``deadline``, ``nodes``: limits of each program (see ``highs``). ``proven`` hears how many cells are safe so far.
    """
    while not over():
        chosen = master.solve(deadline, nodes)
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
