"""Page „Befragung“: from the published card to a survey, its challenges, and back with a link."""

from __future__ import annotations

import re

from geodata.workspace import Workspace
from tests.e2e.conftest import Server
from tests.e2e.screen import Screen, expect

SURVEY = "Sozialplanung in Musterland (fiktive Befragung aller Kreise, Städte und Gemeinden)"


def test_from_the_published_card_to_challenges_on_a_map(screen: Screen) -> None:
    page = screen.page
    page.goto(f"{screen.url}/?page=befragung")
    expect(page.locator("#survey-body h1")).to_contain_text("2020")
    expect(page.locator("#survey-body")).to_contain_text("258 von 427")
    expect(page.locator("#survey-part-box")).to_be_hidden()
    screen.choose("survey-choice", SURVEY)
    expect(page.locator("#survey-body .tag-fictional")).to_be_visible()
    expect(page.locator("#survey-body .survey-map")).to_be_visible()
    screen.choose("survey-part", "Herausforderungen")
    expect(page.locator("#survey-body")).to_contain_text("Mehrfachnennung")
    screen.choose("survey-answer", "Wohnen")
    expect(page.locator("#survey-body")).to_contain_text("Wo wird „Wohnen“ genannt?")
    expect(page).to_have_url(re.compile("b_ans=WOHNEN"))
    page.reload()
    expect(page.locator("#survey-body")).to_contain_text("Wo wird „Wohnen“ genannt?")
    page.go_back()
    expect(page.locator("#survey-body")).to_contain_text("Wo wird „Kinder und Familie“ genannt?")
    assert screen.faults == []


ROWS = [
    "id,submitdate,lastpage,startlanguage,G01Q01,G01Q02,G02Q01[WOHNEN],G02Q01[PFLEGE]",
    "1,2025-03-01 10:00:00,3,de,Stadt Köln,A1,Y,Y",
    "2,2025-03-02 10:00:00,3,de,Stadt Aachen,A2,Y,",
    "3,2025-03-03 10:00:00,3,de,Kölle,A2,,Y",
    "4,2025-03-04 10:00:00,3,de,Kreis Düren,A1,Y,",
]
SLOW = 120_000  # milliseconds


def test_a_survey_is_loaded_in_the_page_described_and_counted_in_two_ways(screen: Screen, server: Server) -> None:
    page, report = screen.page, screen.page.locator("#import-report")
    page.goto(f"{screen.url}/?page=daten")
    expect(page.locator(".card").first).to_be_visible()
    sent = {"name": "umfrage.csv", "mimeType": "text/csv", "buffer": ("\n".join(ROWS) + "\n").encode()}
    page.locator("#upload-files").set_input_files(files=[sent])  # type: ignore[list-item]
    expect(report).to_contain_text("3 von 427 Kommunen haben geantwortet", timeout=SLOW)
    expect(report).to_contain_text("Mehrfachnennung")
    text = page.locator("#import-survey")
    sender = page.locator("input[aria-label='Gebiet für nicht bekannt (Zeile 4)']")
    sender.click()
    page.get_by_role("option", name="Köln, Ähnlichkeit", exact=False).click()
    text.fill(text.input_value().replace('duplicates: "last"', "duplicates: letzte"))
    expect(page.locator("#import-confirm")).to_be_disabled()
    page.locator("#import-check").click()
    fault = page.locator("#import-fault")
    expect(fault).to_contain_text("„duplicates“: „letzte“ ist nicht möglich; erlaubt sind last, first", timeout=SLOW)
    expect(fault).to_contain_text("Zeile 9")
    expect(fault).to_be_in_viewport()
    expect(report).to_contain_text("3 von 427 Kommunen haben geantwortet")  # the last good list, with what was chosen
    expect(sender).to_have_value(re.compile("^Köln"))
    described = text.input_value().replace("letzte", "first").replace("named: false", "named: true")
    text.fill(described.replace('title: ""', 'title: "Probe"'))
    page.locator("#import-check").click()
    expect(report).to_contain_text("mehrfach geantwortet: 1", timeout=SLOW)
    expect(fault).to_be_empty()
    page.locator("#import-confirm").click()
    page.get_by_text("Auf der Seite „Befragung“ ansehen").click(timeout=SLOW)
    expect(page.locator("#survey-body h1")).to_have_text("Probe")
    expect(page.locator("#survey-body")).to_contain_text("2 von 23")
    screen.choose("survey-aachen", "kreisangehörig (22 + 374)")
    expect(page.locator("#survey-body")).to_contain_text("1 von 374")
    expect(page).to_have_url(re.compile("b_ac=kreisangehoerig"))

    page.goto(f"{screen.url}/?page=daten")
    card = page.locator(".card", has=page.get_by_role("heading", name="Probe"))
    card.get_by_role("button", name="Entfernen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Entfernen")).to_be_enabled(timeout=SLOW)
    dialog.get_by_role("button", name="Entfernen").click()
    expect(page.locator("#import-result")).to_contain_text("Der Datensatz wurde entfernt.", timeout=SLOW)
    expect(card).to_have_count(0)
    assert "befragung_probe" not in Workspace(server.workspace).state().packages
    page.goto(f"{screen.url}/?page=befragung&b_svy=befragung_probe")
    expect(page.locator("#survey-body h1")).to_contain_text("2020")
    expect(page.locator("#notice")).to_contain_text("ist nicht bekannt")
    assert screen.faults == []


def test_what_is_selected_on_the_map_is_a_group_of_respondents(screen: Screen) -> None:
    page = screen.page
    screen.open("?region=muster&level=gemeinde")
    rows = page.locator("#ranking .ag-center-cols-container .ag-row")
    rows.nth(0).click()
    rows.nth(1).click(modifiers=["Control"])
    expect(screen.selected_paths()).to_have_count(2)
    page.locator("#nav").get_by_role("link", name="Befragung").click()
    screen.choose("survey-choice", SURVEY)
    screen.choose("survey-by", "Auswahl auf der Karte")
    expect(page.locator("#survey-body")).to_contain_text("von 2")
    expect(page.locator("#survey-body")).to_contain_text("Orange umrandet")
    page.get_by_role("link", name="Karte auf diese Gebiete eingrenzen").click()
    screen.drawn()
    expect(page.locator("#page-karte")).to_contain_text("Gebiete")
    assert screen.faults == []
