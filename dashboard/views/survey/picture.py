"""Outlines of areas as SVG paths in drawing units, north up, lengths kept at the middle latitude."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import shapely

WIDTH = 560.0
DETAIL = 0.7  # drawing units that nobody sees


@dataclass(frozen=True, slots=True)
class Canvas:
    """Degrees → drawing units."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    height: float

    @classmethod
    def of(cls, shapes: gpd.GeoDataFrame) -> Canvas:
        west, south, east, north = shapes.total_bounds
        per_lon = WIDTH / max(east - west, 1e-9)
        per_lat = per_lon / math.cos(math.radians((south + north) / 2))
        return cls(west, north, per_lon, per_lat, (north - south) * per_lat)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.per_lon, 1), round((self.north - lat) * self.per_lat, 1)

    def path(self, shape: shapely.Geometry) -> str:
        drawn = shape.simplify(DETAIL / self.per_lon)
        parts = getattr(drawn, "geoms", [drawn])
        return "".join(self._ring(ring.coords) for p in parts for ring in (p.exterior, *p.interiors))

    def _ring(self, coordinates: object) -> str:
        points = [self.point(x, y) for x, y in coordinates]  # type: ignore[attr-defined]
        return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"
