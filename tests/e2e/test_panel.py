"""The tabs of the panel follow the other views, and the other views follow them."""

from __future__ import annotations

import pytest

from tests.e2e.screen import Screen, expect

MUSTERLAND = "?region=muster&level=gemeinde&ind=muster_child_poverty_pct"
AREA = "muster/k01/g01"
CHARTS = {"Verteilung": "distribution", "Verlauf": "trend", "Zusammenhang": "scatter"}


@pytest.mark.parametrize("title", CHARTS)
def test_a_selected_and_a_hovered_area_stand_out_in_every_tab(screen: Screen, title: str) -> None:
    page = screen.page
    screen.open(f"{MUSTERLAND}&sel={AREA}", areas=60)
    page.get_by_role("tab", name=title).click()
    chart = f"quartier.highlighted()['{CHARTS[title]}']"
    screen.until(f"({chart} || []).includes('{AREA}')")
    screen.settled()
    before = len(screen.asked)
    page.mouse.move(*screen.point_of("muster/k02/g01"))
    screen.until(f"{chart}.includes('muster/k02/g01')")
    views = screen.highlighted()
    assert {AREA, "muster/k02/g01"} <= set(views["map"])
    assert set(views["map"]) == set(views[CHARTS[title]])
    assert screen.since(before) == []
    expect(page.locator("#profile h3")).to_contain_text("Musterstadt")


def test_a_box_in_the_scatter_selects_on_the_map(screen: Screen) -> None:
    page = screen.page
    screen.open(f"{MUSTERLAND}&tab=zusammenhang", areas=60)
    screen.until("document.querySelectorAll('#relation .points path').length > 0")
    box = page.locator("#relation .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2, steps=6)
    page.mouse.up()
    screen.until("quartier.model.selection.size > 0")
    chosen = page.evaluate("[...quartier.model.selection].sort()")
    assert 0 < len(chosen) < 60
    expect(page.locator("#selected-count")).to_contain_text("gewählt")
