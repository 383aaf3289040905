"""Page „Befragung“: address → sections; a control → address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.pages import to_address
from dashboard.state import (
    MAX_SELECTED,
    ViewState,
    from_query,
    page_links,
    read_query,
    resolve,
    to_query,
    without_selection,
)
from dashboard.views.survey.page import build_survey
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.page import navigation
from layouts.survey import SURVEY_PROPS, survey_values

CONTROLS = {
    Ids.SURVEY_CHOICE: "b_svy",
    Ids.SURVEY_PART: "b_part",
    Ids.SURVEY_BY: "b_by",
    Ids.SURVEY_ANSWER: "b_ans",
    Ids.SURVEY_IND: "b_ind",
    Ids.SURVEY_AACHEN: "b_ac",
}


def register(app: Dash, current: Callable[[], Repository]) -> None:
    @app.callback(
        *[Output(component, prop) for component, prop in SURVEY_PROPS],
        Input(Ids.SURVEY_VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def show(view, selection):  # type: ignore[no-untyped-def]
        return shown(current(), view, selection)

    @app.callback(
        *to_address(Ids.SURVEY_VIEW),
        *[Input(component, "value") for component in CONTROLS],
        State(Ids.SURVEY_VIEW, "data"),
        State(Ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def change(*values: Any) -> list[Any]:
        *held, view, selection = values
        chosen = dict(zip(CONTROLS, held, strict=True))
        trigger = str(ctx.triggered_id)
        return changed(current(), view, trigger, chosen[Ids(trigger)], selection)


def shown(repository: Repository, view: str | None, selection: list[str] | None = None) -> list[Any]:
    """Values of ``SURVEY_PROPS`` for the state on this page."""
    if read_query(view or "").get("page") != "befragung":
        raise PreventUpdate
    return survey_values(build_survey(repository, state_of(repository, view, selection)))


def state_of(repository: Repository, view: str | None, selection: list[str] | None) -> ViewState:
    """State on this page with what is selected on the page „Karte“, which the browser keeps apart."""
    state, _ = from_query(view or "", repository)
    return replace(state, sel=tuple(map(str, selection or ()))[:MAX_SELECTED])


def changed(
    repository: Repository, view: str | None, trigger: str, value: Any, selection: list[str] | None = None
) -> list[Any]:
    """View, view of the page and navigation after somebody chose; nothing if that is shown already."""
    if value is None or read_query(view or "").get("page") != "befragung":
        raise PreventUpdate
    before = state_of(repository, view, selection)
    key = CONTROLS[Ids(trigger)]
    if getattr(build_survey(repository, before), FIELDS[key]) == value:
        raise PreventUpdate
    wanted = {**read_query(to_query(replace(before, data=repository.fingerprint))), key: str(value)}
    after, _ = resolve(wanted, repository)
    query, _ = without_selection(after)
    return [query, query, navigation(page_links(after), after.page)]


FIELDS = {
    "b_svy": "survey", "b_part": "part", "b_by": "grouping", "b_ans": "answer",
    "b_ind": "indicator", "b_ac": "counting",
}  # fmt: skip
