"""A report as a saved list of views (JSON): read strictly, written canonically.

It holds queries, headings and remarks and no figure, so that it can be kept, sent and run again next year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.snapshot.options import LONGEST_TITLE, SHOWS, plain
from dashboard.state import MAX_QUERY
from geodata.errors import GeodataError, refuse

VERSION = 1
PROFILE = "profil"
CONTENTS = {**SHOWS, PROFILE: "Steckbrief der gewählten Gebiete"}
NEWEST = "latest"
MOST_ENTRIES, LONGEST_REMARK, MOST_BYTES = 40, 2000, 400_000
LONGEST_FINGERPRINT = 64
KEYS = ("version", "title", "subtitle", "fingerprint", "date", "entries")
ENTRY_KEYS = ("query", "show", "heading", "remark", "period", "taken")
SORTS = {str: "ein Text", list: "eine Liste", dict: "ein Objekt", int: "eine ganze Zahl"}
QUOTED = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """``show``: keys of ``CONTENTS``, in the order of the report. ``newest``: follows the newest period, whatever the
    query says; ``taken``: which it was when the list was made, "" = unknown."""

    query: str
    show: tuple[str, ...]
    heading: str = ""
    remark: str = ""
    newest: bool = False
    taken: str = ""


@dataclass(frozen=True, slots=True)
class ReportList:
    """``fingerprint``, ``day``: of the data when the list was made; "" and None = unknown."""

    title: str
    entries: tuple[Entry, ...]
    subtitle: str = ""
    fingerprint: str = ""
    day: date | None = None


def no_report(file: str, details: str) -> GeodataError:
    return refuse("bad_report", file=file or None, details=details)


def read_list(body: bytes, file: str = "") -> ReportList:
    """Raises ``GeodataError`` (``bad_report``) naming file, entry, key and value."""
    if len(body) > MOST_BYTES:
        raise no_report(file, f"die Liste hat {len(body)} Bytes; möglich sind höchstens {MOST_BYTES}")
    try:
        found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise no_report(file, "die Datei ist beschädigt oder keine Berichtsliste (JSON in UTF-8)") from None
    reader = _Reader(file, "")
    values = reader.table(found, KEYS)
    version = values.get("version")
    if type(version) is not int or version != VERSION:
        raise reader.wrong("version", version, f"bekannt ist nur {VERSION}")
    listed = reader.of(values, "entries", list)
    if not 1 <= len(listed) <= MOST_ENTRIES:
        raise no_report(file, f"die Liste hat {len(listed)} Einträge; möglich sind 1 bis {MOST_ENTRIES}")
    return ReportList(
        title=reader.text(values, "title", LONGEST_TITLE),
        entries=tuple(_entry(_Reader(file, f"Eintrag {n}, "), e) for n, e in enumerate(listed, 1)),
        subtitle=reader.text(values, "subtitle", LONGEST_TITLE, ""),
        fingerprint=reader.text(values, "fingerprint", LONGEST_FINGERPRINT, ""),
        day=_day(reader, reader.text(values, "date", 10, "")),
    )


def write_list(found: ReportList) -> bytes:
    """Canonical: reading and writing again gives the same bytes."""
    top: dict[str, Any] = {
        "version": VERSION, "title": found.title, "subtitle": found.subtitle, "fingerprint": found.fingerprint,
        "date": found.day.isoformat() if found.day else "",
        "entries": [
            {"query": e.query, "show": list(e.show), "heading": e.heading, "remark": e.remark,
             "period": NEWEST if e.newest else "", "taken": e.taken}
            for e in found.entries
        ],
    }  # fmt: skip
    return (json.dumps(top, ensure_ascii=False, indent=2) + "\n").encode()


def _entry(reader: _Reader, found: object) -> Entry:
    values = reader.table(found, ENTRY_KEYS)
    show = reader.of(values, "show", list)
    for wished in show:
        if wished not in CONTENTS if isinstance(wished, str) else True:
            raise reader.wrong("show", wished, f"möglich sind {', '.join(CONTENTS)}")
    if not show or len(set(show)) < len(show):
        raise reader.wrong("show", ", ".join(show), "nennen Sie mindestens eines und jedes nur einmal")
    period = reader.text(values, "period", QUOTED, "")
    if period not in ("", NEWEST):
        raise reader.wrong(
            "period", period, f"möglich sind „{NEWEST}“ (immer der neueste) und nichts (wie gespeichert)"
        )
    return Entry(
        query=reader.text(values, "query", MAX_QUERY),
        show=tuple(show),
        heading=reader.text(values, "heading", LONGEST_TITLE, ""),
        remark=reader.text(values, "remark", LONGEST_REMARK, ""),
        newest=period == NEWEST,
        taken=reader.text(values, "taken", QUOTED, ""),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Values of one object with their sorts; messages name file and place."""

    file: str
    place: str

    def wrong(self, key: str, value: object, what: str) -> GeodataError:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return no_report(self.file, f"{self.place}„{key}“ ist „{plain(shown)[:QUOTED]}“; {what}")

    def table(self, found: object, keys: Iterable[str]) -> dict[str, Any]:
        if not isinstance(found, dict):
            raise no_report(
                self.file, f"{self.place or 'die Datei: '}hier muss ein Objekt mit {', '.join(keys)} stehen"
            )
        if unknown := [key for key in found if key not in keys]:
            shown = plain(unknown[0])[:QUOTED]
            raise no_report(self.file, f"{self.place}„{shown}“ ist nicht bekannt; möglich sind {', '.join(keys)}")
        return found

    def of(self, values: dict[str, Any], key: str, sort: type, otherwise: Any = None) -> Any:
        value = values.get(key, otherwise)
        if key not in values and otherwise is None:
            raise no_report(self.file, f"{self.place}„{key}“ fehlt")
        if type(value) is not sort:
            raise self.wrong(key, value, f"hier muss {SORTS[sort]} stehen")
        return value

    def text(self, values: dict[str, Any], key: str, longest: int, otherwise: str | None = None) -> str:
        """One line without control characters."""
        text = plain(self.of(values, key, str, otherwise))
        if len(text) > longest:
            raise no_report(self.file, f"{self.place}„{key}“ hat {len(text)} Zeichen; höchstens {longest} haben Platz")
        if not text and otherwise is None:
            raise no_report(self.file, f"{self.place}„{key}“ ist leer")
        return text


def _day(reader: _Reader, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise reader.wrong("date", text, "schreiben Sie es als 2026-11-22") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("key twice")
    return found


def _refused(_text: str) -> None:
    raise ValueError("not a number of JSON")
