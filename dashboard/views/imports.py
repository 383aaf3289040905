"""What a dry run found, in words: per file what it is, how it joined, and every finding with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pandas as pd

from dashboard import formatting
from dashboard.state import VERSION
from geodata.areas import KNOWN_LEVELS
from geodata.errors import Problem, Severity
from geodata.importing import FileReport, ImportPlan, Report

KIND = {"boundaries": "Grenzen", "table": "Tabelle", "survey": "Befragung", "": "nicht erkannt"}
SEVERITY = {Severity.ERROR: "Abgelehnt", Severity.WARNING: "Hinweis", Severity.INFO: "Info"}
MOST_SHOWN = 30
MOST_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class Finding:
    severity: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A key that joins with no area; ``closest``: (area id, name) of similar ones, best first."""

    key: str
    name: str
    closest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FileView:
    file: str
    kind: str
    summary: str
    findings: tuple[Finding, ...]
    unmatched: tuple[Unmatched, ...]
    more_unmatched: int
    columns: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportView:
    """``refused``: nothing can be imported. ``catalog``: proposed or given mapping as YAML, "" for boundaries."""

    refused: bool
    files: tuple[FileView, ...]
    catalog: str


def build_import(planned: ImportPlan, previews: Mapping[str, pd.DataFrame] | None = None) -> ImportView:
    """View of a plan; ``previews``: first rows of tables by file name."""
    catalogs = [p.catalog for p in planned.packages if p.catalog.table is not None]
    return ImportView(
        refused=planned.report.refused or not planned.packages,
        files=tuple(_file(f, (previews or {}).get(f.file)) for f in planned.report.files),
        catalog=catalogs[0].to_yaml() if len(catalogs) == 1 else "",
    )


def _file(report: FileReport, preview: pd.DataFrame | None) -> FileView:
    return FileView(
        file=report.file,
        kind=KIND.get(report.kind, report.kind),
        summary=_summary(report),
        findings=tuple(map(_finding, report.problems[:MOST_SHOWN])),
        unmatched=tuple(_unmatched(entry) for entry in report.unmatched[:MOST_SHOWN]),
        more_unmatched=max(0, len(report.unmatched) - MOST_SHOWN),
        columns=() if preview is None else tuple(map(str, preview.columns[:MOST_COLUMNS])),
        preview=() if preview is None else tuple(map(tuple, preview.iloc[:, :MOST_COLUMNS].to_numpy().tolist())),
    )


def _finding(found: Problem) -> Finding:
    """The file stands above; a value that the sentence names need not be said twice."""
    said = found.value is None or found.value in found.message
    text = str(replace(found, file=None, value=None if said else found.value))
    return Finding(found.severity.value, SEVERITY[found.severity], text)


def _unmatched(entry: dict[str, object]) -> Unmatched:
    names, ids = entry.get("closest") or [], entry.get("closest_ids") or []
    assert isinstance(names, list)
    assert isinstance(ids, list)
    return Unmatched(str(entry["id"]), str(entry.get("name") or ""), tuple(zip(ids, names, strict=False)))


def _summary(report: FileReport) -> str:
    parts = []
    if report.level:
        level = KNOWN_LEVELS[report.level].plural if report.level in KNOWN_LEVELS else report.level
        parts.append(f"{level}: {report.matched} von {report.known} Gebieten zugeordnet")
    if report.rows:
        parts.append(f"{formatting.number(report.rows)} Zeilen")
    if report.periods:
        first, last = formatting.period(report.periods[0]), formatting.period(report.periods[-1])
        parts.append(first if first == last else f"{first} bis {last}")
    if report.indicators:
        parts.append("1 Indikator" if len(report.indicators) == 1 else f"{len(report.indicators)} Indikatoren")
    if report.missing:
        parts.append(f"{len(report.missing)} bekannte Gebiete fehlen in der Datei")
    return " · ".join(parts)


def result_text(report: Report) -> str:
    """One sentence on what an import did."""
    if report.refused:
        return "Nichts wurde importiert. Der Arbeitsordner ist, wie er war."
    names = formatting.in_sentence([f"„{f.file}“" for f in report.files])
    verb = "wurde" if len(report.files) == 1 else "wurden"
    return f"{names} {verb} importiert."


def map_query(report: Report) -> str:
    """Address that shows what was imported: the last file's level inside its municipality; "" if it has neither."""
    found = next((f for f in reversed(report.files) if f.level), None)
    if found is None:
        return ""
    indicator = {"ind": found.indicators[0]} if found.indicators else {}
    place = {"region": found.parent} if found.parent else {}
    return "?" + urlencode({"v": VERSION, **place, "level": found.level, **indicator}, safe="/")
