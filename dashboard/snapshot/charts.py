"""Rangfolge, Verteilung, Verlauf, Zusammenhang and Trichter on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from dashboard import formatting
from dashboard.snapshot.labels import GAP
from dashboard.snapshot.legend import SMALL
from dashboard.snapshot.paper import Box
from dashboard.snapshot.plot import TICK, Floats, Plot, Scale, around
from dashboard.snapshot.sheet import INK, MUTED, Sheet, line_height, text_width, wrap
from dashboard.views.charts import Areas, ChartView, Courses, Limits, Pairs, Ranks, Spread

WORDS = 8.0  # points of the sentences below
NO_CLASS = "#ffffff"
CROWD = "#c3ccd4"
# Of selected areas, told apart by hue and lightness.
CHOSEN = ("#0b5a7d", "#c65f1d", "#5a2a82", "#1f7d4d", "#a3215b", "#7a5b00")
DASHES = ((0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
ROW_HEIGHTS = (2.75, 6.0)  # mm of a bar: smallest, largest
COLUMN_WIDTH = 58.0  # mm of a column of bars, at least
SIZES = (0.35, 5.5)  # mm of a dot
MOST_NAMES = 40
SPREAD_HEIGHT = 0.65  # of its width, at most


def draw_chart(sheet: Sheet, view: ChartView, fills: Sequence[str], box: Box) -> None:
    """The chart with its sentences below. ``fills``: colours of the classes."""
    size = sheet.size(WORDS)
    lines = wrap(" ".join(view.sentences), box.width, size)
    below = line_height(size) * len(lines) + sheet.mm(3)
    if isinstance(view.data, Spread):  # piles of dots have nothing to say in a tall field
        box = replace(box, height=min(box.height, SPREAD_HEIGHT * box.width + below))
    field = Box(box.left, box.top, box.width, box.height - below)
    match view.data:
        case Ranks():
            lines = _cut(sheet, view.data, field, fills) + lines
        case Spread():
            _spread(sheet, view, view.data, field, fills)
        case Courses():
            _courses(sheet, view, view.data, field)
        case Pairs():
            _pairs(sheet, view, view.data, field, fills)
        case Limits():
            _limits(sheet, view, view.data, field, fills)
    sheet.lines(box.left, box.bottom - line_height(size) * len(lines), lines, size, colour=INK)


def _colours(areas: Areas, fills: Sequence[str]) -> list[str]:
    return [fills[c] if c >= 0 else NO_CLASS for c in areas.cls]


# -- Rangfolge --------------------------------------------------------------------------------------------------------


def _cut(sheet: Sheet, data: Ranks, box: Box, fills: Sequence[str]) -> list[str]:
    """Bars in as many columns as they need; of too many the first and the last. Returns what is to be said of that."""
    count = len(data.texts)
    rows = int((box.height - line_height(sheet.size(WORDS))) / sheet.mm(ROW_HEIGHTS[0]))
    columns = max(1, min(int(box.width / sheet.mm(COLUMN_WIDTH)), -(-count // rows)))
    room = rows * columns
    if count <= room:
        _bars(sheet, data, list(range(count)), columns, box, fills)
        return []
    half = room // 2
    kept = [*range(half), *range(count - half, count)]
    field = Box(box.left, box.top, box.width, box.height - line_height(sheet.size(WORDS)))
    _bars(sheet, data, kept, columns, field, fills)
    return [f"Dargestellt sind die ersten und die letzten {half} von {formatting.number(count)} Gebieten."]


def _bars(sheet: Sheet, data: Ranks, kept: list[int], columns: int, box: Box, fills: Sequence[str]) -> None:
    rows = -(-len(kept) // columns)
    high = min(box.height / rows, sheet.mm(ROW_HEIGHTS[1]))
    wide = box.width / columns
    size = min(sheet.size(8.2), high / 1.22 * 72 / 25.4)
    ends = np.concatenate([data.areas.x, data.low[~np.isnan(data.low)], data.high[~np.isnan(data.high)]])
    scale = around(ends, zero=True, room=0.0)
    texts = max(text_width(data.texts[i], size) for i in kept) + sheet.mm(1)
    ranks = max(text_width(str(data.ranks[i]), size) for i in kept) + sheet.mm(1.2)
    names = min(max(text_width(data.areas.names[i], size, bold=data.areas.selected[i]) for i in kept) + sheet.mm(1.5),
                wide * 0.46)  # fmt: skip
    colours = _colours(data.areas, fills)
    for place, i in enumerate(kept):
        left = box.left + wide * (place // rows)
        row = Box(left, box.top + high * (place % rows), wide - sheet.mm(4), high)
        _bar(sheet, data, i, row, (ranks, names, texts), size, scale, colours[i])


def _bar(
    sheet: Sheet, data: Ranks, i: int, row: Box, widths: tuple[float, float, float], size: float,
    scale: tuple[float, float], colour: str,
) -> None:  # fmt: skip
    """Rank, name, bar with its interval, value."""
    ranks, names, texts = widths
    base, bold = row.top + row.height * 0.5 + size * 0.125, data.areas.selected[i]
    sheet.text(row.left + ranks - sheet.mm(1.2), base, str(data.ranks[i]), size, colour=MUTED, align="right")
    name = shortened(data.areas.names[i], names - sheet.mm(1), size, bold=bold)
    sheet.text(row.left + ranks, base, name, size, bold=bold, name="name")
    left = row.left + ranks + names
    width = row.right - texts - left
    x = Scale(*scale).share(np.array([0.0, data.areas.x[i], data.low[i], data.high[i]])) * width + left
    thick = row.height * 0.62
    bar = Box(min(x[0], x[1]), row.top + (row.height - thick) / 2, abs(x[1] - x[0]), thick)
    sheet.rectangle(bar, facecolor=colour, edgecolor="#8a97a3", linewidth=0.3)
    if not np.isnan(x[2]):
        middle = row.top + row.height / 2
        sheet.rule(x[2], middle, x[3], middle, colour=INK, width=0.7)
    sheet.text(row.right, base, data.texts[i], size, bold=bold, align="right", name="wert")


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with „…“ where it is longer than ``width`` mm."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


# -- Verteilung -------------------------------------------------------------------------------------------------------


def _spread(sheet: Sheet, view: ChartView, data: Spread, box: Box, fills: Sequence[str]) -> None:
    """Dots piled over their value, as large as the highest pile allows."""
    marks = np.array([value for _, value in data.marks])
    plot = Plot(sheet, box, Scale(*around(np.concatenate([data.areas.x, marks])), view.x), None)
    plot.frame()
    words = line_height(sheet.size(TICK)) * len(data.marks)
    room = plot.field.height - words
    x = plot.at_x(data.areas.x)
    side = sheet.mm(SIZES[1])
    while side > sheet.mm(SIZES[0]) and np.bincount(((x - plot.field.left) / side).astype(int)).max() * side > room:
        side *= 0.95
    bins = ((x - plot.field.left) / side).astype(int)
    order = np.lexsort((x, bins))
    first = np.searchsorted(bins[order], bins[order])
    height = np.arange(len(order)) - first
    for level, (name, value) in enumerate(sorted(data.marks, key=lambda mark: mark[1])):
        plot.upright(value, name, level)
    colours = _colours(data.areas, fills)
    sheet.dots(
        plot.field.left + (bins[order] + 0.5) * side, plot.field.bottom - (height + 0.5) * side, side * 0.9,
        [colours[i] for i in order], "punkte",
    )  # fmt: skip


# -- Verlauf ----------------------------------------------------------------------------------------------------------


def _courses(sheet: Sheet, view: ChartView, data: Courses, box: Box) -> None:
    lines = [*data.above, *data.chosen]
    behind = np.concatenate(data.band) if data.band else data.crowd.ravel()
    values = np.concatenate([behind, *(line.values for line in lines)])
    last = len(data.periods) - 1
    ticks = tuple((float(n), text) for n, text in enumerate(data.periods))
    plot = Plot(sheet, box, Scale(-0.15, last + 0.15, ticks=ticks), Scale(*around(values), view.y))
    plot.frame()
    if data.band:
        _band(plot, data.band)
    else:
        outlines = [line for column in data.crowd.T for line in _course(plot, column, data.breaks)]
        plot.line(outlines, CROWD, 0.5, name="gebiete")
    for n in data.breaks:
        plot.upright(n - 0.5, "Bruch", style="dotted")
    for number, line in enumerate(data.above):
        plot.line(_course(plot, line.values, data.breaks), MUTED, 1.3, DASHES[number % len(DASHES)], "darueber")
    for number, line in enumerate(data.chosen):
        plot.line(_course(plot, line.values, data.breaks), CHOSEN[number % len(CHOSEN)], 1.6, name="gewaehlt")
        known = np.flatnonzero(~np.isnan(line.values))
        x, y = plot.at_x(known.astype("float64")), plot.at_y(line.values[known])
        sheet.dots(x, y, sheet.mm(1.5), [CHOSEN[number % len(CHOSEN)]] * len(known), "gewaehlt-punkte")


def _course(plot: Plot, values: Floats, breaks: Sequence[int]) -> list[Outline]:
    """No line leads across a break."""
    x = np.arange(len(values), dtype="float64")
    cuts = [0, *breaks, len(values)]
    return [line for a, b in pairwise(cuts) for line in plot.curve(x[a:b], values[a:b])]


def _band(plot: Plot, band: tuple[Floats, Floats]) -> None:
    known = np.flatnonzero(~np.isnan(band[0])).astype("float64")
    at = known.astype(int)
    there = np.column_stack([plot.at_x(known), plot.at_y(band[0][at])])
    back = np.column_stack([plot.at_x(known), plot.at_y(band[1][at])])[::-1]
    area = Outline(np.concatenate([there, back, there[:1]]), closed=True)
    plot.sheet.shapes([area], name="band", facecolor="#dfe5ea", edgecolor="none")


@dataclass(frozen=True, slots=True)
class _Line:
    colour: str
    style: object
    width: float
    text: str


class LineLegend:
    """What the lines of a Verlauf are; drawn where other pictures have their classes."""

    def __init__(self, sheet: Sheet, title: str, data: Courses, width: float) -> None:
        self.sheet, self.width = sheet, width
        self.title = wrap(title, width, sheet.size(10.5), bold=True)
        rows = [_Line(CHOSEN[n % len(CHOSEN)], "solid", 1.6, c.name) for n, c in enumerate(data.chosen)]
        rows += [_Line(MUTED, DASHES[n % len(DASHES)], 1.3, c.name) for n, c in enumerate(data.above)]
        many = (4.0, "acht von zehn Gebieten") if data.band else (0.8, "alle Gebiete")
        rows.append(_Line(CROWD, "solid", *many))
        self.rows = [(row, wrap(row.text, width - sheet.mm(12), sheet.size(8.8))) for row in rows]

    @property
    def height(self) -> float:
        sheet = self.sheet
        head = line_height(sheet.size(10.5)) * len(self.title) + sheet.mm(1.5)
        return head + sum(line_height(sheet.size(8.8)) * len(lines) + sheet.mm(1) for _, lines in self.rows)

    def draw(self, left: float, top: float) -> float:
        sheet, size = self.sheet, self.sheet.size(8.8)
        top = sheet.lines(left, top, self.title, sheet.size(10.5), bold=True) + sheet.mm(1.5)
        for row, lines in self.rows:
            middle = top + line_height(size) * 0.52
            outline = Outline([(left, middle), (left + sheet.mm(9), middle)])
            sheet.shapes([outline], facecolor="none", edgecolor=row.colour, linewidth=row.width * sheet.paper.scale,
                         linestyle=row.style)  # fmt: skip
            top = sheet.lines(left + sheet.mm(12), top, lines, size) + sheet.mm(1)
        return top


# -- Zusammenhang, Trichter -------------------------------------------------------------------------------------------


def _pairs(sheet: Sheet, view: ChartView, data: Pairs, box: Box, fills: Sequence[str]) -> None:
    areas = data.areas
    plot = Plot(sheet, box, Scale(*around(areas.x), view.x), Scale(*around(areas.y), view.y))
    plot.frame()
    _scatter(plot, areas, fills)


def _limits(sheet: Sheet, view: ChartView, data: Limits, box: Box, fills: Sequence[str]) -> None:
    areas = data.areas
    shown = np.concatenate([areas.y, data.outer[1][len(data.sizes) // 3 :]])
    top = around(shown, zero=True)[1]
    low, high = float(data.sizes[0]), float(data.sizes[-1])
    plot = Plot(sheet, box, Scale(low, high, view.x, log=True), Scale(0.0, top, view.y))
    plot.frame()
    for (lower, upper), colour, style in ((data.outer, INK, "solid"), (data.inner, MUTED, (0, (4, 2)))):
        for limit in (lower, upper):
            plot.line(plot.curve(data.sizes, np.where(limit > top, np.nan, limit)), colour, 0.8, style, "grenzen")
    y = float(plot.at_y(data.reference))
    sheet.rule(plot.field.left, y, plot.field.right, y, colour=MUTED, width=0.8)
    _scatter(plot, areas, fills)


def _scatter(plot: Plot, areas: Areas, fills: Sequence[str]) -> None:
    sheet = plot.sheet
    side = sheet.mm(2.4 if len(areas.names) <= 120 else 1.7 if len(areas.names) <= 1000 else 0.9)
    x, y = plot.at_x(areas.x), plot.at_y(areas.y)
    sheet.dots(x, y, side, _colours(areas, fills), "punkte", edge="#52616f")
    taken: list[shapely.Geometry] = []
    dots = shapely.points(x, y)
    for i in [n for n, chosen in enumerate(areas.selected) if chosen][:MOST_NAMES]:
        _name(plot, areas.names[i], float(x[i]), float(y[i]), side, dots, taken)


def _name(
    plot: Plot, text: str, x: float, y: float, side: float, dots: NDArray[np.object_], taken: list[shapely.Geometry]
) -> None:
    """Right of the dot, else left, above or below, where it covers the fewest other dots; nowhere if all of that is
    taken by other names."""
    sheet, size = plot.sheet, plot.sheet.size(SMALL)
    wide, high, gap = text_width(text, size), line_height(size), side / 2 + sheet.mm(0.8)
    places = ((x + gap, y), (x - gap - wide, y), (x - wide / 2, y - gap - high / 2), (x - wide / 2, y + gap + high / 2))
    free: list[tuple[int, int, shapely.Geometry]] = []
    for number, (left, middle) in enumerate(places):
        box = shapely.box(left - GAP, middle - high / 2, left + wide + GAP, middle + high / 2)
        inside = plot.field.left <= left and left + wide <= plot.field.right
        if inside and not any(box.intersects(other) for other in taken):
            covered = int(np.count_nonzero(shapely.dwithin(dots, box, side / 2 - GAP)))
            free.append((covered, number, box))
    if free:
        _, number, box = min(free, key=lambda place: place[:2])
        taken.append(box)
        sheet.text(places[number][0], places[number][1] + high * 0.28, text, size, name="name")
