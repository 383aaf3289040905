"""From cells and relations to what has to be solved: needs of each cell, presolve, independent components.

A cell is safe if the tables that fit everything published leave it open: it must not be a single number, and if it is
primary (1 ≤ value < threshold) not only unsafe numbers. Seen from the true table, some other table must move it far
enough: a primary cell down by its value (to 0) or up to the threshold, any other by one. These are its needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from geodata.errors import GeodataError, Problem, problem, refuse
from geodata.methods.suppression.cells import UNKNOWN, Cells, Flags, Floats, Ints, State
from geodata.methods.suppression.highs import minimise

Name = Callable[[int], str]
MOST_NAMED = 20
MOST_UNPROTECTABLE = 5  # each is a paragraph of its own


@dataclass(frozen=True)
class System:
    """One component, in its own numbering; ``ids`` leads back. ``must``: suppressed in every pattern.

    ``down``, ``up``: how far a cell must be able to move one way or the other to be safe; 0 = that way never helps.
    """

    ids: Ints
    value: Ints
    cost: Floats
    must: Flags
    down: Ints
    up: Ints
    rows: csr_array

    def __len__(self) -> int:
        return self.ids.size

    @cached_property
    def columns(self) -> csc_array:
        return self.rows.tocsc()

    def cells_of(self, relations: Ints) -> Ints:
        """Cells in any of these relations, sorted."""
        return np.unique(_taken(self.rows, relations))

    def relations_of(self, cells: Ints) -> Ints:
        """Relations with any of these cells, sorted."""
        return np.unique(_taken(self.columns, cells))

    def members(self, relation: int) -> Ints:
        """Cells of one relation."""
        return self.rows.indices[self.rows.indptr[relation] : self.rows.indptr[relation + 1]].astype(np.int64)

    def relations_with(self, cell: int) -> Ints:
        return self.columns.indices[self.columns.indptr[cell] : self.columns.indptr[cell + 1]].astype(np.int64)

    def part(self, cells: Ints, cost: Floats) -> System:
        """Only ``cells`` (which include all that must be suppressed) at another cost; the rest stays published."""
        rows = self.rows[:, cells]
        rows = rows[np.flatnonzero(np.diff(rows.indptr))]
        return System(cells, self.value[cells], cost[cells], self.must[cells], self.down[cells], self.up[cells], rows)

    def need(self, cell: int, direction: int) -> int:
        return int(self.up[cell] if direction > 0 else self.down[cell])

    def safe(self, shift: Ints) -> Flags:
        """Which cells another table, given by its difference from this one, shows to be safe."""
        return self.safe_at(np.arange(len(self)), shift)

    def safe_at(self, cells: Ints, shift: Ints) -> Flags:
        """The same for some cells only, ``shift`` given for these."""
        down, up = self.down[cells], self.up[cells]
        return ((down > 0) & (-shift >= down)) | ((up > 0) & (shift >= up))

    def fits(self, shift: Ints, suppressed: Flags) -> bool:
        """Whether a difference keeps every relation, moves suppressed cells only and leaves no count below zero."""
        return not shift[~suppressed].any() and bool((self.value + shift >= 0).all()) and not (self.rows @ shift).any()


def _taken(matrix: csr_array | csc_array, which: Ints) -> Ints:
    starts, ends = matrix.indptr[which], matrix.indptr[np.asarray(which) + 1]
    counts = ends - starts
    if not counts.sum():
        return np.empty(0, np.int64)
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return matrix.indices[np.arange(counts.sum()) + offsets].astype(np.int64)


def prepare(cells: Cells, relations: csr_array, threshold: Ints, protect_zero: bool, name: Name) -> list[System]:
    """The components that hold something to protect, in the order of their first cell.

    Raises ``GeodataError``: ``suppress_sums`` (known values break a relation), ``suppress_unknown`` (no counts fit the
    cells suppressed at the source), ``suppress_unprotectable``.
    """
    relations = csr_array(relations, dtype=np.int64)
    _check_sums(cells, relations, name)
    must, fixed = mark(cells, threshold, protect_zero)
    fixed = _presolve(relations, must, fixed, name)
    rows = relations[:, np.flatnonzero(~fixed)]
    rows.eliminate_zeros()
    kept = np.flatnonzero(np.diff(rows.indptr))
    label = _components(rows[kept])
    movable = np.flatnonzero(~fixed)
    open_ended = _open_ended(cells, relations[kept], rows[kept], label)
    value = _completed(cells, relations, movable[open_ended], name)
    down, up = _needs(cells, value, threshold)
    robust = np.zeros(len(cells), bool)
    robust[movable[open_ended]] = True
    robust &= cells.value == UNKNOWN
    down[robust], up[robust] = 0, np.maximum(1, threshold[robust] - 1)
    systems = []
    for members in _groups(label):
        ids = movable[members]
        if must[ids].any():
            part = rows[:, members]
            part = part[np.flatnonzero(np.diff(part.indptr))]
            systems.append(System(ids, value[ids], cells.cost[ids], must[ids], down[ids], up[ids], part))
    return systems


def mark(cells: Cells, threshold: Ints, protect_zero: bool) -> tuple[Flags, Flags]:
    """Which cells must be suppressed, and which cannot be: published elsewhere, or zero and nobody protects zeros."""
    free = cells.state == State.FREE
    opened = free | (cells.state == State.OPEN)
    small = opened & (cells.value > 0) & (cells.value < threshold)
    zero = opened & (cells.value == 0)
    must = (cells.state == State.SUPPRESSED) | small
    if protect_zero:
        return must | zero, cells.state == State.PUBLISHED
    return must, ~must & (~opened | (zero & ~free))


def _check_sums(cells: Cells, relations: csr_array, name: Name) -> None:
    unknown = cells.value == UNKNOWN
    complete = ~(np.abs(relations) @ unknown.astype(np.int64) > 0)
    beyond = relations @ np.where(unknown, 0, cells.value)
    off = np.flatnonzero(complete & (beyond != 0))
    if off.size:
        first = relations.indices[relations.indptr[off[0]] : relations.indptr[off[0] + 1]]
        named = ", ".join(name(int(i)) for i in first[:MOST_NAMED])
        raise refuse("suppress_sums", cells=named, difference=abs(int(beyond[off[0]])))


def _presolve(relations: csr_array, must: Flags, fixed: Flags, name: Name) -> Flags:
    """Fix cells that are the only ones open in a relation: they follow from it, whatever else is suppressed."""
    fixed, lost = fixed.copy(), np.zeros_like(fixed)
    pattern = relations.copy()
    pattern.data = (pattern.data != 0).astype(np.int64)
    while True:
        movable = (~fixed).astype(np.int64)
        alone = np.flatnonzero(pattern @ movable == 1)
        followed = np.unique(_taken(pattern, alone))
        followed = followed[~fixed[followed]]
        if not followed.size:
            break
        lost[followed] |= must[followed]
        fixed[followed] = True
    if lost.any():
        raise unprotectable(np.flatnonzero(lost), name)
    return fixed


class Unprotected(GeodataError):
    """``cells``: all that no pattern protects, in the caller's numbering (of one component, or found by presolve)."""

    def __init__(self, cells: Ints, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.cells = cells


def unprotectable(cells: Ints, name: Name) -> Unprotected:
    """No pattern protects these cells, not even suppressing everything that may be suppressed.

    The first are named; each says how many there are.
    """
    shown = [int(i) for i in cells[:MOST_UNPROTECTABLE]]
    return Unprotected(cells, [problem("suppress_unprotectable", value=name(i), details=len(cells)) for i in shown])


def _components(rows: csr_array) -> Ints:
    """Component of each column; columns are linked by the rows they share."""
    links = (rows.T.tocsr() @ rows) if rows.shape[0] else csr_array((rows.shape[1],) * 2, dtype=np.int64)
    links.data = np.ones_like(links.data)
    return connected_components(links, directed=False)[1].astype(np.int64)


def _groups(label: Ints) -> list[Ints]:
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return sorted((g for g in np.split(order, cuts) if g.size), key=lambda g: int(g[0]))


def _open_ended(cells: Cells, relations: csr_array, rows: csr_array, label: Ints) -> Flags:
    """Movable cells whose component hangs on a published figure that is not known here."""
    foreign = ((cells.state == State.PUBLISHED) & (cells.value == UNKNOWN)).astype(np.int64)
    hanging = np.flatnonzero(np.abs(relations) @ foreign)
    touched = np.unique(label[_taken(rows, hanging)])
    return np.isin(label, touched)


def _completed(cells: Cells, relations: csr_array, open_ended: Ints, name: Name) -> Ints:
    """Values with whole numbers for the unknown ones that fit every relation.

    Which ones does not matter: whoever reads the publication cannot tell them apart, so the same patterns are safe.
    In a component that hangs on figures not known here nothing can be fitted; there unknown cells count as 0 and are
    only ever moved upwards, which is right whatever they are.
    """
    value = np.maximum(cells.value, 0)
    unknown = (cells.value == UNKNOWN) & (cells.state == State.SUPPRESSED)
    unknown[open_ended] = False
    where = np.flatnonzero(unknown)
    part = relations[:, where]
    bound_rows = np.flatnonzero(np.diff(part.indptr))
    if not where.size or not bound_rows.size:
        return value
    right = -(relations[bound_rows] @ np.where(unknown, 0, value)).astype(float)
    found = minimise(np.zeros(where.size), part[bound_rows].astype(float), right, right, 0, np.inf, whole=True)
    if found.x is None:
        raise refuse("suppress_unknown", cells=", ".join(name(int(i)) for i in where[:MOST_NAMED]))
    value[where] = np.rint(found.x).astype(np.int64)
    return value


def _needs(cells: Cells, value: Ints, threshold: Ints) -> tuple[Ints, Ints]:
    primary = (value > 0) & (value < threshold)
    down = np.where(primary, value, np.where(value > 0, 1, 0))
    return down, np.where(primary, threshold - value, 1)
