"""Page „Besondere Quartiere“: controls and weights → address and result; a chosen quarter → its card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.needs_events import KEYS, NOTICE, TYPED, card_of, changed, shown
from callbacks.pages import show_page, to_address
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.needs import NEEDS_PROPS


def register(app: Dash, current: Callable[[], Repository]) -> None:
    show_page(app, current, Ids.NEEDS_VIEW, NEEDS_PROPS, shown)

    @app.callback(
        *to_address(Ids.NEEDS_VIEW, NOTICE),
        *[Input(component, prop) for component, prop in KEYS],
        State(Ids.NEEDS_VIEW, "data"),
        *[State(component, "value") for component in TYPED],
        prevent_initial_call=True,
    )
    def change(*values: Any) -> list[Any]:
        held, view, typed = values[: len(KEYS)], values[len(KEYS)], values[len(KEYS) + 1 :]
        texts = {component: str(text or "") for component, text in zip(TYPED, typed, strict=True)}
        found = changed(current(), view, str(ctx.triggered_id), dict(zip(KEYS, held, strict=True)), texts)
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
        Output(Ids.NEEDS_EXCLUDE, "children"),
        Output(Ids.NEEDS_UNMARK, "disabled"),
        Input(Ids.NEEDS_PICKED, "data"),
        Input(Ids.NEEDS_VIEW, "data"),
        State(Ids.NEEDS_STABLE, "data"),
        prevent_initial_call=True,
    )
    def show_card(picked, view, stable):  # type: ignore[no-untyped-def]
        return card_of(current(), view, picked, stable)
