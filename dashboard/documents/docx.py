"""A document as DOCX, for people who go on writing: headings, captions, lists and tables in Word's own styles.

The same document gives the same bytes. Texts are text: nothing in them becomes a field or markup.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as _DocxParagraph

from dashboard.documents import office
from dashboard.documents.docx_styles import ACCENT, LISTED, QUIET, WARNING, WIDTH, page, run, styles
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
from dashboard.snapshot.page import INVENTED

TALLEST = 220.0  # mm of a picture, so that its caption stays on the page
DEEPEST = 6  # levels of headings that Word lists
HEAD_FILL, RULE = "E3EEF6", "C3CCD4"
KEY_HEADS = ("Kennzahl", "Wert", "Erläuterung")
LISTED_LEVELS = 2
TWIPS = 1440 / 25.4  # per mm
Element = Any


def docx_file(document: Document) -> bytes:
    """The whole file. Raises ``GeodataError`` (``output_not_written``) where pictures cannot be made."""
    book = docx.Document()
    styles(book)
    page(book, document)
    office.properties(book.core_properties, document)
    writer = _Writer(book)
    writer.begin(document)
    for section in document.sections:
        writer.section(section, 1)
    writer.end(document)
    out = io.BytesIO()
    book.save(out)
    return office.fixed(out.getvalue(), document.day)


class _Writer:
    """Writes parts below each other; counts headings and pictures, whose ids must differ."""

    def __init__(self, book: Any) -> None:
        self.book, self.headings, self.pictures = book, 0, 0

    def begin(self, document: Document) -> None:
        self.text(document.title, "Title")
        if document.subtitle:
            self.text(document.subtitle, "Subtitle")
        if document.fictional:
            run(self.book.add_paragraph(), INVENTED, bold=True, colour=WARNING)
        self.parts(document.summary)
        if document.contents:
            self.contents(document.sections)

    def end(self, document: Document) -> None:
        if not document.sources and not document.link:
            return
        self.heading(office.SOURCES, 1)
        for source in document.sources:
            self.text(source, QUIET)
        if office.can_open(document.link):
            self.paragraph(Paragraph(office.OPEN_VIEW, quiet=True, link=document.link))
        elif document.link:
            self.text(f"{office.NO_ADDRESS}: {document.link}", QUIET)

    def contents(self, sections: Iterable[Section]) -> None:
        """Headings of two levels, each leading to its place; Word's own table of contents would ask before it opens."""
        self.text(office.CONTENTS, "TOC Heading")
        for number, (level, title) in enumerate(_headings(sections), 1):
            if level > LISTED_LEVELS:
                continue
            into = self.book.add_paragraph(style=LISTED.format(level))
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _mark(number))
            into._p.append(link)
            link.append(run(into, title, colour=ACCENT)._r)

    def section(self, found: Section, level: int) -> None:
        self.heading(found.title, level, new_page=found.new_page)
        if found.place:
            self.text(found.place, QUIET).paragraph_format.keep_with_next = True
        self.parts(found.parts)
        for below in found.sections:
            self.section(below, level + 1)

    def heading(self, title: str, level: int, *, new_page: bool = False) -> None:
        self.headings += 1
        into = self.book.add_paragraph(style=f"Heading {min(level, DEEPEST)}")
        into.paragraph_format.page_break_before = new_page or None
        _bookmarked(run(into, title)._r, self.headings)

    def parts(self, parts: Iterable[Part]) -> None:
        writers: dict[type, Callable[[Any], object]] = {
            Paragraph: self.paragraph, Bullets: self.bullets, KeyFigures: self.key_figures, Table: self.table,
            Figure: self.figure,
        }  # fmt: skip
        for part in parts:
            writers[type(part)](part)

    def text(self, text: str, style: str) -> Any:
        into = self.book.add_paragraph(style=style)
        run(into, text)
        return into

    def paragraph(self, part: Paragraph) -> None:
        into = self.book.add_paragraph(style=QUIET if part.quiet else "Normal")
        if not office.can_open(part.link):
            run(into, part.text)
            return
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), into.part.relate_to(part.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        into._p.append(link)
        said = run(into, part.text, colour=ACCENT)
        said.underline = True
        link.append(said._r)

    def bullets(self, part: Bullets) -> None:
        for item in part.items:
            self.text(item, "List Bullet")

    def key_figures(self, part: KeyFigures) -> None:
        """A real table: what is measured, value, what makes it readable."""
        rows = [(i.label, i.value, "\n".join(filter(None, map(office.line, i.note.splitlines())))) for i in part.items]
        table = self.grid(KEY_HEADS, rows, (Side.LEFT, Side.RIGHT, Side.LEFT), [0.34, 0.2, 0.46], KEY_HEADS[0])
        for row in table.rows[1:]:
            for said in row.cells[1].paragraphs[0].runs:
                said.bold, said.font.size = True, Pt(13)

    def table(self, part: Table) -> None:
        if part.caption:
            self.text(part.caption, "Caption").paragraph_format.keep_with_next = True
        self.grid(
            part.heads, part.rows, part.sides or (Side.LEFT,) * len(part.heads), office.shares(part), part.caption
        )
        for note in part.notes:
            self.text(note, QUIET)

    def grid(
        self, heads: Iterable[str], rows: Iterable[Iterable[str]], sides: Iterable[Side], widths: list[float], told: str
    ) -> Any:
        filled = [tuple(heads), *map(tuple, rows)]
        sides = tuple(sides)
        table = self.book.add_table(rows=len(filled), cols=len(widths))
        _frame(table, told)
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(WIDTH * share)
        for number, (row, texts) in enumerate(zip(table._tbl.tr_lst, filled, strict=True)):
            _row(row, head=number == 0)
            for cell, text, side, share in zip(row.tc_lst, texts, sides, widths, strict=True):
                _cell(cell, text, side, WIDTH * share, head=number == 0)
        self.book.add_paragraph(style=QUIET).paragraph_format.space_after = Pt(0)  # keeps two tables apart
        return table

    def figure(self, part: Figure) -> None:
        width, height = office.size_in(part, min(WIDTH, part.width), TALLEST)
        into = self.book.add_paragraph()
        into.paragraph_format.keep_with_next = bool(part.caption)
        shape = into.add_run().add_picture(io.BytesIO(office.picture(part, width)), Mm(width), Mm(height))
        self.pictures += 1
        told = shape._inline.docPr
        told.set("id", str(self.pictures))
        told.set("name", f"Bild {self.pictures}")
        told.set("descr", office.line(part.alt))
        if part.caption:
            self.text(part.caption, "Caption")


def _headings(sections: Iterable[Section], level: int = 1) -> Iterator[tuple[int, str]]:
    """Level and title, in the order in which they are written."""
    for section in sections:
        yield level, section.title
        yield from _headings(section.sections, level + 1)


def _mark(number: int) -> str:
    return f"abschnitt_{number}"


def _bookmarked(said: Element, number: int) -> None:
    for tag, place in (("w:bookmarkStart", said.addprevious), ("w:bookmarkEnd", said.addnext)):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag.endswith("Start"):
            mark.set(qn("w:name"), _mark(number))
        place(mark)


def _frame(table: Any, told: str) -> None:
    """Thin lines between rows, room in the cells, and what the table shows for screen readers."""
    about = table._tbl.tblPr
    _add(about, "w:tblW", w=str(round(WIDTH * TWIPS)), type="dxa", instead=True)
    borders = _add(about, "w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _add(borders, f"w:{side}", val="single", sz="4", space="0", color=RULE)
    _add(about, "w:tblLayout", type="fixed", instead=True)
    margins = _add(about, "w:tblCellMar")
    for side, room in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        _add(margins, f"w:{side}", w=str(room), type="dxa")
    look = about.find(qn("w:tblLook"))
    if look is not None:  # stands behind those
        about.append(look)
    if told:
        _add(about, "w:tblCaption", val=office.line(told))


def _row(row: Element, *, head: bool) -> None:
    about = row.get_or_add_trPr()
    _add(about, "w:cantSplit")
    if head:
        _add(about, "w:tblHeader")


def _cell(cell: Element, text: str, side: Side, width: float, *, head: bool) -> None:
    """Lines of the text as paragraphs of the cell."""
    about = cell.get_or_add_tcPr()
    for old in about.findall(qn("w:tcW")):
        about.remove(old)
    _add(about, "w:tcW", w=str(round(width * TWIPS)), type="dxa")
    if head:
        _add(about, "w:shd", val="clear", color="auto", fill=HEAD_FILL)
    for old in cell.p_lst:
        cell.remove(old)
    for line in text.split("\n"):
        into = _DocxParagraph(cell.add_p(), cast(Any, None))
        into.paragraph_format.space_after = Pt(0)
        if side is Side.RIGHT:
            into.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        into.paragraph_format.keep_with_next = head or None
        run(into, line, bold=head).font.size = Pt(9)


def _add(into: Element, tag: str, *, instead: bool = False, **values: str) -> Element:
    """A new element with these values, in the name space of Word. ``instead``: of one that is there already."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    if instead:
        for old in into.findall(qn(tag)):
            into.remove(old)
    into.append(made)
    return made
