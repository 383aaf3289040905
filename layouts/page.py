"""The page: header, controls, headline, map with Rangfolge and Steckbrief beside it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.controls import controls_bar
from layouts.ids import Ids
from layouts.map import map_panel
from layouts.profile import profile_panel
from layouts.ranking import ranking_panel
from layouts.theme import FONT

NOTE = "Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam."
THEME = {
    "fontFamily": FONT,
    "primaryColor": "cyan",
    "primaryShade": 9,
    "defaultRadius": "sm",
    "headings": {"fontFamily": FONT},
}


def page(title: str) -> Component:
    """Everything on screen but its content; callbacks fill it from the address line."""
    return dmc.MantineProvider(
        [
            html.Div(id=Ids.BOOT, hidden=True),
            html.Div(id=Ids.SINK, hidden=True),
            dcc.Store(id=Ids.REQUESTED),
            dcc.Store(id=Ids.VIEW),
            dcc.Store(id=Ids.SELECTION, data=[]),
            dcc.Store(id=Ids.VALUES),
            html.A("Zum Inhalt springen", href="#inhalt", className="skip-link"),
            _header(title),
            html.Main(
                [
                    controls_bar(),
                    html.Div(id=Ids.NOTICE, className="notice", role="status"),
                    html.Div(id=Ids.HEADLINE, className="headline"),
                    html.Div(
                        [map_panel(), html.Div([ranking_panel(), profile_panel()], className="side")],
                        className="views",
                    ),
                ],
                id="inhalt",
            ),
        ],
        theme=THEME,
        forceColorScheme="light",
    )


def _header(title: str) -> html.Header:
    return html.Header(
        [
            html.Div([html.Span(className="brand-mark", **{"aria-hidden": "true"}), title], className="brand"),
            html.Nav(html.Span("Karte", className="nav-here", **{"aria-current": "page"}), **{"aria-label": "Seiten"}),
            html.Div(NOTE, className="header-note"),
        ],
        className="header",
    )
