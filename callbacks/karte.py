"""A selection made in the browser → Steckbrief and sum."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash, Input, Output, State

from dashboard.state import from_query
from dashboard.views.current import build_current
from dashboard.views.profile import build_profile
from dashboard.views.selection import build_summary
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.profile import profile
from layouts.selection import summary


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        Output(Ids.PROFILE, "children", allow_duplicate=True),
        Output(Ids.SUMMARY, "children", allow_duplicate=True),
        Input(Ids.PICKED, "data"),
        State(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def show_selected(picked, view):  # type: ignore[no-untyped-def]
        repository = current()
        state, _ = from_query(view or "", repository)
        figures, ids = build_current(repository, state), [str(i) for i in picked or []]
        found = build_profile(repository, figures, ids[-1] if ids else "")
        return profile(found), summary(build_summary(repository, figures, ids))
