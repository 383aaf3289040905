"""Page „Befragung“: address → sections; a control → address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dash import Dash, Input, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.pages import show_page, to_address
from dashboard.state import from_query, page_links, read_query, resolve, to_query, without_selection
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
}


def register(app: Dash, current: Callable[[], Repository]) -> None:
    show_page(app, current, Ids.SURVEY_VIEW, SURVEY_PROPS, shown)

    @app.callback(
        *to_address(Ids.SURVEY_VIEW),
        *[Input(component, "value") for component in CONTROLS],
        State(Ids.SURVEY_VIEW, "data"),
        prevent_initial_call=True,
    )
    def change(*values: Any) -> list[Any]:
        *held, view = values
        chosen = dict(zip(CONTROLS, held, strict=True))
        return changed(current(), view, str(ctx.triggered_id), chosen[Ids(str(ctx.triggered_id))])


def shown(repository: Repository, view: str | None) -> list[Any]:
    """Values of ``SURVEY_PROPS`` for the state on this page."""
    if read_query(view or "").get("page") != "befragung":
        raise PreventUpdate
    return survey_values(build_survey(repository, from_query(view or "", repository)[0]))


def changed(repository: Repository, view: str | None, trigger: str, value: Any) -> list[Any]:
    """View, view of the page and navigation after somebody chose; nothing if that is shown already."""
    if value is None or read_query(view or "").get("page") != "befragung":
        raise PreventUpdate
    before, _ = from_query(view or "", repository)
    key = CONTROLS[Ids(trigger)]
    if getattr(build_survey(repository, before), FIELDS[key]) == value:
        raise PreventUpdate
    wanted = {**read_query(to_query(replace(before, data=repository.fingerprint))), key: str(value)}
    after, _ = resolve(wanted, repository)
    query, _ = without_selection(after)
    return [query, query, navigation(page_links(after), after.page)]


FIELDS = {"b_svy": "survey", "b_part": "part", "b_by": "grouping", "b_ans": "answer"}
