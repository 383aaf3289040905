"""Exports of KomMonitor: one area per row with ``ID``, ``NAME`` and a column per point in time.

The data management calls it ``DATE_2021-12-31``, tables saved in the map view ``2021-12-31``, Shapefiles ``20211231``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.catalog import Catalog, Measure, TableMapping
from geodata.errors import Severity, problem, refuse
from geodata.readers import unstated
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.formats import Peek, Recognised
from geodata.readers.numbers import Notation, notation
from geodata.readers.raw import RawTable
from geodata.readers.unstated import slug

KEY = re.compile(r"id|\w*featureid", re.IGNORECASE)
NAME = re.compile(r"name|\w*featurename", re.IGNORECASE)
DATED = re.compile(r"(?:DATE_)?(\d{4})-(\d{2})-(\d{2})", re.IGNORECASE)
SHORT = re.compile(r"(\d{4})(\d{2})(\d{2})")  # as short as names in a Shapefile must be
ORIGIN = "Aus KomMonitor übernommen; eine Beschreibung steht nicht in der Datei."
WITHOUT_VALUE = {"null": "MISSING", "NaN": "MISSING", "NA": "MISSING", "NoData": "MISSING"}


@dataclass(frozen=True)
class Columns:
    """``dated``: column → its day."""

    key: str
    name: str
    dated: dict[str, str]


def columns_of(names: Iterable[str], *, short: bool = False) -> Columns | None:
    """Identifier, name and at least one dated column; None if one is missing. ``short``: days may lack their signs."""
    listed = list(names)
    key = next((n for n in listed if KEY.fullmatch(n)), "")
    name = next((n for n in listed if NAME.fullmatch(n)), "")
    days = {n: DATED.fullmatch(n) or (SHORT.fullmatch(n) if short else None) for n in listed}
    dated = {n: "-".join(match.groups()) for n, match in days.items() if match}
    return Columns(key, name, dated) if key and name and dated else None


def matches(seen: Peek) -> bool:
    """A table with identifiers, names and dated columns."""
    return columns_of(seen.header()) is not None


def read(path: Path, options: Options) -> Recognised:
    """Read a table. Raises ``GeodataError``: those of ``read_delimited``; ``no_table``."""
    raw = read_delimited(path)
    columns = columns_of(raw.columns)
    if columns is None:
        raise refuse("no_table", file=path.name)
    return describe(raw, columns)


def describe(raw: RawTable, columns: Columns) -> Recognised:
    """Meaning of a table in KomMonitor's shape; its one indicator is named after the file."""
    indicator = slug(f"kommonitor_{raw.path.stem}")
    label = raw.path.stem.replace("_", " ").strip()
    cells = pd.concat([raw.frame[c] for c in columns.dated])
    counted = unstated.are_counts(cells, WITHOUT_VALUE)
    catalog = Catalog(
        datasets=(unstated.dataset(indicator, f"KomMonitor: {label}", "Quelle: KomMonitor"),),
        indicators=(unstated.indicator(indicator, label, indicator, counted=counted, origin=ORIGIN, decimals=2),),
    )
    mapping = TableMapping(
        key=columns.key,
        name=columns.name,
        decimal=_decimal(cells, columns),
        symbols=WITHOUT_VALUE,
        measures=tuple(
            Measure(indicator=indicator, role="value", column=c, period=d) for c, d in columns.dated.items()
        ),
    )
    note = problem("catalog_proposed", Severity.WARNING, file=raw.path.name, count=1)
    return Recognised(raw, mapping, catalog, (note,))


def _decimal(cells: pd.Series, columns: Columns) -> str:
    """Decimal sign of all points in time together. Columns without ``DATE_`` stem from the map view, which writes
    German numbers; "" = every column must tell."""
    style = notation(cells)
    if style is not Notation.AMBIGUOUS:
        return style.value
    return "" if any(c.upper().startswith("DATE_") for c in columns.dated) else Notation.GERMAN.value
