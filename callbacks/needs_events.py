"""What happened on the page „Besondere Quartiere“ → the next state and what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import flask
from dash import dcc, no_update
from dash.exceptions import PreventUpdate

from dashboard import needs_terms as terms
from dashboard.conditions import join_ids, split_ids
from dashboard.documents.discussion import build_discussion
from dashboard.documents.report_files import written
from dashboard.state import ViewState, from_query, page_links, read_query, resolve, to_query, without_selection
from dashboard.views.needs.card import build_card
from dashboard.views.needs.goals import read_goal_lines, read_written_cuts
from dashboard.views.needs.inputs import chosen, suggested
from dashboard.views.needs.marks import build_marks
from dashboard.views.needs.page import build_needs
from dashboard.views.needs.rule import canonical_rule
from dashboard.views.needs.stable import build_stable, sentence_of
from dashboard.views.needs.workbook import discussion_list
from geodata.errors import GeodataError
from geodata.repository import Repository
from layouts.headline import notices
from layouts.ids import Ids
from layouts.needs import needs_values
from layouts.needs_card import needs_card
from layouts.needs_tools import marks_list, note_values, stable_result
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
    (Ids.NEEDS_LEAST, "value"): "q_min",
    (Ids.NEEDS_OUT, "value"): "q_out",
    (Ids.NEEDS_CUTS, "value"): "",
    (Ids.NEEDS_GOALS_APPLY, "n_clicks"): "",
    (Ids.NEEDS_GOALS_CLEAR, "n_clicks"): "",
    (Ids.NEEDS_RULE_APPLY, "n_clicks"): "",
    (Ids.NEEDS_RULE_CLEAR, "n_clicks"): "",
}
TYPED = (Ids.NEEDS_RULE, Ids.NEEDS_GOALS)  # texts that count when their button is pressed
NOTICE = (Ids.NOTICE, "children")
PLACE = {"region", "level"}
FIGURES = ("ind", "period", "group", "thr", "bounds", "f", "vs", "ind2", "sel")  # of the page „Karte“, tied to a place
CLEARED = {Ids.NEEDS_RULE_CLEAR: "q_rule", Ids.NEEDS_GOALS_CLEAR: "q_goal"}
LIST_FORMS: dict[str, str] = {Ids.NEEDS_EXPORT_DOCX: "docx", Ids.NEEDS_EXPORT_PDF: "pdf"}
LONGEST_LINK = 7000  # servers and proxies often stop at 8190
TOO_LONG = (
    "So viele Einträge passen nicht in einen Link; dieser wurde nicht übernommen. Kürzen Sie Gründe, oder nehmen Sie "
    "Gebiete aus der Liste."
)
EMPTY = "Ohne Indikator gibt es kein Ergebnis; gezeigt werden wieder die vorgeschlagenen."


def shown(repository: Repository, view: str | None) -> list[Any]:
    state = _state(repository, view)
    return needs_values(build_needs(repository, state), state, repository.geometry_hash)


def card_of(
    repository: Repository, view: str | None, picked: list[str] | None, stable: dict[str, Any] | None
) -> list[Any]:
    """Card and form of the chosen quarter."""
    state = _state(repository, view)
    card = build_card(repository, state, str(picked[-1])) if picked else None
    return [needs_card(card, sentence_of(state, stable, card.id) if card else ""), *note_values(card)]


def tools(repository: Repository, view: str | None, stable: dict[str, Any] | None) -> list[Any]:
    """Noted quarters, whether there are none to export, and how reliable the result is."""
    state = _state(repository, view)
    marks = build_marks(repository, state)
    none = not marks
    return [marks_list(marks), none, none, none, stable_result(build_stable(repository, state, stable))]


def discussion(repository: Repository, view: str | None, stable: dict[str, Any] | None, trigger: str) -> list[Any]:
    """The file for the button that was pressed, and a notice where there is none."""
    state = _state(repository, view)
    form = LIST_FORMS.get(trigger, "xlsx")
    try:
        if form == "xlsx":
            body = discussion_list(repository, state, stable)
        else:
            body = written(build_discussion(repository, state, date.today(), stable, flask.request.url_root), form)
    except GeodataError as error:
        return [no_update, notices(tuple(map(str, error.problems)))]
    return [dcc.send_bytes(body, f"diskussionsliste.{form}"), no_update]


def noted(
    repository: Repository, view: str | None, trigger: str, picked: list[str] | None, form: Sequence[Any]
) -> list[Any] | None:
    """View, view of the page, navigation and notices after a quarter was noted; None if nothing changes."""
    before = _state(repository, view)
    if not picked or not repository.has_area(str(picked[-1])):
        return None
    area, (office, local, reason, kind, people) = str(picked[-1]), form
    marks, specials = terms.read_marks(before.q_marks), terms.read_specials(before.q_special)
    if trigger == Ids.NEEDS_EXCLUDE:
        out = split_ids(before.q_out)
        changes = {"q_out": join_ids([i for i in out if i != area] + ([] if area in out else [area]))}
    elif trigger == Ids.NEEDS_MARK:
        reason = " ".join(str(reason or "").split())[: terms.LONGEST_REASON]
        listed = terms.with_mark(marks, terms.Mark(area, str(office or ""), str(local or terms.LOCALS[0]), reason))
        changes = {"q_marks": terms.marks_text(listed)}
    elif trigger == Ids.NEEDS_UNMARK:
        changes = {"q_marks": terms.marks_text(m for m in marks if m.area != area)}
    else:
        others = [s for s in specials if (s.area, s.kind) != (area, kind)]
        count = int(people) if isinstance(people, int | float) and people > 0 else 0
        own = [terms.Special(area, str(kind), count)] if count else []
        changes = {"q_special": terms.specials_text([*others, *own])}
    after, texts = _with(repository, before, changes)
    lost = "q_marks" in changes and changes["q_marks"] != after.q_marks  # more than a link may hold
    if lost or len(to_query(after)) > LONGEST_LINK:
        return [no_update, no_update, no_update, notices((TOO_LONG,))]
    return _answer(before, after, texts)


def _state(repository: Repository, view: str | None) -> ViewState:
    if read_query(view or "").get("page") != "quartiere":
        raise PreventUpdate
    return from_query(view or "", repository)[0]


def changed(
    repository: Repository,
    view: str | None,
    trigger: str,
    held: Mapping[tuple[Ids, str], Any],
    typed: Mapping[Ids, str],
) -> list[Any] | None:
    """View, view of the page, navigation and notices after a change; None if nothing changes."""
    if read_query(view or "").get("page") != "quartiere":
        return None
    before, _ = from_query(view or "", repository)
    part = next(key for key in KEYS if key[0] == trigger)
    try:
        after, texts = _after(repository, before, part, held[part], typed)
    except GeodataError as error:
        return [no_update, no_update, no_update, notices(tuple(p.on_page or p.message for p in error.problems))]
    return _answer(before, after, texts)


def _answer(before: ViewState, after: ViewState, texts: tuple[str, ...]) -> list[Any] | None:
    query, _ = without_selection(after)
    if query == without_selection(before)[0] and not texts:
        return None
    return [query, query, navigation(page_links(after), after.page), notices(texts)]


def _after(
    repository: Repository, before: ViewState, part: tuple[Ids, str], value: Any, typed: Mapping[Ids, str]
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
        return _with(repository, before, {"q_rule": canonical_rule(repository, before, typed[Ids.NEEDS_RULE])})
    if part[0] == Ids.NEEDS_GOALS_APPLY:
        names = {w.indicator: repository.indicator(w.indicator).short_name for w in chosen(repository, before)[0]}
        return _with(repository, before, {"q_goal": read_goal_lines(typed[Ids.NEEDS_GOALS], names)})
    if part[0] in CLEARED:
        return _with(repository, before, {CLEARED[part[0]]: ""})
    if part[0] == Ids.NEEDS_CUTS:
        return _with(repository, before, {"q_cuts": read_written_cuts(str(value))})
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
    picked = tuple(terms.Weighted(str(i), weights.get(str(i), 1.0)) for i in ids)
    return "" if picked == suggested(repository, before.level, before.region) else terms.weighted_text(picked)


def _weights(repository: Repository, before: ViewState, wished: dict[str, float]) -> str:
    """Weights of the sliders; an indicator without a slider keeps its own."""
    now = chosen(repository, before)[0]
    text = ",".join(f"{i}:{w}" for i, w in wished.items())
    new = {w.indicator: w.weight for w in terms.read_weighted(text)}
    return terms.weighted_text(terms.Weighted(w.indicator, new.get(w.indicator, w.weight)) for w in now)
