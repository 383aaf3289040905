"""Controls and address line → everything on screen, in one round trip."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.answers import ALL_PROPS, answer
from callbacks.events import CONTROLS, Event
from geodata.repository import Repository
from layouts.ids import Ids


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in ALL_PROPS],
        Input(Ids.REQUESTED, "data"),
        Input(Ids.RESET, "n_clicks"),
        *[Input(component, "value") for component in CONTROLS],
        Input(Ids.NEIGHBOURS_READY, "data"),
        State(Ids.VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def sync(requested, _reset, *rest):  # type: ignore[no-untyped-def]
        *values, _ready, view, selection = rest
        chosen = dict(zip(CONTROLS, values, strict=True))
        event = Event(ctx.triggered_id, requested, view, selection or [], chosen)
        if event.unchosen:
            raise PreventUpdate
        return answer(current(), event)
