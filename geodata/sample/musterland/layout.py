"""Where things lie in Musterland: an outline in the open sea, Kreise, towns, quarters and small cells ("atoms").

All coordinates are metres in EPSG:25831. Regions are formed on a dense cloud of points: each point belongs to a
Kreis, a municipality and a quarter; every quarter is then broken into about a dozen atoms, so that the union of
atoms has the irregular shape of a grown border instead of the convex one of a Voronoi cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRE = np.array([589_000.0, 6_145_500.0])  # about 4.4° E, 55.45° N: open North Sea
RADIUS = 53_500.0
HALF_WIDTH = 75_000.0  # of the square that holds land and the sea around it
CLOUD_POINTS = 260_000
ATOMS_PER_QUARTER = (12, 18)
SEA_ATOM_KM2 = 3.0

# kreisfreie Städte: (east, north) of the centre in metres, radius in metres, number of quarters
CITIES = (
    ((4_000.0, 3_000.0), 7_600.0, 20),
    ((-35_000.0, -24_000.0), 6_600.0, 14),
    ((30_000.0, 28_000.0), 5_600.0, 10),
)
DISTRICT_CENTRES = (
    (-27_000.0, 22_000.0),
    (8_000.0, 34_000.0),
    (33_000.0, -2_000.0),
    (8_000.0, -33_000.0),
    (-30_000.0, -10_000.0),
)
QUARTERS_OF_TOWNS = (8, 6, 4, 4, 3, 2, 2, 2, 1, 1, 1)
DISTRICT_TOWNS = (12, 11, 12, 11, 11)


@dataclass(frozen=True)
class Layout:
    """Atoms and what they belong to. ``quarter`` is −1 for sea; ``kreis_of`` and ``town_of`` are per quarter."""

    atoms: Floats
    quarter: Ints
    town_of: Ints
    kreis_of: Ints


def make_layout(rng: np.random.Generator) -> Layout:
    """Lay out Kreise, municipalities, quarters and atoms; the same generator state gives the same layout."""
    cloud = _cloud(rng)
    land = _inside(cloud, rng)
    points = cloud[land]
    kreis, warped = _districts(points, rng)
    atoms: list[Floats] = []
    town_of: list[int] = []
    kreis_of: list[int] = []
    town = 0
    for number in range(len(CITIES) + len(DISTRICT_CENTRES)):
        own, shape = points[kreis == number], warped[kreis == number]
        for members, quarters in _towns(own, shape, number, rng):
            for cell in _quarters(own[members], quarters, rng):
                atoms.append(relax(cell, int(rng.integers(*ATOMS_PER_QUARTER)), rng, 3))
                town_of.append(town)
                kreis_of.append(number)
            town += 1
    sea_atoms = _sea_atoms(cloud[~land], rng)
    labels = [np.full(len(a), q) for q, a in enumerate(atoms)]
    quarter = np.concatenate([*labels, np.full(len(sea_atoms), -1)])
    return Layout(np.concatenate([*atoms, sea_atoms]), quarter, np.array(town_of), np.array(kreis_of))


def _sea_atoms(sea: Floats, rng: np.random.Generator) -> Floats:
    """Cells outside, about as large as those at the coast; the coast is where the two kinds meet."""
    km2 = len(sea) / CLOUD_POINTS * 4 * HALF_WIDTH**2 / 1e6
    return relax(sea, int(km2 / SEA_ATOM_KM2), rng, 3)


def relax(points: Floats, count: int, rng: np.random.Generator, rounds: int, weights: Floats | None = None) -> Floats:
    """``count`` centres spread over a cloud of points (Lloyd's algorithm; weights draw centres closer together)."""
    weights = np.ones(len(points)) if weights is None else weights
    count = min(count, len(points))
    centres = points[rng.choice(len(points), count, replace=False, p=weights / weights.sum())]
    for _ in range(rounds):
        nearest = cKDTree(centres).query(points)[1]
        mass = np.bincount(nearest, weights, count)
        sums = np.stack([np.bincount(nearest, weights * points[:, axis], count) for axis in (0, 1)], axis=1)
        centres = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-9)[:, None], centres)
    return centres


def _cloud(rng: np.random.Generator) -> Floats:
    return CENTRE + rng.uniform(-HALF_WIDTH, HALF_WIDTH, (CLOUD_POINTS, 2))


def _inside(points: Floats, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Land or sea: distance from the centre against a radius that varies smoothly with the direction."""
    ragged = smooth_shift(smooth_shift(points, rng, 5_000.0, 30_000.0), rng, 1_600.0, 9_000.0)
    x, y = (ragged - CENTRE).T
    angle = np.arctan2(y, x)
    reach = np.ones(len(points))
    for wave, height in ((2, 0.07), (3, 0.09), (4, 0.05), (5, 0.05), (7, 0.04)):
        reach += height * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    return np.hypot(x, y) < RADIUS * reach


def smooth_shift(points: Floats, rng: np.random.Generator, size: float, wave_length: float) -> Floats:
    """Displace points by a smooth random field, so that regions drawn on them get curved borders."""
    shift = np.zeros_like(points)
    for _ in range(6):
        wave = 2 * np.pi / (wave_length * rng.uniform(0.6, 1.6)) * unit(rng)
        shift += np.sin(points @ wave + rng.uniform(0, 2 * np.pi))[:, None] * unit(rng)
    return points + size * shift / np.sqrt(6)


def unit(rng: np.random.Generator) -> Floats:
    """A random direction."""
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(angle), np.sin(angle)])


def _districts(points: Floats, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Number of the Kreis or kreisfreie Stadt of every point (cities first), and the warped points."""
    warped = smooth_shift(smooth_shift(points, rng, 4_000.0, 32_000.0), rng, 1_700.0, 8_000.0)
    centres = CENTRE + np.array(DISTRICT_CENTRES)
    kreis = cKDTree(centres).query(warped)[1] + len(CITIES)
    for number, (offset, radius, _) in enumerate(CITIES):
        near = np.linalg.norm(warped - (CENTRE + np.array(offset)), axis=1) < radius
        kreis[near] = number
    return kreis, warped


def _towns(points: Floats, warped: Floats, number: int, rng: np.random.Generator) -> list[tuple[Ints, int]]:
    """Members (positions in ``points``) and number of quarters of each municipality of one Kreis, main town first."""
    if number < len(CITIES):
        return [(np.arange(len(points)), CITIES[number][2])]
    cities = CENTRE + np.array([offset for offset, *_ in CITIES])
    near_city = cKDTree(cities).query(warped)[0]
    weights = (1 + 3 * np.exp(-near_city / 9_000)) * np.exp(rng.normal(0, 0.02, len(points)))
    count = DISTRICT_TOWNS[number - len(CITIES)]
    centres = relax(warped, count, rng, 8, weights)
    town = cKDTree(centres).query(smooth_shift(warped, rng, 1_300.0, 7_000.0))[1]
    main = int(np.argmin(np.linalg.norm(centres - warped.mean(axis=0), axis=1)))
    others = [t for t in range(count) if t != main]
    sizes = [*QUARTERS_OF_TOWNS, *[2] * (count - len(QUARTERS_OF_TOWNS))]
    order = [main, *rng.permutation(others)]
    return [(np.flatnonzero(town == t), size) for t, size in zip(order, sizes, strict=True)]


def _quarters(points: Floats, count: int, rng: np.random.Generator) -> list[Floats]:
    """Split the points of a municipality into quarters, smaller ones in the middle; the most central one first."""
    middle = points.mean(axis=0)
    distance = np.linalg.norm(points - middle, axis=1)
    reach = np.median(distance) * 0.6
    weights = 1 + 6 * np.exp(-((distance / reach) ** 2)) if count >= 4 else np.ones(len(points))
    centres = relax(points, count, rng, 8, weights)
    centres = centres[np.argsort(np.linalg.norm(centres - middle, axis=1))]
    label = cKDTree(centres).query(smooth_shift(points, rng, reach * 0.16, reach * 1.3))[1]
    return [points[label == q] for q in range(count)]
