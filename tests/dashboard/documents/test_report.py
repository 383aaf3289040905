"""A list of views becomes a document with the figures of the screen; what changed; nothing half-written."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from click.testing import CliRunner

from dashboard.command_line import main
from dashboard.documents.discussion import FIELDS, build_discussion
from dashboard.documents.docx import docx_file
from dashboard.documents.model import Bullets, Document, Figure, Part, Section, Table
from dashboard.documents.pptx import pptx_file
from dashboard.documents.report import build_report
from dashboard.documents.report_files import written
from dashboard.documents.report_list import Entry, ReportList, read_list, write_list
from dashboard.state import from_query
from dashboard.views.needs.card import build_card
from dashboard.views.needs.result import Refused, build_result
from dashboard.views.survey import models as survey
from dashboard.views.survey.page import build_survey
from geodata.errors import GeodataError
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.callbacks.test_leak import ENTRIES, PLANTED, ROWS, SAFE, traces
from tests.dashboard.small import AHORN, AMSEL, FIGURES, package, repository, small

VIEW = f"?v=1&region={AHORN}&level=gemeinde&ind=poverty"
DAY = date(2026, 1, 2)
KREISE = "?region=05&level=kreis"


def listed(*entries: Entry, **more: Any) -> ReportList:
    return replace(ReportList("Bericht", entries), **more)


def parts(document: Document, sort: type[Any]) -> list[Any]:
    def of(section: Section) -> list[Part]:
        return [*section.parts, *(p for below in section.sections for p in of(below))]

    return [p for s in document.sections for p in of(s) if isinstance(p, sort)]


def refused(found: Repository, wished: ReportList) -> list[str]:
    with pytest.raises(GeodataError) as caught:
        build_report(found, wished, DAY, file="b.json")
    return [str(p) for p in caught.value.problems]


@pytest.fixture(scope="module")
def document() -> Document:
    wished = listed(
        Entry(f"{VIEW}&sel={AMSEL}", ("karte", "tabelle", "profil"), "Armut", "Eine <b>Bemerkung</b>."),
        Entry(VIEW.replace(AHORN, "99"), ("tabelle",)),
    )
    return build_report(small(), wished, DAY, address="https://atlas.example/").document


def test_sections_are_the_views_with_their_words(document: Document) -> None:
    assert [s.title for s in document.sections][:2] == ["Armut", "Kinderarmut"]
    first = document.sections[0]
    texts = [getattr(p, "text", "") for p in first.parts]
    assert texts[0] == "Eine <b>Bemerkung</b>."
    assert texts[1].startswith("Kinderarmut, 2021: ")
    assert first.place == "Kreis Ahorn, Städte und Gemeinden, 2021"
    links = [p.link for p in first.parts if getattr(p, "link", "")]
    assert links == [f"https://atlas.example/{VIEW}&period=2021&sel={AMSEL}&data=abc"] or "data=abc" in links[0]
    assert "Amt für Kleines" in " ".join(document.sources)


def test_tables_hold_what_the_page_shows(document: Document) -> None:
    first, second = parts(document, Table)[:2]
    assert first.heads == ("Gebiet", "Rang", "Wert (%)", "Zähler von Nenner")
    assert first.rows == (
        ("Buche", "1", "30,0\u00a0%", "30 von 100"),
        ("Amsel", "2", "10,0\u00a0%", "10 von 100"),
        ("Clara", "2", "10,0\u00a0%", "20 von 200"),
    )
    states = {row[0]: row[2] for row in second.rows}
    assert states["Dohle"] == "aus Datenschutzgründen nicht ausgewiesen"
    assert states["Fink"] == "keine Angabe"
    assert states["Eiche"] == "0,0\u00a0%"


def test_pictures_say_what_they_show(document: Document) -> None:
    (figure,) = parts(document, Figure)
    assert figure.format == "svg"
    for said in ("Karte", "Kreis Ahorn", "Kinderarmut, 2021: ", "Ohne Wert: 0 von 3 Gebieten."):
        assert said in figure.alt
    assert figure.caption == "Karte: Kreis Ahorn, Städte und Gemeinden, 2021"


def test_in_files_as_in_the_document(document: Document) -> None:
    (table, *_) = parts(document, Table)
    text = docx.Document(io.BytesIO(docx_file(document)))
    assert [tuple(c.text for c in row.cells) for row in text.tables[0].rows] == [table.heads, *table.rows]
    slides = pptx.Presentation(io.BytesIO(pptx_file(document))).slides
    found = [s.table for slide in slides for s in slide.shapes if s.has_table]
    assert [tuple(c.text for c in row.cells) for row in found[0].rows] == [table.heads, *table.rows]


def test_what_changed_since() -> None:
    entry = Entry(VIEW, ("tabelle",), newest=True, taken="2020")
    first = build_report(small(), listed(entry, fingerprint="old", day=date(2025, 3, 1)), DAY)
    section = first.document.sections[-1]
    assert section.title == "Was sich seit dem 01.03.2025 geändert hat"
    assert "nicht verzeichnet" in section.parts[0].text  # type: ignore[union-attr]
    assert "Damals Datenstand old, jetzt abc" in section.parts[1].text  # type: ignore[union-attr]
    assert parts(Document("", "", (section,), (), "", DAY), Table)[0].rows == (("Kinderarmut", "2020", "2021"),)
    assert (first.made.fingerprint, first.made.day, first.made.entries[0].taken) == ("abc", DAY, "2021")
    again = build_report(small(), first.made, DAY).document.sections[-1]
    assert "dieselben" in again.parts[0].text  # type: ignore[union-attr]
    unknown = build_report(small(), listed(entry), DAY).document.sections[-1]
    assert "steht nicht in ihr" in unknown.parts[0].text  # type: ignore[union-attr]


def test_what_changed_names_dataset_period_and_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.workspace.today", lambda: "2026-03-03")
    space = Workspace(tmp_path)
    space.put(package([row for row in FIGURES if row[2] != "2021" or row[0] != "poverty"]))
    entry = Entry("?region=99&level=gemeinde&ind=poverty", ("tabelle",), newest=True)
    first = build_report(Repository.open(tmp_path, sample=None), listed(entry), DAY).made
    space.put(package())
    section = build_report(Repository.open(tmp_path, sample=None), first, DAY).document.sections[-1]
    said = section.parts[0].text  # type: ignore[union-attr]
    assert said == (
        "Seit dieser Bericht zuletzt entstand, wurde „t“ am 3. März 2026 neu geladen: Angaben für 2021 sind geändert."
    )


def test_the_newest_period_is_followed_and_another_stays() -> None:
    old = f"{VIEW}&period=2020"
    wished = listed(Entry(old, ("tabelle",), newest=True), Entry(old, ("tabelle",)))
    assert [e.taken for e in build_report(small(), wished, DAY).made.entries] == ["2021", "2020"]


def test_all_entries_that_are_wrong_are_named() -> None:
    texts = refused(
        small(),
        listed(
            Entry("?region=98999", ("karte",)),
            Entry(f"{VIEW}x", ("karte",)),
            Entry(VIEW, ("balken",)),
            Entry(VIEW, ("profil",)),
            Entry(f"{VIEW}&format=pdf", ("karte",)),
            Entry(f"{VIEW}&period=1999", ("karte",)),
            Entry("?page=daten", ("karte",)),
            Entry("?x=%ff", ("karte",)),
            Entry(VIEW, ("karte",)),
        ),
    )
    assert [t.split(", ")[0].rsplit(" ", 1)[1] for t in texts] == list("12345678")
    assert all(t.startswith("b.json: ") for t in texts)
    for text, named in zip(
        texts, ("98999", "povertyx", "balken", "kein Gebiet gewählt", "format", "1999"), strict=False
    ):
        assert named in text


def test_canaries_are_in_no_document() -> None:
    found = repository(ROWS, ENTRIES)
    place = f"?region=99&level=gemeinde&sel={','.join((*PLANTED, *SAFE))}"
    shows = ("karte", "rangfolge", "tabelle", "profil")
    entries = [Entry(f"{place}&ind={ind}", shows) for ind in ("cases", "victims")]
    made = build_report(found, listed(*entries), DAY).document
    said = repr(replace(made, sections=()))
    text = docx.Document(io.BytesIO(docx_file(made)))
    said += " ".join(p.text for p in text.paragraphs) + text.element.xml
    said += " ".join(figure.body.decode() for figure in parts(made, Figure))
    assert "aus Datenschutzgründen" in said
    leaked = {t for t in traces() if len(t) > 4 and t in said}
    assert not leaked


def test_same_list_same_bytes_and_two_at_once(document: Document) -> None:
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(docx_file(document))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(bodies) == 2
    assert len(set(bodies)) == 1


def test_progress_can_cancel() -> None:
    class Stop(Exception):
        pass

    def stop(number: int, total: int, _title: str) -> None:
        assert total == 2
        if number == 2:
            raise Stop

    with pytest.raises(Stop):
        build_report(small(), listed(*[Entry(VIEW, ("tabelle",))] * 2), DAY, progress=stop)


# -- command ----------------------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["report", *arguments, "--workspace", str(folder / "leer"), "--date", "2026-01-02"])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["pptx", "pdf"])
def test_the_command_writes_and_updates(tmp_path: Path, form: str) -> None:
    saved, out = tmp_path / "liste.json", tmp_path / f"bericht.{form}"
    saved.write_bytes(write_list(listed(Entry(KREISE, ("karte", "tabelle"), newest=True))))
    ran = run(tmp_path, str(saved), "--out", str(out), "--update")
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes().startswith(b"%PDF" if form == "pdf" else b"PK")
    kept = read_list(saved.read_bytes())
    assert (kept.day, kept.entries[0].taken) == (DAY, "2023")
    first = out.read_bytes()
    assert run(tmp_path, str(saved), "--out", str(out)).exit_code == 0
    assert run(tmp_path, str(saved), "--out", str(tmp_path / f"b.{form}")).exit_code == 0
    assert out.read_bytes() == (tmp_path / f"b.{form}").read_bytes() != first


@pytest.mark.slow
def test_what_the_command_refuses_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved, bad = tmp_path / "liste.json", tmp_path / "kaputt.json"
    body = write_list(listed(Entry(KREISE, ("tabelle",))))
    saved.write_bytes(body)
    bad.write_bytes(b"{")
    gone = tmp_path / "weg.json"
    gone.write_bytes(write_list(listed(Entry("?region=99999", ("karte",)))))
    out = str(tmp_path / "b.docx")
    for arguments, named in (
        ((str(bad), "--out", out), "kaputt.json: "),
        ((str(gone), "--out", out), "weg.json: "),
        ((str(tmp_path / "fehlt.json"), "--out", out), "nicht lesbar"),
        ((str(saved), "--out", str(tmp_path / "b.odt")), "odt"),
        ((str(saved), "--out", str(tmp_path / "kein" / "b.docx"), "--update"), "lässt sich nicht schreiben"),
    ):
        ran = run(tmp_path, *arguments)
        assert ran.exit_code == 1, ran.output
        assert named in ran.output
    monkeypatch.setattr(Path, "write_bytes", _full)
    ran = run(tmp_path, str(saved), "--out", out, "--update")
    assert ran.exit_code == 1
    assert "kein freier Platz" in ran.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kaputt.json", "liste.json", "weg.json"]
    assert saved.read_bytes() == body


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")


@pytest.mark.slow
def test_views_of_the_other_pages_say_what_their_pages_say() -> None:
    found = Repository.open(None)
    needs, survey = NEEDS, "?page=befragung&b_svy=musterland_survey_authorities"
    quarter = from_query(needs, found)[0]
    ranked = build_result(found, quarter)
    assert not isinstance(ranked, Refused)
    first = ranked.inputs.ids[list(ranked.rank).index(1)]
    made = build_report(
        found,
        listed(Entry(f"{needs}&sel={first}", ("karte", "tabelle", "profil")), Entry(survey, ("balken", "karte"))),
        DAY,
    ).document
    lage, response = made.sections[:2]
    (table,) = (p for p in lage.parts if isinstance(p, Table))
    assert len(table.rows) == len(ranked.inputs.ids)
    assert [row[1] for row in table.rows[:3]] == ["1", "2", "3"]
    assert table.rows[0][0] == ranked.inputs.names[ranked.inputs.ids.index(first)]
    card = build_card(found, quarter, first)
    assert card is not None
    assert card.sentences[0] in " ".join(i for p in lage.parts if isinstance(p, Bullets) for i in p.items)
    assert "rechnerisch auffällig" in " ".join(getattr(p, "text", "") for p in lage.parts)
    page = build_survey(found, from_query(survey, found)[0])
    assert response.title == page.title
    figures = [p for p in response.parts if isinstance(p, Figure)]
    assert [f.caption.split(":")[0] for f in figures] == ["Balken", "Karte"]
    assert all(fact in str(response.parts[0].text) for fact in page.facts)  # type: ignore[union-attr]
    assert made.fictional


def test_the_card_of_the_survey_of_2020_is_a_table_with_its_contradictions() -> None:
    found = Repository.open(None)
    card = "?page=befragung&b_svy=nrw2020"
    made = build_report(found, listed(Entry(card, ("tabelle",))), DAY).document
    shown = next(s for s in build_survey(found, from_query(card, found)[0]).left if isinstance(s, survey.Table))
    (table,) = (p for p in made.sections[0].parts if isinstance(p, Table))
    assert (table.caption, table.heads, table.rows) == (shown.title, shown.head, shown.rows)
    assert shown.note in table.notes
    said = " ".join(i for p in made.sections[0].parts if isinstance(p, Bullets) for i in p.items)
    assert "Landkreistag NRW" in said
    assert "passt zu keiner der beiden Basen" in said
    assert not made.fictional
    with pytest.raises(GeodataError, match="nur tabelle"):
        build_report(found, listed(Entry(card, ("karte",))), DAY)


# -- Diskussionsliste -------------------------------------------------------------------------------------------------

QUARTER = "muster/k01/g01/quartier/01"
NEEDS = "?v=1&region=muster&level=quartier&page=quartiere"


@pytest.fixture(scope="module")
def discussion() -> Document:
    found = Repository.open(None)
    state = from_query(f"{NEEDS}&q_marks={QUARTER}:Jugendamt:nein:%253D1%252B1", found)[0]
    return build_discussion(found, state, DAY)


def test_every_noted_quarter_with_reasons_and_empty_fields(discussion: Document) -> None:
    section = discussion.sections[0]
    titles = [s.title for s in section.sections]
    assert section.new_page
    assert titles[-2:] == ["Örtliche Sicht", "Was vereinbart wird"]
    assert "Was auffällt" in titles
    assert "Kennzahlen" in titles
    (fields,) = (p for p in section.sections[-1].parts if isinstance(p, Table))
    assert tuple(row[0] for row in fields.rows) == FIELDS
    assert "Grund: =1+1" in section.sections[-2].parts[0].items  # type: ignore[union-attr]
    assert "Hinweis; die Einschätzung" in discussion.summary[0].text  # type: ignore[union-attr]
    assert discussion.fictional
    assert "q_marks=" in discussion.link
    book = docx.Document(io.BytesIO(written(discussion, "docx")))
    assert book.sections[0].header.paragraphs[0].text == "fiktive Daten"


def test_without_marks_there_is_no_list() -> None:
    found = Repository.open(None)
    with pytest.raises(GeodataError, match="vorgemerkt"):
        build_discussion(found, from_query(NEEDS, found)[0], DAY)
