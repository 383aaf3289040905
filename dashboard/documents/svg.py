"""Small vector pictures written directly, hundreds per document: an SVG whose unit is the millimetre."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import numpy as np

from dashboard.snapshot.options import plain

FAMILY = "Quartiersblick Sans, DejaVu Sans"
POINT = 25.4 / 72  # mm
DECIMALS = 2
FINER = re.compile(rb"(\.\d\d)\d+")  # digits nobody sees
Points = np.ndarray | Sequence[tuple[float, float]]


class Drawing:
    """Later marks lie on top. ``width``, ``height`` in mm; sizes of type and lines in points, as in print."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._marks: list[str] = []

    def line(self, points: Points, colour: str, width: float, dash: str = "") -> None:
        """``dash``: lengths of strokes and gaps in points, "" = none."""
        dashes = f' stroke-dasharray="{" ".join(f"{float(d) * POINT:.2f}" for d in dash.split())}"' if dash else ""
        self._marks.append(
            f'<path d="{path([points])}" fill="none" stroke="{colour}" stroke-width="{width * POINT:.3f}" '
            f'stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        )

    def shape(self, rings: Iterable[Points], fill: str, edge: str, width: float) -> None:
        """Closed rings; a ring inside another is a hole."""
        self._marks.append(
            f'<path d="{path(rings, closed=True)}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" '
            f'stroke-width="{width * POINT:.3f}" stroke-linejoin="round"/>'
        )

    def dot(self, x: float, y: float, side: float, colour: str) -> None:
        self._marks.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{side / 2:.2f}" fill="{colour}"/>')

    def text(
        self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False, end: bool = False
    ) -> None:
        """One line with its baseline at ``y``; ``end``: it ends at ``x``."""
        look = f' font-weight="bold"{ENDS[end]}' if bold else ENDS[end]
        place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size * POINT:.3f}" fill="{colour}"{look}'
        self._marks.append(f"<text {place}>{escape(plain(text))}</text>")

    def bytes(self) -> bytes:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.2f}mm" height="{self.height:.2f}mm" '
            f'viewBox="0 0 {self.width:.2f} {self.height:.2f}" font-family="{FAMILY}">{self.marks}</svg>'
        ).encode()

    @property
    def marks(self) -> str:
        return "".join(self._marks)


ENDS = {False: "", True: ' text-anchor="end"'}


def path(rings: Iterable[Points], *, closed: bool = False) -> str:
    """Moves and lines; ``closed``: each ring ends where it began."""
    end = "Z" if closed else ""
    return "".join(
        f"M{'L'.join(f'{x:.{DECIMALS}f} {y:.{DECIMALS}f}' for x, y in np.asarray(ring))}{end}" for ring in rings
    )


def on_top(body: bytes, drawing: Drawing) -> bytes:
    """An SVG in points, as matplotlib writes it, with a drawing of the same size above it."""
    body = FINER.sub(rb"\1", body)
    marks = f'<g transform="scale({1 / POINT:.6f})">{drawing.marks}</g></svg>'
    return marks.join(body.decode().rsplit("</svg>", 1)).encode()
