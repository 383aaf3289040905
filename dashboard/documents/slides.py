"""A document cut into slides: one thought each, measured, so that nothing runs over an edge or over something else.

All lengths in mm, sizes in points. What has to be cut stands whole in the notes of its slide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from dashboard import formatting
from dashboard.documents import office
from dashboard.documents.measure import SAFETY, cut_to, height, wrapped
from dashboard.documents.model import (
    Bullets,
    Document,
    Figure,
    KeyFigures,
    Paragraph,
    Part,
    Section,
    Side,
    Table,
)
from dashboard.snapshot.page import INVENTED, NOTE, PROGRAM
from dashboard.snapshot.sheet import line_height, text_width

WIDTH, HEIGHT, MARGIN = 338.67, 190.5, 14.0  # 16:9
WIDE = WIDTH - 2 * MARGIN
TOP, FOOT_TOP = 34.0, 178.0
TITLE, BODY, KEY, CELL, DENSE, SMALL = 24.0, 18.0, 16.0, 12.0, 10.0, 10.0
GAP = 3.0
PLACE_HEIGHT = 7.0
BULLET = 7.0  # indent of a list
CELL_PAD, ROW_PAD = 5.0, 2.6  # both sides together
MOST_SMALL_LINES, MOST_TITLE_LINES = 4, 2
MANY_COLUMNS = 6  # more are set in smaller type
FIRST_TITLE = 32.0  # points
OVERVIEW = "Auf einen Blick"
KEY_HEADS = ("Kennzahl", "Wert", "Erläuterung")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``bullet``: of a list. ``link``: an address or ""."""

    text: str
    bullet: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    items: tuple[Line, ...]
    size: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    figure: Figure
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table or a part of it; ``rows`` without the heads. ``heights``: of the heads and of every row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    top: float


@dataclass(frozen=True, slots=True)
class Slide:
    """``small``: sources and notes in small type above the foot, from ``small_top`` on. ``place``: line below the
    title. ``notes``: what the speaker sees."""

    title: str
    block: Lines | Picture | Grid | None
    place: str = ""
    small: tuple[str, ...] = ()
    small_top: float = FOOT_TOP
    notes: tuple[str, ...] = ()


@dataclass
class _Thought:
    """Parts that belong on one slide, before it is known whether they fit. ``size``: 0 = the usual one."""

    block: list[Line] | Figure | Table
    title: str = ""
    small: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    size: float = 0.0


def slides_of(document: Document) -> list[Slide]:
    """Title, overview, contents, one or more slides per section, sources; no two with the same title."""
    method = (f"Datenstand {document.fingerprint}, erstellt am {formatting.day(document.day)} mit {PROGRAM}.", NOTE)
    found = [_first(document)]
    found += _slides_of_parts(OVERVIEW, "", document.summary)
    if document.contents:
        listed = [Line(office.line(s.title), bullet=True) for s in document.sections]
        found += _laid(office.CONTENTS, "", _Thought(listed))
    for section in document.sections:
        found += _of_section(section)
    found += _of_sources(document)
    return [replace(slide, notes=(*slide.notes, *method)) for slide in _unique(found)]


def _first(document: Document) -> Slide:
    about = [document.subtitle, formatting.day(document.day), INVENTED if document.fictional else ""]
    items, rest = _fitting([Line(office.line(t)) for t in about if t], BODY, 60.0)
    title, whole = _titled(document.title, FIRST_TITLE)
    notes = (*whole, *(line.text for line in rest))
    return Slide(title, Lines(tuple(items), BODY, 92.0, 70.0), notes=notes)


def _of_section(section: Section) -> Iterator[Slide]:
    yield from _slides_of_parts(section.title, section.place, section.parts)
    for below in section.sections:
        yield from _of_section(below)


def _of_sources(document: Document) -> Iterator[Slide]:
    lines = [Line(office.line(source)) for source in document.sources]
    if office.can_open(document.link):
        lines.append(Line(office.OPEN_VIEW, link=document.link))
    elif document.link:
        lines.append(Line(f"{office.NO_ADDRESS}: {office.line(document.link)}"))
    if lines:
        yield from _laid(office.SOURCES, "", _Thought(lines, size=CELL))


def _slides_of_parts(title: str, place: str, parts: Iterable[Part]) -> Iterator[Slide]:
    for number, thought in enumerate(_thoughts(parts)):
        named = f"{title}: {thought.title}" if number and thought.title else title
        if named != title:
            thought.small = [text for text in thought.small if text != thought.title]
        yield from _laid(named, place if not number else "", thought)


# -- thoughts ---------------------------------------------------------------------------------------------------------


def _thoughts(parts: Iterable[Part]) -> list[_Thought]:
    """A picture or a table is a thought, so is the text between two of them; quiet text goes with what it follows."""
    found: list[_Thought] = []
    early: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph) and part.quiet and part.link and found:
            found[-1].notes.append(f"{part.text}: {part.link}")
        elif isinstance(part, Paragraph) and part.quiet:
            (found[-1].small if found else early).append(part.text)
        elif isinstance(part, Paragraph | Bullets):
            if not found or not isinstance(found[-1].block, list):
                found.append(_Thought([]))
            block = found[-1].block
            assert isinstance(block, list)
            block += _lines(part)
        else:
            found.append(_block(part))
    if early and found:
        found[0].small[:0] = early
    return found or ([_Thought([Line(office.line(t)) for t in early], size=CELL)] if early else [])


def _lines(part: Paragraph | Bullets) -> list[Line]:
    if isinstance(part, Paragraph):
        return [Line(office.line(part.text), link=part.link if office.can_open(part.link) else "")]
    return [Line(office.line(item), bullet=True) for item in part.items]


def _block(part: KeyFigures | Table | Figure) -> _Thought:
    if isinstance(part, KeyFigures):
        rows = tuple(
            (i.label, i.value, " · ".join(filter(None, map(office.line, i.note.splitlines())))) for i in part.items
        )
        table = Table("", KEY_HEADS, rows, (Side.LEFT, Side.RIGHT, Side.LEFT))
        return _Thought(table, title="Kennzahlen", size=KEY)
    if isinstance(part, Table):
        return _Thought(part, part.caption, list(part.notes))
    return _Thought(part, part.caption, [part.caption] if part.caption else [], [part.alt])


# -- laying out -------------------------------------------------------------------------------------------------------


def _laid(title: str, place: str, thought: _Thought) -> Iterator[Slide]:
    """As many slides as the thought needs."""
    shown, whole = _titled(title)
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


def _titled(title: str, size: float = TITLE) -> tuple[str, tuple[str, ...]]:
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
        items, rest = _fitting(rest, size, bottom - top)
        yield replace(base, block=Lines(tuple(items), size, top, bottom - top))


def _fitting(lines: Sequence[Line], size: float, room: float) -> tuple[list[Line], list[Line]]:
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


def _unique(slides: Iterable[Slide]) -> Iterator[Slide]:
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
