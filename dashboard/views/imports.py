"""What a dry run found, in words: per file what it is, how it joined, and every finding with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import formatting
from geodata.areas import KNOWN_LEVELS
from geodata.credit import credit_of
from geodata.errors import Problem, Severity
from geodata.importing import ImportPlan
from geodata.reports import FileReport, Report, SurveyReport

KIND = {"boundaries": "Grenzen", "table": "Tabelle", "survey": "Befragung", "": "nicht erkannt"}
CATALOG_KIND, SURVEY_KIND = "Katalog", "Beschreibung"
DESCRIBING = (CATALOG_KIND, SURVEY_KIND)
QUESTION_KIND = {
    "single": "eine Antwort", "multiple": "Mehrfachnennung", "scale": "Skala", "number": "Zahl", "matrix": "Matrix",
    "text": "Freitext: wird nicht gespeichert",
}  # fmt: skip
RULE = {"last": "die zuletzt abgeschickte", "first": "die zuerst abgeschickte", "fullest": "die vollständigste"}
SEVERITY = {Severity.ERROR: "Abgelehnt", Severity.WARNING: "Hinweis", Severity.INFO: "Info"}
MOST_SHOWN = 30
MOST_COLUMNS = 12
# Options of the command line that messages name, and the fields of the page that stand for them.
FIELDS = {
    "kind": "Art der Datei",
    "key": "Spalte mit den Schlüsseln",
    "name": "Spalte mit den Namen",
    "layer": "Teil der Datei",
    "level": "Ebene",
    "parent": "Gemeindeschlüssel",
    "period": "Zeitpunkt",
    "vintage": "Stand der Grenzen",
    "catalog": "Katalog und Zuordnung der Spalten",
    "survey": "Beschreibung der Befragung",
}
DATED = {
    "vintage_assumed",
    "vintage_mismatch",
    "grid_reference_date",
    "vintages_mixed",
}  # sentences with a date of ours
OPTION = "|".join(FIELDS)


@dataclass(frozen=True, slots=True)
class Finding:
    severity: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A key that joins with no area; ``closest``: (area id, name) of similar ones, best first. ``repeated``: an
    earlier file has it too, and what is chosen there holds for both. ``otherwise``: what holds without a choice."""

    key: str
    name: str
    closest: tuple[tuple[str, str], ...]
    repeated: bool = False
    otherwise: str = "weglassen"


@dataclass(frozen=True, slots=True)
class Assigned:
    """A key that someone assigned by hand, and the area it stands for now."""

    key: str
    area_id: str
    name: str


@dataclass(frozen=True, slots=True)
class FileView:
    file: str
    kind: str
    summary: str
    findings: tuple[Finding, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    more_unmatched: int = 0
    columns: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    more_columns: int = 0
    questions: tuple[tuple[str, ...], ...] = ()
    doubles: tuple[tuple[str, ...], ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CreditView:
    """Source of the outlines among the files, as far as it is known; ``vintage`` as TT.MM.JJJJ."""

    attribution: str
    licence: str
    vintage: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """``refused``: nothing can be imported. ``catalog``: proposed or given mapping as YAML, "" for boundaries.
    ``survey``: description of a survey as YAML, "" without one. ``credit``: None if no outlines are among the files."""

    refused: bool
    files: tuple[FileView, ...]
    catalog: str
    survey: str = ""
    assigned: tuple[Assigned, ...] = ()
    credit: CreditView | None = None

    @property
    def unnamed(self) -> bool:
        """Outlines whose source nobody named; the map could not name it either."""
        return self.credit is not None and not self.credit.attribution

    @property
    def confirmable(self) -> bool:
        return not (self.refused or self.unnamed)


def build_import(
    planned: ImportPlan,
    previews: Mapping[str, pd.DataFrame] | None = None,
    describing: tuple[Path | None, Path | None] = (None, None),
    assigned: tuple[tuple[str, str], ...] = (),
) -> ImportView:
    """View of a plan; ``previews``: first rows of tables by file name; ``describing``: catalogue and description of a
    survey among the files; ``assigned``: key → area id by hand."""
    catalogs = [p.catalog for p in planned.packages if p.catalog.table is not None]
    texts = ((CATALOG_KIND, "beschreibt die Tabelle dieses Imports"), (SURVEY_KIND, "beschreibt die Befragung"))
    described = [FileView(f.name, *text) for f, text in zip(describing, texts, strict=True) if f is not None]
    surveys = [r.survey for r in planned.report.files if r.survey is not None]
    taken: set[str] = {key for key, _ in assigned}
    files = []
    for report in planned.report.files:
        files.append(_file(report, (previews or {}).get(report.file), taken))
        taken |= {u.key for u in files[-1].unmatched}
    return ImportView(
        refused=planned.report.refused or not planned.packages,
        files=(*described, *files),
        catalog=catalogs[0].to_yaml() if len(catalogs) == 1 else "",
        survey=surveys[0].description if surveys else "",
        assigned=tuple(Assigned(key, area, planned.known.name(area)) for key, area in assigned),
        credit=_credit(planned),
    )


def _credit(planned: ImportPlan) -> CreditView | None:
    found = credit_of(planned.packages)
    return (
        None if found is None else CreditView(found.attribution, found.licence, formatting.german_dates(found.vintage))
    )


def _file(report: FileReport, preview: pd.DataFrame | None, taken: set[str]) -> FileView:
    shown = [] if preview is None else preview.columns[:MOST_COLUMNS]
    return FileView(
        file=report.file,
        kind=KIND.get(report.kind, report.kind),
        summary=_summary(report),
        findings=tuple(map(_finding, report.problems[:MOST_SHOWN])),
        unmatched=tuple(_unmatched(entry, taken) for entry in report.unmatched[:MOST_SHOWN]),
        more_unmatched=max(0, len(report.unmatched) - MOST_SHOWN),
        columns=tuple(map(str, shown)),
        preview=() if preview is None else tuple(map(tuple, preview[shown].to_numpy().tolist())),
        more_columns=0 if preview is None else len(preview.columns) - len(shown),
        **_survey(report.survey),
    )


def _survey(found: SurveyReport | None) -> dict[str, Any]:
    """Questions as recognised, and who answered twice with the rule that decides."""
    if found is None:
        return {}
    rows = tuple(
        (code, label, QUESTION_KIND[kind], formatting.number(base), formatting.number(answers) if answers else "–")
        for code, label, kind, base, answers in found.questions
    )
    return {"questions": rows, "doubles": found.doubles, "rule": RULE.get(found.rule, "")}


def _finding(found: Problem) -> Finding:
    """The file stands above; a value that the sentence names need not be said twice."""
    said = found.value is None or found.value in found.message
    message = formatting.german_dates(found.message) if found.code in DATED else found.message
    text = str(replace(found, file=None, value=None if said else found.value, message=message))
    return Finding(found.severity.value, SEVERITY[found.severity], in_page(text))


def in_page(text: str) -> str:
    """A message with the fields of the page in place of the options of the command line."""
    text = re.sub(rf"zum Beispiel --(?:{OPTION}) (\S+)", r"zum Beispiel \1", text)
    text = re.sub(rf"mit --({OPTION})\b", lambda found: f"im Feld „{FIELDS[found[1]]}“", text)
    return re.sub(rf"--({OPTION})\b", lambda found: f"„{FIELDS[found[1]]}“", text)


def _unmatched(entry: dict[str, object], taken: set[str]) -> Unmatched:
    names, ids = entry.get("closest") or [], entry.get("closest_ids") or []
    assert isinstance(names, list)
    assert isinstance(ids, list)
    key = str(entry["id"])
    closest = tuple(zip(ids, names, strict=False))
    otherwise = str(entry.get("otherwise") or "weglassen")
    return Unmatched(key, str(entry.get("name") or ""), closest, key in taken, otherwise)


def _summary(report: FileReport) -> str:
    parts = _survey_summary(report.survey) if report.survey and report.survey.who else []
    if report.level:
        level = KNOWN_LEVELS[report.level].plural if report.level in KNOWN_LEVELS else report.level
        parts.append(
            f"{level}: {formatting.number(report.matched)} von {formatting.number(report.known)} Gebieten zugeordnet"
        )
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


def _survey_summary(found: SurveyReport) -> list[str]:
    number = formatting.number
    who = "Personen mit bekanntem Quartier" if found.who == "residents" else f"von {number(found.asked)} Kommunen"
    parts = [f"{number(found.counted)} {who} haben geantwortet"]
    if found.incomplete:
        parts.append(f"nicht abgeschickt und nicht gezählt: {number(found.incomplete)}")
    if found.doubles:
        parts.append(f"mehrfach geantwortet: {number(len(found.doubles))}")
    return parts


def result_text(report: Report) -> str:
    """One sentence on what an import did."""
    names = formatting.in_sentence([f"„{f.file}“" for f in report.files])
    return f"{names} {'wurde' if len(report.files) == 1 else 'wurden'} importiert."
