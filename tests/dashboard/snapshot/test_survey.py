"""„Befragung“ as tables and points, read back from their SVG, and what is offered of each part."""

from __future__ import annotations

import itertools

import pytest

from dashboard.snapshot.flow import Piece, column_width, pour
from dashboard.snapshot.paper import PAPERS, Box
from dashboard.snapshot.request import make
from dashboard.snapshot.sheet import Sheet
from dashboard.snapshot.tables import fitted
from dashboard.state import from_query
from dashboard.views.survey.models import LINK, Bars, Lines, Scatter, SurveyView, Table
from dashboard.views.survey.page import build_survey
from dashboard.views.survey.snapshot import KINDS, RELATION, TABLE, drawable, shows
from geodata.errors import GeodataError
from geodata.repository import Repository
from tests.dashboard.snapshot.test_charts import named, svg
from tests.dashboard.snapshot.test_pictures import shapes, svg_group, svg_texts

CARD = "?page=befragung"
AUTHORITIES, RESIDENTS = (f"{CARD}&b_svy=musterland_survey_{who}&b_part=" for who in ("authorities", "residents"))
PARTS = (
    CARD,
    *map("".join, itertools.product([AUTHORITIES], ["ruecklauf", "antworten", "felder", "fehlende", "indikatoren"])),
    *map("".join, itertools.product([RESIDENTS], ["ruecklauf", "antworten", "felder", "indikatoren"])),
)


def page(repository: Repository, query: str) -> SurveyView:
    return build_survey(repository, from_query(f"{query}&v=1", repository)[0])


def whole(body: bytes) -> str:
    return " ".join(svg_texts(body)).replace("\u00a0", " ")


# -- what is offered --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("query", PARTS)
def test_every_part_has_a_picture_and_only_what_it_names(embedded: Repository, query: str) -> None:
    offered = shows(page(embedded, query))
    assert offered
    for show in KINDS:
        if show in offered:
            assert make(embedded, query, {"show": show, "format": "svg"}).body.startswith(b"<?xml")
        else:
            with pytest.raises(GeodataError, match=f"möglich ist: „{offered[0]}“"):
                make(embedded, query, {"show": show})


def test_sections_without_content_are_no_pictures() -> None:
    view = SurveyView("", (), False, (), (), (), (), "", "", "", "", (Bars("", "", ()), Table("", ("a",), ())))
    assert shows(view) == ()


def test_links_of_a_table_stay_on_the_page() -> None:
    table = Table("", ("Gruppe", "", "n"), (("eine", f"{LINK}1&region=05", "7"),))
    view = SurveyView("", (), False, (), (), (), (), "", "", "", "", (table,))
    assert drawable(view, TABLE) == (Table("", ("Gruppe", "n"), (("eine", "7"),)),)


# -- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4-quer", "a4-hoch"])
def test_the_card_of_2020_is_printed_with_bases_sources_and_contradictions(embedded: Repository, paper: str) -> None:
    body = svg(embedded, CARD, show=TABLE, paper=paper)
    view, text = page(embedded, CARD), whole(body)
    (table,) = (s for s in view.left if isinstance(s, Table))
    cells = " ".join(named(body, "zelle"))
    for row in table.rows:
        for word in " ".join(row).replace("\u00a0", " ").split():
            assert word in cells
    assert named(body, "zelle")[:3] == ["haben geantwortet", "60,4 %", "aller Kommunen und Kreise"]
    assert "Landkreistag NRW" in text
    assert "passt zu keiner der beiden Basen" in text
    assert "Eigene Befragung laden" not in text


def test_tables_stand_with_what_their_columns_mean(embedded: Repository) -> None:
    view = page(embedded, f"{AUTHORITIES}fehlende")
    body = svg(embedded, f"{AUTHORITIES}fehlende", show=TABLE, paper="a3-hoch")
    tables = [s for s in (*view.left, *view.right) if isinstance(s, Table)]
    assert [len(table.rows) for table in tables] == [3, 9, 6]
    text = whole(body)
    assert all(table.title in text for table in tables)
    assert "Wirksame Antworten (nach Kish)" in text
    assert "fehlen" not in text.replace("Wer fehlt", "")


def test_columns_get_what_they_want_or_the_longest_are_cut() -> None:
    assert fitted([5, 5], [20, 10], 40) == [20, 10]
    assert fitted([5, 5], [20, 10], 24) == [14, 10]
    assert fitted([5, 15], [20, 30], 24) == [9, 15]
    assert fitted([15, 15], [20, 30], 24) == [15, 15]  # nothing is narrower than its longest word


def test_a_head_is_drawn_again_and_short_tables_stay_whole() -> None:
    """A column of 95 mm: 40 + 30 fit, the next head asks for 30 below it and begins the second column."""
    drawn: list[tuple[str, int, float]] = []
    sheet = Sheet(PAPERS["a4-quer"])
    step = column_width(sheet, 3) + 8

    def piece(name: str, height: float, **more: object) -> Piece:
        return Piece(height, lambda x, y: drawn.append((name, round(x / step), y)), **more)  # type: ignore[arg-type]

    box = Box(0, 0, 200, 100)
    head = piece("head", 10)
    pieces = [
        piece("one", 40, row=True), piece("two", 30, row=True), piece("title", 10, keep=30),
        *(piece(name, 30, row=True, again=head) for name in ("a", "b", "c", "d")),
    ]  # fmt: skip
    pour(sheet, pieces, 3, box, ("Zeile", "Zeilen"))
    assert drawn == [
        ("one", 0, 0), ("two", 0, 40), ("title", 1, 0), ("a", 1, 10), ("b", 1, 40), ("head", 2, 0), ("c", 2, 10),
        ("d", 2, 40),
    ]  # fmt: skip
    assert not sheet.axes.texts
    pour(sheet, pieces, 2, box, ("Zeile", "Zeilen"))
    assert "2 Zeilen fehlen" in sheet.axes.texts[0].get_text()
    pour(sheet, pieces[:-1], 2, box, ("Zeile", "Zeilen"))
    assert "1 Zeile fehlt" in sheet.axes.texts[1].get_text()


# -- points -----------------------------------------------------------------------------------------------------------


def test_one_point_for_every_quarter_with_what_is_said_of_them(embedded: Repository) -> None:
    query = f"{RESIDENTS}indikatoren"
    view = page(embedded, query)
    (scatter,) = (s for s in (*view.left, *view.right) if isinstance(s, Scatter))
    (together,) = (s for s in (*view.left, *view.right) if isinstance(s, Lines))
    body = svg(embedded, query, show=RELATION)
    assert shapes(svg_group(body, "punkte")) == len(scatter.points) > 10
    text = whole(body)
    assert scatter.x_label.replace("\u00a0", " ") in text
    assert "95-%-Intervall" in text
    assert "Rangkorrelation nach Spearman" in text
    assert all(word in text for sentence in together.sentences for word in sentence.replace("\u00a0", " ").split())
    assert "Farbig" not in text
