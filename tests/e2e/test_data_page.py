"""„Daten und Methoden“: a planner drops a table, looks at the dry run, imports, sees it on the map, takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest

from geodata.errors import GeodataError
from geodata.workspace import Workspace
from tests.e2e.conftest import Server
from tests.e2e.screen import Screen, expect

TABLE = (
    "ags;name;jahr;Hunde\n"
    "05562004;Castrop-Rauxel;2023;40\n05562008;Datteln;2023;35\n05562012;Dorsten;2023;2\n0556X;Recklinghause;2023;17\n"
)
SLOW = 60_000  # milliseconds; reading and joining happen on the server


@pytest.fixture
def workspace(server: Server) -> Iterator[Workspace]:
    found = Workspace(server.workspace)
    yield found
    for name in found.state().packages:
        with suppress(GeodataError):
            found.remove(name)


def upload(screen: Screen, name: str, text: str) -> None:
    screen.page.goto(f"{screen.url}/?page=daten&region=05562")
    expect(screen.page.locator(".card").first).to_be_visible(timeout=SLOW)
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    screen.page.locator("#upload input[type=file]").set_input_files(files=[file])  # type: ignore[list-item]


def test_a_table_by_drag_and_drop(screen: Screen, workspace: Workspace) -> None:
    page = screen.page
    before = workspace.state().fingerprint
    upload(screen, "hunde.csv", TABLE)
    report = page.locator("#import-report")
    expect(report).to_contain_text("Probelauf: Es wurde noch nichts geändert.", timeout=SLOW)
    expect(report).to_contain_text("3 von 396 Gebieten zugeordnet")
    assert workspace.state().fingerprint == before

    page.locator(".unmatched input").first.click()
    page.get_by_role("option", name="Recklinghausen (05562032)").click()
    page.locator("#import-options summary").click()
    page.locator("#import-check").click()
    expect(report).to_contain_text("4 von 396 Gebieten zugeordnet", timeout=SLOW)

    page.locator("#import-confirm").click()
    expect(page.locator("#import-result")).to_contain_text("„hunde.csv“ wurde importiert.", timeout=SLOW)
    expect(page.locator("#datasets")).to_contain_text("1 von 4 Angaben (Regel: Fallzahl oder Rest unter 3)")
    assert workspace.state().fingerprint != before

    page.get_by_role("link", name="Auf der Karte ansehen").click()
    expect(page.locator("#headline h1")).to_contain_text("höchster 40", timeout=SLOW)
    page.go_back()
    expect(page.locator(".card").first).to_be_visible(timeout=SLOW)


def test_undo(screen: Screen, workspace: Workspace) -> None:
    page = screen.page
    before = workspace.state().fingerprint
    upload(screen, "hunde.csv", TABLE)
    expect(page.locator("#import-confirm")).to_be_enabled(timeout=SLOW)
    page.locator("#import-confirm").click()
    expect(page.locator("#undo-box")).to_be_visible(timeout=SLOW)
    page.locator("#import-undo").click()
    expect(page.locator("#import-result")).to_contain_text("rückgängig gemacht", timeout=SLOW)
    assert workspace.state().fingerprint == before


def test_a_bad_table_is_refused_with_its_place(screen: Screen, workspace: Workspace) -> None:
    before = workspace.state().fingerprint
    upload(screen, "hunde.csv", TABLE.replace(";35", ";fünf"))
    report = screen.page.locator("#import-report")
    expect(report).to_contain_text("Zeile 3", timeout=SLOW)
    expect(report).to_contain_text("fünf")
    expect(screen.page.locator("#import-confirm")).to_be_disabled()
    assert workspace.state().fingerprint == before


def test_a_letter_and_a_form_for_missing_figures(screen: Screen) -> None:
    page = screen.page
    page.goto(f"{screen.url}/?page=daten&region=05562&level=gemeinde&ind=population")
    expect(page.locator("#request-region")).to_have_value("Kreis Recklinghausen", timeout=SLOW)
    page.locator("#request-period").fill("2025")
    page.locator("#request-letter").click()
    expect(page.locator("#request-result textarea").first).to_have_value(
        re.compile("Kreis Recklinghausen"), timeout=SLOW
    )
    with page.expect_download(timeout=SLOW) as download:
        page.locator("#request-form").click()
    assert download.value.suggested_filename == "datenanforderung_population_2025.xlsx"
