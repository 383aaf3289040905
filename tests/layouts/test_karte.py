"""What the components of the page show for a view model."""

from __future__ import annotations

import json
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from dashboard.views.karte import build_karte
from dashboard.views.map import GeometryRef
from layouts.geometry import geometry_url
from layouts.karte import KARTE_PROPS, karte_values
from layouts.theme import RAMPS, colours
from tests.dashboard.small import BUCHE, DOHLE, small, state


def shown(**wanted: str) -> dict[str, Any]:
    """``id.property`` → value, as the browser gets it."""
    values = karte_values(build_karte(small(), state(**wanted)), "0123")
    return dict(
        zip([f"{i}.{p}" for i, p in KARTE_PROPS], json.loads(json.dumps(values, cls=PlotlyJSONEncoder)), strict=True)
    )


def texts(tree: Any) -> str:
    """All texts of a component tree, in order."""
    if isinstance(tree, dict):
        return texts(tree["props"].get("children"))
    return " ".join(filter(None, map(texts, tree))) if isinstance(tree, list) else str(tree or "")


def test_address_of_outlines() -> None:
    assert geometry_url(GeometryRef("05315000", "stadtteil", 1), "0123") == "/geo/0123/1/stadtteil/05315000.json"
    assert geometry_url(GeometryRef("fik/g ü?", "quartier", 0), "0123") == "/geo/0123/0/quartier/fik/g%20%C3%BC%3F.json"
    assert geometry_url(None, "0123") == ""


def test_values_for_the_browser() -> None:
    found = shown()["values.data"]
    assert found["colours"] == RAMPS["blau"][1]
    assert found["areas"][BUCHE] == [4, "OK", "Buche", "30,0\u00a0%", "30 von 100 · Rang 1 von 4"]
    assert found["areas"][DOHLE] == [-1, "SUPPRESSED", "Dohle", "aus Datenschutzgründen nicht ausgewiesen", ""]
    assert found["place"] == shown()["areas.url"] == "/geo/0123/0/gemeinde/99.json"


def test_the_place_changes_with_region_and_level_only() -> None:
    place = shown()["values.data"]["place"]
    assert place == shown(period="2020", ind="people", pal="grau", k="3")["values.data"]["place"]
    assert place != shown(level="kreis")["values.data"]["place"]


def test_legend_and_map_share_their_colours() -> None:
    items = shown(pal="petrol")["legend.children"][1]["props"]["children"]
    classes = [i["props"] for i in items if i["props"]["data-cls"].isdigit()]
    assert [c["data-cls"] for c in classes] == ["4", "3", "2", "1", "0"]
    fills = [c["children"][1]["props"]["style"]["backgroundColor"] for c in classes]
    assert fills == colours("petrol", 5)[::-1]


def test_states_are_hatched_not_coloured() -> None:
    items = shown()["legend.children"][1]["props"]["children"]
    hidden = next(i["props"] for i in items if i["props"]["data-cls"] == "SUPPRESSED")
    assert "state-SUPPRESSED" in hidden["children"][1]["props"]["className"]
    assert texts(hidden["children"]).endswith("aus Datenschutzgründen nicht ausgewiesen (•) 1")


def test_headline_marks_fiction() -> None:
    assert texts(shown()["headline.children"]).startswith("Kinderarmut, 2021: Kleinland")
    assert texts(shown(region="fik")["headline.children"]).startswith("fiktive Daten")
    assert "fiktive Daten" in texts(shown(region="fik")["attribution.children"])


def test_the_table_edge_repeats_the_class() -> None:
    edge = shown()["ranking.columnDefs"][0]["cellStyle"]["styleConditions"]
    assert [e["condition"] for e in edge] == [f"params.data.cls == {i}" for i in range(5)]
    assert all(colour in e["style"]["boxShadow"] for e, colour in zip(edge, colours("blau", 5), strict=True))
