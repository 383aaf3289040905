"""What the map needs beyond the geometry it already has: class and texts per area, kilobytes per change."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.current import AreaRow, Current
from geodata.observations import ValueStatus
from geodata.repository import Repository

DETAIL_BELOW = 120  # up to this many areas the finer outlines travel
MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class MapArea:
    """Texts of the hover label and the class that colours the area (−1: no class, see ``status``)."""

    id: str
    name: str
    cls: int
    status: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class GeometryRef:
    """Which outlines to fetch: level inside region at a level of detail."""

    region: str
    level: str
    lod: int


@dataclass(frozen=True, slots=True)
class MapView:
    """``borders``: outlines of the level above, drawn on top; None where there is none inside the region.

    ``bounds``: ((south, west), (north, east)) of the region.
    """

    label: str
    areas: tuple[MapArea, ...]
    geometry: GeometryRef
    borders: GeometryRef | None
    bounds: tuple[tuple[float, float], tuple[float, float]]
    attribution: str
    fictional: bool


def build_map(repository: Repository, current: Current) -> MapView:
    state = current.state
    lod = 1 if len(current.table) <= DETAIL_BELOW and state.region not in _roots(repository) else 0
    period = formatting.period(state.period) if state.period else ""
    return MapView(
        label=f"{current.indicator.short_name}, {period}",
        areas=tuple(_area(current, row) for row in current.rows),
        geometry=GeometryRef(state.region, state.level, lod),
        borders=_borders(repository, current, lod),
        bounds=_bounds(repository, state.region, state.level, lod),
        attribution=_attribution(repository, state.region, state.level),
        fictional=current.region.fictional,
    )


def _roots(repository: Repository) -> set[str]:
    return {root.id for root in repository.roots}


def _area(current: Current, row: AreaRow) -> MapArea:
    indicator = current.indicator
    if row.status is not ValueStatus.OK:
        return MapArea(row.id, row.name, row.cls, row.status, formatting.STATUS_TEXT[row.status], "")
    value = formatting.quantity(row.value, indicator.unit, indicator.decimals)
    parts = (formatting.k_of_n(row.k, row.n), f"Rang {row.rank} von {current.count_shown}")
    return MapArea(row.id, row.name, row.cls, row.status, value, " · ".join(part for part in parts if part))


def _borders(repository: Repository, current: Current, lod: int) -> GeometryRef | None:
    """The level just above, if several of its areas lie inside the region."""
    rank = current.level.rank
    inside = [v for v in repository.levels(current.state.region) if v.rank < rank]
    for level in reversed(inside):
        if 1 < len(repository.areas(level.id, current.state.region)) < len(current.table):
            return GeometryRef(current.state.region, level.id, lod)
    return None


def _bounds(
    repository: Repository, region: str, level: str, lod: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """With a margin, so that no outline touches the frame."""
    west, south, east, north = map(float, repository.geometry(level, region, lod).total_bounds)
    across, up = MARGIN * (east - west), MARGIN * (north - south)
    return (south - up, west - across), (north + up, east + across)


def _attribution(repository: Repository, region: str, level: str) -> str:
    """Source of the outlines: the dataset entry that describes the boundaries of this region and level."""
    return repository.boundary_attribution(level, region)
