"""Secondary suppression: quarters of a Kreis with two groupings, against the textbook programme in one piece.

The textbook programme has one flow over all cells for each cell to be protected; it is measured on sizes it manages.
Both answers must cost the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, diags_array, eye_array, kron

from benchmarks.measuring import Measured, show
from geodata.methods.suppression.cells import Cells, Pattern, relations, total
from geodata.methods.suppression.suppress import suppress

THRESHOLD = 3
GROUPS = (3, 5)
SYSTEMS = 160  # 16 indicators, 10 periods
MANAGED = ((8, 2, 1), (12, 3, 1), (16, 3, 1), (24, 4, 2))  # quarters, boroughs, towns
LARGE = ((60, 8, 2), (125, 15, 4), (250, 30, 8), (500, 60, 15), (1000, 120, 30))
WHOLE = (500, 60, 15)
MEANS = (35.0, 60.0, 120.0, 300.0)  # cases per quarter: from every eighth cell small to one in a hundred
BASELINE_SECONDS = 120.0


@dataclass(frozen=True)
class Kreis:
    """A system: counts of quarters, boroughs, towns and Kreis, in total and by two groupings."""

    value: np.ndarray
    rows: csr_array

    @property
    def small(self) -> np.ndarray:
        return (self.value > 0) & (self.value < THRESHOLD)


def kreis(seed: int, sizes: tuple[int, int, int], mean: float) -> Kreis:
    """Skewed sizes, groups of unequal share: zeros and small counts gather where groups are rare."""
    random = np.random.default_rng(seed)
    totals = random.poisson(mean * random.lognormal(0, 0.7, sizes[0]))
    block = [totals]
    for count, evenness in zip(GROUPS, (8.0, 1.5), strict=True):
        shares = random.dirichlet(np.full(count, evenness))
        own = np.array([random.multinomial(t, random.dirichlet(30 * shares + 0.3)) for t in totals])
        block += list(own.T)
    levels = [np.column_stack(block)]
    parents = []
    for count, above in zip(sizes, (*sizes[1:], 1), strict=True):
        parents.append(np.sort(np.concatenate([np.arange(above), random.integers(0, above, count - above)])))
        levels.append(np.array([levels[-1][parents[-1] == a].sum(0) for a in range(above)]))
    counts = np.vstack(levels)
    return Kreis(counts.ravel(), relations(counts.size, _sums(counts.shape, sizes, parents)))


def _sums(shape: tuple[int, ...], sizes: tuple[int, int, int], parents: list[np.ndarray]) -> list[dict[int, int]]:
    number = np.arange(shape[0] * shape[1]).reshape(shape)
    found = []
    for line in number.tolist():
        found += [total(line[0], line[1 : 1 + GROUPS[0]]), total(line[0], line[1 + GROUPS[0] :])]
    starts = np.concatenate([[0], np.cumsum([*sizes, 1])])
    for level, above in enumerate(parents):
        for parent in np.unique(above):
            children = starts[level] + np.flatnonzero(above == parent)
            whole = number[starts[level + 1] + parent]
            found += [total(int(whole[c]), number[children, c].tolist()) for c in range(shape[1])]
    return found


def in_one_piece(system: Kreis) -> float:
    """Cost by the textbook programme: 0-1 per cell x, a flow per small cell (rows of f), a direction z each.

    −value · x ≤ f ≤ room · x; the small cell's own flow is −value (z = 0) or at least threshold − value (z = 1).
    """
    cells = np.flatnonzero(system.value > 0)
    value, small = system.value[cells].astype(float), np.flatnonzero(system.small[cells])
    rows = csr_array(system.rows[:, cells], dtype=float)
    size, count, room = cells.size, small.size, 4.0 * THRESHOLD
    own = csr_array((np.ones(count), (np.arange(count), np.arange(count) * size + small)), (count, size * count))
    flows, each, need = eye_array(size * count), np.ones((count, 1)), value[small]
    matrix = block_array(
        [
            [None, kron(eye_array(count), rows), None],
            [kron(each, diags_array(value)), flows, None],
            [kron(each, diags_array(np.full(size, -room))), flows, None],
            [None, own, diags_array(np.full(count, -float(THRESHOLD)))],
            [None, own, diags_array(-need - room)],
        ]
    ).tocsr()
    sides = [(0.0, 0.0, count * rows.shape[0]), (0.0, np.inf, size * count), (-np.inf, 0.0, size * count)]
    low = np.concatenate([*(np.full(n, least) for least, _, n in sides), -need, np.full(count, -np.inf)])
    high = np.concatenate([*(np.full(n, most) for _, most, n in sides), np.full(count, np.inf), -need])
    must = system.small[cells].astype(float)
    bounds = Bounds(
        np.concatenate([must, np.tile(-value, count), np.zeros(count)]),
        np.concatenate([np.ones(size), np.full(size * count, room), np.ones(count)]),
    )
    whole = np.concatenate([np.ones(size), np.zeros(size * count), np.ones(count)])
    cost = np.concatenate([value, np.zeros(size * count + count)])
    options = {"mip_rel_gap": 0.0, "time_limit": BASELINE_SECONDS}
    found = milp(
        cost, constraints=LinearConstraint(matrix, low, high), bounds=bounds, integrality=whole, options=options
    )
    return float(found.fun) if found.status == 0 else float("nan")


def ours(system: Kreis) -> Pattern:
    return suppress(Cells.of(system.value), system.rows, THRESHOLD)


def timed(work: Callable[[Kreis], object], system: Kreis) -> tuple[float, object]:
    """Milliseconds of processor time, so that a busy machine counts less."""
    start = time.process_time()
    result = work(system)
    return 1000 * (time.process_time() - start), result


def compared() -> list[Measured]:
    rows = []
    for sizes in MANAGED:
        system = kreis(3, sizes, 30.0)
        mine, pattern = timed(ours, system)
        theirs, cost = timed(in_one_piece, system)
        assert isinstance(pattern, Pattern)
        assert np.isnan(cost) or pattern.cost == round(float(str(cost)))
        solved = "" if not np.isnan(cost) else ", not solved"
        rows.append(Measured(f"{system.value.size} cells, {system.small.sum()} small{solved}", "ms", mine, theirs))
    return rows


def grown() -> None:
    print(f"{'quarters':>9}{'cells':>8}{'small':>8}{'hidden':>8}{'ms':>9}{'µs/cell':>9}{'gap':>8}")
    times = []
    for sizes in LARGE:
        for seed, mean in enumerate(MEANS):
            system = kreis(seed, sizes, mean)
            spent, pattern = timed(ours, system)
            assert isinstance(pattern, Pattern)
            hidden, cells = pattern.suppressed.size / system.value.size, system.value.size
            shares = f"{system.small.mean():8.1%}{hidden:8.1%}"
            print(f"{sizes[0]:>9}{cells:>8}{shares}{spent:9.0f}{1000 * spent / cells:9.0f}{pattern.gap:8.2%}")
            if sizes == WHOLE:
                times.append(spent)
    print(
        f"\n{SYSTEMS} systems of {WHOLE[0]} quarters like these: {SYSTEMS * np.mean(times) / 1000:.0f} s of one core\n"
    )


def main() -> None:
    show("Secondary suppression", f"all in one programme, at most {BASELINE_SECONDS:.0f} s", compared())
    grown()


if __name__ == "__main__":
    main()
