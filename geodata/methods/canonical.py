"""An order of areas that follows from their values and neighbourhoods alone.

Whatever is computed in this order has the same digits for any order of rows and any names, sums included.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from geodata.methods.intervals import FloatArray
from geodata.methods.permutations import IntArray

MOST_ROUNDS = 32  # of telling apart areas that look alike; reached only by layers made of many equal areas


def canonical_order(values: FloatArray, adjacency: csr_array) -> IntArray:
    """Positions of the areas by value; equal values by the values around them, then around those, and so on.

    (Colour refinement.) Areas that still look alike are told apart one by one, which is harmless where they are
    interchangeable. After ``MOST_ROUNDS`` of that the rest keeps the order of rows.
    """
    colours: IntArray = np.unique(values, return_inverse=True)[1]
    for _ in range(MOST_ROUNDS):
        colours = _refined(colours, adjacency)
        shared = np.flatnonzero(np.bincount(colours) > 1)
        if not len(shared):
            break
        first = np.flatnonzero(colours == shared[0])[0]
        colours = 2 * colours + 1
        colours[first] -= 1
    return np.argsort(colours, kind="stable")


def _refined(colours: IntArray, adjacency: csr_array) -> IntArray:
    """Split colours (ranks) by the colours of the neighbours until no more differ."""
    _, colours = np.unique(colours, return_inverse=True)
    while True:
        before = int(colours.max())
        if before + 1 == len(colours):
            return colours
        around = [
            (int(colour), tuple(sorted(colours[adjacency.indices[start:end]].tolist())))
            for colour, start, end in zip(colours, adjacency.indptr[:-1], adjacency.indptr[1:], strict=True)
        ]
        rank = {signature: i for i, signature in enumerate(sorted(set(around)))}
        colours = np.array([rank[signature] for signature in around])
        if int(colours.max()) == before:
            return colours
