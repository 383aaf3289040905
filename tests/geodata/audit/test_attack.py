"""The attacker finds exactly what can be found: worked examples, and brute force on random tables."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.audit.attack import audit
from geodata.audit.model import Limits, Relations, Rules
from tests.geodata.audit.tables import completions, intervals, two_way

QUARTERS = [(2, 41), (15, 60), (22, 38)]
SQUARE = [(2, 4, 9), (5, 6, 3), (2, 8, 7)]
EVERYTHING = [(i, j) for i in range(3) for j in range(3)]
MOST = 6


@pytest.mark.parametrize(
    ("hidden", "expected", "leaks"),
    [
        ([(0, 0)], [(2, 2)], 1),
        ([(0, 0), (0, 1)], [(2, 2), (41, 41)], 2),
        ([(0, 0), (0, 1), (1, 0)], [(2, 2), (41, 41), (15, 15)], 3),
        ([(0, 0), (0, 1), (1, 0), (1, 1)], [(0, 17), (26, 43), (0, 17), (58, 75)], 0),
        ([(0, 0), (0, 1), (2, 0), (2, 1)], [(0, 24), (19, 43), (0, 24), (36, 60)], 0),
    ],
)
def test_worked_two_way_table(hidden, expected, leaks):
    found = audit(*two_way(QUARTERS, hidden))
    assert intervals(found.cells) == expected
    assert int(found.cells["leak"].sum()) == leaks
    assert found.cells["exact"].all()


def test_one_dimension_one_hidden_is_recovered_two_are_not():
    values, hidden_two = [2, 45, 60, 12, 31, 150], [0, 3]
    sums = Relations.of([("Summe", {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: -1})])
    cells = pd.DataFrame({"value": np.array(values, dtype=float)})
    one, two = cells.copy(), cells.copy()
    one.loc[0, "value"] = math.nan
    two.loc[hidden_two, "value"] = math.nan
    assert intervals(audit(one, sums).cells) == [(2, 2)]
    assert intervals(audit(two, sums).cells) == [(0, 14), (0, 14)]


def test_two_primaries_in_one_row_need_a_second_row():
    inner = [(1, 2, 40), (30, 40, 50)]
    alone = audit(*two_way(inner, [(0, 0), (0, 1)]))
    assert intervals(alone.cells) == [(1, 1), (2, 2)]
    both = audit(*two_way(inner, [(0, 0), (0, 1), (1, 0), (1, 1)]))
    assert intervals(both.cells)[:2] == [(0, 3), (0, 3)]
    assert not both.cells["leak"].any()


def test_who_knows_that_zeros_are_open_learns_more():
    table = two_way([(1, 2, 40), (30, 40, 50)], [(0, 0), (0, 1), (1, 0), (1, 1)])
    found = audit(*table, Rules(zeros_open=True))
    assert intervals(found.cells)[:2] == [(1, 2), (1, 2)]
    assert found.cells["leak"].tolist() == [True, True, False, False]


def test_zero_may_be_secret_where_other_numbers_are_not():
    sums = Relations.of([("Summe", {0: 1, 1: 1, 2: -1})])
    cells = pd.DataFrame({"value": [math.nan, 5.0, 5.0], "secret": False, "threshold": 3})
    assert not audit(cells, sums).cells["leak"].any()
    assert audit(cells.assign(zero=True), sums).cells["leak"].all()
    assert not audit(cells.assign(zero=True, value=[math.nan, 5.0, 9.0]), sums).cells["leak"].any()


def test_without_an_upper_bound():
    """0 is hidden in a total that nobody knows; 1 must be at least 5."""
    sums = Relations.of([("Summe", {0: 1, 1: -1, 2: 1})])
    cells = pd.DataFrame({"value": [math.nan, math.nan, 5.0]})
    found = audit(cells, sums)
    assert intervals(found.cells) == [(0, math.inf), (5, math.inf)]
    assert found.cells["exact"].all()


def test_unbounded_in_a_system_with_cycles():
    """An unknown total of two pairs; 0 and 2 make 3, so one of them is at least 2 and with it the total."""
    sums = Relations.of([("A", {0: 1, 1: 1, 4: -1}), ("B", {2: 1, 3: 1, 4: -1}), ("C", {0: 1, 2: 1, 5: -1})])
    cells = pd.DataFrame({"value": [math.nan] * 5 + [3.0]})
    found = audit(cells, sums)
    assert intervals(found.cells) == [(0, 3), (0, math.inf), (0, 3), (0, math.inf), (2, math.inf)]
    assert found.cells["exact"].all()


def test_only_whole_numbers_count():
    """a + b = c + d, a + c = 1, b = c, a = d: fractions would allow everything at one half."""
    sums = Relations.of([("1", {0: 1, 1: 1, 3: -1}), ("2", {1: 1, 2: 1, 3: -1}), ("3", {0: 1, 2: 1, 3: -1})])
    cells = pd.DataFrame({"value": [math.nan, math.nan, math.nan, 2.0]})
    assert intervals(audit(cells, sums).cells) == [(1, 1)] * 3
    odd = cells.assign(value=[math.nan, math.nan, math.nan, 1.0])
    found = audit(odd, sums)
    assert found.contradictions
    assert found.cells["lower"].isna().all()


def test_a_cell_without_limits_is_an_unknown_without_a_finding():
    cells, sums = two_way(QUARTERS, [(0, 0), (0, 1)])
    found = audit(cells.assign(secret=False, threshold=[3, *[0] * 11]), sums)
    assert found.cells.index.tolist() == [0]
    assert found.cells["leak"].tolist() == [True]


def test_a_secret_cell_known_exactly_leaks_whatever_its_size():
    cells, sums = two_way(QUARTERS, [(0, 0), (0, 1)])
    leaks = audit(cells.assign(threshold=0), sums).cells["leak"]
    assert leaks.tolist() == [True, True]


def test_contradiction_between_published_numbers_is_named():
    cells, sums = two_way(QUARTERS, [])
    cells.loc[11, "value"] += 3  # the grand total
    found = audit(cells, sums)
    assert [(c.label, c.amount, c.certain) for c in found.contradictions] == [
        ("Zeile 3", 3, True),
        ("Spalte 2", 3, True),
    ]


def test_contradiction_around_hidden_cells_is_named():
    cells, sums = two_way(QUARTERS, [(0, 0), (1, 0)])
    cells.loc[6, "value"] = 60  # Q3, a: more than the total of the column
    cells.loc[8, "value"] = 98
    found = audit(cells, sums)
    (only,) = [c for c in found.contradictions if not c.certain]
    assert only.label == "Spalte 0"
    assert only.amount == 38  # 2 and 15 follow from the rows; 60 more make 77, the total is 39
    assert found.cells["lower"].isna().all()
    assert not found.cells[["leak", "proven"]].any(axis=None)


def test_one_contradiction_does_not_spoil_the_rest():
    first, second = two_way(QUARTERS, [(0, 0), (0, 1), (1, 0), (1, 1)]), two_way(QUARTERS, [(0, 0), (1, 0)])
    broken = second[0].assign(value=second[0]["value"].where(second[0].index != 6, 60))
    shifted = Relations(
        second[1].relation,
        second[1].cell + 12,
        second[1].coefficient,
        second[1].lower,
        second[1].upper,
        second[1].label,
    )
    both = audit(pd.concat([first[0], broken], ignore_index=True), Relations.joined([first[1], shifted]))
    assert intervals(both.cells)[:4] == [(0, 17), (26, 43), (0, 17), (58, 75)]
    assert {c.label for c in both.contradictions if not c.certain} == {"Spalte 0"}
    assert both.cells["lower"].isna().tolist() == [False] * 4 + [True] * 2


def test_it_can_be_stopped_and_says_so():
    found = audit(*two_way(SQUARE, EVERYTHING), should_stop=lambda: True)
    assert not found.complete
    assert not found.cells["proven"].any()
    assert not found.cells["leak"].any()


def test_progress_counts_systems():
    told = []
    audit(*two_way(SQUARE, EVERYTHING), progress=lambda *n: told.append(n))
    assert told == [(1, 1)]


# -- brute force ----------------------------------------------------------------------------------------------


@st.composite
def hierarchical(draw):
    """Two districts of two quarters, two groups, with all totals; leaves up to 6 are known to be at most 6."""
    leaf = np.array(draw(st.lists(st.integers(0, MOST), min_size=8, max_size=8)), dtype=float).reshape(4, 2)
    areas = np.vstack([leaf, leaf[:2].sum(0), leaf[2:].sum(0), leaf.sum(0)])  # quarters, districts, city
    full = np.column_stack([areas, areas.sum(1)])
    number = np.arange(full.size).reshape(full.shape)
    entries = [(f"Gruppen {i}", {row[0]: 1.0, row[1]: 1.0, row[2]: -1.0}) for i, row in enumerate(number.tolist())]
    for g in range(3):
        column = number[:, g].tolist()
        for total, parts in ((4, (0, 1)), (5, (2, 3)), (6, (4, 5))):
            terms = {column[p]: 1.0 for p in parts} | {column[total]: -1.0}
            entries.append((f"Gebiete {g} {total}", terms))
    leaves = draw(st.sets(st.integers(0, 7), min_size=1, max_size=5))
    totals = draw(st.sets(st.sampled_from(number[4:].ravel().tolist() + number[:4, 2].tolist()), max_size=4))
    value, upper = full.ravel(), np.full(full.size, np.inf)
    inner = number[:4, :2].ravel()
    upper[inner] = MOST
    value[[inner[i] for i in leaves]] = np.nan
    value[list(totals)] = np.nan
    return pd.DataFrame({"value": value, "upper": upper}), Relations.of(entries), inner


def brute(cells: pd.DataFrame, relations: Relations, inner: np.ndarray) -> list[tuple[float, float]]:
    """Fill hidden leaves in every way; hidden totals follow."""
    hidden = cells.index[cells["value"].isna()]
    leaves = [i for i in hidden if i in inner]
    full_rows = relations.matrix(len(cells)).toarray()
    ways = np.stack(np.meshgrid(*[np.arange(MOST + 1.0)] * len(leaves), indexing="ij"), -1).reshape(-1, len(leaves))
    filled = np.tile(np.nan_to_num(cells["value"].to_numpy()), (len(ways), 1))
    filled[:, leaves] = ways
    for total in sorted(set(hidden) - set(leaves), key=lambda i: (i % 3 == 2, i)):
        row = next(r for r in full_rows if r[total] == -1)
        filled[:, total] = filled @ np.where(row > 0, row, 0)
    possible = filled[(abs(filled @ full_rows.T) < 1e-9).all(axis=1)][:, list(hidden)]
    return list(zip(possible.min(0).tolist(), possible.max(0).tolist(), strict=True))


@pytest.mark.slow
@settings(max_examples=100)
@given(hierarchical())
def test_intervals_of_hierarchical_tables_are_those_of_brute_force(table):
    cells, relations, inner = table
    found = audit(cells, relations)
    assert intervals(found.cells) == brute(cells, relations, inner)
    assert found.cells["exact"].all()
    assert not found.contradictions


@st.composite
def systems(draw):
    """Any few relations with whole coefficients between a few counts, some of them inequalities, and what is known."""
    size = draw(st.integers(3, 6))
    truth = np.array(draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)), dtype=float)
    entries = []
    for r in range(draw(st.integers(1, 4))):
        members = draw(st.sets(st.integers(0, size - 1), min_size=2))
        factor = st.sampled_from([1.0, 1.0, 1.0, -1.0, -1.0, 2.0, 3.0])
        entries.append((f"R{r}", {m: draw(factor) for m in sorted(members)}))
    plain = Relations.of(entries)
    total = plain.matrix(size) @ truth
    width = np.array(draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=len(total), max_size=len(total))))
    relations = Relations(plain.relation, plain.cell, plain.coefficient, total - width, total, plain.label)
    hidden = draw(st.sets(st.integers(0, size - 1), min_size=1))
    value = np.where(np.isin(np.arange(size), list(hidden)), np.nan, truth)
    return pd.DataFrame({"value": value, "upper": 4.0}), relations, draw(st.sampled_from([0, 0, 0, 1]))


@pytest.mark.slow
@settings(max_examples=150)
@given(systems(), st.integers(1, 4))
def test_intervals_and_verdicts_of_any_system_are_those_of_brute_force(system, threshold):
    cells, relations, wrong = system
    published = cells.index[cells["value"].notna()]
    if wrong and len(published):
        cells.loc[published[0], "value"] += 1
    possible = completions(cells, relations, 4)
    found, quick = (audit(cells, relations, Rules(threshold, exact=e)) for e in (True, False))
    if not len(possible):
        assert found.contradictions
        assert quick.contradictions
        return
    lower, upper = possible.min(0), possible.max(0)
    assert intervals(found.cells) == list(zip(lower, upper, strict=True))
    assert found.cells["exact"].all()
    size = len(lower)
    limits = Limits(np.full(size, threshold), np.ones(size, dtype=bool), np.zeros(size, dtype=bool))
    leaks = limits.leaking(lower, upper)
    assert found.cells["leak"].tolist() == quick.cells["leak"].tolist() == leaks.tolist()
    assert quick.cells["proven"].all()
    assert [i for i, leak in zip(intervals(quick.cells), leaks, strict=True) if leak] == [
        i for i, leak in zip(intervals(found.cells), leaks, strict=True) if leak
    ]
    assert (quick.cells["lower"] <= lower).all()
    assert (quick.cells["upper"] >= upper).all()


@settings(max_examples=40)
@given(hierarchical(), st.integers(0, 15))
def test_a_relation_less_never_narrows(table, dropped):
    cells, relations, _ = table
    assume(dropped < len(relations))
    full, less = audit(cells, relations).cells, audit(cells, relations.without([dropped])).cells
    assert (less["lower"] <= full["lower"]).all()
    assert (less["upper"] >= full["upper"]).all()


@settings(max_examples=40)
@given(hierarchical(), st.randoms(use_true_random=False))
def test_order_of_cells_and_relations_changes_nothing(table, random):
    cells, relations, _ = table
    places, rows = list(range(len(cells))), list(range(len(relations)))
    random.shuffle(places)
    random.shuffle(rows)
    where, which = np.argsort(places), np.argsort(rows)
    mixed = Relations(
        which[relations.relation],
        where[relations.cell],
        relations.coefficient,
        relations.lower[rows],
        relations.upper[rows],
        relations.label,
    )
    shuffled = audit(cells.iloc[places], mixed).cells.sort_index()
    pd.testing.assert_frame_equal(shuffled, audit(cells, relations).cells)


@given(hierarchical())
def test_nothing_hidden_nothing_found(table):
    cells, relations, inner = table
    leaves = cells["value"].copy()
    leaves[inner] = leaves[inner].fillna(1.0)
    known = cells.assign(value=leaves)
    for total in sorted(set(known.index[known["value"].isna()]), key=lambda i: (i % 3 == 2, i)):
        row = next(r for r in relations.matrix(len(cells)).toarray() if r[total] == -1)
        known.loc[total, "value"] = known["value"].fillna(0) @ np.where(row > 0, row, 0)
    found = audit(known, relations)
    assert found.cells.empty
    assert list(found.cells.columns) == ["lower", "upper", "leak", "exact", "proven"]
