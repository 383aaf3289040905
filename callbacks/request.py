"""„Daten anfordern“: options from the view, letter on screen, form as a download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dash import Dash, Input, Output, State, dcc, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import trying
from dashboard.state import from_query
from dashboard.views.controls import build_regions, build_requestable
from geodata.errors import refuse
from geodata.readers.times import period_of
from geodata.repository import Repository
from geodata.request import build_form, build_letter
from layouts.ids import Ids
from layouts.request import REQUEST_PROPS, letter, request_options

WISHES = (Ids.REQUEST_INDICATOR, Ids.REQUEST_LEVEL, Ids.REQUEST_REGION, Ids.REQUEST_PERIOD)


def wishes(values: Sequence[str | None]) -> tuple[str, str, str, str]:
    """Indicator, level, region and canonical period of the controls. Raises ``GeodataError`` for what is left open."""
    indicator, level, region, period = (str(value or "").strip() for value in values)
    open_ends = [name for name, value in (("Indikator", indicator), ("Zeitpunkt", period)) if not value]
    if open_ends:
        raise refuse("request_open", value=" und ".join(open_ends))
    return indicator, level, region, period_of(period) or period


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
    def show_letter(_clicks, *values):  # type: ignore[no-untyped-def]
        text, refused = trying(lambda: build_letter(current(), *wishes(values), date.today()))
        return refused if text is None else letter(text)

    @app.callback(
        Output(Ids.REQUEST_FILE, "data"),
        Output(Ids.REQUEST_RESULT, "children", allow_duplicate=True),
        Input(Ids.REQUEST_FORM, "n_clicks"),
        *[State(component, "value") for component in WISHES],
        prevent_initial_call=True,
    )
    def download_form(_clicks, *values):  # type: ignore[no-untyped-def]
        form, refused = trying(lambda: (wishes(values), build_form(current(), *wishes(values))))
        if form is None:
            return no_update, refused
        (indicator, _, _, period), content = form
        return dcc.send_bytes(content, f"datenanforderung_{indicator}_{period.replace('/', '-')}.xlsx"), no_update
