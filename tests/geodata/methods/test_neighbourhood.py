"""Moran's I, local Moran and Gi*: published values, two-sided p-values, refusals, and independence of order."""

from __future__ import annotations

import itertools
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda import G_Local, Moran, Moran_Local, Moran_Rate
from esda.significance import calculate_significance
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.examples import get_path
from libpysal.graph import Graph
from libpysal.io import open as open_weights
from libpysal.weights import lat2W
from scipy.sparse import csr_array

from geodata.errors import GeodataError
from geodata.methods.canonical import canonical_order
from geodata.methods.neighbourhood import (
    NO_NEIGHBOURS,
    NOTHING_NOTABLE,
    Clusters,
    global_moran,
    local_clusters,
    local_statistics,
    moran_statistic,
)
from geodata.methods.permutations import Stopped, Work, global_p_value, local_p_values, two_sided
from geodata.methods.smoothing import standardised_rates
from tests.geodata.methods.lattice import columbus, columbus_queen, mixed, queen

NAN = float("nan")
CRIME = columbus()["CRIME"].to_numpy()
FEW = 199


def gal(name: str) -> csr_array:
    """Weights as published with a data set, as 0/1 matrix."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = open_weights(get_path(name)).read()
    return csr_array((weights.sparse > 0).astype(float))


# --- published values


def test_columbus_globally():
    graph = columbus_queen()
    i, expected, z = moran_statistic(CRIME, graph)
    assert i == pytest.approx(0.500189, abs=5e-7)
    assert expected == pytest.approx(-1 / 48)
    assert Moran(CRIME, Graph.from_sparse(graph), permutations=0).z_norm == pytest.approx(5.6303, abs=5e-5)
    assert z == pytest.approx(Moran(CRIME, Graph.from_sparse(graph), permutations=0).z_rand)
    assert moran_statistic(columbus()["INC"].to_numpy(), graph)[0] == pytest.approx(0.415629, abs=5e-7)
    assert moran_statistic(columbus()["HOVAL"].to_numpy(), graph)[0] == pytest.approx(0.180093, abs=5e-7)


def test_sids_and_saint_louis_globally():
    sids = gpd.read_file(get_path("sids2.shp"))
    i, expected, z = moran_statistic(sids["SIDR74"].to_numpy(), gal("sids2.gal"))
    assert (i, expected) == pytest.approx((0.2477251932, -0.0101010101), abs=5e-11)
    assert (i - expected) / z == pytest.approx(np.sqrt(0.004275965), rel=1e-7)
    saint_louis = gpd.read_file(get_path("stl_hom.shp"))
    assert moran_statistic(saint_louis["HR8893"].to_numpy(), gal("stl.gal"))[0] == pytest.approx(
        0.2436558262, abs=5e-11
    )


def test_rates_with_different_bases():
    """Assunção and Reis: Moran's I of rates whose reliability differs."""
    sids = gpd.read_file(get_path("sids2.shp"))
    found = moran_statistic(standardised_rates(sids["SID74"], sids["BIR74"]), gal("sids2.gal"))[0]
    assert found == pytest.approx(0.2714029670, abs=5e-11)
    graph = Graph.from_sparse(gal("sids2.gal"))
    assert found == pytest.approx(
        Moran_Rate(sids["SID74"].to_numpy(), sids["BIR74"].to_numpy(), graph, permutations=0).I
    )


def test_lattice():
    """Numbers 1 to 9 in a square, neighbours along sides only, binary weights."""
    rook = csr_array(lat2W(3, 3).sparse)
    i, expected, z = moran_statistic(np.arange(1.0, 10), rook, row_standardised=False)
    assert i == pytest.approx(0.5)
    assert ((i - expected) / z) ** 2 == pytest.approx(0.0596875)


def test_columbus_locally():
    table = local_clusters(CRIME, columbus_queen(), permutations=FEW).table
    assert table["quadrant"].value_counts().to_dict() == {"HH": 21, "LL": 20, "LH": 5, "HL": 3}
    stars = pd.Series(table["gi_star"].to_numpy(), index=columbus()["POLYID"].astype(int))
    assert (stars.idxmax(), stars.idxmin()) == (16, 32)
    assert (stars.max(), stars.min()) == pytest.approx((3.47505, -2.85102), abs=5e-6)
    assert ((stars > 1.96).sum(), (stars < -1.96).sum()) == (11, 7)


def test_the_library_is_one_sided_and_counts_as_published():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Moran_Local(CRIME, Graph.from_sparse(columbus_queen()), permutations=9999, seed=12345, n_jobs=1)
    significant = found.q[found.p_sim < 0.05]
    assert np.bincount(significant, minlength=5).tolist() == [0, 11, 1, 7, 1]


# --- p-values


def test_p_values_are_those_of_the_library_but_two_sided():
    ours = local_clusters(CRIME, columbus_queen(), seed=12345).table["p"].to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = Moran_Local(CRIME, Graph.from_sparse(columbus_queen()), permutations=9999, seed=12345, n_jobs=1)
    two = calculate_significance(library.Is, library.rlisas, alternative="two-sided")
    assert np.abs(ours - two).max() < 0.03  # both are drawn: four standard errors of either
    assert np.abs(ours / 2 - library.p_sim).max() < 0.015


def test_p_values_are_those_of_all_possible_draws():
    """Five areas of Columbus have two neighbours: 1 128 pairs of other values, counted out."""
    graph, z = columbus_queen(), (CRIME - CRIME.mean()) / CRIME.std()
    found = local_clusters(CRIME, graph).table["p"]
    for i in np.flatnonzero(np.diff(graph.indptr) == 2):
        observed = z[graph.indices[graph.indptr[i] : graph.indptr[i + 1]]].sum()
        sums = np.array([a + b for a, b in itertools.combinations(np.delete(z, i), 2)])
        exact = 2 * min((sums <= observed + 1e-9).mean(), (sums >= observed - 1e-9).mean())
        assert found[i] == pytest.approx(exact, abs=0.03)


def test_two_sided_by_hand():
    """Of nine, two are at most 2 and eight at least 2: 2 (1 + 2) / 10; equal ones count on both sides."""
    reference = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9])
    assert two_sided(reference, 2.0) == pytest.approx(0.6)
    assert two_sided(reference, 10.0) == two_sided(reference, -10.0) == pytest.approx(0.2)
    assert two_sided(np.ones(9), 1.0) == 1.0
    assert two_sided(np.zeros(9), 0.0) == 1.0


def test_rounding_does_not_break_ties():
    assert two_sided(np.full(99, 0.1 + 0.2), 0.3) == 1.0


def test_a_pattern_is_found_and_its_absence_is_not():
    left = np.repeat([[0.0] * 5 + [10.0] * 5], 10, axis=0).ravel() + np.arange(100) % 7 / 100
    assert global_moran(left, queen(10, 10), permutations=999).p == 2 / 1000
    table = local_clusters(left, queen(10, 10)).table
    labels = np.array(table["label"]).reshape(10, 10)
    assert set(labels[1:-1, 1:4].ravel()) == {"Häufung niedriger Werte"}
    assert set(labels[1:-1, 6:-1].ravel()) == {"Häufung hoher Werte"}
    assert labels[0, 0] == NOTHING_NOTABLE  # three neighbours of the same half are no surprise
    noise = np.random.default_rng(2).normal(size=100)
    assert global_moran(noise, queen(10, 10), permutations=999).p > 0.05
    assert set(local_clusters(noise, queen(10, 10)).table["label"]) == {NOTHING_NOTABLE}


def test_one_against_all_around_is_named():
    values = np.zeros(400) + np.arange(400) % 3 / 100
    values.reshape(20, 20)[:, :10] += 10
    values[5 * 20 + 4] = 0.0  # a low one among high ones
    values[5 * 20 + 15] = 10.0
    table = local_clusters(values, queen(20, 20)).table
    assert table["label"][5 * 20 + 4] == "niedrig inmitten hoher"
    assert table["label"][5 * 20 + 15] == "hoch inmitten niedriger"


@pytest.mark.slow
def test_false_discoveries_are_few():
    """100 layers of noise: p below 5 % in about 5 % of the areas, hardly a label."""
    rng = np.random.default_rng(11)
    small, labelled = [], 0
    for seed in range(100):
        table = local_clusters(rng.normal(size=36), queen(6, 6), seed=seed, permutations=999).table
        small.append((table["p"] <= 0.05).mean())
        labelled += (table["label"] != NOTHING_NOTABLE).any()
    assert np.mean(small) == pytest.approx(0.05, abs=0.015)
    assert labelled <= 12


def test_corrected_p_values_are_benjamini_and_hochbergs():
    found = local_clusters(CRIME, columbus_queen()).table
    order = np.argsort(found["p"].to_numpy())
    stepped = found["p"].to_numpy()[order] * 49 / np.arange(1, 50)
    expected = np.minimum.accumulate(stepped[::-1])[::-1].clip(max=1)
    assert found["p_fdr"].to_numpy()[order] == pytest.approx(expected)
    assert ((found["label"] != NOTHING_NOTABLE) == (found["p_fdr"] <= 0.05)).all()


def test_too_few_permutations_are_said():
    found = local_clusters(CRIME, columbus_queen(), permutations=FEW)
    assert found.smallest_p == 2 / (FEW + 1)
    assert found.coarse
    assert not local_clusters(CRIME, columbus_queen(), permutations=1999).coarse


# --- states and refusals


def test_missing_areas_leave_the_graph():
    """Without the first column of a grid the rest is a smaller grid."""
    values = np.random.default_rng(1).normal(size=49)
    with_gap = values.copy()
    with_gap.reshape(7, 7)[:, 0] = NAN
    found = local_clusters(with_gap, queen(7, 7), permutations=FEW).table
    smaller = local_clusters(values.reshape(7, 7)[:, 1:].ravel(), queen(6, 7), permutations=FEW).table
    gone = np.isnan(with_gap)
    pd.testing.assert_frame_equal(found[~gone].reset_index(drop=True), smaller)
    assert set(found[gone]["label"]) == set(found[gone]["quadrant"]) == {""}
    assert found[gone][["local_i", "gi_star", "p", "p_fdr"]].isna().all(axis=None)
    assert global_moran(with_gap, queen(7, 7), permutations=FEW).areas == 42


def test_islands_get_no_statement():
    """One area without neighbours by place, one whose neighbours are all suppressed."""
    n = 40
    graph = queen(n, 1).tolil()
    graph[0, 1] = graph[1, 0] = 0
    values = np.random.default_rng(3).normal(size=n)
    values[[37, 39]] = NAN  # 38 lies between
    found = local_clusters(values, graph.tocsr(), permutations=FEW)
    assert found.table["label"][[0, 38, 37]].tolist() == [NO_NEIGHBOURS, NO_NEIGHBOURS, ""]
    assert found.table["quadrant"][[0, 38]].tolist() == ["", ""]
    assert found.table.loc[[0, 38], ["local_i", "p"]].isna().all(axis=None)
    assert found.areas == 36


def refusal(values: object, graph: csr_array) -> str:
    codes = set()
    for method in (global_moran, local_clusters):
        with pytest.raises(GeodataError) as refused:
            method(values, graph, permutations=FEW)
        codes.add(refused.value.problems[0].code)
    (code,) = codes
    return code


def test_fewer_than_thirty_areas_are_refused():
    values = np.arange(36.0)
    assert refusal(values[:29], queen(29, 1)) == "too_few_areas"
    values[:7] = NAN
    assert refusal(values, queen(6, 6)) == "too_few_areas"
    assert refusal(np.full(36, NAN), queen(6, 6)) == "too_few_areas"
    assert refusal([5.0], csr_array((1, 1))) == "too_few_areas"
    assert refusal(np.arange(36.0), csr_array((36, 36))) == "too_few_areas"
    assert local_clusters(np.arange(30.0), queen(30, 1), permutations=FEW).areas == 30


def test_the_refusal_says_how_many_there_are():
    with pytest.raises(GeodataError, match=r"erst ab 30 Gebieten .* hier sind es 29"):
        local_clusters(np.arange(29.0), queen(29, 1))


@pytest.mark.parametrize("value", [0.0, 7.0, 0.1 + 0.2])
def test_equal_values_are_refused(value):
    values = np.full(36, value)
    assert refusal(values, queen(6, 6)) == "values_constant"
    values[0] = NAN
    assert refusal(values, queen(6, 6)) == "values_constant"


def test_infinite_values_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="infinite"):
        local_clusters(np.array([np.inf] * 36), queen(6, 6))


# --- what the library does that we must not


def test_gi_star_does_not_turn_its_sign():
    """esda divides by the sum of the values; z must not depend on a constant that is added."""
    graph = columbus_queen()
    expected = local_statistics(CRIME, graph)[2]
    for shift in (-CRIME.mean(), -100.0, 1e4):
        assert local_statistics(CRIME + shift, graph)[2] == pytest.approx(expected, abs=1e-6)
    library = G_Local(CRIME - 100, Graph.from_sparse(graph), transform="B", star=True, permutations=0)
    assert library.Zs == pytest.approx(-expected)


def test_the_random_state_of_the_process_is_left_alone():
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    local_clusters(CRIME, columbus_queen(), permutations=FEW)
    assert np.random.get_state()[1].tolist() == before


# --- order, names, chunks


def same(one: Clusters, other: Clusters, order: np.ndarray) -> bool:
    return other.table.equals(one.table.iloc[order].reset_index(drop=True))


@pytest.mark.slow
@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.sampled_from([0, 1, 2]), st.integers(0, 2**32))
def test_relabelling_areas_changes_nothing(random, decimals, seed):
    """To the last digit, also where values are tied."""
    values = np.round(np.random.default_rng(seed).normal(size=49), decimals)
    values[::11] = NAN
    order = np.array(random.sample(range(49), 49))
    graph = columbus_queen()
    one = local_clusters(values, graph, seed=seed, permutations=FEW)
    other = local_clusters(values[order], mixed(graph, order), seed=seed, permutations=FEW)
    assert same(one, other, order)
    totals = [
        global_moran(v, g, seed=seed, permutations=FEW)
        for v, g in ((values, graph), (values[order], mixed(graph, order)))
    ]
    assert totals[0] == totals[1]


def test_interchangeable_areas_do_not_matter_either():
    """A chessboard: only its symmetries, no values, tell areas apart."""
    values = np.indices((6, 6)).sum(axis=0).ravel() % 2.0
    order = np.random.default_rng(8).permutation(36)
    graph = queen(6, 6)
    assert global_moran(values, graph, permutations=FEW) == global_moran(
        values[order], mixed(graph, order), permutations=FEW
    )
    assert same(
        local_clusters(values, graph, permutations=FEW),
        local_clusters(values[order], mixed(graph, order), permutations=FEW),
        order,
    )


def test_canonical_order_is_an_order():
    values = np.array([3.0, 1.0, 2.0, 1.0])
    found = canonical_order(values, queen(4, 1))
    assert sorted(found.tolist()) == [0, 1, 2, 3]
    assert values[found].tolist() == [1, 1, 2, 3]
    assert found.tolist()[:2] == [3, 1]  # the last has one neighbour (2), the second two (2, 3)


@pytest.mark.parametrize("cells", [1, 50, 997, 10**7])
def test_chunks_change_nothing(cells):
    graph, z = columbus_queen(), (CRIME - CRIME.mean()) / CRIME.std()
    weights = csr_array(graph / graph.sum(axis=1)[:, None])
    whole = local_p_values(z, graph, FEW, 7, Work(49)), global_p_value(z, weights, FEW, 7, Work(FEW))
    cut = (
        local_p_values(z, graph, FEW, 7, Work(49), cells=cells),
        global_p_value(z, weights, FEW, 7, Work(FEW), cells=cells),
    )
    assert (whole[0] == cut[0]).all()
    assert whole[1] == cut[1]


def test_same_seed_same_result_other_seed_another():
    one, again, other = (local_clusters(CRIME, columbus_queen(), seed=s, permutations=FEW).table for s in (5, 5, 6))
    assert one.equals(again)
    assert not one["p"].equals(other["p"])
    assert one["local_i"].equals(other["local_i"])


@pytest.mark.parametrize("method", [local_clusters, global_moran])
def test_progress_and_stopping(method):
    seen: list[tuple[int, int]] = []
    method(CRIME, columbus_queen(), permutations=FEW, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    with pytest.raises(Stopped):
        method(CRIME, columbus_queen(), permutations=FEW, should_stop=lambda: True)


def test_neighbours_across_the_borders_of_municipalities():
    """Two cities side by side with a cluster on their common border: it is one."""
    values = np.zeros((10, 10)) + np.arange(100).reshape(10, 10) % 7 / 100
    values[3:7, 3:7] += 5  # columns 0–4 belong to one city, 5–9 to the other
    labels = local_clusters(values.ravel(), queen(10, 10)).table["label"].to_numpy().reshape(10, 10)
    assert set(labels[4:6, 4:6].ravel()) == {"Häufung hoher Werte"}
