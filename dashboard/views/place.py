"""What is drawn: the areas in their order, their names and outlines. Changes with region and level, never with figures.

Everything that travels with each change of figures is a column in the order of ``Place.ids``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geodata.areas import SUB_MUNICIPAL_RANK
from geodata.repository import Repository

DETAIL_BELOW = 120  # up to this many areas the finer outlines travel
MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class GeometryRef:
    """Which outlines to fetch: level inside region at a level of detail."""

    region: str
    level: str
    lod: int


@dataclass(frozen=True, slots=True)
class Place:
    """``ids``, ``names``: the areas, by id. ``borders``: outlines of the level above, drawn on top; None where there is
    none inside the region. ``bounds``: ((south, west), (north, east)) of the region.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    geometry: GeometryRef
    borders: GeometryRef | None
    bounds: tuple[tuple[float, float], tuple[float, float]]


def build_place(repository: Repository, level: str, region: str) -> Place:
    return repository.keep(("place", level, region), lambda: _place(repository, level, region))


def _place(repository: Repository, level: str, region: str) -> Place:
    names = area_names(repository, level, region)
    geometry = geometry_of(repository, level, region)
    return Place(
        ids=tuple(names.index),
        names=tuple(names),
        geometry=geometry,
        borders=_borders(repository, geometry, len(names)),
        bounds=_bounds(repository, geometry),
    )


def geometry_of(repository: Repository, level: str, region: str) -> GeometryRef:
    """The finer outlines for few areas inside a region, never for a whole Land."""
    roots = {root.id for root in repository.roots}
    few = len(repository.areas(level, region)) <= DETAIL_BELOW
    return GeometryRef(region, level, 1 if few and region not in roots else 0)


def area_names(repository: Repository, level: str, region: str) -> pd.Series:
    """Names by id; quarters of several municipalities are told apart by naming theirs („Nordstadt, Musterstadt“)."""
    return repository.keep(("names", level, region), lambda: _names(repository, level, region))


def _names(repository: Repository, level: str, region: str) -> pd.Series:
    names = repository.areas(level, region).set_index("area_id")["name"]
    if repository.level_of[level].rank < SUB_MUNICIPAL_RANK:
        return names
    places = {i: repository.ancestor_at(i, "gemeinde") for i in names.index}
    if len({place.id for place in places.values() if place}) < 2:
        return names
    return pd.Series({i: f"{n}, {p.name}" if (p := places[i]) else n for i, n in names.items()}, index=names.index)


def _borders(repository: Repository, drawn: GeometryRef, count: int) -> GeometryRef | None:
    """The level just above, if several of its areas lie inside the region."""
    rank = repository.level_of[drawn.level].rank
    inside = [v for v in repository.levels(drawn.region) if v.rank < rank]
    for level in reversed(inside):
        if 1 < len(repository.areas(level.id, drawn.region)) < count:
            return GeometryRef(drawn.region, level.id, drawn.lod)
    return None


def _bounds(repository: Repository, drawn: GeometryRef) -> tuple[tuple[float, float], tuple[float, float]]:
    """With a margin, so that no outline touches the frame."""
    west, south, east, north = map(float, repository.geometry(drawn.level, drawn.region, drawn.lod).total_bounds)
    across, up = MARGIN * (east - west), MARGIN * (north - south)
    return (south - up, west - across), (north + up, east + across)
