"""„Daten herunterladen“: the dialog; the file comes from the route ``/export.<ext>``."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.dialogs import opened_by
from layouts.ids import Ids


def register(app: Dash) -> None:
    opened_by(app, "exporting", Ids.EXPORT_DIALOG, Ids.EXPORT_OPEN)
    app.clientside_callback(
        ClientsideFunction(namespace="exporting", function_name="download"),
        Output(Ids.EXPORT_SAY, "title"),
        Input(Ids.EXPORT_DOWNLOAD, "n_clicks"),
        State(Ids.EXPORT_FORM, "value"),
        State(Ids.EXPORT_PERIODS, "value"),
        State(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )
