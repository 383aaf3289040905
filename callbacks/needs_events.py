"""What happened on the page „Besondere Quartiere“ → the next state and what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.needs_terms import Weighted, read_weighted, weighted_text
from dashboard.state import ViewState, from_query, page_links, read_query, resolve, to_query, without_selection
from dashboard.views.needs.card import build_card
from dashboard.views.needs.inputs import chosen, suggested
from dashboard.views.needs.page import build_needs
from dashboard.views.needs.rule import canonical_rule
from geodata.errors import GeodataError
from geodata.repository import Repository
from layouts.headline import notices
from layouts.ids import Ids
from layouts.needs import needs_values
from layouts.needs_card import needs_card
from layouts.page import navigation
from layouts.selects import chosen_text

# Component and property → key of the address; "" = has its own reading below.
KEYS: dict[tuple[Ids, str], str] = {
    (Ids.NEEDS_REGION, "value"): "region",
    (Ids.NEEDS_LEVEL, "value"): "level",
    (Ids.NEEDS_INDICATORS, "value"): "",
    (Ids.NEEDS_WEIGHTS, "data"): "",
    (Ids.NEEDS_YEAR, "value"): "q_year",
    (Ids.NEEDS_SPAN, "value"): "q_span",
    (Ids.NEEDS_SCALE, "value"): "q_scale",
    (Ids.NEEDS_GAP, "value"): "q_gap",
    (Ids.NEEDS_REF, "value"): "q_ref",
    (Ids.NEEDS_RULE_APPLY, "n_clicks"): "",
    (Ids.NEEDS_RULE_CLEAR, "n_clicks"): "",
}
PLACE = {"region", "level"}
FIGURES = ("ind", "period", "group", "thr", "bounds", "f", "vs", "ind2", "sel")  # of the page „Karte“, tied to a place
EMPTY = "Ohne Indikator gibt es kein Ergebnis; gezeigt werden wieder die vorgeschlagenen."


def shown(repository: Repository, view: str | None) -> list[Any]:
    if read_query(view or "").get("page") != "quartiere":
        raise PreventUpdate
    state, _ = from_query(view or "", repository)
    return needs_values(build_needs(repository, state), state, repository.geometry_hash)


def card_of(repository: Repository, view: str | None, picked: list[str] | None) -> list[Component]:
    if read_query(view or "").get("page") != "quartiere":
        raise PreventUpdate
    state, _ = from_query(view or "", repository)
    return needs_card(build_card(repository, state, str(picked[-1])) if picked else None)


def changed(
    repository: Repository, view: str | None, trigger: str, held: Mapping[tuple[Ids, str], Any], rule: str | None
) -> list[Any] | None:
    """View, view of the page, navigation and notices after a change; None if nothing changes."""
    if read_query(view or "").get("page") != "quartiere":
        return None
    before, _ = from_query(view or "", repository)
    part = next(key for key in KEYS if key[0] == trigger)
    try:
        after, texts = _after(repository, before, part, held[part], rule or "")
    except GeodataError as error:
        return [no_update, no_update, no_update, notices(tuple(p.on_page or p.message for p in error.problems))]
    query, _ = without_selection(after)
    if query == without_selection(before)[0] and not texts:
        return None
    return [query, query, navigation(page_links(after), after.page), notices(texts)]


def _after(
    repository: Repository, before: ViewState, part: tuple[Ids, str], value: Any, rule: str
) -> tuple[ViewState, tuple[str, ...]]:
    key = KEYS[part]
    if value is None:  # the browser clears a control whose options are being exchanged
        return before, ()
    if part[0] == Ids.NEEDS_INDICATORS:
        wished = _picked(repository, before, value)
        emptied = not value and bool(chosen(repository, before)[0])
        return _with(repository, before, {"q_ind": wished}, (EMPTY,) if emptied else ())
    if part[0] == Ids.NEEDS_WEIGHTS:
        return _with(repository, before, {"q_ind": _weights(repository, before, value)})
    if part[0] == Ids.NEEDS_RULE_APPLY:
        return _with(repository, before, {"q_rule": canonical_rule(repository, before, rule)})
    if part[0] == Ids.NEEDS_RULE_CLEAR:
        return _with(repository, before, {"q_rule": ""})
    return _with(repository, before, {key: chosen_text(value)})


def _with(
    repository: Repository, before: ViewState, changes: dict[str, str], texts: tuple[str, ...] = ()
) -> tuple[ViewState, tuple[str, ...]]:
    """The state with other wishes. A new place takes the figures of the page „Karte“ along only where they fit."""
    wanted = read_query(to_query(replace(before, data=repository.fingerprint)))
    quiet = frozenset(wanted)
    if any(changes.get(k, getattr(before, k)) != getattr(before, k) for k in PLACE):
        for key in FIGURES:
            wanted.pop(key, None)
    if changes.get("region", before.region) != before.region:
        wanted.pop("level", None) if changes["region"] in repository.area(before.region).parents else None
    after, notes = resolve({**wanted, **changes}, repository, quiet - set(changes))
    return after, (*texts, *notes)


def _picked(repository: Repository, before: ViewState, ids: list[str]) -> str:
    """Weights stay with their indicators; what is only suggested stands in no link."""
    weights = {w.indicator: w.weight for w in chosen(repository, before)[0]}
    if list(weights) == list(map(str, ids)):  # as the server wrote it
        return before.q_ind
    picked = tuple(Weighted(str(i), weights.get(str(i), 1.0)) for i in ids)
    return "" if picked == suggested(repository, before.level, before.region) else weighted_text(picked)


def _weights(repository: Repository, before: ViewState, wished: dict[str, float]) -> str:
    """Weights of the sliders; an indicator without a slider keeps its own."""
    now = chosen(repository, before)[0]
    text = ",".join(f"{i}:{w}" for i, w in wished.items())
    new = {w.indicator: w.weight for w in read_weighted(text)}
    return weighted_text(Weighted(w.indicator, new.get(w.indicator, w.weight)) for w in now)
