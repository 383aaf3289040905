"""„Wie sicher?“ on the page „Karte“: hatched areas, the switch below the map, bars and sentences."""

from __future__ import annotations

import pytest

from tests.e2e.screen import Screen, expect

MUSTERLAND = "?region=muster&level=gemeinde"
HATCHED = "#map .leaflet-overlay-pane path[fill^='url(#unsure']"


def test_what_cannot_be_told_apart_is_hatched_and_can_be_left_out(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    page = screen.page
    row = page.locator('#legend [data-cls="~"]')
    unsure = int(row.locator(".legend-count").inner_text())
    assert unsure > 0
    expect(page.locator(HATCHED)).to_have_count(unsure)
    row.click()
    expect(page.locator("#selected-count")).to_contain_text(str(unsure))
    page.locator("#clear").click()
    screen.settled()
    mark = len(screen.asked)
    page.get_by_text("nur gesicherte Unterschiede", exact=True).click()
    expect(page.locator(HATCHED)).to_have_count(0)
    expect(page.locator("#legend")).to_contain_text("ausgeblendet")
    expect(page.locator("#headline")).to_contain_text(f"ausgeblendet: {unsure} Gebiete")
    screen.settled()
    assert "sure=1" in screen.search()
    assert len([path for path in screen.since(mark) if path.startswith("/_dash-update-component")]) == 1
    page.go_back()
    expect(page.locator(HATCHED)).to_have_count(unsure)


def test_bars_and_rank_spans_stand_in_the_table(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    cell = screen.page.locator('#ranking .ag-row[row-index="0"] [col-id="value"]')
    assert "linear-gradient" in cell.evaluate("cell => getComputedStyle(cell).backgroundImage")
    second = screen.page.locator('#ranking .ag-row[row-index="1"] [col-id="rank"]')
    expect(second).to_contain_text("2 (")


# Left edges and widths in px of what is drawn beside a number: the value (3 px wide), the interval (the last of them).
DRAWN = """
cells => cells.map((cell) => {
  const look = getComputedStyle(cell);
  const lefts = look.backgroundPositionX.split(", ").map(parseFloat);
  const widths = look.backgroundSize.split(", ").map(parseFloat);
  return { value: lefts[0] + 1, from: lefts.at(-1), to: lefts.at(-1) + widths.at(-1) };
})
"""


def test_the_bars_of_the_first_rows_are_as_long_as_their_intervals(screen: Screen) -> None:
    """17 of 27 is less sure than 172 of 344, and stands further to the right: no bar ends where the scale ends."""
    screen.open("?region=muster&level=quartier&ind=muster_child_poverty_pct", areas=218)
    rows = screen.page.locator("#ranking .ag-center-cols-container .ag-row")
    expect(rows.nth(2)).to_contain_text("172 von 344")
    expect(rows.nth(0)).to_contain_text("17 von 27")
    drawn = [rows.nth(n).locator('[col-id="value"]').evaluate_all(DRAWN)[0] for n in range(3)]
    assert drawn[0]["value"] > drawn[1]["value"] > drawn[2]["value"]
    assert all(bar["from"] < bar["value"] < bar["to"] for bar in drawn)
    assert drawn[0]["to"] - drawn[0]["from"] > 2.5 * (drawn[2]["to"] - drawn[2]["from"])


def test_sentence_and_method_are_one_click_away(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&sel=muster/k01/g01", areas=60)
    page = screen.page
    expect(page.locator("#profile .profile-certainty")).to_contain_text("Zufallsbereich")
    method = page.locator("#profile .profile-method div")
    expect(method).not_to_be_visible()
    page.locator("#profile summary").click()
    expect(method).to_contain_text("nicht eine Stichprobe")
    page.locator(".certainty-method summary").click()
    expect(page.locator(".certainty-method")).to_contain_text("auch dann auf")


def test_smoothed_values_are_one_click_away_and_back(screen: Screen) -> None:
    """Values of small areas come nearer to the mean; the value stands beside; bars and hatching give way. Rank spans
    of three digits are read whole."""
    screen.open(f"{MUSTERLAND}&level=quartier", areas=218)
    page = screen.page
    page.locator("#ranking .ag-body-viewport").evaluate("table => { table.scrollTop = 120 * 24; }")
    ranks = page.locator("#ranking .ag-center-cols-container [col-id='rank']")
    expect(ranks.filter(has_text="120 (")).to_be_visible()
    assert not ranks.evaluate_all("cells => cells.filter(c => c.scrollWidth > c.clientWidth).map(c => c.textContent)")
    before = screen.fills()
    page.get_by_text("geglättet", exact=True).click()
    expect(page.locator(HATCHED)).to_have_count(0)
    expect(page.locator("#legend-title")).to_contain_text("geglättet")
    expect(page.locator('#ranking .ag-header-cell[col-id="own"]')).to_contain_text("Wert (%)")
    expect(page.locator("#sure input").first).to_be_disabled()
    screen.settled()
    assert "smooth=1" in screen.search()
    assert screen.fills() != before
    page.get_by_text("Wert", exact=True).first.click()
    expect(page.locator(HATCHED).first).to_be_attached()
    assert screen.fills() == before


def test_the_funnel_points_at_areas_and_is_pointed_at(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&sel=muster/k01/g01", areas=60)
    page = screen.page
    page.get_by_role("tab", name="Trichter").click()
    canvas = page.locator("#funnel")
    expect(canvas).to_be_visible()
    expect(page.locator("#funnel-note")).to_contain_text("außerhalb der äußeren Linien")
    page.wait_for_function("quartier.highlighted().funnel.includes('muster/k01/g01')")
    x, y = screen.point_of("muster/k02/g01")
    page.mouse.move(x, y)
    page.wait_for_function("quartier.highlighted().funnel.includes('muster/k02/g01')")
    screen.settled()
    assert "tab=trichter" in screen.search()
    expect(page.locator("#profile h3")).to_contain_text("Musterstadt")


@pytest.mark.parametrize("size", [(390, 844)])
def test_on_a_phone_nothing_hangs_over(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screen.page.get_by_text("nur gesicherte Unterschiede", exact=True).click()
    expect(screen.page.locator("#legend")).to_contain_text("ausgeblendet")
