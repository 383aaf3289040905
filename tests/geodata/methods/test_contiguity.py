"""Who neighbours whom: borders, corners, slivers, and areas without an outline."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from libpysal.graph import Graph

from geodata.methods.contiguity import contiguity
from geodata.readers.vector import read_vector
from tests.geodata.methods.lattice import columbus, columbus_queen, grid, queen


def neighbours(polygons: list[object], **more: float) -> list[list[int]]:
    found = contiguity(np.array(polygons, dtype=object), **more)
    return [found.indices[found.indptr[i] : found.indptr[i + 1]].tolist() for i in range(found.shape[0])]


def test_borders_and_corners_count():
    """3 × 3: a corner has 3 neighbours, the middle of a side 5, the centre all 8."""
    assert np.diff(queen(3, 3).indptr).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert neighbours(list(grid(3, 1))) == [[1], [0, 2], [1]]


def test_columbus_as_published():
    assert columbus_queen().sum() / 49 == pytest.approx(4.816, abs=5e-4)
    library = Graph.build_contiguity(columbus(), rook=False).sparse
    assert (library.toarray() == columbus_queen().toarray()).all()


def test_the_matrix_is_symmetric_without_diagonal():
    matrix = columbus_queen().toarray()
    assert (matrix == matrix.T).all()
    assert not matrix.diagonal().any()
    assert set(np.unique(matrix)) == {0.0, 1.0}


def test_slivers_do_not_separate_neighbours():
    """A gap of a thousandth of the side, and borders whose vertices differ; the library's strict rule sees neither."""
    gap = [shapely.box(0, 0, 1, 1), shapely.box(1.001, 0, 2, 1)]
    overlap = [shapely.box(0, 0, 1, 1), shapely.box(0.999, 0.2, 2, 1.2)]
    assert neighbours(gap) == neighbours(overlap) == [[1], [0]]
    assert Graph.build_contiguity(gpd.GeoSeries(gap), rook=False).isolates.size == 2
    assert neighbours([shapely.box(0, 0, 1, 1), shapely.box(1.02, 0, 2, 1)]) == [[], []]


def test_the_tolerance_can_be_stated():
    river = [shapely.box(0, 0, 1, 1), shapely.box(1.02, 0, 2, 1)]
    assert neighbours(river, tolerance=0.03) == [[1], [0]]
    assert neighbours(river, tolerance=0.01) == [[], []]


def test_parts_enclaves_and_islands():
    two_parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
    ring = shapely.box(10, 0, 13, 3).difference(shapely.box(11, 1, 12, 2))
    polygons = [two_parts, shapely.box(6, 0, 7, 1), ring, shapely.box(11, 1, 12, 2), shapely.box(20, 0, 21, 1)]
    assert neighbours(polygons) == [[1], [0], [3], [2], []]


def test_areas_without_outline_have_no_neighbours():
    assert neighbours([shapely.box(0, 0, 1, 1), None, shapely.box(1, 0, 2, 1), shapely.Polygon()]) == [[2], [], [0], []]
    assert neighbours([None, shapely.box(0, 0, 1, 1)]) == [[], []]
    assert contiguity(np.array([], dtype=object)).shape == (0, 0)


@pytest.mark.real
def test_municipalities_with_slivers(real_data: Path):
    """Two deliveries of the 396 municipalities: one clean, one whose borders do not meet everywhere."""
    clean = read_vector(real_data / "boundaries/vg250-2014-nrw.geojson").frame.geometry
    assert contiguity(clean.to_numpy()).nnz == Graph.build_contiguity(clean, rook=False).n_edges == 2168
    slivers = read_vector(real_data / "boundaries/vg250-2018-nrw-slivers.geojson").frame.geometry
    assert Graph.build_contiguity(slivers, rook=False).n_edges == 2024
    assert contiguity(slivers.to_numpy()).nnz == 2158
