"""„Bild für Bericht“: the dialog draws in the browser what the route ``/snapshot.png`` answers."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.dialogs import opened_by
from layouts.ids import Ids

WISHES = (
    Ids.PICTURE_SHOW,
    Ids.PICTURE_TITLE,
    Ids.PICTURE_SUBTITLE,
    Ids.PICTURE_PAPER,
    Ids.PICTURE_COLOURS,
    Ids.PICTURE_LABELS,
    Ids.PICTURE_FORMAT,
    Ids.PICTURE_DPI,
)


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="picture", function_name=name)


def register(app: Dash) -> None:
    opened_by(app, "picture", Ids.PICTURE_DIALOG, Ids.PICTURE_OPEN)
    app.clientside_callback(_client("offer"), Output(Ids.PICTURE_OPEN, "title"), Input(Ids.VIEW, "data"))
    app.clientside_callback(
        _client("draw"),
        Output(Ids.PICTURE_ASKED, "data"),
        Input(Ids.PICTURE_DIALOG, "opened"),
        *[Input(wish, "value") for wish in WISHES],
        State(Ids.VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
