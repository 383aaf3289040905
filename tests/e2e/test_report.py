"""„Bericht“: views are collected, kept over a reload, changed, saved, opened again, and become a document."""

from __future__ import annotations

import json
from pathlib import Path

import docx
from playwright.sync_api import Page

from dashboard.documents.report_list import read_list
from tests.e2e.screen import Screen, expect

QUARTERS = "?region=muster/k03&level=quartier"
FIRST = "?region=05&level=kreis"


def opened(page: Page) -> None:
    page.locator("#report-open").press("Enter")
    expect(page.get_by_role("dialog", name="Bericht")).to_be_visible()
    expect(page.locator("#report-add")).to_be_enabled()


def entries(page: Page) -> list[str]:
    return page.locator("#report-lines li a").all_inner_texts()


def test_a_report_is_put_together_kept_and_made(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    screen.open(FIRST)
    opened(page)
    expect(page.locator("#report-docx")).to_be_disabled()
    expect(page.locator("#report-lines")).to_contain_text("Noch ist keine Ansicht")
    expect(page.get_by_role("checkbox", name="Steckbrief der gewählten Gebiete")).to_have_count(0)
    page.get_by_role("checkbox", name="Tabelle").check()
    page.locator("#report-heading").fill("Wo wohnen die Kinder?")
    page.locator("#report-remark").fill("=Vorlage <b>für</b> den Ausschuss")
    page.locator("#report-add").click()
    expect(page.locator("#report-lines li")).to_have_count(1)
    expect(page.locator("#report-heading")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#report-open")).to_have_text("Bericht (1)")

    screen.open(f"{QUARTERS}&sel=muster/k03/g01/quartier/01")  # the list outlives the page
    expect(page.locator("#report-open")).to_have_text("Bericht (1)")
    opened(page)
    page.get_by_role("checkbox", name="Karte", exact=True).uncheck()
    page.get_by_role("checkbox", name="Steckbrief der gewählten Gebiete").check()
    page.locator("#report-add").click()
    expect(page.locator("#report-lines li")).to_have_count(2)
    page.get_by_label("Titel des Berichts").fill("Kinder im Blick")
    second = entries(page)[1]
    page.get_by_role("button", name=f"{second}: nach oben").click()
    expect(page.locator("#report-lines li a").first).to_have_text(second)
    page.get_by_role("button", name=f"{second}: ändern").click()
    expect(page.locator("#report-add")).to_have_text("Änderung übernehmen")
    page.locator("#report-heading").fill("Ein Quartier")
    page.locator("#report-add").click()
    expect(page.locator("#report-lines li a").first).to_have_text("Ein Quartier")
    assert entries(page) == ["Ein Quartier", "Wo wohnen die Kinder?"]

    with page.expect_download() as saved:
        page.locator("#report-save").click()
    saved.value.save_as(tmp_path / "bericht.json")
    kept = read_list((tmp_path / "bericht.json").read_bytes())
    assert (kept.title, [e.show for e in kept.entries]) == ("Kinder im Blick", [("profil",), ("karte", "tabelle")])

    page.locator("#report-docx").press("Enter")
    link = page.locator("#report-result a")
    expect(link).to_contain_text("quartiersblick_bericht_kinder-im-blick.docx")
    with page.expect_download() as made:
        link.click()
    made.value.save_as(tmp_path / "b.docx")
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "b.docx")).paragraphs)
    assert text.index("Ein Quartier") < text.index("Wo wohnen die Kinder?") < text.index("=Vorlage <b>für</b>")
    assert "Die Daten sind dieselben wie beim letzten Mal" in text


def test_lists_are_opened_and_faults_are_said(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    screen.open(FIRST)
    opened(page)
    wrong = tmp_path / "falsch.json"
    wrong.write_text('{"version": 7}', encoding="utf-8")
    choose(page, wrong)
    expect(page.locator("#report-result")).to_contain_text("„version“ ist „7“; bekannt ist nur 1")
    expect(page.locator("#report-lines")).to_contain_text("Noch ist keine Ansicht")
    older = tmp_path / "älter.json"
    listed = [
        {"query": f"{FIRST}&ind=sgb2_children_rate_pct", "show": ["karte"], "period": "latest", "taken": "2019"},
        {"query": "?region=05&level=kreis&ind=gibt_es_nicht", "show": ["karte"], "heading": "Weg"},
    ]
    older.write_text(
        json.dumps({"version": 1, "title": "Alt", "fingerprint": "anderswo", "date": "2025-01-02", "entries": listed}),
        encoding="utf-8",
    )
    choose(page, older)
    expect(page.locator("#report-say")).to_contain_text("älter.json ist geöffnet")
    expect(page.locator("#report-lines .report-wrong")).to_contain_text("gibt_es_nicht")
    expect(page.locator("#report-pdf")).to_be_disabled()
    page.get_by_role("button", name="Weg: entfernen").click()
    expect(page.locator("#report-pdf")).to_be_enabled()
    expect(page.locator("#report-changed")).to_contain_text("Seit dieser Bericht zuletzt entstand")
    page.locator("#report-adopt").click()
    expect(page.locator("#report-changed-box")).to_be_hidden()
    page.locator("#report-clear").click()
    expect(page.locator("#report-lines")).to_contain_text("Noch ist keine Ansicht")


def choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as asked:
        page.locator("#report-load").press("Enter")
    asked.value.set_files(file)
