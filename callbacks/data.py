"""Page „Daten und Methoden“: show what is loaded; upload → dry run → confirm, undo, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard.imports import Choices, Staging
from dashboard.state import read_query
from dashboard.views.data import build_data
from dashboard.views.imports import build_import, map_query, result_text
from geodata.errors import GeodataError
from geodata.repository import Repository
from layouts.data import datasets, findings, import_off, import_report, import_result
from layouts.ids import Ids

CHOSEN_AREAS = {"type": str(Ids.ASSIGN), "index": ALL}
CHOICES = (Ids.IMPORT_LEVEL, Ids.IMPORT_PARENT, Ids.IMPORT_PERIOD, Ids.IMPORT_CATALOG)


def choices(values: Sequence[str | None], assigned: dict[str, str]) -> Choices:
    """What the controls say; ``assigned``: key in the file → area id."""
    level, parent, period, catalog = (value or "" for value in values)
    return Choices(level, parent.strip(), period.strip(), catalog, tuple(assigned.items()))


def assigned_by_hand(entries: Sequence[dict[str, Any]], before: dict[str, str] | None) -> dict[str, str]:
    """Earlier assignments and those of the selects on screen (pattern states: id with the key as index, value)."""
    now = {str(e["id"]["index"]): str(e.get("value") or "") for e in entries}
    return {key: area for key, area in {**(before or {}), **now}.items() if area}


def dry_run(staging: Staging, token: str | None, chosen: Choices) -> tuple[Any, str, bool]:
    """Report, catalogue text and whether the import cannot be confirmed."""
    try:
        planned = staging.plan(token or "", chosen)
        view = build_import(planned, staging.preview(token or "", planned.report))
    except GeodataError as error:
        return findings([str(p) for p in error.problems]), chosen.catalog, True
    return import_report(view), view.catalog or chosen.catalog, view.refused


def register(app: Dash, current: Callable[[], Repository], staging: Staging, allowed: Callable[[], bool]) -> None:
    def require_permission() -> None:
        if not allowed():
            raise PreventUpdate

    @app.callback(
        Output(Ids.DATASETS, "children"),
        Input(Ids.DATA_VIEW, "data"),
        Input(Ids.DATA_CHANGED, "data"),
        prevent_initial_call=True,
    )
    def show_datasets(view, _changed):  # type: ignore[no-untyped-def]
        if read_query(view or "").get("page") != "daten":
            raise PreventUpdate
        return datasets(build_data(current()), removable=allowed())

    @app.callback(
        Output(Ids.STAGED, "data"),
        Output(Ids.IMPORT_RESULT, "children"),
        Input(Ids.UPLOAD, "contents"),
        State(Ids.UPLOAD, "filename"),
        prevent_initial_call=True,
    )
    def receive(contents, names):  # type: ignore[no-untyped-def]
        if not allowed():
            return no_update, import_off()
        try:
            return staging.receive(names or [], contents or []), []
        except GeodataError as error:
            return no_update, findings([str(p) for p in error.problems])

    @app.callback(
        Output(Ids.IMPORT_REPORT, "children"),
        Output(Ids.IMPORT_CATALOG, "value"),
        Output(Ids.IMPORT_CONFIRM, "disabled"),
        Output(Ids.IMPORT_OPTIONS, "hidden"),
        Output(Ids.ASSIGNED, "data"),
        Input(Ids.STAGED, "data"),
        Input(Ids.IMPORT_CHECK, "n_clicks"),
        *[State(component, "value") for component in CHOICES],
        State(Ids.ASSIGNED, "data"),
        State(CHOSEN_AREAS, "value"),
        prevent_initial_call=True,
    )
    def check(token, _clicks, *rest):  # type: ignore[no-untyped-def]
        require_permission()
        if not token:
            return [], "", True, True, {}
        *values, before, _ = rest
        again = ctx.triggered_id == Ids.IMPORT_CHECK
        assigned = assigned_by_hand(ctx.states_list[-1], before) if again else {}
        return *dry_run(staging, token, choices(values, assigned) if again else Choices()), False, assigned

    @app.callback(
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.STAGED, "data", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data"),
        Output(Ids.UNDO_BOX, "hidden"),
        Input(Ids.IMPORT_CONFIRM, "n_clicks"),
        State(Ids.STAGED, "data"),
        *[State(component, "value") for component in CHOICES],
        State(Ids.ASSIGNED, "data"),
        State(CHOSEN_AREAS, "value"),
        prevent_initial_call=True,
        running=[(Output(Ids.IMPORT_CONFIRM, "loading"), True, False)],
    )
    def confirm(_clicks, token, *rest):  # type: ignore[no-untyped-def]
        require_permission()
        *values, before, _ = rest
        try:
            report = staging.confirm(token or "", choices(values, assigned_by_hand(ctx.states_list[-1], before)))
        except GeodataError as error:
            return findings([str(p) for p in error.problems]), no_update, no_update, True
        link = "" if report.refused else map_query(report)
        shown = import_result(result_text(report), failed=report.refused, link=link)
        return shown, no_update if report.refused else "", report.fingerprint_after, report.refused

    @app.callback(
        Output(Ids.STAGED, "data", allow_duplicate=True),
        Input(Ids.IMPORT_DISCARD, "n_clicks"),
        State(Ids.STAGED, "data"),
        prevent_initial_call=True,
    )
    def discard(_clicks, token):  # type: ignore[no-untyped-def]
        require_permission()
        staging.discard(token or "")
        return ""

    @app.callback(
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data", allow_duplicate=True),
        Output(Ids.UNDO_BOX, "hidden", allow_duplicate=True),
        Input(Ids.IMPORT_UNDO, "n_clicks"),
        State(Ids.DATA_CHANGED, "data"),
        prevent_initial_call=True,
    )
    def undo(clicks, imported):  # type: ignore[no-untyped-def]
        require_permission()
        if not clicks:
            raise PreventUpdate
        try:
            state = staging.undo(str(imported or ""))
        except GeodataError as error:
            return findings([str(p) for p in error.problems]), no_update, True
        return import_result("Der Import wurde rückgängig gemacht."), state.fingerprint, True

    @app.callback(
        Output(Ids.IMPORT_RESULT, "children", allow_duplicate=True),
        Output(Ids.DATA_CHANGED, "data", allow_duplicate=True),
        Input({"type": str(Ids.REMOVE), "index": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def remove(clicks):  # type: ignore[no-untyped-def]
        require_permission()
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        try:
            state = staging.remove(str(ctx.triggered_id["index"]))
        except GeodataError as error:
            return findings([str(p) for p in error.problems]), no_update
        return import_result("Der Datensatz wurde entfernt."), state.fingerprint
