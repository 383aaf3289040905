"""GeoJSON from KomMonitor: outlines and figures of the same areas in one file become two packages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.catalog import Catalog, merge_catalogs
from geodata.errors import Problem, Severity, problem
from geodata.known import Known
from geodata.readers import kommonitor
from geodata.readers.boundaries import BoundaryFile, Options, read_boundaries
from geodata.readers.boundary_package import build_package
from geodata.readers.formats import Peek
from geodata.readers.raw import RawTable
from geodata.readers.tables import interpret
from geodata.reports import FileReport, Kind
from geodata.workspace import Package

START, END = "validStartDate", "validEndDate"
FEATURES = re.compile(r'"type"\s*:\s*"FeatureCollection"')
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")


def matches(seen: Peek) -> bool:
    """Features with identifier, name and at least one dated property."""
    names = {f'"{kommonitor.KEY}"', f'"{kommonitor.NAME}"'}
    return (
        bool(FEATURES.search(seen.text))
        and all(name in seen.text for name in names)
        and bool(re.search(rf'"{kommonitor.DATED.pattern}"', seen.text))
    )


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Areas first, then the figures joined with them.

    Raises ``GeodataError``: those of ``read_boundaries``, ``build_package`` and ``interpret``.
    """
    asked = replace(options, key=options.key or kommonitor.KEY, name=options.name or kommonitor.NAME)
    read = read_boundaries(path, asked)
    dates = _dates(read)
    asked = replace(asked, vintage=options.vintage or (max(dates) if dates else None))
    borders, placed = build_package(read, asked, known, None)
    assert borders.areas is not None
    found = kommonitor.describe(_figures(read))
    if catalog is not None:
        found = replace(found, catalog=merge_catalogs([found.catalog, catalog]))
    first = str(borders.areas["area_id"].iloc[0])
    parent = "" if read.official else first.partition("/")[0]
    table = interpret(
        found, replace(options, level=read.level, parent=parent or None, vintage=asked.vintage), known.plus(borders)
    )
    observations_module.check(table.observations, found.catalog)
    dataset = found.catalog.datasets[0]
    figures = Package(dataset.id, dataset.title, found.catalog, observations=table.observations)
    report = FileReport(
        file=path.name,
        kind=Kind.BOUNDARIES.value,
        level=read.level,
        parent=parent,
        matched=len(table.join.in_layer()),
        known=len(table.join.layer.names),
        unmatched=[{**entry, "closest": []} for entry in read.refused],
        periods=sorted(set(table.observations["period"])),
        indicators=list(dict.fromkeys(table.observations["indicator"])),
        rows=len(read.vector.frame),
        kept=len(read.polygons),
        duplicated=list(table.duplicated),
        problems=(*read.problems, *placed, *_several(dates, path.name), *table.problems),
    )
    return [borders, figures], report


def _dates(read: BoundaryFile) -> list[str]:
    """Days from which the outlines are valid, as far as the file says."""
    frame = read.vector.frame
    if START not in frame:
        return []
    found = {match[1] for value in frame[START].astype(str) if (match := DATE.match(value))}
    return sorted(found)


def _several(dates: list[str], file: str) -> list[Problem]:
    if len(dates) < 2:
        return []
    return [problem("vintages_mixed", Severity.WARNING, file=file, value=", ".join(dates), known=dates[-1])]


def _figures(read: BoundaryFile) -> RawTable:
    """Properties of the features as a table; its rows are counted from 1, as features have no lines."""
    vector = read.vector
    plain = pd.DataFrame(vector.frame.drop(columns=vector.frame.geometry.name))
    plain = plain[
        [c for c in plain if str(c) in (kommonitor.KEY, kommonitor.NAME) or kommonitor.DATED.fullmatch(str(c))]
    ]
    plain.index = pd.RangeIndex(1, len(plain) + 1)
    return RawTable(vector.path, "KomMonitor", plain.astype(object))
