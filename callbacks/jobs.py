"""Watch a job: any callback that puts a token into ``ids.job`` gets progress, „Abbrechen“ and ``ids.done``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.jobs import Jobs, JobState
from geodata.errors import GeodataError
from layouts.progress import JobIds, findings, progress_props, progress_values

T = TypeVar("T")


def watch(app: Dash, jobs: Jobs, ids: JobIds) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in progress_props(ids)],
        Input(ids.job, "data"),
        Input(ids.tick, "n_intervals"),
        prevent_initial_call=True,
    )
    def look(token, _ticks):  # type: ignore[no-untyped-def]
        if not token:
            raise PreventUpdate
        return progress_values(token, jobs.look(token))

    @app.callback(
        Output(ids.text, "children", allow_duplicate=True),
        Input(ids.cancel, "n_clicks"),
        State(ids.job, "data"),
        prevent_initial_call=True,
    )
    def cancel(_clicks, token):  # type: ignore[no-untyped-def]
        if not token:
            raise PreventUpdate
        jobs.cancel(token)
        return "Wird abgebrochen"


def begin(jobs: Jobs, previous: str | None, task: str, **arguments: Any) -> tuple[Any, list[Component]]:
    """Token of a new job and nothing to say, or no update and why it was refused. A panel runs one job at a time: a
    second click does nothing."""
    if jobs.look(previous or "").state is JobState.RUNNING:
        raise PreventUpdate
    token, refused = trying(lambda: jobs.start(task, **arguments))
    return token or no_update, refused


def trying(act: Callable[[], T]) -> tuple[T | None, list[Component]]:
    """The result of ``act`` and nothing to say, or no result and why it was refused."""
    try:
        return act(), []
    except GeodataError as error:
        return None, findings([str(p) for p in error.problems])
