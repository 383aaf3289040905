"""The legend in a column of its own: classes and states with their symbols and numbers of areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import formatting
from dashboard.snapshot.facilities import draw_symbol
from dashboard.snapshot.look import LEFT_OUT, UNSURE, Look, class_look, state_look
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, MUTED, Sheet, line_height, text_width, wrap
from dashboard.views.map import MapView
from dashboard.views.snapshot import FacilityLayer

TITLE, ROW, SMALL = 10.5, 8.8, 7.4  # points
SWATCH = (8.0, 4.4)  # mm
INDENT = 10.5
COUNT = 11.0  # mm kept for the numbers of areas
EDGE = "#8a97a3"
AREAS, NUMBER_OF = "Gebiete", "Anzahl"


@dataclass(frozen=True, slots=True)
class Row:
    """``look``: of classes and states; the number of a type of facilities."""

    look: Look | int
    lines: tuple[str, ...]
    marks: tuple[str, ...]
    count: int


class Legend:
    """Measured for a width first, drawn at a place after."""

    def __init__(
        self, sheet: Sheet, view: MapView, fills: Sequence[str], width: float, layers: Sequence[FacilityLayer] = ()
    ) -> None:
        self.sheet, self.width = sheet, width
        self.title = wrap(view.legend.title, width, sheet.size(TITLE), bold=True)
        self.unit = wrap(view.legend.unit, width - sheet.mm(COUNT), sheet.size(SMALL)) if view.legend.unit else [""]
        self.rows = [self._row(*parts) for parts in _parts(view, fills)]
        self.facilities = [self._row(f.number, f.label, (), len(f.points) + f.unplaced) for f in layers]

    def _row(self, look: Look | int, text: str, marks: Sequence[str], count: int) -> Row:
        width = self.width - self.sheet.mm(INDENT + COUNT)
        lines = wrap(text, width, self.sheet.size(ROW))
        small = [line for mark in marks for line in wrap(f"› {mark}", width, self.sheet.size(SMALL))]
        return Row(look, tuple(lines), tuple(small), count)

    def _height(self, row: Row) -> float:
        sheet = self.sheet
        text = line_height(sheet.size(ROW)) * len(row.lines) + line_height(sheet.size(SMALL)) * len(row.marks)
        return max(text, sheet.mm(SWATCH[1])) + sheet.mm(1.2)

    @property
    def height(self) -> float:
        sheet = self.sheet
        head = line_height(sheet.size(TITLE)) * len(self.title) + line_height(sheet.size(SMALL)) * len(self.unit)
        more = self._between if self.facilities else 0.0
        return head + sheet.mm(1.5) + more + sum(self._height(row) for row in (*self.rows, *self.facilities))

    @property
    def _between(self) -> float:
        """Room above the facilities, with their head."""
        return line_height(self.sheet.size(SMALL)) + self.sheet.mm(2)

    def draw(self, left: float, top: float) -> float:
        """Returns where it ends."""
        sheet = self.sheet
        top = sheet.lines(left, top, self.title, sheet.size(TITLE), bold=True)
        self._head_of_counts(left, top)
        top = sheet.lines(left, top, self.unit, sheet.size(SMALL), colour=MUTED) + sheet.mm(1.5)
        for row in self.rows:
            self._draw(row, left, top)
            top += self._height(row)
        if self.facilities:
            head = f"Einrichtungen, {NUMBER_OF}"
            sheet.lines(left, top + sheet.mm(1), [head], sheet.size(SMALL), colour=MUTED)
            top += self._between
        for row in self.facilities:
            self._draw(row, left, top)
            top += self._height(row)
        return top

    def _head_of_counts(self, left: float, top: float) -> None:
        size = self.sheet.size(SMALL)
        x = left + self.width - text_width(AREAS, size)
        self.sheet.lines(x, top, [AREAS], size, colour=MUTED)

    def _draw(self, row: Row, left: float, top: float) -> None:
        sheet, size = self.sheet, self.sheet.size(ROW)
        wide, high = (sheet.mm(length) for length in SWATCH)
        if isinstance(row.look, int):
            draw_symbol(sheet, row.look, left + wide / 2, top + high / 2)
        else:
            sheet.rectangle(Box(left, top, wide, high), **row.look.style(EDGE, 0.4))
        text_top = top + max(0.0, (high - line_height(size)) / 2) if len(row.lines) == 1 else top
        below = sheet.lines(left + sheet.mm(INDENT), text_top, row.lines, size)
        sheet.lines(left + sheet.mm(INDENT), below, row.marks, sheet.size(SMALL), colour=MUTED)
        number = formatting.number(row.count)
        x = left + self.width - text_width(number, size)
        sheet.lines(x, text_top, [number], size, colour=INK)


def _parts(view: MapView, fills: Sequence[str]) -> list[tuple[Look, str, Sequence[str], int]]:
    found: list[tuple[Look, str, Sequence[str], int]] = [
        (class_look(c.index, fills[c.index], c.hatch), c.text, c.markers, c.count) for c in view.legend.classes
    ]
    found += [(state_look(s.status), s.text, (), s.count) for s in view.legend.states]
    if view.legend.outside:
        found.append((LEFT_OUT, "ausgeblendet (Eingrenzung)", (), view.legend.outside))
    unsure = view.legend.unsure
    if unsure and unsure.count:
        text = f"ausgeblendet: {unsure.text}" if unsure.hidden else unsure.text
        found.append((LEFT_OUT if unsure.hidden else UNSURE, text, (), unsure.count))
    return found
