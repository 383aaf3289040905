"""Facilities through the application: a choice, a link, the panel."""

from __future__ import annotations

import json

import pytest

from tests.dashboard.app_client import Browser, app_over, choose, open_view
from tests.dashboard.facilities import with_facilities
from tests.dashboard.small import AMSEL, small


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(with_facilities()).server.test_client())


def test_a_choice_puts_the_type_into_the_address_and_on_the_map(browser: Browser) -> None:
    answer = choose(browser, open_view(browser), "facilities", ["kita"])
    assert "&fac=kita" in answer["view"]["data"]
    (layer,) = answer["points"]["data"]
    assert layer["label"] == "Kitas"
    assert answer["facility-open"]["children"] == "Einrichtungen (1)"
    assert "value" not in answer.get("facilities", {})  # the browser holds it already


def test_points_never_travel_with_an_answer(browser: Browser) -> None:
    answer = choose(browser, open_view(browser), "facilities", ["kita", "beratung"])
    assert "Kita Zwei" not in json.dumps(answer)


def test_a_change_of_figures_does_not_send_the_types_again(browser: Browser) -> None:
    held = open_view(browser, "?fac=kita")
    assert held["points.data"]
    answer = choose(browser, held, "period", "2020")
    assert "points" not in answer


def test_unticking_the_last_type_clears_the_map(browser: Browser) -> None:
    answer = choose(browser, open_view(browser, "?fac=kita"), "facilities", [])
    assert answer["points"]["data"] == []
    assert "fac=" not in answer["view"]["data"]


def test_a_selection_brings_the_supply_of_its_area(browser: Browser) -> None:
    held = open_view(browser, f"?fac=kita&sel={AMSEL}")
    assert "500,0" in json.dumps(held["profile.children"], ensure_ascii=False)
    assert "Amt für Kleines" in json.dumps(held["attribution.children"], ensure_ascii=False)


def test_the_panel_lists_the_facilities_of_the_selected_area(browser: Browser) -> None:
    view = open_view(browser, "?fac=kita")["view.data"]
    answer = browser.ask(
        "facility-list", "facility-view.data", {"facility-view.data": {"view": view, "selection": [AMSEL]}}
    )
    table = json.dumps(answer["facility-list"]["children"], ensure_ascii=False)
    assert "Amsel: 2 Einrichtungen" in table
    assert "Kita Zwei" in table
    assert "Kita Drei" not in table


def test_without_facilities_the_panel_says_so() -> None:
    other = Browser(app_over(small()).server.test_client())
    view = open_view(other)["view.data"]
    answer = other.ask("facility-list", "facility-view.data", {"facility-view.data": {"view": view, "selection": []}})
    assert "keine Einrichtungen geladen" in json.dumps(answer["facility-list"]["children"], ensure_ascii=False)
    assert answer["facility-choice"]["hidden"] is True
