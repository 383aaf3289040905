"""The callbacks of the page „Besondere Quartiere“, asked the way the browser asks."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, open_view, plain

QUARTERS = "?v=1&region=muster&level=quartier&page=quartiere"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(Repository.open()).server.test_client())


@pytest.fixture(scope="module")
def view(browser: Browser) -> str:
    return str(open_view(browser, QUARTERS)["needs-view.data"])


def change(browser: Browser, view: str, component: str, prop: str, value: object, **more: object) -> dict[str, Any]:
    held = {"needs-view.data": view, f"{component}.{prop}": value, **more}
    answer = browser.post("needs-view.data", f"{component}.{prop}", held)
    return {} if answer.status_code == 204 else json.loads(plain(answer))["response"]


def keys(answer: dict[str, Any]) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(answer["needs-view"]["data"].removeprefix("?")).items()}


def text(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)


def test_the_page_is_opened_by_its_link_and_only_there(browser: Browser, view: str) -> None:
    held = open_view(browser, QUARTERS)
    assert (held["page-needs.hidden"], held["page-karte.hidden"]) == (False, True)
    assert "needs-view.data" not in open_view(browser, "?region=muster")


def test_the_view_fills_controls_headline_and_browser(browser: Browser, view: str) -> None:
    answer = browser.ask("needs-values.data", "needs-view.data", {"needs-view.data": view})
    assert "rechnerisch auffällig – zur Prüfung" in text(answer["needs-head"])
    assert answer["needs-indicators"]["value"] == [
        "muster_child_poverty_pct", "muster_sgb2_pct", "muster_unemployment_pct",
    ]  # fmt: skip
    assert [c["weight"] for c in answer["needs-values"]["data"]["columns"]] == [1, 1, 1]
    assert "Standardwert" in text(answer["needs-method"])


def test_what_is_shown_already_changes_nothing(browser: Browser, view: str) -> None:
    assert change(browser, view, "needs-region", "value", "muster") == {}
    assert change(browser, view, "needs-span", "value", "2") == {}
    assert change(browser, view, "needs-scale", "value", None) == {}


def test_weights_stand_in_the_link(browser: Browser, view: str) -> None:
    answer = change(browser, view, "needs-weights", "data", {"muster_sgb2_pct": 2.5, "muster_child_poverty_pct": 0})
    assert keys(answer)["q_ind"] == "muster_child_poverty_pct:0,muster_sgb2_pct:2.5,muster_unemployment_pct"
    assert answer["view"]["data"] == answer["needs-view"]["data"]
    again = change(browser, answer["needs-view"]["data"], "needs-indicators", "value", ["muster_sgb2_pct"])
    assert keys(again)["q_ind"] == "muster_sgb2_pct:2.5"


def test_without_indicators_the_suggested_ones_come_back_with_a_word(browser: Browser, view: str) -> None:
    answer = change(browser, view, "needs-indicators", "value", [])
    assert "q_ind" not in keys(answer)
    assert "Ohne Indikator" in text(answer["notice"])


def test_a_rule_is_kept_with_ids_and_a_bad_one_is_answered_in_words(browser: Browser, view: str) -> None:
    more = {"needs-rule.value": "„SGB-II-Quote“ über 20 ± 2"}
    assert (
        keys(change(browser, view, "needs-rule-apply", "n_clicks", 1, **more))["q_rule"]
        == "muster_sgb2_pct über 20 ± 2"
    )
    bad = change(browser, view, "needs-rule-apply", "n_clicks", 1, **{"needs-rule.value": "SGB-II-Quote über"})
    assert "eine Zahl" in text(bad["notice"])
    assert "needs-view" not in bad


def test_another_region_takes_its_level_along_only_where_it_fits(browser: Browser, view: str) -> None:
    assert keys(change(browser, view, "needs-region", "value", "muster/k01"))["level"] == "quartier"
    answer = change(browser, view, "needs-region", "value", "05")
    assert keys(answer)["region"] == "05"
    assert keys(answer)["page"] == "quartiere"


def test_a_chosen_quarter_gets_its_card(browser: Browser, view: str) -> None:
    held = {"needs-view.data": view, "needs-picked.data": ["muster/k01/g01/quartier/01"]}
    card = text(browser.ask("needs-card.children", "needs-picked.data", held))
    assert "Innenstadt" in card
    assert "Was dagegen spricht" in card
    none = text(browser.ask("needs-card.children", "needs-picked.data", {**held, "needs-picked.data": []}))
    assert "Wählen Sie ein Gebiet" in none


def test_unpublished_figures_do_not_reach_the_browser(browser: Browser, view: str) -> None:
    """Columns are null exactly where the repository publishes nothing."""
    chosen = change(browser, view, "needs-indicators", "value", ["muster_kita_3_years_pct", "muster_sgb2_pct"])
    data = browser.ask("needs-values.data", "needs-view.data", {"needs-view.data": chosen["needs-view"]["data"]})
    values = data["needs-values"]["data"]
    sample = Repository.open()
    cells = sample.values("muster_kita_3_years_pct", "quartier", "muster", "2023")
    hidden = [i for i, s in enumerate(cells["status"]) if s != "OK"]
    assert hidden
    assert all(values["parts"][0][i] is None for i in hidden)
