"""Facilities on the map: chosen, pointed at, listed."""

from __future__ import annotations

from tests.e2e.screen import Screen, expect

CITY = "?region=muster/k01&level=quartier"
DRAWN = "quartier.points[0].drawn.length"
SPOT = """() => {
  const [x, y] = quartier.points[0].drawn[0];
  const frame = document.getElementById("map").getBoundingClientRect();
  return [frame.left + x, frame.top + y];
}"""


def test_types_are_chosen_drawn_named_and_listed(screen: Screen) -> None:
    screen.open(CITY, areas=20)
    assert screen.page.evaluate(DRAWN) == 0
    screen.page.locator("#facility-open").click()
    screen.page.get_by_label("Kitas").check()
    expect(screen.page.locator("#facility-legend")).to_contain_text("Kitas (22)")
    expect(screen.page.locator("#facility-list")).to_contain_text("Musterstadt: 22 Einrichtungen")
    assert "fac=kita" in screen.search()
    screen.page.keyboard.press("Escape")
    screen.settled()
    assert screen.page.evaluate(DRAWN) == 22

    x, y = screen.page.evaluate(SPOT)
    screen.page.mouse.move(x, y)
    expect(screen.page.locator(".area-label")).to_contain_text("Plätze: ")
    screen.page.mouse.click(x, y)
    expect(screen.page.locator(".facility-popup")).to_contain_text("Kitas · ")
    assert "sel=" not in screen.search()  # the area below was not meant


def test_points_travel_once(screen: Screen) -> None:
    screen.open(f"{CITY}&fac=kita", areas=20)
    assert len([path for path in screen.asked if path.startswith("/points/")]) == 1
    mark = len(screen.asked)
    screen.choose("period", "2022")
    screen.settled()
    assert not [path for path in screen.since(mark) if path.startswith("/points/")]
    assert screen.page.evaluate(DRAWN) == 22


def test_nrw_says_how_to_load_some(screen: Screen) -> None:
    screen.open(areas=53)
    screen.page.locator("#facility-open").click()
    expect(screen.page.locator("#facility-list")).to_contain_text("keine Einrichtungen geladen")
    assert "page=daten" in str(screen.page.locator("#facility-list a").get_attribute("href"))
