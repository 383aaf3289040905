"""Projection: what a room sees at full size, the presenter's keys, a frozen picture."""

from __future__ import annotations

import re

import pytest

from tests.e2e.screen import Screen, expect

CITY = "?region=muster/k01&level=quartier"
SELECTED = "&sel=muster/k01/g01/quartier/01"
SIZES = """selector => [...document.querySelectorAll(selector)].filter(e => e.offsetParent && e.textContent.trim())
    .map(e => parseFloat(getComputedStyle(e).fontSize))"""
FILLS = "found => found.map(path => path.getAttribute('fill'))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CLIPPED = """() => [...document.querySelectorAll(".area-name")].filter(name => {
    const [a, b] = [name.getBoundingClientRect(), document.getElementById("map").getBoundingClientRect()];
    return a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom;
}).map(name => name.textContent)"""
OVERLAPPING = """() => {
    const boxes = [...document.querySelectorAll("#map .area-name")].map(name => name.getBoundingClientRect());
    return boxes.some((a, i) => boxes.some((b, j) =>
        i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
}"""


def smallest(screen: Screen, selector: str) -> float:
    found = screen.page.evaluate(SIZES, selector)
    assert found, selector
    return float(min(found))


def mode(screen: Screen) -> str | None:
    return screen.page.locator("html").get_attribute("data-modus")


@pytest.mark.parametrize("size", [(1920, 1080)], ids=str)
def test_a_room_can_read_it(screen: Screen) -> None:
    screen.open(f"{CITY}{SELECTED}&modus=projektion", areas=20)
    expect(screen.page.locator("#map .area-name").first).to_be_visible()
    assert smallest(screen, ".headline h1, .facts, .profile h3, .place, .figure-value, .comparisons td") >= 28
    assert smallest(screen, ".legend-text, .legend-count, .legend-title") >= 26
    assert smallest(screen, "#map .area-name, #map .leaflet-control-scale-line") >= 24
    assert screen.page.evaluate(OVERFLOW) <= 0
    assert screen.page.evaluate(CLIPPED) == []
    assert not screen.page.evaluate(OVERLAPPING)
    for gone in ("#page-karte .controls", ".ranking", ".header"):
        expect(screen.page.locator(gone)).to_be_hidden()
    expect(screen.page.locator("#profile h3")).to_be_in_viewport()
    expect(screen.page.locator("#attribution")).to_be_in_viewport()
    expect(screen.page.locator("#map .area-name", has_text="Innenstadt")).to_be_visible()  # the selected one


def test_the_button_leads_there_and_escape_back_with_the_selection(screen: Screen) -> None:
    screen.open(CITY + SELECTED, areas=20)
    screen.page.locator("#project").click()
    expect(screen.page.locator("html")).to_have_attribute("data-modus", "projektion")
    expect(screen.page).to_have_url(re.compile("modus=projektion"))
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#page-karte .controls")).to_be_visible()
    assert mode(screen) is None
    assert "modus" not in screen.search()
    assert "sel=" in screen.search()
    expect(screen.page.locator("#project")).to_be_focused()


def test_keys_change_indicator_period_and_topic(screen: Screen) -> None:
    screen.open(f"{CITY}&ind=muster_sgb2_pct&modus=projektion", areas=20)
    title = screen.page.locator(".headline-title").first
    expect(title).to_contain_text("2023")
    screen.page.keyboard.press("ArrowRight")
    expect(screen.page.locator(".projection-message")).to_have_text("Das ist der neueste Zeitpunkt.")
    screen.page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("2022")
    before = title.inner_text()
    screen.page.keyboard.press("t")
    expect(screen.page.locator(".projection-message")).to_contain_text("Thema: ")
    expect(title).not_to_have_text(before)
    other = title.inner_text()
    screen.page.keyboard.press("PageDown")
    expect(title).not_to_have_text(other)
    screen.page.keyboard.press("PageUp")
    expect(title).to_have_text(other)


def test_keys_rest_outside_the_mode_and_where_somebody_types(screen: Screen) -> None:
    screen.open(CITY, areas=20)
    before = screen.search()
    for key in ("ArrowLeft", "t", "f", "?"):
        screen.page.keyboard.press(key)
    screen.page.locator("#search").fill("Nord")
    screen.page.locator("#search").press("Escape")
    assert screen.page.locator(".projection-picture").count() == 0
    assert screen.search().split("&sel")[0] == before
    screen.page.evaluate("document.documentElement.dataset.modus = 'projektion'")
    screen.page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'), {id: 'typing'}));"
        "document.getElementById('typing').focus()"
    )
    screen.page.keyboard.press("f")
    assert screen.page.locator(".projection-picture").count() == 0
    assert screen.page.locator("#typing").input_value() == "f"


def test_a_frozen_picture_stays_while_the_page_goes_on(screen: Screen) -> None:
    screen.open(f"{CITY}&modus=projektion", areas=20)
    screen.page.keyboard.press("f")
    picture = screen.page.locator(".projection-picture")
    shown = picture.locator("h1").inner_text()
    fills = picture.locator(".leaflet-overlay-pane path").evaluate_all(FILLS)
    assert len(fills) == 20
    expect(screen.page.locator(".projection-frozen")).to_contain_text("eingefroren")
    screen.page.keyboard.press("ArrowDown")
    expect(screen.page.locator(".projection-next")).to_contain_text("danach: ")
    assert picture.locator("h1").inner_text() == shown
    assert fills == picture.locator(".leaflet-overlay-pane path").evaluate_all(FILLS)
    screen.page.keyboard.press("f")
    expect(picture).to_have_count(0)
    expect(screen.page.locator("#headline h1")).not_to_have_text(shown)


def test_the_keys_are_shown_on_demand(screen: Screen) -> None:
    screen.open(f"{CITY}&modus=projektion", areas=20)
    panel = screen.page.locator(".projection-help")
    expect(panel).to_be_hidden()
    screen.page.keyboard.press("?")
    expect(panel).to_contain_text("voriger Zeitpunkt")
    screen.page.keyboard.press("Escape")  # closes the keys first
    expect(panel).to_be_hidden()
    assert mode(screen) == "projektion"
