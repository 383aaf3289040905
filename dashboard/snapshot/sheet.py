"""A sheet to draw on: one figure whose only axes count in millimetres from the upper left corner.

matplotlib is imported here and below only, by whoever makes a picture; the running page never waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from dashboard.snapshot.paper import MM_PER_INCH, Box, Paper

FAMILY = "Quartiersblick Sans"
FAMILIES = (FAMILY, "DejaVu Sans")  # the second comes with matplotlib and has the letters of most languages
FONTS = {style: Path(__file__).parent / "fonts" / f"QuartiersblickSans-{style}.ttf" for style in ("Regular", "Bold")}
INK, MUTED, LINE, WARNING = "#17242f", "#52616f", "#c3ccd4", "#9c2f12"
MEASURED_AT = 100.0
LEADING = 1.25  # distance of lines, in sizes
PT_PER_MM = 72 / MM_PER_INCH

# Said once for the process, which draws nothing else: text stays text, the same view gives the same bytes.
matplotlib.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "quartiersblick",
        "pdf.fonttype": 42,
        "hatch.linewidth": 0.5,
        "text.hinting": "no_hinting",
    }  # letters stand where they were measured, at every resolution
)
for _file in FONTS.values():
    font_manager.fontManager.addfont(str(_file))


@lru_cache(maxsize=2)
def _face(style: str) -> FT2Font:
    weight = "bold" if style == "Bold" else "normal"
    other = font_manager.findfont(FontProperties(family=FAMILIES[1], weight=weight))
    face = FT2Font(str(FONTS[style]), _fallback_list=[FT2Font(other)])
    face.set_size(MEASURED_AT, 72)
    return face


@lru_cache(maxsize=20_000)
def _width(text: str, style: str) -> float:
    face = _face(style)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in mm of a text of ``size`` points."""
    return _width(text, "Bold" if bold else "Regular") * size / MEASURED_AT / PT_PER_MM


def line_height(size: float) -> float:
    """Distance of lines in mm."""
    return size * LEADING / PT_PER_MM


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines of at most ``width`` mm, broken at blanks; what is longer than a line alone is cut between letters."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
            continue
        while len(word) > 1 and text_width(word, size, bold=bold) > width:
            cut = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size, bold=bold) <= width
            )
            lines.append(word[:cut])
            word = word[cut:]
        lines.append(word)
    return lines


class Sheet:
    """Draws text, lines and shapes; later ones lie on top."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.figure = Figure(figsize=paper.inches, facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, paper.width)
        self.axes.set_ylim(paper.height, 0)
        self.axes.autoscale(False)
        self._order = 1.0

    def size(self, points: float) -> float:
        """Type size on this paper."""
        return points * self.paper.scale

    def mm(self, length: float) -> float:
        return length * self.paper.scale

    def _next(self) -> float:
        self._order += 0.001
        return self._order

    def text(self, x: float, y: float, text: str, size: float, **look: Any) -> None:
        """One line with its baseline at ``y``; ``size`` in points of this paper. ``bold``, ``colour``, ``align``,
        ``url``, ``name``."""
        style = FontProperties(family=list(FAMILIES), weight="bold" if look.get("bold") else "normal", size=size)
        drawn = self.axes.text(
            x, y, text, fontproperties=style, color=look.get("colour", INK), ha=look.get("align", "left"),
            va="baseline", parse_math=False, zorder=self._next(), rotation=look.get("turn", 0),
        )  # fmt: skip
        drawn.set_url(look.get("url"))
        drawn.set_gid(look.get("name"))

    def lines(self, x: float, y: float, lines: Iterable[str], size: float, **look: Any) -> float:
        """Lines below each other, the first with its top at ``y``; the ``y`` below the last."""
        step = line_height(size)
        for line in lines:
            self.text(x, y + step * 0.78, line, size, **look)
            y += step
        return y

    def paragraph(self, box: Box, text: str, size: float, **look: Any) -> float:
        return self.lines(box.left, box.top, wrap(text, box.width, size, bold=look.get("bold", False)), size, **look)

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = LINE, width: float = 0.6) -> None:
        line = PathPatch(Outline([(x1, y1), (x2, y2)]), edgecolor=colour, linewidth=width, zorder=self._next())
        self.axes.add_patch(line)

    def rectangle(self, box: Box, **look: Any) -> None:
        """``look``: as matplotlib's patches know it."""
        self.axes.add_patch(Rectangle((box.left, box.top), box.width, box.height, zorder=self._next(), **look))

    def dots(
        self, x: Any, y: Any, side: float | NDArray[np.float64], colours: list[str], name: str = "", edge: str = "white"
    ) -> None:
        """Dots of ``side`` mm, or each of its own, around their middles."""
        drawn = self.axes.scatter(
            x, y, s=(side * PT_PER_MM) ** 2, c=colours, edgecolors=edge, linewidths=0.35 * self.paper.scale,
            zorder=self._next(),
        )  # fmt: skip
        drawn.set_gid(name or None)

    def shapes(self, outlines: list[Outline], *, name: str = "", **look: Any) -> None:
        """Many outlines with one look; ``name`` is the id of their group in an SVG."""
        if outlines:
            drawn = PathCollection(outlines, zorder=self._next(), **look)
            drawn.set_gid(name or None)
            self.axes.add_collection(drawn, autolim=False)
