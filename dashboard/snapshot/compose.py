"""The picture of a map on paper: title, map, legend in its own column, and what everything rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from dashboard import formatting
from dashboard.snapshot import furniture
from dashboard.snapshot.labels import Label, place_labels
from dashboard.snapshot.legend import SMALL, Legend
from dashboard.snapshot.look import HATCH_LINE, LEFT_OUT, UNSURE, area_looks
from dashboard.snapshot.options import Options, class_colours, plain
from dashboard.snapshot.outlines import Frame, fit, on_sheet, outlines
from dashboard.snapshot.paper import Box
from dashboard.snapshot.sheet import LINE, MUTED, WARNING, Sheet, line_height, text_width, wrap
from dashboard.views.snapshot import SnapshotView

TITLE, SUBTITLE, FOOT = 17.0, 10.5, 7.2  # points
MOST_TITLE_LINES, SHRINK, SMALLEST_TITLE = 2, 0.92, 9.0
COLUMN = 68.0  # mm of the legend beside the map
CODE = 21.0  # mm of the QR code
GUTTER = 7.0
PROGRAM = "Quartiersblick NRW"
NOTE = "Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam."
FICTIONAL = "fiktive Daten"
INVENTED = "Fiktive Daten: Gebiete und Zahlen sind erfunden und stehen für keinen wirklichen Ort."
EDGE_WIDTHS = ((60, 0.55), (450, 0.3))  # areas up to → points
FINE = 0.12


@dataclass(frozen=True, slots=True)
class Parts:
    """What the map is drawn from."""

    view: SnapshotView
    options: Options
    fills: list[str]


def compose(view: SnapshotView, options: Options) -> Sheet:
    """Draw everything. The sheet can be written in any format."""
    sheet = Sheet(options.sheet)
    parts = Parts(view, options, class_colours(options, view.map.palette, len(view.map.legend.classes)))
    top = _head(sheet, parts)
    (_upright if sheet.paper.upright else _wide)(sheet, parts, top)
    return sheet


def _upright(sheet: Sheet, parts: Parts, top: float) -> None:
    """Legend and inset below the map, code in the foot."""
    bottom = _foot(sheet, parts, code=True)
    whole = _inside(sheet, top, bottom)
    gap = sheet.mm(GUTTER)
    legend = Legend(sheet, parts.view.map, parts.fills, whole.width * 0.55)
    below = max(legend.height, sheet.mm(45)) + gap
    _map(sheet, parts, Box(whole.left, whole.top, whole.width, whole.height - below))
    start = whole.bottom - below + gap
    legend.draw(whole.left, start)
    left = whole.left + legend.width + gap
    _aside(sheet, parts, Box(left, start, whole.right - left, whole.bottom - start), code=False)


def _wide(sheet: Sheet, parts: Parts, top: float) -> None:
    """Legend, inset and code in a column beside the map; the code in the foot where the legend is long."""
    column, gap = sheet.mm(COLUMN), sheet.mm(GUTTER)
    legend = Legend(sheet, parts.view.map, parts.fills, column)
    note = line_height(sheet.size(SMALL)) * len(wrap(parts.view.map.legend.note, column, sheet.size(SMALL)))
    lowest = _foot_top(sheet, _foot_lines(sheet, parts, code=False), 0.0) - sheet.mm(6)
    beside = top + legend.height + note + _code_height(sheet, parts) + sheet.mm(6) <= lowest
    whole = _inside(sheet, top, _foot(sheet, parts, code=not beside))
    left = whole.right - column
    _map(sheet, parts, Box(whole.left, whole.top, whole.width - column - gap, whole.height))
    end = legend.draw(left, whole.top) + sheet.mm(2)
    _aside(sheet, parts, Box(left, end, column, whole.bottom - end), code=beside)


def _inside(sheet: Sheet, top: float, bottom: float) -> Box:
    margin = sheet.paper.margin
    return Box(margin, top, sheet.paper.width - 2 * margin, bottom - top)


# -- head and foot ----------------------------------------------------------------------------------------------------


def _head(sheet: Sheet, parts: Parts) -> float:
    """Title and subtitle; returns where the map may begin."""
    view, paper = parts.view, sheet.paper
    width = paper.width - 2 * paper.margin
    badge = _badge(sheet) if view.fictional else 0.0
    lines, size = title_lines(parts.options.title or plain(view.title), width - badge, sheet.size(TITLE))
    top = sheet.lines(paper.margin, paper.margin - sheet.mm(1.5), lines, size, bold=True, name="titel")
    subtitle = wrap(parts.options.subtitle or plain(view.subtitle), width - badge, sheet.size(SUBTITLE))[:3]
    top = sheet.lines(paper.margin, top + sheet.mm(0.5), subtitle, sheet.size(SUBTITLE), colour=MUTED)
    top += sheet.mm(2.5)
    sheet.rule(paper.margin, top, paper.width - paper.margin, top)
    return top + sheet.mm(4)


def title_lines(title: str, width: float, size: float) -> tuple[list[str], float]:
    """At most two lines, in smaller type if need be; what even then is too long ends with „…“."""
    smallest = size * SMALLEST_TITLE / TITLE
    while len(lines := wrap(title, width, size, bold=True)) > MOST_TITLE_LINES and size > smallest:
        size = max(smallest, size * SHRINK)
    if len(lines) <= MOST_TITLE_LINES:
        return lines, size
    last = lines[MOST_TITLE_LINES - 1]
    while text_width(f"{last} …", size, bold=True) > width:
        last = last[:-1].rstrip()
    return [*lines[: MOST_TITLE_LINES - 1], f"{last} …"], size


def _badge(sheet: Sheet) -> float:
    """„fiktive Daten“ at the upper right; returns the width it takes."""
    size = sheet.size(9.5)
    width, high = text_width(FICTIONAL, size, bold=True) + sheet.mm(6), sheet.mm(6.5)
    left, top = sheet.paper.width - sheet.paper.margin - width, sheet.paper.margin
    sheet.rectangle(Box(left, top, width, high), facecolor="white", edgecolor=WARNING, linewidth=1.0)
    sheet.text(left + width / 2, top + high * 0.68, FICTIONAL, size, bold=True, colour=WARNING, align="center")
    return width + sheet.mm(5)


def _foot(sheet: Sheet, parts: Parts, *, code: bool) -> float:
    """Sources, rule and link from the bottom up; returns where the map has to end. ``code``: with the QR code."""
    paper, size = sheet.paper, sheet.size(FOOT)
    lines = _foot_lines(sheet, parts, code=code)
    high = _code_height(sheet, parts) if code else 0.0
    top = _foot_top(sheet, lines, high)
    sheet.lines(paper.margin, top, lines, size, colour=MUTED)
    if high:
        _code(sheet, parts, paper.width - paper.margin - sheet.mm(CODE), top - sheet.mm(1))
    sheet.rule(paper.margin, top - sheet.mm(2.5), paper.width - paper.margin, top - sheet.mm(2.5))
    return top - sheet.mm(6)


def _foot_top(sheet: Sheet, lines: list[str], code: float) -> float:
    height = max(line_height(sheet.size(FOOT)) * len(lines), code)
    return sheet.paper.height - sheet.paper.margin - height + sheet.mm(3)


def _foot_lines(sheet: Sheet, parts: Parts, *, code: bool) -> list[str]:
    taken = sheet.mm(CODE + 5) if code and _code_height(sheet, parts) else 0.0
    width = sheet.paper.width - 2 * sheet.paper.margin - taken
    return [line for text in foot_texts(parts) for line in wrap(plain(text), width, sheet.size(FOOT))]


def _code_height(sheet: Sheet, parts: Parts) -> float:
    """Of the QR code with its caption; 0 without one."""
    return sheet.mm(CODE) + line_height(sheet.size(FOOT)) if furniture.fits_code(link_of(parts)) else 0.0


def _code(sheet: Sheet, parts: Parts, left: float, top: float) -> None:
    link, size, width = link_of(parts), sheet.size(FOOT), sheet.mm(CODE)
    furniture.qr_code(sheet, link, left, top, width)
    at = top + width + line_height(size) * 0.75
    sheet.text(left + width / 2, at, "Ansicht öffnen", size, align="center", url=link, colour=MUTED)


def foot_texts(parts: Parts) -> list[str]:
    """One paragraph each, in the order of reading."""
    view = parts.view
    link = link_of(parts)
    texts = [
        "Fiktive Daten: Gebiete und Zahlen sind erfunden und stehen für keinen wirklichen Ort."
        if view.fictional
        else "",
        view.conditions,
        f"Ohne Wert: {view.not_shown}. " + (f"Geheimhaltung: {view.rule}." if view.rule else ""),
        "Die Einrichtungen der Ansicht sind nicht dargestellt." if view.facilities else "",
        f"Zu beachten: {view.caution}" if view.caution else "",
        f"Stand: {view.as_of}. Quelle: {view.source}",
        f"Gebietsgrenzen: {view.boundaries}. Projektion: {view.outlines.system}." if view.boundaries else "",
        "Der Link zur Ansicht ist zu lang für einen QR-Code." if link and not furniture.fits_code(link) else "",
        f"Datenstand {view.fingerprint}, erstellt am {formatting.day(parts.options.day)} mit {PROGRAM}. {NOTE}",
    ]
    return [text for text in texts if text]


def link_of(parts: Parts) -> str:
    """Address of the view; "" where the address of the page is not known."""
    return f"{parts.options.address}{parts.view.query}" if parts.options.address else ""


# -- map and what stands beside it ------------------------------------------------------------------------------------


def _aside(sheet: Sheet, parts: Parts, box: Box, *, code: bool) -> None:
    """How the classes were made, where the region lies, and the QR code."""
    view = parts.view
    size = sheet.size(SMALL)
    end = sheet.paragraph(box, view.map.legend.note, size, colour=MUTED)
    caption = line_height(sheet.size(furniture.SMALL)) * 1.5
    taken = 0.0
    if code and _code_height(sheet, parts):
        taken = sheet.mm(CODE + 5)
        _code(sheet, parts, box.right - sheet.mm(CODE), box.bottom - _code_height(sheet, parts))
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
    shapes = on_sheet(found.areas, frame)
    kept = shapely.box(corner.left, corner.top, corner.right, corner.bottom)
    for label in place_labels(shapes, texts_of(parts), looks, sheet.paper.scale, [kept]):
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
