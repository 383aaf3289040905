"""The callbacks of the page „Karte“, asked the way the browser asks."""

from __future__ import annotations

import json

import pytest

from dashboard.state import from_query
from geodata.repository import Repository
from layouts.controls import TOTAL
from tests.dashboard.app_client import Browser, app_over, choose, open_view
from tests.dashboard.small import AHORN, BIRKE, BUCHE, DOHLE, EICHE, LAND, small

OPENING = "?v=1&region=99&level=gemeinde&ind=poverty&period=2021&data=abc"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(small()).server.test_client())


def text(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False)


# -- how sure --------------------------------------------------------------------------------------------------


def test_only_sure_differences_are_one_round_trip(browser: Browser) -> None:
    """Amsel cannot be told from Kleinland; it has no colour, no rank, and the address says so."""
    held = open_view(browser, OPENING)
    assert "3 von 4 Gebieten" in text(held["certainty.children"])
    assert (held["sure.value"], held["sure.disabled"]) == (TOTAL, False)
    answer = choose(browser, held, "sure", "1")
    assert answer["view"]["data"] == OPENING.replace("&data", "&sure=1&data")
    (figures,) = answer["values"]["data"]["maps"]
    assert (figures["status"], figures["verdict"]) == ("x00102", "shl-l-")
    assert "ausgeblendet" in text(answer["legend"])
    back = choose(browser, {**held, "view.data": answer["view"]["data"]}, "sure", TOTAL)
    assert back["view"]["data"] == OPENING


def test_exact_intervals_can_be_chosen(browser: Browser) -> None:
    held = open_view(browser, OPENING)
    answer = choose(browser, held, "ci", "exact")
    assert "ci=exact" in answer["view"]["data"]
    assert answer["values"]["data"]["maps"][0]["lower"][0] == 49  # 4,9 %
    assert "Clopper" in text(answer["certainty"])


def test_the_funnel_opens_with_its_limits_and_closes(browser: Browser) -> None:
    held = open_view(browser, OPENING)
    assert held["values.data"]["funnel"] is None
    answer = choose(browser, held, "tab", "trichter")
    assert answer["view"]["data"] == OPENING.replace("&data", "&tab=trichter&data")
    assert answer["funnel"]["hidden"] is False
    assert answer["values"]["data"]["funnel"]["beyond"] == "iHl-L-"
    back = choose(browser, {**held, "view.data": answer["view"]["data"]}, "tab", "verteilung")
    assert back["view"]["data"] == OPENING


def test_unevenness_is_one_row_per_year(browser: Browser) -> None:
    answer = choose(browser, open_view(browser, OPENING), "tab", "ungleichheit")
    assert "müssten umziehen" in text(answer["inequality"]["children"])
    assert answer["values"]["data"]["funnel"] is None


def test_without_counts_the_switch_rests_and_says_why(browser: Browser) -> None:
    answer = choose(browser, open_view(browser, OPENING), "indicator", "people")
    assert answer["sure"]["disabled"]
    assert "keine Zähler und Nenner" in text(answer["certainty"])


# -- state ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?", None])
def test_a_first_visit_opens_the_opening_question(browser: Browser, query: str | None) -> None:
    answer = browser.ask("view.data", "requested.data", {"requested.data": query})
    assert answer["view"]["data"] == OPENING
    assert "selection" not in answer
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
    answer = choose(browser, {"view.data": OPENING, "selection.data": [DOHLE]}, "region", AHORN)
    assert answer["view"]["data"] == OPENING.replace("region=99", f"region={AHORN}")
    assert answer["selection"]["data"] == []
    assert [o["value"] for o in answer["level"]["data"]] == ["gemeinde"]


def test_choosing_an_indicator_keeps_the_selection(browser: Browser) -> None:
    answer = choose(browser, {"view.data": OPENING, "selection.data": [BUCHE]}, "indicator", "people")
    assert answer["view"]["data"] == OPENING.replace("ind=poverty", "ind=people")
    assert "selection" not in answer
    assert "sel=" in text(answer["nav"])


def test_the_total_can_be_chosen_again(browser: Browser) -> None:
    answer = choose(browser, {"view.data": OPENING + "&group=u3"}, "group", TOTAL)
    assert answer["view"]["data"] == OPENING
    assert "group" not in answer  # it shows what was chosen


def test_a_control_that_the_browser_clears_asks_for_nothing(browser: Browser) -> None:
    """Answering with the old value would be cleared again, for ever."""
    answer = browser.post("view.data", "period.value", {"view.data": OPENING, "region.value": LAND})
    assert answer.status_code == 204


def test_a_control_asks_for_nothing_before_anything_is_on_screen(browser: Browser) -> None:
    assert browser.post("view.data", "group.value", {"group.value": "", "requested.data": ""}).status_code == 204


@pytest.mark.slow
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
    answer = choose(browser, {"view.data": OPENING}, control, value)
    assert answer["view"]["data"].startswith("?v=1&region=99")
    assert "Das hat nicht geklappt" not in text(answer)


def test_only_what_has_changed_is_sent(browser: Browser) -> None:
    held = open_view(browser)
    answer = choose(browser, held, "period", "2020")
    sent = {f"{i}.{p}" for i, props in answer.items() for p in props}
    assert "values.data" in sent
    unchanged = {"region.data", "level.data", "indicator.data", "period.data", "period.value", "selection.data"}
    assert not sent & unchanged


def test_a_choice_that_cannot_be_is_taken_back(browser: Browser) -> None:
    held = open_view(browser)
    assert choose(browser, held, "indicator", "nonsense")["indicator"]["value"] == "poverty"


def test_after_an_import_everything_is_sent_anew(browser: Browser) -> None:
    held = open_view(browser)
    old = held["view.data"].replace("data=abc", "data=old")
    answer = choose(browser, {**held, "view.data": old}, "period", "2020")
    assert answer["region"]["data"]
    assert "names" in answer["values"]["data"]["place"]


# -- page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_view(browser: Browser) -> None:
    held = open_view(browser)
    assert "Kleinland 16,7\u00a0%" in text(held["headline.children"])
    values = held["values.data"]
    assert values["place"]["key"] == f"/geo/{small().geometry_hash}/0/gemeinde/99.json"
    assert values["place"]["borders"] == f"/geo/{small().geometry_hash}/0/kreis/99.json"
    assert values["place"]["names"] == ["Amsel", "Buche", "Clara", "Dohle", "Eiche", "Fink"]
    assert values["maps"][0]["value"] == [100, 300, 100, None, 0, None]


def test_names_the_browser_has_are_not_sent_again(browser: Browser) -> None:
    held = open_view(browser)
    values = choose(browser, held, "indicator", "people")["values"]["data"]
    assert values["place"] == {"key": held["values.data"]["place"]["key"]}
    assert values["maps"][0]["value"][0] == 1000


def test_another_region_brings_other_names(browser: Browser) -> None:
    values = choose(browser, open_view(browser), "region", AHORN)["values"]["data"]
    assert values["place"]["key"].endswith(f"/1/gemeinde/{AHORN}.json")
    assert values["place"]["borders"] == ""
    assert values["place"]["names"] == ["Amsel", "Buche", "Clara"]


def test_a_selection_stays_and_its_profile_follows_the_figures(browser: Browser) -> None:
    held = open_view(browser, f"{OPENING}&sel={BUCHE}")
    answer = choose(browser, held, "period", "2020")
    assert "selection" not in answer
    assert "25 von 100" in text(answer["profile"])


def test_two_maps_bring_a_second_indicator(browser: Browser) -> None:
    held = open_view(browser)
    answer = choose(browser, held, "maps", "2")
    assert [m["label"] for m in answer["values"]["data"]["maps"]] == ["Kinderarmut, 2021", "Arbeitslose, 2021"]
    assert answer["indicator-2-map"]["value"] == "jobless"
    assert "maps=2" in answer["view"]["data"]
    other = choose(browser, {**held, "view.data": answer["view"]["data"]}, "indicator-2-map", "people")
    assert "ind2=people" in other["view"]["data"]


# -- profile ----------------------------------------------------------------------------------------------------


def test_selecting_an_area_shows_its_profile(browser: Browser) -> None:
    answer = browser.ask("profile.children", "picked.data", {"view.data": OPENING, "picked.data": [BUCHE]})
    for words in ("Buche", "30 von 100", "Rang 1 von 4", "15,0\u00a0Prozentpunkte höher", "Amt für Kleines"):
        assert words in text(answer)


@pytest.mark.parametrize("selection", [[], None, ["nowhere"], [None]])
def test_without_a_selection_the_profile_says_what_to_do(browser: Browser, selection: list[str] | None) -> None:
    answer = browser.ask("profile.children", "picked.data", {"view.data": OPENING, "picked.data": selection})
    assert "Wählen Sie ein Gebiet" in text(answer)


def test_several_selected_areas_are_summed(browser: Browser) -> None:
    answer = browser.ask(
        "profile.children", "picked.data", {"view.data": OPENING, "picked.data": [AHORN, BUCHE, EICHE]}
    )
    assert "30 von 180" in text(answer["summary"])
