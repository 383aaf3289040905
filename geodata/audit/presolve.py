"""From cells and relations to the small systems that are really in question.

Published numbers are put in, bounds propagated, unknowns that are another one but for a constant (the rest to a known
total, the only area of its parent) replaced by it, and what is left falls into independent systems.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geodata.audit.model import Contradiction, Flags, Floats, Ints, Relations
from geodata.audit.propagation import SLACK, Linear, propagate

LEAST_DIFFERENCE = 1e-6


@dataclass
class Alias:
    """What each hidden cell is: ``sign`` · (unknown ``root``) + ``shift``; ``root`` −1: just ``shift``."""

    root: Ints
    sign: Floats
    shift: Floats

    @classmethod
    def itself(cls, size: int) -> Alias:
        return cls(np.arange(size), np.ones(size), np.zeros(size))

    def then(self, following: Alias) -> Alias:
        """Put ``following`` (of the unknowns) in."""
        known = self.root < 0
        at = np.where(known, 0, self.root)
        sign, shift, root = (np.append(a, 0)[at] for a in (following.sign, following.shift, following.root))
        return Alias(
            np.where(known, -1, root),
            np.where(known | (root < 0), 0.0, self.sign * sign),
            np.where(known, self.shift, self.shift + self.sign * shift),
        )

    def interval(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Bounds of the cells from bounds of the unknowns."""
        ends = [self.shift + self.sign * np.append(bound, 0.0)[self.root] for bound in (lower, upper)]
        return np.minimum(*ends), np.maximum(*ends)


@dataclass
class Presolved:
    """``hidden``: the system of hidden cells as it came (columns = hidden cells). ``left``: what remains of it, its
    columns being what ``alias`` refers to. ``broken``: parts of ``hidden`` that contradict themselves.
    ``moving``: columns of ``left`` whose bounds propagation did not finish."""

    hidden: Linear
    left: Linear
    alias: Alias
    broken: Ints
    moving: Flags


def open_contradictions(matrix: sparse.csr_array, values: Floats, relations: Relations) -> list[Contradiction]:
    """Relations between published numbers alone that do not hold."""
    hidden = np.isnan(values).astype(np.float64)
    asked = np.asarray(abs(matrix).sign() @ hidden).ravel()
    total = matrix @ np.nan_to_num(values)
    off = np.maximum(total - relations.upper, relations.lower - total)
    wrong = np.flatnonzero((asked == 0) & (off > LEAST_DIFFERENCE))
    return [Contradiction(int(r), relations.label(int(r)), float(off[r]), certain=True) for r in wrong]


def hidden_system(
    matrix: sparse.csr_array, values: Floats, lower: Floats, upper: Floats, relations: Relations
) -> Linear:
    """The relations with published numbers put in; columns are the hidden cells, rows the relations that have any."""
    hidden = np.isnan(values)
    known = matrix @ np.nan_to_num(values)
    inner = matrix.tocsc()[:, np.flatnonzero(hidden)].tocsr()
    used = np.flatnonzero(np.diff(inner.indptr))
    inner = inner[used]
    part_of_row, part_of_column = parts(inner)
    return Linear(
        inner,
        (relations.lower - known)[used],
        (relations.upper - known)[used],
        np.ceil(lower[hidden] - SLACK),
        np.floor(upper[hidden] + SLACK),
        used,
        part_of_row,
        part_of_column,
    )


def parts(matrix: sparse.csr_array) -> tuple[Ints, Ints]:
    """Number of the connected part for each row and each column."""
    rows, columns = matrix.shape
    pattern = sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    both = sparse.block_array([[None, pattern], [pattern.T, None]]) if rows and columns else None
    if both is None:
        return np.zeros(rows, np.int64), np.arange(columns)
    _, label = connected_components(both, directed=False)
    return label[:rows].astype(np.int64), label[rows:].astype(np.int64)


def presolve(hidden: Linear) -> Presolved:
    """Propagate and substitute until neither finds anything. ``hidden`` keeps its own bounds."""
    left = replace(hidden, lower=hidden.lower.copy(), upper=hidden.upper.copy())
    alias = Alias.itself(len(hidden.lower))
    broken: set[int] = set()
    while True:
        found, moving = propagate(left)
        broken |= set(found.tolist())
        left = _without_parts(left, broken)
        left, step, wrong = _substituted(left)
        broken |= set(wrong.tolist())
        alias = alias.then(step)
        if len(left.lower) == len(step.root):
            return Presolved(hidden, left, alias, np.array(sorted(broken), dtype=np.int64), moving)


def _without_parts(system: Linear, broken: set[int]) -> Linear:
    """Without the rows of parts that are broken; their unknowns stay, unconstrained."""
    gone = list(broken)
    free = np.isin(system.part_of_column, gone)
    system.lower[free], system.upper[free] = 0.0, np.inf
    return system.rows(~np.isin(system.part_of_row, gone)) if gone else system


def _substituted(system: Linear) -> tuple[Linear, Alias, Ints]:
    """Without unknowns that are known or equal another one, and parts in which this is impossible."""
    size = len(system.lower)
    fixed = system.lower == system.upper
    step = _merged(system, fixed)
    step.root[fixed], step.sign[fixed], step.shift[fixed] = -1, 0.0, system.lower[fixed]
    kept = np.flatnonzero((step.root == np.arange(size)) & ~fixed)
    if len(kept) == size:
        return system, step, np.zeros(0, np.int64)
    number = np.full(size + 1, -1)
    number[kept] = np.arange(len(kept))
    step.root = number[step.root]  # −1 stays −1
    lower, upper = _common_bounds(system, step, len(kept))
    replaced = step.root >= 0
    change = sparse.csr_array(
        (step.sign[replaced], (np.flatnonzero(replaced), step.root[replaced])), shape=(size, len(kept))
    )
    matrix = sparse.csr_array(system.matrix @ change)
    matrix.eliminate_zeros()
    constant = system.matrix @ step.shift
    slimmer = Linear(
        matrix, system.row_lower - constant, system.row_upper - constant, lower, upper,
        system.relation, system.part_of_row, system.part_of_column[kept],
    )  # fmt: skip
    empty = np.diff(matrix.indptr) == 0
    off = np.maximum(slimmer.row_lower, -slimmer.row_upper) > LEAST_DIFFERENCE
    return slimmer.rows(~empty), step, np.unique(slimmer.part_of_row[empty & off])


def _common_bounds(system: Linear, step: Alias, size: int) -> tuple[Floats, Floats]:
    """Bounds of the unknowns that stay, from the bounds of all that they stand for."""
    lower, upper = np.full(size, -np.inf), np.full(size, np.inf)
    same = step.root >= 0
    root, sign, shift = step.root[same], step.sign[same], step.shift[same]
    ends = ((system.lower[same] - shift) * sign, (system.upper[same] - shift) * sign)
    np.maximum.at(lower, root, np.minimum(*ends))
    np.minimum.at(upper, root, np.maximum(*ends))
    return lower, upper


def _merged(system: Linear, fixed: Flags) -> Alias:
    """Unknowns joined by equations ±x ± y = b; ``root`` of each set is one of its members."""
    alias = Alias.itself(len(fixed))
    matrix = system.matrix
    unit = abs(matrix.data) == 1
    pairs = np.flatnonzero((np.diff(matrix.indptr) == 2) & (system.row_lower == system.row_upper))
    if not len(pairs):
        return alias
    root, sign, shift = alias.root.tolist(), alias.sign.tolist(), alias.shift.tolist()

    def find(x: int) -> tuple[int, float, float]:
        way = []
        while root[x] != x:
            way.append(x)
            x = root[x]
        s, t = 1.0, 0.0
        for member in reversed(way):  # nearest to the root first
            s, t = sign[member] * s, sign[member] * t + shift[member]
            root[member], sign[member], shift[member] = x, s, t
        return x, s, t

    for r in pairs.tolist():
        at = int(matrix.indptr[r])
        i, j = matrix.indices[at : at + 2].tolist()
        if fixed[i] or fixed[j] or not (unit[at] and unit[at + 1]):
            continue
        a, b = matrix.data[at : at + 2].tolist()
        (left, s, t), (right, u, v) = find(i), find(j)
        if left != right:
            root[left], sign[left] = right, -a * s * b * u
            shift[left] = a * s * (float(system.row_lower[r]) - a * t - b * v)
    found = [find(x) for x in range(len(root))]
    return Alias(
        np.array([f[0] for f in found], dtype=np.int64),
        np.array([f[1] for f in found]),
        np.array([f[2] for f in found]),
    )
