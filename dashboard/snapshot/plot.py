"""Axes of a chart on a sheet: scales in millimetres, round ticks, thin lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from dashboard import formatting
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, LINE, MUTED, Sheet, line_height, text_width

TICK, TITLE = 7.4, 7.8  # points
ROUND = (1, 2, 2.5, 5, 10)
MOST_DECIMALS = 6
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Numbers from ``low`` to ``high``, evenly or by their logarithm. ``ticks``: instead of round numbers."""

    low: float
    high: float
    title: str = ""
    log: bool = False
    ticks: tuple[tuple[float, str], ...] = ()

    def share(self, values: Floats) -> Floats:
        """0 at the lower end, 1 at the upper."""
        if self.log:
            low, high = np.log10(self.low), np.log10(self.high)
            return (np.log10(values) - low) / ((high - low) or 1.0)
        return (values - self.low) / ((self.high - self.low) or 1.0)

    def marks(self, count: int) -> list[tuple[float, str]]:
        """About ``count`` ticks with their words."""
        if self.ticks:
            return list(self.ticks)
        found = self._powers() if self.log else MaxNLocator(count, steps=list(ROUND)).tick_values(self.low, self.high)
        inside = [v for v in map(float, found) if self.low - 1e-9 <= v <= self.high + 1e-9]
        decimals = next((d for d in range(MOST_DECIMALS) if all(abs(round(v, d) - v) < 1e-9 for v in inside)), 2)
        return [(v, formatting.number(v, decimals)) for v in inside]

    def _powers(self) -> list[float]:
        powers = range(int(np.floor(np.log10(self.low))), int(np.ceil(np.log10(self.high))) + 1)
        return [step * 10.0**power for power in powers for step in (1, 2, 5)]


def around(values: Floats, *, zero: bool = False, room: float = 0.04) -> tuple[float, float]:
    """Lower and upper end of a scale with room beside the numbers; ``zero``: with zero on it."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    wide = (high - low) or max(abs(high), 1.0)
    return (low if zero and low == 0 else low - wide * room), (high if zero and high == 0 else high + wide * room)


class Plot:
    """A field with scales; ``field`` is what is left of ``box`` beside the words of the axes."""

    def __init__(self, sheet: Sheet, box: Box, x: Scale, y: Scale | None) -> None:
        self.sheet, self.x, self.y = sheet, x, y
        size = sheet.size(TICK)
        rows = max(4, int(box.height / sheet.mm(14)))
        self.rows = y.marks(rows) if y else []
        left = max((text_width(text, size) for _, text in self.rows), default=0.0) + (sheet.mm(2) if y else 0.0)
        above = line_height(sheet.size(TITLE)) * 1.4 if y and y.title else 0.0
        below = line_height(size) * 1.5 + (line_height(sheet.size(TITLE)) * 1.1 if x.title else 0.0)
        right = sheet.mm(4)
        self.field = Box(box.left + left, box.top + above, box.width - left - right, box.height - above - below)
        self.columns = x.marks(max(3, int(self.field.width / sheet.mm(22))))

    def at_x(self, values: Floats | float) -> Floats:
        return self.field.left + self.x.share(np.asarray(values, dtype="float64")) * self.field.width

    def at_y(self, values: Floats | float) -> Floats:
        assert self.y is not None
        return self.field.bottom - self.y.share(np.asarray(values, dtype="float64")) * self.field.height

    def frame(self) -> None:
        """Thin lines for the rows, ticks and words for both axes."""
        sheet, field, size = self.sheet, self.field, self.sheet.size(TICK)
        for value, text in self.rows:
            y = float(self.at_y(value))
            sheet.rule(field.left, y, field.right, y, colour="#e4e9ed", width=0.5)
            sheet.text(field.left - sheet.mm(1.5), y + sheet.mm(0.9), text, size, colour=MUTED, align="right")
        sheet.rule(field.left, field.bottom, field.right, field.bottom, colour=LINE, width=0.8)
        self._columns()
        if self.y and self.y.title:
            sheet.text(field.left, field.top - sheet.mm(2.2), self.y.title, sheet.size(TITLE), colour=MUTED)
        if self.x.title:
            below = field.bottom + line_height(size) * 1.4 + line_height(sheet.size(TITLE)) * 0.9
            sheet.text(field.right, below, self.x.title, sheet.size(TITLE), colour=MUTED, align="right")

    def _columns(self) -> None:
        """Words that would touch the one before are left out."""
        sheet, field, size = self.sheet, self.field, self.sheet.size(TICK)
        end = -np.inf
        for value, text in self.columns:
            x, half = float(self.at_x(value)), text_width(text, size) / 2
            sheet.rule(x, field.bottom, x, field.bottom + sheet.mm(1), colour=MUTED, width=0.5)
            if x - half < end + sheet.mm(1.5):
                continue
            end = x + half
            below = field.bottom + sheet.mm(1) + line_height(size) * 0.85
            sheet.text(x, below, text, size, colour=MUTED, align="center")

    def curve(self, x: Floats, y: Floats) -> list[Outline]:
        """Lines through the points, one for every run without a gap."""
        known = ~(np.isnan(x) | np.isnan(y))
        cuts = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(int), [0]))))
        places = np.column_stack([self.at_x(x), self.at_y(y)])
        return [Outline(places[a:b]) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if b - a > 1]

    def line(self, outlines: list[Outline], colour: str, width: float, style: object = "solid", name: str = "") -> None:
        self.sheet.shapes(
            outlines, name=name, facecolor="none", edgecolor=colour, linewidth=width * self.sheet.paper.scale,
            linestyle=style,
        )  # fmt: skip

    def upright(self, value: float, text: str, level: int = 0, style: object = (0, (3, 2))) -> None:
        """A line across the field at ``value`` of the x axis with its name above."""
        sheet, field, x = self.sheet, self.field, float(self.at_x(value))
        top = field.top + line_height(sheet.size(TICK)) * level
        self.line([Outline([(x, top), (x, field.bottom)])], INK, 0.8, style)
        size = sheet.size(TICK)
        ends = x + sheet.mm(1.2) + text_width(text, size) > field.right
        where, align = (x - sheet.mm(1.2), "right") if ends else (x + sheet.mm(1.2), "left")
        sheet.text(where, top + line_height(size) * 0.75, text, size, align=align)
