"""Diskussionsliste as a document: one quarter after the other, with empty fields for what people decide together."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.documents.model import Bullets, Document, Paragraph, Part, Section, Table
from dashboard.documents.report_list import no_report
from dashboard.state import ViewState, to_query
from dashboard.views.needs.card import build_card
from dashboard.views.needs.marks import Noted, build_marks
from dashboard.views.needs.method import method_text
from dashboard.views.needs.page import HINT
from dashboard.views.needs.result import Result, build_result
from dashboard.views.needs.snapshot import build_needs_snapshot
from dashboard.views.needs.stable import sentence_of
from dashboard.views.snapshot import SnapshotView
from geodata.repository import Repository

TITLE = "Diskussionsliste: Besondere Quartiere"
SUBTITLE = "{region} – rechnerisch auffällig, zur Prüfung"
FIELDS = ("Gemeinsame Einschätzung", "Empfehlung", "Verantwortlich", "Bis")
HEADS = ("Gebiet", "Daten sagen", "Örtliche sagen", "Vergleich", "Fachamt")
FIELD_HEADS, FIELD_CAPTION = ("Gemeinsam auszufüllen", "Eintrag"), "Was für {name} vereinbart wird"
ROOM = "…" * 28  # to write on, also on paper


def build_discussion(
    repository: Repository, state: ViewState, day: date, found: dict[str, Any] | None = None, address: str = ""
) -> Document:
    """``found``: result of „Wie belastbar?“; only that of this very view is taken.

    Raises ``GeodataError`` (``bad_report``) where nothing is noted.
    """
    result = build_result(repository, state)
    rows = build_marks(repository, state, result)
    if not rows:
        raise no_report("", "es ist kein Quartier vorgemerkt")
    area = repository.area(state.region)
    view = build_needs_snapshot(repository, state)
    sources = (view.source, view.boundaries) if isinstance(view, SnapshotView) else ()
    query = to_query(state)
    overview = Table("Vorgemerkte Gebiete, Unterschiede zuerst", HEADS, tuple(map(_cells, rows)))
    quarters = tuple(_quarter(repository, state, noted, sentence_of(state, found, noted.mark.area)) for noted in rows)
    method = method_text(repository, result, state) if isinstance(result, Result) else ()
    about = Section("So gerechnet", (Table("Rechenweg", ("Was", "Wie"), tuple(method)),)) if method else None
    fictional = any(repository.area(n.mark.area).fictional for n in rows)
    return Document(
        title=TITLE,
        subtitle=SUBTITLE.format(region=area.name),
        sections=(*quarters, *filter(None, (about,))),
        sources=tuple(filter(None, sources)),
        fingerprint=repository.fingerprint,
        day=day,
        link=f"{address.rstrip('/')}/{query}" if address else query,
        fictional=fictional or area.fictional,
        summary=(Paragraph(HINT), overview),
    )


def _cells(noted: Noted) -> tuple[str, ...]:
    place = f"{noted.name} ({noted.place})" if noted.place else noted.name
    return (place, noted.data, noted.local, noted.verdict, noted.mark.office)


def _quarter(repository: Repository, state: ViewState, noted: Noted, sure: str) -> Section:
    """What makes it stand out, what speaks against, the local view, and fields to fill in."""
    card = build_card(repository, state, noted.mark.area)
    notable = tuple(card.sentences) if card else ()
    below = [
        Section("Was auffällt", (Bullets((*notable, *filter(None, (sure,)))),)) if notable or sure else None,
        _figures(card.parts) if card and noted.rank else None,
        Section("Was dagegen spricht", (Bullets((*noted.against, *noted.specials)),))
        if noted.against or noted.specials
        else None,
        Section("Örtliche Sicht", _local(noted)),
        Section("Was vereinbart wird", (_fields(noted),)),
    ]
    lage = " · ".join(filter(None, (noted.place, noted.rank and f"Rang {noted.rank}", noted.lage, noted.dynamics)))
    head: tuple[Part, ...] = (Paragraph(f"Daten sagen: {noted.data}. Örtliche sagen: {noted.local}."),)
    return Section(noted.name, head, place=lage, sections=tuple(filter(None, below)), new_page=True)


def _figures(parts: Any) -> Section:
    heads = ("Indikator", "Wert", "Zähler von Nenner", "Zufallsbereich", "Mittel der Gebiete", "Veränderung")
    rows = tuple((p.name, p.value, p.counts, p.interval, p.mean, p.change) for p in parts)
    used = [i for i in range(len(heads)) if any(row[i] for row in rows)]
    filled = tuple(tuple(row[i] for i in used) for row in rows)
    return Section(
        "Kennzahlen", (Table("Indikatoren des Index in diesem Gebiet", tuple(heads[i] for i in used), filled),)
    )


def _local(noted: Noted) -> tuple[Part, ...]:
    said = [f"Örtliche sagen: {noted.local}", noted.mark.office and f"Fachamt: {noted.mark.office}"]
    said += [noted.mark.reason and f"Grund: {noted.mark.reason}"]
    return (Bullets(tuple(filter(None, said))),)


def _fields(noted: Noted) -> Table:
    return Table(FIELD_CAPTION.format(name=noted.name), FIELD_HEADS, tuple((field, ROOM) for field in FIELDS))
