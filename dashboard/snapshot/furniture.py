"""What a map needs beside its areas: scale bar, north arrow, where it lies in the country, link as a QR code."""

from __future__ import annotations

import numpy as np
import segno
import shapely
from matplotlib.path import Path as Outline

from dashboard import formatting
from dashboard.snapshot.outlines import Frame, fit, outlines
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, MUTED, Sheet, line_height
from dashboard.views.snapshot import Outlines

STEPS = (1, 2, 5)
LONGEST_BAR = 42.0  # mm
SMALL = 7.0
MOST_IN_CODE = 900  # characters; denser codes do not read from paper
QUIET = 2  # modules of white around the code


def bar_metres(metres_per_mm: float, longest: float = LONGEST_BAR) -> float:
    """The longest of 1, 2, 5 × 10ⁿ metres that is no longer than ``longest`` mm."""
    most = metres_per_mm * longest
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in STEPS if step * power <= most))


def bar_text(metres: float) -> str:
    return formatting.quantity(metres / 1000, "km") if metres >= 1000 else formatting.quantity(metres, "m")


def scale_bar(sheet: Sheet, frame: Frame, left: float, bottom: float) -> None:
    """Two halves, one dark, with 0, middle and end."""
    metres = bar_metres(frame.metres, sheet.mm(LONGEST_BAR))
    length, high = metres / frame.metres, sheet.mm(1.3)
    top = bottom - high
    sheet.rectangle(Box(left, top, length, high), facecolor="white", edgecolor=INK, linewidth=0.5)
    sheet.rectangle(Box(left, top, length / 2, high), facecolor=INK, edgecolor=INK, linewidth=0.5)
    size = sheet.size(SMALL)
    sheet.text(left, top - sheet.mm(1), "0", size, colour=MUTED)
    sheet.text(left + length, top - sheet.mm(1), bar_text(metres), size, colour=MUTED, align="center")


def north_arrow(sheet: Sheet, x: float, bottom: float) -> None:
    high, half = sheet.mm(7), sheet.mm(2.1)
    dark = Outline([(x, bottom - high), (x - half, bottom), (x, bottom - high * 0.22), (x, bottom - high)])
    light = Outline([(x, bottom - high), (x + half, bottom), (x, bottom - high * 0.22), (x, bottom - high)])
    sheet.shapes([dark], facecolor=INK, edgecolor=INK, linewidth=0.4)
    sheet.shapes([light], facecolor="white", edgecolor=INK, linewidth=0.4)
    sheet.text(x, bottom - high - sheet.mm(0.8), "N", sheet.size(SMALL), bold=True, align="center")


def inset_height(sheet: Sheet, found: Outlines, width: float, most: float) -> float:
    """Height of the inset without its caption; 0 where the region is the country."""
    if not len(found.region):
        return 0.0
    west, south, east, north = shapely.total_bounds(found.country)
    return float(min(most, width * (north - south) / (east - west)))


def inset(sheet: Sheet, found: Outlines, box: Box, caption: str) -> None:
    """The country with its Kreise, the region dark in it."""
    frame = fit(found.country, box)
    if frame is None:
        return
    country = {"facecolor": "#e9edf0", "edgecolor": "#9aa6b1", "linewidth": 0.5}
    sheet.shapes(outlines(found.country, frame), name="lage", **country)
    sheet.shapes(outlines(found.within, frame), facecolor="none", edgecolor="white", linewidth=0.3)
    sheet.shapes(outlines(found.region, frame), name="lage-gebiet", facecolor=INK, edgecolor=INK, linewidth=0.4)
    size = sheet.size(SMALL)
    sheet.text(box.left, box.bottom + line_height(size), caption, size, colour=MUTED)


def qr_code(sheet: Sheet, link: str, left: float, top: float, side: float) -> None:
    """The link as dark squares on white; nothing for one too long to be read from paper."""
    if not fits_code(link):
        return
    matrix = np.array([list(row) for row in segno.make(link, error="l", micro=False).matrix], dtype=bool)
    step = side / (len(matrix) + 2 * QUIET)
    squares = [
        Outline(_square(left + (column + QUIET) * step, top + (row + QUIET) * step, step))
        for row, column in np.argwhere(matrix)
    ]
    whole = Outline.make_compound_path(*squares)
    sheet.shapes([whole], name="qr", facecolor="black", edgecolor="black", linewidth=0.05)


def _square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


def fits_code(link: str) -> bool:
    return 0 < len(link) <= MOST_IN_CODE
