"""A list of views → a document: each view as heading, sentence, pictures, table and sources, with the figures of today;
and what changed since the list was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from dashboard import changing, formatting
from dashboard.asked import STATE_KEYS
from dashboard.documents.model import Document, Figure, Paragraph, Part, Section, Table
from dashboard.documents.report_list import CONTENTS, PROFILE, Entry, ReportList, no_report
from dashboard.documents.report_view import Told, profiles, tables, told
from dashboard.snapshot.options import MAP, TABLE
from dashboard.snapshot.paper import INSIDE
from dashboard.snapshot.request import make, read_parts, strict_state
from dashboard.state import ViewState, datasets_of, to_query
from geodata.changes import changes_since
from geodata.errors import GeodataError, Problem
from geodata.repository import Repository

CHANGED, CHANGED_PLAIN = "Was sich seit {day} geändert hat", "Was sich seit dem letzten Mal geändert hat"
SAME = "Die Daten sind dieselben wie beim letzten Mal (Datenstand {fingerprint})."
OTHER = (
    "Damals Datenstand {before}, jetzt {now}. Zahlen und Klassen können abweichen; was die Sätze und Tabellen sagen, "
    "gilt für den jetzigen Stand."
)
SINCE = "Seit dieser Bericht zuletzt entstand"
NOT_KNOWN = "Mit welchen Daten die Liste entstand, steht nicht in ihr; dieser Bericht hat den Datenstand {now}."
PERIODS = "Zeiträume der Ansichten, die dem neuesten folgen"
NEVER = "nicht festgehalten"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """``made``: the list with fingerprint, day and periods of this run."""

    document: Document
    made: ReportList


@dataclass(frozen=True, slots=True)
class View:
    """An entry as it is shown today; ``title``: its own heading or that of the view."""

    entry: Entry
    state: ViewState
    title: str
    told: Told


def build_report(
    repository: Repository, wished: ReportList, day: date, *, file: str = "", address: str = "", slides: bool = False,
    progress: Progress | None = None,
) -> Report:  # fmt: skip
    """``file``: name of the list, for messages; ``address``: of the page, for links; ``slides``: pictures in the
    shape of slides. ``progress`` is told entry, their number and heading, and may raise to cancel.

    Raises ``GeodataError`` (``bad_report``) with one problem per entry that cannot be shown.
    """
    views = views_of(repository, wished, file)
    sections = []
    for number, view in enumerate(views, 1):
        if progress:
            progress(number, len(views), view.title)
        try:
            sections.append(_section(repository, view, day, address, slides=slides))
        except GeodataError as error:
            raise GeodataError([_at(file, number, p) for p in error.problems]) from error
    document = Document(
        title=wished.title,
        subtitle=wished.subtitle,
        sections=(*sections, _changed(repository, wished, views)),
        sources=tuple(dict.fromkeys(source for v in views for source in v.told.sources)),
        fingerprint=repository.fingerprint,
        day=day,
        fictional=any(v.told.fictional for v in views),
        contents=len(views) > 1,
    )
    return Report(document, _as_of_today(repository, wished, views, day))


def as_of_today(repository: Repository, wished: ReportList, day: date, file: str = "") -> ReportList:
    """The list with fingerprint, day and periods of today, as ``build_report`` gives it. Raises the same errors."""
    return _as_of_today(repository, wished, views_of(repository, wished, file), day)


def _as_of_today(repository: Repository, wished: ReportList, views: list[View], day: date) -> ReportList:
    entries = tuple(replace(v.entry, taken=v.told.period) for v in views)
    return replace(wished, entries=entries, fingerprint=repository.fingerprint, day=day)


def what_changed(repository: Repository, wished: ReportList, views: list[View]) -> str:
    """Sentences on what changed in the data of these views since the list was made; "" if nothing did or nobody
    knows with which data it was made."""
    if wished.fingerprint in ("", repository.fingerprint):
        return ""
    used = [datasets_of(v.state, repository) for v in views]
    seen = frozenset().union(*used) if all(used) else frozenset()  # a view of everything: all of it counts
    return changing.told(changes_since(repository, wished.fingerprint, seen), SINCE)


def read_day(text: str) -> date:
    """Today for "". Raises ``GeodataError`` (``bad_report``)."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise no_report("", f"das Datum „{text[:40]}“ ist keines; schreiben Sie es als 2026-11-22") from None


# -- entries ----------------------------------------------------------------------------------------------------------


def views_of(repository: Repository, wished: ReportList, file: str) -> list[View]:
    """Every entry as a view of today; all that are wrong are named at once."""
    found, problems = [], []
    for number, entry in enumerate(wished.entries, 1):
        try:
            found.append(view_of(repository, entry))
        except GeodataError as error:
            problems += [_at(file, number, p) for p in error.problems]
    if problems:
        raise GeodataError(problems)
    return found


def view_of(repository: Repository, entry: Entry) -> View:
    """Raises ``GeodataError`` (``bad_report``, ``bad_snapshot``) for what cannot be shown with the data of today."""
    parts = read_parts(entry.query)
    if wrong := [key for key in parts if key not in STATE_KEYS]:
        raise no_report("", f"„{wrong[0]}“ gehört nicht in „query“")
    parts = {k: v for k, v in parts.items() if k not in ("data", *(("period", "q_year") if entry.newest else ()))}
    state, _ = strict_state(parts, repository)
    said = told(repository, state)
    if wrong := [key for key in entry.show if key not in said.shows]:
        possible = ", ".join(said.shows)
        raise no_report("", f"„show“ ist „{wrong[0]}“; in dieser Ansicht gibt es nur {possible}")
    if PROFILE in entry.show and not state.sel:
        raise no_report("", f"„show“ ist „{PROFILE}“, aber in der Ansicht ist kein Gebiet gewählt")
    return View(entry, state, entry.heading or said.title, said)


def _at(file: str, number: int, problem: Problem) -> Problem:
    """The problem with file and number of the entry before it."""
    text = str(problem).removeprefix("So lässt sich kein Bild erstellen: ").removeprefix(
        "So lässt sich der Bericht nicht erstellen: ")  # fmt: skip
    return no_report(file, f"Eintrag {number}, {text.rstrip('.')}").problems[0]


def _section(repository: Repository, view: View, day: date, address: str, *, slides: bool) -> Section:
    said, query = view.told, to_query(replace(view.state, data=repository.fingerprint))
    parts: list[Part] = [Paragraph(view.entry.remark)] if view.entry.remark else []
    parts.append(Paragraph(said.sentence))
    for show in view.entry.show:
        if show == TABLE:
            parts += tables(repository, view.state)
        elif show == PROFILE:
            parts += profiles(repository, view.state)
        else:
            parts += [_figure(repository, view, show, day, slides=slides), Paragraph(said.source, quiet=True)]
    parts += [Paragraph(text, quiet=True) for text in said.notes]
    if address:
        parts.append(Paragraph("Diese Ansicht öffnen", quiet=True, link=f"{address.rstrip('/')}/{query}"))
    return Section(view.title, tuple(parts), place=said.place)


def _figure(repository: Repository, view: View, show: str, day: date, *, slides: bool) -> Figure:
    """SVG, so that a PDF keeps lines and text; writers for Office turn it into pixels."""
    inside = "slide" if slides else "text"
    query = "?" + urlencode(read_parts(to_query(view.state)))
    wishes = {"show": show, "format": "svg", "date": day.isoformat()}
    drawn = make(repository, query, wishes, inside=inside)
    caption = drawn.subtitle if drawn.subtitle.startswith(CONTENTS[show]) else f"{CONTENTS[show]}: {drawn.subtitle}"
    reading = view.told.sentence if show == MAP else ""
    alt = " ".join(filter(None, (f"{caption}. {drawn.title}.", reading, view.told.not_shown)))
    return Figure(drawn.body, "svg", alt, INSIDE[inside].width, INSIDE[inside].height, caption)


# -- what changed -----------------------------------------------------------------------------------------------------


def _changed(repository: Repository, wished: ReportList, views: list[View]) -> Section:
    now = repository.fingerprint
    title = CHANGED.format(day=f"dem {formatting.day(wished.day)}") if wished.day else CHANGED_PLAIN
    if not wished.fingerprint:
        parts: list[Part] = [Paragraph(NOT_KNOWN.format(now=now))]
    elif wished.fingerprint == now:
        parts = [Paragraph(SAME.format(fingerprint=now))]
    else:
        said = what_changed(repository, wished, views)
        parts = [Paragraph(said), Paragraph(OTHER.format(before=wished.fingerprint, now=now), quiet=True)]
    follow = tuple((v.title, _period(v.entry.taken), _period(v.told.period)) for v in views if v.entry.newest)
    if follow:
        parts.append(Table(PERIODS, ("Ansicht", "damals", "jetzt"), follow))
    return Section(title, tuple(parts))


def _period(text: str) -> str:
    try:
        return formatting.period(text) if text else NEVER
    except GeodataError:  # written into the list by hand
        return text
