"""Panel „Eingrenzen“, chips of the line above the map, own bounds and thresholds → a new address.

Each of these asks for an address, as a link would; the callback of the state answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.events import with_selection
from dashboard.conditions import OneOf, conditions_text, join_ids, read_number
from dashboard.entries import TYPED_BOUNDS, read_bounds, with_range
from dashboard.state import ViewState, from_query, reduce_controls, to_query
from dashboard.views.controls import bounds_text
from dashboard.views.filter_options import build_filter_options, build_range
from geodata.repository import Repository
from layouts import filters
from layouts.ids import Ids

SORTS = {Ids.FILTER_KIND: "kind", Ids.FILTER_SIZE: "size", Ids.FILTER_IN: "in", Ids.FILTER_IDS: "ids"}
TYPED = (Ids.BOUNDS, Ids.THRESHOLD_NUMBER)
ASKED = Output(Ids.REQUESTED, "data", allow_duplicate=True)
HELD = (State(Ids.VIEW, "data"), State(Ids.SELECTION, "data"))


def on_screen(repository: Repository, view: str | None, selection: list[str] | None) -> ViewState:
    return from_query(with_selection(view, selection) or "", repository)[0]


def asked(repository: Repository, state: ViewState, changes: dict[str, str]) -> str:
    """The address of the state after some changes."""
    return to_query(reduce_controls(state, changes, repository)[0])


def changes_of(state: ViewState, trigger: str | None, values: dict[Ids, Any]) -> dict[str, str]:
    """What a control changes in the state; nothing if it only shows what holds anyway."""
    if trigger in SORTS:
        what = SORTS[Ids(trigger)]
        held = next((c.values for c in state.f if isinstance(c, OneOf) and c.what == what), ())
        chosen = [str(v) for v in values[Ids(trigger)] or []]
        return {} if tuple(chosen) == held else {f"f.{what}": join_ids(chosen)}
    if trigger == Ids.FILTER_SELECTED:
        return {"f.ids": join_ids(state.sel)} if state.sel else {}
    if trigger == Ids.BOUNDS and state.classes == "own":
        text = str(values[Ids.BOUNDS] or "")
        return {} if text == bounds_text(state.bounds) else {TYPED_BOUNDS: text}
    number = _number(values.get(Ids.THRESHOLD_NUMBER))
    if (
        trigger == Ids.THRESHOLD_NUMBER
        and state.classes == "threshold"
        and number not in (None, read_number(state.thr))
    ):
        return {"thr": str(number)}
    return {}


def _number(value: object) -> float | None:
    return read_number(str(value)) if value not in (None, "") else None


def register(app: Dash, current: Callable[[], Repository]) -> None:
    app.clientside_callback(
        ClientsideFunction(namespace="quartier", function_name="openFilters"),
        Output(Ids.FILTER_DRAWER, "opened"),
        Input(Ids.FILTER_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )

    app.clientside_callback(  # nobody asks for the options of a panel that is closed
        ClientsideFunction(namespace="quartier", function_name="viewIfOpen"),
        Output(Ids.FILTER_VIEW, "data"),
        Input(Ids.FILTER_DRAWER, "opened"),
        Input(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        *[Output(component, prop) for component, prop in filters.FILTER_PROPS],
        Input(Ids.FILTER_VIEW, "data"),
        prevent_initial_call=True,
    )
    def fill(view):  # type: ignore[no-untyped-def]
        repository = current()
        return filters.filter_values(build_filter_options(repository, on_screen(repository, view, None)))

    @app.callback(
        ASKED,
        Output(Ids.BOUNDS, "error"),
        *[Input(component, "value") for component in (*SORTS, *TYPED)],
        Input(Ids.FILTER_SELECTED, "n_clicks"),
        *HELD,
        prevent_initial_call=True,
    )
    def refine(*parts):  # type: ignore[no-untyped-def]
        *values, _clicks, view, selection = parts
        repository, given = current(), dict(zip((*SORTS, *TYPED), values, strict=True))
        state = on_screen(repository, view, selection)
        changes = changes_of(state, ctx.triggered_id, given)
        problem = read_bounds(changes[TYPED_BOUNDS])[1] if TYPED_BOUNDS in changes else ""
        return asked(repository, state, changes) if changes and not problem else no_update, problem

    @app.callback(
        *[Output(component, prop) for component, prop in filters.RANGE_PROPS],
        Input(Ids.FILTER_INDICATOR, "value"),
        Input(Ids.FILTER_PERIOD, "value"),
        State(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def show_range(indicator, period, view):  # type: ignore[no-untyped-def]
        repository = current()
        found = build_range(repository, on_screen(repository, view, None), str(indicator), str(period))
        return filters.range_values(found, str(period))

    @app.callback(
        ASKED,
        Output(Ids.FILTER_PROBLEM, "children"),
        Output(Ids.FILTER_LOW, "value"),
        Output(Ids.FILTER_HIGH, "value"),
        Input(Ids.FILTER_ADD, "n_clicks"),
        State(Ids.FILTER_INDICATOR, "value"),
        State(Ids.FILTER_PERIOD, "value"),
        State(Ids.FILTER_LOW, "value"),
        State(Ids.FILTER_HIGH, "value"),
        *HELD,
        prevent_initial_call=True,
    )
    def add(_clicks, indicator, period, low, high, view, selection):  # type: ignore[no-untyped-def]
        repository = current()
        state = on_screen(repository, view, selection)
        at = "" if period in (None, filters.NEWEST) else str(period)
        wanted, problem = with_range(state.f, indicator, at, _number(low), _number(high))
        if problem:
            return no_update, problem, no_update, no_update
        return asked(repository, state, {"f": conditions_text(wanted)}), "", "", ""

    @app.callback(
        ASKED,
        Input({"type": Ids.FILTER_REMOVE, "index": ALL}, "n_clicks"),
        *HELD,
        prevent_initial_call=True,
    )
    def remove(_clicks, view, selection):  # type: ignore[no-untyped-def]
        if not ctx.triggered_id or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        repository, left = current(), ctx.triggered_id["index"]
        return asked(repository, on_screen(repository, view, selection), {"f": "" if left == filters.ALL else left})
