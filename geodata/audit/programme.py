"""One connected system as a linear or integer programme in HiGHS, kept warm between questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

import highspy
import numpy as np
from scipy import sparse

from geodata.audit.model import INF, Flags, Floats, Ints

INTEGER_SECONDS = 10.0  # for one bound; what is not proven by then keeps the bound of the linear programme
MOST_SINGLE = 2000  # rows that are tried as the only wrong one
WHOLE = 1e-5  # a solution this close to whole numbers is tried as one
COMMON: dict[str, bool | int | float | str] = {"output_flag": False, "threads": 1, "random_seed": 0}
# Primal simplex: a new objective leaves the last solution feasible, so a few pivots do instead of a new start.
LINEAR = COMMON | {"solver": "simplex", "simplex_strategy": 4, "presolve": "off"}
INTEGER = COMMON | {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


class Answer(Enum):
    BEST = auto()
    UNBOUNDED = auto()
    IMPOSSIBLE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Block:
    """A connected system: rows ``row_lower`` ≤ matrix · x ≤ ``row_upper``, whole x between ``lower`` and ``upper``."""

    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats

    @cached_property
    def _sizes(self) -> sparse.csr_array:
        return abs(self.matrix)

    def holds(self, x: Floats) -> bool:
        """Whether whole numbers x solve the system."""
        total = self.matrix @ x
        size = 1e-9 * (self._sizes @ abs(x))
        inside = (total >= self.row_lower - 1e-6 - size) & (total <= self.row_upper + 1e-6 + size)
        return bool(inside.all() and (x >= self.lower).all() and (x <= self.upper).all())


@dataclass(frozen=True)
class Solution:
    """``bound``: no x gives more (INF if unbounded or unknown). ``whole``: whole numbers that solve the system, found
    on the way; None if the best solution is fractional."""

    answer: Answer
    bound: float
    whole: Floats | None = None


class Programme:
    """Maximises over a block; each call starts from the last solution."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.solved = self.solved_whole = 0
        self._linear: highspy.Highs | None = None
        self._integer: highspy.Highs | None = None
        self._columns = np.arange(len(block.lower), dtype=np.int32)

    def best(self, cost: Floats) -> Solution:
        """Largest cost · x over all real x of the block."""
        if self._linear is None:
            self._linear = _model(self.block)
        self.solved += 1
        answer, value, x = self._run(self._linear, cost)
        if answer is not Answer.BEST:
            return Solution(answer, INF)
        whole = np.round(x)
        near = bool((abs(x - whole) <= WHOLE * np.maximum(1.0, 1e-6 * abs(x))).all())
        return Solution(answer, value, whole if near and self.block.holds(whole) else None)

    def best_whole(self, cost: Floats) -> Solution:
        """Largest cost · x over whole x; ``UNKNOWN`` with the best bound known if it takes too long."""
        if self._integer is None:
            self._integer = _model(self.block, np.ones(len(cost), dtype=bool))
        self.solved_whole += 1
        # The limit counts the time of all runs of a model together.
        self._integer.setOptionValue("time_limit", self._integer.getRunTime() + INTEGER_SECONDS)
        answer, value, x = self._run(self._integer, cost)
        if answer is Answer.BEST:
            whole = np.round(x)
            return Solution(answer, value, whole if self.block.holds(whole) else None)
        if answer is Answer.UNKNOWN:
            bound = -float(self._integer.getInfo().mip_dual_bound)
            return Solution(answer, bound if abs(bound) < highspy.kHighsInf else INF)
        return Solution(answer, INF)

    def _run(self, model: highspy.Highs, cost: Floats) -> tuple[Answer, float, Floats]:
        model.changeColsCost(len(cost), self._columns, -cost)
        model.run()
        answer = ANSWERS.get(model.getModelStatus(), Answer.UNKNOWN)
        if answer is not Answer.BEST:
            return answer, INF, np.zeros(0)
        x = np.asarray(model.getSolution().col_value)
        return answer, -float(model.getInfo().objective_function_value), x


_STATUS = highspy.HighsModelStatus
ANSWERS = {
    _STATUS.kOptimal: Answer.BEST,
    _STATUS.kUnbounded: Answer.UNBOUNDED,
    _STATUS.kUnboundedOrInfeasible: Answer.UNBOUNDED,  # asked only of systems that have a solution
    _STATUS.kInfeasible: Answer.IMPOSSIBLE,
}


def _model(block: Block, whole: Flags | None = None) -> highspy.Highs:
    """``whole``: which unknowns must be whole numbers; None for a linear programme."""
    size = len(block.lower)
    by_column = block.matrix.tocsc()
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = size, block.matrix.shape[0]
    program.col_cost_ = np.zeros(size)
    program.col_lower_, program.col_upper_ = block.lower, block.upper
    program.row_lower_, program.row_upper_ = block.row_lower, block.row_upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = by_column.indptr
    program.a_matrix_.index_ = by_column.indices
    program.a_matrix_.value_ = by_column.data
    if whole is not None:
        sorts = highspy.HighsVarType
        program.integrality_ = [sorts.kInteger if one else sorts.kContinuous for one in whole]
    model = highspy.Highs()
    for option, value in (INTEGER if whole is not None else LINEAR).items():
        model.setOptionValue(option, value)
    model.passModel(program)
    return model


def least_repair(block: Block) -> tuple[Ints, Floats]:
    """Which rows of an impossible block fail, and by how much, if as little as possible is wrong in all.

    One row where one alone explains it, which is more likely than many small faults.
    """
    repair = _Repair(block)
    together = repair.failing(np.arange(repair.rows))
    if together.astype(bool).sum() > 1:
        for row in range(min(repair.rows, MOST_SINGLE)):
            alone = repair.failing(np.array([row]))
            if 0 < alone[row] <= together.sum() * (1 + WHOLE):
                return np.array([row]), alone[[row]]
    failing = np.flatnonzero(together)
    return failing, together[failing]


class _Repair:
    """An impossible block whose rows may be given slack, at a cost of one per unit."""

    def __init__(self, block: Block) -> None:
        self.rows, self.size = block.matrix.shape
        unit = sparse.eye_array(self.rows, format="csr")
        wider = sparse.csr_array(sparse.hstack([block.matrix, unit, -unit]))
        none = np.zeros(2 * self.rows)
        lower, upper = np.append(block.lower, none), np.append(block.upper, none)
        whole = np.arange(len(lower)) < self.size
        self.model = _model(Block(wider, block.row_lower, block.row_upper, lower, upper), whole)
        every = np.arange(len(lower), dtype=np.int32)
        self.model.changeColsCost(len(lower), every, (~whole).astype(np.float64))

    def failing(self, loose: Ints) -> Floats:
        """Slack of each row if only the ``loose`` ones may have any; zeros if that does not help."""
        places = np.concatenate([self.size + loose, self.size + self.rows + loose]).astype(np.int32)
        none = np.zeros(len(places))
        self.model.changeColsBounds(len(places), places, none, np.full(len(places), highspy.kHighsInf))
        self.model.setOptionValue("time_limit", self.model.getRunTime() + INTEGER_SECONDS)
        self.model.run()
        slack = np.zeros(self.rows)
        if self.model.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            x = np.asarray(self.model.getSolution().col_value)[self.size :]
            slack = abs(x[: self.rows] - x[self.rows :])
        self.model.changeColsBounds(len(places), places, none, none)
        return np.where(slack > WHOLE, slack, 0.0)
