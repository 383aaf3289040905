"""Document → PPTX, read back with python-pptx: titles, tables, pictures, notes; and nothing overlaps or runs over."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import date
from typing import Any

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from dashboard.documents import slide_model as slides
from dashboard.documents.model import Bullets, Document, Figure, Paragraph, Section, Table
from dashboard.documents.pptx import pptx_file
from dashboard.documents.slides import slides_of
from dashboard.snapshot.sheet import FONTS
from tests.dashboard.documents.test_docx import KEPT, NASTY
from tests.dashboard.documents.test_pdf import ROWS, TABLE, document

MM = 36_000
WORDS = "Anteil der Kinder in Haushalten mit Leistungen der Grundsicherung nach Quartier und Bezirk"


def read(found: Document) -> Any:
    return pptx.Presentation(io.BytesIO(pptx_file(found)))


def title(slide: Any) -> str:
    return slide.shapes.title.text


def table_of(slide: Any) -> Any:
    return next((s.table for s in slide.shapes if s.has_table), None)


def rows_of(table: Any) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def notes(slide: Any) -> str:
    return slide.notes_slide.notes_text_frame.text


@pytest.fixture(scope="module")
def show() -> Any:
    return read(document(fictional=True, contents=True, link="https://atlas.example/?v=1"))


def test_titles_are_unique_and_in_their_placeholder(show: Any) -> None:
    found = [title(slide) for slide in show.slides]
    assert len(set(found)) == len(found)
    assert all(found)
    assert found[:4] == ["Profile", "Inhalt", "Nordstadt", "Nordstadt (2)"]
    assert found[-1] == "Quellen"
    assert {s.shapes.title.placeholder_format.type for s in show.slides} == {
        PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE,
    }  # fmt: skip


def test_wide_slides_with_foot_number_and_badge(show: Any) -> None:
    assert show.slide_width / show.slide_height == pytest.approx(16 / 9, abs=0.001)
    for slide in show.slides:
        kinds = {s.placeholder_format.type: s for s in slide.placeholders}
        assert "Datenstand abc123 · 01.03.2026" in kinds[PP_PLACEHOLDER.FOOTER].text
        assert 'type="slidenum"' in kinds[PP_PLACEHOLDER.SLIDE_NUMBER]._element.xml
        assert "fiktive Daten" in [s.text for s in slide.shapes if s.has_text_frame]
        assert "Datenstand abc123" in notes(slide)
    plain = read(document())
    assert "fiktive Daten" not in [s.text for p in plain.slides for s in p.shapes if s.has_text_frame]


def test_a_long_table_goes_on_with_its_heads(show: Any) -> None:
    found = [rows_of(t) for t in map(table_of, show.slides) if t is not None and t.cell(0, 0).text == "Indikator"]
    assert len(found) > 1
    assert {rows[0] for rows in found} == {TABLE.heads}
    assert tuple(itertools.chain.from_iterable(rows[1:] for rows in found)) == ROWS
    for slide in show.slides:
        if table := table_of(slide):
            assert table.first_row
            assert table.first_col


def test_pictures_have_print_resolution_and_alternative_texts(show: Any) -> None:
    (picture,) = [s for p in show.slides for s in p.shapes if s.shape_type is MSO_SHAPE_TYPE.PICTURE]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Lage des Gebiets im Süden"
    with Image.open(io.BytesIO(picture.image.blob)) as image:
        assert image.width / (picture.width / 914_400) == pytest.approx(300, abs=2)
        assert picture.width / picture.height == pytest.approx(image.width / image.height, abs=0.02)


def test_order_of_reading(show: Any) -> None:
    for slide in show.slides:
        names = [s.name for s in slide.shapes]
        assert names[0].startswith("Title")
        assert "Slide Number" in names[-1]
        assert "Footer" in names[-2]


def test_language_and_properties(show: Any) -> None:
    runs = [
        r for p in show.slides for s in p.shapes if s.has_text_frame for t in s.text_frame.paragraphs for r in t.runs
    ]
    assert {run._r.rPr.get("lang") for run in runs} == {"de-DE"}
    core = show.core_properties
    assert (core.title, core.author) == ("Profile", "Quartiersblick NRW")
    assert core.keywords == "Datenstand abc123; https://atlas.example/?v=1"
    links = [r.hyperlink.address for r in runs if r.hyperlink.address]
    assert set(links) == {"https://atlas.example/?v=1"}


@pytest.mark.slow
def test_same_document_same_bytes() -> None:
    body = pptx_file(document())
    assert body == pptx_file(document())
    assert body != pptx_file(document(day=date(2026, 3, 2)))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 12, 0, 0)}


def test_text_stays_text() -> None:
    parts = (Paragraph(NASTY), Table(NASTY, (NASTY, "b"), ((NASTY, NASTY),)))
    found = read(document(title=NASTY, sections=(Section(NASTY, parts, NASTY),)))
    assert [title(s) for s in found.slides] == [KEPT, f"{KEPT} (2)", f"{KEPT}: {KEPT}", "Quellen"]
    assert rows_of(table_of(found.slides[2])) == [(KEPT, "b"), (KEPT, KEPT)]


@pytest.mark.slow
def test_what_is_cut_stands_whole_in_the_notes() -> None:
    long = " ".join(f"Wort{n}" for n in range(300))
    rows = ((long, "1"), ("kurz", "2"))
    found = read(document(title=long, sections=(Section(long, (Paragraph(long), Table("T", ("a", "b"), rows))),)))
    first, text = found.slides[0], found.slides[1]
    assert title(first).endswith("…")
    assert long in notes(first)
    assert long in notes(text)
    held = next(s for s in found.slides if table_of(s))
    assert rows_of(table_of(held))[1][0].endswith("…")
    assert long in notes(held)
    said = " ".join(s.text for p in found.slides for s in p.shapes if s.name == "Text")
    assert long.split() == [w for w in said.split() if w.startswith("Wort")]  # text goes on from slide to slide


# -- nothing runs over ------------------------------------------------------------------------------------------


def _wild() -> Document:
    words = [WORDS * 3, "Donaudampfschifffahrtsgesellschaftskapitän" * 6, "kurz", *(f"{WORDS} {n}" for n in range(40))]
    wide = Table(
        WORDS, tuple(f"Spalte {n}" for n in range(9)), tuple((w, *"12345678") for w in words), notes=(WORDS,) * 9
    )
    figure = Figure(_png(), "png", "Karte", 170, 120, WORDS)
    parts = (Paragraph(WORDS, quiet=True), Bullets(tuple(words)), wide, figure, Paragraph(WORDS * 5, quiet=True), TABLE)
    return document(title=WORDS * 4, sections=(Section(WORDS * 2, parts, WORDS),), sources=tuple(words), fictional=True)


@pytest.fixture(scope="module")
def wild() -> Any:
    return read(_wild())


@pytest.mark.slow
def test_no_shape_overlaps_another_or_leaves_the_slide(wild: Any) -> None:
    assert len(wild.slides) > 8
    for slide in wild.slides:
        boxes = []
        for shape in slide.shapes:
            left, top, width, height = (v / MM for v in (shape.left, shape.top, shape.width, shape.height))
            assert left >= 0
            assert top >= 0
            assert left + width <= slides.WIDTH + 0.01
            assert top + height <= slides.HEIGHT + 0.01
            boxes.append((left, top, left + width, top + height, shape.name))
        for one, other in itertools.combinations(boxes, 2):
            apart = one[2] <= other[0] + 0.6 or other[2] <= one[0] + 0.6
            assert apart or one[3] <= other[1] + 0.6 or other[3] <= one[1] + 0.6, (title(slide), one, other)


@pytest.mark.slow
def test_every_text_fits_its_place_as_pillow_measures_it(wild: Any) -> None:
    for slide in wild.slides:
        for shape in slide.shapes:
            if shape.has_table:
                for row, column in itertools.product(shape.table.rows, range(len(shape.table.columns))):
                    width = shape.table.columns[column].width / MM - slides.CELL_PAD
                    assert _needed(row.cells[column].text_frame, width, 0) <= row.height / MM, row.cells[column].text
            elif shape.has_text_frame and shape.name not in ("Fiktive Daten",):
                usual = _size_of_placeholder(slide, shape)
                assert _needed(shape.text_frame, shape.width / MM, usual) <= shape.height / MM + 0.6, shape.text


def _size_of_placeholder(slide: Any, shape: Any) -> float:
    """Points that a shape has from its layout."""
    if shape == slide.shapes.title:
        return slides.FIRST_TITLE if slide.slide_layout.name == "Title Slide" else slides.TITLE
    return slides.BODY if "Subtitle" in shape.name else slides.SMALL


def _needed(frame: Any, width: float, usual: float) -> float:
    """Height in mm of the paragraphs of a frame, wrapped by Pillow with the font of the project."""
    height = 0.0
    for paragraph in frame.paragraphs:
        run = paragraph.runs[0] if paragraph.runs else None
        size = run.font.size.pt if run is not None and run.font.size else usual
        style = "Bold" if usual >= slides.TITLE or (run is not None and run.font.bold) else "Regular"
        about = paragraph._p.pPr
        room = width - (int(about.get("marL", 0)) / MM if about is not None else 0.0)
        lines = _lines(paragraph.text, str(FONTS[style]), room / size * 72 / 25.4)
        height += len(lines) * size * 1.2 * 25.4 / 72
        height += paragraph.space_after.pt * 25.4 / 72 if paragraph.space_after else 0.0
    return height


def _lines(text: str, font: str, width: float) -> list[str]:
    """``width`` in sizes of the type."""
    face = ImageFont.truetype(font, 100)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width * 100:
            lines[-1] = longer
            continue
        while face.getlength(word) > width * 100:
            cut = next(n for n in range(len(word), 0, -1) if face.getlength(word[:n]) <= width * 100)
            lines.append(word[:cut])
            word = word[cut:]
        lines.append(word)
    return [line for line in lines if line] or [""]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("abc äß.", max_size=400), min_size=1, max_size=30))
def test_no_word_of_a_list_is_lost(items: list[str]) -> None:
    found = slides_of(document(sections=(Section("A", (Bullets(tuple(items)),)),), sources=()))
    shown = [line.text for s in found[1:] if isinstance(s.block, slides.Lines) for line in s.block.items]
    assert "".join(" ".join(shown).split()) == "".join(" ".join(items).split())


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PNG")
    return out.getvalue()
