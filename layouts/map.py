"""The map: the one module that knows dash-leaflet. Colouring happens in assets/quartier.js."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard.views.legend import Legend
from dashboard.views.map import MapView
from layouts.ids import Ids
from layouts.theme import colours

CENTRE, ZOOM = [51.48, 7.55], 8
BORDER_STYLE = {"color": "#17242f", "weight": 1.1, "opacity": 0.75, "fill": False, "smoothFactor": 0}


def map_panel() -> html.Div:
    """Map without content; geometry and values arrive by callbacks. Default handlers would send geometry back."""
    return html.Div(
        [
            dl.Map(
                [
                    dl.GeoJSON(
                        id=Ids.AREAS,
                        style={"variable": "quartier.style"},
                        onEachFeature={"variable": "quartier.onEachFeature"},
                        disableDefaultEventHandlers=True,
                    ),
                    dl.Pane(
                        dl.GeoJSON(
                            id=Ids.BORDERS,
                            style=BORDER_STYLE,
                            interactive=False,
                            disableDefaultEventHandlers=True,
                        ),
                        name="borders",
                        style={"zIndex": 450, "pointerEvents": "none"},
                    ),
                    dl.ScaleControl(position="bottomleft", imperial=False),
                ],
                id=Ids.MAP,
                center=CENTRE,
                zoom=ZOOM,
                zoomSnap=0,
                zoomDelta=0.5,
                minZoom=5,
                maxZoom=16,
                trackViewport=False,
                attributionControl=False,
                className="map",
            ),
            html.Div(
                [
                    html.Div(id=Ids.LEGEND, className="legend", role="region", **{"aria-label": "Legende"}),
                    html.Div(id=Ids.ATTRIBUTION, className="attribution"),
                ],
                className="map-side",
            ),
        ],
        className="map-panel panel",
        role="region",
        **{"aria-label": "Karte; dieselben Angaben stehen in der Rangfolge als Tabelle"},
    )


def map_values(view: MapView, palette: str, classes: int, place: str) -> dict[str, Any]:
    """What the browser needs to colour and label the areas: classes and texts by id, no geometry.

    The map moves to ``bounds`` when ``place`` changes, never on a mere change of figures.
    """
    return {
        "place": place,
        "bounds": [list(corner) for corner in view.bounds],
        "label": view.label,
        "colours": colours(palette, classes),
        "areas": {a.id: [a.cls, a.status, a.name, a.value, a.detail] for a in view.areas},
    }


def attribution(view: MapView) -> list[Component]:
    fictional = [html.Span("fiktive Daten", className="tag-fictional")] if view.fictional else []
    return [*fictional, html.Span(f"Grenzen: {view.attribution}" if view.attribution else "")]


def legend(view: Legend, palette: str) -> list[Component]:
    fills = colours(palette, len(view.classes))
    rows = [
        _row(
            html.Span(className="swatch", style={"backgroundColor": fills[c.index]}),
            c.text,
            c.count,
            {"data-cls": str(c.index)},
        )
        for c in view.classes
    ]
    states = [
        _row(html.Span(className=f"swatch state-{s.status}"), f"{s.text} ({s.symbol})", s.count, {"data-cls": s.status})
        for s in view.states
    ]
    return [
        html.Div([html.Strong(view.title), html.Span(f" {view.unit}")], className="legend-title"),
        html.Ul(rows + states),
        html.Div(view.note, className="legend-note"),
    ]


def _row(swatch: Component, text: str, count: int, data: dict[str, str]) -> html.Li:
    return html.Li(
        [
            html.Span(className="marker", **{"aria-hidden": "true"}),
            swatch,
            html.Span(text, className="legend-text"),
            html.Span(str(count), className="legend-count", title="Anzahl der Gebiete"),
        ],
        **data,
    )
