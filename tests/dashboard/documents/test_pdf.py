"""Document → PDF, read back with another library: text, tags, outline, fonts, alternative texts, metadata."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.documents.model import (
    Bullets,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Side,
    Table,
)
from dashboard.documents.pdf import pdf
from tests.dashboard.documents import reading
from tests.dashboard.documents.reading import structure, text_of, tops

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><rect width="80" height="20" fill="#dde"/>'
    '<text x="4" y="12" font-family="Quartiersblick Sans" font-size="6">Süd #set</text></svg>'
).encode()
ROWS = tuple((f"Zeile {n}", f"{n},5 %", "1 von 2") for n in range(90))
TABLE = Table(
    "Was die Tabelle zeigt",
    ("Indikator", "Wert", "Anzahl"),
    ROWS,
    (Side.LEFT, Side.RIGHT, Side.RIGHT),
    ("Ein Hinweis.",),
)
PARTS = (
    KeyFigures((KeyFigure("Kinderarmut", "12,5 %", "5 von 40\nKreis 9,1 %"),)),
    Paragraph("Zur Ansicht", link="https://atlas.example/?v=1"),
    Bullets(("erstens", "zweitens")),
    Figure(SVG, "svg", "Lage des Gebiets im Süden", 80, 20, "Lage"),
    TABLE,
)


def document(**more: Any) -> Document:
    sections = (
        Section("Nordstadt", PARTS, "Quartier · Gneis", (Section("Was dagegen spricht", (Paragraph("Nichts."),)),)),
        Section("Südstadt", (Paragraph("Leer"),), new_page=True),
    )
    plain = Document("Profile", "Kreis Ahorn", sections, ("Amt für Kleines",), "abc123", date(2026, 3, 1))
    return replace(plain, **more)


def read(found: Document) -> PdfReader:
    return reading.read(pdf(found))


def test_everything_is_there_tagged_and_in_order() -> None:
    reader = read(document(link="https://atlas.example/?v=1", contents=True))
    root, text = reader.trailer["/Root"], text_of(reader)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de-DE", True)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    for said in ("12,5 %", "5 von 40", "erstens", "Zeile 89", "Ein Hinweis.", "Amt für Kleines", "Seite 1 von"):
        assert said in text, said
    assert text.index("Inhalt") < text.index("Kinderarmut") < text.index("erstens") < text.index("Was dagegen spricht")
    assert [f["/Alt"] for f in structure(reader, "/Figure") if "/Alt" in f] == ["Lage des Gebiets im Süden"]
    assert len(structure(reader, "/Table")) == 1
    assert len(structure(reader, "/TH")) == 3
    assert {"/H1", "/H2"} <= {kind for kind in ("/H1", "/H2", "/H3") if structure(reader, kind)}


def test_heads_of_tables_stand_on_every_page_they_reach() -> None:
    pages = [page.extract_text() for page in read(document()).pages]
    reached = [text for text in pages if "Zeile" in text]
    assert len(reached) > 1
    assert all("Indikator" in text for text in reached)


def test_outline_metadata_and_date() -> None:
    reader = read(document(link="https://atlas.example/?v=1"))
    assert tops(reader) == ["Nordstadt", "Südstadt", "Quellen"]
    told = reader.metadata
    assert told is not None
    assert (told.title, told.subject, told.author) == ("Profile", "Kreis Ahorn", "Quartiersblick NRW")
    assert told["/Keywords"] == "Datenstand abc123, https://atlas.example/?v=1"
    assert told.creation_date is not None
    assert told.creation_date.date() == date(2026, 3, 1)


def test_same_document_same_bytes() -> None:
    assert pdf(document()) == pdf(document())
    assert pdf(document()) != pdf(document(day=date(2026, 3, 2)))


def test_fonts_are_embedded() -> None:
    fonts = [f.get_object() for page in read(document()).pages for f in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
        assert "QuartiersblickSans" in font["/BaseFont"] or "DejaVu" in font["/BaseFont"]


def test_invented_figures_are_called_so_on_every_page() -> None:
    pages = read(document(fictional=True)).pages
    assert len(pages) > 2
    assert all("fiktive Daten" in page.extract_text() for page in pages)
    assert "fiktive Daten" not in text_of(read(document()))


@pytest.mark.parametrize(
    "nasty",
    [
        "#set text(red) *fett* _x_ $a$ <m> @ref `c` // weg /* a */ \\u{41} [b]",
        "=Überschrift",
        '"; #read("/etc/passwd")',
    ],
)
def test_markup_stays_text(nasty: str) -> None:
    part = (Paragraph(nasty), Table(nasty, (nasty, "b"), ((nasty, "1"),)), Figure(SVG, "svg", nasty, 80, 20, nasty))
    reader = read(document(title=nasty, sections=(Section(nasty, part),)))
    assert reader.metadata is not None
    assert reader.metadata.title == nasty
    assert text_of(reader).replace(" ", "").count(nasty.replace(" ", "")) >= 6


def test_letters_nobody_has_and_very_long_titles_do_not_fail() -> None:
    odd = "Ünïcode Ж 中 😀 \ue000 \x07Ton\u202e"
    assert "Ünïcode" in text_of(read(document(title=odd, subtitle=odd)))
    assert len(read(document(title="Langer Titel " * 400)).pages) > 2
    assert pdf(document(title="W" * 5000))
    assert len(read(document(sections=(), sources=())).pages) == 1


def test_pictures_of_points_too_wide_or_too_tall() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    figures = tuple(Figure(out.getvalue(), "png", "Weißes Bild", w, h) for w, h in ((600, 400), (30, 900)))
    reader = read(document(sections=(Section("Bilder", figures),)))
    assert len(structure(reader, "/Figure")) == 2
