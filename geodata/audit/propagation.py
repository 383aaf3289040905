"""Bounds that follow from single relations, repeated until nothing changes, for all relations at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geodata.audit.model import Flags, Floats, Ints

SLACK = 1e-6  # inexact arithmetic; counts are whole numbers
ROUNDS = 300


@dataclass
class Linear:
    """Unknown whole numbers between ``lower`` and ``upper``, and rows ``row_lower`` ≤ matrix · x ≤ ``row_upper``.

    ``relation``: number of the relation that a row comes from. ``part``: independent part of the whole system that an
    unknown (``part_of_column``) or a row belongs to.
    """

    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    relation: Ints
    part_of_row: Ints
    part_of_column: Ints

    def rows(self, kept: Flags) -> Linear:
        """Only some rows."""
        return Linear(
            self.matrix[np.flatnonzero(kept)],
            self.row_lower[kept],
            self.row_upper[kept],
            self.lower,
            self.upper,
            self.relation[kept],
            self.part_of_row[kept],
            self.part_of_column,
        )


def propagate(system: Linear) -> tuple[Ints, Flags]:
    """Tighten ``lower`` and ``upper`` in place.

    Returns the parts that contradict themselves (their bounds mean nothing then) and which columns were still moving
    when patience ran out (their bounds hold, but are perhaps not the tightest that propagation finds).
    """
    entries = system.matrix.tocoo()
    row, column = entries.coords[0].astype(np.int64), entries.coords[1].astype(np.int64)
    value = entries.data.astype(np.float64)
    lower, upper = system.lower, system.upper
    broken = np.zeros(int(system.part_of_column.max(initial=-1)) + 1, dtype=bool)
    broken[system.part_of_column[lower > upper]] = True
    changed = np.ones(len(lower), dtype=bool)
    for _ in range(ROUNDS):
        touched = np.zeros(system.matrix.shape[0], dtype=bool)
        touched[row[changed[column]]] = True
        touched &= ~broken[system.part_of_row]
        used = touched[row]
        if not used.any():
            return np.flatnonzero(broken), np.zeros(len(lower), dtype=bool)
        new_lower, new_upper = lower.copy(), upper.copy()
        _tighten(system, row[used], column[used], value[used], new_lower, new_upper)
        wrong = new_lower > new_upper
        broken[system.part_of_column[wrong]] = True
        changed = (new_lower > lower) | (new_upper < upper)
        lower[:], upper[:] = new_lower, new_upper
    return np.flatnonzero(broken), changed


def _tighten(system: Linear, row: Ints, column: Ints, value: Floats, lower: Floats, upper: Floats) -> None:
    """One round over the given entries (whole rows): what each row leaves for each of its unknowns."""
    positive = value > 0
    least = value * np.where(positive, lower[column], upper[column])
    most = value * np.where(positive, upper[column], lower[column])
    rest_least, rest_most = _others(row, least, -np.inf), _others(row, most, np.inf)
    ceiling = (system.row_upper[row] - rest_least) / value
    floor = (system.row_lower[row] - rest_most) / value
    np.minimum.at(upper, column, _down(np.where(positive, ceiling, floor)))
    np.maximum.at(lower, column, _up(np.where(positive, floor, ceiling)))


def _others(row: Ints, contribution: Floats, endless: float) -> Floats:
    """Sum of a row without the entry itself; ``endless`` if another entry is."""
    infinite = np.isinf(contribution)
    finite = np.where(infinite, 0.0, contribution)
    total = np.bincount(row, finite)[row] - finite
    unbounded = np.bincount(row, infinite)[row] - infinite > 0
    return np.where(unbounded, endless, total)


def _down(bound: Floats) -> Floats:
    return np.floor(bound + SLACK)


def _up(bound: Floats) -> Floats:
    return np.ceil(bound - SLACK)
