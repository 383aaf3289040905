"""The maps: the one module that knows dash-leaflet. Outlines, colours and labels are drawn by assets/map.js."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.views.columns import CLASS_CODES
from dashboard.views.karte import KarteView
from dashboard.views.legend import Legend, LegendUnsure
from dashboard.views.map import MapView
from dashboard.views.place import Place
from layouts.basemap import Basemap, basemap_credit, basemap_data
from layouts.certainty import certainty_bar
from layouts.facilities import facilities_button, facility_legend
from layouts.geometry import geometry_url
from layouts.ids import Ids
from layouts.panel import second_select
from layouts.series import series_url
from layouts.theme import colours

CENTRE, ZOOM = [51.48, 7.55], 8
UNSURE = "~"  # key of the legend row of hatched areas, see assets/0_model.js
MAPS = {"1": "Eine Karte", "2": "Zwei Karten"}


def map_panel(basemap: Basemap | None = None) -> html.Section:
    """Maps without content; outlines and figures arrive by callback. The second is shown on demand."""
    return html.Section(
        [
            html.Div(
                [
                    _frame(
                        Ids.MAP,
                        Ids.LEGEND,
                        _head(Ids.LEGEND_TITLE, facilities_button(), _maps_switch()),
                        facility_legend(),
                    ),
                    _frame(
                        Ids.MAP_2,
                        Ids.LEGEND_2,
                        _head(Ids.LEGEND_TITLE_2, second_select(Ids.INDICATOR_2_MAP)),
                        hidden=True,
                    ),
                ],
                className="map-frames",
            ),
            certainty_bar(),
            html.Div([html.Span(id=Ids.ATTRIBUTION), basemap_credit(basemap)], className="attribution"),
        ],
        className="map-panel panel",
        **{"aria-label": "Karte; dieselben Angaben stehen in der Rangfolge als Tabelle", **basemap_data(basemap)},
    )


def _frame(map_id: Ids, legend_id: Ids, head: html.Div, *more: Component, hidden: bool = False) -> html.Div:
    label = {"aria-label": "Legende; eine Klasse wählt ihre Gebiete aus"}
    return html.Div(
        [head, html.Div(id=legend_id, className="legend", role="group", **label), *more, _map(map_id)],
        className="map-frame",
        hidden=hidden,
    )


def _head(title: Ids, *controls: Component) -> html.Div:
    return html.Div([html.Div(id=title, className="legend-title"), *controls], className="map-head")


def _maps_switch() -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=Ids.MAPS,
        data=[{"value": value, "label": label} for value, label in MAPS.items()],
        value="1",
        size="xs",
        className="maps-switch",
        **{"aria-label": "Anzahl der Karten"},
    )


def _map(component_id: Ids) -> dl.Map:
    return dl.Map(
        dl.ScaleControl(position="bottomleft", imperial=False, maxWidth=150),
        id=component_id,
        center=CENTRE,
        zoom=ZOOM,
        zoomSnap=0,
        zoomDelta=0.5,
        minZoom=5,
        maxZoom=16,
        trackViewport=False,
        attributionControl=False,
        className="map",
    )


def karte_payload(view: KarteView, digest: str, *, place_known: bool) -> dict[str, Any]:
    """What the browser draws every view from: figures as columns in the order of the areas, in one text of JSON.
    Names and outlines' addresses come along only where the place is new to it.
    """
    place = {"key": geometry_url(view.place.geometry, digest)}
    return {
        "place": place if place_known else place | _place(view.place, digest),
        "maps": [_figures(m) for m in view.maps],
        "funnel": asdict(view.funnel) if view.funnel else None,
        "table": {
            "label": view.ranking.value_label,
            "title": view.ranking.value_title,
            "own": view.ranking.own_label,
            "certain": view.ranking.certain,
            "kinds": view.ranking.kinds,
        },
        "spread": {n: getattr(view.distribution, n) for n in ("bounds", "median", "references")},
        "series": series_url(view.series, view.fingerprint),
    }


def _place(place: Place, digest: str) -> dict[str, Any]:
    return {
        "ids": place.ids,
        "names": place.names,
        "bounds": place.bounds,
        "borders": geometry_url(place.borders, digest),
    }


FIGURES = ("label", "unit", "inline", "own_unit", "decimals", "signed", "steps", "shown", "verdicts", "reference",
           "kinds", "hatches")  # fmt: skip


def _figures(view: MapView) -> dict[str, Any]:
    return {
        **{name: getattr(view, name) for name in FIGURES},
        "colours": colours(view.palette, len(view.legend.classes)),
        "columns": view.columns.text,
    }


def attribution(text: str, facilities: str = "", *, fictional: bool) -> list[Component]:
    mark = [html.Span("fiktive Daten", className="tag-fictional")] if fictional else []
    named = (("Grenzen", text), ("Einrichtungen", facilities))
    return [*mark, html.Span(" · ".join(f"{what}: {source}" for what, source in named if source))]


def legend_title(view: Legend) -> list[Component]:
    return [html.Strong(view.title), html.Span(f" {view.unit}")]


def legend(view: Legend, palette: str) -> list[Component]:
    """A row of buttons from low to high; below it the states without value and how classes are made. Each button
    selects its areas."""
    fills = colours(palette, len(view.classes))
    classes = [
        _key(
            c.text, c.count, CLASS_CODES[c.index], {"backgroundColor": fills[c.index]}, markers=c.markers, hatch=c.hatch
        )
        for c in view.classes[::-1]
    ]
    states = [_key(f"{s.text} ({s.symbol})", s.count, s.status, {}, f"state-{s.status}") for s in view.states]
    outside = [_outside(view.outside)] if view.outside else []
    note = html.P(view.note, className="legend-note", title=view.note)
    rest = html.Ul(_unsure(view.unsure) + states + outside)
    room = f"markers-{view.markers}"
    return [html.Ul(classes, className=room), html.Div([rest, note], className="legend-foot")]


def _unsure(found: LegendUnsure | None) -> list[html.Li]:
    """Areas that cannot be told apart are hatched; left out, they have no colour and cannot be selected."""
    if found is None or not found.count:
        return []
    if found.hidden:
        return [_outside(found.count, f"{found.text}, ausgeblendet")]
    return [_key(found.text, found.count, UNSURE, {}, "unsure")]


def _outside(count: int, text: str = "ausgeblendet") -> html.Li:
    """Areas that conditions leave out are drawn without colour; they cannot be selected."""
    parts = [html.Span(className="swatch outside"), html.Span(text, className="legend-text"), html.Span(str(count))]
    return html.Li(html.Div(parts, className="legend-key"), className="legend-state")


def _key(
    text: str,
    count: int,
    key: str,
    fill: dict[str, str],
    state: str = "",
    markers: tuple[str, ...] = (),
    hatch: str = "",
) -> html.Li:
    areas = "; ".join(("1 Gebiet" if count == 1 else f"{count} Gebiete", *markers))
    parts = [
        html.Span(className=f"swatch {state} {hatch and f'hatch-{hatch}'}".strip(), style=fill),
        html.Span(text, className="legend-text"),
        html.Span(str(count), className="legend-count", **{"aria-label": areas}),
        *(html.Span(f"◂ {marker}", className="legend-marker", **{"aria-hidden": "true"}) for marker in markers),
    ]
    pressed = {"data-cls": key, "aria-pressed": "false"}
    button = html.Button(parts, type="button", className="legend-key", title=areas, disable_n_clicks=True, **pressed)
    return html.Li(button, className="legend-state" if state else "legend-class")
