"""Linked views: in whatever way areas are pointed at or chosen, map, Rangfolge, Verlauf, Zusammenhang and Verteilung
show the same ones. Each view is asked for what it has drawn (``quartier.highlighted``), one tab after the other."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.e2e.screen import Screen, expect

MUSTERLAND = "?region=muster&level=gemeinde&ind=muster_child_poverty_pct"
CHARTS = {"Verlauf": "trend", "Zusammenhang": "scatter", "Verteilung": "distribution"}
ONE, OTHER = "muster/k01/g01", "muster/k02/g01"
FREE = (700, 180)  # a point over no area

HIGHEST = """() => {
  const text = document.querySelector('#legend [data-cls="4"] .legend-text').textContent;
  const low = parseFloat(text.match(/über ([0-9,]+) bis/)[1].replace(",", "."));
  const [{ value, decimals }] = quartier.model.maps;
  return quartier.model.place.ids.filter((_, i) => value[i] / 10 ** decimals > low);
}"""
BETWEEN = """([chart, left, right]) => {
  const axis = document.getElementById(chart)._fullLayout.xaxis;
  const box = document.querySelector(`#${chart} .nsewdrag`).getBoundingClientRect();
  const [low, high] = [left, right].map(x => axis.p2d(x - box.left));
  const [{ value, decimals }] = quartier.model.maps;
  const within = (x) => x >= low && x <= high;
  return quartier.model.place.ids.filter((_, i) => within(value[i] / 10 ** decimals));
}"""


def open_tab(screen: Screen, title: str) -> None:
    """Without moving the pointer."""
    tab = screen.page.get_by_role("tab", name=title)
    tab.dispatch_event("click")
    expect(tab).to_have_attribute("aria-selected", "true")


def seen(screen: Screen, title: str, wanted: list[str]) -> None:
    """Map, Rangfolge and the open chart show exactly these areas."""
    text = ",".join(sorted(wanted))
    for view in ("map", "table", CHARTS[title]):
        screen.until(f"quartier.highlighted()['{view}'].join() === '{text}'")


def everywhere(screen: Screen, wanted: list[str]) -> None:
    assert wanted
    for title in CHARTS:
        open_tab(screen, title)
        seen(screen, title, wanted)


def nowhere(screen: Screen) -> None:
    screen.page.mouse.move(*FREE)
    screen.page.evaluate("quartier.select([])")
    screen.until("Object.values(quartier.highlighted()).every(ids => ids.length === 0)")


def drag(screen: Screen, chart: str) -> list[str]:
    """Draw a frame over the right three fifths of a chart. → ids whose value lies in it"""
    box = screen.page.locator(f"#{chart} .nsewdrag").bounding_box()
    assert box is not None
    left, right = box["x"] + box["width"] * 0.4, box["x"] + box["width"] - 2
    screen.page.mouse.move(left, box["y"] + 2)
    screen.page.mouse.down()
    screen.page.mouse.move(right, box["y"] + box["height"] - 2, steps=6)
    screen.page.mouse.up()
    screen.page.mouse.move(*FREE)
    found: list[str] = screen.page.evaluate(BETWEEN, [chart, left, right])
    assert 1 < len(found) < 60
    return found


def test_pointing_is_seen_everywhere_and_asks_nobody(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&sel={OTHER}", areas=60)
    for title in CHARTS:
        open_tab(screen, title)
        screen.settled()
        before = len(screen.asked)
        screen.page.mouse.move(*screen.point_of(ONE))
        seen(screen, title, [ONE, OTHER])
        screen.page.mouse.move(*FREE)
        seen(screen, title, [OTHER])
        row = screen.page.locator("#ranking .ag-row:not(.ag-row-selected)").first
        row.hover()
        seen(screen, title, [str(row.get_attribute("row-id")), OTHER])
        screen.page.mouse.move(*FREE)
        seen(screen, title, [OTHER])
        assert screen.since(before) == []


def test_a_point_is_pointed_at(screen: Screen) -> None:
    screen.open(f"{MUSTERLAND}&tab=zusammenhang", areas=60)
    screen.until("document.querySelectorAll('#relation .points path').length > 0")
    screen.settled()
    before = len(screen.asked)
    point = screen.page.locator("#relation .points path").first.bounding_box()
    assert point is not None
    screen.page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)
    screen.until("quartier.highlighted().scatter.length === 1")
    seen(screen, "Zusammenhang", screen.highlighted()["scatter"])
    assert screen.since(before) == []


def test_every_way_of_choosing_is_seen_everywhere(screen: Screen) -> None:
    page = screen.page
    screen.open(MUSTERLAND, areas=60)
    page.mouse.click(*screen.point_of(ONE))
    everywhere(screen, [ONE])
    page.keyboard.down("Shift")
    page.mouse.click(*screen.point_of(OTHER))
    page.keyboard.up("Shift")
    everywhere(screen, [ONE, OTHER])

    nowhere(screen)
    page.locator('#legend [data-cls="4"]').click()
    page.mouse.move(*FREE)
    everywhere(screen, page.evaluate(HIGHEST))

    nowhere(screen)
    page.locator("#search").fill("Musterstadt")
    everywhere(screen, [ONE])
    page.locator("#search").fill("")
    nowhere(screen)


@pytest.mark.parametrize(("title", "chart"), [("Verteilung", "distribution"), ("Zusammenhang", "relation")])
def test_a_range_of_values_and_a_box_of_points(screen: Screen, title: str, chart: str) -> None:
    screen.open(MUSTERLAND, areas=60)
    open_tab(screen, title)
    screen.until(f"document.querySelectorAll('#{chart} .points path').length > 0")
    everywhere(screen, drag(screen, chart))


LEFT = """async (chart) => {
  const rows = [];
  (await dash_ag_grid.getApiAsync("ranking")).forEachNodeAfterFilter((row) => rows.push(row.id));
  const areas = [...quartier.maps[0].layers].filter(([, layer]) => layer.options.fillColor !== "#ffffff");
  const { x, customdata } = document.getElementById(chart).data[0];
  return [areas.map(([id]) => id), rows, customdata || x.filter((at) => at === null).map(() => "line")];
}"""


@pytest.mark.parametrize("condition", ["value:muster_sgb2_pct:10..20;kind:Gemeinde", "size:mittelstadt;in:muster/k02"])
def test_conditions_leave_the_same_areas_in_every_view(screen: Screen, condition: str) -> None:
    """Areas with a colour, rows of the table, points; of the lines only their number can be read."""
    screen.open(f"{MUSTERLAND}&f={condition}", areas=60)
    count = int(screen.page.locator(".filter-count").inner_text().split()[1])
    assert 0 < count < 60
    for title, chart in (("Verlauf", "trend"), ("Zusammenhang", "relation"), ("Verteilung", "distribution")):
        open_tab(screen, title)
        screen.until(f"(document.getElementById('{chart}').data || []).length > 0")
        areas, rows, drawn = screen.page.evaluate(LEFT, chart)
        assert len(areas) == count
        assert sorted(rows) == sorted(areas)
        assert drawn == ["line"] * count if chart == "trend" else sorted(drawn) == sorted(areas)


def test_a_choice_is_asked_for_once_and_kept_when_the_list_closes_at_once(screen: Screen) -> None:
    """Figures are asked for before Dash knows of the choice; it must hear of it all the same, whatever comes next."""
    screen.open(MUSTERLAND, areas=60)
    before = screen.fills()
    for keys, level in ((["Enter"], False), (["Enter", "Tab"], False), (["Enter", "Escape"], True)):
        control = screen.page.locator("#level" if level else "#indicator")
        control.click()
        expect(screen.page.locator("[role=option]:visible").first).to_be_visible()
        screen.page.keyboard.press("ArrowDown")
        mark, held = len(screen.asked), control.input_value()
        for key in keys:
            screen.page.keyboard.press(key)
        expect(control).not_to_have_value(held)
        screen.settled()
        questions = [path for path in screen.since(mark) if "_dash-update-component" in path]
        assert len(questions) == 1, questions
    assert screen.fills() != before


# Choose something else, and what was there before again while Dash is busy with the answer whose map is drawn already.
BACK_AT_ONCE = """([control, other, first]) => new Promise((done) => {
  const choose = (value) => window.dash_clientside.set_props(control, { value });
  quartier.frame = () => new Promise(() => {});  // Dash gets its answers as late as can be
  const { revision } = quartier.model;
  choose(other);
  const wait = setInterval(() => {
    if (quartier.model.revision === revision) return;
    clearInterval(wait);
    choose(first);
    done();
  }, 5);
})"""


@pytest.mark.parametrize(
    ("control", "other", "first"),
    [("indicator", "muster_population", "muster_child_poverty_pct"), ("region", "muster/k01", "muster")],
)
def test_who_goes_back_at_once_sees_the_figures_of_where_they_are(
    screen: Screen, control: str, other: str, first: str
) -> None:
    screen.open(MUSTERLAND, areas=60)
    screen.settled()
    before, address = screen.fills(), screen.search()
    screen.page.evaluate(BACK_AT_ONCE, [control, other, first])
    screen.settled()
    expect(screen.page.locator("#headline h1")).to_contain_text("Kinder unter 15 Jahren")
    assert screen.search() == address
    assert screen.fills() == before


# Dash tells the views of a selection a moment after it was told; by then somebody has made the next one.
MEANWHILE = """([first, next]) => {
  const { set_props } = window.dash_clientside;
  window.dash_clientside.set_props = (id, props) => {
    set_props(id, props);
    if (id !== "selection") return;
    window.dash_clientside.set_props = set_props;
    quartier.select([next], { wait: 300 });
  };
  quartier.select([first]);
}"""


def test_a_selection_made_meanwhile_is_not_undone(screen: Screen) -> None:
    screen.open(MUSTERLAND, areas=60)
    screen.settled()
    screen.page.evaluate(MEANWHILE, [OTHER, ONE])
    screen.until("location.search.includes('sel=')")
    screen.settled()
    everywhere(screen, [ONE])
    assert parse_qs(screen.search())["sel"] == [ONE]
