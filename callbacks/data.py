"""Page „Daten und Methoden“: what is loaded; removal of a dataset after a look at what depends on it."""

from __future__ import annotations

from collections.abc import Callable

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, watch
from dashboard.jobs import Jobs, JobState
from dashboard.state import read_query
from dashboard.views.data import build_data
from geodata.repository import Repository
from layouts.data import datasets, removal_text
from layouts.ids import Ids
from layouts.imports import import_result
from layouts.progress import REMOVAL, not_done

REMOVED = "Der Datensatz wurde entfernt."


def register(
    app: Dash, current: Callable[[], Repository], jobs: Jobs, workspace: str, allowed: Callable[[], bool]
) -> None:
    watch(app, jobs, REMOVAL)

    @app.callback(
        Output(Ids.DATASETS, "children"),
        Output(Ids.UPLOAD_BOX, "hidden"),
        Output(Ids.IMPORT_OFF, "hidden"),
        Input(Ids.DATA_VIEW, "data"),
        Input(Ids.DATA_CHANGED, "data"),
        prevent_initial_call=True,
    )
    def show_datasets(view, _changed):  # type: ignore[no-untyped-def]
        if read_query(view or "").get("page") != "daten":
            raise PreventUpdate
        return datasets(build_data(current()), removable=allowed()), not allowed(), allowed()

    @app.callback(
        Output(Ids.REMOVE_JOB, "data"),
        Output(Ids.REMOVE_DIALOG, "opened"),
        Output(Ids.REMOVE_TEXT, "children"),
        Output(Ids.REMOVE_CONFIRM, "disabled"),
        Input({"type": str(Ids.REMOVE), "index": ALL}, "n_clicks"),
        State(Ids.REMOVE_JOB, "data"),
        prevent_initial_call=True,
    )
    def ask(clicks, before):  # type: ignore[no-untyped-def]
        if not (allowed() and any(clicks) and isinstance(ctx.triggered_id, dict)):
            raise PreventUpdate
        package = str(ctx.triggered_id["index"])
        token, refused = begin(jobs, before, "removal_check", workspace=workspace, package=package)
        return token, True, refused, True

    @app.callback(
        Output(Ids.REMOVE_TEXT, "children", allow_duplicate=True),
        Output(Ids.REMOVE_CONFIRM, "disabled", allow_duplicate=True),
        Input(Ids.REMOVE_DONE, "data"),
        prevent_initial_call=True,
    )
    def show_consequences(done):  # type: ignore[no-untyped-def]
        if not done or done["task"] != "removal_check":
            raise PreventUpdate
        job = jobs.look(done["token"])
        if job.state is not JobState.DONE:
            return not_done(job), True
        return removal_text(job.value["title"], job.value["consequences"]), False

    @app.callback(
        Output(Ids.REMOVE_JOB, "data", allow_duplicate=True),
        Output(Ids.REMOVE_TEXT, "children", allow_duplicate=True),
        Input(Ids.REMOVE_CONFIRM, "n_clicks"),
        State(Ids.REMOVE_JOB, "data"),
        prevent_initial_call=True,
    )
    def remove(clicks, asked):  # type: ignore[no-untyped-def]
        package = (jobs.look(asked or "").value or {}).get("package")
        if not (allowed() and clicks and package):
            raise PreventUpdate
        token, refused = begin(jobs, asked, "removal", workspace=workspace, package=package)
        return token, refused or no_update

    @app.callback(
        Output(Ids.REMOVE_DIALOG, "opened", allow_duplicate=True),
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data", allow_duplicate=True),
        Output(Ids.UNDO_BOX, "hidden", allow_duplicate=True),
        Input(Ids.REMOVE_DONE, "data"),
        prevent_initial_call=True,
    )
    def show_removal(done):  # type: ignore[no-untyped-def]
        if not done or done["task"] != "removal":
            raise PreventUpdate
        job = jobs.look(done["token"])
        if job.state is not JobState.DONE:
            return False, not_done(job), no_update, True
        return False, import_result(REMOVED), job.value["after"], True

    @app.callback(
        Output(Ids.REMOVE_DIALOG, "opened", allow_duplicate=True),
        Input(Ids.REMOVE_CLOSE, "n_clicks"),
        prevent_initial_call=True,
    )
    def close(_clicks):  # type: ignore[no-untyped-def]
        return False
