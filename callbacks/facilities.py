"""Panel „Einrichtungen“, and the points on the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dash import ClientsideFunction, Dash, Input, Output

from callbacks.events import with_selection
from dashboard.state import from_query, to_query
from dashboard.views.facilities import build_list, build_types
from geodata.repository import Repository
from layouts.facilities import PANEL_CONTENT, panel_content
from layouts.ids import Ids


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="quartier", function_name=name)


def register(app: Dash, current: Callable[[], Repository]) -> None:
    app.clientside_callback(_client("showPoints"), Output(Ids.FACILITY_LEGEND, "title"), Input(Ids.POINTS, "data"))
    app.clientside_callback(
        _client("openFacilities"),
        Output(Ids.FACILITY_DRAWER, "opened"),
        Input(Ids.FACILITY_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # nobody asks for the content of a panel that is closed
        _client("facilitiesIfOpen"),
        Output(Ids.FACILITY_VIEW, "data"),
        Input(Ids.FACILITY_DRAWER, "opened"),
        Input(Ids.VIEW, "data"),
        Input(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        *[Output(component, prop) for component, prop in PANEL_CONTENT],
        Input(Ids.FACILITY_VIEW, "data"),
        prevent_initial_call=True,
    )
    def fill(asked):  # type: ignore[no-untyped-def]
        repository, held = current(), asked or {}
        state, _ = from_query(with_selection(held.get("view"), held.get("selection")) or "", repository)
        listed = build_list(repository, state, state.sel)
        return panel_content(
            build_types(repository, state.region), listed, to_query(replace(state, page="daten", fac=()))
        )
