"""What happened in the browser → ViewState and selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.state import ViewState, from_query, read_query, reduce_controls, selection_part
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.selects import chosen_text

CONTROLS = {
    Ids.REGION: "region",
    Ids.LEVEL: "level",
    Ids.INDICATOR: "ind",
    Ids.GROUP: "group",
    Ids.PERIOD: "period",
    Ids.SCHEME: "classes",
    Ids.CLASS_COUNT: "k",
    Ids.PALETTE: "pal",
    Ids.THRESHOLD: "thr",
    Ids.VERSUS: "vs",
    Ids.SURE: "sure",
    Ids.CI: "ci",
    Ids.SMOOTH: "smooth",
    Ids.NEIGHBOURS: "nb",
    Ids.MAPS: "maps",
    Ids.TAB: "tab",
    Ids.INDICATOR_2: "ind2",
    Ids.INDICATOR_2_MAP: "ind2",
    Ids.MODE: "modus",
    Ids.FACILITIES: "fac",
}


@dataclass(frozen=True, slots=True)
class Event:
    """``trigger``: id of a control, the reset button or the address. The rest is what the browser holds: address asked
    for, view on screen (query string without selection), selected ids, values of the controls."""

    trigger: str | None
    requested: str | None
    view: str | None
    selection: list[str]
    values: dict[Ids, Any]

    @property
    def control(self) -> Ids | None:
        """The control somebody changed in a view that was on screen."""
        return Ids(self.trigger) if self.trigger in CONTROLS and self.view else None

    @property
    def ready(self) -> bool:
        """A result that the view on screen waits for is there now."""
        return self.trigger == Ids.NEIGHBOURS_READY and bool(self.view)

    @property
    def unchosen(self) -> bool:
        """Controls report a value while options are exchanged, or before anything is on screen; nobody chose it."""
        return self.trigger in CONTROLS and (not self.view or self.values[Ids(self.trigger)] is None)


def state_on_screen(repository: Repository, event: Event) -> ViewState | None:
    """The state the browser shows; None if it shows nothing yet or figures of other data."""
    if not event.view or read_query(event.view).get("data") != repository.fingerprint:
        return None
    return from_query(event.view, repository)[0]


def next_state(repository: Repository, event: Event) -> tuple[ViewState, tuple[str, ...]]:
    """The state after an event, and notices: a changed control, the reset button, or a new address."""
    if event.ready:
        return from_query(event.view or "", repository)
    if event.control is None:
        return from_query("" if event.trigger == Ids.RESET else event.requested or "", repository)
    before, _ = from_query(event.view or "", repository)
    return reduce_controls(before, {CONTROLS[event.control]: chosen_text(event.values[event.control])}, repository)


def next_selection(repository: Repository, event: Event, before: ViewState | None, state: ViewState) -> list[str]:
    """Whoever changes a control keeps the selected areas as long as they are on the map; an address brings its own."""
    if event.control is None and not event.ready:
        return list(state.sel)
    if before is None or (before.region, before.level) != (state.region, state.level):
        inside = repository.area_ids(state.level, state.region)
        return [i for i in event.selection if i in inside] if before and before.level == state.level else []
    return event.selection


def with_selection(view: str | None, selection: list[str] | None) -> str | None:
    """The query string of the view with the selection the browser holds."""
    return f"{view}&{selection_part(selection)}" if view and selection else view
