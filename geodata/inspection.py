"""Say what a file is and what is wrong with it, without importing anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from geodata.errors import GeodataError, Problem, Severity, problem
from geodata.importing import Kind, check_options, detect_kind
from geodata.keys import LENGTH_BY_LEVEL, Verdict
from geodata.known import Known
from geodata.readers import delimited
from geodata.readers.boundaries import Options, read_boundaries
from geodata.readers.columns import as_text, find_official
from geodata.readers.formats import TableFormat, peek
from geodata.readers.guard import check_file
from geodata.readers.joining import join, raw_names
from geodata.readers.key_columns import key_column
from geodata.readers.packages import PackageFormat, package_format
from geodata.readers.proposal import propose
from geodata.readers.raw import RawTable
from geodata.readers.registry import recognise
from geodata.readers.tables import open_table
from geodata.readers.vector import separate_layers


@dataclass(frozen=True)
class Inspection:
    """Findings about one file; ``None`` and empty mean not found or not applicable. ``rows`` are features or data
    rows, ``kept`` those with a usable key."""

    file: str
    kind: str | None = None
    format: str | None = None
    rows: int = 0
    kept: int = 0
    layers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    crs: dict[str, object] | None = None
    key: dict[str, object] | None = None
    name: str | None = None
    level: str | None = None
    parent: str | None = None
    periods: tuple[str, ...] = ()
    coverage: dict[str, object] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(p.severity is Severity.ERROR for p in self.problems)

    def as_dict(self) -> dict[str, object]:
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in self.__dict__.items()}
        return {**plain, "problems": [p.as_dict() for p in self.problems]}


def inspect(path: Path, options: Options, known: Known) -> Inspection:
    """Inspect a file. What makes it unusable is a problem of severity ERROR in the result; nothing is raised."""
    try:
        options = check_options(options)
        check_file(path)
        kind = detect_kind(path)
        if (form := package_format(path)) is not None:
            return _package(form, path, options, known)
        if kind is Kind.BOUNDARIES:
            return _boundaries(path, options)
        if (table := recognise(path)) is not None:
            return _recognised(table, path, options, known)
        return _table(path, kind, options, known)
    except GeodataError as error:
        return Inspection(path.name, problems=error.problems)


def _boundaries(path: Path, options: Options) -> Inspection:
    separate = [] if options.layer or options.level or options.key else separate_layers(path)
    read = read_boundaries(path, replace(options, layer=separate[0]) if separate else options)
    notes = [problem("layers_all", Severity.INFO, file=path.name, known=", ".join(separate))] if separate else []
    frame = read.vector.frame
    return Inspection(
        file=path.name,
        kind=Kind.BOUNDARIES.value,
        format=read.vector.format,
        rows=len(frame),
        kept=len(read.polygons),
        layers=read.vector.layers,
        columns=tuple(str(c) for c in frame.columns if c != frame.geometry.name),
        crs=read.crs.as_dict(),
        key={"column": read.key.column, **read.key.counts()},
        name=read.name_column,
        level=read.level or None,
        parent=options.parent,
        coverage=read.coverage.as_dict(),
        problems=(*notes, *read.problems),
    )


def _package(form: PackageFormat, path: Path, options: Options, known: Known) -> Inspection:
    """A format that is understood as a whole: what its import would say."""
    _, report = form.plan(path, options, known, None)
    return Inspection(
        file=path.name,
        kind=report.kind,
        format=form.title,
        rows=report.rows,
        kept=report.kept or report.matched,
        columns=tuple(peek(path).header()) if path.suffix.lower() in delimited.SUFFIXES else (),
        level=report.level or None,
        parent=report.parent or None,
        periods=tuple(report.periods),
        problems=report.problems,
    )


def _recognised(form: TableFormat, path: Path, options: Options, known: Known) -> Inspection:
    """A table whose columns are understood by its format."""
    try:
        found = form.read(path, options)
    except GeodataError as error:
        return Inspection(path.name, Kind.TABLE.value, form.title, problems=error.problems)
    mapping = found.mapping
    problems = [*found.raw.problems, *found.problems]
    wanted = replace(options, key=mapping.key, level=options.level or mapping.level or None)
    try:
        details = _meaning(found.raw, wanted, known, official=found.cells is not None)
    except GeodataError as error:
        problems += error.problems
        details = _official_only(found.raw, wanted)
    own = tuple(sorted({m.period for m in mapping.measures if m.period}))
    return Inspection(
        file=path.name,
        kind=Kind.TABLE.value,
        format=form.title,
        rows=len(found.raw.frame),
        layers=found.raw.sheets,
        columns=tuple(found.raw.columns),
        name=mapping.name or None,
        periods=own or _periods(found.raw, mapping.period, mapping.fixed_period),
        problems=tuple(problems),
        **details,  # type: ignore[arg-type]
    )


def _table(path: Path, kind: Kind, options: Options, known: Known) -> Inspection:
    raw = open_table(path, sheet=options.layer or "")
    problems = list(raw.problems)
    details: dict[str, object] = {}
    if kind is Kind.TABLE:
        try:
            details = _meaning(raw, options, known)
        except GeodataError as error:
            problems += error.problems
            details = _official_only(raw, options)
        try:
            mapping, _, notes = propose(raw, options, known)
            problems += [p for p in notes if p.code != "catalog_proposed"]
            details["periods"] = _periods(raw, mapping.period, mapping.fixed_period)
        except GeodataError as error:
            problems += [p for p in error.problems if p not in problems]
    return Inspection(
        file=path.name,
        kind=kind.value,
        format=raw.format,
        rows=len(raw.frame),
        layers=raw.sheets,
        columns=tuple(raw.columns),
        problems=tuple(problems),
        **details,  # type: ignore[arg-type]
    )


def _texts(raw: RawTable) -> pd.DataFrame:
    return pd.DataFrame({c: as_text(raw.frame[c]).str.strip() for c in raw.columns}, index=raw.frame.index)


def _meaning(raw: RawTable, options: Options, known: Known, *, official: bool = False) -> dict[str, object]:
    """Key column, level and parent by what is known."""
    texts = _texts(raw)
    key = options.key or key_column(texts, raw.path.name, options, known)
    joined = join(raw_names(texts, key, ""), known, options.level or "", options.parent or "", official=official)
    verdicts = texts[key].map({raw_key: m.result.verdict.value for raw_key, m in joined.matches.items()})
    tally = verdicts.value_counts()
    counts = {v.value: int(tally.get(v.value, 0)) for v in Verdict}
    return {
        "key": {"column": key, **counts},
        "kept": counts["good"] + counts["fixable"],
        "level": joined.layer.level,
        "parent": joined.layer.parent or None,
    }


def _official_only(raw: RawTable, options: Options) -> dict[str, object]:
    """Key column by the shape of official keys alone, when no areas are known."""
    expect = options.level if options.level in LENGTH_BY_LEVEL else None
    found = find_official(_texts(raw), expect)
    if found is None:
        return {}
    counts = found.counts()
    return {
        "key": {"column": found.column, **counts},
        "kept": counts["good"] + counts["fixable"],
        "level": found.level,
    }


def _periods(raw: RawTable, column: str, fixed: str) -> tuple[str, ...]:
    if fixed:
        return (fixed,)
    return tuple(sorted(as_text(raw.frame[column]).str.strip().unique()))
