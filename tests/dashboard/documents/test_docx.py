"""Document → DOCX, read back with python-docx and as XML: styles, tables, pictures, fields, properties, bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from dashboard.documents.docx import docx_file
from dashboard.documents.docx_styles import QUIET
from dashboard.documents.model import Document, Figure, Paragraph, Section, Table
from tests.dashboard.documents.test_pdf import ROWS, TABLE, document

NASTY = "=1+1 {PAGE} <w:br/> & \x00\x0b\x1f\ufffe #set \\u0041 „Ä“ 𝔘\u202e ende"
KEPT = "=1+1 {PAGE} <w:br/> & #set \\u0041 „Ä“ 𝔘 ende"


def read(found: Document) -> Any:
    return docx.Document(io.BytesIO(docx_file(found)))


def texts(table: Any) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


@pytest.fixture(scope="module")
def book() -> Any:
    return read(document(fictional=True, contents=True, link="https://atlas.example/?v=1"))


def test_styles_say_what_everything_is(book: Any) -> None:
    said = [(p.style.name, p.text) for p in book.paragraphs if p.text]
    for expected in (
        ("Title", "Profile"), ("Subtitle", "Kreis Ahorn"), ("Heading 1", "Nordstadt"), ("List Bullet", "zweitens"),
        ("Heading 2", "Was dagegen spricht"), ("Caption", "Was die Tabelle zeigt"), (QUIET, "Ein Hinweis."),
        ("Heading 1", "Quellen"), (QUIET, "Amt für Kleines"),
    ):  # fmt: skip
        assert expected in said, expected
    order = [text for _, text in said]
    assert order.index("Nordstadt") < order.index("zweitens") < len(order) - order[::-1].index("Was dagegen spricht")
    assert {lang.get(qn("w:val")) for lang in book.styles.element.iter(qn("w:lang"))} == {"de-DE"}


def test_tables_are_tables_with_heads_on_every_page(book: Any) -> None:
    figures, table = book.tables
    assert texts(table) == [TABLE.heads, *ROWS]
    assert texts(figures) == [("Kennzahl", "Wert", "Erläuterung"), ("Kinderarmut", "12,5 %", "5 von 40\nKreis 9,1 %")]
    for found in (figures, table):
        heads = [row for row in found._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is not None]
        assert heads == [found._tbl.tr_lst[0]]
        assert len(list(found._tbl.iter(qn("w:cantSplit")))) == len(found.rows)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Was die Tabelle zeigt"


def test_parts_of_a_table_stand_in_the_order_word_asks_for(book: Any) -> None:
    order = ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"]
    for table in book.tables:
        found = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert found == [name for name in order if name in found]


def test_pictures_have_print_resolution_and_alternative_texts(book: Any) -> None:
    (shape,) = book.inline_shapes
    assert shape._inline.docPr.get("descr") == "Lage des Gebiets im Süden"
    part = book.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    with Image.open(io.BytesIO(part.blob)) as image:
        assert image.format == "PNG"
        inches = shape.width / 914_400
        assert image.width / inches == pytest.approx(300, abs=2)
        assert image.width / image.height == pytest.approx(4, abs=0.02)


def test_foot_and_head_are_on_every_page(book: Any) -> None:
    page = book.sections[0]
    foot, head = page.footer.paragraphs[0], page.header.paragraphs[0]
    assert "Profile · Datenstand abc123 · 01.03.2026 · Quartiersblick NRW" in foot.text
    assert [f.text.strip() for f in foot._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert head.text == "fiktive Daten"
    assert read(document()).sections[0].header.paragraphs[0].text == ""


def test_contents_lead_to_the_headings(book: Any) -> None:
    body = book.element.body
    marks = {m.get(qn("w:name")): m.getparent() for m in body.iter(qn("w:bookmarkStart"))}
    links = [link for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    said = [("".join(t.text for t in link.iter(qn("w:t"))), link.get(qn("w:anchor"))) for link in links]
    assert [text for text, _ in said] == ["Nordstadt", "Was dagegen spricht", "Südstadt"]
    assert all("".join(t.text for t in marks[mark].iter(qn("w:t"))) == text for text, mark in said)


def test_links_lead_to_the_web_only(book: Any) -> None:
    outside = [r.target_ref for r in book.part.rels.values() if r.is_external]
    assert set(outside) == {"https://atlas.example/?v=1"}
    parts = tuple(Paragraph("Hier", link=bad) for bad in ("file:///etc/passwd", "javascript:alert(1)", "?v=1"))
    plain = read(document(link="?v=1&ind=x", sections=(Section("A", parts),)))
    assert not [r for r in plain.part.rels.values() if r.is_external]
    assert "Link (an die Adresse der Anwendung anhängen): ?v=1&ind=x" in [p.text for p in plain.paragraphs]


def test_properties(book: Any) -> None:
    core = book.core_properties
    assert (core.title, core.subject, core.author) == ("Profile", "Kreis Ahorn", "Quartiersblick NRW")
    assert core.keywords == "Datenstand abc123; https://atlas.example/?v=1"
    assert core.created == core.modified == datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    assert (core.language, core.comments) == ("de-DE", "")
    long = read(document(title="T" * 5000, link="https://atlas.example/?v=1&sel=" + "1," * 4000)).core_properties
    assert len(long.title) == 255
    assert long.keywords == "Datenstand abc123"


def test_same_document_same_bytes() -> None:
    body = docx_file(document())
    assert body == docx_file(document())
    assert body != docx_file(document(day=date(2026, 3, 2)))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 12, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_text_stays_text() -> None:
    table = Table(NASTY, (NASTY, "b"), ((NASTY, NASTY),))
    figure = Figure(_png(), "png", NASTY, 40, 20, NASTY)
    parts = (Paragraph(NASTY), table, figure)
    found = document(title=NASTY, subtitle=NASTY, sections=(Section(NASTY, parts, NASTY),), sources=(NASTY,))
    book = read(found)
    assert [p.text for p in book.paragraphs].count(KEPT) == 8
    assert texts(book.tables[0]) == [(KEPT, "b"), (KEPT, KEPT)]
    assert book.inline_shapes[0]._inline.docPr.get("descr") == KEPT
    assert not list(book.element.body.iter(qn("w:instrText"), qn("w:br")))


def test_a_title_of_5000_characters_and_nothing_at_all() -> None:
    title = "Sehr langer Titel " * 280
    assert read(document(title=title)).paragraphs[0].text == title.strip()
    assert [p.text for p in read(Document("", "", (), (), "f", date(2026, 1, 1))).paragraphs] == [""]


def test_a_new_page_begins_where_it_should() -> None:
    broken = [p.text for p in read(document()).paragraphs if p.paragraph_format.page_break_before]
    assert broken == ["Südstadt"]


def test_pictures_too_high_for_the_page_are_scaled() -> None:
    tall = Figure(_png(), "png", "hoch", 170, 2000)
    (shape,) = read(replace(document(), sections=(Section("A", (tall,)),))).inline_shapes
    assert shape.height / 36_000 == pytest.approx(220, abs=0.1)
    assert shape.width / shape.height == pytest.approx(170 / 2000, abs=0.001)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PNG")
    return out.getvalue()
