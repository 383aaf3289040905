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
    listed = kept_list(kept)
    return list_values(listed, *lines(repository, listed))


def acted(
    repository: Repository, trigger: Any, kept: str | None, edited: int | None, form: Form,
    view: str | None, selection: list[str] | None, texts: tuple[str | None, str | None],
    loaded: Mapping[str, str] | None,
) -> Next:  # fmt: skip
    """Raises ``GeodataError`` where the list stays as it was."""
    listed = kept_list(kept)
    editing = SAME if edited is None else None  # places change: an entry in the form may be another one
    if isinstance(trigger, dict):
        return _of_entry(listed, str(trigger["act"]), int(trigger["index"]), editing)
    match trigger:
        case Ids.REPORT_ADD:
            return _added(repository, listed, edited, form, view, selection)
        case Ids.REPORT_TITLE | Ids.REPORT_SUBTITLE:
            after = titled(listed, texts[0] or "", texts[1] or "")
            return Next(write_kept(after) if after != listed else None)
        case Ids.REPORT_ADOPT:
            return Next(write_kept(as_of_today(repository, listed, date.today())))
        case Ids.REPORT_CLEAR:
            return Next("", editing)
        case Ids.REPORT_LOADED if loaded:
            found = read_list(str(loaded["text"]).encode(), str(loaded["name"]))
            return Next(write_kept(found), editing, said=LOADED.format(name=loaded["name"]))
    return Next()


def _entry(listed: ReportList, at: int | None) -> Entry | None:
    return listed.entries[at] if at is not None and 0 <= at < len(listed.entries) else None


def _of_entry(listed: ReportList, act: str, at: int, editing: int | None) -> Next:
    if act == EDIT:
        return Next(edited=at)
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
