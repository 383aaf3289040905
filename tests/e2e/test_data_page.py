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
from tests.geodata.shapes import quarters

TABLE = (
    "ags;name;jahr;Hunde\n"
    "05562004;Castrop-Rauxel;2023;40\n05562008;Datteln;2023;35\n05562012;Dorsten;2023;2\n0556X;Recklinghause;2023;17\n"
)
SLOW = 120_000  # milliseconds; reading and joining happen on the server


@pytest.fixture
def workspace(server: Server) -> Iterator[Workspace]:
    found = Workspace(server.workspace)
    yield found
    for name in found.state().packages:
        with suppress(GeodataError):
            found.remove(name)


def waiting(workspace: Workspace) -> set[str]:
    """Uploads in the staging folder."""
    staging = workspace.root / "staging"
    return {f.name for f in staging.iterdir() if f.name != "jobs"} if staging.is_dir() else set()


def open_page(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/?page=daten&region=05562")
    expect(screen.page.locator(".card").first).to_be_visible(timeout=SLOW)


def choose_files(screen: Screen, *files: tuple[str, bytes]) -> None:
    sent = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    screen.page.locator("#upload-files").set_input_files(files=sent)  # type: ignore[arg-type]


def upload(screen: Screen, name: str, text: str) -> None:
    open_page(screen)
    choose_files(screen, (name, text.encode()))


@pytest.fixture(scope="module")
def borders(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[str, bytes], ...]:
    """Four quarters of Köln as the parts of a shapefile."""
    folder = tmp_path_factory.mktemp("borders")
    quarters().to_file(folder / "Stadtteil.shp")
    return tuple((file.name, file.read_bytes()) for file in sorted(folder.iterdir()))


def test_a_table_is_checked_helped_imported_and_taken_back(screen: Screen, workspace: Workspace) -> None:
    page = screen.page
    before = workspace.state().fingerprint
    upload(screen, "hunde.csv", TABLE)
    expect(page.locator("#import-progress")).to_be_visible()
    report, confirm = page.locator("#import-report"), page.locator("#import-confirm")
    expect(report).to_contain_text("Probelauf: Es wurde noch nichts geändert.", timeout=SLOW)
    expect(page.locator("#import-progress")).to_be_hidden()
    expect(report).to_contain_text("3 von 396 Gebieten zugeordnet")
    expect(page.locator("#credit-box")).to_be_hidden()
    expect(confirm).to_be_enabled()
    assert workspace.state().fingerprint == before

    page.locator(".unmatched input").first.click()
    page.get_by_role("option", name="Recklinghausen (05562032)").click()
    expect(confirm).to_be_disabled()
    expect(page.locator("#import-note")).to_contain_text("Prüfen Sie neu")
    page.locator("#import-check").click()
    expect(report).to_contain_text("4 von 396 Gebieten zugeordnet", timeout=SLOW)
    expect(report).to_contain_text("Von Hand zugeordnet")
    expect(confirm).to_be_enabled()

    page.locator(".unmatched .mantine-Input-section button").first.click()  # empties the select
    expect(confirm).to_be_disabled()
    page.locator("#import-check").click()
    expect(report).to_contain_text("3 von 396 Gebieten zugeordnet", timeout=SLOW)
    expect(report).not_to_contain_text("Von Hand zugeordnet")

    confirm.click()
    expect(page.locator("#import-result")).to_contain_text("„hunde.csv“ wurde importiert.", timeout=SLOW)
    expect(page.locator("#import-work")).to_be_hidden()
    expect(page.locator("#datasets")).to_contain_text("1 von 3 Angaben (Regel", timeout=SLOW)
    assert workspace.state().fingerprint != before

    page.locator("#import-undo").click()
    expect(page.locator("#import-result")).to_contain_text("rückgängig gemacht", timeout=SLOW)
    assert workspace.state().fingerprint == before


def test_a_bad_table_is_refused_with_its_place(screen: Screen, workspace: Workspace) -> None:
    before, staged = workspace.state().fingerprint, waiting(workspace)
    upload(screen, "hunde.csv", TABLE.replace(";35", ";fünf"))
    report = screen.page.locator("#import-report")
    expect(report).to_contain_text("Zeile 3", timeout=SLOW)
    expect(report).to_contain_text("fünf")
    expect(screen.page.locator("#import-confirm")).to_be_disabled()
    screen.page.locator("#import-discard").click()
    expect(screen.page.locator("#import-work")).to_be_hidden()
    assert workspace.state().fingerprint == before
    assert waiting(workspace) == staged


def test_a_dry_run_is_cancelled_and_the_page_stays_usable(screen: Screen, workspace: Workspace) -> None:
    page = screen.page
    rows = "".join(f"05562004;{year};{n}\n" for year in range(1900, 2024) for n in range(3000))
    upload(screen, "lang.csv", f"ags;jahr;Hunde\n{rows}")
    expect(page.locator("#import-step")).to_contain_text("„lang.csv“ wird gelesen", timeout=SLOW)
    page.get_by_role("link", name="Karte", exact=True).hover()  # something else meanwhile
    page.locator("#request-letter").click()
    expect(page.locator("#request-result")).not_to_be_empty(timeout=SLOW)
    expect(page.locator("#import-progress")).to_be_visible()
    page.locator("#import-cancel").click()
    expect(page.locator("#import-report")).to_contain_text("Abgebrochen. Es wurde nichts geändert.", timeout=SLOW)
    expect(page.locator("#import-confirm")).to_be_disabled()
    assert workspace.state().packages == {}


def test_a_file_that_is_too_large_is_not_even_sent(screen: Screen) -> None:
    open_page(screen)
    screen.page.evaluate("document.getElementById('upload').dataset.limitMb = '0.001'")
    mark = len(screen.asked)
    choose_files(screen, ("groß.csv", b"x" * 1001))
    expect(screen.page.locator("#import-result")).to_contain_text("groß.csv: Die Datei ist größer als 0.001 MB")
    assert not [path for path in screen.since(mark) if "upload" in path]


def test_boundaries_name_their_source_and_go_with_a_warning(
    screen: Screen, workspace: Workspace, borders: tuple[tuple[str, bytes], ...]
) -> None:
    page = screen.page
    figures = b"nr;jahr;Hunde\n101;2023;40\n102;2023;35\n103;2023;12\n104;2023;9\n"
    open_page(screen)
    choose_files(screen, *borders, ("hunde.csv", figures))
    expect(page.locator("#import-note")).to_contain_text("Nennen Sie den Quellenvermerk", timeout=SLOW)
    expect(page.locator("#import-confirm")).to_be_disabled()
    page.locator("#credit-attribution").fill("© Stadt Köln 2024")
    page.locator("#import-check").click()
    expect(page.locator("#import-confirm")).to_be_enabled(timeout=SLOW)
    page.locator("#import-confirm").click()
    expect(page.locator("#import-result")).to_contain_text("importiert", timeout=SLOW)
    page.get_by_role("link", name="Auf der Karte ansehen").click()
    expect(page.locator("#headline h1")).to_contain_text("höchster 40", timeout=SLOW)
    expect(page.locator("#attribution")).to_contain_text("© Stadt Köln 2024", timeout=SLOW)
    expect(screen.paths).to_have_count(4, timeout=SLOW)

    page.go_back()
    card = page.locator(".card", has_text="Grenzen: Stadtteile in Köln")
    card.get_by_role("button", name="Entfernen").click(timeout=SLOW)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("„hunde“ braucht diese Grenzen: 4 Stadtteile ohne Anzeige.", timeout=SLOW)
    dialog.get_by_role("button", name="Behalten").click()
    expect(dialog).to_be_hidden()
    assert len(workspace.state().packages) == 2

    card.get_by_role("button", name="Entfernen").click()
    expect(dialog.get_by_role("button", name="Entfernen")).to_be_enabled(timeout=SLOW)
    dialog.get_by_role("button", name="Entfernen").click()
    expect(page.locator("#import-result")).to_contain_text("Der Datensatz wurde entfernt.", timeout=SLOW)
    expect(card).to_have_count(0)
    assert list(workspace.state().packages) == ["hunde"]


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
