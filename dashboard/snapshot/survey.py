"""Pictures of the page „Befragung“: who answered on a map, answers as bars, points or tables, each with its base."""

from __future__ import annotations

import re

import numpy as np
from matplotlib.path import Path as Outline

from dashboard.snapshot.flow import GUTTER, SMALL, Piece, column_width, pour
from dashboard.snapshot.look import GROUND, HATCH_LINE
from dashboard.snapshot.options import Options
from dashboard.snapshot.page import INVENTED, draw_foot, draw_head, made, too_long
from dashboard.snapshot.paper import Box
from dashboard.snapshot.points import draw_points
from dashboard.snapshot.sheet import INK, MUTED, Sheet, line_height, text_width, wrap
from dashboard.snapshot.tables import table_pieces, words_pieces
from dashboard.views.survey.models import Bar, Bars, Legend, Map, Scatter, Table
from dashboard.views.survey.snapshot import SurveyPicture

HEAD, ROW = 9.4, 8.2  # points
COLUMN = 68.0  # mm
INKS = {"bildschirm": ("#0b5a7d", "#b9d3e2"), "farbsicher": ("#12305f", "#d3c164"), "grau": ("#4a4a4a", "#c4c4c4")}
NUMBERS = re.compile(r"[ML]([^MLZ]+)")
RING = re.compile(r"M[^MZ]+Z")
A_BAR, A_ROW = ("Balken", "Balken"), ("Zeile", "Zeilen")


def compose_survey(view: SurveyPicture, options: Options) -> Sheet:
    sheet = Sheet(options.sheet)
    top = draw_head(sheet, options, view.title, view.subtitle, fictional=view.fictional)
    link = f"{options.address}{view.query}" if options.address else ""
    texts = [
        INVENTED if view.fictional else "", f"{view.facts}.", *view.notes,
        f"Gebietsgrenzen: {view.boundaries}." if view.boundaries else "", too_long(link),
        made(view.fingerprint, options),
    ]  # fmt: skip
    said = [] if options.inside else [text for text in texts if text]
    bottom = draw_foot(sheet, said, link, code=True)
    margin = sheet.paper.margin
    box = Box(margin, top, sheet.paper.width - 2 * margin, bottom - top)
    _draw(sheet, view, options, box)
    return sheet


def _draw(sheet: Sheet, view: SurveyPicture, options: Options, box: Box) -> None:
    """Maps and points: the first of the part. Bars and tables: all of them, one below the other."""
    match view.sections[0]:
        case Map() as found:
            _map(sheet, found, options, box)
        case Scatter() as found:
            draw_points(sheet, found, view.words, INKS[options.colours], box)
        case Bars():
            _pour_bars(sheet, view, options, box)
        case Table():
            _pour_tables(sheet, view, box)


def _pour_bars(sheet: Sheet, view: SurveyPicture, options: Options, box: Box) -> None:
    columns = 1 if sheet.paper.upright else 2
    width = column_width(sheet, columns)
    found = [bars for bars in view.sections if isinstance(bars, Bars)]
    pour(sheet, [p for b in found for p in _bars(sheet, b, width, INKS[options.colours][0])], columns, box, A_BAR)


def _pour_tables(sheet: Sheet, view: SurveyPicture, box: Box) -> None:
    found = [table for table in view.sections if isinstance(table, Table)]
    columns = 1 if sheet.paper.upright or any(table.wide for table in found) else 2
    width = column_width(sheet, columns)
    pieces = [p for t in found for p in table_pieces(sheet, t, width)]
    pieces += [p for words in view.words for p in words_pieces(sheet, words, width)]
    pour(sheet, pieces, columns, box, A_ROW)


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


def _bars(sheet: Sheet, found: Bars, width: float, colour: str) -> list[Piece]:
    head, base = sheet.size(HEAD), sheet.size(SMALL)
    title, basis = wrap(found.title, width, head, bold=True), wrap(found.base, width, base)

    def draw_title(x: float, y: float) -> None:
        below = sheet.lines(x, y, title, head, bold=True)
        sheet.lines(x, below, basis, base, colour=MUTED)

    high = line_height(head) * len(title) + line_height(base) * len(basis) + sheet.mm(1.5)
    bars = [_bar(sheet, bar, width, colour) for bar in found.bars]
    pieces = [Piece(high, draw_title, keep=bars[0].height), *bars]
    if found.note:
        note = wrap(found.note, width, base)

        def draw_note(x: float, y: float) -> None:
            sheet.lines(x, y, note, base, colour=MUTED)

        pieces.append(Piece(line_height(base) * len(note), draw_note))
    return [*pieces, Piece(sheet.mm(4), lambda _x, _y: None)]


def _bar(sheet: Sheet, bar: Bar, width: float, colour: str) -> Piece:
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

    return Piece(height, draw, row=True)
