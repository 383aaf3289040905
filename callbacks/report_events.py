"""What happened in the dialog „Bericht“ → the next list, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from callbacks.filters import on_screen
from dashboard.documents.report import as_of_today, view_of
from dashboard.documents.report_edit import (
    EMPTY,
    lines,
    moved,
    offer,
    ordered,
    read_kept,
    titled,
    with_entry,
    without,
    write_kept,
)
from dashboard.documents.report_list import Entry, ReportList, read_list
from geodata.errors import GeodataError
from geodata.repository import Repository
from layouts.ids import Ids
from layouts.report import DOWN, EDIT, REMOVE, UP, form_values, list_values

ADDED, CHANGED, LOADED = "Aufgenommen.", "Geändert.", "{name} ist geöffnet."
SAME = -1
TEXTS = (Ids.REPORT_TITLE, Ids.REPORT_SUBTITLE)
UNREADABLE = (
    "Was dieser Browser als Liste aufgehoben hat, ist nicht lesbar. {why} Der nächste Eintrag beginnt eine neue."
)
STEPS = {UP: -1, DOWN: 1}


@dataclass(frozen=True, slots=True)
class Form:
    """Values of the form, as the browser sends them."""

    show: list[str] | None
    heading: str | None
    remark: str | None
    newest: bool | None


@dataclass(frozen=True, slots=True)
class Next:
    """``kept``: the list as text, None = as it was. ``edited``: place of the entry in the form, None = the view on
    screen, both with a fresh form; ``SAME``: the form stays as somebody filled it in."""

    kept: str | None = None
    edited: int | None = SAME
    said: str = ""


def kept_list(kept: str | None) -> ReportList:
    """What the browser kept; nothing where that cannot be read any more."""
    try:
        return read_kept(kept)
    except GeodataError:
        return EMPTY


def form_of(
    repository: Repository, kept: str | None, edited: int | None, view: str | None, selection: list[str] | None
) -> list[Any]:
    """The form for the view on screen, or for the entry that is to be changed."""
    entry = _entry(kept_list(kept), edited)
    if entry is None or edited is None:
        return form_values(offer(repository, on_screen(repository, view, selection)), None, 0)
    return form_values(offer(repository, view_of(repository, entry).state), entry, edited + 1)


def list_of(repository: Repository, kept: str | None) -> list[Any]:
    try:
        listed = read_kept(kept)
    except GeodataError as error:
        return list_values(EMPTY, (), UNREADABLE.format(why=" ".join(map(str, error.problems))))
    return list_values(listed, *lines(repository, listed))


def to_make(kept: str | None, texts: tuple[str | None, str | None]) -> str:
    """The list with the titles that stand in their fields, which may not have been kept yet."""
    return write_kept(titled(kept_list(kept), *(text or "" for text in texts)))


def pressed(triggered: list[dict[str, Any]], ids: Mapping[str, Any]) -> Any:
    """What somebody did, of all that reached the callback at once: a button rather than the texts that were left on
    the way to it (those are read anyway). None: buttons were only drawn anew."""
    found = [(ids[part["prop_id"]], part["value"]) for part in triggered]
    texts = [i for i, _ in found if i in TEXTS]
    buttons = [i for i, value in found if value and i not in TEXTS]
    return next(iter((*buttons, *texts)), None)


def acted(
    repository: Repository, trigger: Any, kept: str | None, edited: int | None, form: Form,
    view: str | None, selection: list[str] | None, texts: tuple[str | None, str | None],
    loaded: Mapping[str, str] | None,
) -> Next:  # fmt: skip
    """Raises ``GeodataError`` where the list stays as it was."""
    before = kept_list(kept)
    listed = titled(before, *(text or "" for text in texts))
    editing = SAME if edited is None else None  # places change: an entry in the form may be another one
    if isinstance(trigger, dict):
        return _of_entry(listed, str(trigger["act"]), int(trigger["index"]), editing)
    match trigger:
        case Ids.REPORT_ADD:
            return _added(repository, listed, edited, form, view, selection)
        case Ids.REPORT_ADOPT:
            return Next(write_kept(as_of_today(repository, listed, date.today())))
        case Ids.REPORT_CLEAR:
            return Next("", editing)
        case Ids.REPORT_LOADED if loaded:
            found = read_list(str(loaded["text"]).encode(), str(loaded["name"]))
            return Next(write_kept(found), editing, LOADED.format(name=loaded["name"]))
    return Next(write_kept(listed) if listed != before else None)


def _entry(listed: ReportList, at: int | None) -> Entry | None:
    return listed.entries[at] if at is not None and 0 <= at < len(listed.entries) else None


def _of_entry(listed: ReportList, act: str, at: int, editing: int | None) -> Next:
    if act == EDIT:
        return Next(write_kept(listed), at)
    after = without(listed, at) if act == REMOVE else moved(listed, at, STEPS[act])
    return Next(write_kept(after), editing)


def _added(
    repository: Repository, listed: ReportList, edited: int | None, form: Form, view: str | None,
    selection: list[str] | None,
) -> Next:  # fmt: skip
    before = _entry(listed, edited)
    state = view_of(repository, before).state if before else on_screen(repository, view, selection)
    found = offer(repository, state)
    entry = Entry(
        found.query,
        ordered([str(s) for s in form.show or ()], found.shows),
        heading=" ".join((form.heading or "").split()),
        remark=" ".join((form.remark or "").split()),
        newest=bool(form.newest) and found.follows,
    )
    after = with_entry(repository, listed, entry, date.today(), edited if before else None)
    return Next(write_kept(after), None, CHANGED if before else ADDED)
