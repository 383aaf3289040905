"""Page „Besondere Quartiere“: weights recolour at once and mean the same on the server; grid, list and card are one."""

from __future__ import annotations

import pytest

from tests.e2e.screen import Screen, expect

QUARTERS = "?page=quartiere&region=muster&level=quartier"
MOST_MS = 150
DRAG = """
([weight]) => new Promise((done) => {
  const slider = document.querySelector("#needs-sliders input[type=range]");
  performance.clearMarks("quartier:map");
  const start = performance.now();
  const wait = () => {
    const [found] = performance.getEntriesByName("quartier:map");
    if (found) done(found.startTime - start); else requestAnimationFrame(wait);
  };
  slider.value = weight;
  slider.dispatchEvent(new Event("input"));
  wait();
})
"""
SHOWN = "quartier.needs().now.value.map((v) => v === null ? null : Math.round(v * 1e4))"


def open_page(screen: Screen, query: str, areas: int) -> None:
    screen.page.goto(f"{screen.url}/{query}")
    expect(screen.page.locator("#needs-map .leaflet-overlay-pane path")).to_have_count(areas)
    expect(screen.page.locator("#needs-list .needs-row").first).to_be_visible()
    screen.settled()


def fills(screen: Screen) -> list[str]:
    paths = screen.page.locator("#needs-map .leaflet-overlay-pane path")
    return paths.evaluate_all("found => found.map(p => p.getAttribute('fill'))")  # type: ignore[no-any-return]


def test_a_weight_recolours_at_once_and_the_server_says_the_same(screen: Screen) -> None:
    open_page(screen, QUARTERS, 218)
    before, asked = fills(screen), len(screen.asked)
    times = [screen.page.evaluate(DRAG, [weight]) for weight in (0, 3, 0.5, 2, 0)]
    assert screen.since(asked) == []
    assert sorted(times)[2] < MOST_MS, times
    assert fills(screen) != before
    own = screen.page.evaluate(SHOWN)
    screen.page.evaluate("document.querySelector('#needs-sliders input').dispatchEvent(new Event('change'))")
    screen.page.wait_for_url("**q_ind=muster_child_poverty_pct:0,**")
    screen.settled()
    assert screen.page.evaluate(SHOWN) == own
    screen.page.reload()
    expect(screen.page.locator("#needs-list .needs-row").first).to_be_visible()
    screen.settled()
    assert screen.page.evaluate(SHOWN) == own


def test_grid_list_and_card_show_the_same_quarter(screen: Screen) -> None:
    open_page(screen, QUARTERS, 218)
    cell = screen.page.locator("#needs-grid .needs-cell.is-attention").first
    count = int(cell.inner_text())
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(screen.page.locator("#needs-list .is-selected")).to_have_count(count)
    screen.page.locator("#needs-list .needs-name").first.click()
    expect(screen.page.locator("#needs-card h2")).to_contain_text("Nordstadt")
    expect(screen.page.locator("#needs-card")).to_contain_text("Was dagegen spricht")
    assert "sel=" in screen.search()
    screen.page.locator("#needs-card .needs-similar button").first.click()
    expect(screen.page.locator("#needs-card h2")).not_to_contain_text("Nordstadt")


def test_a_rule_is_applied_and_a_bad_one_explained(screen: Screen) -> None:
    open_page(screen, QUARTERS, 218)
    screen.page.get_by_role("tab", name="Regel").click()
    screen.page.locator("#needs-rule").fill("„SGB-II-Quote“ über 20 ± 2")
    screen.page.locator("#needs-rule-apply").click()
    expect(screen.page.locator("#needs-rule-result")).to_contain_text("10 Gebiete erfüllen die Regel")
    screen.page.locator("#needs-rule").fill("„SGB-II-Quote“ 20")
    screen.page.locator("#needs-rule-apply").click()
    expect(screen.page.locator("#notice")).to_contain_text("Zeichen 16")


def test_how_reliable_is_computed_beside_and_a_quarter_is_noted(screen: Screen) -> None:
    open_page(screen, QUARTERS, 218)
    screen.page.get_by_role("tab", name="Wie belastbar?").click()
    screen.page.locator("#needs-stable-start").click()
    expect(screen.page.locator("#needs-stable-result")).to_contain_text("Zu den 16 auffälligsten Gebieten gehören")
    screen.page.get_by_role("tab", name="Rangfolge").click()
    screen.page.locator("#needs-list .needs-name").first.click()
    expect(screen.page.locator("#needs-card")).to_contain_text("der Ziehungen")
    screen.page.reload()
    expect(screen.page.locator("#needs-card")).to_contain_text("der Ziehungen")  # the result survives
    screen.settled()
    screen.page.locator("#needs-reason").fill("viele Kinder")
    screen.page.locator("#needs-mark").click()
    screen.page.wait_for_url("**q_marks=**")
    expect(screen.page.locator("#needs-unmark")).to_be_enabled()
    screen.page.get_by_role("tab", name="Vorgemerkt").click()
    expect(screen.page.locator("#needs-marks")).to_contain_text("viele Kinder")
    expect(screen.page.locator("#needs-card")).to_contain_text("der Ziehungen")


@pytest.mark.parametrize("size", [(390, 844)])
def test_the_map_stays_when_a_small_window_changes_its_height(screen: Screen) -> None:
    """The map of a page that is not open must not lead this one somewhere else."""
    open_page(screen, QUARTERS, 218)
    screen.page.screenshot(full_page=True)  # makes the window as high as the page for a moment
    expect(screen.page.locator("#needs-map .leaflet-overlay-pane path:not([d='M0 0'])")).to_have_count(218)
    middle = screen.page.evaluate("[quartier.maps[2].map.getCenter().lat, quartier.maps[0].map.getCenter().lat]")
    assert abs(middle[0] - middle[1]) > 1


def test_a_frozen_reference_is_measured_alike_by_browser_and_server(screen: Screen) -> None:
    open_page(screen, f"{QUARTERS}&q_ref=2018", 218)
    screen.page.evaluate(DRAG, [2])
    own = screen.page.evaluate(SHOWN)
    screen.page.evaluate("document.querySelector('#needs-sliders input').dispatchEvent(new Event('change'))")
    screen.page.wait_for_url("**q_ind=muster_child_poverty_pct:2,**")
    screen.settled()
    screen.page.locator("#needs-list .needs-name").first.click()
    expect(screen.page.locator("#needs-card h2")).to_be_visible()
    index = screen.page.locator("#needs-card .needs-classes dd").nth(2).inner_text()
    assert f"{max(v for v in own if v is not None) / 1e4:+.2f}".replace(".", ",") == index
