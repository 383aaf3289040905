"""The disclosure audit: quarters of a city with two groupings, against two programmes for every suppressed cell."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from benchmarks.measuring import Measured, show
from geodata.audit.attack import audit
from geodata.audit.model import Findings, Relations, Rules

QUARTERS, PER_DISTRICT = 500, 10
GROUPS = (4, 4)
THRESHOLD = 3
SYSTEMS = 160  # 16 indicators, 10 periods
ASKED_OF_BASELINE = 30  # cells; its time for all of them is scaled from these


def system(seed: int, mean: float) -> tuple[pd.DataFrame, Relations]:
    """Counts of quarters, districts and city by two groupings and in total; small ones and enough others suppressed."""
    rng = np.random.default_rng(seed)
    shares = [rng.dirichlet(np.ones(count)) for count in GROUPS]
    people = rng.gamma(2, mean / 2, QUARTERS)[:, None, None] * 4 * np.outer(*shares)
    joint = rng.poisson(people)
    quarters = np.column_stack([joint.sum((1, 2)), joint.sum(2), joint.sum(1)])
    districts = quarters.reshape(-1, PER_DISTRICT, quarters.shape[1]).sum(1)
    counts = np.vstack([quarters, districts, districts.sum(0, keepdims=True)]).astype(float)
    relations = Relations.of(_sums(np.arange(counts.size).reshape(counts.shape)))
    values = counts.ravel()
    return pd.DataFrame({"value": np.where(_suppressed(values, relations, rng), np.nan, values)}), relations


def _sums(number: np.ndarray) -> list[tuple[str, dict[int, float]]]:
    """Areas add up within each group, groups within each area."""
    found = []
    for column in number.T.tolist():
        quarters, districts, city = column[:QUARTERS], column[QUARTERS:-1], column[-1]
        children = [quarters[i : i + PER_DISTRICT] for i in range(0, QUARTERS, PER_DISTRICT)]
        for total, parts in [*zip(districts, children, strict=True), (city, districts)]:
            found.append((f"areas {total}", dict.fromkeys(parts, 1.0) | {total: -1.0}))
    for total, *groups in number.tolist():
        for parts in (groups[: GROUPS[0]], groups[GROUPS[0] :]):
            found.append((f"groups {total}", dict.fromkeys(parts, 1.0) | {total: -1.0}))
    return found


def _suppressed(values: np.ndarray, relations: Relations, rng: np.random.Generator) -> np.ndarray:
    """Primary cells, and partners until no relation has a single suppressed cell (simple; some cells still leak)."""
    hidden = (values > 0) & (values < THRESHOLD)
    matrix = abs(relations.matrix(len(values)))
    while len(single := np.flatnonzero(matrix @ hidden.astype(float) == 1)):
        for row in single:
            open_cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            open_cells = open_cells[~hidden[open_cells]]
            weight = 1 / (1 + values[open_cells])
            hidden[rng.choice(open_cells, p=weight / weight.sum())] = True
    return hidden


def baseline(cells: pd.DataFrame, relations: Relations) -> tuple[float, list[tuple[float, float]]]:
    """Two linear programmes on the whole system for each of some suppressed cells: seconds for all, intervals."""
    values = cells["value"].to_numpy()
    hidden = np.flatnonzero(np.isnan(values))
    matrix = relations.matrix(len(values))
    right = -(matrix @ np.nan_to_num(values))
    inner = matrix.tocsc()[:, hidden]
    found = []
    start = time.perf_counter()
    for place in range(ASKED_OF_BASELINE):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(hidden))
            cost[place] = sign
            ends.append(linprog(cost, A_eq=inner, b_eq=right, bounds=(0, None), method="highs").x[place])
        found.append((np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)))
    return (time.perf_counter() - start) * len(hidden) / ASKED_OF_BASELINE, found


def timed(cells: pd.DataFrame, relations: Relations, rules: Rules) -> tuple[float, Findings]:
    start = time.perf_counter()
    found = audit(cells, relations, rules)
    return time.perf_counter() - start, found


def main() -> None:
    made = [system(seed, mean) for seed, mean in enumerate((10.0, 25.0, 60.0, 150.0))]
    rows, whole, theirs = [], {True: 0.0, False: 0.0}, 0.0
    for cells, relations in made:
        share = cells["value"].isna().mean()
        seconds, expected = baseline(cells, relations)
        theirs += seconds
        for exact in (True, False):
            ours, found = timed(cells, relations, Rules(THRESHOLD, exact=exact))
            whole[exact] += ours
            name = "all intervals" if exact else "verdicts"
            rows.append(
                Measured(f"{len(cells)} cells, {share:.0%} suppressed: {name}", "ms", 1000 * ours, 1000 * seconds)
            )
            if exact:
                first = found.cells[["lower", "upper"]].head(ASKED_OF_BASELINE)
                assert list(first.itertuples(index=False, name=None)) == expected
    for exact, seconds in whole.items():
        name = f"{SYSTEMS} systems like these: {'all intervals' if exact else 'verdicts'}"
        rows.append(Measured(name, "s", seconds * SYSTEMS / len(made), theirs * SYSTEMS / len(made)))
    show("Disclosure audit", "two programmes on the whole system per suppressed cell (scaled from a sample)", rows)


if __name__ == "__main__":
    main()
