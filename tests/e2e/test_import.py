"""An import while the app runs shows after a reload, in every worker, and its names stay text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geodata.workspace import Workspace
from tests.dashboard.small import AREAS, BUCHE, package
from tests.e2e.conftest import Server
from tests.e2e.screen import Screen, expect

NAME = "<img src=x onerror=\"console.error('Markup')\"><b>Buche</b>"
RELOADS = 3  # two workers


@pytest.fixture
def workspace(server: Server) -> Iterator[Workspace]:
    found = Workspace(server.workspace)
    yield found
    found.remove("small")


def test_an_import_shows_after_a_reload(screen: Screen, workspace: Workspace) -> None:
    page = screen.page
    screen.open("?region=99", areas=53)
    expect(page.locator("#notice")).to_contain_text("„99“ gibt es in den Daten nicht")

    workspace.put(package(areas=[(i, NAME if i == BUCHE else n, *rest) for i, n, *rest in AREAS]))
    for _ in range(RELOADS):
        screen.open("?region=99", areas=6)
        expect(page.locator("#notice")).to_be_empty()
    expect(page.locator("#headline h1")).to_contain_text(f"höchster 30,0\u00a0% ({NAME})")
    expect(page.locator("#legend")).to_contain_text("aus Datenschutzgründen nicht ausgewiesen (•)")

    row = page.locator(f"#ranking .ag-row[row-id='{BUCHE}']")
    row.click()
    expect(page.locator("#profile h3")).to_have_text(NAME)
    page.mouse.move(*screen.point_of(BUCHE))
    expect(page.locator(".area-label strong")).to_have_text(NAME)
    assert page.locator("main img[src=x]").count() == 0
