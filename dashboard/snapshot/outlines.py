"""Polygons in metres → outlines on the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from matplotlib.path import Path as Outline

from dashboard.snapshot.paper import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres become millimetres on the sheet: ``metres`` per mm, and the middle of both."""

    metres: float
    centre: tuple[float, float]
    middle: tuple[float, float]

    def place(self, coordinates: np.ndarray) -> np.ndarray:
        x = (coordinates[:, 0] - self.centre[0]) / self.metres + self.middle[0]
        y = (self.centre[1] - coordinates[:, 1]) / self.metres + self.middle[1]
        return np.column_stack([x, y])


def fit(polygons: np.ndarray, box: Box) -> Frame | None:
    """The largest scale at which everything lies in ``box``; None without polygons."""
    known = polygons[shapely.is_geometry(polygons)]
    if not len(known):
        return None
    west, south, east, north = map(float, shapely.total_bounds(known))
    metres = max((east - west) / box.width, (north - south) / box.height, 1e-6)
    middle = (box.left + box.width / 2, box.top + box.height / 2)
    return Frame(metres, ((west + east) / 2, (south + north) / 2), middle)


def outlines(polygons: np.ndarray, frame: Frame) -> list[Outline]:
    """One compound outline per polygon (holes and islands included), in the same order. Other shapes are refused by
    shapely with ``ValueError``."""
    if not len(polygons):
        return []
    parts = np.array([shapely.multipolygons(shapely.get_parts(p)) for p in polygons])
    _, flat, (rings, members, areas) = shapely.to_ragged_array(parts, include_z=False)
    codes = np.full(len(flat), Outline.LINETO, dtype=Outline.code_type)
    codes[rings[:-1]] = Outline.MOVETO
    codes[rings[1:] - 1] = Outline.CLOSEPOLY
    vertices = frame.place(flat)
    cuts = rings[members[areas]]
    return [Outline(vertices[a:b], codes[a:b]) for a, b in pairwise(cuts)]


def on_sheet(polygons: np.ndarray, frame: Frame) -> np.ndarray:
    """The polygons in millimetres of the sheet (y downwards)."""
    return shapely.transform(polygons, frame.place)
