"""What a workspace consisted of at earlier fingerprints, so that a link can say what changed since it was made.

``published/history.json`` holds names, periods, days and keyed digests of published parts: no figures, and nothing of
what was hidden. It is a help, not a source: without it, or with a damaged one, everything works and old links say that
it is not known what changed. Written before the manifest, so every committed state is in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.catalog import Visibility
from geodata.errors import GeodataError
from geodata.package import Package, frame_digest
from geodata.periods import parse_period

HISTORY = "history.json"
SCHEMA = 1
MOST_STATES, MOST_ENTRIES = 200, 20_000  # states; packages of all states together
DIGITS = 10
# What is not figures, in the words of a notice.
BORDERS, FACILITIES, SURVEY, DESCRIPTION = "Grenzen", "Einrichtungen", "Befragung", "Beschreibung"


@dataclass(frozen=True)
class Record:
    """One published package. ``datasets``: ids. ``periods``: period → digest of its published cells. ``parts``: name of
    another part → its digest. ``internal``: shown only where internal data are."""

    id: str
    title: str
    datasets: tuple[str, ...] = ()
    periods: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    internal: bool = False


@dataclass(frozen=True)
class Past:
    """One state: package id → (folder, day since when it is that folder; "" = before the history began)."""

    fingerprint: str
    day: str
    packages: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class History:
    """``states``: oldest first, each fingerprint once, at the last time it came about. ``records``: by folder."""

    states: tuple[Past, ...] = ()
    records: dict[str, Record] = field(default_factory=dict)


@dataclass(frozen=True)
class Pasts:
    """The history as a Repository sees it. ``states``: by fingerprint of the Repository of then, with the embedded
    sample of now. ``internal``: whether datasets may be named that are internal."""

    history: History = History()
    states: dict[str, Past] = field(default_factory=dict)
    internal: bool = True


def pasts(history: History, whole: Callable[[str], str], internal: bool) -> Pasts:
    """``whole``: fingerprint of a workspace ("" = none at all) → fingerprint of the Repository."""
    nothing = [Past("", "", {})] if history.states else []
    return Pasts(history, {whole(state.fingerprint): state for state in (*nothing, *history.states)}, internal)


def digest(package: Package, key: bytes) -> Record:
    """The record of a published package; ``key`` keeps anybody from trying out figures that are no longer published."""

    def mark(text: str) -> str:
        return hmac.new(key or b"-", text.encode(), hashlib.sha256).hexdigest()[:DIGITS]

    rows = package.observations
    periods = {} if rows is None else {str(p): mark(frame_digest(r)) for p, r in _plain(rows).groupby("period")}
    outlines = [frame_digest(part) for part in (package.areas, package.geometry) if part is not None]
    parts = {
        BORDERS: "".join(outlines),
        FACILITIES: frame_digest(package.facilities) if package.facilities is not None else "",
        SURVEY: package.survey.model_dump_json() if package.survey is not None else "",
        DESCRIPTION: package.catalog.to_yaml(),
    }
    return Record(
        package.id,
        title_of(package),
        tuple(d.id for d in package.catalog.datasets),
        periods,
        {name: mark(text) for name, text in parts.items() if text},
        any(d.visibility is Visibility.INTERNAL for d in package.catalog.datasets),
    )


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns="revision")


def title_of(package: Package) -> str:
    """Figures are called as their dataset, unless the package is a part of one; boundaries are called what they are."""
    datasets = package.catalog.datasets
    whole = bool(datasets) and bool(package.catalog.indicators) and datasets[0].id == package.id
    return datasets[0].title if whole else package.title


def appended(
    history: History,
    before: tuple[str, Mapping[str, str]],
    after: tuple[str, Mapping[str, str]],
    day: str,
    record: Callable[[str], Record | None],
) -> History:
    """The history once ``after`` follows ``before`` (fingerprint, package id → folder). ``record``: what to note of a
    folder that is not known yet; None where it cannot be read."""
    states = [s for s in history.states if s.fingerprint not in (before[0], after[0])]
    old = next((s for s in history.states if s.fingerprint == before[0]), None)
    old = old or Past(before[0], "", {name: (folder, "") for name, folder in before[1].items()})
    since = {name: (f, old.packages[name][1] if old.packages.get(name, ("",))[0] == f else day)
             for name, f in after[1].items()}  # fmt: skip
    new = replace(old, day=old.day or day) if before[0] == after[0] else Past(after[0], day, since)
    kept = _bounded([*states, *([old] if old.fingerprint != new.fingerprint else []), new])
    records = {}
    for folder in dict.fromkeys(folder for s in kept for folder, _ in s.packages.values()):
        found = history.records.get(folder) or record(folder)
        if found is not None:
            records[folder] = found
    return History(tuple(kept), records)


def _bounded(states: list[Past]) -> list[Past]:
    """The newest states, as many as there is room for; the last one always."""
    kept, entries = 0, 0
    for state in reversed(states[-MOST_STATES:]):
        entries += len(state.packages)
        if kept and entries > MOST_ENTRIES:
            break
        kept += 1
    return states[-kept:]


def read_history(published: Path) -> History:
    """The history of a workspace; an empty one if there is none or it cannot be read."""
    try:
        data = json.loads((published / HISTORY).read_text("utf-8"))
        if data["schema"] != SCHEMA:
            return History()
        states = tuple(map(_past, data["states"]))
        records = {str(folder): _record(entry) for folder, entry in data["records"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, GeodataError):
        return History()
    return History(states, records)


def _past(entry: dict[str, Any]) -> Past:
    packages = {str(name): (str(folder), _day(day)) for name, (folder, day) in entry["packages"].items()}
    return Past(str(entry["fingerprint"]), _day(entry["day"]), packages)


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat() if text else ""


def _record(entry: dict[str, object]) -> Record:
    periods, parts = entry["periods"], entry["parts"]
    if not (isinstance(periods, dict) and isinstance(parts, dict) and isinstance(entry["datasets"], list)):
        raise TypeError("record")
    return Record(
        str(entry["id"]), str(entry["title"]), tuple(map(str, entry["datasets"])),
        {parse_period(k).text: str(v) for k, v in periods.items()}, {str(k): str(v) for k, v in parts.items()},
        entry["internal"] is not False,
    )  # fmt: skip


def history_text(history: History) -> str:
    content = {
        "schema": SCHEMA,
        "states": [asdict(state) for state in history.states],
        "records": {folder: asdict(record) for folder, record in history.records.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=None, separators=(",", ":"))
