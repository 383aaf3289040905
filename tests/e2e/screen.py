"""A page with a journal. Without playwright the browser tests skip with the reason; under CI they fail."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

import pytest

try:
    from playwright.sync_api import Error, Locator, Page, Route, expect
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("playwright fehlt (make install-dev)", allow_module_level=True)

__all__ = ["Error", "Route", "Screen", "expect", "watch"]
expect.set_options(timeout=60_000)  # generous: only a failure waits so long


@dataclass
class Screen:
    """A page with a journal: what it asked for, and what went wrong."""

    page: Page
    url: str
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, query: str = "", areas: int | None = None) -> None:
        """Follow a link and wait for the map; ``areas``: how many it must have."""
        self.page.goto(f"{self.url}/{query}")
        self.drawn(areas)

    def drawn(self, areas: int | None = None) -> None:
        if areas is None:
            expect(self.paths.first).to_be_attached()
        else:
            expect(self.paths).to_have_count(areas)
        expect(self.page.locator("#legend li").first).to_be_visible()
        expect(self.page.locator("#ranking .ag-row").first).to_be_attached()
        self.settled()

    def settled(self) -> None:
        """Wait until an idle browser has asked nothing for a moment (Playwright tells it only once after a page was
        opened, and a busy browser may ask later)."""
        self.page.wait_for_load_state("networkidle")
        before = -1
        while before != len(self.asked):
            before = len(self.asked)
            self.page.evaluate("new Promise((idle) => requestIdleCallback(idle, { timeout: 5000 }))")
            self.page.wait_for_timeout(350)

    @property
    def paths(self) -> Locator:
        """Areas on the map, without the borders on top of them."""
        return self.page.locator("#map .leaflet-overlay-pane path")

    def fills(self) -> list[str]:
        return self.paths.evaluate_all("found => found.map(p => p.getAttribute('fill'))")

    def choose(self, control: str, option: str) -> None:
        """Choose an option of a select by its exact label."""
        self.page.locator(f"#{control}").click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def point_of(self, area: str, number: int = 0) -> tuple[float, float]:
        """A point of the window where the area lies on top; the middle of its box may be its neighbour."""
        x, y = self.page.evaluate(POINT_ON, [area, number])
        return x, y

    def until(self, condition: str) -> None:
        """Wait for a JavaScript condition (Playwright's own waiting needs ``eval``, which the page forbids)."""
        deadline = time.monotonic() + 60
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, f"{condition}; to be seen: {self.highlighted()}"
            self.page.wait_for_timeout(20)

    def selected_paths(self) -> Locator:
        """Outlines of selected areas, one for each."""
        return self.page.locator("#map .leaflet-outlines-pane path.is-selected[stroke-width='3']")

    def highlighted(self) -> dict[str, list[str]]:
        """Ids each view shows as hovered or selected, read in the browser from what is drawn."""
        found: dict[str, list[str]] = self.page.evaluate("quartier.highlighted()")
        return found

    def search(self) -> str:
        return str(self.page.evaluate("location.search"))

    def since(self, mark: int) -> list[str]:
        """Paths asked for after the journal had ``mark`` entries."""
        return self.asked[mark:]


POINT_ON = """
([area, number]) => {
  const path = quartier.maps[number].layers.get(area)._path;
  const box = path.getBoundingClientRect();
  for (let i = 1; i < 20; i++)
    for (let j = 1; j < 20; j++) {
      const [x, y] = [box.left + (box.width * i) / 20, box.top + (box.height * j) / 20];
      if (document.elementFromPoint(x, y) === path) return [x, y];
    }
}
"""
ICON = "/_favicon.ico"  # fetched when the browser likes, whatever the page does
REPORT_VIOLATIONS = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def watch(screen: Screen) -> None:
    page, own = screen.page, screen.url

    def guard(route: Route) -> None:
        if route.request.url.startswith((own, "data:", "blob:")):
            route.continue_()
        else:
            screen.faults.append(f"Anfrage nach außen: {route.request.url}")
            route.abort()

    page.route("**/*", guard)
    page.on("request", lambda r: None if ICON in r.url else screen.asked.append(r.url.removeprefix(own)))
    page.on("pageerror", lambda error: screen.faults.append(f"Fehler der Seite: {error}"))
    page.on("console", lambda m: screen.faults.append(f"Konsole: {m.text}") if m.type == "error" else None)
    page.on("response", lambda r: screen.faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.add_init_script(REPORT_VIOLATIONS)
