"""Polygons that should fit together: check, clean and simplify them as one coverage. All in EPSG:25832 (metres)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.readers.crs import GEOGRAPHIC, METRIC

Polygons = NDArray[np.object_]

SMALLEST_OVERLAP_M2 = 0.01
WIDEST_GAP_SHARE = 0.05  # of the side of a square of median area; a wider hole is wanted (a lake, another city)
ROUNDING_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well neighbours fit. ``valid``: every shared border is vertex-identical and nothing overlaps."""

    valid: bool
    gaps: int
    gap_area_m2: float
    overlaps: int
    overlap_area_m2: float

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def repair(polygons: Polygons) -> tuple[Polygons, int]:
    """Valid polygons (only their areal parts) and how many were not. An element without area becomes None."""
    broken = ~shapely.is_valid(polygons)
    fixed = polygons.copy()
    fixed[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
    return np.array([_areal(p) for p in shapely.force_2d(fixed)], dtype=object), int(broken.sum())


def _areal(geometry: shapely.Geometry | None) -> shapely.Geometry | None:
    if geometry is None or geometry.area == 0:
        return None
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None


def check(polygons: Polygons) -> Coverage:
    """Count gaps (small holes of the union) and overlaps (pairs of polygons), with their areas in m²."""
    overlaps = _overlap_areas(polygons)
    gaps = shapely.area(_gaps(polygons))
    return Coverage(
        valid=bool(shapely.coverage_is_valid(polygons)),
        gaps=len(gaps),
        gap_area_m2=round(float(gaps.sum()), 1),
        overlaps=len(overlaps),
        overlap_area_m2=round(float(overlaps.sum()), 1),
    )


def _overlap_areas(polygons: Polygons) -> NDArray[np.float64]:
    tree = shapely.STRtree(polygons)
    left, right = tree.query(polygons, predicate="intersects")
    once = left < right
    areas = shapely.area(shapely.intersection(polygons[left[once]], polygons[right[once]]))
    return areas[areas > SMALLEST_OVERLAP_M2]


def _gaps(polygons: Polygons) -> Polygons:
    """Narrow holes of the union."""
    parts = shapely.get_parts(shapely.union_all(polygons))
    rings = [ring for part in parts for ring in part.interiors]
    if not rings:
        return np.array([], dtype=object)
    holes = np.asarray(shapely.polygons(rings), dtype=object)
    return holes[_widths(holes) < WIDEST_GAP_SHARE * np.sqrt(np.median(shapely.area(polygons)))]


def _widths(polygons: Polygons) -> NDArray[np.float64]:
    """Diameter in m of the largest circle inside each polygon."""
    return 2 * shapely.length(shapely.maximum_inscribed_circle(polygons))


def clean(polygons: Polygons) -> tuple[Polygons, float]:
    """Close gaps and resolve overlaps; also returns the area in m² that belongs elsewhere afterwards."""
    gaps = _gaps(polygons)
    width = float(_widths(gaps).max()) * 1.01 if len(gaps) else 0.0
    cleaned, _ = repair(np.asarray(shapely.coverage_clean(polygons, gap_width=width), dtype=object))
    moved = shapely.area(shapely.symmetric_difference(polygons, cleaned)).sum()
    return cleaned, float(moved)


def simplify(polygons: Polygons, tolerance_m: float, decimals: int) -> Polygons | None:
    """Simplify with shared borders, transform to EPSG:4326 and round; None if no try stays valid.

    A shared vertex stays one pair of numbers in all its polygons, before and after rounding. Rounding may still
    make something narrower than a grid cell collapse; that is repaired, or a different tolerance tried.
    """
    for factor in (1.0, 0.8, 1.25, 0.6, 1.6, 0.4, 0.2):
        reduced = to_degrees(shapely.coverage_simplify(polygons, tolerance_m * factor), decimals)
        for _ in range(ROUNDING_REPAIRS):
            if _is_sound(reduced):
                return reduced
            reduced = _mend(reduced, decimals)
    return None


def simplify_apart(polygons: Polygons, tolerance_m: float, decimals: int) -> Polygons | None:
    """The same for areas that overlap and so share no borders: each by itself; None if one does not stay valid."""
    reduced = np.asarray(shapely.simplify(polygons, tolerance_m, preserve_topology=True), dtype=object)
    degrees, _ = repair(to_degrees(reduced, decimals))
    return None if shapely.is_missing(degrees).any() else degrees


def _is_sound(polygons: Polygons) -> bool:
    empty = shapely.is_missing(polygons) | shapely.is_empty(polygons)
    return not empty.any() and bool(shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons))


def _mend(degrees: Polygons, decimals: int) -> Polygons:
    """Clean what rounding broke, snapping to the rounding grid, and round again."""
    grid = 10.0**-decimals
    repaired, _ = repair(degrees)
    if shapely.is_missing(repaired).any():
        return degrees
    cleaned, _ = repair(np.asarray(shapely.coverage_clean(repaired, snapping_distance=grid), dtype=object))
    return _rounded(cleaned, decimals)


def _rounded(polygons: Polygons, decimals: int) -> Polygons:
    return np.asarray(shapely.transform(polygons, lambda xy: xy.round(decimals)), dtype=object)


def to_degrees(polygons: Polygons, decimals: int) -> Polygons:
    """Transform from EPSG:25832 to EPSG:4326 and round every coordinate."""
    degrees = gpd.GeoSeries(polygons, crs=METRIC).to_crs(GEOGRAPHIC)
    return _rounded(np.asarray(degrees.values, dtype=object), decimals)
