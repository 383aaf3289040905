"""A list of views as somebody puts it together: what can be said of a view, entries added, changed, moved, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.documents.report import View, view_of, what_changed
from dashboard.documents.report_list import (
    CONTENTS,
    MOST_ENTRIES,
    PROFILE,
    Entry,
    ReportList,
    no_report,
    read_list,
    write_list,
)
from dashboard.documents.report_view import told
from dashboard.snapshot.options import OF_PAGE
from dashboard.state import ViewState, to_query
from geodata.errors import GeodataError
from geodata.repository import Repository

TITLE = "Bericht"
EMPTY = ReportList(TITLE, ())
NO_VIEW = "Auf dieser Seite gibt es keine Ansicht für einen Bericht."
NO_CONTENT = "Wählen Sie mindestens einen Inhalt."
FOLLOWS = "immer der neueste Zeitraum"


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be said of a view. ``shows``: keys of ``CONTENTS``, those that need a chosen area only with one.
    ``follows``: whether it has a period that can follow the newest. ``refused``: why there is nothing, then all else
    is empty."""

    query: str = ""
    title: str = ""
    place: str = ""
    shows: tuple[str, ...] = ()
    follows: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page lists it. ``query``: its view, to open it. ``refused``: why it cannot be shown today."""

    title: str
    place: str
    contents: str
    remark: str
    query: str
    refused: str = ""


def offer(repository: Repository, state: ViewState) -> Offer:
    if state.page not in OF_PAGE:
        return Offer(refused=NO_VIEW)
    kept = replace(state, data="", modus="")
    try:
        said = told(repository, kept)
    except GeodataError as error:
        return Offer(refused=" ".join(str(p) for p in error.problems))
    shows = tuple(show for show in said.shows if show != PROFILE or state.sel)
    return Offer(to_query(kept), said.title, said.place, shows, bool(said.period))


def read_kept(text: str | None) -> ReportList:
    """What a browser kept of a list, whatever it is by now; ``EMPTY`` for nothing. Raises ``GeodataError``
    (``bad_report``)."""
    return read_list(str(text).encode(errors="surrogatepass")) if text else EMPTY


def write_kept(listed: ReportList) -> str:
    """ "" for a list without entries."""
    return write_list(listed).decode() if listed.entries else ""


def with_entry(
    repository: Repository, listed: ReportList, entry: Entry, day: date, at: int | None = None
) -> ReportList:
    """``entry`` at the end, or in the place of entry ``at``; the first one notes data and day.

    Raises ``GeodataError`` for texts that are too long, a full list, contents the view does not have.
    """
    if not entry.show:
        raise no_report("", NO_CONTENT.rstrip("."))
    if at is None and len(listed.entries) >= MOST_ENTRIES:
        raise no_report("", f"er hat schon {MOST_ENTRIES} Einträge, mehr sind nicht vorgesehen")
    seen = view_of(repository, entry)
    there = len(listed.entries) if at is None else at
    taken = listed.entries[there].taken if at is not None and there < len(listed.entries) else ""
    new = replace(entry, taken=taken or seen.told.period)
    entries = (*listed.entries[:there], new, *listed.entries[there + 1 :])
    noted = listed if listed.entries else replace(listed, fingerprint=repository.fingerprint, day=day)
    return _checked(replace(noted, entries=entries))


def titled(listed: ReportList, title: str, subtitle: str) -> ReportList:
    """Raises ``GeodataError`` for texts that are too long; without a title it is „Bericht“."""
    return _checked(replace(listed, title=title.strip() or TITLE, subtitle=subtitle.strip()))


def moved(listed: ReportList, at: int, by: int) -> ReportList:
    """Entry ``at`` by one place up (-1) or down (1); the same list at its ends."""
    entries = list(listed.entries)
    if not (0 <= at < len(entries) and 0 <= at + by < len(entries)):
        return listed
    entries[at], entries[at + by] = entries[at + by], entries[at]
    return replace(listed, entries=tuple(entries))


def without(listed: ReportList, at: int) -> ReportList:
    return replace(listed, entries=tuple(e for n, e in enumerate(listed.entries) if n != at))


def lines(repository: Repository, listed: ReportList) -> tuple[tuple[Line, ...], str]:
    """Entries as they look today, and what changed in their data since the list was made ("" = nothing)."""
    found: list[Line] = []
    seen: list[View] = []
    for entry in listed.entries:
        try:
            view = view_of(repository, entry)
        except GeodataError as error:
            why = " ".join(str(p) for p in error.problems)
            found.append(Line(entry.heading or "Ansicht", "", _contents(entry), entry.remark, "", why))
            continue
        seen.append(view)
        query = to_query(view.state)
        found.append(Line(view.title, view.told.place, _contents(entry), entry.remark, query))
    return tuple(found), what_changed(repository, listed, seen)


def _contents(entry: Entry) -> str:
    said = ", ".join(CONTENTS[show] for show in entry.show)
    return f"{said} · {FOLLOWS}" if entry.newest else said


def _checked(listed: ReportList) -> ReportList:
    """As it will be read again, so that nothing is kept that cannot be read."""
    return read_list(write_list(listed)) if listed.entries else listed


def ordered(shows: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Chosen contents in the order in which a report shows them; unknown ones stay, to be refused by name."""
    known = [show for show in offered if show in shows]
    return (*known, *(show for show in shows if show not in offered))
