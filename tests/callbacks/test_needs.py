"""The callbacks of the page „Besondere Quartiere“, asked the way the browser asks."""

from __future__ import annotations

import base64
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


def test_goalposts_borders_and_people_stand_in_the_link(browser: Browser, view: str) -> None:
    lines = {"needs-goals.value": "SGB-II-Quote: 0 bis 40\nArbeitslosenanteil: 0 bis 20"}
    fixed = change(browser, view, "needs-goals-apply", "n_clicks", 1, **lines)
    assert keys(fixed)["q_goal"] == "muster_sgb2_pct:0..40,muster_unemployment_pct:0..20"
    bad = change(browser, view, "needs-goals-apply", "n_clicks", 1, **{"needs-goals.value": "SGB-II-Quote: viel"})
    assert "einen Doppelpunkt und zwei Zahlen" in text(bad["notice"])
    again = fixed["needs-view"]["data"]
    assert "q_goal" not in keys(change(browser, again, "needs-goals-clear", "n_clicks", 1))
    assert keys(change(browser, view, "needs-cuts", "value", "−1; 0,5; 2"))["q_cuts"] == "-1,0.5,2"
    assert change(browser, view, "needs-cuts", "value", "−1; 1; 1,5") == {}
    assert "Klassengrenzen" in text(change(browser, view, "needs-cuts", "value", "3; 2; 1")["notice"])
    assert keys(change(browser, view, "needs-least", "value", 500))["q_min"] == "500"
    assert change(browser, view, "needs-least", "value", 300) == {}


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


@pytest.mark.slow
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


# -- noted quarters -------------------------------------------------------------------------------------------------

QUARTER = "muster/k01/g01/quartier/01"
FORM = {"needs-office.value": "Jugendamt", "needs-local.value": "nein", "needs-reason.value": "viele  junge\nFamilien"}


def note(browser: Browser, view: str, button: str, **more: object) -> dict[str, Any]:
    held = {"needs-view.data": view, "needs-picked.data": [QUARTER], f"{button}.n_clicks": 1, **FORM, **more}
    found = [c for c in browser.server_callbacks() if {"id": "needs-mark", "property": "n_clicks"} in c["inputs"]]
    answer = browser.post(found[0]["output"], f"{button}.n_clicks", held)
    return {} if answer.status_code == 204 else json.loads(plain(answer))["response"]


def test_a_quarter_is_noted_changed_listed_and_taken_out(browser: Browser, view: str) -> None:
    noted = note(browser, view, "needs-mark")
    assert keys(noted)["q_marks"] == f"{QUARTER}:Jugendamt:nein:viele%20junge%20Familien"
    marked = noted["needs-view"]["data"]
    shown = browser.ask("needs-marks.children", "needs-view.data", {"needs-view.data": marked})
    assert "unterschiedlich" in text(shown["needs-marks"])
    assert not shown["needs-export"]["disabled"]
    held = {"needs-view.data": marked, "needs-picked.data": [QUARTER]}
    card = browser.ask("needs-card.children", "needs-view.data", held)
    assert (card["needs-office"]["value"], card["needs-mark"]["children"]) == ("Jugendamt", "Ändern")
    assert "q_marks" not in keys(note(browser, marked, "needs-unmark"))


def test_a_quarter_is_left_out_and_taken_back(browser: Browser, view: str) -> None:
    without = note(browser, view, "needs-exclude")["needs-view"]["data"]
    assert parse_qs(without.removeprefix("?"))["q_out"] == [QUARTER]
    held = {"needs-view.data": without, "needs-picked.data": [QUARTER]}
    card = browser.ask("needs-card.children", "needs-view.data", held)
    assert card["needs-exclude"]["children"] == "Wieder einbeziehen"
    assert "q_out" not in keys(note(browser, without, "needs-exclude"))
    by_list = change(browser, without, "needs-out", "value", [])
    assert "q_out" not in keys(by_list)


def test_a_special_case_is_kept_and_taken_back(browser: Browser, view: str) -> None:
    special = {"needs-special-kind.value": "pflege", "needs-special-people.value": 120}
    kept = note(browser, view, "needs-special", **special)
    assert keys(kept)["q_special"] == f"{QUARTER}:pflege:120"
    none = note(browser, kept["needs-view"]["data"], "needs-special", **{**special, "needs-special-people.value": 0})
    assert "q_special" not in keys(none)


def test_more_entries_than_a_link_holds_are_refused_in_words(browser: Browser, view: str) -> None:
    full = ";".join(f"muster/k01/g01/quartier/{n:02d}:Amt:ja:{'x' * 190}" for n in range(2, 21))
    full += ";" + ";".join(f"muster/k0{k}/g01/quartier/01:Amt:ja:{'x' * 190}" for k in range(2, 9))
    answer = note(browser, f"{view}&q_marks={full}", "needs-mark", **{"needs-reason.value": "ä" * 200})
    assert "passen nicht in einen Link" in text(answer["notice"])
    assert "needs-view" not in answer


def test_nothing_is_noted_without_a_quarter(browser: Browser, view: str) -> None:
    assert note(browser, view, "needs-mark", **{"needs-picked.data": []}) == {}


def test_the_list_comes_as_a_file(browser: Browser, view: str) -> None:
    marked = note(browser, view, "needs-mark")["needs-view"]["data"]
    held = {"needs-view.data": marked, "needs-export.n_clicks": 1}
    answer = browser.ask("needs-file.data", "needs-export.n_clicks", held)
    assert answer["needs-file"]["data"]["filename"] == "diskussionsliste.xlsx"


@pytest.mark.slow
@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_the_list_comes_as_a_document(browser: Browser, view: str, form: str, begins: bytes) -> None:
    marked = note(browser, view, "needs-mark")["needs-view"]["data"]
    button = f"needs-export-{form}.n_clicks"
    held = {"needs-view.data": marked, button: 1}
    sent = browser.ask("needs-file.data", button, held)["needs-file"]["data"]
    assert sent["filename"] == f"diskussionsliste.{form}"
    assert base64.b64decode(sent["content"]).startswith(begins)
    nothing = browser.ask("needs-file.data", button, {"needs-view.data": view, button: 1})
    assert "kein Quartier vorgemerkt" in text(nothing["notice"])
    assert "needs-file" not in nothing
