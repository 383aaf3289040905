"""Dialogs that the browser opens and works itself."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output

from layouts.ids import Ids


def opened_by(app: Dash, namespace: str, dialog: Ids, button: Ids) -> None:
    """A click on ``button`` opens ``dialog``, with ``open`` of the script ``namespace``."""
    app.clientside_callback(
        ClientsideFunction(namespace=namespace, function_name="open"),
        Output(dialog, "opened"),
        Input(button, "n_clicks"),
        prevent_initial_call=True,
    )
