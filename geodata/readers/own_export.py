"""Files of „Daten herunterladen“ that come back: XLSX, CSV, GeoPackage, GeoJSON, and KomMonitor's CSV and GeoJSON.
They say themselves what they hold.

Every row names area (internal id, so fictional ones too), indicator, group, period, numbers and state; the columns are
those of ``geodata.exports.table``. A definition that is known already wins over the one in the file. The file becomes a
package of its own, which replaces only an earlier return of the same figures. What was hidden stays hidden.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from geodata import observations as observations_module
from geodata.catalog import Catalog, Dataset, Indicator, Source, Topic, merge_catalogs
from geodata.errors import GeodataError, Problem, problem, refuse
from geodata.exports.kommonitor import ABOUT, DATED, ID
from geodata.exports.table import COLUMNS, YES, rule_of
from geodata.exports.text import unguarded
from geodata.exports.workbook import FIGURES
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.formats import Peek
from geodata.readers.grids import heads, sheet_rows, shown
from geodata.readers.numbers import Notation, to_number, to_period
from geodata.readers.own_kommonitor import DAY, ROW, columns_held, long_rows
from geodata.readers.raw import from_grid
from geodata.readers.unstated import NOT_STATED, short, slug
from geodata.readers.vector import read_vector
from geodata.readers.vector_fields import fields
from geodata.reports import FileReport, Kind, kept_report
from geodata.workspace import Package

NEEDED = ("area_id", "indicator", "period", "k", "n", "value", "status", "fingerprint")
NUMBERS = ("k", "n", "value")
MOST_FINDINGS = 20
JSON = (".geojson", ".json")
LAYERS = (".gpkg", *JSON)
NAME = re.compile(r'"(\w+)"\s*:')  # no name inside a text, whose quotes have a backslash before them
GERMAN = {c.german: c.id for c in COLUMNS}
ENGLISH = {c.english: c.id for c in COLUMNS}
SAME = {c.id: c.id for c in COLUMNS}
HEADINGS = {c.id: c.german for c in COLUMNS}


@dataclass(frozen=True)
class Rows:
    """``frame``: columns of ``NEEDED`` and what else there is, ``ROW`` of the file and, where periods stand beside each
    other, ``DAY``; ``notation``: of numbers in text; ``headings``: column → its name in the file."""

    frame: pd.DataFrame
    notation: Notation
    headings: dict[str, str]
    sheet: str | None = None

    def place(self, index: int, column: str) -> tuple[int, str]:
        """Row and column of the file where a cell stands."""
        if DAY in self.frame and column in DATED:
            return int(self.frame.at[index, ROW]), f"{DATED[column]}{self.frame.at[index, DAY]}"
        return int(self.frame.at[index, ROW]), self.headings.get(column, column)


def _known_as(names: list[str]) -> dict[str, str]:
    """Column of the file → column of the table; {} if it is no file of ours."""
    for spelled in (GERMAN, ENGLISH, SAME):
        found = {name: spelled[name] for name in names if name in spelled}
        if set(NEEDED) <= set(found.values()):
            return found
    return {}


def matches(seen: Peek) -> bool:
    """Whether the columns of our own files are there."""
    if seen.sheets:
        head = heads(seen.path).get(FIGURES, [])
        return bool(head) and bool(_known_as(head[0]))
    suffix = seen.path.suffix.lower()
    if suffix in JSON:  # its text, for it may lie in an archive
        return _is_ours(list(dict.fromkeys(NAME.findall(seen.text))))
    if suffix in LAYERS:
        return bool(_known_as(list(fields(seen.path))))
    return _is_ours([cell.lstrip("\ufeff") for cell in seen.header()])


def _is_ours(names: list[str]) -> bool:
    return bool(_known_as(names)) or columns_held(names)


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Read a file of ours. Raises ``GeodataError``: those of reading.

    What is wrong with descriptions and rows is in the report: ``export_described``, ``export_cell``, ``unknown_area``,
    ``bad_period``, those of ``observations.check``.
    """
    rows = _read(path, options.layer)
    definitions = merge_catalogs([known.catalog, *([catalog] if catalog else [])])
    try:
        described = _described(rows, definitions, path.name)
        table = _observations(rows, described, known, path.name)
        observations_module.check(table, described, lambda row: {"file": path.name, "sheet": rows.sheet})
    except GeodataError as error:
        return [], FileReport(path.name, kind=Kind.TABLE.value, rows=len(rows.frame), problems=error.problems)
    report = _report(path.name, table, known, rows.frame[ROW].nunique())
    return [_package(described, table, report)], report


def _read(path: Path, layer: str | None) -> Rows:
    suffix = path.suffix.lower()
    if suffix in LAYERS:
        frame = pd.DataFrame(read_vector(path, layer).frame.drop(columns="geometry"))
        return _renamed(frame.set_index(pd.RangeIndex(1, len(frame) + 1)), Notation.ENGLISH, path.name)
    if heads(path):
        raw = from_grid(sheet_rows(path, FIGURES), path, format="Excel", sheet=FIGURES)
        return _renamed(raw.frame, Notation.GERMAN, path.name, FIGURES)
    raw = read_delimited(path)
    return _renamed(raw.frame, Notation.GERMAN if "Gebietsschlüssel" in raw.columns else Notation.ENGLISH, path.name)


def _renamed(frame: pd.DataFrame, notation: Notation, file: str, sheet: str | None = None) -> Rows:
    if columns_held(map(str, frame.columns)):
        frame = long_rows(frame, file)
        rows = _texts(frame, notation, {name: name for name in SAME if name in frame}, sheet)
        return replace(rows, headings=dict.fromkeys(SAME, ABOUT) | {"area_id": ID})
    frame = frame.assign(**{ROW: frame.index}).reset_index(drop=True)
    return _texts(frame, notation, _known_as(list(map(str, frame.columns))), sheet)


def _texts(frame: pd.DataFrame, notation: Notation, found: dict[str, str], sheet: str | None) -> Rows:
    """``found``: column of the file → column of the table."""
    texts = [column for column, name in found.items() if name not in NUMBERS]
    frame = frame[[*found, *(c for c in (ROW, DAY) if c in frame)]].copy()
    for column in texts:
        frame[column] = [unguarded(shown(None if pd.isna(cell) else cell)) for cell in frame[column]]
    headings = {name: column for column, name in found.items()}
    frame = frame.rename(columns=found)
    for name in {c.id for c in COLUMNS} - set(frame.columns):
        frame[name] = ""
    return Rows(frame, notation, headings, sheet)


def _described(rows: Rows, known: Catalog, file: str) -> Catalog:
    """Definitions of the indicators in the file: the known ones, others as the rows say. Raises ``bad_catalog``."""
    entries = {i.id: i for i in known.indicators}
    datasets: dict[str, Dataset] = {}
    indicators: list[Indicator] = []
    for name, cells in rows.frame.groupby("indicator", sort=False):
        if str(name) in entries:
            entry, dataset = entries[str(name)], known.dataset(entries[str(name)].dataset)
        else:
            entry, dataset = _told(str(name), cells, file)
        indicators.append(entry)
        datasets[dataset.id] = dataset
    return Catalog(datasets=tuple(datasets.values()), indicators=tuple(indicators))


def _told(indicator: str, cells: pd.DataFrame, file: str) -> tuple[Indicator, Dataset]:
    """An indicator that is not known here, as its first row describes it."""
    first = cells.iloc[0].to_dict()
    label = str(first["indicator_name"]) or indicator
    groups = {str(g): str(n) or str(g) for g, n in cells[["group", "group_name"]].itertuples(index=False) if g}
    try:
        source = Source(title=label, publisher=NOT_STATED, licence=str(first["licence"]) or NOT_STATED,
                        attribution=str(first["source"]) or NOT_STATED)  # fmt: skip
        dataset = Dataset(id=slug(f"export_{indicator}"), title=label, owner=NOT_STATED, source=source,
                          disclosure=rule_of(str(first["rule"])), fictional=first["fictional"] == YES)  # fmt: skip
        entry = Indicator(
            id=indicator, name=label, short_name=short(label), description=f"{label}. Aus einer eigenen Datei.",
            topic=Topic.POPULATION, kind=first["kind"], unit=str(first["unit"]) or NOT_STATED,
            direction=first["direction"] or "context", dataset=dataset.id, numerator=str(first["numerator"]),
            denominator=str(first["base"]), per=int(float(first["per"] or 100)),
            decimals=int(float(first["decimals"] or 1)), groups=groups,
        )  # fmt: skip
    except (ValidationError, ValueError) as error:
        raise refuse("export_described", file=file, value=indicator) from error
    return entry, dataset


def _observations(rows: Rows, catalog: Catalog, known: Known, file: str) -> pd.DataFrame:
    """Canonical rows. Raises ``GeodataError`` with the first findings (file, sheet, row, column, value)."""
    found: list[Problem] = []
    frame = rows.frame
    areas = known.areas.set_index("area_id")

    def wrong(code: str, index: int, column: str, value: object, **more: object) -> None:
        row, heading = rows.place(index, column)
        where = {"file": file, "sheet": rows.sheet, "row": row, "column": heading}
        found.append(problem(code, value=value, **where, **more))  # type: ignore[arg-type]

    states = [s.value for s in ValueStatus]
    for row, area, state in frame[["area_id", "status"]].itertuples():
        if area not in areas.index:
            wrong("unknown_area", row, "area_id", area)
        if state not in states:
            wrong("export_cell", row, "status", state, known=", ".join(states))
    periods = [to_period(cell) for cell in frame["period"]]
    for row, cell, period in zip(frame.index, frame["period"], periods, strict=True):
        if period is None:
            wrong("bad_period", row, "period", cell)
    numbers = {name: _numbers(frame[name], rows.notation) for name in NUMBERS}
    for name, column in numbers.items():
        for row in frame.index[column.isna() & frame[name].notna() & frame[name].astype(str).str.strip().ne("")]:
            wrong("export_cell", row, name, frame.at[row, name], known="eine Zahl oder nichts")
    if found:
        raise GeodataError(found[:MOST_FINDINGS])
    owner = {i.id: i.dataset for i in catalog.indicators}
    shown_rows = frame["status"].eq(ValueStatus.OK)
    vintage = frame["vintage"].where(frame["vintage"].ne(""), frame["area_id"].map(areas["boundary_vintage"]))
    table = frame[["indicator", "area_id", "group", "status"]].assign(
        dataset=frame["indicator"].map(owner), period=periods, boundary_vintage=vintage.fillna(""), n=numbers["n"],
        k=numbers["k"].where(shown_rows), value=numbers["value"].where(shown_rows),
    )  # fmt: skip
    return observations_module.with_values(observations_module.normalise(table), catalog)


def _numbers(cells: pd.Series, notation: Notation) -> pd.Series:
    read = [to_number(cell, notation) if isinstance(cell, str) else cell for cell in cells]
    return pd.to_numeric(pd.Series(read, index=cells.index, dtype=object), errors="coerce").astype("float64")


def _report(file: str, table: pd.DataFrame, known: Known, rows: int) -> FileReport:
    delivered = set(table["area_id"])
    here = known.areas[known.areas["area_id"].isin(delivered)]
    levels = here["level"].value_counts()
    lands = known.areas[known.areas["region"].isin(here["region"])]  # Musterland is none of NRW's
    return FileReport(
        file=file, kind=Kind.TABLE.value, level=str(levels.index[0]), matched=int(levels.iloc[0]),
        known=int(lands["level"].eq(levels.index[0]).sum()),
        other_levels={str(k): int(v) for k, v in levels.iloc[1:].items()},
        periods=sorted(set(table["period"])), indicators=list(dict.fromkeys(table["indicator"])), rows=rows,
    )  # fmt: skip


def _package(catalog: Catalog, table: pd.DataFrame, report: FileReport) -> Package:
    """Named after what it holds, so that the same figures of a later year are told apart and a return replaces."""
    told = "\n".join(sorted({"|".join(key) for key in table[["indicator", "group", "period"]].itertuples(index=False)}))
    areas = "\n".join(sorted(set(table["area_id"])))
    digest = hashlib.sha256(f"{told}\n\n{areas}".encode()).hexdigest()[:6]
    first = catalog.indicators[0]
    times = f"{report.periods[0]}–{report.periods[-1]}" if len(report.periods) > 1 else report.periods[0]
    title = f"{first.name} {times} – aus einer Datei dieses Programms (Gebiete: {len(set(table['area_id']))})"
    package_id = f"{slug(f'export_{first.id}')[:73]}_{digest}"
    return replace(Package(package_id, title, catalog, observations=table), report=kept_report(report))
