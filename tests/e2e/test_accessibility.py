"""axe-core finds nothing serious on any page, panel or dialog; every area can be reached with the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, expect

try:
    import axe_playwright_python
except ImportError:
    pytest.skip("axe-playwright-python fehlt (make install-dev)", allow_module_level=True)

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
GRAVE = ("serious", "critical")
MUSTERLAND = "?region=muster&level=gemeinde"
NARROWED = f"{MUSTERLAND}&f=value:muster_sgb2_pct:10..20;kind:Gemeinde"

# What lies behind an open dialog cannot be reached and is left out; WCAG 2.1 A and AA and good practice.
# A list of options is scrolled by the arrow keys of the field that opened it; the focus never enters it.
RUN = """async () => {
  const dialog = [...document.querySelectorAll("[role=dialog][aria-modal=true]")].find((d) => d.checkVisibility());
  const found = await axe.run(dialog || document, {resultTypes: ["violations"], runOnly:
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]});
  return found.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.slice(0, 5).map((n) =>
      [n.target.join(" "), n.html.slice(0, 160), (n.any[0] || {}).message].join(" · "))}));
}"""


def findings(screen: Screen) -> list[str]:
    """Serious and critical findings, one line each. The script is evaluated by the browser's debugger, so the content
    security policy of the page stays as it is."""
    screen.settled()
    screen.page.evaluate(AXE)
    return [
        f"{v['impact']} {v['id']}: {v['help']} – {node}"
        for v in screen.page.evaluate(RUN)
        for node in v["nodes"]
        if v["impact"] in GRAVE and not (v["id"] == "scrollable-region-focusable" and "ScrollArea-viewport" in node)
    ]


def open_filters(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Eingrenzen", exact=False).first.click()
    expect(screen.page.get_by_role("dialog", name="Eingrenzen")).to_be_visible()


def open_appearance(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Darstellung").click()
    expect(screen.page.locator("#scheme")).to_be_visible()


def open_list(screen: Screen) -> None:
    screen.page.locator("#indicator").click()
    expect(screen.page.get_by_role("option").first).to_be_visible()


def select_two(screen: Screen) -> None:
    rows = screen.page.locator("#ranking .ag-center-cols-container .ag-row")
    rows.nth(0).click()
    rows.nth(1).click(modifiers=["Control"])
    expect(screen.page.locator("#profile")).to_contain_text("Rang")


def nothing(screen: Screen) -> None:
    """The page as it opens."""


@pytest.mark.parametrize(
    ("query", "do"),
    [
        (MUSTERLAND, nothing),
        (MUSTERLAND, select_two),
        (MUSTERLAND, open_filters),
        (MUSTERLAND, open_appearance),
        (MUSTERLAND, open_list),
        (NARROWED, nothing),
        (f"{MUSTERLAND}&maps=2", nothing),
        (f"{MUSTERLAND}&vs=land", nothing),
        (f"{MUSTERLAND}&classes=threshold", nothing),
        (f"{MUSTERLAND}&tab=verlauf", nothing),
        (f"{MUSTERLAND}&tab=zusammenhang", nothing),
        ("?region=05&level=gemeinde&ind=gisd_score", nothing),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_karte(screen: Screen, query: str, do: Callable[[Screen], None]) -> None:
    screen.open(query)
    do(screen)
    assert findings(screen) == []


def test_nobody_meets_the_conditions(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/{MUSTERLAND}&f=value:muster_sgb2_pct:90..99")
    expect(screen.page.locator("#headline")).to_contain_text("Keines der 60 Gebiete")
    assert findings(screen) == []


def test_daten(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/?page=daten")
    expect(screen.page.get_by_role("heading").first).to_be_visible()
    assert findings(screen) == []


SURVEYS = "?page=befragung&b_svy=musterland_survey"


@pytest.mark.parametrize(
    "query",
    ["?page=befragung", f"{SURVEYS}_authorities&b_part=felder", f"{SURVEYS}_authorities&b_part=indikatoren",
     f"{SURVEYS}_residents&b_part=indikatoren"],
)  # fmt: skip
def test_befragung(screen: Screen, query: str) -> None:
    screen.page.goto(f"{screen.url}/{query}")
    expect(screen.page.locator("#survey-body h1")).to_be_visible()
    assert findings(screen) == []


@pytest.mark.parametrize("size", [(390, 844)])
def test_the_panel_on_a_phone(screen: Screen) -> None:
    screen.open(MUSTERLAND)
    open_filters(screen)
    assert findings(screen) == []
