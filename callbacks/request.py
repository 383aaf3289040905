"""„Daten anfordern“: options from the view, letter on screen, form as a download."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dash import Dash, Input, Output, State, dcc, no_update
from dash.exceptions import PreventUpdate

from dashboard.state import from_query
from dashboard.views.controls import build_regions, build_requestable
from geodata.errors import GeodataError
from geodata.repository import Repository
from geodata.request import build_form, build_letter
from layouts.ids import Ids
from layouts.progress import findings
from layouts.request import REQUEST_PROPS, letter, request_options

WISHES = (Ids.REQUEST_INDICATOR, Ids.REQUEST_LEVEL, Ids.REQUEST_REGION, Ids.REQUEST_PERIOD)


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in REQUEST_PROPS],
        Input(Ids.DATA_VIEW, "data"),
        prevent_initial_call=True,
    )
    def offer(view):  # type: ignore[no-untyped-def]
        repository = current()
        state, _ = from_query(view or "", repository)
        if state.page != "daten":
            raise PreventUpdate
        asked = state.ind if repository.indicator(state.ind).derived is None else ""
        return request_options(
            build_requestable(repository), build_regions(repository), (asked, state.region, state.level)
        )

    @app.callback(
        Output(Ids.REQUEST_RESULT, "children"),
        Input(Ids.REQUEST_LETTER, "n_clicks"),
        *[State(component, "value") for component in WISHES],
        prevent_initial_call=True,
    )
    def show_letter(_clicks, *wishes):  # type: ignore[no-untyped-def]
        try:
            indicator, level, region, period = (str(w or "").strip() for w in wishes)
            return letter(build_letter(current(), indicator, level, region, period, date.today()))
        except GeodataError as error:
            return findings([str(p) for p in error.problems])

    @app.callback(
        Output(Ids.REQUEST_FILE, "data"),
        Output(Ids.REQUEST_RESULT, "children", allow_duplicate=True),
        Input(Ids.REQUEST_FORM, "n_clicks"),
        *[State(component, "value") for component in WISHES],
        prevent_initial_call=True,
    )
    def download_form(_clicks, *wishes):  # type: ignore[no-untyped-def]
        indicator, level, region, period = (str(w or "").strip() for w in wishes)
        try:
            form = build_form(current(), indicator, level, region, period)
        except GeodataError as error:
            return no_update, findings([str(p) for p in error.problems])
        return dcc.send_bytes(form, f"datenanforderung_{indicator}_{period.replace('/', '-')}.xlsx"), no_update
