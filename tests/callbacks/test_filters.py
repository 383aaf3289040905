"""Panel „Eingrenzen“, chips, own bounds and thresholds, asked the way the browser asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layouts.filters import ALL, NEWEST
from layouts.ids import Ids
from tests.dashboard.app_client import Browser, app_over
from tests.dashboard.small import AHORN, AMSEL, BIRKE, BUCHE, small

OPENING = "?v=1&region=99&level=gemeinde&ind=poverty&period=2021&data=abc"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(small()).server.test_client())


def writer(browser: Browser, trigger: str) -> str:
    """Output of the server callback that ``trigger`` asks for an address."""
    return next(
        c["output"]
        for c in browser.server_callbacks()
        if "requested.data" in c["output"] and any(trigger in f"{p['id']}.{p['property']}" for p in c["inputs"])
    )


def ask(browser: Browser, changed: str, value: Any, query: str = "", **held: Any) -> dict[str, Any]:
    """Answer after a component of the view with ``query`` changed; empty if nothing is asked for."""
    values = {"view.data": OPENING.replace("&data", f"{query}&data"), changed: value, **held}
    answer = browser.post(writer(browser, changed), changed, values)
    return answer.get_json()["response"] if answer.status_code == 200 else {}


def asked_for(answer: dict[str, Any]) -> str:
    return next((v["data"] for k, v in answer.items() if k.startswith("requested")), "")


@pytest.mark.parametrize(
    ("component", "values", "text"),
    [
        ("filter-in", [AHORN, BIRKE], f"f=in:{AHORN},{BIRKE}"),
        ("filter-ids", [AMSEL], f"f=ids:{AMSEL}"),
        ("filter-size", ["kleinstadt"], "f=size:kleinstadt"),
    ],
)
def test_choosing_several(browser: Browser, component: str, values: list[str], text: str) -> None:
    answer = ask(browser, f"{component}.value", values, **{"selection.data": [BUCHE]})
    assert f"&{text}&" in asked_for(answer)
    assert f"&sel={BUCHE}&" in asked_for(answer)


def test_a_field_that_shows_what_holds_asks_for_nothing(browser: Browser) -> None:
    """The answer to a new view fills the fields; that must not come back as a choice."""
    assert asked_for(ask(browser, "filter-in.value", [AHORN], f"&f=in:{AHORN}")) == ""
    assert asked_for(ask(browser, "filter-in.value", [])) == ""
    assert asked_for(ask(browser, "bounds.value", "")) == ""
    assert asked_for(ask(browser, "threshold-number.value", "")) == ""
    assert asked_for(ask(browser, "threshold-number.value", 5, "&classes=threshold&thr=5")) == ""
    assert asked_for(ask(browser, "bounds.value", "5; 10", "&classes=own&bounds=5,10")) == ""


def test_clearing_a_field_takes_its_condition_away(browser: Browser) -> None:
    query = asked_for(ask(browser, "filter-in.value", [], f"&f=in:{AHORN};value:people:1500.."))
    assert "&f=value:people:1500..&" in query


def test_marked_areas_become_a_condition(browser: Browser) -> None:
    answer = ask(browser, "filter-selected.n_clicks", 1, **{"selection.data": [AMSEL, BUCHE]})
    assert f"&f=ids:{AMSEL},{BUCHE}&" in asked_for(answer)
    assert asked_for(ask(browser, "filter-selected.n_clicks", 1)) == ""


def test_own_bounds_are_taken_or_refused_beside_the_field(browser: Browser) -> None:
    good = ask(browser, "bounds.value", "20; 5,5", "&classes=own")
    assert "&classes=own&bounds=5.5,20&" in asked_for(good)
    assert good["bounds"]["error"] == ""
    bad = ask(browser, "bounds.value", "5; viel", "&classes=own")
    assert asked_for(bad) == ""
    assert "„viel“ ist keine Zahl" in bad["bounds"]["error"]


def test_a_threshold_of_ones_own(browser: Browser) -> None:
    assert "&classes=threshold&thr=12.5&" in asked_for(
        ask(browser, "threshold-number.value", 12.5, "&classes=threshold")
    )


def add(browser: Browser, **held: Any) -> dict[str, Any]:
    values = {f"filter-{name}.value": value for name, value in held.items()}
    return ask(browser, "filter-add.n_clicks", 1, **values)


def test_adding_a_range_of_values(browser: Browser) -> None:
    assert "&f=value:people:1500..&" in asked_for(add(browser, indicator="people", low=1500, high="", period=NEWEST))
    assert "&f=value:poverty:..12.5:2020&" in asked_for(
        add(browser, indicator="poverty", low="", high=12.5, period="2020")
    )


def test_a_range_that_cannot_be_says_why(browser: Browser) -> None:
    answer = add(browser, indicator="people", low=9, high=1)
    assert asked_for(answer) == ""
    assert answer["filter-problem"]["children"] == "Die untere Grenze liegt über der oberen."


def test_the_panel_fills_when_it_opens(browser: Browser) -> None:
    view = OPENING.replace("&data", f"&f=in:{AHORN}&data")
    answer = browser.ask("filter-kind.data", "filter-view.data", {"filter-view.data": view})
    assert answer["filter-in"]["value"] == [AHORN]
    assert answer["filter-kind"]["disabled"]
    assert len(answer["filter-ids"]["data"]) == 6


def test_choosing_an_indicator_shows_its_range(browser: Browser) -> None:
    answer = browser.ask(
        "filter-hint.children", "filter-indicator.value", {"view.data": OPENING, "filter-indicator.value": "poverty"}
    )
    assert "Ausgewiesen sind 0,0 bis 30,0" in answer["filter-hint"]["children"]
    assert (answer["filter-period"]["value"], answer["filter-period-box"]["hidden"]) == (NEWEST, False)
    assert answer["filter-low"]["placeholder"] == "0,0"


def press(browser: Browser, index: str, query: str, clicks: int | None = 1) -> str:
    """Address asked for by a button of the line above the map."""
    part = json.dumps({"index": index, "type": Ids.FILTER_REMOVE.value}, separators=(",", ":"))
    callback = next(c for c in browser.server_callbacks() if any("filter-remove" in p["id"] for p in c["inputs"]))
    output, prop = callback["output"].rsplit(".", 1)
    payload = {
        "output": callback["output"],
        "outputs": {"id": output, "property": prop},
        "inputs": [[{"id": json.loads(part), "property": "n_clicks", "value": clicks}]],
        "state": [
            {"id": "view", "property": "data", "value": OPENING.replace("&data", f"{query}&data")},
            {"id": "selection", "property": "data", "value": []},
        ],
        "changedPropIds": [f"{part}.n_clicks"],
    }
    answer = browser.client.post("/_dash-update-component", json=payload)
    return asked_for(answer.get_json()["response"]) if answer.status_code == 200 else ""


def test_one_click_takes_a_condition_away_or_all(browser: Browser) -> None:
    query = f"&f=in:{AHORN};value:people:1500.."
    assert "&f=value:people:1500..&" in press(browser, "value:people:1500..", query)
    assert "&f=" not in press(browser, ALL, query)
    assert press(browser, ALL, query).startswith("?v=1&region=99")


def test_buttons_that_just_appeared_were_not_pressed(browser: Browser) -> None:
    assert press(browser, ALL, f"&f=in:{AHORN}", clicks=0) == ""
