"""Answers of quarters beside an indicator: points with their intervals, larger ones rest on more answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.path import Path as Outline

from dashboard.snapshot.paper import Box
from dashboard.snapshot.plot import Plot, Scale, around
from dashboard.snapshot.sheet import MUTED, Sheet, line_height, wrap
from dashboard.views.survey.models import Lines, Scatter

WORDS = 8.0  # points
SIDES = (1.4, 3.6)  # mm of a point: that of nobody, the largest
TALLEST = 0.62  # of the width
MARKED = "#a3215b"
KEY = "Punkt = Quartier, Fläche nach Zahl der Antworten (n), Strich = 95-%-Intervall."
KEY_MARKED = " Farbig: auf der Karte ausgewählt."


def draw_points(sheet: Sheet, found: Scatter, words: Sequence[Lines], inks: tuple[str, str], box: Box) -> None:
    """Base above, key, note and ``words`` below. ``inks``: of points and of their intervals."""
    size, points = sheet.size(WORDS), sorted(found.points, key=lambda p: p.marked)
    key = KEY + (KEY_MARKED if any(p.marked for p in points) else "")
    above = wrap(f"{found.title}. {found.base}", box.width, size)
    said = [key, found.note, *(sentence for lines in words for sentence in lines.sentences)]
    below = [line for text in said if text for line in wrap(text, box.width, size)]
    top = sheet.lines(box.left, box.top, above, size, colour=MUTED) + sheet.mm(2)
    room = box.bottom - top - line_height(size) * len(below) - sheet.mm(3)
    field = replace(box, top=top, height=min(room, TALLEST * box.width))
    x, y, low, high = (np.array([getattr(p, name) for p in points]) for name in ("x", "y", "low", "high"))
    plot = Plot(sheet, field, Scale(*around(x), found.x_label), Scale(*around(high, zero=True), found.y_label))
    plot.frame()
    colours = [MARKED if p.marked else inks[0] for p in points]
    for colour, left, bottom, end in zip(colours, plot.at_x(x), plot.at_y(low), plot.at_y(high), strict=True):
        plot.line([Outline([(left, bottom), (left, end)])], colour if colour == MARKED else inks[1], 0.9)
    share = np.sqrt(np.array([p.n for p in points]) / max(p.n for p in points))
    sides = sheet.mm(SIDES[0]) + (sheet.mm(SIDES[1]) - sheet.mm(SIDES[0])) * share
    sheet.dots(plot.at_x(x), plot.at_y(y), sides, colours, "punkte")
    sheet.lines(box.left, field.bottom + sheet.mm(3), below, size)
