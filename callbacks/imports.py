"""„Eigene Daten laden“: waiting files → dry run → confirmation, undo. Files arrive by ``dashboard.uploads``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.jobs import begin, trying, watch
from dashboard.imports import Checked, Choices, Staging
from dashboard.jobs import Job, Jobs, JobState
from dashboard.views.arrival import best_view
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.imports import CONTROLS, import_fault, import_report, import_result
from layouts.progress import IMPORT, not_done

ASSIGNED = {"type": str(Ids.ASSIGN), "index": ALL}
UNDONE = "Der Import wurde rückgängig gemacht."
TOO_LATE = "Der Abbruch kam zu spät: Die Dateien sind importiert."
REFUSED_CHECK: dict[str, Any] = {
    "values": [],
    "assign": {},
    "catalog": "",
    "survey": "",
    "confirmable": False,
    "unnamed": False,
    "listed": False,
}


def chosen(values: Mapping[str, str | None], assigned: Mapping[str, str], shown: Mapping[str, Any] | None) -> Choices:
    """What the controls say. A mapping or description nobody edited since the last dry run (``shown``) is found out
    again, so that the other fields can change it."""
    texts = {field: (value or "").strip() for field, value in values.items()}
    for proposed in ("catalog", "survey") if shown else ():
        if texts[proposed] == (shown or {})[proposed].strip():
            texts[proposed] = ""
    return Choices(**texts, assign=tuple(assigned.items()))


def assigned_by_hand(entries: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Key in the file → area id, as the selects on screen say (pattern states: id with the key as index, value)."""
    found = {str(e["id"]["index"]): str(e.get("value") or "") for e in entries}
    return {key: area for key, area in found.items() if area}


def shown_values(checked: Checked) -> dict[str, str]:
    """Values of the controls after a dry run: what was chosen, completed by what was found."""
    values = {field: str(value) for field, value in asdict(checked.choices).items() if field in CONTROLS}
    credit = asdict(checked.view.credit) if checked.view.credit else {}
    survey = checked.view.survey
    if checked.view.refused and values["survey"]:  # what somebody wrote stays as it was written
        survey = values["survey"]
    return {**values, **credit, "catalog": checked.view.catalog or values["catalog"], "survey": survey}


def check_outcome(
    job: Job, checked: Checked | None, before: Mapping[str, Any] | None
) -> tuple[Any, Any, dict[str, Any], dict[str, Any]]:
    """Report, fault, values of the controls, and what „Importieren“ compares them with. ``before``: the same of the
    dry run before. Where it listed what a file holds, a fault leaves that list and the choices in it as they are."""
    listed = bool(before and before["listed"])
    if job.state is not JobState.DONE or checked is None:
        fault = not_done(job)
        return (no_update, fault, {}, REFUSED_CHECK | {"listed": True}) if listed else (fault, [], {}, REFUSED_CHECK)
    values = shown_values(checked)
    compared = {
        "values": [values[field] for field in CONTROLS],
        "catalog": values["catalog"],
        "survey": values["survey"],
        "assign": dict(checked.choices.assign),
        "confirmable": checked.view.confirmable,
        "unnamed": checked.view.unnamed and not checked.view.refused,
        "listed": listed or not checked.view.refused,
    }
    if checked.view.refused and listed:
        return no_update, import_fault(checked.view), values, compared
    return import_report(checked.view), [], values, compared


def import_outcome(job: Job, repository: Repository, late: str) -> tuple[Any, Any, Any, bool]:
    """Result, waiting files, fingerprint and whether undo is hidden. ``late``: fingerprint if the data changed before
    a job was stopped."""
    if job.state is JobState.DONE:
        link = best_view(repository, job.value["packages"])
        return import_result(job.value["text"], link=link), None, job.value["after"], False
    if job.state is JobState.CANCELLED and late:
        return import_result(TOO_LATE), None, late, False
    return not_done(job), no_update, no_update, True


def register(
    app: Dash, current: Callable[[], Repository], staging: Staging, jobs: Jobs, allowed: Callable[[], bool]
) -> None:
    workspace = str(staging.workspace.resolve())
    watch(app, jobs, IMPORT)

    @app.callback(
        Output(Ids.IMPORT_JOB, "data"),
        Output(Ids.IMPORT_RESULT, "children"),
        Output(Ids.UNDO_BOX, "hidden"),
        Input(Ids.STAGED, "data"),
        Input(Ids.IMPORT_CHECK, "n_clicks"),
        State(Ids.IMPORT_JOB, "data"),
        State(ASSIGNED, "value"),
        State(Ids.CHECKED, "data"),
        *[State(component, "value") for component in CONTROLS.values()],
        prevent_initial_call=True,
    )
    def check(staged, _clicks, before, _assigned, shown, *values):  # type: ignore[no-untyped-def]
        if not (allowed() and staged):
            raise PreventUpdate
        by_hand = assigned_by_hand(ctx.states_list[1])
        wanted = chosen(dict(zip(CONTROLS, values, strict=True)), by_hand, shown)
        asked = {"workspace": workspace, "token": staged["token"], "choices": asdict(wanted)}
        return *begin(jobs, before, "import_check", **asked), True

    @app.callback(
        Output(Ids.IMPORT_REPORT, "children"),
        Output(Ids.IMPORT_FAULT, "children"),
        Output(Ids.CHECKED, "data"),
        Output(Ids.IMPORT_WORK, "hidden"),
        Output(Ids.CREDIT_BOX, "hidden"),
        Output(Ids.IMPORT_SURVEY_BOX, "hidden"),
        *[Output(component, "value") for component in CONTROLS.values()],
        Input(Ids.IMPORT_DONE, "data"),
        Input(Ids.STAGED, "data"),
        State(Ids.CHECKED, "data"),
        prevent_initial_call=True,
    )
    def show_check(done, staged, before):  # type: ignore[no-untyped-def]
        if not staged:
            return [], [], None, True, True, True, *[""] * len(CONTROLS)
        if ctx.triggered_id != Ids.IMPORT_DONE or not done or done["task"] != "import_check":
            raise PreventUpdate
        checked = staging.checked(staged["token"])
        report, fault, values, compared = check_outcome(jobs.look(done["token"]), checked, before)
        borders = checked is not None and checked.view.credit is not None
        survey = not values["survey"] if values else no_update
        return report, fault, compared, False, not borders, survey, *[values.get(f, no_update) for f in CONTROLS]

    app.clientside_callback(
        ClientsideFunction(namespace="daten", function_name="confirmable"),
        Output(Ids.IMPORT_CONFIRM, "disabled"),
        Output(Ids.IMPORT_NOTE, "children"),
        Input(Ids.CHECKED, "data"),
        Input(ASSIGNED, "value"),
        *[Input(component, "value") for component in CONTROLS.values()],
    )

    @app.callback(
        Output(Ids.IMPORT_JOB, "data", allow_duplicate=True),
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Input(Ids.IMPORT_CONFIRM, "n_clicks"),
        State(Ids.STAGED, "data"),
        State(Ids.IMPORT_JOB, "data"),
        prevent_initial_call=True,
    )
    def confirm(clicks, staged, before):  # type: ignore[no-untyped-def]
        if not (allowed() and clicks and staged):
            raise PreventUpdate
        return begin(jobs, before, "import_confirm", workspace=workspace, token=staged["token"])

    @app.callback(
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.STAGED, "data", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data"),
        Output(Ids.UNDO_BOX, "hidden", allow_duplicate=True),
        Input(Ids.IMPORT_DONE, "data"),
        State(Ids.STAGED, "data"),
        prevent_initial_call=True,
    )
    def show_import(done, staged):  # type: ignore[no-untyped-def]
        if not done or done["task"] != "import_confirm":
            raise PreventUpdate
        late = staging.written_since_check(staged["token"]) if staged else ""
        return import_outcome(jobs.look(done["token"]), current(), late)

    @app.callback(
        Output(Ids.STAGED, "data", allow_duplicate=True),
        Input(Ids.IMPORT_DISCARD, "n_clicks"),
        State(Ids.STAGED, "data"),
        prevent_initial_call=True,
    )
    def discard(_clicks, staged):  # type: ignore[no-untyped-def]
        if allowed() and staged:
            staging.discard(staged["token"])
        return None

    @app.callback(
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data", allow_duplicate=True),
        Output(Ids.UNDO_BOX, "hidden", allow_duplicate=True),
        Input(Ids.IMPORT_UNDO, "n_clicks"),
        State(Ids.DATA_CHANGED, "data"),
        prevent_initial_call=True,
    )
    def undo(clicks, imported):  # type: ignore[no-untyped-def]
        if not (allowed() and clicks):
            raise PreventUpdate
        state, refused = trying(lambda: staging.undo(str(imported or "")))
        return refused or import_result(UNDONE), state.fingerprint if state else no_update, True
