"""The master program: the cheapest set of cells that satisfies every inequality known so far.

One variable per cell that may be suppressed. Two kinds of inequalities, both true of every safe pattern:

- *bridges*: a relation with a suppressed cell has another one, or the cell follows by subtraction. They are added when
  a cell is first used; most never are.
- *cuts*, found by proving that a proposed pattern leaks (``cuts.py``). Where a cell may be protected in two ways,
  a switch variable says which.

Cells of far-apart areas share no inequality, so the program falls into pieces. Only pieces with new rows are solved
again: first relaxed, and those that do not come out whole with branch and bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.methods.suppression.cells import Flags, Floats, Ints
from geodata.methods.suppression.highs import FEASIBLE, Solution, minimise
from geodata.methods.suppression.system import System


@dataclass(frozen=True)
class Row:
    """Σ coefficient · x ≥ least, over cells that may be suppressed and switches (numbered after the cells)."""

    columns: Ints
    coefficients: Floats
    least: float


@dataclass
class Master:
    """Grows by rows; ``relax`` and ``solve`` add the bridges that their answers call for.

    ``bound``: no safe pattern of the system costs less."""

    system: System
    rows: list[Row] = field(default_factory=list)
    switches: int = 0
    bound: float = 0.0
    _bridged: Flags = field(init=False)
    _x: Floats = field(init=False)
    _settled: int = 0
    _pieces: dict[bytes, Solution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bridged = np.zeros(len(self.system), bool)
        self._x = np.zeros(len(self.system))
        self._bridge(self.system.must)

    @property
    def _cost(self) -> Floats:
        return np.concatenate([self.system.cost, np.zeros(self.switches)])

    def switch(self) -> int:
        """Column of a new 0-1 variable, for use in rows."""
        self.switches += 1
        self._x = np.append(self._x, 0.0)
        return self._x.size - 1

    def _bridge(self, used: Flags) -> bool:
        """Add the bridges of cells that have none yet; whether there were any."""
        fresh = np.flatnonzero(used & ~self._bridged)
        self._bridged[fresh] = True
        before = len(self.rows)
        for cell in fresh.tolist():
            for relation in self.system.relations_with(cell).tolist():
                members = self.system.members(relation)
                others = members[members != cell]
                if not self.system.must[others].any():
                    self.rows.append(_bridge(cell, others, bool(self.system.must[cell])))
        return len(self.rows) > before

    def relax(self, deadline: float | None = None) -> bool:
        """Bring the relaxed answer up to date, with every bridge it calls for. False if time ran out."""
        while self._settled < len(self.rows):
            matrix, least, label = self._matrix()
            of_row = label[matrix.indices[matrix.indptr[:-1]]]
            rows = np.flatnonzero(np.isin(of_row, of_row[self._settled :]))
            columns = np.unique(matrix[rows].indices)
            found = minimise(self._cost[columns], matrix[rows][:, columns], least[rows], np.inf, 0.0, 1.0,
                             deadline=deadline)  # fmt: skip
            if found.x is None or not found.solved:
                return False
            self._settled = len(self.rows)
            self._x[columns] = found.x
            self._bridge(self._x[: len(self.system)] > FEASIBLE)
        self._raise(float(self._cost @ self._x))
        return True

    def solve(self, deadline: float | None = None, nodes: int | None = None) -> Flags | None:
        """The cheapest set of cells, in whole cells; None if a limit was met. ``bound`` is raised either way."""
        while self.relax(deadline):
            x, bound = self._x.copy(), float(self._cost @ self._x)
            for rows, columns in self._broken():
                found = self._piece(rows, columns, deadline, nodes)
                bound += max(0.0, found.bound - float(self._cost[columns] @ self._x[columns]))
                if found.x is None or not found.solved:
                    self._raise(bound)
                    return None
                x[columns] = found.x
            self._raise(bound)
            chosen = self.system.must | (x[: len(self.system)] > 0.5)
            if not self._bridge(chosen):
                return chosen
        return None

    def share(self) -> Floats:
        """How far each cell is suppressed in the relaxed answer, or in the whole one of pieces solved so far."""
        x = self._x.copy()
        for rows, columns in self._broken():
            known = self._pieces.get(rows.tobytes())
            if known is not None and known.x is not None:
                x[columns] = known.x
        return np.maximum(x[: len(self.system)], self.system.must)

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, bound + float(self.system.cost[self.system.must].sum()))

    def _matrix(self) -> tuple[csr_array, Floats, Ints]:
        """All rows as one matrix, their right sides, and which piece each column belongs to."""
        starts = np.cumsum([0] + [row.columns.size for row in self.rows])
        data = np.concatenate([row.coefficients for row in self.rows])
        indices = np.concatenate([row.columns for row in self.rows])
        matrix = csr_array((data, indices, starts), shape=(len(self.rows), self._x.size))
        links = csr_array((np.ones_like(data), indices, starts), shape=matrix.shape)
        label = connected_components(links.T.tocsr() @ links, directed=False)[1]
        return matrix, np.array([row.least for row in self.rows]), label

    def _broken(self) -> list[tuple[Ints, Ints]]:
        """Rows and columns of each piece whose relaxed answer is not whole, small pieces first."""
        broken = np.abs(self._x - np.rint(self._x)) > FEASIBLE
        if not broken.any():
            return []
        matrix, _, label = self._matrix()
        of_row = label[matrix.indices[matrix.indptr[:-1]]]
        pieces = [(np.flatnonzero(of_row == n), np.flatnonzero(label == n)) for n in np.unique(label[broken])]
        return sorted(pieces, key=lambda piece: piece[1].size)

    def _piece(self, rows: Ints, columns: Ints, deadline: float | None, nodes: int | None) -> Solution:
        key = rows.tobytes()
        if key not in self._pieces:
            matrix, least, _ = self._matrix()
            found = minimise(self._cost[columns], matrix[rows][:, columns], least[rows], np.inf, 0.0, 1.0,
                             whole=True, deadline=deadline, nodes=nodes)  # fmt: skip
            if not found.solved:
                return found
            self._pieces[key] = found
        return self._pieces[key]


def _bridge(cell: int, others: Ints, must: bool) -> Row:
    if must:
        return Row(others, np.ones(others.size), 1.0)
    return Row(np.append(others, cell), np.append(np.ones(others.size), -1.0), 0.0)
