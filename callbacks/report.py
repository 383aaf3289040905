"""„Bericht“: a list of views, kept in the browser; the document comes from a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import flask
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, trying, watch
from callbacks.report_events import SAME, Form, acted, form_of, list_of, pressed, to_make
from dashboard.jobs import Jobs, JobState
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.progress import REPORT, not_done
from layouts.report import FORM_PROPS, FORMS, LIST_PROPS, report_made

ACTS = {"type": Ids.REPORT_ACT, "act": ALL, "index": ALL}
PRESSED = (Ids.REPORT_ADD, Ids.REPORT_ADOPT, Ids.REPORT_CLEAR)
FORM = ((Ids.REPORT_SHOW, "value"), (Ids.REPORT_HEADING, "value"), (Ids.REPORT_REMARK, "value"),
        (Ids.REPORT_NEWEST, "checked"))  # fmt: skip


def _client(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace="report", function_name=name)


def register(
    app: Dash, current: Callable[[], Repository], jobs: Jobs, workspace: str, internal: bool, shelf: Path
) -> None:
    watch(app, jobs, REPORT)
    _in_the_browser(app)
    _put_together(app, current)
    _made(app, jobs, {"workspace": workspace, "internal": internal, "shelf": str(shelf)})


def _in_the_browser(app: Dash) -> None:
    app.clientside_callback(
        _client("open"),
        Output(Ids.REPORT_DIALOG, "opened"),
        Output(Ids.REPORT, "data"),
        Output(Ids.REPORT_EDITED, "data"),
        Output(Ids.REPORT_SAY, "children"),
        Input(Ids.REPORT_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(_client("count"), Output(Ids.REPORT_OPEN, "children"), Input(Ids.REPORT, "data"))
    app.clientside_callback(
        _client("save"),
        Output(Ids.REPORT_SAVE, "title"),
        Input(Ids.REPORT_SAVE, "n_clicks"),
        State(Ids.REPORT, "data"),
        State(Ids.REPORT_TITLE, "value"),
        State(Ids.REPORT_SUBTITLE, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _client("back"),
        Output(Ids.REPORT_EDITED, "data", allow_duplicate=True),
        Input(Ids.REPORT_BACK, "n_clicks"),
        prevent_initial_call=True,
    )


def _put_together(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in FORM_PROPS],
        Input(Ids.REPORT_DIALOG, "opened"),
        Input(Ids.REPORT_EDITED, "data"),
        State(Ids.REPORT, "data"),
        State(Ids.VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def offered(opened, edited, kept, view, selection):  # type: ignore[no-untyped-def]
        if not opened:
            raise PreventUpdate
        return form_of(current(), kept, edited, view, selection)

    @app.callback(
        *[Output(component, prop) for component, prop in LIST_PROPS],
        Input(Ids.REPORT_DIALOG, "opened"),
        Input(Ids.REPORT, "data"),
        prevent_initial_call=True,
    )
    def listed(opened, kept):  # type: ignore[no-untyped-def]
        if not opened:
            raise PreventUpdate
        return list_of(current(), kept)

    @app.callback(
        Output(Ids.REPORT, "data", allow_duplicate=True),
        Output(Ids.REPORT_EDITED, "data", allow_duplicate=True),
        Output(Ids.REPORT_SAY, "children", allow_duplicate=True),
        Output(Ids.REPORT_RESULT, "children", allow_duplicate=True),
        *[Input(button, "n_clicks") for button in PRESSED],
        Input(ACTS, "n_clicks"),
        Input(Ids.REPORT_LOADED, "data"),
        Input(Ids.REPORT_TITLE, "value"),
        Input(Ids.REPORT_SUBTITLE, "value"),
        State(Ids.REPORT, "data"),
        State(Ids.REPORT_EDITED, "data"),
        State(Ids.VIEW, "data"),
        State(Ids.SELECTION, "data"),
        *[State(component, prop) for component, prop in FORM],
        prevent_initial_call=True,
    )
    def act(*values):  # type: ignore[no-untyped-def]
        trigger = pressed(ctx.triggered, ctx.triggered_prop_ids)
        if trigger is None:
            raise PreventUpdate
        loaded, title, subtitle, kept, edited, view, selection, *form = values[len(PRESSED) + 1 :]
        after, refused = trying(
            lambda: acted(current(), trigger, kept, edited, Form(*form), view, selection, (title, subtitle), loaded)
        )
        if after is None:
            return no_update, no_update, "", refused
        kept = no_update if after.kept is None else after.kept
        return kept, no_update if after.edited == SAME else after.edited, after.said, []


def _made(app: Dash, jobs: Jobs, data: dict[str, object]) -> None:
    @app.callback(
        Output(Ids.REPORT_JOB, "data"),
        Output(Ids.REPORT_RESULT, "children"),
        *[Input(button, "n_clicks") for button in FORMS],
        State(Ids.REPORT, "data"),
        State(Ids.REPORT_TITLE, "value"),
        State(Ids.REPORT_SUBTITLE, "value"),
        State(Ids.REPORT_JOB, "data"),
        prevent_initial_call=True,
    )
    def start(*values):  # type: ignore[no-untyped-def]
        *clicks, kept, title, subtitle, before = values
        if not any(clicks) or not kept:
            raise PreventUpdate
        listed, refused = trying(lambda: to_make(kept, (title, subtitle)))
        if listed is None:
            return no_update, refused
        form, _ = FORMS[Ids(ctx.triggered_id)]
        return begin(jobs, before, "report", **data, listed=listed, form=form, address=flask.request.url_root)

    @app.callback(
        Output(Ids.REPORT_RESULT, "children", allow_duplicate=True),
        Input(Ids.REPORT_DONE, "data"),
        prevent_initial_call=True,
    )
    def finish(done):  # type: ignore[no-untyped-def]
        if not done:
            raise PreventUpdate
        job = jobs.look(done["token"])
        return report_made(done["token"], job.value) if job.state is JobState.DONE else not_done(job)
