"""Page „Besondere Quartiere“: controls and weights → address and result; a chosen quarter → its card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.needs_events import KEYS, card_of, changed, shown
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.needs import NEEDS_PROPS


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in NEEDS_PROPS],
        Input(Ids.NEEDS_VIEW, "data"),
        prevent_initial_call=True,
    )
    def show(view):  # type: ignore[no-untyped-def]
        return shown(current(), view)

    @app.callback(
        Output(Ids.VIEW, "data", allow_duplicate=True),
        Output(Ids.NEEDS_VIEW, "data", allow_duplicate=True),
        Output(Ids.NAV, "children", allow_duplicate=True),
        Output(Ids.NOTICE, "children", allow_duplicate=True),
        *[Input(component, prop) for component, prop in KEYS],
        State(Ids.NEEDS_VIEW, "data"),
        State(Ids.NEEDS_RULE, "value"),
        prevent_initial_call=True,
    )
    def change(*values: Any) -> list[Any]:
        *held, view, rule = values
        found = changed(current(), view, str(ctx.triggered_id), dict(zip(KEYS, held, strict=True)), rule)
        if found is None:
            raise PreventUpdate
        return found

    @app.callback(
        Output(Ids.NEEDS_CARD, "children"),
        Output(Ids.NEEDS_NOTE, "hidden"),
        Output(Ids.NEEDS_OFFICE, "value"),
        Output(Ids.NEEDS_LOCAL, "value"),
        Output(Ids.NEEDS_REASON, "value"),
        Output(Ids.NEEDS_MARK, "children"),
        Output(Ids.NEEDS_UNMARK, "disabled"),
        Input(Ids.NEEDS_PICKED, "data"),
        Input(Ids.NEEDS_VIEW, "data"),
        State(Ids.NEEDS_STABLE, "data"),
        prevent_initial_call=True,
    )
    def show_card(picked, view, stable):  # type: ignore[no-untyped-def]
        return card_of(current(), view, picked, stable)
