"""Which areas are neighbours: those whose outlines share a border or a corner (queen contiguity)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

TOLERANCE_SHARE = 0.005  # of the side of a square of median area: 5 m for quarters of 1 km², 45 m for municipalities


def contiguity(polygons: NDArray[np.object_], tolerance: float | None = None) -> csr_array:
    """Symmetric 0/1 matrix (areas × areas, empty diagonal) in the order given.

    ``polygons``: valid, in any planar coordinates, as delivered – simplifying can separate neighbours; None or empty =
    no outline, hence no neighbours. ``tolerance``: how far apart (in units of the coordinates) borders may lie that are
    meant to be one; outlines of different sources leave slivers. All areas of the array can be neighbours, across the
    borders of municipalities too.
    """
    from libpysal.graph import Graph  # takes a second to import

    present = ~(shapely.is_missing(polygons) | shapely.is_empty(polygons))
    matrix = csr_array((len(polygons), len(polygons)), dtype=float)
    if present.sum() < 2:
        return matrix
    outlines = polygons[present]
    if tolerance is None:
        tolerance = TOLERANCE_SHARE * float(np.sqrt(np.median(shapely.area(outlines))))
    # Shared vertices (libpysal's default) would miss borders that were digitised twice.
    graph = Graph.build_fuzzy_contiguity(gpd.GeoSeries(outlines), buffer=tolerance / 2)
    rows = np.flatnonzero(present)
    links = graph.sparse.tocoo()
    real = links.data > 0
    heads, tails = rows[links.row[real]], rows[links.col[real]]
    matrix = csr_array((np.ones(len(heads)), (heads, tails)), shape=matrix.shape)
    matrix = matrix.maximum(matrix.T).tocsr()
    matrix.sort_indices()
    return matrix
