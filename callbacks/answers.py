"""ViewState → values of everything on screen: only what has changed since the state before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import no_update

from callbacks.events import CONTROLS, Event, next_selection, next_state, state_on_screen
from dashboard.points import points_hash
from dashboard.state import MAX_SELECTED, PAGES, ViewState, page_links, without_selection
from dashboard.views.controls import build_controls
from dashboard.views.facilities import chosen_types
from dashboard.views.karte import build_karte, drawn_alike
from dashboard.views.second import build_second_options
from geodata.repository import Repository
from layouts.certainty import CERTAINTY_PROPS, certainty_values
from layouts.controls import CONTROL_PROPS, control_values
from layouts.facilities import FACILITY_PROPS, facility_values
from layouts.headline import notices
from layouts.ids import Ids
from layouts.karte import KARTE_PROPS, karte_values
from layouts.page import navigation
from layouts.panel import PANEL_PROPS, panel_values

PAGE_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.VIEW, "data"),
    (Ids.DATA_VIEW, "data"),
    (Ids.NEEDS_VIEW, "data"),
    (Ids.SURVEY_VIEW, "data"),
    (Ids.SELECTION, "data"),
    (Ids.NOTICE, "children"),
    (Ids.NAV, "children"),
    (Ids.PAGE_KARTE, "hidden"),
    (Ids.PAGE_NEEDS, "hidden"),
    (Ids.PAGE_SURVEY, "hidden"),
    (Ids.PAGE_DATA, "hidden"),
)
OPTION_PROPS = (*CONTROL_PROPS, *PANEL_PROPS, *CERTAINTY_PROPS, *FACILITY_PROPS)
UNKNOWN = object()  # what the browser holds before it has been told anything
ALL_PROPS = (*PAGE_PROPS, *OPTION_PROPS, *KARTE_PROPS)


def answer(repository: Repository, event: Event) -> list[Any]:
    """Values of ``ALL_PROPS`` after an event."""
    before = state_on_screen(repository, event)
    state, texts = next_state(repository, event)
    selection = next_selection(repository, event, before, state)
    return [
        *page_answer(before, state, texts, event.selection, selection),
        *option_answer(repository, before, state, event),
        *karte_answer(repository, before, state, selection, anew=event.ready),
    ]


def page_answer(
    before: ViewState | None, state: ViewState, texts: tuple[str, ...], selected: list[str], selection: list[str]
) -> list[Any]:
    """Values of ``PAGE_PROPS``; ``selected``: what the browser holds, ``selection``: what it is to hold."""
    query, _ = without_selection(state)
    links = navigation(page_links(replace(state, sel=tuple(selection[:MAX_SELECTED]))), state.page)
    turned = before is None or before.page != state.page
    hidden = [state.page != page if turned else no_update for page in PAGES]
    return [
        query,
        query if state.page == "daten" else no_update,
        query if state.page == "quartiere" else no_update,
        query if state.page == "befragung" else no_update,
        selection if selection != selected else no_update,
        notices(texts),
        links,
        *hidden,
    ]


def option_answer(repository: Repository, before: ViewState | None, state: ViewState, event: Event) -> list[Any]:
    """Values of ``OPTION_PROPS``: options against those of the state before, values against what the browser holds."""
    held = option_values(repository, before) if before else [UNKNOWN] * len(OPTION_PROPS)
    chosen = {(c, "value"): v for c, v in event.values.items() if c in CONTROLS}
    held = [chosen.get(part, value) for part, value in zip(OPTION_PROPS, held, strict=True)]
    return only_changes(held, option_values(repository, state))


def option_values(repository: Repository, state: ViewState) -> list[Any]:
    return [
        *control_values(build_controls(repository, state), state),
        *panel_values(build_second_options(repository, state), state),
        *certainty_values(state),
        *facility_values(chosen_types(repository, state), state, points_hash(repository)),
    ]


def only_changes(held: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    return [no_update if old == new else new for old, new in zip(held, values, strict=True)]


def karte_answer(
    repository: Repository, before: ViewState | None, state: ViewState, selection: Sequence[str], *, anew: bool = False
) -> list[Any]:
    """Values of ``KARTE_PROPS``; nothing where neither figures nor their look change (unless ``anew``: a result has
    come in meanwhile), or another page is open."""
    known = before is not None and (before.level, before.region) == (state.level, state.region)
    if state.page != "karte" or (before is not None and not anew and drawn_alike(before, state)):
        return [no_update] * len(KARTE_PROPS)
    view = build_karte(repository, state, selection)
    return karte_values(view, repository.geometry_hash, place_known=known and before.page == "karte")  # type: ignore[union-attr]
