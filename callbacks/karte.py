"""ViewState → page „Karte“."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboard.state import from_query
from dashboard.views.current import build_current
from dashboard.views.karte import build_karte
from dashboard.views.profile import build_profile
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.karte import KARTE_PROPS, karte_values
from layouts.profile import profile

AREAS_URL, BORDERS_URL = (KARTE_PROPS.index(p) for p in ((Ids.AREAS, "url"), (Ids.BORDERS, "url")))


def unchanged_outlines(values: list[Any], areas_url: str | None, borders_url: str | None) -> list[Any]:
    """Leave the outlines alone where the browser has them already: a change of figures must not draw them again."""
    out = list(values)
    if out[AREAS_URL] == areas_url:
        out[AREAS_URL] = no_update
    if out[BORDERS_URL] == (borders_url or ""):
        out[BORDERS_URL] = no_update
    return out


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in KARTE_PROPS],
        Input(Ids.VIEW, "data"),
        State(Ids.AREAS, "url"),
        State(Ids.BORDERS, "url"),
        prevent_initial_call=True,
    )
    def render(view, areas_url, borders_url):  # type: ignore[no-untyped-def]
        repository = current()
        state, _ = from_query(view, repository)
        if state.page != "karte":
            raise PreventUpdate
        values = karte_values(build_karte(repository, state), repository.geometry_hash)
        return unchanged_outlines(values, areas_url, borders_url)

    @app.callback(
        Output(Ids.PROFILE, "children"),
        Input(Ids.VIEW, "data"),
        Input(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def show_profile(view, selection):  # type: ignore[no-untyped-def]
        repository = current()
        state, _ = from_query(view or "", repository)
        last = selection[-1] if selection else ""
        return profile(build_profile(repository, build_current(repository, state), str(last)))
