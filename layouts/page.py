"""The page: header, controls, headline, map with Rangfolge and Steckbrief beside it."""

from __future__ import annotations

import json

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.formatting import STATUS_SYMBOL, STATUS_TEXT
from layouts.basemap import Basemap
from layouts.controls import controls_bar
from layouts.data import data_page
from layouts.export import export_dialog
from layouts.facilities import facilities_drawer
from layouts.ids import Ids
from layouts.map import map_panel
from layouts.needs import needs_page
from layouts.panel import chart_panel
from layouts.picture import picture_button, picture_dialog
from layouts.profile import profile_panel
from layouts.profile_dialog import profile_dialog
from layouts.projection import projection_button, projection_tools
from layouts.ranking import ranking_panel
from layouts.report import report_button, report_dialog
from layouts.survey import survey_page
from layouts.theme import FONT

# Words the browser needs for areas without a value.
WORDS = {"text": STATUS_TEXT, "symbol": STATUS_SYMBOL}
NOTE = "Die Daten geben einen Hinweis; die Einschätzung treffen Kreis und Kommune gemeinsam."
PAGE_TITLES = {
    "karte": "Karte",
    "quartiere": "Besondere Quartiere",
    "befragung": "Befragung",
    "daten": "Daten und Methoden",
}
THEME = {
    "fontFamily": FONT,
    "primaryColor": "cyan",
    "primaryShade": 9,
    "defaultRadius": "sm",
    "headings": {"fontFamily": FONT},
    # Lists and dialogs belong to the content of the page, also for those who move from landmark to landmark.
    "components": {"Portal": {"defaultProps": {"target": "#inhalt"}}},
}


def page(title: str, upload_limit_mb: int, basemap: Basemap | None = None) -> Component:
    """Everything on screen but its content; callbacks fill it from the address line."""
    return dmc.MantineProvider(
        [
            html.Div(id=Ids.BOOT, hidden=True),
            html.Div(id=Ids.SINK, hidden=True, **{"data-words": json.dumps(WORDS, ensure_ascii=False)}),
            html.Div(id=Ids.LIVE, className="sr-only", role="status", **{"aria-live": "polite"}),
            dcc.Store(id=Ids.REQUESTED),
            dcc.Store(id=Ids.VIEW),
            dcc.Store(id=Ids.DATA_VIEW),
            dcc.Store(id=Ids.FILTER_VIEW),
            dcc.Store(id=Ids.SELECTION, data=[]),
            dcc.Store(id=Ids.PICKED),
            dcc.Store(id=Ids.VALUES),
            html.A("Zum Inhalt springen", href="#inhalt", className="skip-link"),
            _header(title),
            html.Main(
                [
                    html.Div(id=Ids.NOTICE, className="notice", role="status"),
                    _karte(basemap),
                    needs_page(),
                    survey_page(),
                    html.Div(data_page(upload_limit_mb), id=Ids.PAGE_DATA, hidden=True),
                ],
                id="inhalt",
            ),
            picture_dialog(),
            export_dialog(),
            profile_dialog(),
            report_dialog(),
            projection_tools(),
        ],
        theme=THEME,
        forceColorScheme="light",
    )


def _karte(basemap: Basemap | None) -> html.Div:
    return html.Div(
        [
            controls_bar(),
            html.Div(id=Ids.HEADLINE, className="headline"),
            html.Div(
                [map_panel(basemap), html.Div([ranking_panel(), chart_panel(), profile_panel()], className="side")],
                className="views",
            ),
            facilities_drawer(),
        ],
        id=Ids.PAGE_KARTE,
        className="karte-page",
    )


def navigation(links: dict[str, str], here: str) -> list[Component]:
    """Links to the pages (page → address); they keep the view, so that coming back shows the same map."""
    return [
        html.A(PAGE_TITLES[page], href=href, **({"aria-current": "page"} if page == here else {}))
        for page, href in links.items()
    ]


def _header(title: str) -> html.Header:
    return html.Header(
        [
            html.Div([html.Span(className="brand-mark", **{"aria-hidden": "true"}), title], className="brand"),
            html.Nav(id=Ids.NAV, **{"aria-label": "Seiten"}),
            html.Div(NOTE, className="header-note"),
            picture_button(),
            report_button(),
            projection_button(),
        ],
        className="header",
    )
