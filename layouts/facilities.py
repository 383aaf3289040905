"""Facilities: button, panel with types and list, what the browser draws, and the table in the Steckbrief.

Types are told apart by shape first and colour second: eight shapes, solid and then hollow.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.state import ViewState
from dashboard.symbols import WHITE, look
from dashboard.views.facilities import FacilityList, Supply, TypeView
from layouts.ids import Ids

POINTS_ROUTE = "/points/<digest>/<int:number>/<path:region>.json"

EMPTY = (
    "Für dieses Gebiet sind keine Einrichtungen geladen. Laden Sie auf der Seite „Daten und Methoden“ eine Liste von "
    "Kitas, Schulen, Pflegeheimen oder Beratungsstellen: als CSV, Arbeitsmappe oder Punkte (GeoJSON, GeoPackage, "
    "Shapefile), mit Name, Koordinaten und Art; Plätze werden gelesen, wo es sie gibt."
)

NOTHING_LISTED = "Wählen Sie oben eine Art; die Einrichtungen in „{area}“ stehen dann hier als Tabelle."


def symbol(number: int) -> html.Img:
    """The symbol of the map as a picture that needs no request; what it means stands beside it."""
    return html.Img(src=icon(number), alt="", className="facility-symbol")


def icon(number: int) -> str:
    found = look(number)
    edge = found["edge"] if found["edge"] != WHITE else found["fill"]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.5 -1.5 3 3">'
        f'<path d="{found["path"]}" fill="{found["fill"]}" stroke="{edge}" stroke-width=".3"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


# -- button, panel ----------------------------------------------------------------------------------------------------


def facilities_button() -> dmc.Button:
    return dmc.Button("Einrichtungen", id=Ids.FACILITY_OPEN, variant="default", size="xs", className="facility-open")


def facility_legend() -> html.Div:
    """Filled by assets/einrichtungen.js: symbol, name and number of every type on the map."""
    return html.Div(
        [dcc.Store(id=Ids.POINTS), dcc.Store(id=Ids.FACILITY_VIEW), html.Ul(id=Ids.FACILITY_LEGEND)],
        className="facility-legend",
    )


def facilities_drawer() -> dmc.Drawer:
    """The panel without content; ``panel_content`` fills it while it is open."""
    group = dmc.CheckboxGroup([], id=Ids.FACILITIES, value=[], label="Auf der Karte zeigen")
    return dmc.Drawer(
        html.Div([html.Div(group, id=Ids.FACILITY_CHOICE), html.Div(id=Ids.FACILITY_LIST)], className="facility-panel"),
        id=Ids.FACILITY_DRAWER,
        title="Einrichtungen",
        position="right",
        size=520,
        padding="md",
        zIndex=3000,
        keepMounted=True,
        overlayProps={"backgroundOpacity": 0.08},
        closeButtonProps={"aria-label": "Schließen"},
    )


PANEL_CONTENT: tuple[tuple[Ids, str], ...] = (
    (Ids.FACILITIES, "children"),
    (Ids.FACILITY_CHOICE, "hidden"),
    (Ids.FACILITY_LIST, "children"),
)


def panel_content(types: tuple[TypeView, ...], listed: FacilityList, data_page: str) -> list[Any]:
    """Values for ``PANEL_CONTENT``. ``data_page``: address of the page where lists are loaded."""
    if not types:
        return [[], True, [html.P(EMPTY), html.P(html.A("Zu „Daten und Methoden“", href=data_page))]]
    return [[_choice(t) for t in types], False, facility_table(listed)]


def _choice(shown: TypeView) -> dmc.Checkbox:
    unplaced = f", davon {shown.unplaced} ohne Koordinaten" if shown.unplaced else ""
    text = html.Span([symbol(shown.number), f" {shown.label} ({_german(shown.count)}{unplaced})"])
    return dmc.Checkbox(label=text, value=shown.type, mt=6, color="cyan.9")


def _german(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def facility_table(view: FacilityList) -> list[Component]:
    """The same facilities as a table, for everybody who does not read maps."""
    if not view.rows:
        return [html.P(NOTHING_LISTED.format(area=view.area), className="hint")]
    cut = f"; hier die ersten {len(view.rows)}, wählen Sie ein kleineres Gebiet" if len(view.rows) < view.total else ""
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in ("Name", "Art", "Plätze", "Gebiet")]))
    body = [
        html.Tr([html.Th(r.name, scope="row"), html.Td(r.type), html.Td(r.places, className="number"), html.Td(r.area)])
        for r in view.rows
    ]
    caption = html.Caption(f"{view.area}: {_german(view.total)} Einrichtung{'' if view.total == 1 else 'en'}{cut}")
    return [html.Table([caption, head, html.Tbody(body)], className="facility-table")]


# -- map ----------------------------------------------------------------------------------------------------------


FACILITY_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.FACILITY_OPEN, "children"),
    (Ids.FACILITIES, "value"),
    (Ids.POINTS, "data"),
)


def facility_values(shown: tuple[TypeView, ...], state: ViewState, digest: str) -> list[Any]:
    """Values for ``FACILITY_PROPS``: the browser gets addresses of points, never the points themselves."""
    text = f"Einrichtungen ({len(shown)})" if shown else "Einrichtungen"
    return [text, list(state.fac), [_layer(t, state.region, digest) for t in shown]]


def _layer(shown: TypeView, region: str, digest: str) -> dict[str, Any]:
    return {
        "label": shown.label,
        "count": shown.count - shown.unplaced,
        "url": f"/points/{digest}/{shown.number}/{quote(region)}.json",
        "icon": icon(shown.number),
        **look(shown.number),
    }


# -- Steckbrief -------------------------------------------------------------------------------------------------------


def supply_table(found: tuple[Supply, ...]) -> list[Component]:
    """Number of facilities and places beside the people they are meant for; nothing if no type is on the map."""
    if not found:
        return []
    heads = ("Einrichtungen", "Anzahl", "Plätze", "je 100 der Zielgruppe")
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    rows = [
        html.Tr(
            [
                html.Th([symbol(s.number), f" {s.label}"], scope="row", className="supply-type"),
                html.Td(s.count),
                html.Td(s.places),
                html.Td([s.per_100, html.Div(s.basis, className="supply-basis")]),
            ]
        )
        for s in found
    ]
    return [html.Table([head, html.Tbody(rows)], className="comparisons supply")]
