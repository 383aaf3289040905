"""Layers for tests of neighbourhood: squares in a grid, and data sets built into libpysal."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from libpysal.examples import get_path
from scipy.sparse import csr_array

from geodata.methods.contiguity import contiguity


def grid(columns: int, rows: int) -> np.ndarray:
    """Unit squares, row by row."""
    return np.array([shapely.box(x, y, x + 1, y + 1) for y in range(rows) for x in range(columns)])


@cache
def queen(columns: int, rows: int) -> csr_array:
    return contiguity(grid(columns, rows))


@cache
def columbus() -> gpd.GeoDataFrame:
    """49 neighbourhoods of Columbus, Ohio, with crime and house values (Anselin 1988)."""
    return gpd.read_file(get_path("columbus.shp"))


@cache
def columbus_queen() -> csr_array:
    return contiguity(columbus().geometry.to_numpy())


def mixed(matrix: csr_array, order: np.ndarray) -> csr_array:
    """The same graph with its areas in another order."""
    return matrix[order][:, order].tocsr()
