"""Why a pattern leaks, said so that no later proposal makes the same mistake.

A cell p that must move by ``need`` cannot if weights u on the relations (the dual of the reader's linear program)
leave too little: for any u, ± shift_p = Σ r_i · shift_i with r = ± e_p − u·A, and shift_i lies between −value_i and ∞
if i is suppressed, else it is 0. So Σ (∞ if r_i > 0 else value_i · |r_i|) · x_i ≥ need holds for every safe pattern
that protects p this way (Fischetti & Salazar 2001, Management Science 47(7)). Coefficients above the right side are
cut down to it.
u is rounded to simple fractions and the inequality formed from whole numbers: it is valid whatever the solver's noise.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import linprog

from geodata.methods.suppression.cells import Flags, Floats, Ints
from geodata.methods.suppression.master import Master, Row
from geodata.methods.suppression.proof import components, move
from geodata.methods.suppression.system import System

DENOMINATORS = (1, 2, 3, 4, 6, 12)
FAINT = 1e-4  # capacity of cells not suppressed, so that the dual prefers few and expensive ones
MOST_BORDER = 40  # cells around a leaking component that are tried one by one
MOST_SECONDS = 0.5  # for each; one not decided by then stays in the cut, which is right, too
SHORT = 1e-6


def cut_off(master: Master, suppressed: Flags, cell: int) -> None:
    """Add rows that forbid every pattern in which ``cell`` leaks for the same reason as in ``suppressed``.

    Requires that ``cell`` is known to leak.
    """
    system = master.system
    label = components(system, suppressed)
    inside = np.flatnonzero(label == label[cell])
    relations = system.relations_of(inside)
    sides = [_side(system, suppressed, relations, cell, sign) for sign in (1, -1) if system.need(cell, sign)]
    if any(side is None for side in sides):  # possible with fractions, not with whole persons
        master.rows.append(_border(system, suppressed, relations, cell))
        return
    weights = np.max([side for side in sides if side is not None], axis=0)
    both = _row(weights, 1.0)
    master.rows.append(both)
    if len(sides) == 2 and not _violated(both, suppressed):
        switch = master.switch()
        up, down = (_row(side, 1.0) for side in sides if side is not None)
        master.rows.append(_switched(up, switch, 1.0, 1.0))
        master.rows.append(_switched(down, switch, -1.0, 0.0))


def _switched(row: Row, switch: int, coefficient: float, least: float) -> Row:
    return Row(np.append(row.columns, switch), np.append(row.coefficients, coefficient), least)


def _row(weights: Floats, least: float) -> Row:
    cells = np.flatnonzero(weights)
    return Row(cells, weights[cells], least)


def _violated(row: Row, suppressed: Flags) -> bool:
    return bool(row.coefficients @ suppressed[row.columns] < row.least - SHORT)


def _side(system: System, suppressed: Flags, relations: Ints, cell: int, sign: int) -> Floats | None:
    """Weights w (over all cells, 0 for those that must be suppressed) with Σ w_i · x_i ≥ 1 for every pattern in which
    ``cell`` can move by its need in direction ``sign``; violated by ``suppressed``. None if none was found."""
    cells = system.cells_of(relations)
    rows = system.rows[relations][:, cells]
    dual = _dual(system, suppressed, cells, rows, cell, sign)
    if dual is None:
        return None
    place = int(np.searchsorted(cells, cell))
    need = system.need(cell, sign)
    must, value, given = system.must[cells], system.value[cells], suppressed[cells]
    for denominator in DENOMINATORS:
        whole = np.rint(denominator * dual).astype(np.int64)
        rest = -(rows.T @ whole)
        rest[place] += sign * denominator
        if (rest[must] > 0).any():
            continue
        room = np.where(rest < 0, value * -rest, 0)
        right = denominator * need - int(room[must].sum())
        if right <= 0:
            continue
        weight = np.where(rest > 0, right, np.minimum(room, right)) / right
        weight[must] = 0.0
        if weight[given].sum() < 1 - SHORT:
            full = np.zeros(len(system))
            full[cells] = weight
            return full
    return None


def _dual(system: System, suppressed: Flags, cells: Ints, rows, cell: int, sign: int) -> Floats | None:  # type: ignore[no-untyped-def]
    """Weights on relations that show how little ``cell`` can move; cells not suppressed have a faint capacity each,
    the more the cheaper they are, so that the inequality falls on few, expensive cells."""
    value = system.value[cells].astype(float)
    faint = FAINT * system.need(cell, sign) / (1.0 + system.cost[cells])
    given = suppressed[cells]
    low = np.where(given, -value, -np.minimum(value, faint))
    high = np.where(given, np.inf, faint)
    aim = np.zeros(cells.size)
    aim[np.searchsorted(cells, cell)] = -sign
    found = linprog(aim, A_eq=rows.astype(float), b_eq=np.zeros(rows.shape[0]), bounds=np.column_stack([low, high]))
    return -found.eqlin.marginals if found.status == 0 else None


def _border(system: System, suppressed: Flags, relations: Ints, cell: int) -> Row:
    """At least one cell of the border of the leaking component must be suppressed: those inside are not enough,
    whatever happens beyond the border. Cells that do not help either are taken out while there are few."""
    around = system.cells_of(relations)
    border = around[~suppressed[around]]
    order = border[np.argsort(system.cost[border], kind="stable")]
    useless = np.zeros(len(system), bool)
    if order.size <= MOST_BORDER:
        beyond = np.ones(len(system), bool)
        beyond[border] = False
        for candidate in order:
            tried = beyond | useless
            tried[candidate] = True
            label = components(system, tried)
            found = move(system, np.flatnonzero(label == label[cell]), cell, time.monotonic() + MOST_SECONDS)
            if found.shift is None and found.decided:
                useless[candidate] = True
    needed = order[~useless[order]]
    return Row(np.sort(needed), np.ones(needed.size), 1.0)
