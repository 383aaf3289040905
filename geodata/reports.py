"""What an import says about its files: how each joined, what was left out, what was found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum

from geodata.errors import Problem, Severity


class Kind(StrEnum):
    BOUNDARIES = "boundaries"
    TABLE = "table"
    SURVEY = "survey"


@dataclass(frozen=True)
class SurveyReport:
    """What was recognised in a survey. ``description``: YAML to edit. ``questions``: code, text, kind, base, answers to
    choose. ``doubles``: authority, rows, row that counts by ``rule``. ``who``: authorities or residents."""

    description: str = ""
    questions: tuple[tuple[str, str, str, int, int], ...] = ()
    doubles: tuple[tuple[str, str, str], ...] = ()
    rule: str = ""
    incomplete: int = 0
    counted: int = 0
    asked: int = 0
    who: str = ""


@dataclass(frozen=True)
class FileReport:
    """How one file joined.

    ``matched``: areas of ``level`` that were found, of ``known`` there are; ``other_levels``: level → areas found.
    ``unmatched``: id, name, closest. ``other_states``: number of keys of other Länder. ``missing``: known areas of
    the level about which the file says nothing. ``hidden``: id, name, level, column, hidden, cells of areas whose
    sum lacks grid cells that the source does not show. ``kept``: rows that lie in an area (grids and points only).
    """

    file: str
    kind: str = ""
    level: str = ""
    parent: str = ""
    matched: int = 0
    known: int = 0
    other_levels: dict[str, int] = field(default_factory=dict)
    unmatched: list[dict[str, object]] = field(default_factory=list)
    ignored: list[dict[str, str]] = field(default_factory=list)
    other_states: int = 0
    duplicated: list[dict[str, object]] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)
    hidden: list[dict[str, object]] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    rows: int = 0
    kept: int = 0
    survey: SurveyReport | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(p.severity is Severity.ERROR for p in self.problems)

    def as_dict(self) -> dict[str, object]:
        found = {**self.__dict__, "problems": [p.as_dict() for p in self.problems]}
        return (
            {**found, "survey": asdict(self.survey)}
            if self.survey
            else {k: v for k, v in found.items() if k != "survey"}
        )


@dataclass(frozen=True)
class Report:
    """All files of one import. ``fingerprint_after`` equals ``fingerprint_before`` unless something was written."""

    files: tuple[FileReport, ...]
    packages: tuple[str, ...] = ()
    fingerprint_before: str = ""
    fingerprint_after: str = ""

    @property
    def refused(self) -> bool:
        return any(f.refused for f in self.files)

    @property
    def problems(self) -> list[Problem]:
        return [p for f in self.files for p in f.problems]

    def as_dict(self) -> dict[str, object]:
        return {
            "refused": self.refused,
            "matched": sum(f.matched for f in self.files),
            "unmatched": [entry for f in self.files for entry in f.unmatched],
            "ignored": [entry for f in self.files for entry in f.ignored],
            "duplicated": [entry for f in self.files for entry in f.duplicated],
            "packages": list(self.packages),
            "fingerprint_before": self.fingerprint_before,
            "fingerprint_after": self.fingerprint_after,
            "files": [f.as_dict() for f in self.files],
            "problems": [p.as_dict() for p in self.problems],
        }


def kept_report(report: FileReport) -> dict[str, object]:
    """The part of a report that stays with the package: how it joined, no figures and no cell contents.

    ``unmatched`` stays empty, because keys and names that are no known areas may be anything; how many they are is a
    note.
    """
    lost = [f"Nicht zugeordnet und weggelassen: {len(report.unmatched)}."] if report.unmatched else []
    return {
        "file": report.file,
        "level": report.level,
        "parent": report.parent,
        "matched": report.matched,
        "known": report.known,
        "unmatched": [],
        "ignored": len(report.ignored),
        "rows": report.rows,
        "notes": [*lost, *(p.note() for p in report.problems)],
    }
