"""Page „Besondere Quartiere“: noted quarters, special cases, Diskussionsliste, and how reliable the result is."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, watch
from callbacks.needs_events import NOTICE, discussion, noted, tools
from callbacks.pages import to_address
from dashboard.jobs import Jobs, JobState
from dashboard.state import read_query
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.progress import STABILITY, not_done

FORM = (Ids.NEEDS_OFFICE, Ids.NEEDS_LOCAL, Ids.NEEDS_REASON, Ids.NEEDS_SPECIAL_KIND, Ids.NEEDS_SPECIAL_PEOPLE)


def register(app: Dash, current: Callable[[], Repository], jobs: Jobs, workspace: str, internal: bool) -> None:
    watch(app, jobs, STABILITY)

    @app.callback(
        *to_address(Ids.NEEDS_VIEW, NOTICE),
        Input(Ids.NEEDS_MARK, "n_clicks"),
        Input(Ids.NEEDS_UNMARK, "n_clicks"),
        Input(Ids.NEEDS_SPECIAL, "n_clicks"),
        Input(Ids.NEEDS_EXCLUDE, "n_clicks"),
        State(Ids.NEEDS_VIEW, "data"),
        State(Ids.NEEDS_PICKED, "data"),
        *[State(component, "value") for component in FORM],
        prevent_initial_call=True,
    )
    def note(_mark, _unmark, _special, _exclude, view, picked, *form):  # type: ignore[no-untyped-def]
        found = noted(current(), view, str(ctx.triggered_id), picked, form)
        if found is None:
            raise PreventUpdate
        return found

    @app.callback(
        Output(Ids.NEEDS_MARKS, "children"),
        Output(Ids.NEEDS_EXPORT, "disabled"),
        Output(Ids.NEEDS_EXPORT_DOCX, "disabled"),
        Output(Ids.NEEDS_EXPORT_PDF, "disabled"),
        Output(Ids.NEEDS_STABLE_RESULT, "children"),
        Input(Ids.NEEDS_VIEW, "data"),
        Input(Ids.NEEDS_STABLE, "data"),
        prevent_initial_call=True,
    )
    def show_tools(view, stable):  # type: ignore[no-untyped-def]
        return tools(current(), view, stable)

    @app.callback(
        Output(Ids.NEEDS_FILE, "data"),
        Output(Ids.NOTICE, "children", allow_duplicate=True),
        Input(Ids.NEEDS_EXPORT, "n_clicks"),
        Input(Ids.NEEDS_EXPORT_DOCX, "n_clicks"),
        Input(Ids.NEEDS_EXPORT_PDF, "n_clicks"),
        State(Ids.NEEDS_VIEW, "data"),
        State(Ids.NEEDS_STABLE, "data"),
        prevent_initial_call=True,
    )
    def export(table, text, pdf, view, stable):  # type: ignore[no-untyped-def]
        if not (table or text or pdf):
            raise PreventUpdate
        return discussion(current(), view, stable, str(ctx.triggered_id))

    @app.callback(
        Output(Ids.STABLE_JOB, "data"),
        Output(Ids.NEEDS_STABLE_RESULT, "children", allow_duplicate=True),
        Input(Ids.NEEDS_STABLE_START, "n_clicks"),
        State(Ids.NEEDS_VIEW, "data"),
        State(Ids.STABLE_JOB, "data"),
        prevent_initial_call=True,
    )
    def start(clicks, view, before):  # type: ignore[no-untyped-def]
        if not clicks or read_query(view or "").get("page") != "quartiere":
            raise PreventUpdate
        return begin(jobs, before, "needs_stability", workspace=workspace, internal=internal, query=view)

    @app.callback(
        Output(Ids.NEEDS_STABLE, "data"),
        Output(Ids.NEEDS_STABLE_RESULT, "children", allow_duplicate=True),
        Input(Ids.STABLE_DONE, "data"),
        prevent_initial_call=True,
    )
    def finish(done):  # type: ignore[no-untyped-def]
        if not done:
            raise PreventUpdate
        job = jobs.look(done["token"])
        return (job.value, no_update) if job.state is JobState.DONE else (no_update, not_done(job))
