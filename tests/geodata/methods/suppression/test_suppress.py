"""The suppressor against enumeration and against an attacker of its own (``brute.py``)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geodata.errors import GeodataError
from geodata.methods.suppression.cells import UNKNOWN, Cells, Pattern, State, relations, total
from geodata.methods.suppression.suppress import suppress
from tests.geodata.methods.suppression.brute import Table, cheapest, interval, leaks
from tests.geodata.methods.suppression.tables import counts, crossed, cube, draws, nested, regrouped

WORKED = np.array([[2, 41], [15, 60], [22, 38]])


def attackable(
    value: np.ndarray, rows: csr_array, threshold: int, zero: bool = False, fixed: np.ndarray | None = None
) -> Table:
    kept = (value == 0) & (not zero)
    return Table(value, rows.toarray(), kept if fixed is None else kept | fixed, threshold, zero)


def solved(table: Table, **options: object) -> Pattern:
    state = np.where(table.fixed, State.PUBLISHED, State.OPEN)
    return suppress(
        Cells.of(table.value, state),
        csr_array(table.rows),
        table.threshold,
        protect_zero=table.protect_zero,
        **options,  # type: ignore[arg-type]
    )


def agrees(table: Table) -> None:
    """Safe, and as cheap as enumeration finds; refused exactly if a primary cell leaks whatever is suppressed."""
    if set(leaks(table, table.everything)) & table.start:
        with pytest.raises(GeodataError, match="lässt sich nicht schützen"):
            solved(table)
        return
    pattern = solved(table)
    hidden = frozenset(pattern.suppressed.tolist())
    assert leaks(table, hidden) == []
    assert table.start <= hidden <= table.everything
    assert pattern.optimal
    assert pattern.gap == 0
    assert pattern.cost == table.value[list(hidden)].sum() == cheapest(table, pattern.cost)


def test_worked_rectangle():
    value, rows = crossed(WORKED)
    pattern = solved(attackable(value, rows, 3))
    assert pattern.primary.tolist() == [0]
    assert pattern.secondary.tolist() == [1, 6, 7]  # Q1 and Q3, both columns
    assert pattern.cost == 103
    assert interval(attackable(value, rows, 3), frozenset([0, 1, 6, 7]), 0) == (0, 24)


def test_worked_line():
    value = np.array([2, 45, 60, 12, 31, 150])
    rows = relations(6, [total(5, range(5))])
    pattern = solved(attackable(value, rows, 3))
    assert pattern.suppressed.tolist() == [0, 3]


def test_worked_pair_in_a_row():
    value, rows = crossed(np.array([[1, 2, 40], [30, 20, 50], [25, 24, 60]]))
    table = attackable(value, rows, 3, fixed=np.isin(np.arange(16), [3, 7, 11, 12, 13, 14, 15]))
    pattern = solved(table)
    assert leaks(table, frozenset(pattern.primary.tolist()))
    assert pattern.suppressed.tolist() == [0, 1, 8, 9]  # the cheaper of the two pairs below
    assert interval(table, frozenset([0, 1, 8, 9]), 0) == (0, 3)


def test_zeros_are_no_partners():
    value, rows = crossed(np.array([[2, 0, 41], [0, 0, 60], [22, 0, 38]]))
    pattern = solved(attackable(value, rows, 3))
    assert not (value[pattern.suppressed] == 0).any()
    protected = solved(attackable(value, rows, 3, zero=True))
    assert set(np.flatnonzero(value == 0)) <= set(protected.primary.tolist())


@pytest.mark.parametrize("start", [pytest.param(s, marks=pytest.mark.slow if s else ()) for s in range(0, 60, 10)])
def test_tables_up_to_five_by_five(start):
    for number, (random, shape, mean, threshold) in enumerate(draws(start + 10)):
        if number >= start:
            value, rows = crossed(counts(random, shape, mean, zeros=float(random.choice([0, 0.3]))))
            agrees(attackable(value, rows, threshold))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_five_by_five(seed):
    random = np.random.default_rng(100 + seed)
    value, rows = crossed(counts(random, (5, 5), float(random.choice([3, 10, 30]))))
    agrees(attackable(value, rows, int(random.choice([3, 5, 10]))))


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4)
    ),
    st.integers(1, 6),
    st.booleans(),
    st.integers(0, 2**20 - 1),
)
def test_any_table(inside, threshold, zero, fixed_bits):
    value, rows = crossed(np.array(inside))
    asked = np.array([bool(fixed_bits >> k & 1) and bool(fixed_bits >> k + 7 & 1) for k in range(value.size)])
    agrees(attackable(value, rows, threshold, zero, asked & ~((value > 0) & (value < threshold))))


@pytest.mark.parametrize("zero", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_totals_published_elsewhere(seed, zero):
    """Margins may not be suppressed: often tight, sometimes impossible."""
    random = np.random.default_rng(seed)
    inside = counts(random, random.integers(2, 5, 2), 6, zeros=0.2)
    value, rows = crossed(inside)
    margin = np.ones((inside.shape[0] + 1, inside.shape[1] + 1), bool)
    margin[:-1, :-1] = False
    agrees(attackable(value, rows, 4, zero, margin.ravel()))


@pytest.mark.parametrize("seed", range(8))
def test_three_levels(seed):
    random = np.random.default_rng(seed)
    groups = random.integers(1, 4, 2).tolist()
    value, rows = nested(counts(random, (sum(groups), int(random.integers(2, 4))), 10), groups)
    agrees(attackable(value, rows, int(random.choice([3, 5]))))


@pytest.mark.parametrize("seed", range(8))
def test_overlapping_groups(seed):
    random = np.random.default_rng(seed)
    value, rows = regrouped(counts(random, (3, 4), 10, zeros=0.1), (0, 3), (1, 4))
    agrees(attackable(value, rows, 3))


@pytest.mark.parametrize("seed", range(8))
def test_three_dimensions(seed):
    random = np.random.default_rng(seed)
    value, rows = cube(counts(random, (2, 2, 2), 8))
    agrees(attackable(value, rows, int(random.choice([3, 5]))))


@pytest.mark.parametrize("seed", range(6))
def test_nearly_all_zero(seed):
    random = np.random.default_rng(seed)
    value, rows = crossed(counts(random, (5, 4), 4, zeros=0.7))
    agrees(attackable(value, rows, 3))


def test_all_primary():
    value, rows = crossed(np.array([[1, 2], [2, 1], [1, 1]]))
    agrees(attackable(value, rows, 3))
    agrees(attackable(value, rows, 100))


@pytest.mark.parametrize("inside", [[[2, 9, 8]], [[2], [9], [8]], [[2]], [[7]], [[0, 0], [0, 0]]])
def test_one_line_or_one_cell(inside):
    value, rows = crossed(np.array(inside))
    agrees(attackable(value, rows, 3))


def test_no_relations_and_no_cells():
    pattern = suppress(Cells.of([1, 2, 30]), relations(3, []), 3)
    assert pattern.suppressed.tolist() == [0, 1]
    assert pattern.secondary.size == 0
    empty = suppress(Cells.of(np.empty(0, int)), relations(0, []), 3)
    assert (empty.cost, empty.optimal, empty.suppressed.size) == (0, True, 0)


def test_only_totals():
    """Nothing inside is listed: the margins stand for themselves."""
    pattern = suppress(Cells.of([2, 40, 42]), relations(3, [total(2, [0, 1])]), 3)
    assert pattern.suppressed.tolist() == [0, 1]
    assert suppress(Cells.of([10, 40, 50]), relations(3, [total(2, [0, 1])]), 3).suppressed.size == 0


def test_fractions_do_not_count():
    """p = 2q − 1 and q + s = 2: half a person in q would make p zero, whole persons leave p at 1 or 3."""
    rows = np.array([[1, 1, -2, 0, 0], [0, 0, 1, 1, -1]])  # p + one = 2 q; q + s = T
    value = np.array([1, 1, 1, 1, 2])
    threshold = np.array([4, 1, 1, 1, 1])
    fixed = np.array([False, True, False, False, True])
    with pytest.raises(GeodataError, match="lässt sich nicht schützen"):
        solved(Table(value, rows, fixed, threshold))
    table = Table(value, rows, np.array([False, True, False, False, False]), threshold)
    assert leaks(table, frozenset([0, 2, 3])) == [0]
    assert solved(table).suppressed.tolist() == [0, 2, 4]
    agrees(table)


def test_lone_primary_with_published_total():
    value, rows = crossed(np.array([[2, 0], [9, 8]]))
    fixed = np.isin(np.arange(9), [2, 5, 6, 7, 8])
    cells = Cells.of(value, np.where(fixed, State.PUBLISHED, State.OPEN))
    with pytest.raises(GeodataError) as error:
        suppress(cells, rows, 3, name="Zelle Nr. {}".format)
    assert [p.code for p in error.value.problems] == ["suppress_unprotectable"]
    assert "Zelle Nr. 0 lässt sich nicht schützen" in error.value.problems[0].message


def test_of_many_that_nothing_protects_the_first_five_are_named_with_their_number():
    """Each part stands beside a published total of its own."""
    cells = Cells.of(np.full(16, 2), np.repeat([State.OPEN, State.PUBLISHED], 8))
    with pytest.raises(GeodataError) as error:
        suppress(cells, relations(16, [{i: 1, i + 8: -1} for i in range(8)]), 3, name="Zelle Nr. {}".format)
    assert [p.message.partition(" lässt")[0] for p in error.value.problems] == [f"Zelle Nr. {i}" for i in range(5)]
    assert all("betroffene Zellen: 8)" in p.message for p in error.value.problems)


def test_relabelling_keeps_the_cost():
    random = np.random.default_rng(5)
    inside = counts(random, (9, 6), 8)
    costs = set()
    for _ in range(5):
        value, rows = crossed(inside[random.permutation(9)][:, random.permutation(6)])
        costs.add(solved(attackable(value, rows, 5)).cost)
    value, rows = crossed(inside)
    mixed = random.permutation(value.size)
    costs.add(suppress(Cells.of(value[mixed]), csr_array(rows[:, mixed]), 5).cost)
    assert len(costs) == 1


@pytest.mark.parametrize("limit", [0, 60])
def test_same_input_same_pattern(limit):
    value, rows = nested(counts(np.random.default_rng(2), (30, 5), 8), [10, 8, 7, 5])
    first, second = (solved(attackable(value, rows, 5), time_limit=limit) for _ in range(2))
    assert (first.cost, first.bound) == (second.cost, second.bound)
    assert (first.suppressed == second.suppressed).all()


def shapes(seed: int) -> tuple[np.ndarray, csr_array, int]:
    random = np.random.default_rng(seed)
    mean, threshold = float(random.choice([2, 5, 10, 30])), int(random.choice([3, 5, 10]))
    match seed % 4:
        case 0:
            return *crossed(counts(random, random.integers(2, 8, 2), mean, zeros=0.3)), threshold
        case 1:
            groups = random.integers(1, 5, 3).tolist()
            return *nested(counts(random, (sum(groups), 4), mean), groups), threshold
        case 2:
            return *cube(counts(random, random.integers(2, 4, 3), mean)), threshold
    return *regrouped(counts(random, (6, 5), mean), (0, 3), (2, 5)), threshold


@pytest.mark.parametrize("start", [pytest.param(s, marks=pytest.mark.slow if s else ()) for s in range(0, 160, 20)])
def test_without_time_it_is_safe_and_near_the_best(start):
    for seed in range(start, start + 20):
        value, rows, threshold = shapes(seed)
        table = attackable(value, rows, threshold)
        best, quick = solved(table), solved(table, time_limit=0)
        assert best.optimal
        assert leaks(table, frozenset(quick.suppressed.tolist())) == []
        assert quick.bound <= best.cost <= quick.cost <= 1.2 * best.cost
        assert quick.gap == pytest.approx((quick.cost - quick.bound) / quick.cost if quick.cost else 0)
        assert not quick.optimal or quick.cost == best.cost


@pytest.mark.slow
def test_small_regions_are_near_the_best_too(monkeypatch):
    """Tables larger than a region are improved piece by piece."""
    monkeypatch.setattr("geodata.methods.suppression.heuristic.MOST_OPEN", 15)
    for seed in (35, 46, 95, 107, 139, 154):
        value, rows, threshold = shapes(seed)
        table = attackable(value, rows, threshold)
        quick = solved(table, time_limit=0)
        assert leaks(table, frozenset(quick.suppressed.tolist())) == []
        assert solved(table).cost <= quick.cost <= 1.2 * solved(table).cost


def test_someone_may_stop_it():
    value, rows, threshold = shapes(73)
    table = attackable(value, rows, threshold)
    stopped = solved(table, should_stop=lambda: True)
    assert leaks(table, frozenset(stopped.suppressed.tolist())) == []
    assert stopped.cost >= solved(table).cost >= stopped.bound


def test_progress_counts_cells_to_protect():
    value, rows = crossed(counts(np.random.default_rng(3), (8, 8), 10))
    told: list[tuple[int, int]] = []
    pattern = solved(attackable(value, rows, 5), progress=lambda done, of: told.append((done, of)))
    assert told[0] == (0, pattern.primary.size)
    assert told[-1] == (pattern.primary.size, pattern.primary.size)
    assert all(done <= of for done, of in told)


def test_witnesses_are_other_tables():
    """Each fits what is published, and together they move every suppressed cell."""
    value, rows = crossed(counts(np.random.default_rng(4), (10, 6), 10))
    pattern = solved(attackable(value, rows, 5))
    moved = set()
    for witness in pattern.witnesses:
        other = value.copy()
        other[witness.cells] += witness.shift
        assert (other >= 0).all()
        assert not (rows @ other).any()
        assert set(witness.cells.tolist()) <= set(pattern.suppressed.tolist())
        moved |= set(witness.cells[witness.shift != 0].tolist())
    assert moved == set(pattern.suppressed.tolist())


def test_independent_parts_are_components():
    inside = np.array([[2, 41], [15, 60], [22, 38]])
    value, rows = crossed(inside)
    apart = csr_array(np.kron(np.eye(3, dtype=int), rows.toarray()))
    twice = suppress(Cells.of(np.concatenate([value, value * 10, value])), apart, 3)
    assert [c.cost for c in twice.components] == [103, 103]  # the middle one has nothing small
    assert twice.cost == 206
    assert sum(c.primary + c.secondary for c in twice.components) == twice.suppressed.size == 8


def test_costs_can_differ_from_values():
    value, rows = crossed(WORKED)
    cost = value.astype(float)
    cost[[6, 7]] = 1000  # Q3 is to be kept
    pattern = suppress(Cells.of(value, cost=cost), rows, 3)
    assert pattern.suppressed.tolist() == [0, 1, 3, 4]
    assert pattern.cost == 2 + 41 + 15 + 60


def test_published_before_stays_published():
    value, rows = crossed(WORKED)
    state = np.zeros(12, int)
    state[7] = State.PUBLISHED
    pattern = suppress(Cells.of(value, state), rows, 3)
    assert pattern.suppressed.tolist() == [0, 1, 3, 4]


def test_safe_cell_that_must_be_suppressed_is_protected():
    value, rows = crossed(np.array([[12, 41], [15, 60], [22, 38]]))
    state = np.zeros(12, int)
    state[0] = State.SUPPRESSED
    pattern = suppress(Cells.of(value, state), rows, 3)
    assert pattern.primary.tolist() == [0]
    table = Table(value, rows.toarray(), value == 0, 3, hidden=frozenset([0]))
    assert leaks(table, frozenset(pattern.suppressed.tolist())) == []
    assert pattern.cost == cheapest(table, pattern.cost)


@pytest.mark.parametrize("seed", range(12))
def test_unknown_at_the_source_is_as_safe_as_if_known(seed):
    """Values nobody told us cost nothing; the pattern is safe and the cheapest, whichever they truly are."""
    random = np.random.default_rng(seed)
    value, rows = crossed(counts(random, (4, 3), 8))
    hidden = random.choice(value.size, 3, replace=False)
    state = np.where(np.isin(np.arange(value.size), hidden), State.SUPPRESSED, State.OPEN)
    known = suppress(Cells.of(value, state), rows, 4)
    given = np.where(state == State.SUPPRESSED, UNKNOWN, value)
    pattern = suppress(Cells.of(given, state), rows, 4)
    table = Table(value, rows.toarray(), value == 0, 4, hidden=frozenset(hidden.tolist()))
    assert leaks(table, frozenset(pattern.suppressed.tolist())) == []
    assert pattern.cost + value[hidden].sum() == known.cost


@pytest.mark.parametrize("truth", range(8))
def test_unknown_beside_totals_unknown_here(truth):
    """Totals are published elsewhere but not known here: the pattern must be safe whatever the unknown count is."""
    inside = np.array([[2, 41, 9], [15, 60, 8], [22, 38, 7]])
    inside[1, 2] = truth
    value, rows = crossed(inside)
    margin = np.isin(np.arange(16), [3, 7, 11, 12, 13, 14, 15])
    state = np.where(margin, State.PUBLISHED, State.OPEN)
    given = np.where(np.isin(np.arange(16), [7, 14, 15]), UNKNOWN, value)
    state[6], given[6] = State.SUPPRESSED, UNKNOWN
    pattern = suppress(Cells.of(given, state), rows, 3)
    table = Table(value, rows.toarray(), margin, 3, hidden=frozenset([6]))
    assert leaks(table, frozenset(pattern.suppressed.tolist())) == []


def test_sums_that_do_not_hold_are_refused():
    value, rows = crossed(WORKED)
    with pytest.raises(GeodataError) as error:
        suppress(Cells.of(value + (np.arange(12) == 8)), rows, 3)
    assert {p.code for p in error.value.problems} == {"suppress_sums"}
    assert "(Abweichung 1)" in str(error.value)
    with pytest.raises(GeodataError) as error:
        suppress(Cells.of([UNKNOWN, 5, 3], [State.SUPPRESSED, 0, 0]), relations(3, [total(2, [0, 1])]), 3)
    assert {p.code for p in error.value.problems} == {"suppress_unknown"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cells.of([1.5]),
        lambda: Cells.of([-2]),
        lambda: Cells.of([UNKNOWN]),
        lambda: Cells.of([1], [7]),
        lambda: Cells.of([1], cost=[-1]),
        lambda: Cells.of([1, 2], [0]),
        lambda: suppress(Cells.of([1]), relations(2, []), 3),
        lambda: suppress(Cells.of([1]), relations(1, []), 0),
        lambda: suppress(Cells.of([1]), relations(1, []), [3, 3]),
    ],
)
def test_wrong_arguments(make):
    with pytest.raises(ValueError):  # noqa: PT011
        make()
