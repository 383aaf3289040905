"""„Profil als PDF“: the dialog; one area comes from ``/profile.pdf``, all of them from a job."""

from __future__ import annotations

import flask
from dash import ClientsideFunction, Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, watch
from dashboard.jobs import Jobs, JobState
from layouts.ids import Ids
from layouts.profile_dialog import ALL, profiles_made
from layouts.progress import PROFILES, not_done


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="profiles", function_name=name)


def register(app: Dash, jobs: Jobs, workspace: str, internal: bool) -> None:
    watch(app, jobs, PROFILES)
    app.clientside_callback(
        _client("open"),
        Output(Ids.PROFILE_DIALOG, "opened"),
        Output(Ids.PROFILE_SCOPE, "value"),
        Output(Ids.PROFILE_ONE, "label"),
        Output(Ids.PROFILE_ONE, "disabled"),
        Input(Ids.PROFILE_OPEN, "n_clicks"),
        Input(Ids.NEEDS_PROFILE_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _client("one"),
        Output(Ids.PROFILE_SAY, "title"),
        Input(Ids.PROFILE_START, "n_clicks"),
        State(Ids.PROFILE_SCOPE, "value"),
        State(Ids.VIEW, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.PROFILE_JOB, "data"),
        Output(Ids.PROFILE_RESULT, "children"),
        Input(Ids.PROFILE_START, "n_clicks"),
        State(Ids.PROFILE_SCOPE, "value"),
        State(Ids.VIEW, "data"),
        State(Ids.PROFILE_JOB, "data"),
        prevent_initial_call=True,
    )
    def start(clicks, scope, view, before):  # type: ignore[no-untyped-def]
        if not clicks or scope != ALL:
            raise PreventUpdate
        address = flask.request.url_root
        return begin(
            jobs, before, "profiles", workspace=workspace, internal=internal, query=view or "", address=address
        )

    @app.callback(
        Output(Ids.PROFILE_RESULT, "children", allow_duplicate=True),
        Input(Ids.PROFILE_DONE, "data"),
        prevent_initial_call=True,
    )
    def finish(done):  # type: ignore[no-untyped-def]
        if not done:
            raise PreventUpdate
        job = jobs.look(done["token"])
        return profiles_made(done["token"], job.value) if job.state is JobState.DONE else not_done(job)
