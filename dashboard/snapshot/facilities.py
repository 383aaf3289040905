"""Facilities on the map and in the legend, with the shapes and colours of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from dashboard.snapshot.outlines import Frame
from dashboard.snapshot.sheet import Sheet
from dashboard.symbols import SHAPES, look
from dashboard.views.snapshot import FacilityLayer

STEP = re.compile(r"([MLHVAZ])([^MLHVAZ]*)")
NUMBER = re.compile(r"-?\d*\.?\d+")
RADII = ((60, 1.25), (300, 1.0), (1000, 0.75))  # symbols on the map up to → mm
LEAST = 0.5
MOST_SPARED = 300
IN_LEGEND = 1.5  # mm


def draw_facilities(sheet: Sheet, layers: Sequence[FacilityLayer], frame: Frame) -> None:
    """Every type over the one before, as on the page."""
    radius = _radius(sheet, layers)
    for layer in layers:
        for_type = [_at(layer.number, x, y, radius) for x, y in frame.place(layer.points)]
        sheet.shapes(for_type, name=f"einrichtungen-{layer.number}", **_style(layer.number, sheet))


def _radius(sheet: Sheet, layers: Sequence[FacilityLayer]) -> float:
    count = sum(len(layer.points) for layer in layers)
    return sheet.mm(next((mm for most, mm in RADII if count <= most), LEAST))


def symbols_at(sheet: Sheet, layers: Sequence[FacilityLayer], frame: Frame) -> list[shapely.Geometry]:
    """Where names should not be written; nowhere if symbols are too many to be spared."""
    if not 0 < sum(len(layer.points) for layer in layers) <= MOST_SPARED:
        return []
    radius = _radius(sheet, layers)
    at = frame.place(np.concatenate([layer.points for layer in layers]))
    return list(shapely.box(at[:, 0] - radius, at[:, 1] - radius, at[:, 0] + radius, at[:, 1] + radius))


def draw_symbol(sheet: Sheet, number: int, x: float, y: float) -> None:
    """For the legend, around its middle."""
    sheet.shapes([_at(number, x, y, sheet.mm(IN_LEGEND))], **_style(number, sheet))


def _style(number: int, sheet: Sheet) -> dict[str, Any]:
    found = look(number)
    return {"facecolor": found["fill"], "edgecolor": found["edge"], "linewidth": 0.5 * sheet.paper.scale}


def _at(number: int, x: float, y: float, radius: float) -> Outline:
    return outline(look(number)["path"]).transformed(Affine2D().scale(radius).translate(x, y))


@cache
def outline(path: str) -> Outline:
    """Outline of one of ``SHAPES``: an SVG path of straight lines, or the circle."""
    if path == SHAPES[0]:
        return Outline.circle()
    points: list[tuple[float, float]] = []
    for step, text in STEP.findall(path):
        numbers = [float(n) for n in NUMBER.findall(text)]
        if step in "ML":
            points += list(zip(numbers[::2], numbers[1::2], strict=True))
        elif step == "H":
            points.append((numbers[0], points[-1][1]))
        elif step == "V":
            points.append((points[-1][0], numbers[0]))
    return Outline(np.array([*points, points[0]]), closed=True)
