"""Plan and commit an import. A plan says everything that would happen; only ``commit`` changes the workspace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.catalog import Catalog
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.known import Known
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.boundary_package import build_package, check_parent
from geodata.readers.registry import recognise, table_reader
from geodata.readers.tables import open_table, read_table
from geodata.workspace import Package, State, Workspace

SURVEY_COLUMNS = re.compile(r"^(submitdate|startlanguage|lastpage)\b", re.IGNORECASE)
BOUNDARY_SUFFIXES = {
    ".geojson", ".json", ".shp", ".zip", ".gpkg", ".parquet", ".geoparquet", ".gml", ".kml", ".fgb",
}  # fmt: skip


class Kind(StrEnum):
    BOUNDARIES = "boundaries"
    TABLE = "table"
    SURVEY = "survey"


@dataclass(frozen=True)
class FileReport:
    """How one file joined.

    ``matched``: areas of ``level`` that were found, of ``known`` there are; ``other_levels``: level → areas found.
    ``unmatched``: id, name, closest. ``other_states``: number of keys of other Länder. ``missing``: known areas of
    the level about which the file says nothing.
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
    periods: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    rows: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(p.severity is Severity.ERROR for p in self.problems)

    def as_dict(self) -> dict[str, object]:
        return {**self.__dict__, "problems": [p.as_dict() for p in self.problems]}


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


@dataclass(frozen=True)
class ImportPlan:
    """What would be written; ``packages`` is empty if any file was refused."""

    packages: tuple[Package, ...]
    report: Report


def detect_kind(path: Path) -> Kind:
    """Boundaries, table or survey, by ending and (for tables) column names. Raises ``GeodataError``."""
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    if path.suffix.lower() in BOUNDARY_SUFFIXES:
        return Kind.BOUNDARIES
    if recognise(path) is not None:
        return Kind.TABLE
    if table_reader(path) is None:
        raise refuse("kind_unclear", file=path.name)
    hits = sum(bool(SURVEY_COLUMNS.match(c)) for c in open_table(path).columns)
    return Kind.SURVEY if hits >= 2 else Kind.TABLE


def check_options(options: Options) -> Options:
    """Bring parent and vintage into canonical form. Raises ``GeodataError``: ``bad_parent``, ``bad_vintage``."""
    if options.parent:
        options = replace(options, parent=check_parent(options.parent))
    if options.vintage:
        try:
            date.fromisoformat(options.vintage)
        except ValueError:
            raise refuse("bad_vintage", value=options.vintage) from None
    return options


def plan(
    files: Sequence[Path],
    options: Options,
    known: Known,
    catalog: Catalog | None = None,
    kind: Kind | None = None,
) -> ImportPlan:
    """Read all files, in order; later ones may join with areas of earlier ones. Nothing is written.

    Findings about a file, also those that refuse it, are in the report. Raises ``GeodataError`` only for options
    that are wrong in themselves.
    """
    options = check_options(options)
    packages: dict[str, Package] = {}
    reports = []
    for path in files:
        try:
            package, report = _plan_file(path, options, known, catalog, kind)
        except GeodataError as error:
            reports.append(FileReport(path.name, problems=_located(error.problems, path.name)))
            continue
        reports.append(report)
        if package is not None:
            package = _merged(packages.get(package.id), package)
            packages[package.id] = package
            known = known.plus(package)
    whole = Report(tuple(reports), tuple(packages))
    if whole.refused:
        return ImportPlan((), replace(whole, packages=()))
    return ImportPlan(tuple(packages.values()), whole)


def _located(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    return tuple(p if p.file else replace(p, file=file) for p in problems)


def _plan_file(
    path: Path, options: Options, known: Known, catalog: Catalog | None, kind: Kind | None
) -> tuple[Package | None, FileReport]:
    match kind or detect_kind(path):
        case Kind.BOUNDARIES:
            return _plan_boundaries(path, options, known, catalog)
        case Kind.TABLE:
            return _plan_table(path, options, known, catalog)
        case Kind.SURVEY:
            raise refuse("survey_unsupported", file=path.name)


def _plan_boundaries(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[Package, FileReport]:
    read = read_boundaries(path, options)
    package, problems = build_package(read, options, known, catalog)
    assert package.areas is not None
    levels = {str(k): int(v) for k, v in package.areas["level"].value_counts().items()}
    matched = levels.pop(read.level)
    report = FileReport(
        file=path.name,
        kind=Kind.BOUNDARIES.value,
        level=read.level,
        parent="" if read.official else str(package.areas["parent_id"].iloc[0]),
        matched=matched,
        known=matched,
        other_levels=levels,
        other_states=read.key.counts()["ignored"],
        unmatched=[{**entry, "closest": []} for entry in read.refused],
        rows=len(read.vector.frame),
        problems=(*read.problems, *problems),
    )
    return replace(package, report=_kept_report(report)), report


def _plan_table(
    path: Path, options: Options, known: Known, catalog: Catalog | None
) -> tuple[Package | None, FileReport]:
    read = read_table(path, options, known, catalog)
    layer = read.join.layer
    found = {m.area_id for m in read.join.in_layer()}
    elsewhere = pd.Series([m.level for m in read.join.elsewhere()], dtype=object).value_counts()
    report = FileReport(
        file=path.name,
        kind=Kind.TABLE.value,
        level=layer.level,
        parent=layer.parent,
        matched=len(found),
        known=len(layer.names),
        other_levels={str(k): int(v) for k, v in elsewhere.items()},
        unmatched=read.unmatched(),
        ignored=read.ignored(),
        other_states=read.other_states(),
        duplicated=list(read.duplicated),
        missing=[{"id": layer.area_id(k), "name": n} for k, n in layer.names.items() if layer.area_id(k) not in found],
        periods=sorted(set(read.observations["period"])),
        indicators=list(dict.fromkeys(read.observations["indicator"])),
        rows=len(read.raw.frame),
        problems=read.problems,
    )
    if report.refused:
        return None, report
    observations_module.check(read.observations, read.catalog)
    dataset = read.catalog.datasets[0]
    package = Package(
        id=dataset.id,
        title=dataset.title,
        catalog=read.catalog,
        observations=read.observations,
        report=_kept_report(report),
    )
    return package, report


def _kept_report(report: FileReport) -> dict[str, object]:
    """The part of a report that stays with the package: how it joined, no figures and no cell contents."""
    return {
        "file": report.file,
        "level": report.level,
        "parent": report.parent,
        "matched": report.matched,
        "known": report.known,
        "unmatched": [{"id": e["id"], "name": e["name"]} for e in report.unmatched],
        "ignored": len(report.ignored),
        "rows": report.rows,
        "notes": [p.message for p in report.problems],
    }


def _merged(earlier: Package | None, later: Package) -> Package:
    """Two tables of one dataset in one import (one file per year) become one package."""
    if earlier is None or earlier.observations is None or later.observations is None:
        return later
    rows = observations_module.normalise(pd.concat([earlier.observations, later.observations]))
    observations_module.check(rows, later.catalog)
    return replace(later, observations=rows)


def known_of(workspace: Workspace, sample: Workspace | None = None) -> Known:
    """Known areas of the embedded sample (where there is one) and a workspace, the workspace winning."""
    spaces = [space for space in (sample, workspace) if space is not None]
    return Known.of(package for space in spaces for package in space.packages())


def commit(planned: ImportPlan, workspace: Workspace, *, dry_run: bool = False) -> Report:
    """Write all packages of a plan in one state change, or only report. Raises ``GeodataError`` if not writable."""
    before = workspace.state()
    report = replace(
        planned.report,
        fingerprint_before=before.fingerprint,
        fingerprint_after=before.fingerprint,
        files=_replacing(planned, before),
    )
    if dry_run or report.refused or not planned.packages:
        return report
    after = workspace.put_all(list(planned.packages))
    return replace(report, fingerprint_after=after.fingerprint)


def _replacing(planned: ImportPlan, before: State) -> tuple[FileReport, ...]:
    files = planned.report.files
    notes = tuple(
        problem("package_replaced", Severity.INFO, value=p.id) for p in planned.packages if p.id in before.packages
    )
    return (replace(files[0], problems=(*files[0].problems, *notes)), *files[1:]) if files else files
