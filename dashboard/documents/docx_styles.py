"""What a DOCX has before anything is written: styles, size of the page, head and foot with fields."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.documents import office
from dashboard.documents.model import Document
from dashboard.snapshot.page import FICTIONAL

PAGE, MARGIN = (210.0, 297.0), 20.0  # mm; A4
WIDTH = PAGE[0] - 2 * MARGIN
INK, ACCENT, MUTED, WARNING = (RGBColor.from_string(c) for c in ("17242F", "0B5A7D", "52616F", "9C2F12"))
QUIET, LISTED = "Quelle und Hinweis", "Verzeichniszeile {}"
SIZES = {"Title": 24, "Subtitle": 13, "Heading 1": 17, "Heading 2": 13.5, "Heading 3": 11.5, "Caption": 9.5}
PAGE_WORD, OF_WORD = "Seite", "von"


def styles(book: Any) -> None:
    for lang in book.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), office.LANGUAGE)
    for name in ("Normal", *SIZES, *[f"Heading {n}" for n in range(4, 10)], "List Bullet", "Header", "Footer"):
        _font(book.styles[name])
    for name, size in SIZES.items():
        style = book.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), ACCENT if name.startswith("Heading") else INK
        style.font.italic = False
    normal = book.styles["Normal"]
    normal.font.size, normal.font.color.rgb = Pt(10.5), INK
    normal.paragraph_format.space_after = Pt(6)
    book.styles["Subtitle"].font.color.rgb = MUTED
    caption = book.styles["Caption"]
    caption.paragraph_format.keep_with_next = False
    quiet = book.styles.add_style(QUIET, WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style = normal
    quiet.font.size, quiet.font.color.rgb = Pt(8.5), MUTED
    quiet.paragraph_format.space_after = Pt(3)
    for level in (1, 2):
        listed = book.styles.add_style(LISTED.format(level), WD_STYLE_TYPE.PARAGRAPH)
        listed.base_style = normal
        listed.paragraph_format.left_indent, listed.paragraph_format.space_after = Mm(6 * (level - 1)), Pt(2)
    rule = book.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if rule is not None:  # the line of the template
        rule.getparent().remove(rule)


def _font(style: Any) -> None:
    """One font instead of those of the theme, for every script."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), office.FONT)


def page(book: Any, document: Document) -> None:
    thumbnail = next((i for i, r in book.part.package.rels.items() if r.reltype.endswith("/thumbnail")), None)
    if thumbnail:  # a picture of the template, not of this file
        book.part.package.rels.pop(thumbnail)
    sheet = book.sections[0]
    sheet.page_width, sheet.page_height = (Mm(side) for side in PAGE)
    sheet.left_margin = sheet.right_margin = sheet.top_margin = sheet.bottom_margin = Mm(MARGIN)
    sheet.header_distance = sheet.footer_distance = Mm(10)
    if document.fictional:
        above = sheet.header.paragraphs[0]
        above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run(above, FICTIONAL, bold=True, colour=WARNING)
    below = sheet.footer.paragraphs[0]
    below.paragraph_format.tab_stops.clear_all()
    below.style.font.size, below.style.font.color.rgb = Pt(8), MUTED
    below.add_run(f"{office.foot(document)} · {PAGE_WORD} ")
    field(below, "PAGE")
    below.add_run(f" {OF_WORD} ")
    field(below, "NUMPAGES")


def field(paragraph: Any, code: str) -> None:
    """A field of ours; Word fills it in."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("result", "1"), ("end", "")):
        part = paragraph.add_run(text if kind == "result" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            part._r.append(mark)
        elif not kind:
            asked = OxmlElement("w:instrText")
            asked.text = f" {text} "
            part._r.append(asked)


def run(paragraph: Any, text: str, *, bold: bool = False, colour: RGBColor | None = None) -> Any:
    """One line of plain text; what XML forbids is gone."""
    said = paragraph.add_run(office.line(text))
    said.bold = bold or None
    if colour is not None:
        said.font.color.rgb = colour
    return said
