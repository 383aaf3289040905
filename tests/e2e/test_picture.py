"""„Bild für Bericht“: from the button to the file, with the keyboard."""

from __future__ import annotations

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
        page.get_by_role("button", name="Herunterladen").click()
    assert loaded.value.suggested_filename == "quartiersblick_bevoelkerung_kreis-soest_staedte-und-gemeinden_2024.svg"
    file = tmp_path / "karte.svg"
    loaded.value.save_as(file)
    assert "Einwohner &lt;b&gt;im&lt;/b&gt; Kreis" in file.read_text("utf-8")
    expect(page.locator("#picture-say")).to_contain_text("Heruntergeladen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Bild für Bericht")).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
