"""The first screen: markup of components as Dash would draw them, and figures that cannot leave their element."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import dash_mantine_components as dmc
import pytest
from dash import html

from dashboard.views.karte import build_karte
from layouts.first import first_screen, markup
from layouts.map import karte_payload
from tests.dashboard.small import small, state
from tests.layouts.test_karte import sent


def screen() -> str:
    return first_screen("Titel & mehr", build_karte(small(), state(), ()), "0123")


def test_markup_keeps_looks_and_words_and_leaves_out_ids_and_events() -> None:
    tree = html.Li(
        [html.Span(className="swatch", style={"backgroundColor": "#fff"}), 'a < "b"', 5, None],
        id="x", title='"q"', n_clicks=3, **{"data-cls": "1", "aria-label": "Klasse"},
    )  # fmt: skip
    assert markup(tree) == (
        '<li aria-label="Klasse" data-cls="1" title="&quot;q&quot;">'
        '<span class="swatch" style="background-color:#fff"></span>a &lt; &quot;b&quot;5</li>'
    )


def test_markup_refuses_what_is_not_plain_html() -> None:
    with pytest.raises(ValueError, match="Button is not plain HTML"):
        markup(html.Div([dmc.Button("x")]))


def test_figures_are_those_the_page_gets() -> None:
    found = re.search(r'<script type="application/json" id="first-figures">(.*?)</script>', screen(), re.DOTALL)
    assert found
    view = build_karte(small(), state(), ())
    assert json.loads(found[1]) == sent(karte_payload(view, "0123", place_known=False))


def test_headline_and_legend_are_on_it_and_nobody_hears_it_twice() -> None:
    view = build_karte(small(), state(), ())
    text = re.sub(r"<[^>]+>", "", screen().split("<script")[0])
    assert view.headline.facts[0] in text
    assert all(c.text in text for c in view.maps[0].legend.classes)
    assert "Titel &amp; mehr" in text
    assert 'aria-hidden="true" inert' in screen()
    assert re.findall(r' id="([^"]*)"', screen()) == ["first-screen", "first-map", "first-figures"]


def test_a_name_cannot_end_the_data() -> None:
    repository = small()
    view = build_karte(repository, state(), ())
    hostile = (*view.place.names[:-1], "</script><script>alert(1)</script>")
    shown = first_screen("Titel", replace(view, place=replace(view.place, names=hostile)), "0123")
    assert shown.count("</script>") == 1
    assert "\\u003c\\u002fscript" in shown
