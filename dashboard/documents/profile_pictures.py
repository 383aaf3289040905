"""Pictures of a profile: where the area lies, and small lines of its indicators over time. matplotlib is read here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from matplotlib.path import Path as Outline

from dashboard import formatting
from dashboard.documents.figures import Column, Level
from dashboard.documents.model import Figure
from dashboard.documents.svg import Drawing, on_top
from dashboard.snapshot import furniture
from dashboard.snapshot.charts import shortened
from dashboard.snapshot.outlines import Frame, fit, on_sheet, outlines
from dashboard.snapshot.paper import Box, Paper
from dashboard.snapshot.plot import Scale, around
from dashboard.snapshot.render import vector
from dashboard.snapshot.sheet import INK, LINE, MUTED, Sheet, line_height, text_width
from dashboard.views.place import build_place
from dashboard.views.snapshot import Outlines, outlines_of
from geodata.repository import Area

WIDTH = 174.0  # mm, of the text on a page
MAP_HEIGHT, MAP_WIDTH, INSET = 60.0, 112.0, 44.0
FOOT = 8.0  # mm for scale bar and north arrow below the map
LEAST_WIDTH = 62.0  # mm: they need that much
BESIDE = 12.0  # mm between the map and the small one
ACCENT, GROUND = "#0b5a7d", "#e4e9ed"
FEWEST = 4  # areas of the level around which a map shows where something lies
FINE = 0.08  # mm on paper below which a bend of an outline is not seen
COST = 20  # what a map weighs in memory, in areas
TINY, RING = 3.0, 3.2  # mm: areas smaller than this get a ring around them of this radius
PANELS, ROWS = 3, 8  # small lines in a row, and rows in a picture
PANEL_HEIGHT, GAP = 27.0, 7.0
NAME, TICK = 7.6, 6.8  # points
BESIDE_DOT, AROUND = 1.4, 0.5  # mm between a dot and its value, and of paper around that
PAPER = "#ffffff"


# -- where it lies ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Surroundings:
    """``region``: the area whose inside the map shows; ``ids``: of the areas drawn, in the order of the outlines."""

    region: Area
    ids: tuple[str, ...]
    found: Outlines


def surroundings(level: Level, area_id: str) -> Surroundings | None:
    """The nearest area around that has several areas of this level; None without outlines."""
    repository, state = level.repository, level.state
    own = repository.area(area_id)
    above = [i for i in own.parents if repository.has_area(i)]
    for region in [*[i for i in above if len(repository.area_ids(state.level, i)) >= FEWEST], state.region]:
        place = build_place(repository, state.level, region)
        found = outlines_of(repository, replace(state, region=region), place)
        if area_id in place.ids and shapely.is_geometry(found.areas[place.ids.index(area_id)]):
            return Surroundings(repository.area(region), place.ids, found)
    return None


def locator(level: Level, area_id: str) -> Figure | None:
    """A quiet map with the area dark in it; None where no outlines are held."""
    around_it = surroundings(level, area_id)
    if around_it is None:
        return None
    name, region, state = level.names[area_id], around_it.region, level.state
    inset = len(around_it.found.region) > 0
    plural = level.repository.level_of[state.level].plural
    alt = (
        f"Karte von {region.name} mit {formatting.number(len(around_it.ids))} Gebieten ({plural}): {name} ist dunkel "
        f"hervorgehoben und liegt {_where(around_it, area_id)}."
    )
    if inset:
        alt += f" Eine kleine Karte zeigt, wo {region.name} in {_country(level, area_id)} liegt."
    main = _main_width(around_it)
    width = main + BESIDE + INSET if inset else main
    key = ("locator", state.level, region.id)
    ground = level.repository.recent(key, lambda: vector(lambda: _ground(level, around_it, area_id, main, width)), COST)
    body = on_top(ground, _area(around_it, area_id, main, width))
    return Figure(body, "svg", alt, width, MAP_HEIGHT, f"Lage in {region.name}")


def _country(level: Level, area_id: str) -> str:
    return level.repository.area(level.repository.area(area_id).region).name


def _where(around_it: Surroundings, area_id: str) -> str:
    """In which ninth of the region its middle lies, in words."""
    areas = around_it.found.areas
    known = areas[shapely.is_geometry(areas)]
    west, south, east, north = shapely.total_bounds(known)
    middle = areas[around_it.ids.index(area_id)].representative_point()
    column = min(2, int(3 * (middle.x - west) / max(east - west, 1e-9)))
    row = min(2, int(3 * (middle.y - south) / max(north - south, 1e-9)))
    word = ("Süd", "", "Nord")[row] + ("west", "", "ost")[column]
    return f"im {word.capitalize()}en" if word else "in der Mitte"


def _main_width(around_it: Surroundings) -> float:
    """As wide as the region is at this height."""
    areas = around_it.found.areas
    west, south, east, north = shapely.total_bounds(areas[shapely.is_geometry(areas)])
    return float(np.clip((MAP_HEIGHT - FOOT) * (east - west) / max(north - south, 1e-9), LEAST_WIDTH, MAP_WIDTH))


def _frame(around_it: Surroundings, main: float) -> Frame:
    frame = fit(around_it.found.areas, Box(0.5, 0.5, main - 1, MAP_HEIGHT - FOOT - 1))
    assert frame is not None
    return frame


def _ground(level: Level, around_it: Surroundings, area_id: str, main: float, width: float) -> Sheet:
    """Everything but the area itself: the same for all areas of the region."""
    sheet, found = Sheet(Paper("", width, MAP_HEIGHT, margin=0.0)), around_it.found
    frame = _frame(around_it, main)
    rim = {"facecolor": "none", "joinstyle": "round"}
    known = found.areas[shapely.is_geometry(found.areas)]
    sheet.shapes(_simple(known, frame), facecolor=GROUND, edgecolor="white", linewidth=0.5)
    sheet.shapes(_simple(found.borders, frame), edgecolor=MUTED, linewidth=0.5, **rim)
    if found.edge is not None:
        sheet.shapes(_simple(np.array([found.edge]), frame), edgecolor="#4a5763", linewidth=0.7, **rim)
    furniture.north_arrow(sheet, 3.0, MAP_HEIGHT - 0.5)
    furniture.scale_bar(sheet, frame, 9.0, MAP_HEIGHT - 0.5)
    if len(found.region):
        high = furniture.inset_height(sheet, found, INSET, MAP_HEIGHT - FOOT)
        box = Box(width - INSET, 0.5, INSET, high)
        furniture.inset(sheet, _coarse(found, box), box, f"{around_it.region.name} in {_country(level, area_id)}")
    return sheet


def _simple(polygons: np.ndarray, frame: Frame) -> list[Outline]:
    return outlines(shapely.simplify(polygons, FINE * frame.metres), frame)


def _coarse(found: Outlines, box: Box) -> Outlines:
    frame = fit(found.country, box)
    metres = frame.metres if frame else 1.0
    parts = ("country", "within", "region")
    return replace(found, **{part: shapely.simplify(getattr(found, part), FINE * metres) for part in parts})


def _area(around_it: Surroundings, area_id: str, main: float, width: float) -> Drawing:
    """The area, dark; a small one with a ring around it."""
    drawing, frame = Drawing(width, MAP_HEIGHT), _frame(around_it, main)
    shape = shapely.simplify(around_it.found.areas[around_it.ids.index(area_id)], FINE * frame.metres)
    on_paper = on_sheet(np.array([shape]), frame)[0]
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(on_paper) for ring in shapely.get_rings(part)]
    drawing.shape(rings, ACCENT, INK, 0.9)
    west, north, east, south = on_paper.bounds
    if max(east - west, south - north) < TINY:
        circle = shapely.Point((west + east) / 2, (north + south) / 2).buffer(RING)
        drawing.line(np.asarray(circle.exterior.coords), ACCENT, 1.2)
    return drawing


# -- small lines ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """One small picture: values per period of the area and of one above it (NaN = not published)."""

    column: Column
    own: np.ndarray
    other: np.ndarray


def courses(level: Level, area_id: str, above: Sequence[Area]) -> tuple[list[Figure], str]:
    """Pictures of all indicators with a line, and the name of the area above beside which they are drawn."""
    beside = above[0] if above else None
    found = [_course(level, c, area_id, beside) for c in level.columns if not c.obstacle]
    shown = [c for c in found if np.count_nonzero(~np.isnan(c.own)) > 1]
    most = PANELS * ROWS
    parts = [shown[n : n + most] for n in range(0, len(shown), most)]
    other = beside.name if beside else ""
    return [_figure(level.names[area_id], other, part) for part in parts], other


def _course(level: Level, column: Column, area_id: str, beside: Area | None) -> Course:
    own = column.series[level.place_of[area_id]]
    amount = column.indicator.kind == "count"
    other = np.full(len(own), np.nan) if beside is None or amount else level.series_of(column, beside.id)
    return Course(column, own, other)


def _figure(name: str, other: str, found: list[Course]) -> Figure:
    rows = math.ceil(len(found) / PANELS)
    height = rows * PANEL_HEIGHT
    beside = f", gestrichelt {other}" if other and any(_known(c.other) for c in found) else ""
    alt = (
        f"Kleine Linien zu {len(found)} Indikatoren: durchgezogen {name}{beside}. Anfang, Ende und Unterschied stehen "
        "in der Tabelle darüber."
    )
    return Figure(_lines(found, height).bytes(), "svg", alt, WIDTH, height, f"Verlauf: durchgezogen {name}{beside}")


def _lines(found: list[Course], height: float) -> Drawing:
    drawing = Drawing(WIDTH, height)
    wide = (WIDTH - GAP * (PANELS - 1)) / PANELS
    for n, course in enumerate(found):
        left, top = (n % PANELS) * (wide + GAP), (n // PANELS) * PANEL_HEIGHT
        _panel(drawing, course, Box(left, top, wide, PANEL_HEIGHT - 4))
    return drawing


def _panel(drawing: Drawing, course: Course, box: Box) -> None:
    """Name, line with its first value left and its last value right of it, years below."""
    column = course.column
    top = _name(drawing, column, box) + 1.4
    known = _known(course.own)
    ends = [known[0], known[-1]]
    texts = [_value(column, float(course.own[n])) for n in ends]
    left, right = text_width(texts[0], TICK) + 1.6, text_width(texts[1], TICK, bold=True) + 1.8
    field = Box(box.left + left, top, box.width - left - right, box.bottom - top - line_height(TICK) - 1.0)
    x, y = Scale(0, len(column.periods) - 1), Scale(*around(np.concatenate([course.own, course.other]), room=0.02))
    axis = field.bottom + 1.2
    drawing.line([(field.left, axis), (field.right, axis)], LINE, 0.6)
    for n in column.breaks:
        at = field.left + float(x.share(np.array([n - 0.5]))[0]) * field.width
        drawing.line([(at, field.top), (at, axis)], MUTED, 0.6, "0.6 1.4")
    at_x = field.left + x.share(np.arange(len(course.own), dtype="float64")) * field.width
    own, other = (np.column_stack([at_x, field.bottom - y.share(v) * field.height]) for v in (course.own, course.other))
    _line(drawing, other, column.breaks, (MUTED, 0.9, "2.7 1.6"))
    words = _values_at(own[ends], texts)
    for word in words:  # where the dashed line runs, it gives way to the value
        drawing.shape([word.ground], PAPER, PAPER, 0.0)
    _line(drawing, own, column.breaks, (ACCENT, 1.5, ""))
    _ends(drawing, field, own[ends], column, words)


def _name(drawing: Drawing, column: Column, box: Box) -> float:
    """The unit behind it where there is room; the height below."""
    name = shortened(column.name, box.width, NAME, bold=True)
    base = box.top + line_height(NAME) * 0.78
    drawing.text(box.left, base, name, NAME, INK, bold=True)
    after = box.left + text_width(name, NAME, bold=True) + 1.4
    if column.long_unit and after + text_width(column.long_unit, TICK) <= box.right:
        drawing.text(after, base, column.long_unit, TICK, MUTED)
    return box.top + line_height(NAME)


def _line(drawing: Drawing, points: np.ndarray, breaks: Sequence[int], look: tuple[str, float, str]) -> None:
    """No line leads across a gap or a break; a value alone is a dot."""
    runs: list[list[int]] = [[]]
    for n, at in enumerate(points[:, 1]):
        if at != at or n in breaks:
            runs.append([])
        if at == at:
            runs[-1].append(n)
    for run in filter(None, runs):
        if len(run) > 1:
            drawing.line(points[run], *look)
        else:
            drawing.dot(float(points[run[0], 0]), float(points[run[0], 1]), 1.0, look[0])


@dataclass(frozen=True, slots=True)
class _Word:
    """A value beside its dot: ``left``, ``width``, ``base`` of the text in mm."""

    text: str
    left: float
    width: float
    base: float

    @property
    def ground(self) -> np.ndarray:
        """What it covers."""
        left, right = self.left - AROUND, self.left + self.width + AROUND
        top, bottom = self.base - 0.75 * line_height(TICK), self.base + AROUND
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _values_at(ends: np.ndarray, texts: Sequence[str]) -> tuple[_Word, _Word]:
    """The first value left of its dot, the last right of its own."""
    first, last = text_width(texts[0], TICK), text_width(texts[1], TICK, bold=True)
    return (
        _Word(texts[0], ends[0][0] - BESIDE_DOT - first, first, ends[0][1] + 0.9),
        _Word(texts[1], ends[1][0] + BESIDE_DOT, last, ends[1][1] + 0.9),
    )


def _ends(drawing: Drawing, field: Box, ends: np.ndarray, column: Column, words: tuple[_Word, _Word]) -> None:
    """Dots and values at the first and last published value; years below the axis."""
    below = field.bottom + 1.2 + line_height(TICK) * 0.9
    drawing.text(field.left, below, formatting.period(column.periods[0]), TICK, MUTED)
    drawing.text(field.right, below, formatting.period(column.periods[-1]), TICK, MUTED, end=True)
    for x, y in ends:
        drawing.dot(x, y, 1.5, ACCENT)
    drawing.text(words[0].left, words[0].base, words[0].text, TICK, MUTED)
    drawing.text(words[1].left, words[1].base, words[1].text, TICK, INK, bold=True)


def _known(values: np.ndarray) -> list[int]:
    return [int(n) for n in np.flatnonzero(~np.isnan(values))]


def _value(column: Column, value: float) -> str:
    indicator = column.indicator
    return formatting.quantity(value, formatting.inline_unit(indicator.unit), indicator.decimals)
