"""A document cut into slides: one thought each (``slide_layout`` measures them)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dashboard import formatting
from dashboard.documents import office
from dashboard.documents.model import Bullets, Document, Figure, KeyFigures, Paragraph, Part, Section, Side, Table
from dashboard.documents.slide_layout import fitting, laid, titled, unique
from dashboard.documents.slide_model import BODY, CELL, FIRST_TITLE, KEY, Line, Lines, Slide, Thought
from dashboard.snapshot.page import INVENTED, NOTE, PROGRAM

OVERVIEW = "Auf einen Blick"
KEY_HEADS = ("Kennzahl", "Wert", "Erläuterung")


def slides_of(document: Document) -> list[Slide]:
    """Title, overview, contents, one or more slides per section, sources; no two with the same title."""
    method = (f"Datenstand {document.fingerprint}, erstellt am {formatting.day(document.day)} mit {PROGRAM}.", NOTE)
    found = [_first(document)]
    found += _slides_of_parts(OVERVIEW, "", document.summary)
    if document.contents:
        listed = [Line(office.line(s.title), bullet=True) for s in document.sections]
        found += laid(office.CONTENTS, "", Thought(listed))
    for section in document.sections:
        found += _of_section(section)
    found += _of_sources(document)
    return [replace(slide, notes=(*slide.notes, *method)) for slide in unique(found)]


def _first(document: Document) -> Slide:
    about = [document.subtitle, formatting.day(document.day), INVENTED if document.fictional else ""]
    items, rest = fitting([Line(office.line(t)) for t in about if t], BODY, 60.0)
    title, whole = titled(document.title, FIRST_TITLE)
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
        yield from laid(office.SOURCES, "", Thought(lines, size=CELL))


def _slides_of_parts(title: str, place: str, parts: Iterable[Part]) -> Iterator[Slide]:
    for number, thought in enumerate(_thoughts(parts)):
        named = f"{title}: {thought.title}" if number and thought.title else title
        if named != title:
            thought.small = [text for text in thought.small if text != thought.title]
        yield from laid(named, place if not number else "", thought)


# -- thoughts ---------------------------------------------------------------------------------------------------------


def _thoughts(parts: Iterable[Part]) -> list[Thought]:
    """A picture or a table is a thought, so is the text between two of them; quiet text goes with what it follows."""
    found: list[Thought] = []
    early: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph) and part.quiet and part.link and found:
            found[-1].notes.append(f"{part.text}: {part.link}")
        elif isinstance(part, Paragraph) and part.quiet:
            (found[-1].small if found else early).append(part.text)
        elif isinstance(part, Paragraph | Bullets):
            if not found or not isinstance(found[-1].block, list):
                found.append(Thought([]))
            block = found[-1].block
            assert isinstance(block, list)
            block += _lines(part)
        else:
            found.append(_block(part))
    if early and found:
        found[0].small[:0] = early
    return found or ([Thought([Line(office.line(t)) for t in early], size=CELL)] if early else [])


def _lines(part: Paragraph | Bullets) -> list[Line]:
    if isinstance(part, Paragraph):
        return [Line(office.line(part.text), link=part.link if office.can_open(part.link) else "")]
    return [Line(office.line(item), bullet=True) for item in part.items]


def _block(part: KeyFigures | Table | Figure) -> Thought:
    if isinstance(part, KeyFigures):
        rows = tuple(
            (i.label, i.value, " · ".join(filter(None, map(office.line, i.note.splitlines())))) for i in part.items
        )
        table = Table("", KEY_HEADS, rows, (Side.LEFT, Side.RIGHT, Side.LEFT))
        return Thought(table, title="Kennzahlen", size=KEY)
    if isinstance(part, Table):
        return Thought(part, part.caption, list(part.notes))
    return Thought(part, part.caption, [part.caption] if part.caption else [], [part.alt])
