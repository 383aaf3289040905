"""What the components of the page show for a view model."""

from __future__ import annotations

import json
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from dashboard.views.karte import build_karte
from dashboard.views.place import GeometryRef
from layouts.geometry import geometry_url
from layouts.karte import KARTE_PROPS, karte_values
from layouts.theme import RAMPS, colours
from tests.dashboard.app_client import unpacked
from tests.dashboard.small import AMSEL, BUCHE, DOHLE, small, state


def shown(**wanted: str) -> dict[str, Any]:
    """``id.property`` → value, as the browser gets it."""
    values = karte_values(build_karte(small(), state(**wanted)), "0123")
    found = dict(zip([f"{i}.{p}" for i, p in KARTE_PROPS], sent(values), strict=True))
    return {**found, "values.data": unpacked(found["values.data"])}


def sent(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=PlotlyJSONEncoder))


def texts(tree: Any) -> str:
    """All texts of a component tree, in order."""
    if isinstance(tree, dict):
        return texts(tree["props"].get("children"))
    return " ".join(filter(None, map(texts, tree))) if isinstance(tree, list) else str(tree or "")


def test_address_of_outlines() -> None:
    assert geometry_url(GeometryRef("05315000", "stadtteil", 1), "0123") == "/geo/0123/1/stadtteil/05315000.json"
    assert geometry_url(GeometryRef("fik/g ü?", "quartier", 0), "0123") == "/geo/0123/0/quartier/fik/g%20%C3%BC%3F.json"
    assert geometry_url(None, "0123") == ""


def test_figures_for_the_browser() -> None:
    found = shown()["values.data"]
    (figures,) = found["maps"]
    assert figures["colours"] == RAMPS["blau"][1]
    assert found["place"]["names"][1] == "Buche"
    assert (figures["status"], figures["value"][1], figures["value"][3]) == ("000102", 300, None)
    assert found["table"] == {"label": "Wert (%)", "title": "Kinderarmut", "own": "", "certain": True, "kinds": ""}


def test_the_place_is_named_by_its_outlines_and_told_once() -> None:
    place = shown()["values.data"]["place"]
    assert place["key"] == "/geo/0123/0/gemeinde/99.json"
    assert place["borders"] == "/geo/0123/0/kreis/99.json"
    assert place["key"] == shown(period="2020", ind="people", pal="grau", k="3")["values.data"]["place"]["key"]
    assert place["key"] != shown(level="kreis")["values.data"]["place"]["key"]
    known = karte_values(build_karte(small(), state()), "0123", place_known=True)[0]
    assert known["place"] == {"key": place["key"]}


def test_a_second_map_has_figures_and_legend_of_its_own() -> None:
    found = shown(maps="2", ind2="people")
    assert [m["label"] for m in found["values.data"]["maps"]] == ["Kinderarmut, 2021", "Einwohner, 2021"]
    assert texts(found["legend-title-2.children"]).startswith("Einwohner")
    assert shown()["legend-title-2.children"] == []


def keys(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Buttons of the legend."""
    classes, foot = found["legend.children"]
    rows = classes["props"]["children"] + foot["props"]["children"][0]["props"]["children"]
    return [li["props"]["children"]["props"] for li in rows]


def test_legend_and_map_share_their_colours() -> None:
    classes = [k for k in keys(shown(pal="petrol")) if k["data-cls"].isdigit()]
    assert [c["data-cls"] for c in classes] == ["0", "1", "2", "3", "4"]
    fills = [c["children"][0]["props"]["style"]["backgroundColor"] for c in classes]
    assert fills == colours("petrol", 5)


def test_a_row_of_the_legend_is_a_button_not_pressed_yet() -> None:
    for key in keys(shown()):
        assert (key["type"], key["aria-pressed"]) == ("button", "false")


def test_states_are_hatched_not_coloured() -> None:
    hidden = next(k for k in keys(shown()) if k["data-cls"] == "SUPPRESSED")
    assert "state-SUPPRESSED" in hidden["children"][0]["props"]["className"]
    assert texts(hidden["children"]).endswith("aus Datenschutzgründen nicht ausgewiesen (•) 1")


def test_headline_marks_fiction() -> None:
    assert " ".join(texts(shown()["headline.children"]).split()).startswith("Kinderarmut, 2021 : Kleinland")
    assert texts(shown(region="fik")["headline.children"]).startswith("fiktive Daten")
    assert "fiktive Daten" in texts(shown(region="fik")["attribution.children"])


def test_a_selection_brings_its_profile_and_its_sum() -> None:
    view = build_karte(small(), state(), [AMSEL, DOHLE, BUCHE])
    found = dict(zip([f"{i}.{p}" for i, p in KARTE_PROPS], karte_values(view, "0123"), strict=True))
    assert texts(sent(found["profile.children"])).startswith("Buche")
    assert texts(sent(found["summary.children"])) == (
        "zusammen  40 von 200 (20,0\u00a0%) nicht enthalten: 1 aus Datenschutzgründen nicht ausgewiesen"
    )
