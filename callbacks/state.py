"""Controls and address line → ViewState."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard.state import ViewState, from_query, page_links, reduce_controls, selection_part, without_selection
from dashboard.views.controls import build_controls
from geodata.repository import Repository
from layouts.controls import CONTROL_PROPS, control_values
from layouts.headline import notices
from layouts.ids import Ids
from layouts.page import navigation
from layouts.selects import chosen_text

CONTROLS = {
    Ids.REGION: "region",
    Ids.LEVEL: "level",
    Ids.INDICATOR: "ind",
    Ids.GROUP: "group",
    Ids.PERIOD: "period",
    Ids.SCHEME: "classes",
    Ids.CLASS_COUNT: "k",
    Ids.PALETTE: "pal",
    Ids.THRESHOLD: "thr",
    Ids.VERSUS: "vs",
}


def next_state(
    repository: Repository, trigger: str | None, requested: str | None, view: str | None, values: dict[str, Any]
) -> tuple[ViewState, tuple[str, ...]]:
    """The state after an event: a changed control, the reset button, or a new address."""
    if trigger in CONTROLS and view:
        before, notices_before = from_query(view, repository)
        chosen = values[trigger]
        if chosen is None:  # the browser clears a control whose options are being exchanged
            return before, notices_before
        return reduce_controls(before, {CONTROLS[Ids(trigger)]: chosen_text(chosen)}, repository)
    return from_query("" if trigger == Ids.RESET else requested or "", repository)


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        Output(Ids.VIEW, "data"),
        Output(Ids.SELECTION, "data"),
        Output(Ids.NOTICE, "children"),
        Output(Ids.NAV, "children"),
        Output(Ids.PAGE_KARTE, "hidden"),
        Output(Ids.PAGE_DATA, "hidden"),
        *[Output(component, prop) for component, prop in CONTROL_PROPS],
        Input(Ids.REQUESTED, "data"),
        Input(Ids.RESET, "n_clicks"),
        *[Input(component, "value") for component in CONTROLS],
        State(Ids.VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def sync(requested, _reset, *rest):  # type: ignore[no-untyped-def]
        *values, view, selection = rest
        repository = current()
        chosen = dict(zip(CONTROLS, values, strict=True))
        if ctx.triggered_id in CONTROLS and chosen[Ids(ctx.triggered_id)] is None:
            raise PreventUpdate  # the browser clears a control whose options are being exchanged; nobody chose that
        state, texts = next_state(repository, ctx.triggered_id, requested, with_selection(view, selection), chosen)
        query, kept = without_selection(state)
        pages = [navigation(page_links(state), state.page), state.page != "karte", state.page != "daten"]
        return [query, kept, notices(texts), *pages, *control_values(build_controls(repository, state), state)]


def with_selection(view: str | None, selection: list[str] | None) -> str | None:
    """The query string of the view with the selection the browser holds."""
    return f"{view}&{selection_part(selection)}" if view and selection else view
