"""Names on the map: where they fit, never across each other, never where they could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely

from dashboard.snapshot.look import LEGIBLE, Look, contrast
from dashboard.snapshot.sheet import line_height, text_width

OFTEN_MAY_REACH_OVER = 80  # up to this many areas a label may reach over its border
INSIDE, MOSTLY = 0.98, 0.85  # part of a label that lies in its area; of one that reaches over
SHIFTS = (0.0, -0.7, 0.7, -1.4, 1.4)  # of a line, from the middle of the area
GAP = 0.4  # mm between labels
TOLERANCE = 0.3  # mm, of the middle of an area
TYPE_SIZES = ((20, 8.0), (60, 6.8), (120, 6.0))  # areas up to → points
SMALLEST = 5.0


@dataclass(frozen=True, slots=True)
class Label:
    """``x``: middle, ``y``: top, in mm; ``ground``: colour to lay below it, "" without."""

    area: int
    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    ink: str
    ground: str


def type_size(count: int) -> float:
    return next((size for most, size in TYPE_SIZES if count <= most), SMALLEST)


def place_labels(
    polygons: np.ndarray,
    texts: Sequence[tuple[str, ...]],
    looks: Sequence[Look],
    scale: float,
    taken: Sequence[shapely.Geometry] = (),
) -> list[Label]:
    """Labels for the areas, large ones first. ``polygons``: in mm of the sheet, None without outline; ``texts``: the
    lines of each, empty for none; ``taken``: where nothing may be written."""
    size = type_size(len(polygons)) * scale
    known = np.flatnonzero(shapely.is_geometry(polygons))
    order = known[np.argsort(-shapely.area(polygons[known]), kind="stable")]
    tree = shapely.STRtree(polygons)
    occupied, found = list(taken), []
    reach = len(polygons) <= OFTEN_MAY_REACH_OVER
    if not reach:  # nothing is measured for areas that are lower than a line
        north_south = shapely.bounds(polygons)[:, [1, 3]]
        order = order[np.diff(north_south[order], axis=1)[:, 0] > line_height(size)]
    for area in order:
        ways = _breaks(texts[area])
        for lines, over in [(w, False) for w in ways] + [(w, True) for w in ways if reach]:
            label = _fitting(int(area), lines, size, polygons, looks, tree, occupied, over)
            if label is not None:
                found.append(label)
                occupied.append(_box(label.x, label.y, lines, size))
                break
    return found


def _breaks(text: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The text as it is, then with its first line broken at a hyphen or blank near its middle."""
    if not text:
        return []
    name = text[0]
    places = [i + 1 for i, letter in enumerate(name[:-1]) if letter in "- " and 2 < i < len(name) - 3]
    if not places:
        return [text]
    cut = min(places, key=lambda place: abs(place - len(name) / 2))
    return [text, (name[:cut].rstrip(), name[cut:].lstrip(), *text[1:])]


def _box(x: float, top: float, lines: Sequence[str], size: float, gap: float = GAP) -> shapely.Geometry:
    width = max(text_width(line, size) for line in lines) / 2 + gap
    return shapely.box(x - width, top - gap / 2, x + width, top + line_height(size) * len(lines) + gap / 2)


def _fitting(
    area: int,
    lines: tuple[str, ...],
    size: float,
    polygons: np.ndarray,
    looks: Sequence[Look],
    tree: shapely.STRtree,
    occupied: list[shapely.Geometry],
    reach: bool,
) -> Label | None:
    polygon, look = polygons[area], looks[area]
    west, north, east, south = polygon.bounds
    height = line_height(size) * len(lines)
    box = _box(0, 0, lines, size, 0.1)
    wide, high = box.bounds[2] - box.bounds[0], box.bounds[3] - box.bounds[1]
    if not reach and (wide > east - west or high > south - north):
        return None
    for (x, y), shift in product(_middles(polygon), SHIFTS):
        top = y - height / 2 + shift * line_height(size)
        here = _box(x, top, lines, size, 0.1)
        if any(here.intersects(other) for other in occupied):
            continue
        inside = here.intersection(polygon).area / here.area
        if inside >= INSIDE or (reach and inside >= MOSTLY and _legible(here, look, looks, polygons, tree)):
            return Label(area, x, top, lines, size, look.ink, look.fill if look.hatch else "")
    return None


def _middles(polygon: shapely.Geometry) -> list[tuple[float, float]]:
    """Where a label looks centred: the centroid, and the middle of the widest place, where that is another."""
    widest = shapely.get_coordinates(shapely.maximum_inscribed_circle(polygon, TOLERANCE))[0]
    centre = polygon.centroid
    return [(centre.x, centre.y), (float(widest[0]), float(widest[1]))]


def _legible(
    box: shapely.Geometry, look: Look, looks: Sequence[Look], polygons: np.ndarray, tree: shapely.STRtree
) -> bool:
    """Whether the text can be read on all areas it reaches over, and on paper beyond."""
    touched = [int(i) for i in tree.query(box, predicate="intersects")]
    over = [looks[i] for i in touched]
    if any(other.hatch for other in over) and not look.hatch:
        return False
    outside = box.area - sum(box.intersection(polygons[i]).area for i in touched) > 0.02 * box.area
    fills = [other.fill for other in over] + (["#ffffff"] if outside else [])
    return all(contrast(look.ink, fill) >= LEGIBLE for fill in fills)
