"""Thoughts laid out on slides, measured, so that nothing runs over an edge or over something else.

All lengths in mm, sizes in points. What has to be cut stands whole in the notes of its slide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dashboard.documents import office
from dashboard.documents.measure import SAFETY, cut_to, height, wrapped
from dashboard.documents.model import Figure, Side, Table
from dashboard.documents.slide_model import (
    BODY,
    BULLET,
    CELL,
    CELL_PAD,
    DENSE,
    FOOT_TOP,
    GAP,
    MANY_COLUMNS,
    MOST_SMALL_LINES,
    MOST_TITLE_LINES,
    PLACE_HEIGHT,
    ROW_PAD,
    SMALL,
    TITLE,
    TOP,
    WIDE,
    WIDTH,
    Grid,
    Line,
    Lines,
    Picture,
    Slide,
    Thought,
)
from dashboard.snapshot.sheet import line_height, text_width


def laid(title: str, place: str, thought: Thought) -> Iterator[Slide]:
    """As many slides as the thought needs."""
    shown, whole = titled(title)
    small, cut = _small(thought.small)
    small_top = FOOT_TOP - height(small, SMALL, WIDE) - (GAP if small else 0.0)
    top = TOP + (PLACE_HEIGHT if place else 0.0)
    bottom = small_top - GAP
    base = Slide(
        shown,
        None,
        office.cut(office.line(place), 140),
        small,
        small_top,
        (*whole, *cut, *map(office.line, thought.notes)),
    )
    if isinstance(thought.block, Figure):
        yield replace(base, block=_picture(thought.block, top, bottom))
    elif isinstance(thought.block, Table):
        yield from _grids(base, thought.block, thought.size, top, bottom)
    else:
        yield from _texts(base, thought.block, thought.size or BODY, top, bottom)


def titled(title: str, size: float = TITLE) -> tuple[str, tuple[str, ...]]:
    """The title as far as two lines reach, and, if that is not all, the whole of it."""
    said = office.line(title)
    shown = cut_to(said, size, WIDE - 8.0, MOST_TITLE_LINES, bold=True)
    return shown, () if shown == said else (said,)


def _small(texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What has room in small type, and what was cut or left out, whole."""
    shown: list[str] = []
    whole, left = [], MOST_SMALL_LINES
    for text in map(office.line, texts):
        fits = cut_to(text, SMALL, WIDE, left) if left else ""
        shown += [fits] if fits else []
        whole += [text] if fits != text else []
        left -= len(wrapped(fits, SMALL, WIDE)) if fits else 0
    return tuple(shown), tuple(whole)


def _picture(figure: Figure, top: float, bottom: float) -> Picture:
    wide, high = office.size_in(figure, WIDE, bottom - top)
    return Picture(figure, (WIDTH - wide) / 2, top, wide, high)


def _texts(base: Slide, lines: Sequence[Line], size: float, top: float, bottom: float) -> Iterator[Slide]:
    rest = list(lines)
    while rest:
        items, rest = fitting(rest, size, bottom - top)
        yield replace(base, block=Lines(tuple(items), size, top, bottom - top))


def fitting(lines: Sequence[Line], size: float, room: float) -> tuple[list[Line], list[Line]]:
    """What fits into this height and what does not; a paragraph that alone is higher is parted between lines."""
    taken, step = 0.0, line_height(size)
    for number, line in enumerate(lines):
        parts = wrapped(line.text, size, WIDE - (BULLET if line.bullet else 0.0))
        need = len(parts) * step + GAP
        if taken + need <= room:
            taken += need
            continue
        if number:
            return list(lines[:number]), list(lines[number:])
        fits = max(1, int((room - GAP) / step))
        head, tail = replace(line, text=" ".join(parts[:fits])), replace(line, text=" ".join(parts[fits:]))
        return [head], [tail, *lines[1:]]
    return list(lines), []


def _grids(base: Slide, table: Table, size: float, top: float, bottom: float) -> Iterator[Slide]:
    """The table on as many slides as its rows need, each with the heads."""
    size = size or (CELL if len(table.heads) <= MANY_COLUMNS else DENSE)
    widths = tuple(share * WIDE for share in office.shares(table))
    sides = table.sides or (Side.LEFT,) * len(table.heads)
    most = int((bottom - top) * 0.4 / line_height(size))  # lines of one row
    heads = _cells(table.heads, widths, size, most)
    head = _row_height(heads, widths, size)
    start: list[tuple[str, ...]] = []
    whole: list[str] = []
    filled = head
    heights = [head]
    for row in table.rows:
        texts = _cells(row, widths, size, most)
        if texts != tuple(map(_cell_text, row)):
            whole.append(" · ".join(map(_cell_text, row)))
        need = _row_height(texts, widths, size)
        if start and top + filled + need > bottom:
            grid = Grid(office.line(table.caption), heads, tuple(start), sides, widths, tuple(heights), size, top)
            yield replace(base, block=grid, notes=(*base.notes, *whole))
            start, filled, whole, heights = [], head, [], [head]
        start.append(texts)
        heights.append(need)
        filled += need
    grid = Grid(office.line(table.caption), heads, tuple(start), sides, widths, tuple(heights), size, top)
    yield replace(base, block=grid, notes=(*base.notes, *whole))


def _cells(row: Sequence[str], widths: Sequence[float], size: float, most: int) -> tuple[str, ...]:
    return tuple(cut_to(_cell_text(t), size, w - CELL_PAD, most, bold=True) for t, w in zip(row, widths, strict=True))


def _cell_text(text: str) -> str:
    return " · ".join(filter(None, map(office.line, text.split("\n"))))


def _row_height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(len(wrapped(t, size, w - CELL_PAD, bold=True)) for t, w in zip(row, widths, strict=True))
    return lines * line_height(size) + ROW_PAD


def unique(slides: Iterable[Slide]) -> Iterator[Slide]:
    """The second and every further slide with a title says which it is."""
    seen: dict[str, int] = {}
    for slide in slides:
        seen[slide.title] = number = seen.get(slide.title, 0) + 1
        if number == 1:
            yield slide
            continue
        title = _numbered(slide.title, number)
        while title in seen:
            seen[slide.title] = number = number + 1
            title = _numbered(slide.title, number)
        seen[title] = 1
        yield replace(slide, title=title)


def _numbered(title: str, number: int) -> str:
    """``Nordstadt (2)``, within the lines a title has."""
    room = WIDE - 8.0 - text_width(f" ({number})", TITLE, bold=True) * SAFETY
    lines = wrapped(title, TITLE, WIDE - 8.0, bold=True)
    if len(lines) < MOST_TITLE_LINES or text_width(lines[-1], TITLE, bold=True) * SAFETY <= room:
        return f"{title} ({number})"
    return f"{cut_to(' '.join(lines[:1]), TITLE, room, 1, bold=True)} ({number})"
