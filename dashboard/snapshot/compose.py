"""The picture of a map on paper: title, map, legend in its own column, and what everything rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from dashboard import formatting
from dashboard.snapshot import furniture
from dashboard.snapshot.charts import LineLegend, draw_chart
from dashboard.snapshot.facilities import draw_facilities, symbols_at
from dashboard.snapshot.grid import draw_grid, grid_height
from dashboard.snapshot.labels import Label, place_labels
from dashboard.snapshot.legend import SMALL, Legend
from dashboard.snapshot.look import HATCH_LINE, LEFT_OUT, UNSURE, area_looks
from dashboard.snapshot.options import Options, class_colours, plain
from dashboard.snapshot.outlines import Frame, fit, on_sheet, outlines
from dashboard.snapshot.page import (
    CODE,
    INVENTED,
    SUBTITLE,
    code_height,
    draw_code,
    draw_foot,
    draw_head,
    foot_lines,
    foot_top,
    made,
    too_long,
)
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import INK, LINE, MUTED, Sheet, line_height, text_width, wrap
from dashboard.views.charts import ChartView, Courses
from dashboard.views.snapshot import SnapshotView

COLUMN = 68.0  # mm of the legend beside the map
GUTTER = 7.0
EDGE_WIDTHS = ((60, 0.55), (450, 0.3))  # areas up to → points
FINE = 0.12


@dataclass(frozen=True, slots=True)
class Parts:
    """What the map is drawn from."""

    view: SnapshotView
    options: Options
    fills: list[str]
    chart: ChartView | None = None


def compose(view: SnapshotView, options: Options, chart: ChartView | None = None) -> Sheet:
    """Draw everything; ``chart``: in the place of the map. The sheet can be written in any format."""
    sheet = Sheet(options.sheet)
    parts = Parts(view, options, class_colours(options, view.map.palette, len(view.map.legend.classes)), chart)
    top = draw_head(sheet, options, view.title, view.subtitle, fictional=view.fictional)
    (_upright if sheet.paper.upright else _wide)(sheet, parts, top)
    return sheet


def _upright(sheet: Sheet, parts: Parts, top: float) -> None:
    """Legend and inset below the map, code in the foot."""
    bottom = draw_foot(sheet, foot_texts(parts), link_of(parts), code=True)
    whole = _inside(sheet, top, bottom)
    gap = sheet.mm(GUTTER)
    legend = _legend(sheet, parts, whole.width * 0.55)
    aside = grid_height(sheet, parts.view.grid) + sheet.mm(16) if parts.view.grid else sheet.mm(45)
    below = max(legend.height, aside) + gap
    _content(sheet, parts, Box(whole.left, whole.top, whole.width, whole.height - below))
    start = whole.bottom - below + gap
    legend.draw(whole.left, start)
    left = whole.left + legend.width + gap
    _aside(sheet, parts, Box(left, start, whole.right - left, whole.bottom - start), code=False)


def _wide(sheet: Sheet, parts: Parts, top: float) -> None:
    """Legend, inset and code in a column beside the map; the code in the foot where the legend is long."""
    column, gap, link = sheet.mm(COLUMN), sheet.mm(GUTTER), link_of(parts)
    legend = _legend(sheet, parts, column)
    note = line_height(sheet.size(SMALL)) * len(wrap(_note(parts), column, sheet.size(SMALL)))
    note += grid_height(sheet, parts.view.grid) if parts.view.grid else 0.0
    lowest = foot_top(sheet, foot_lines(sheet, foot_texts(parts), link, code=False), 0.0) - sheet.mm(6)
    beside = top + legend.height + note + code_height(sheet, link) + sheet.mm(6) <= lowest
    whole = _inside(sheet, top, draw_foot(sheet, foot_texts(parts), link, code=not beside))
    left = whole.right - column
    _content(sheet, parts, Box(whole.left, whole.top, whole.width - column - gap, whole.height))
    end = legend.draw(left, whole.top) + sheet.mm(2)
    _aside(sheet, parts, Box(left, end, column, whole.bottom - end), code=beside)


def _content(sheet: Sheet, parts: Parts, box: Box) -> None:
    if parts.chart:
        draw_chart(sheet, parts.chart, parts.fills, box)
    else:
        _map(sheet, parts, box)


def _legend(sheet: Sheet, parts: Parts, width: float) -> Legend | LineLegend:
    if parts.chart and isinstance(parts.chart.data, Courses):
        return LineLegend(sheet, parts.view.short_title, parts.chart.data, width)
    return Legend(sheet, parts.view.map, parts.fills, width, () if parts.chart else parts.view.facilities)


def _note(parts: Parts) -> str:
    """How the classes were made; lines have none."""
    return "" if parts.chart and isinstance(parts.chart.data, Courses) else parts.view.map.legend.note


def _inside(sheet: Sheet, top: float, bottom: float) -> Box:
    margin = sheet.paper.margin
    return Box(margin, top, sheet.paper.width - 2 * margin, bottom - top)


# -- foot -------------------------------------------------------------------------------------------------------------


def foot_texts(parts: Parts) -> list[str]:
    """One paragraph each, in the order of reading; none where a document says them."""
    view = parts.view
    if parts.options.inside:
        return []
    texts = [
        INVENTED if view.fictional else "",
        view.conditions,
        "" if parts.chart else view.marked_note,
        f"Ohne Wert: {view.not_shown}. " + (f"Geheimhaltung: {view.rule}." if view.rule else ""),
        _unplaced(parts),
        f"Zu beachten: {view.caution}" if view.caution else "",
        f"Stand: {view.as_of}. Quelle: {view.source}",
        _boundaries(parts),
        too_long(link_of(parts)),
        made(view.fingerprint, parts.options),
    ]
    return [text for text in texts if text]


def _unplaced(parts: Parts) -> str:
    """Which facilities are not on the map."""
    if parts.chart:
        return "Die Einrichtungen der Ansicht sind nicht dargestellt." if parts.view.facilities else ""
    missing = [f"{f.label} {formatting.number(f.unplaced)}" for f in parts.view.facilities if f.unplaced]
    return f"Einrichtungen ohne Koordinate, nicht auf der Karte: {', '.join(missing)}." if missing else ""


def _boundaries(parts: Parts) -> str:
    """Source of the outlines; a chart has them in its inset only."""
    view = parts.view
    if not view.boundaries or (parts.chart and not len(view.outlines.region)):
        return ""
    return f"Gebietsgrenzen: {view.boundaries}. Projektion: {view.outlines.system}."


def link_of(parts: Parts) -> str:
    """Address of the view; "" where the address of the page is not known."""
    return f"{parts.options.address}{parts.view.query}" if parts.options.address else ""


# -- map and what stands beside it ------------------------------------------------------------------------------------


def _aside(sheet: Sheet, parts: Parts, box: Box, *, code: bool) -> None:
    """How the classes were made, where the region lies, and the QR code."""
    view = parts.view
    size = sheet.size(SMALL)
    end = sheet.paragraph(box, _note(parts), size, colour=MUTED)
    if view.grid:
        end = draw_grid(sheet, view.grid, parts.fills, Box(box.left, end + sheet.mm(2), box.width, box.bottom - end))
    caption = line_height(sheet.size(furniture.SMALL)) * 1.5
    taken = 0.0
    if code and (high := code_height(sheet, link_of(parts))):
        taken = sheet.mm(CODE + 5)
        draw_code(sheet, link_of(parts), box.right - sheet.mm(CODE), box.bottom - high)
    most = box.bottom - end - sheet.mm(4) - caption
    width = min(box.width - taken, sheet.mm(42))
    height = furniture.inset_height(sheet, view.outlines, width, min(most, sheet.mm(42)))
    if height > sheet.mm(12):
        place = Box(box.left, box.bottom - height - caption, width, height)
        furniture.inset(sheet, view.outlines, place, f"Lage in {view.country}")


def _map(sheet: Sheet, parts: Parts, box: Box) -> None:
    found = parts.view.outlines
    corner = Box(box.left, box.bottom - sheet.mm(11), sheet.mm(62), sheet.mm(11))
    frame = _frame(found.areas, Box(box.left, box.top, box.width, box.height - sheet.mm(2)), corner)
    if frame is None:
        sheet.paragraph(box, "Für diese Gebiete liegen keine Grenzen vor.", sheet.size(SUBTITLE), colour=MUTED)
        return
    _areas(sheet, parts, frame, corner)
    furniture.north_arrow(sheet, box.left + sheet.mm(3), box.bottom)
    furniture.scale_bar(sheet, frame, box.left + sheet.mm(9), box.bottom)


def _frame(areas: np.ndarray, room: Box, corner: Box) -> Frame | None:
    """As large as can be without running into the scale bar."""
    frame = fit(areas, room)
    if frame is None:
        return None
    kept = shapely.box(corner.left, corner.top, corner.right, corner.bottom)
    if any(shapely.intersects(on_sheet(areas[shapely.is_geometry(areas)], frame), kept)):
        return fit(areas, Box(room.left, room.top, room.width, corner.top - room.top))
    return frame


def _areas(sheet: Sheet, parts: Parts, frame: Frame, corner: Box) -> None:
    view, found = parts.view, parts.view.outlines
    looks = area_looks(view.map, parts.fills)
    known = shapely.is_geometry(found.areas)
    drawn = dict(zip(np.flatnonzero(known), outlines(found.areas[known], frame), strict=True))
    width = next((w for most, w in EDGE_WIDTHS if len(drawn) <= most), FINE) * sheet.paper.scale
    for look in dict.fromkeys(looks):
        edge = LINE if look.name == LEFT_OUT.name else HATCH_LINE if look.hatch else "white"
        members = [drawn[i] for i in drawn if looks[i] == look]
        sheet.shapes(members, name=look.name, joinstyle="round", **look.style(edge, width))
    hatched = [drawn[i] for i in drawn if view.unsure[i]]
    sheet.shapes(hatched, name=UNSURE.name, **UNSURE.style("white", width))
    rim = {"facecolor": "none", "joinstyle": "round"}
    borders = outlines(found.borders, frame)
    sheet.shapes(borders, name="grenzen", edgecolor="white", linewidth=width * 3.2, **rim)
    sheet.shapes(borders, edgecolor=MUTED, linewidth=width * 1.4, **rim)
    if found.edge is not None:
        edge_line = outlines(np.array([found.edge]), frame)
        sheet.shapes(edge_line, name="umriss", edgecolor="#4a5763", linewidth=0.7 * sheet.paper.scale, **rim)
    if view.marked:
        marked = [drawn[i] for i in drawn if view.marked[i]]
        sheet.shapes(marked, name="markiert", edgecolor="white", linewidth=2.6 * sheet.paper.scale, **rim)
        sheet.shapes(marked, edgecolor=INK, linewidth=1.4 * sheet.paper.scale, **rim)
    draw_facilities(sheet, view.facilities, frame)
    shapes = on_sheet(found.areas, frame)
    kept = shapely.box(corner.left, corner.top, corner.right, corner.bottom)
    taken = [kept, *symbols_at(sheet, view.facilities, frame)]
    for label in place_labels(shapes, texts_of(parts), looks, sheet.paper.scale, taken):
        _write(sheet, label)


def texts_of(parts: Parts) -> list[tuple[str, ...]]:
    """Lines of each area's label: its name without „Kreis“, and its value where that is wished and published."""
    view, kind = parts.view, parts.options.labels
    if kind == "keine":
        return [()] * len(view.ids)
    names = [plain(name.removeprefix("Kreis ").partition(",")[0]) for name in view.names]
    if kind == "namen":
        return [(name,) for name in names]
    return [(n, v) if v else (n,) for n, v in zip(names, view.values, strict=True)]


def _write(sheet: Sheet, label: Label) -> None:
    if label.ground:
        width = max(text_width(line, label.size) for line in label.lines) + sheet.mm(1)
        box = Box(label.x - width / 2, label.y, width, line_height(label.size) * len(label.lines))
        sheet.rectangle(box, facecolor=label.ground, edgecolor="none", linewidth=0)
    sheet.lines(label.x, label.y, label.lines, label.size, colour=label.ink, align="center", name="name")
