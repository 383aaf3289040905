"""Five states look different: on a map of few areas (shapes) and of many (pixels), in legend, Steckbrief and file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image

from geodata.publishing.gate import gate
from geodata.workspace import Workspace
from tests.dashboard.small import entry, package
from tests.e2e.conftest import Server, running
from tests.e2e.screen import Screen, expect, watch

WIDE, HIGH = 42, 26  # more areas than are drawn as shapes
LAND, KREIS = "99", "99014"
KREISE = [f"99{k:03}" for k in range(1, HIGH + 1)]
TOWNS = [f"{kreis}{place:03}" for kreis in KREISE for place in range(1, WIDE + 1)]
AREAS = [
    (LAND, "Kleinland", "land", "", 0, 0, WIDE, HIGH),
    *((kreis, f"Kreis {row}", "kreis", LAND, 0, row, WIDE, 1) for row, kreis in enumerate(KREISE)),
    *((town, f"Ort {n}", "gemeinde", town[:5], n % WIDE, n // WIDE, 1, 1) for n, town in enumerate(TOWNS)),
]
HIDDEN, MISSING, MEANINGLESS, FEW, ZERO = (f"{KREIS}{n:03}" for n in (16, 18, 20, 22, 24))
WORDS = {
    HIDDEN: "aus Datenschutzgründen nicht ausgewiesen",
    MISSING: "keine Angabe",
    MEANINGLESS: "nicht sinnvoll",
    FEW: "zu wenige Einwohner",
    ZERO: "0,0",
}
PATTERNS = {HIDDEN: "SUPPRESSED", MISSING: "MISSING", MEANINGLESS: "NOT_MEANINGFUL", FEW: "BELOW_MINIMUM"}
SPECIAL = {HIDDEN: (2, 500), MEANINGLESS: (0, 0), FEW: (12, 60), ZERO: (0, 400)}
ENTRIES = [
    entry("poverty", "Kinderarmut", headline=1),
    entry("people", "Einwohner", kind="count", unit="Personen", decimals=0, inhabitants=True),
]
VIEW = "?region={region}&level=gemeinde&ind=poverty&period=2021"
FILL = "id => quartier.maps[0].layers.get(id).options.fillColor"
BOX = """id => {
  const { map, layers } = quartier.maps[0];
  const bounds = layers.get(id).getBounds();
  const frame = map.getContainer().getBoundingClientRect();
  const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => map.latLngToContainerPoint(at));
  return { x: frame.left + a.x + 2, y: frame.top + a.y + 2, width: b.x - a.x - 4, height: b.y - a.y - 4 };
}"""


def rows() -> Iterator[tuple[Any, ...]]:
    for n, town in enumerate(TOWNS):
        if town != MISSING:
            yield ("poverty", town, "2021", "", *SPECIAL.get(town, (60 + n % 90, 500)), None)
        yield ("people", town, "2021", "", 80 if town == FEW else 5000, None, None)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("states")
    space = Workspace(folder / "workspace")
    space.put_all([package(list(rows()), ENTRIES, AREAS)], None, gate())
    with running(folder) as server:
        yield server


@pytest.fixture
def shown(browser, five: Server) -> Iterator[Screen]:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    found = Screen(context.new_page(), five.url)
    watch(found)
    yield found
    context.close()
    assert found.faults == []


def ink(screen: Screen, area: str) -> np.ndarray:
    """Where the area differs from its most frequent colour, pixel by pixel."""
    picture = Image.open(io.BytesIO(screen.page.screenshot(clip=screen.page.evaluate(BOX, area)))).convert("RGB")
    pixels = np.asarray(picture).astype(int)
    colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return np.abs(pixels - colours[counts.argmax()]).sum(axis=2) > 60


def check_pixels(screen: Screen) -> None:
    """Lines across, dots, crosses, level lines, and nothing but colour for a true zero."""
    found = {area: ink(screen, area) for area in WORDS}
    assert not found[ZERO].any()
    share = {area: float(marks.mean()) for area, marks in found.items()}
    assert 0 < share[MISSING] < share[HIDDEN] < share[MEANINGLESS]
    broken = {area: (abs(marks.mean(axis=1) - 0.5) < 0.4).mean() for area, marks in found.items()}  # of the rows
    assert broken[FEW] == 0 < share[FEW]
    assert min(broken[HIDDEN], broken[MEANINGLESS]) > 0.5


def test_a_map_of_many_areas(shown: Screen) -> None:
    shown.page.goto(f"{shown.url}/{VIEW.format(region=LAND)}")
    expect(shown.page.locator("#map .leaflet-overlay-pane canvas")).to_be_visible()
    expect(shown.page.locator("#legend li").first).to_be_visible()
    shown.settled()
    assert {a: shown.page.evaluate(FILL, a) for a in PATTERNS} == {a: f"url(#state-{p})" for a, p in PATTERNS.items()}
    check_pixels(shown)
    expect(shown.page.locator("#headline")).to_contain_text("1.088 von 1.092 Gebieten")


def test_a_map_of_few_areas_with_table_legend_and_file(shown: Screen) -> None:
    shown.open(VIEW.format(region=KREIS), areas=WIDE)
    check_pixels(shown)
    legend = shown.page.locator("#legend").inner_text()
    for area, words in WORDS.items():
        if area != ZERO:
            assert words in legend
        shown.page.goto(f"{shown.url}/{VIEW.format(region=KREIS)}&sel={area}")
        expect(shown.page.locator("#profile")).to_contain_text(words)
    body = shown.page.request.get(f"{shown.url}/export.xlsx{VIEW.format(region=KREIS)}").body()
    cells = {row[0]: row for row in load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True) if row[0]}
    for area, words in WORDS.items():
        assert any(words in str(cell) or (area == ZERO and cell == 0) for cell in cells[area]), cells[area]
