"""Small made-up tables in the layouts of official ones; every figure in them is invented."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.readers.tables import TableFile, read_table
from geodata.workspace import Package

FOOTER = """__________
"zu ""Zählung"":
Abweichungen durch Run-
den sind möglich."
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2031.
Dieses Werk ist lizenziert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: 02.03.2031 / 10:11:12
"""


@pytest.fixture(scope="session")
def state(sample_packages: dict[str, Package]) -> Known:
    """All official areas, without figures."""
    return Known.of([sample_packages["nrw_boundaries"]])


def write(folder: Path, text: str, *, name: str = "tabelle.csv", encoding: str = "cp1252") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def understood(path: Path, known: Known, **options: str) -> TableFile:
    """The table as an import would take it."""
    return read_table(path, Options(**options), known)


def numbers(read: TableFile, indicator: str, group: str = "", period: str | None = None) -> pd.Series:
    """Values by area of the indicator whose name ends so."""
    entry = next(i for i in read.catalog.indicators if i.name == indicator)
    rows = read.observations
    chosen = rows["indicator"].eq(entry.id) & rows["group"].eq(group)
    if period is not None:
        chosen &= rows["period"].eq(period)
    return rows[chosen].set_index("area_id")["value"]


def states(read: TableFile, indicator: str) -> dict[str, str]:
    entry = next(i for i in read.catalog.indicators if i.name == indicator)
    rows = read.observations[read.observations["indicator"].eq(entry.id) & read.observations["group"].eq("")]
    return dict(zip(rows["area_id"], rows["status"], strict=True))


def codes(read: TableFile) -> set[str]:
    return {p.code for p in read.problems}
