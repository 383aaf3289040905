"""The callbacks of the page „Karte“, asked the way the browser asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.state import from_query
from geodata.repository import Repository
from layouts.controls import TOTAL
from tests.dashboard.app_client import Browser, app_over, open_view
from tests.dashboard.small import AHORN, AMSEL, BIRKE, BUCHE, DOHLE, LAND, small

OPENING = "?v=1&region=99&level=gemeinde&ind=poverty&period=2021&data=abc"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(small()).server.test_client())


def change(browser: Browser, held: dict[str, Any], control: str, value: object) -> dict[str, dict[str, Any]]:
    """Answer of the state callback after a user changed a control of the view ``held``."""
    return browser.ask("view.data", f"{control}.value", {**held, f"{control}.value": value})


def text(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False)


# -- state ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?", None])
def test_a_first_visit_opens_the_opening_question(browser: Browser, query: str | None) -> None:
    answer = browser.ask("view.data", "requested.data", {"requested.data": query})
    assert answer["view"]["data"] == OPENING
    assert answer["selection"]["data"] == []
    assert answer["notice"]["children"] == []
    assert (answer["region"]["value"], answer["indicator"]["value"]) == (LAND, "poverty")
    assert (answer["group"]["value"], answer["group-box"]["hidden"]) == (TOTAL, False)


def test_a_link_brings_back_view_and_selection(browser: Browser) -> None:
    query = f"?v=1&region={AHORN}&level=gemeinde&ind=people&period=2021&k=3&sel={BUCHE}"
    answer = browser.ask("view.data", "requested.data", {"requested.data": query})
    assert answer["view"]["data"] == f"?v=1&region={AHORN}&level=gemeinde&ind=people&period=2021&k=3&data=abc"
    assert answer["selection"]["data"] == [BUCHE]
    assert answer["class-count"]["value"] == "3"
    assert answer["group-box"]["hidden"]


def test_a_stale_link_gives_a_notice(browser: Browser) -> None:
    answer = browser.ask("view.data", "requested.data", {"requested.data": "?region=Atlantis"})
    assert answer["view"]["data"] == OPENING
    assert "„Atlantis“" in text(answer["notice"])


def test_choosing_a_region(browser: Browser) -> None:
    answer = change(browser, {"view.data": OPENING, "selection.data": [DOHLE]}, "region", AHORN)
    assert answer["view"]["data"] == OPENING.replace("region=99", f"region={AHORN}")
    assert answer["selection"]["data"] == []
    assert [o["value"] for o in answer["level"]["data"]] == ["gemeinde"]


def test_choosing_an_indicator_keeps_the_selection(browser: Browser) -> None:
    answer = change(browser, {"view.data": OPENING, "selection.data": [BUCHE]}, "indicator", "people")
    assert answer["view"]["data"] == OPENING.replace("ind=poverty", "ind=people")
    assert answer["selection"]["data"] == [BUCHE]


def test_the_total_can_be_chosen_again(browser: Browser) -> None:
    answer = change(browser, {"view.data": OPENING + "&group=u3"}, "group", TOTAL)
    assert answer["view"]["data"] == OPENING
    assert answer["group"]["value"] == TOTAL


def test_a_control_that_the_browser_clears_asks_for_nothing(browser: Browser) -> None:
    """Answering with the old value would be cleared again, for ever."""
    answer = browser.post("view.data", "period.value", {"view.data": OPENING, "region.value": LAND})
    assert answer.status_code == 204


def test_a_kreisfreie_stadt_is_shown_under_its_kreis(browser: Browser) -> None:
    """Both keys denote one territory; the select offers one of them."""
    state, notices = from_query("?region=05315000", Repository.open(None))
    assert (state.region, notices) == ("05315", ())


def test_reset_leads_back_to_the_opening_question(browser: Browser) -> None:
    held = {"view.data": OPENING.replace("99", BIRKE), "selection.data": [DOHLE], "reset.n_clicks": 1}
    answer = browser.ask("view.data", "reset.n_clicks", {**held, "requested.data": f"?region={BIRKE}"})
    assert (answer["view"]["data"], answer["selection"]["data"]) == (OPENING, [])


@pytest.mark.parametrize("value", ["nonsense", 17, ["a"], {"a": 1}, ""])
@pytest.mark.parametrize("control", ["region", "level", "indicator", "group", "period", "class-count", "palette"])
def test_no_value_of_a_control_breaks_the_page(browser: Browser, control: str, value: object) -> None:
    answer = change(browser, {"view.data": OPENING}, control, value)
    assert answer["view"]["data"].startswith("?v=1&region=99")
    assert "Das hat nicht geklappt" not in text(answer)


# -- page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_view(browser: Browser) -> None:
    answer = browser.ask("values.data", "view.data", {"view.data": OPENING})
    assert "Kleinland 16,7\u00a0%" in text(answer["headline"])
    assert answer["areas"]["url"] == f"/geo/{small().geometry_hash}/0/gemeinde/99.json"
    assert answer["borders"]["url"] == f"/geo/{small().geometry_hash}/0/kreis/99.json"
    assert [row["name"] for row in answer["ranking"]["rowData"]] == [
        "Buche",
        "Amsel",
        "Clara",
        "Eiche",
        "Dohle",
        "Fink",
    ]
    assert "style" not in answer["areas"]


def test_outlines_the_browser_has_are_left_alone(browser: Browser) -> None:
    held = open_view(browser)
    answer = browser.ask("values.data", "view.data", {**held, "view.data": OPENING.replace("poverty", "people")})
    assert "areas" not in answer
    assert "borders" not in answer
    assert answer["values"]["data"]["areas"][AMSEL][3] == "1.000\u00a0Personen"


def test_another_region_brings_other_outlines(browser: Browser) -> None:
    held = open_view(browser)
    answer = browser.ask("values.data", "view.data", {**held, "view.data": OPENING.replace("=99", f"={AHORN}")})
    assert answer["areas"]["url"].endswith(f"/1/gemeinde/{AHORN}.json")
    assert answer["borders"]["url"] == ""


# -- profile ----------------------------------------------------------------------------------------------------


def test_selecting_an_area_shows_its_profile(browser: Browser) -> None:
    answer = browser.ask("profile.children", "selection.data", {"view.data": OPENING, "selection.data": [BUCHE]})
    for words in ("Buche", "30 von 100", "Rang 1 von 4", "15,0\u00a0Prozentpunkte höher", "Amt für Kleines"):
        assert words in text(answer)


@pytest.mark.parametrize("selection", [[], None, ["nowhere"], [None]])
def test_without_a_selection_the_profile_says_what_to_do(browser: Browser, selection: list[str] | None) -> None:
    answer = browser.ask("profile.children", "selection.data", {"view.data": OPENING, "selection.data": selection})
    assert "Wählen Sie ein Gebiet" in text(answer)
