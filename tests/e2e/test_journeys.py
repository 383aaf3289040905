"""Ways through the page: choosing, pointing, searching, going back."""

from __future__ import annotations

import re

import pytest

from geodata.workspace import Package
from tests.e2e.screen import Route, Screen, expect

UPDATE = "/_dash-update-component"
DENSITY = "?region=05&level=kreis&ind=population_density"


def test_choosing_a_kreis_reloading_and_going_back(screen: Screen) -> None:
    screen.open(DENSITY, areas=53)
    first = screen.search()
    screen.choose("region", "Kreis Borken")
    screen.drawn(17)
    assert "region=05554" in screen.search()
    expect(screen.page.locator("#headline")).to_contain_text("17")
    chosen, sentence = screen.search(), screen.page.locator("#headline h1").inner_text()

    screen.page.reload()
    screen.drawn(17)
    assert screen.search() == chosen
    assert screen.page.locator("#headline h1").inner_text() == sentence
    expect(screen.page.locator("#notice")).to_be_empty()

    screen.page.go_back()
    screen.drawn(53)
    assert screen.search() == first
    screen.page.go_forward()
    screen.drawn(17)
    assert screen.search() == chosen


def test_the_map_shows_the_whole_of_a_chosen_kreis(screen: Screen) -> None:
    screen.open(DENSITY, areas=53)
    screen.choose("region", "Kreis Borken")
    screen.drawn(17)
    frame = screen.page.locator("#map").bounding_box()
    boxes = [path.bounding_box() for path in screen.paths.all()]
    assert frame is not None
    for box in boxes:
        assert box is not None
        assert frame["x"] <= box["x"] <= box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"] <= box["y"] + box["height"] <= frame["y"] + frame["height"]
    assert sum(box["height"] * box["width"] for box in boxes if box) > 0.3 * frame["height"] * frame["width"]


def test_pointing_marks_everywhere_and_asks_nobody(screen: Screen) -> None:
    page = screen.page
    screen.open(areas=53)
    top = page.locator("#ranking .ag-row[row-index='0']")
    name = top.locator("[col-id=name]").inner_text()
    mark = len(screen.asked)
    top.hover()
    (area,) = screen.highlighted()["map"]
    assert screen.highlighted()["table"] == [area]
    page.mouse.move(5, 5)
    screen.until("quartier.highlighted().map.length === 0")
    x, y = screen.point_of(area)
    page.mouse.move(x, y)
    expect(page.locator(".area-label strong")).to_have_text(name)
    expect(page.locator(".area-label")).to_contain_text(re.compile(r"\d+,\d\s%"))
    expect(page.locator("#ranking .ag-row.is-hovered")).to_contain_text(name)
    expect(page.locator("#legend .is-hovered")).to_have_attribute("data-cls", "4")
    assert screen.since(mark) == []

    page.mouse.click(x, y)
    expect(page.locator("#profile h3")).to_have_text(name)
    expect(page.locator("#ranking .ag-row-selected")).to_contain_text(name)
    expect(page.locator("#legend .is-selected")).to_have_attribute("data-cls", "4")
    expect(screen.selected_paths()).to_have_count(1)
    screen.settled()
    assert "&sel=05" in screen.search()
    assert len([a for a in screen.since(mark) if a.startswith(UPDATE)]) == 1  # the Steckbrief
    assert not [a for a in screen.since(mark) if a.startswith("/geo/")]

    page.mouse.click(x, y)
    expect(screen.selected_paths()).to_have_count(0)
    expect(page.locator("#profile")).to_contain_text("Wählen Sie ein Gebiet")
    assert "sel=" not in screen.search()


@pytest.mark.parametrize("late", ["/geo/", UPDATE])
def test_colours_are_right_whichever_comes_first(screen: Screen, late: str) -> None:
    """Outlines and values race each other; the loser is held back by a second."""

    def hold(route: Route) -> None:
        screen.page.wait_for_timeout(1000)
        route.fallback()

    screen.page.route(f"**{late}**", hold)
    screen.open("?region=05&level=kreis&sel=05911", areas=53)
    expect(screen.page.locator("#map .leaflet-overlay-pane path[fill='#f3f5f7']")).to_have_count(0)
    counts = [int(text) for text in screen.page.locator("#legend .legend-count").all_inner_texts()]
    assert sorted(counts) == sorted(screen.fills().count(f) for f in set(screen.fills()))
    expect(screen.selected_paths()).to_have_count(1)
    screen.page.unroute_all(behavior="wait")


def test_a_link_with_a_selection_marks_it_in_every_view(screen: Screen) -> None:
    screen.open("?region=05&level=kreis&sel=05911", areas=53)
    expect(screen.selected_paths()).to_have_count(1)
    expect(screen.page.locator("#profile h3")).to_have_text("Bochum")
    expect(screen.page.locator("#ranking .ag-row-selected")).to_contain_text("Bochum")
    expect(screen.page.locator("#legend .is-selected")).to_have_count(1)


def test_searching_and_selecting_by_keyboard(screen: Screen) -> None:
    page = screen.page
    screen.open(areas=53)
    page.locator("#search").focus()
    page.keyboard.type("Bochum")
    expect(page.locator("#ranking .ag-center-cols-container .ag-row")).to_have_count(1)
    expect(page.locator("#profile h3")).to_have_text("Bochum")  # what was found is selected …
    screen.settled()
    for key in ("Tab", "ArrowDown", "Space"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    expect(page.locator("#profile h3")).to_have_text("Bochum")  # … and choosing it does not give it up
    expect(screen.selected_paths()).to_have_count(1)
    assert "&sel=05911" in screen.search()


def test_another_indicator_recolours_and_nothing_moves(screen: Screen, sample_packages: dict[str, Package]) -> None:
    page = screen.page
    screen.open("?region=05&level=kreis&ind=sgb2_children_rate_pct", areas=53)
    fills = screen.fills()
    zoom_in(screen)
    before = in_the_middle(screen)

    mark = len(screen.asked)
    catalog = sample_packages["nrw_kreise_arbeitslosigkeit"].catalog
    screen.choose("indicator", catalog.indicator("unemployment_rate_pct").short_name)
    expect(page.locator("#headline h1")).to_contain_text("Arbeitslos")
    screen.settled()
    assert screen.fills() != fills
    assert in_the_middle(screen) == pytest.approx(before, abs=3)
    assert not [a for a in screen.since(mark) if a.startswith("/geo/")]


IN_THE_MIDDLE = """
() => {
  const map = document.querySelector("#map").getBoundingClientRect();
  const [x, y] = [map.left + map.width / 2, map.top + map.height / 2];
  const area = document.elementFromPoint(x, y).getBoundingClientRect();
  return [area.width, area.height, area.left - x, area.top - y];
}
"""


def in_the_middle(screen: Screen) -> list[float]:
    """Size and place (pixels from the middle of the map) of the area in the middle: tells zoom and position."""
    found: list[float] = screen.page.evaluate(IN_THE_MIDDLE)
    return found


def zoom_in(screen: Screen) -> None:
    box = screen.page.locator("#map").bounding_box()
    assert box is not None
    before = now = in_the_middle(screen)
    screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.mouse.wheel(0, -200)
    for _ in range(40):  # the zoom is animated
        screen.page.wait_for_timeout(350)
        last, now = now, in_the_middle(screen)
        if last == now and now[0] > 1.2 * before[0]:
            break
    assert now[0] > 1.2 * before[0]
    screen.page.mouse.move(5, 5)
