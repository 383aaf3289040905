"""„Daten herunterladen“: from the button to the file, with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.e2e.screen import Screen, expect


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_figures_from_button_to_file(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    screen.open("?region=05974&level=gemeinde&ind=population")
    button = page.locator("#export-open")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Daten herunterladen")).to_be_visible()
    expect(page.get_by_label("Excel (XLSX) mit Metadaten")).to_be_checked()
    with page.expect_download() as loaded:
        page.get_by_role("button", name="Herunterladen", exact=True).press("Enter")
    assert loaded.value.suggested_filename == "quartiersblick_bevoelkerung_kreis-soest_staedte-und-gemeinden_2024.xlsx"
    file = tmp_path / "zahlen.xlsx"
    loaded.value.save_as(file)
    assert load_workbook(file)["Zahlen"].max_row == 15  # 14 municipalities
    expect(page.locator("#export-say")).to_contain_text("Heruntergeladen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Daten herunterladen")).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
