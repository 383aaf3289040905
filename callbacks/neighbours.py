"""„Räumliche Häufung“: start the job, and show what it found or why it found nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, watch
from dashboard.jobs import Jobs, JobState
from dashboard.state import read_query
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.progress import NEIGHBOURS, not_done


def register(app: Dash, jobs: Jobs, workspace: str, internal: bool, shelf: Path) -> None:
    watch(app, jobs, NEIGHBOURS)

    @app.callback(
        Output(Ids.NEIGHBOURS_JOB, "data"),
        Output(Ids.NEIGHBOURS_RESULT, "children", allow_duplicate=True),
        Input(Ids.NEIGHBOURS_START, "n_clicks"),
        State(Ids.VIEW, "data"),
        State(Ids.NEIGHBOURS_JOB, "data"),
        prevent_initial_call=True,
    )
    def start(clicks, view, before):  # type: ignore[no-untyped-def]
        if not clicks or not read_query(view or "").get("nb"):
            raise PreventUpdate
        return begin(
            jobs, before, "neighbourhood", workspace=workspace, internal=internal, query=view, shelf=str(shelf)
        )

    @app.callback(
        Output(Ids.NEIGHBOURS_READY, "data"),
        Output(Ids.NEIGHBOURS_RESULT, "children", allow_duplicate=True),
        Input(Ids.NEIGHBOURS_DONE, "data"),
        prevent_initial_call=True,
    )
    def finish(done):  # type: ignore[no-untyped-def]
        if not done:
            raise PreventUpdate
        job = jobs.look(done["token"])
        return (job.value, []) if job.state is JobState.DONE else (no_update, not_done(job))


def with_shelf(current: Callable[[], Repository], shelf: Path) -> Callable[[], Repository]:
    """The repository, told where results of long computations lie."""

    def found() -> Repository:
        repository = current()
        repository.shelf = shelf
        return repository

    return found
