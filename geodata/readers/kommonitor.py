"""Exports of KomMonitor: one area per row with ``ID``, ``NAME`` and a column ``DATE_yyyy-mm-dd`` per point in time."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import shorten

import pandas as pd

from geodata.catalog import (
    Catalog,
    Dataset,
    Direction,
    Indicator,
    IndicatorKind,
    Measure,
    Source,
    TableMapping,
    Topic,
)
from geodata.errors import Severity, problem
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.formats import Peek, Recognised
from geodata.readers.numbers import Notation, notation, to_number
from geodata.readers.proposal import NOT_STATED, slug
from geodata.readers.raw import RawTable

KEY, NAME = "ID", "NAME"
DATED = re.compile(r"DATE_(\d{4}-\d{2}-\d{2})")
WITHOUT_VALUE = {"null": "MISSING", "NaN": "MISSING", "NA": "MISSING"}


def matches(seen: Peek) -> bool:
    """Identifier, name and at least one dated column."""
    header = seen.header()
    return {KEY, NAME} <= set(header) and any(DATED.fullmatch(c) for c in header)


def read(path: Path, options: Options) -> Recognised:
    """Read a table. Raises ``GeodataError``: those of ``read_delimited``."""
    return describe(read_delimited(path))


def describe(raw: RawTable) -> Recognised:
    """Meaning of a table in KomMonitor's shape; its one indicator is named after the file."""
    dated = {column: match[1] for column in raw.columns if (match := DATED.fullmatch(column))}
    indicator = slug(f"kommonitor_{raw.path.stem}")
    label = raw.path.stem.replace("_", " ").strip()
    source = Source(
        title=f"KomMonitor: {label}", publisher=NOT_STATED, licence=NOT_STATED, attribution="Quelle: KomMonitor"
    )
    counted = _whole(pd.concat([raw.frame[c] for c in dated]))
    catalog = Catalog(
        datasets=(Dataset(id=indicator, title=f"KomMonitor: {label}", owner=NOT_STATED, source=source),),
        indicators=(_indicator(indicator, label, counted),),
    )
    mapping = TableMapping(
        key=KEY,
        name=NAME,
        symbols=WITHOUT_VALUE,
        measures=tuple(Measure(indicator=indicator, role="value", column=c, period=d) for c, d in dated.items()),
    )
    note = problem("catalog_proposed", Severity.WARNING, file=raw.path.name, count=1)
    return Recognised(raw, mapping, catalog, (note,))


def _indicator(indicator_id: str, label: str, counted: bool) -> Indicator:
    return Indicator(
        id=indicator_id,
        name=label,
        short_name=shorten(label, 40, placeholder=" …"),
        description=f"{label}. Aus KomMonitor übernommen; eine Beschreibung steht nicht in der Datei.",
        topic=Topic.POPULATION,
        kind=IndicatorKind.COUNT if counted else IndicatorKind.VALUE_ONLY,
        unit="Anzahl" if counted else NOT_STATED,
        direction=Direction.CONTEXT,
        dataset=indicator_id,
        decimals=0 if counted else 2,
    )


def _whole(values: pd.Series) -> bool:
    """Whole numbers that are not negative, at least one of them; cells without a number do not count."""
    texts = values[values.map(lambda v: str(v).strip() not in WITHOUT_VALUE)]
    style = notation(texts)
    numbers = texts.map(lambda v: to_number(v, style if style is not Notation.AMBIGUOUS else Notation.GERMAN)).dropna()
    return len(numbers) > 0 and bool((numbers.ge(0) & numbers.mod(1).eq(0)).all())
