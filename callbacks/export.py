"""„Daten herunterladen“: the dialog; the file comes from the route ``/export.<ext>``."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layouts.ids import Ids


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="exporting", function_name=name)


def register(app: Dash) -> None:
    app.clientside_callback(
        _client("open"),
        Output(Ids.EXPORT_DIALOG, "opened"),
        Input(Ids.EXPORT_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _client("download"),
        Output(Ids.EXPORT_SAY, "title"),
        Input(Ids.EXPORT_DOWNLOAD, "n_clicks"),
        State(Ids.EXPORT_FORM, "value"),
        State(Ids.EXPORT_PERIODS, "value"),
        State(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )
