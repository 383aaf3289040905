"""Plan and commit an import. A plan says everything that would happen; only ``commit`` changes the workspace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.catalog import Catalog
from geodata.credit import UNSAID, Credit, credit_of, credited
from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.hierarchy import settle
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.progress import Progress, part, silent
from geodata.publishing.gate import gate
from geodata.publishing.totals import told_of_sums
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.boundary_package import build_package
from geodata.readers.guard import check_file
from geodata.readers.packages import package_format
from geodata.readers.placing import check_parent
from geodata.readers.registry import recognise, table_reader
from geodata.readers.tables import open_table, read_table
from geodata.readers.vector import separate_layers
from geodata.reports import FileReport, Kind, Report, kept_report
from geodata.sample.location import SAMPLE_ROOT
from geodata.survey.importing import Around, fits, plan_survey
from geodata.survey.reading import from_survey_tool
from geodata.survey.schema import Schema
from geodata.trial import after_writing, trial
from geodata.workspace import State, Workspace

SAMPLE = Workspace(SAMPLE_ROOT, read_only=True)
BOUNDARY_SUFFIXES = {
    ".geojson", ".json", ".topojson", ".js", ".shp", ".zip", ".gpkg", ".parquet", ".geoparquet", ".gml", ".kml", ".fgb",
}  # fmt: skip


@dataclass(frozen=True)
class ImportPlan:
    """What would be written; ``packages`` is empty if any file was refused. ``known``: with these packages."""

    packages: tuple[Package, ...]
    report: Report
    known: Known = field(default_factory=Known)


def detect_kind(path: Path) -> Kind:
    """Boundaries, table or survey, by ending and (for tables) column names. Raises ``GeodataError``."""
    if not path.exists():
        raise refuse("file_missing", file=path.name)
    if package_format(path) is not None or recognise(path) is not None:
        return Kind.TABLE
    if path.suffix.lower() in BOUNDARY_SUFFIXES:
        return Kind.BOUNDARIES
    if table_reader(path) is None:
        raise refuse("kind_unclear", file=path.name)
    return Kind.SURVEY if from_survey_tool(open_table(path).columns) else Kind.TABLE


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
    *,
    credit: Credit = UNSAID,
    survey: Schema | None = None,
    progress: Progress = silent,
) -> ImportPlan:
    """Read all files, in order; later ones may join with areas of earlier ones. Nothing is written.

    ``survey``: description of the survey among the files, as far as there is one; None where surveys are not imported.

    ``credit``: whose outlines the boundary files hold; its vintage is theirs alone. Findings about a file, also those
    that refuse it, are in the report. Raises ``GeodataError`` only for options that are wrong in themselves.
    """
    options, borders = (
        check_options(options),
        check_options(replace(options, vintage=credit.vintage or options.vintage)),
    )
    packages: dict[str, Package] = {}
    reports = []
    for number, path in enumerate(files):
        progress(f"„{path.name}“ wird gelesen und zugeordnet ({number + 1} von {len(files)})", number / len(files))
        try:
            found, report = _plan_file(path, options, borders, known, catalog, kind, survey)
            _only_once(found, packages)
            found = [credited(package, credit, known, path, catalog) for package in found]
            found = [_merged(packages.get(package.id), package) for package in found]
        except GeodataError as error:
            reports.append(FileReport(path.name, problems=_located(error.problems, path.name)))
            continue
        reports.append(
            replace(
                report, problems=(*report.problems, *_redrawn(found, known, path.name), *_unnamed(found, path.name))
            )
        )
        for package in found:
            packages[package.id] = package
            known = known.plus(package)
    whole = Report(tuple(reports), tuple(packages))
    if whole.refused:
        return ImportPlan((), replace(whole, packages=()), known)
    return ImportPlan(tuple(packages.values()), whole, known)


def _located(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    return tuple(p if p.file else replace(p, file=file) for p in problems)


def _redrawn(packages: Sequence[Package], known: Known, file: str) -> list[Problem]:
    """Whether outlines that are loaded already make way for those of a file."""
    new = {area_id for package in packages if package.geometry is not None for area_id in package.geometry["area_id"]}
    count = len(new & set(known.outlines["area_id"]))
    return [problem("outlines_replaced", Severity.INFO, file=file, count=count)] if count else []


def _unnamed(packages: Sequence[Package], file: str) -> list[Problem]:
    credit = credit_of(packages)
    missing = credit is not None and not credit.attribution
    return [problem("outlines_unnamed", Severity.WARNING, file=file)] if missing else []


def _plan_file(
    path: Path, options: Options, borders: Options, known: Known, catalog: Catalog | None, kind: Kind | None,
    survey: Schema | None,
) -> tuple[list[Package], FileReport]:  # fmt: skip
    check_file(path)
    if kind is not Kind.SURVEY and (form := package_format(path)) is not None:
        found, report = form.plan(path, options, known, catalog)
        return [replace(package, report=kept_report(report)) for package in found if not report.refused], report
    match kind or _detected(path, survey):
        case Kind.BOUNDARIES:
            return _plan_boundaries(path, borders, known, catalog)
        case Kind.TABLE:
            return _plan_table(path, options, known, catalog)
        case Kind.SURVEY:
            if survey is None:
                raise refuse("survey_elsewhere", file=path.name)
            return plan_survey(path, survey, Around(known, dict(options.assign), path.parent))


def _detected(path: Path, survey: Schema | None) -> Kind:
    found = detect_kind(path)
    return Kind.SURVEY if found is Kind.TABLE and survey is not None and fits(path, survey) else found


def _only_once(found: Sequence[Package], before: Mapping[str, Package]) -> None:
    """Two surveys of one title would replace each other unseen."""
    if twice := [p.title for p in found if p.survey is not None and p.id in before]:
        raise refuse("survey_twice", value=twice[0])


def _taken_over(catalog: Catalog, known: Known, file: str) -> list[Problem]:
    """Indicators that another dataset holds already: figures of two datasets never mix under one id."""
    owner = {i.id: i.dataset for i in known.catalog.indicators}
    return [
        problem("indicator_taken_over", Severity.WARNING, file=file, value=i.id, owner=owner[i.id])
        for i in catalog.indicators
        if owner.get(i.id, i.dataset) != i.dataset
    ]


def _plan_boundaries(
    path: Path, options: Options, known: Known, catalog: Catalog | None
) -> tuple[list[Package], FileReport]:
    """One layer, or all of a file whose layers are each another level."""
    layers = [] if options.layer or options.level or options.key else separate_layers(path)
    if not layers:
        return _plan_layer(path, options, known, catalog)
    packages, reports = [], []
    for layer in layers:
        found, report = _plan_layer(path, replace(options, layer=layer), known, catalog)
        packages += found
        reports.append(report)
        known = known.plus(found[0])
    others = Counter({level: n for r in reports for level, n in r.other_levels.items()})
    for report in reports[1:]:
        others[report.level] += report.matched
    whole = replace(
        reports[0],
        other_levels=dict(others),
        unmatched=[entry for r in reports for entry in r.unmatched],
        rows=sum(r.rows for r in reports),
        problems=tuple(p for r in reports for p in r.problems),
    )
    return packages, whole


def _plan_layer(
    path: Path, options: Options, known: Known, catalog: Catalog | None
) -> tuple[list[Package], FileReport]:
    read = read_boundaries(path, options)
    package, problems = build_package(read, options, known, catalog)
    assert package.areas is not None
    levels = {str(k): int(v) for k, v in package.areas["level"].value_counts().items()}
    matched = levels.pop(read.level)
    report = FileReport(
        file=path.name,
        kind=Kind.BOUNDARIES.value,
        level=read.level,
        parent="" if read.official else str(package.areas["area_id"].iloc[0])[:8],
        matched=matched,
        known=matched,
        other_levels=levels,
        other_states=read.key.counts()["ignored"],
        unmatched=[{**entry, "closest": []} for entry in read.refused],
        rows=len(read.vector.frame),
        problems=(*read.problems, *problems),
    )
    return [replace(package, report=kept_report(report))], report


def _plan_table(
    path: Path, options: Options, known: Known, catalog: Catalog | None
) -> tuple[list[Package], FileReport]:
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
        return [], report
    observations_module.check(read.observations, read.catalog, read.place)
    dataset = read.catalog.datasets[0]
    report = replace(report, problems=(*report.problems, *_taken_over(read.catalog, known, path.name)))
    package = Package(
        id=dataset.id,
        title=dataset.title,
        catalog=read.catalog,
        observations=read.observations,
        report=kept_report(report),
    )
    return [package], report


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


def commit(
    planned: ImportPlan,
    workspace: Workspace,
    *,
    dry_run: bool = False,
    tried: bool = False,
    sample: Workspace | None = SAMPLE,
    progress: Progress = silent,
) -> Report:
    """Write all packages of a plan in one state change, or only report.

    Whether the application could open the coming state (with ``sample``) is tried first, unless a dry run of the same
    plan on the same state has ``tried`` it; if it could not, the report says so and nothing is written. Raises
    ``GeodataError`` if the workspace is not writable.
    """
    before = workspace.state()
    report = replace(
        planned.report,
        fingerprint_before=before.fingerprint,
        fingerprint_after=before.fingerprint,
        files=_noted(planned.report.files, _replacing(planned, before)),
    )
    if report.refused or not planned.packages:
        return report
    borders = any(package.areas is not None for package in planned.packages)
    settling = settle(planned.known) if borders else None
    progress("Es wird geprüft, ob sich die neuen Daten öffnen lassen", 0.0)
    if not tried:
        coming = after_writing(workspace, planned.packages, settling, sample)
        if failed := trial(coming):
            return replace(report, packages=(), files=_noted(report.files, [failed]))
        report = replace(report, files=_noted(report.files, told_of_sums(planned.packages, coming)))
    publish = gate(sample.packages() if sample else (), part(progress, 0.2, 0.9))
    if dry_run:
        try:
            published = workspace.rehearse(list(planned.packages), settling, publish)
        except GeodataError as error:
            return replace(report, packages=(), files=_noted(report.files, error.problems))
        return replace(report, files=_noted(report.files, _hidden(published)))
    after = workspace.put_all(list(planned.packages), settling, publish)
    return replace(report, fingerprint_after=after.fingerprint)


def _hidden(published: Sequence[Package]) -> list[Problem]:
    """How many figures will not be shown."""
    rows = [p.observations["status"] for p in published if p.observations is not None]
    hidden = sum(int(status.isin([ValueStatus.SUPPRESSED, ValueStatus.BELOW_MINIMUM]).sum()) for status in rows)
    return [problem("figures_hidden", Severity.INFO, count=hidden)] if hidden else []


def _replacing(planned: ImportPlan, before: State) -> list[Problem]:
    found = [p.id for p in planned.packages if p.id in before.packages]
    return [problem("package_replaced", Severity.INFO, value=package_id) for package_id in found]


def _noted(files: tuple[FileReport, ...], notes: Sequence[Problem]) -> tuple[FileReport, ...]:
    """Reports with notes about the whole import, which stand with the first file."""
    return (replace(files[0], problems=(*files[0].problems, *notes)), *files[1:]) if files else files
