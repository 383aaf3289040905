"""Events that stay in the browser: address line, recolouring, linked highlights, search. Code in assets/quartier.js."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.ids import Ids


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="quartier", function_name=name)


def register(app: Dash) -> None:
    app.clientside_callback(_client("readAddress"), Output(Ids.REQUESTED, "data"), Input(Ids.BOOT, "id"))
    app.clientside_callback(
        _client("writeAddress"),
        Output(Ids.BOOT, "title"),
        Input(Ids.VIEW, "data"),
        Input(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(_client("arrange"), Output(Ids.SINK, "draggable"), Input(Ids.VIEW, "data"))
    app.clientside_callback(_client("showValues"), Output(Ids.SINK, "title"), Input(Ids.VALUES, "data"))
    app.clientside_callback(_client("showSelection"), Output(Ids.SINK, "lang"), Input(Ids.SELECTION, "data"))
    app.clientside_callback(_client("showSummary"), Output(Ids.SINK, "dir"), Input(Ids.SUMMARY, "children"))
    app.clientside_callback(_client("project"), Output(Ids.PROJECTION, "title"), Input(Ids.VIEW, "data"))
    app.clientside_callback(
        _client("step"),
        Output(Ids.INDICATOR, "value", allow_duplicate=True),
        Output(Ids.PERIOD, "value", allow_duplicate=True),
        Input(Ids.STEP, "data"),
        *[State(control, prop) for control in (Ids.INDICATOR, Ids.PERIOD) for prop in ("data", "value")],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(namespace="needs", function_name="show"),
        Output(Ids.NEEDS_VALUES, "modified_timestamp"),
        Input(Ids.NEEDS_VALUES, "data"),
    )
    app.clientside_callback(_client("searchTable"), Output(Ids.SINK, "accessKey"), Input(Ids.SEARCH, "value"))
