"""„Bild für Bericht“: from the button to the file, with the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, expect

PREVIEW_READY = """
(() => {
  const image = document.getElementById("picture-preview");
  return !image.hidden && image.naturalWidth > 0 && !image.classList.contains("is-old");
})()
"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_picture_from_button_to_file(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    screen.open("?region=05974&level=gemeinde&ind=population")
    button = page.locator("#picture-open")
    button.focus()
    page.keyboard.press("Enter")
    screen.until(PREVIEW_READY)
    title = page.get_by_label("Titel", exact=True)
    expect(title).to_have_value("Bevölkerung")
    title.fill("Einwohner <b>im</b> Kreis")
    page.get_by_text("SVG", exact=True).click()
    page.wait_for_timeout(700)
    screen.until(PREVIEW_READY)
    with page.expect_download() as loaded:
        page.get_by_role("button", name="Herunterladen", exact=True).click()
    assert loaded.value.suggested_filename == "quartiersblick_bevoelkerung_kreis-soest_staedte-und-gemeinden_2024.svg"
    file = tmp_path / "karte.svg"
    loaded.value.save_as(file)
    assert "Einwohner &lt;b&gt;im&lt;/b&gt; Kreis" in file.read_text("utf-8")
    expect(page.locator("#picture-say")).to_contain_text("Heruntergeladen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Bild für Bericht")).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_other_pages_and_charts_are_drawn_too(screen: Screen) -> None:
    """From „Besondere Quartiere“ to „Befragung“ to a chart of „Karte“, each offering what it has."""
    page = screen.page
    title, show = page.get_by_label("Titel", exact=True), page.locator("#picture-show")

    def opened(named: str, offered: str) -> None:
        page.locator("#picture-open").click()
        expect(show).to_have_value(offered)
        screen.until(PREVIEW_READY)
        expect(title).to_have_value(named)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Bild für Bericht")).to_be_hidden()

    page.goto(f"{screen.url}/?page=quartiere&region=muster&level=quartier")
    expect(page.locator("#needs-grid button").first).to_be_visible()
    screen.settled()
    opened("Soziale Lage und Entwicklung", "Karte")
    page.get_by_role("link", name="Befragung").click()
    expect(page.locator("#survey-body h1")).to_be_visible()
    opened("Befragung aller Kreise, Städte und Gemeinden in NRW zur Sozialplanung 2020", "Tabelle")
    page.locator("#survey-choice").click()
    page.get_by_role("option").filter(has_text="Kreise").first.click()
    screen.settled()
    opened(page.locator("#survey-body h1").inner_text().replace("fiktive Daten", "").strip(), "Balken")
    page.get_by_role("link", name="Karte", exact=True).click()
    screen.drawn()
    page.locator("#picture-open").click()
    screen.until(PREVIEW_READY)
    show.click()
    page.get_by_role("option", name="Rangfolge").click()
    expect(page.locator("#picture-subtitle")).to_have_value(re.compile("^Rangfolge: "))
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Daten und Methoden").click()
    expect(page.locator("#picture-open")).to_be_hidden()
