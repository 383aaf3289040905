"""HiGHS behind one door: linear and mixed-integer programs as scipy offers them, with what scipy leaves open fixed.

scipy stops a mixed-integer program at a relative gap of 1e-4 unless told otherwise; here the gap is zero.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geodata.methods.suppression.cells import Floats

FEASIBLE = 1e-6
SHORTEST_SECONDS = 0.05


@dataclass(frozen=True)
class Solution:
    """``x``: None if none was found. ``bound``: no solution has a smaller value. ``solved``: no limit was met."""

    x: Floats | None
    value: float
    bound: float
    solved: bool


def minimise(
    cost: Floats,
    matrix: csr_array,
    least: Floats | float,
    most: Floats | float,
    low: Floats | float,
    high: Floats | float,
    *,
    whole: Floats | bool = False,
    deadline: float | None = None,
    nodes: int | None = None,
) -> Solution:
    """Minimise cost · x for least ≤ matrix · x ≤ most and low ≤ x ≤ high; ``whole``: which x must be whole numbers.

    ``deadline`` is a reading of ``time.monotonic``, ``nodes`` limits the branch and bound tree.
    """
    integrality = np.broadcast_to(np.asarray(whole, float), cost.shape)
    options: dict[str, float | int] = {"mip_rel_gap": 0.0}
    if deadline is not None:
        options["time_limit"] = max(SHORTEST_SECONDS, deadline - time.monotonic())
    if nodes is not None and integrality.any():
        options["node_limit"] = nodes
    constraints = LinearConstraint(matrix, least, most) if matrix.shape[0] else None
    found = milp(cost, constraints=constraints, bounds=Bounds(low, high), integrality=integrality, options=options)
    if found.status == 2:
        return Solution(None, np.inf, np.inf, True)
    value = np.inf if found.x is None else float(found.fun)
    solved = found.status == 0
    bound = found.mip_dual_bound if integrality.any() else (value if solved else -np.inf)
    return Solution(found.x, value, -np.inf if bound is None else float(bound), solved)
