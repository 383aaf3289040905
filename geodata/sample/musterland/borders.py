"""From atoms to polygons: Voronoi cells, roughened shared edges, union upwards, and two levels of detail.

Neighbours share exactly the same vertices at every step: each level stays a coverage without gap or overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

from geodata.sample.musterland.layout import Floats, Ints, Layout

METRIC_CRS = 25831
TOLERANCE_M = {0: 220.0, 1: 30.0}  # level of detail → tolerance of the simplification
STEP_M = 220.0  # edges are subdivided until their parts are about this long
MOST_SUBDIVISIONS = 5
ROUGHNESS = 0.17  # displacement of a midpoint, as part of the length of its segment
REPAIRS = 6
Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Borders:
    """Quarter polygons in metres, and which quarters touch (pairs of positions, both orders)."""

    quarters: Polygons
    neighbours: frozenset[tuple[int, int]]

    def touching(self, quarter: int) -> set[int]:
        return {b for a, b in self.neighbours if a == quarter}


def draw_borders(layout: Layout, rng: np.random.Generator) -> Borders:
    """Polygons of all quarters with roughened borders; every quarter is one connected piece."""
    diagram = Voronoi(layout.atoms)
    label = _connected(diagram.ridge_points, layout)
    inside = np.flatnonzero(label >= 0)
    cells = _rough_cells(diagram, inside, rng)
    owner = label[inside]
    quarters = np.array([shapely.coverage_union_all(cells[owner == q]) for q in range(len(layout.town_of))])
    pairs = label[diagram.ridge_points]
    pairs = pairs[(pairs.min(axis=1) >= 0) & (pairs[:, 0] != pairs[:, 1])]
    both = {(int(a), int(b)) for a, b in pairs} | {(int(b), int(a)) for a, b in pairs}
    return Borders(quarters, frozenset(both))


def _connected(ridges: Ints, layout: Layout) -> Ints:
    """Labels of the atoms after giving splinters of a quarter to the neighbour they touch most."""
    label = layout.quarter.copy()
    for _ in range(REPAIRS):
        same = label[ridges[:, 0]] == label[ridges[:, 1]]
        links = ridges[same]
        graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(label), len(label)))
        part = connected_components(graph, directed=False)[1]
        size = np.bincount(part)
        largest = {q: size[np.unique(part[label == q])].max() for q in np.unique(label)}
        splinters = [a for a in range(len(label)) if size[part[a]] < largest[label[a]]]
        if not splinters:
            return label
        for atom in splinters:
            label[atom] = _best_owner(atom, ridges, label, layout)
    return label


def _best_owner(atom: int, ridges: Ints, label: Ints, layout: Layout) -> int:
    touching = ridges[(ridges == atom).any(axis=1)].ravel()
    owners = [int(label[a]) for a in touching if a != atom and label[a] != label[atom]]
    if not owners:
        return int(label[atom])
    home = layout.town_of[label[atom]] if label[atom] >= 0 else -1
    return max(sorted(set(owners)), key=lambda q: (q >= 0 and layout.town_of[q] == home, owners.count(q)))


def _rough_cells(diagram: Voronoi, inside: Ints, rng: np.random.Generator) -> Polygons:
    """Voronoi cells of the atoms ``inside``; an edge that would cross another is drawn flatter."""
    rings = [diagram.regions[diagram.point_region[a]] for a in inside]
    edges = sorted({_key(a, b) for ring in rings for a, b in _sides(ring)})
    dice = {edge: rng.uniform(-1, 1, 2**MOST_SUBDIVISIONS) for edge in edges}
    strength = dict.fromkeys(edges, ROUGHNESS)
    for _ in range(REPAIRS):
        lines = {e: roughen(diagram.vertices[list(e)], dice[e], strength[e]) for e in edges}
        cells = np.array([_cell(ring, lines) for ring in rings])
        wrong = ~shapely.is_valid(cells) | ~shapely.is_empty(shapely.coverage_invalid_edges(cells))
        if not wrong.any():
            return cells
        for position in np.flatnonzero(wrong):
            for side in _sides(rings[position]):
                strength[_key(*side)] *= 0.5
    raise AssertionError("borders still cross after the last repair")


def _sides(ring: list[int]) -> list[tuple[int, int]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _key(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def roughen(ends: Floats, dice: Floats, strength: float) -> Floats:
    """Midpoint displacement between two points (2 × 2): the polyline from the first to the second."""
    length = float(np.linalg.norm(ends[1] - ends[0]))
    depth = int(np.clip(np.ceil(np.log2(max(length / STEP_M, 1.0))), 0, MOST_SUBDIVISIONS))
    line, used = ends, 0
    for _ in range(depth):
        step = np.diff(line, axis=0)
        normal = np.stack([-step[:, 1], step[:, 0]], axis=1)
        middle = line[:-1] + step / 2 + normal * strength * dice[used : used + len(step), None]
        used += len(step)
        merged = np.empty((2 * len(line) - 1, 2))
        merged[::2], merged[1::2] = line, middle
        line = merged
    return line


def _cell(ring: list[int], lines: dict[tuple[int, int], Floats]) -> shapely.Polygon:
    parts = [lines[_key(a, b)][:: 1 if a < b else -1][:-1] for a, b in _sides(ring)]
    return shapely.Polygon(np.concatenate(parts))


def reduced(quarters: Polygons, lod: int) -> gpd.GeoSeries:
    """Quarters of a level of detail in EPSG:4326, five decimals; shared borders stay identical."""
    simple = shapely.coverage_simplify(quarters, TOLERANCE_M[lod])
    degrees = gpd.GeoSeries(simple, crs=METRIC_CRS).to_crs(4326)
    return gpd.GeoSeries(shapely.transform(degrees.to_numpy(), lambda c: np.round(c, 5)), crs=4326)


def united(children: Polygons, parents: list[str]) -> dict[str, shapely.Geometry]:
    """Union of the children by parent id."""
    ids = np.array(parents)
    found = {p: shapely.coverage_union_all(children[ids == p]) for p in sorted(set(parents))}
    return {p: shapely.normalize(shape) for p, shape in found.items()}
