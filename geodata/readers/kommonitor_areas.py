"""GeoJSON and Shapefiles from KomMonitor: outlines and figures of the same areas in one file become two packages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.catalog import Catalog, merge_catalogs
from geodata.errors import Problem, Severity, problem, refuse
from geodata.known import Known
from geodata.readers import kommonitor
from geodata.readers.boundaries import BoundaryFile, Options, read_boundaries
from geodata.readers.boundary_package import build_package
from geodata.readers.formats import Peek
from geodata.readers.raw import RawTable
from geodata.readers.tables import interpret
from geodata.readers.vector import read_vector
from geodata.readers.vector_fields import fields
from geodata.reports import FileReport, Kind
from geodata.workspace import Package

START = re.compile(r"\w*startdate|validfrom", re.IGNORECASE)
FEATURES = re.compile(r'"type"\s*:\s*"FeatureCollection"')
PROPERTIES = re.compile(r'"properties"\s*:\s*\{([^{}]*)\}')
NAME = re.compile(r'"([\w-]+)"\s*:')
FEW = 10  # of all but the first, only the last ones may be in sight
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")
JSON, SHAPES = (".geojson", ".json"), (".shp", ".zip")


def matches(seen: Peek) -> bool:
    """Areas with identifier, name and at least one dated property."""
    suffix = seen.path.suffix.lower()
    if suffix in SHAPES:
        return kommonitor.columns_of(fields(seen.path), short=True) is not None
    blocks = PROPERTIES.findall(seen.text) if suffix in JSON and FEATURES.search(seen.text) else []
    return any(kommonitor.columns_of(NAME.findall(block)) for block in [*blocks[:FEW], *blocks[-FEW:]])


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Areas first, then the figures joined with them.

    Raises ``GeodataError``: those of ``read_boundaries``, ``build_package`` and ``interpret``.
    """
    vector = read_vector(path, options.layer)
    columns = kommonitor.columns_of(map(str, vector.frame.columns), short=path.suffix.lower() in SHAPES)
    if columns is None:
        raise refuse("no_table", file=path.name)
    asked = replace(options, key=options.key or columns.key, name=options.name or columns.name)
    read = read_boundaries(path, asked)
    dates = _dates(read)
    asked = replace(asked, vintage=options.vintage or (max(dates) if dates else None))
    borders, placed = build_package(read, asked, known, None)
    assert borders.areas is not None
    found = kommonitor.describe(_figures(read, columns), columns)
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
    starts = [values for name, values in read.vector.frame.items() if START.fullmatch(str(name))]
    found = {match[1] for values in starts for value in values.astype(str) if (match := DATE.match(value))}
    return sorted(found)


def _several(dates: list[str], file: str) -> list[Problem]:
    if len(dates) < 2:
        return []
    return [problem("vintages_mixed", Severity.WARNING, file=file, value=", ".join(dates), known=dates[-1])]


def _figures(read: BoundaryFile, columns: kommonitor.Columns) -> RawTable:
    """Properties of the features as a table; its rows are counted from 1, as features have no lines."""
    vector = read.vector
    plain = pd.DataFrame(vector.frame[[columns.key, columns.name, *columns.dated]])
    plain.index = pd.RangeIndex(1, len(plain) + 1)
    return RawTable(vector.path, "KomMonitor", plain.astype(object))
