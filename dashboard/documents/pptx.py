"""A document as slides (PPTX, 16:9) that can be edited: one thought per slide, real text and tables, notes below.

What a text needs is measured before it is placed, so that nothing runs over the edge; what is cut stands whole in the
notes. The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from dashboard.documents import office
from dashboard.documents.model import Document, Side
from dashboard.documents.slide_model import (
    BODY,
    BULLET,
    CELL_PAD,
    FIRST_TITLE,
    FOOT_TOP,
    GAP,
    HEIGHT,
    MARGIN,
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
)
from dashboard.documents.slides import slides_of
from dashboard.snapshot.page import FICTIONAL

INK, ACCENT, MUTED, WARNING = (RGBColor.from_string(c) for c in ("17242F", "0B5A7D", "52616F", "9C2F12"))
HEAD, RULE = RGBColor.from_string("E3EEF6"), "C3CCD4"
TITLE_SLIDE, TITLE_ONLY = "Title Slide", "Title Only"
TITLE_TOP, FOOT_HEIGHT = 9.0, 8.0
NUMBER_WIDE = 20.0
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's „no style, no grid“
LEADING = 1.2
SPACE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
LIST_STYLE = (
    f'<a:lstStyle {SPACE}><a:lvl1pPr marL="0" indent="0" algn="{{align}}"><a:buNone/>'
    '<a:defRPr sz="{size}" b="{bold}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    "</a:defRPr></a:lvl1pPr></a:lstStyle>"
)
BULLET_MARK = f'<a:buChar {SPACE} char="•"/>'
UNDERLINE = f'<a:lnB {SPACE} w="6350"><a:solidFill><a:srgbClr val="{RULE}"/></a:solidFill></a:lnB>'
NUMBER = (
    f'<a:fld {SPACE} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
    f'<a:rPr lang="{office.LANGUAGE}"/><a:t>‹#›</a:t></a:fld>'
)
Shape = Any


def pptx_file(document: Document) -> bytes:
    """The whole file. Raises ``GeodataError`` (``output_not_written``) where pictures cannot be made."""
    show = pptx.Presentation()
    _sheet(show)
    office.properties(show.core_properties, document)
    layouts = {layout.name: layout for layout in show.slide_layouts}
    for number, slide in enumerate(slides_of(document)):
        _slide(show, layouts[TITLE_ONLY if number else TITLE_SLIDE], slide, document)
    out = io.BytesIO()
    show.save(out)
    return office.fixed(out.getvalue(), document.day)


# -- master -----------------------------------------------------------------------------------------------------------


def _sheet(show: Any) -> None:
    """16:9, two layouts, places and type of the master."""
    show.slide_width, show.slide_height = Mm(WIDTH), Mm(HEIGHT)
    for layout in list(show.slide_layouts):
        if layout.name not in (TITLE_SLIDE, TITLE_ONLY):
            show.slide_layouts.remove(layout)
    for name in [i for i, r in show.part.rels.items() if r.reltype.endswith("/printerSettings")]:
        show.part.drop_rel(name)  # of a printer somebody once had
    for found in (show.slide_master, *show.slide_layouts):
        for shape in found.placeholders:
            _placed(shape, found.name == TITLE_SLIDE)


def _placed(shape: Shape, first: bool) -> None:
    kind = shape.placeholder_format.type
    if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
        box = (MARGIN, 52.0, WIDE, 36.0) if first else (MARGIN, TITLE_TOP, WIDE, TOP - 1.0 - TITLE_TOP)
        _type(shape, FIRST_TITLE if first else TITLE, ACCENT, bold=True)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    elif kind is PP_PLACEHOLDER.FOOTER:
        box = (MARGIN, FOOT_TOP, WIDE - NUMBER_WIDE, FOOT_HEIGHT)
        _type(shape, SMALL, MUTED)
    elif kind is PP_PLACEHOLDER.SLIDE_NUMBER:
        box = (MARGIN + WIDE - NUMBER_WIDE, FOOT_TOP, NUMBER_WIDE, FOOT_HEIGHT)
        _type(shape, SMALL, MUTED, align="r")
    elif kind is PP_PLACEHOLDER.DATE:
        shape._element.getparent().remove(shape._element)  # the date stands in the foot
        return
    else:
        box = (MARGIN, 92.0, WIDE, 70.0) if first else (MARGIN, TOP, WIDE, FOOT_TOP - TOP)
        _type(shape, BODY, INK)
    shape.left, shape.top, shape.width, shape.height = map(Mm, box)
    shape.text_frame.margin_left = shape.text_frame.margin_right = 0


def _type(shape: Shape, size: float, colour: RGBColor, *, bold: bool = False, align: str = "l") -> None:
    """Type of a placeholder and of all that inherit from it."""
    body = shape.text_frame._txBody
    for old in body.findall(qn("a:lstStyle")):
        body.remove(old)
    style = parse_xml(LIST_STYLE.format(size=round(size * 100), colour=colour, bold=int(bold), align=align))
    body.find(qn("a:bodyPr")).addnext(style)
    for run in body.iter(qn("a:rPr"), qn("a:endParaRPr")):
        run.set("lang", office.LANGUAGE)


# -- slides -----------------------------------------------------------------------------------------------------------


def _slide(show: Any, layout: Any, told: Slide, document: Document) -> None:
    """Shapes in the order of reading: title, place, content, small print, foot."""
    slide = show.slides.add_slide(layout)
    shapes = slide.shapes
    _write(shapes.title.text_frame, [Line(told.title)])
    if told.place:
        _small(_box(shapes, "Ort", TOP - 1.0, 7.0), [told.place], size=12.0)
    if layout.name == TITLE_SLIDE:
        assert isinstance(told.block, Lines)
        _write(shapes.placeholders[1].text_frame, told.block.items)
    elif isinstance(told.block, Lines):
        frame = _box(shapes, "Text", told.block.top, told.block.height).text_frame
        _write(frame, told.block.items, size=told.block.size)
    elif isinstance(told.block, Picture):
        _picture(shapes, told.block)
    elif isinstance(told.block, Grid):
        _grid(shapes, told.block)
    if told.small:
        _small(_box(shapes, "Quelle und Hinweis", told.small_top, FOOT_TOP - told.small_top), told.small)
    if document.fictional:
        _badge(shapes)
    _foot(slide, layout, document)
    notes = slide.notes_slide.notes_text_frame
    _write(notes, [Line(office.line(text)) for text in dict.fromkeys(told.notes)])


def _box(shapes: Any, name: str, top: float, height: float) -> Shape:
    box = shapes.add_textbox(Mm(MARGIN), Mm(top), Mm(WIDE), Mm(height))
    box.name = name
    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return box


def _write(
    frame: Any, lines: Iterable[Line], *, size: float = 0.0, colour: RGBColor | None = None, bold: bool = False
) -> None:
    """One paragraph per line; ``size`` 0: that of the placeholder."""
    for number, line in enumerate(lines):
        into = frame.add_paragraph() if number else frame.paragraphs[0]
        run = into.add_run()
        run.text = line.text
        _look(run, size, colour, bold=bold)
        if line.bullet:
            _bullet(into)
        if size:
            into.space_after = Pt(GAP / 25.4 * 72) if colour is None else Pt(0)
            into.line_spacing = Pt(size * LEADING)
        if line.link:
            run.hyperlink.address = line.link


def _look(run: Any, size: float, colour: RGBColor | None, *, bold: bool = False) -> None:
    run.font.language_id = MSO_LANGUAGE_ID.GERMAN
    if size:
        run.font.size = Pt(size)
        run.font.color.rgb = colour or INK
    if bold:
        run.font.bold = True


def _bullet(paragraph: Any) -> None:
    about = paragraph._p.get_or_add_pPr()
    indent = str(int(Mm(BULLET)))
    about.set("marL", indent)
    about.set("indent", f"-{indent}")
    about.append(parse_xml(BULLET_MARK))


def _small(box: Shape, texts: Sequence[str], size: float = SMALL) -> None:
    _write(box.text_frame, [Line(text) for text in texts], size=size, colour=MUTED)


def _picture(shapes: Any, found: Picture) -> None:
    body = io.BytesIO(office.picture(found.figure, found.width))
    drawn = shapes.add_picture(body, Mm(found.left), Mm(found.top), Mm(found.width), Mm(found.height))
    about = drawn._element.nvPicPr.cNvPr
    about.set("name", "Bild")
    about.set("descr", office.line(found.figure.alt))


def _grid(shapes: Any, found: Grid) -> None:
    rows = [found.heads, *found.rows]
    frame = shapes.add_table(
        len(rows), len(found.heads), Mm(MARGIN), Mm(found.top), Mm(WIDE), Mm(sum(found.heights))
    )  # fmt: skip
    frame._element.nvGraphicFramePr.cNvPr.set("name", "Tabelle")
    frame._element.nvGraphicFramePr.cNvPr.set("descr", found.caption)
    table = frame.table
    table.first_row, table.first_col, table.horz_banding = True, True, False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    for column, width in zip(table.columns, found.widths, strict=True):
        column.width = Mm(width)
    for number, (row, height, texts) in enumerate(zip(table.rows, found.heights, rows, strict=True)):
        row.height = Mm(height)
        for cell, text, side in zip(row.cells, texts, found.sides, strict=True):
            _cell(cell, text, side, found.size, head=number == 0)


def _cell(cell: Any, text: str, side: Side, size: float, *, head: bool) -> None:
    cell.margin_left = cell.margin_right = Mm(CELL_PAD / 2)
    cell.margin_top = cell.margin_bottom = Mm(ROW_PAD / 2)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    _write(cell.text_frame, [Line(text)], size=size, colour=INK, bold=head)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if side is Side.RIGHT else PP_ALIGN.LEFT
    about = cell._tc.get_or_add_tcPr()
    about.append(parse_xml(UNDERLINE))
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = HEAD


def _badge(shapes: Any) -> None:
    box = shapes.add_textbox(Mm(WIDTH - MARGIN - 46.0), Mm(2.5), Mm(46.0), Mm(7.0))
    box.name = "Fiktive Daten"
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _write(frame, [Line(FICTIONAL)], size=12.0, colour=WARNING, bold=True)
    frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _foot(slide: Any, layout: Any, document: Document) -> None:
    """Foot and number of the layout, which slides do not take over by themselves."""
    for place in layout.placeholders:
        kind = place.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            continue
        slide.shapes.clone_placeholder(place)
        made = slide.shapes[-1]
        if kind is PP_PLACEHOLDER.FOOTER:
            _write(made.text_frame, [Line(office.foot(document))])
        else:
            made.text_frame.paragraphs[0]._p.append(parse_xml(NUMBER))
