"""A file of „Daten herunterladen“, sent to „Daten und Methoden“ again: the dry run says what it is, the import gives
the same figures."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from typing import Any

import pytest

from dashboard.factory import create_app
from dashboard.settings import Settings
from tests.callbacks.test_imports import words
from tests.dashboard.app_client import Browser

VIEWS = {
    "kreise.xlsx": "region=05&level=kreis&ind=sgb2_children_rate_pct",
    "quartiere.csv": "region=muster/k01&level=quartier&ind=muster_child_poverty_pct",
}
COMPARED = ("Gebietsschlüssel", "Zeitraum", "Zähler", "Nenner", "Wert", "Zustand")
MOST_SECONDS = 60


def table(browser: Browser, query: str) -> list[tuple[str, ...]]:
    text = browser.client.get(f"/export.csv?{query}").data.decode("utf-8-sig")
    return [tuple(row[c] for c in COMPARED) for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def ended(browser: Browser, token: str) -> dict[str, Any]:
    """What the browser holds once the job it watches has ended."""
    for _ in range(MOST_SECONDS * 5):
        answer = browser.ask("import-done.data", "import-tick.n_intervals", {"import-job.data": token})
        if done := answer.get("import-done", {}).get("data"):
            return {"import-done.data": done}
        time.sleep(0.2)
    pytest.fail("der Auftrag endet nicht")


@pytest.mark.slow
def test_files_of_the_page_come_back_on_the_page(tmp_path: Path) -> None:
    browser = Browser(create_app(Settings(workspace=tmp_path / "w", imports="on")).server.test_client())
    before = {name: table(browser, query) for name, query in VIEWS.items()}
    files = [
        (io.BytesIO(browser.client.get(f"/export.{Path(name).suffix[1:]}?{query}").data), name)
        for name, query in VIEWS.items()
    ]
    sent = browser.client.post("/upload", data={"files": files}, headers={"X-Quartiersblick": "1"})
    held: dict[str, Any] = {"staged.data": sent.get_json()}

    begun = browser.ask("import-job.data", "staged.data", held)["import-job"]["data"]
    shown = browser.ask("import-report.children", "import-done.data", held | ended(browser, begun))
    report = words(shown["import-report"]["children"])
    assert "Probelauf: Es wurde noch nichts geändert." in report
    assert all(name in report for name in VIEWS)
    assert "Kinder unter 15 Jahren" in report
    assert shown["checked"]["data"]["confirmable"]
    assert not (tmp_path / "w" / "published" / "packages").exists()

    begun = browser.ask("import-job.data", "import-confirm.n_clicks", held | {"import-confirm.n_clicks": 1})
    done = ended(browser, begun["import-job"]["data"])
    result = browser.ask("data-changed.data", "import-done.data", held | done)
    assert "importiert" in words(result["import-result"]["children"])
    assert {name: table(browser, query) for name, query in VIEWS.items()} == before
    listed = browser.ask("datasets.children", "data-view.data", {"data-view.data": "?page=daten"})
    assert words(listed).count("aus einer Datei dieses Programms") >= len(VIEWS)
