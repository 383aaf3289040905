"""Pieces as wide as a column, poured over the columns of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.snapshot.page import FOOT
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, Sheet, line_height

GUTTER = 8.0  # mm between columns
SMALL = 7.4  # points
CUT = "Nicht alles passt auf das Blatt: {count} {what} fehlen. Größeres Papier oder Hochformat fasst mehr."
CUT_ONE = "Nicht alles passt auf das Blatt: 1 {one} fehlt. Größeres Papier oder Hochformat fasst mehr."


@dataclass(frozen=True, slots=True)
class Piece:
    """``height`` in mm; ``draw``: at left and top. ``keep``: mm of what follows that stay in its column; ``row``:
    counts as one; ``again``: drawn above it where it is the first of a column."""

    height: float
    draw: Callable[[float, float], object]
    keep: float = 0.0
    row: bool = False
    again: Piece | None = None


def column_width(sheet: Sheet, columns: int) -> float:
    whole = sheet.paper.width - 2 * sheet.paper.margin
    return (whole - sheet.mm(GUTTER) * (columns - 1)) / columns


def pour(sheet: Sheet, pieces: Sequence[Piece], columns: int, box: Box, what: tuple[str, str]) -> None:
    """Fill column after column; what does not fit is said. ``what``: a row in words, one and many."""
    bottom = box.bottom - line_height(sheet.size(FOOT)) * 1.6
    column, y = 0, box.top
    for number, piece in enumerate(pieces):
        follows = min(piece.keep, bottom - box.top - piece.height)
        left = box.left + column * (column_width(sheet, columns) + sheet.mm(GUTTER))
        if y + piece.height + follows > bottom and piece.height > 0:
            if not piece.row and not piece.keep:
                continue  # a note or a gap at the end of a column
            column, y = column + 1, box.top
            left += column_width(sheet, columns) + sheet.mm(GUTTER)
            if piece.again and column < columns:
                piece.again.draw(left, y)
                y += piece.again.height
        if column >= columns:
            missing = sum(p.row for p in pieces[number:])
            text = CUT_ONE.format(one=what[0]) if missing == 1 else CUT.format(count=missing, what=what[1])
            sheet.text(box.left, box.bottom, text, sheet.size(SMALL), colour=INK)
            return
        piece.draw(left, y)
        y += piece.height
