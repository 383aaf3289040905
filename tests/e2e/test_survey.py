"""Page „Befragung“: from the published card to a survey, its challenges, and back with a link."""

from __future__ import annotations

import re

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
