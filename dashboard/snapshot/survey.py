"""Pictures of the page „Befragung“: who answered on a map, or answers as bars, each with its base."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path as Outline

from dashboard.snapshot.look import GROUND, HATCH_LINE
from dashboard.snapshot.options import Options
from dashboard.snapshot.page import FOOT, INVENTED, draw_foot, draw_head, made, too_long
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, MUTED, Sheet, line_height, text_width, wrap
from dashboard.views.survey.models import Bar, Bars, Legend, Map
from dashboard.views.survey.snapshot import SurveyPicture

HEAD, ROW, SMALL = 9.4, 8.2, 7.4  # points
COLUMN, GUTTER = 68.0, 8.0  # mm
INKS = {"bildschirm": ("#0b5a7d", "#b9d3e2"), "farbsicher": ("#12305f", "#d3c164"), "grau": ("#4a4a4a", "#c4c4c4")}
NUMBERS = re.compile(r"[ML]([^MLZ]+)")
RING = re.compile(r"M[^MZ]+Z")
CUT = "Nicht alles passt auf das Blatt: {count} Balken fehlen. Größeres Papier oder Hochformat fasst mehr."


def compose_survey(view: SurveyPicture, options: Options) -> Sheet:
    sheet = Sheet(options.sheet)
    top = draw_head(sheet, options, view.title, view.subtitle, fictional=view.fictional)
    link = f"{options.address}{view.query}" if options.address else ""
    texts = [
        INVENTED if view.fictional else "", f"{view.facts}.", *view.notes,
        f"Gebietsgrenzen: {view.boundaries}." if view.boundaries else "", too_long(link),
        made(view.fingerprint, options),
    ]  # fmt: skip
    flow = _flow(sheet, view, options) if view.bars else None
    said = [] if options.inside else [text for text in texts if text]
    bottom = draw_foot(sheet, said, link, code=True)
    margin = sheet.paper.margin
    box = Box(margin, top, sheet.paper.width - 2 * margin, bottom - top)
    if flow:
        _pour(sheet, flow, box)
    elif view.map:
        _map(sheet, view.map, options, box)
    return sheet


# -- map --------------------------------------------------------------------------------------------------------------


def _look(entry: str, options: Options) -> dict[str, object]:
    full, light = INKS[options.colours]
    if entry == "hatched":
        return {"facecolor": GROUND, "hatch": "/////", "hatchcolor": HATCH_LINE}
    if entry == "dotted":
        return {"facecolor": "#ffffff", "hatch": "....", "hatchcolor": HATCH_LINE}
    return {"facecolor": {"full": full, "light": light}.get(entry, "#ffffff")}


def _map(sheet: Sheet, found: Map, options: Options, box: Box) -> None:
    column = 0.0 if sheet.paper.upright else sheet.mm(COLUMN + GUTTER)
    below = _legend_height(sheet, found.legend, box.width) + sheet.mm(4) if sheet.paper.upright else 0.0
    room = Box(box.left, box.top, box.width - column, box.height - below)
    step = min(room.width / found.width, room.height / found.height)
    left = room.left + (room.width - found.width * step) / 2
    top = room.top + (room.height - found.height * step) / 2

    def outline(path: str) -> Outline:
        return _outline(path, step, left, top)

    looks = {entry.key: entry.look for entry in found.legend}
    for key, look in {**looks, "": "empty"}.items():
        style = _look(look, options)
        areas = [outline(s.path) for s in found.shapes if s.path and (s.key if s.key in looks else "") == key]
        sheet.shapes(areas, name=f"gruppe-{key}" if key else "", edgecolor="#ffffff", linewidth=0.3, **style)
    borders = [outline(path) for path in found.outlines]
    sheet.shapes(borders, facecolor="none", edgecolor=INK, linewidth=0.6 * sheet.paper.scale)
    for shape in (s for s in found.shapes if s.at):
        x, y = shape.at or (0.0, 0.0)
        colour = str(_look(looks.get(shape.key, "empty"), options)["facecolor"])
        sheet.dots([left + x * step], [top + y * step], sheet.mm(3), [colour], edge=INK)
    if sheet.paper.upright:
        _legend(sheet, found.legend, options, box.left, box.bottom - below + sheet.mm(4), box.width)
    else:
        _legend(sheet, found.legend, options, box.right - sheet.mm(COLUMN), box.top, sheet.mm(COLUMN))


def _outline(path: str, step: float, left: float, top: float) -> Outline:
    """The path of the page (absolute moves and lines, closed rings) in mm of the sheet."""
    vertices, codes = [], []
    for ring in RING.findall(path):
        points = [tuple(map(float, pair.split(","))) for pair in NUMBERS.findall(ring)]
        vertices += [*points, points[0]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(points) - 1), Outline.CLOSEPOLY]
    return Outline(np.array(vertices) * step + (left, top), codes)


def _legend_height(sheet: Sheet, legend: tuple[Legend, ...], width: float) -> float:
    size = sheet.size(ROW)
    rows = sum(len(wrap(e.label, width - sheet.mm(11), size)) for e in legend)
    return rows * line_height(size) + len(legend) * sheet.mm(1.6)


def _legend(
    sheet: Sheet, legend: tuple[Legend, ...], options: Options, left: float, top: float, width: float
) -> None:  # fmt: skip
    size = sheet.size(ROW)
    for entry in legend:
        box = Box(left, top, sheet.mm(8), sheet.mm(4.2))
        sheet.rectangle(box, edgecolor="#8a97a3", linewidth=0.4, **_look(entry.look, options))
        lines = wrap(entry.label, width - sheet.mm(11), size)
        top = sheet.lines(left + sheet.mm(11), top, lines, size) + sheet.mm(1.6)


# -- bars -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something as wide as a column. ``height`` in mm; ``head``: never the last of a column; ``bar``: counts as one."""

    height: float
    draw: Callable[[float, float], None]
    head: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True)
class _Flow:
    pieces: tuple[_Piece, ...]
    columns: int
    width: float


def _flow(sheet: Sheet, view: SurveyPicture, options: Options) -> _Flow:
    columns = 1 if sheet.paper.upright else 2
    whole = sheet.paper.width - 2 * sheet.paper.margin
    width = (whole - sheet.mm(GUTTER) * (columns - 1)) / columns
    pieces = [piece for bars in view.bars for piece in _pieces(sheet, bars, width, INKS[options.colours][0])]
    return _Flow(tuple(pieces), columns, width)


def _pieces(sheet: Sheet, found: Bars, width: float, colour: str) -> list[_Piece]:
    head, base = sheet.size(HEAD), sheet.size(SMALL)
    title, basis = wrap(found.title, width, head, bold=True), wrap(found.base, width, base)

    def draw_title(x: float, y: float) -> None:
        below = sheet.lines(x, y, title, head, bold=True)
        sheet.lines(x, below, basis, base, colour=MUTED)

    high = line_height(head) * len(title) + line_height(base) * len(basis) + sheet.mm(1.5)
    pieces = [_Piece(high, draw_title, head=True), *(_bar(sheet, bar, width, colour) for bar in found.bars)]
    if found.note:
        note = wrap(found.note, width, base)

        def draw_note(x: float, y: float) -> None:
            sheet.lines(x, y, note, base, colour=MUTED)

        pieces.append(_Piece(line_height(base) * len(note), draw_note))
    return [*pieces, _Piece(sheet.mm(4), lambda _x, _y: None)]


def _bar(sheet: Sheet, bar: Bar, width: float, colour: str) -> _Piece:
    """Label, bar with its interval, share and count; without a share the reason stands in its place."""
    size = sheet.size(ROW)
    lines = wrap(bar.label, width * 0.4 - sheet.mm(2), size)
    height = line_height(size) * len(lines) + sheet.mm(0.9)
    text = "  ".join(filter(None, (bar.text, bar.count)))

    def draw(x: float, y: float) -> None:
        sheet.lines(x, y, lines, size, name="antwort")
        base = y + line_height(size) * 0.78
        numbers = x + width - text_width(text, size)
        sheet.text(numbers, base, text, size, name="wert")
        if bar.share is None:
            return
        left, room = x + width * 0.4, width * 0.34
        sheet.rectangle(Box(left, y + sheet.mm(0.5), room, sheet.mm(2.7)), facecolor="#eef1f4", edgecolor="none")
        sheet.rectangle(
            Box(left, y + sheet.mm(0.5), room * bar.share, sheet.mm(2.7)), facecolor=colour, edgecolor="none"
        )
        if bar.low is not None and bar.high is not None:
            middle = y + sheet.mm(1.85)
            sheet.rule(left + room * bar.low, middle, left + room * bar.high, middle, colour=INK, width=0.9)

    return _Piece(height, draw, bar=True)


def _pour(sheet: Sheet, flow: _Flow, box: Box) -> None:
    """Fill column after column; what does not fit is said."""
    bottom = box.bottom - line_height(sheet.size(FOOT)) * 1.6
    column, y = 0, box.top
    for number, piece in enumerate(flow.pieces):
        follows = flow.pieces[number + 1].height if piece.head and number + 1 < len(flow.pieces) else 0.0
        if y + piece.height + follows > bottom and piece.height > 0:
            if not piece.bar and not piece.head:
                continue  # a note or a gap at the end of a column
            column, y = column + 1, box.top
        if column >= flow.columns:
            missing = sum(p.bar for p in flow.pieces[number:])
            sheet.text(box.left, box.bottom, CUT.format(count=missing), sheet.size(SMALL), colour=INK)
            return
        piece.draw(box.left + column * (flow.width + sheet.mm(GUTTER)), y)
        y += piece.height
