"""axe-core finds nothing on any page, panel or dialog; every area can be reached with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.screen import Screen, expect

try:
    import axe_playwright_python
except ImportError:
    pytest.skip("axe-playwright-python fehlt (make install-dev)", allow_module_level=True)

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
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
    """Findings of any weight, one line each. The script is evaluated by the browser's debugger, so the content
    security policy of the page stays as it is."""
    screen.settled()
    screen.page.evaluate(AXE)
    return [
        f"{v['impact']} {v['id']}: {v['help']} – {node}"
        for v in screen.page.evaluate(RUN)
        for node in v["nodes"]
        if not (v["id"] == "scrollable-region-focusable" and "ScrollArea-viewport" in node)
    ]


DIALOGS = ("#filter-open", "#facility-open", "#picture-open", "#export-open", "#profile-open", "#report-open")
TABS = ("Verlauf", "Zusammenhang", "Trichter", "Ungleichheit", "Verteilung")
SURVEYS = "?page=befragung&b_svy=musterland_survey"


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


def every_tab(screen: Screen) -> None:
    for title in TABS:
        screen.page.get_by_role("tab", name=title).click()
        assert findings(screen) == [], title


def every_dialog(screen: Screen) -> None:
    for button in DIALOGS:
        if not screen.page.locator(button).is_visible():
            continue  # on a phone nobody puts a report together
        screen.page.locator(button).click()
        expect(screen.page.locator("[role=dialog][aria-modal=true]:visible")).to_be_visible()
        assert findings(screen) == [], button
        screen.page.keyboard.press("Escape")
        expect(screen.page.locator("[role=dialog][aria-modal=true]:visible")).to_have_count(0)


def test_karte_its_tabs_dialogs_and_lists(screen: Screen) -> None:
    screen.open(MUSTERLAND)
    assert findings(screen) == []
    select_two(screen)
    every_tab(screen)
    every_dialog(screen)
    for open_ in (open_list, open_appearance):
        open_(screen)
        assert findings(screen) == [], open_.__name__


@pytest.mark.parametrize(
    "query",
    [
        f"{NARROWED}&maps=2",
        f"{MUSTERLAND}&vs=land&fac=kita",
        f"{MUSTERLAND}&classes=threshold&modus=projektion&maps=2&sel=muster/k01/g01",
        "?region=05&level=gemeinde&ind=gisd_score",
    ],
)
def test_modes_of_karte(screen: Screen, query: str) -> None:
    screen.open(query)
    assert findings(screen) == []


@pytest.mark.parametrize("size", [(390, 844)], ids=str)
def test_karte_on_a_phone(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&vs=land")
    assert findings(screen) == []
    select_two(screen)
    every_tab(screen)
    every_dialog(screen)
    row = screen.page.locator("#ranking .ag-row").first
    expect(row.locator("[role=gridcell]")).to_have_count(5)  # none left out because the window is narrow
    screen.page.locator("#ranking .ag-root").evaluate("table => table.classList.add('ag-delay-render')")
    expect(row.locator("[role=gridcell]").first).to_be_visible()  # the table may wait for ever for a width


def test_nobody_meets_the_conditions(screen: Screen) -> None:
    screen.page.goto(f"{screen.url}/{MUSTERLAND}&f=value:muster_sgb2_pct:90..99")
    expect(screen.page.locator("#headline")).to_contain_text("Keines der 60 Gebiete")
    assert findings(screen) == []


PAGES = {
    "?page=quartiere&region=muster&level=quartier": "#needs-list .needs-row",
    "?page=daten": "#datasets article, #datasets h2, #datasets h3",
    "?page=befragung": "#survey-body h1",
    f"{SURVEYS}_authorities&b_part=felder": "#survey-body h1",
    f"{SURVEYS}_authorities&b_part=indikatoren": "#survey-body h1",
    f"{SURVEYS}_residents&b_part=indikatoren": "#survey-body h1",
}


@pytest.mark.parametrize("query", PAGES)
def test_other_pages_at_a_desk_and_on_a_phone(screen: Screen, query: str) -> None:
    """One visit: the window becomes narrow under the page."""
    screen.page.goto(f"{screen.url}/{query}")
    expect(screen.page.locator(PAGES[query]).first).to_be_visible()
    assert findings(screen) == []
    screen.page.set_viewport_size({"width": 390, "height": 844})
    assert findings(screen) == []
