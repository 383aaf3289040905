"""Soziale Lage × Entwicklung as a small table of counts, in the colours of the map."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formatting
from dashboard.snapshot.look import Look
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import MUTED, Sheet, line_height, text_width
from dashboard.views.snapshot import Grid

HEAD, ROW, SMALL = 8.8, 8.0, 7.4  # points
CELL = 5.6  # mm
GAP = 0.5


def grid_height(sheet: Sheet, grid: Grid) -> float:
    rows = sheet.mm(CELL + GAP) * len(grid.rows)
    return line_height(sheet.size(HEAD)) + line_height(sheet.size(SMALL)) + rows + sheet.mm(4)


def draw_grid(sheet: Sheet, grid: Grid, fills: Sequence[str], box: Box) -> float:
    """Most need above, as in the legend; returns where it ends."""
    top = sheet.lines(box.left, box.top + sheet.mm(2), [grid.title], sheet.size(HEAD), bold=True)
    size = sheet.size(ROW)
    names = max(text_width(name, size) for name, _ in grid.rows) + sheet.mm(2)
    wide = (box.width - names) / len(grid.columns)
    for column, name in enumerate(grid.columns):
        middle = box.left + names + wide * (column + 0.5)
        sheet.lines(middle, top, [name], sheet.size(SMALL), colour=MUTED, align="center")
    top += line_height(sheet.size(SMALL)) + sheet.mm(0.6)
    for number in reversed(range(len(grid.rows))):
        name, counts = grid.rows[number]
        base = top + sheet.mm(CELL) / 2 + size * 0.12
        sheet.text(box.left, base, name, size)
        for column, count in enumerate(counts):
            look = Look("", fills[number])
            cell = Box(box.left + names + wide * column, top, wide - sheet.mm(GAP), sheet.mm(CELL))
            sheet.rectangle(cell, facecolor=look.fill, edgecolor="#8a97a3", linewidth=0.3)
            middle = cell.left + cell.width / 2
            sheet.text(middle, base, formatting.number(count), size, colour=look.ink, align="center")
        top += sheet.mm(CELL + GAP)
    return top
