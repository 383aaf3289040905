"""„Profil als PDF“: all areas as a job that can be cancelled, one area at once; with the keyboard."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from tests.e2e.screen import Screen, expect

QUARTERS = "?region=muster/k03&level=quartier"


def test_all_profiles_cancelled_made_and_one_alone(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    screen.open(QUARTERS)
    button = page.locator("#profile-open")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Profil als PDF")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("Alle Gebiete der Ansicht")).to_be_checked()
    expect(page.locator("#profile-one")).to_be_disabled()
    make = page.get_by_role("button", name="PDF erstellen")
    make.press("Enter")
    page.get_by_role("button", name="Abbrechen").click()
    expect(page.locator("#profile-result")).to_contain_text("Abgebrochen")
    make.press("Enter")
    expect(page.locator("#profile-step")).to_contain_text("von 10")
    link = dialog.get_by_role("link")
    expect(link).to_contain_text("quartiersblick_profile_")
    with page.expect_download() as loaded:
        link.click()
    loaded.value.save_as(tmp_path / "alle.pdf")
    assert len([e for e in PdfReader(tmp_path / "alle.pdf").outline if not isinstance(e, list)]) == 12
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()

    screen.open(f"{QUARTERS}&sel=muster/k03/g01/quartier/01")
    button.click()
    expect(page.locator("#profile-one")).to_be_checked()
    with page.expect_download() as loaded:
        make.press("Enter")
    loaded.value.save_as(tmp_path / "eines.pdf")
    assert "fiktive Daten" in PdfReader(tmp_path / "eines.pdf").pages[0].extract_text()
    expect(page.locator("#profile-say")).to_contain_text("Heruntergeladen")


def test_besondere_quartiere_has_the_button_too(screen: Screen, tmp_path: Path) -> None:
    page = screen.page
    page.goto(f"{screen.url}/?page=quartiere&region=muster/k03&level=quartier")
    row = page.locator("#needs-list .needs-row").first
    expect(row).to_be_visible()
    screen.settled()
    page.locator("#needs-profile-open").click()
    expect(page.locator("#profile-one")).to_be_disabled()
    page.keyboard.press("Escape")
    row.locator(".needs-name").click()
    area = row.get_attribute("data-id") or ""
    name = screen.page.evaluate("id => quartier.model.place.names[quartier.model.place.ids.indexOf(id)]", area)
    page.locator("#needs-profile-open").click()
    expect(page.get_by_label(f"Nur {name}")).to_be_checked()
    with page.expect_download() as loaded:
        page.get_by_role("button", name="PDF erstellen").press("Enter")
    loaded.value.save_as(tmp_path / "eines.pdf")
    assert name in PdfReader(tmp_path / "eines.pdf").pages[0].extract_text()
