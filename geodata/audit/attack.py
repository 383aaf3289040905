"""The attacker: for every hidden cell the values it can have, given all that is published.

Shares no code with what decides about suppression; only with this independence does a passed audit mean something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from geodata.audit.model import (
    Contradiction,
    Effort,
    Findings,
    Flags,
    Floats,
    Ints,
    Limits,
    Relations,
    Rules,
)
from geodata.audit.presolve import Alias, Presolved, hidden_system, open_contradictions, parts, presolve
from geodata.audit.programme import Block, least_repair
from geodata.audit.propagation import Linear
from geodata.audit.search import Search

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def silent(done: int, total: int) -> None:
    return None


def never() -> bool:
    return False


def audit(
    cells: pd.DataFrame,
    relations: Relations,
    rules: Rules | None = None,
    progress: Progress = silent,
    should_stop: Stop = never,
) -> Findings:
    """Intervals and leaks of all hidden cells.

    ``cells``: one row per cell; ``value`` (NaN = not published). Optional columns: ``lower``, ``upper`` (known anyway;
    default 0 and inf), ``secret`` (suppressed: knowing it exactly is a leak; default: all hidden cells), ``threshold``
    (counts from 1 to threshold − 1 must not be recognisable; 0 = no such limit; default: that of ``rules`` for secret
    cells) and ``zero`` (knowing that it is 0 is a leak; default: no). A hidden cell without any of these is an unknown
    without a finding of its own.
    ``progress(done, total)`` counts systems; ``should_stop`` is asked between programmes.
    """
    rules = rules or Rules()
    values = cells["value"].to_numpy(dtype=np.float64)
    hidden = np.isnan(values)
    secret = _column(cells, "secret", hidden, bool)
    threshold = _column(cells, "threshold", np.where(secret, rules.threshold, 0), np.int64)
    zero = _column(cells, "zero", np.zeros_like(hidden), bool)
    lower = _column(cells, "lower", np.zeros(len(values)), np.float64)
    if rules.zeros_open:
        lower = np.where(secret, np.maximum(lower, 1.0), lower)
    upper = _column(cells, "upper", np.full(len(values), np.inf), np.float64)
    matrix = relations.matrix(len(values))
    contradictions = open_contradictions(matrix, values, relations)
    reduced = presolve(hidden_system(matrix, values, lower, upper, relations))
    asked = Limits(threshold[hidden], secret[hidden], zero[hidden])
    result = _solve(reduced, asked, rules, progress, should_stop)
    contradictions += _diagnosed(reduced.hidden, result.impossible, relations)
    frame = pd.DataFrame(result.columns, index=cells.index[hidden])[asked.any]
    return Findings(frame, tuple(contradictions), result.complete, result.effort)


def _column(cells: pd.DataFrame, name: str, otherwise: np.ndarray, kind: type) -> np.ndarray:
    return (cells[name].to_numpy() if name in cells else otherwise).astype(kind)


@dataclass(frozen=True)
class _Result:
    columns: dict[str, np.ndarray]
    impossible: Ints  # parts of the hidden system
    complete: bool
    effort: Effort


def _solve(reduced: Presolved, asked: Limits, rules: Rules, progress: Progress, should_stop: Stop) -> _Result:
    left, alias = reduced.left, reduced.alias
    questions = _Questions(alias, asked, rules)
    row_block, column_block = parts(left.matrix)
    done = _proven_by_propagation(left, row_block, column_block, reduced.moving)
    least = np.where(done[column_block], left.lower, np.inf)
    most = np.where(done[column_block], left.upper, -np.inf)
    impossible = set(reduced.broken.tolist())
    wanted = questions.asked & ~np.isin(left.part_of_column, list(impossible))
    todo = np.unique(column_block[wanted & ~done[column_block]])
    complete, effort = True, Effort(len(alias.root), len(todo))
    for number, (columns, block) in enumerate(_blocks(left, row_block, column_block, todo)):
        if should_stop():
            complete = False
            break
        search = Search(block, wanted[columns], questions.settled(columns), should_stop)
        found = search.run()
        if not found.possible:
            impossible.add(int(left.part_of_column[columns[0]]))
        complete &= found.complete
        left.lower[columns], left.upper[columns] = found.lower, found.upper
        least[columns], most[columns] = found.least, found.most
        effort = replace(
            effort,
            programmes=effort.programmes + search.programme.solved,
            integer_programmes=effort.integer_programmes + search.programme.solved_whole,
        )
        progress(number + 1, len(todo))
    void = np.isin(reduced.hidden.part_of_column, list(impossible))
    return _Result(questions.answers(left, least, most, void), np.array(sorted(impossible)), complete, effort)


def _proven_by_propagation(left: Linear, row_block: Ints, column_block: Ints, moving: Flags) -> Flags:
    """Blocks without a cycle whose coefficients are all 1 or −1: there, bounds that no single relation can tighten are
    exact, every value between them is possible (a tree of relations can be filled in from any of its leaves)."""
    count = int(max(row_block.max(initial=-1), column_block.max(initial=-1))) + 1
    entries = np.diff(left.matrix.indptr)
    links = np.bincount(row_block, entries, count)
    nodes = np.bincount(row_block, minlength=count) + np.bincount(column_block, minlength=count)
    foreign = np.bincount(np.repeat(row_block, entries), abs(left.matrix.data) != 1, count)
    return (links == nodes - 1) & (foreign == 0) & (np.bincount(column_block, moving, count) == 0)


def _blocks(left: Linear, row_block: Ints, column_block: Ints, wanted: Ints) -> Iterator[tuple[Ints, Block]]:
    """Columns and system of each wanted block."""
    row_order, column_order = np.argsort(row_block, kind="stable"), np.argsort(column_block, kind="stable")
    sorted_rows, sorted_columns = row_block[row_order], column_block[column_order]
    place = np.zeros(len(column_block), dtype=np.int64)
    for block in wanted.tolist():
        rows = row_order[slice(*np.searchsorted(sorted_rows, [block, block + 1]))]
        columns = column_order[slice(*np.searchsorted(sorted_columns, [block, block + 1]))]
        place[columns] = np.arange(len(columns))
        some = left.matrix[rows]
        inner = sparse.csr_array((some.data, place[some.indices], some.indptr), shape=(len(rows), len(columns)))
        yield (
            columns,
            Block(inner, left.row_lower[rows], left.row_upper[rows], left.lower[columns], left.upper[columns]),
        )


class _Questions:
    """Between cells, which are asked for, and unknowns, which are computed (one may stand for several cells)."""

    def __init__(self, alias: Alias, asked: Limits, rules: Rules) -> None:
        self.alias, self.cells, self.rules = alias, asked, rules
        size = int(alias.root.max(initial=-1)) + 1
        standing = (alias.root >= 0) & asked.any
        self.asked = np.zeros(size, dtype=bool)
        self.asked[alias.root[standing]] = True
        order = np.flatnonzero(standing)
        order = order[np.argsort(alias.root[order], kind="stable")]
        self._cells_of, self._roots = order, alias.root[order]

    def settled(self, columns: Ints) -> Callable[[Floats, Floats], Flags]:
        """For a block: given values that its unknowns take, which of them need not be looked at further."""
        if self.rules.exact:
            return lambda least, most: np.zeros(len(columns), dtype=bool)
        # columns are ascending, so the cells of a block are found by searching
        first, last = (np.searchsorted(self._roots, columns, side=s) for s in ("left", "right"))
        cells = np.concatenate([self._cells_of[a:b] for a, b in zip(first, last, strict=True)])
        owner = np.repeat(np.arange(len(columns)), last - first)
        alias = Alias(owner, self.alias.sign[cells], self.alias.shift[cells])
        limits = self.cells.of(cells)

        def settled(least: Floats, most: Floats) -> Flags:
            known = np.append(least <= most, False)
            low, high = alias.interval(np.where(known[:-1], least, 0.0), np.where(known[:-1], most, 0.0))
            unsafe = ~(limits.safe(low, high) & known[owner])
            return np.bincount(owner, unsafe, len(columns)) == 0

        return settled

    def answers(self, left: Linear, least: Floats, most: Floats, void: Flags) -> dict[str, np.ndarray]:
        lower, upper = self.alias.interval(left.lower, left.upper)
        known = np.append(least <= most, True)[self.alias.root]
        inner = self.alias.interval(np.where(least <= most, least, 0.0), np.where(least <= most, most, 0.0))
        leak = self.cells.leaking(lower, upper) & ~void
        exact = known & (inner[0] == lower) & (inner[1] == upper) & ~void
        proven = (leak | exact | (known & self.cells.safe(*inner))) & ~void
        gone = np.where(void, np.nan, 0.0)
        return {"lower": lower + gone, "upper": upper + gone, "leak": leak, "exact": exact, "proven": proven}


def _diagnosed(hidden: Linear, impossible: Ints, relations: Relations) -> list[Contradiction]:
    """Relations of impossible parts that fail when as little as possible is taken to be wrong."""
    found = []
    for part in impossible.tolist():
        rows = np.flatnonzero(hidden.part_of_row == part)
        columns = np.flatnonzero(hidden.part_of_column == part)
        inner = sparse.csr_array(hidden.matrix[rows][:, columns])
        bounds = (hidden.row_lower[rows], hidden.row_upper[rows], hidden.lower[columns], hidden.upper[columns])
        failing, amounts = least_repair(Block(inner, *bounds))
        for row, amount in zip(failing.tolist(), amounts.tolist(), strict=True):
            relation = int(hidden.relation[rows[row]])
            found.append(Contradiction(relation, relations.label(relation), float(amount), certain=False))
    return found
