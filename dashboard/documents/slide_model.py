"""Slides as data: what stands where, in mm and points, whatever file it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.documents.model import Figure, Side, Table

WIDTH, HEIGHT, MARGIN = 338.67, 190.5, 14.0  # 16:9
WIDE = WIDTH - 2 * MARGIN
TOP, FOOT_TOP = 34.0, 178.0
TITLE, BODY, KEY, CELL, DENSE, SMALL = 24.0, 18.0, 16.0, 12.0, 10.0, 10.0
GAP = 3.0
PLACE_HEIGHT = 7.0
BULLET = 7.0  # indent of a list
CELL_PAD, ROW_PAD = 5.0, 2.6  # both sides together
MOST_SMALL_LINES, MOST_TITLE_LINES = 4, 2
MANY_COLUMNS = 6  # more are set in smaller type
FIRST_TITLE = 32.0  # points


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``bullet``: of a list. ``link``: an address or ""."""

    text: str
    bullet: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    items: tuple[Line, ...]
    size: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    figure: Figure
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table or a part of it; ``rows`` without the heads. ``heights``: of the heads and of every row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    top: float


@dataclass(frozen=True, slots=True)
class Slide:
    """``small``: sources and notes in small type above the foot, from ``small_top`` on. ``place``: line below the
    title. ``notes``: what the speaker sees."""

    title: str
    block: Lines | Picture | Grid | None
    place: str = ""
    small: tuple[str, ...] = ()
    small_top: float = FOOT_TOP
    notes: tuple[str, ...] = ()


@dataclass
class Thought:
    """Parts that belong on one slide, before it is known whether they fit. ``size``: 0 = the usual one."""

    block: list[Line] | Figure | Table
    title: str = ""
    small: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    size: float = 0.0
