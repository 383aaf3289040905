"""A configured base map: its tiles lie below the areas, its credit below the map, and no other host is asked."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import PROJECT, free_port, wait_for
from tests.e2e.screen import REPORT_VIOLATIONS, Route, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "https://kacheln.example"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[str]:
    """Address of an application with a base map."""
    url, log = f"http://127.0.0.1:{(port := free_port())}", tmp_path / "log"
    settings = {"WORKSPACE": tmp_path / "w", "BASEMAP_URL": HOST + "/{z}/{y}/{x}.png", "BASEMAP_ATTRIBUTION": "© Amt"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:server", *f"--no-control-socket --bind 127.0.0.1:{port}".split()],
            cwd=PROJECT,
            env={**os.environ, **{f"QUARTIERSBLICK_{k}": str(v) for k, v in settings.items()}},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(url, process, log)
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=20)


def test_tiles_lie_below_the_areas(browser: Browser, mapped: str) -> None:
    asked: set[str] = set()
    complaints: list[str] = []

    def answer(route: Route) -> None:
        host = "/".join(route.request.url.split("/")[:3])
        asked.add(host)
        if host == mapped or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            route.fulfill(body=DOT, content_type="image/png")

    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.add_init_script(REPORT_VIOLATIONS)
    page.route("**/*", answer)
    page.goto(mapped)
    expect(page.locator("#map .leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator("#map .leaflet-overlay-pane path")).to_have_count(53)
    shines = page.locator("#map .leaflet-overlay-pane").evaluate("pane => Number(getComputedStyle(pane).opacity)")
    assert 0.5 < shines < 0.9
    expect(page.locator(".basemap-credit")).to_have_text(" · Hintergrundkarte: © Amt")
    expect(page.locator(".basemap-credit")).to_be_in_viewport()
    assert {host for host in asked if host.startswith("http")} == {mapped, HOST}
    assert complaints == []
    page.close()
