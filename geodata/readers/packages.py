"""Formats that become whole packages on their own: grids, points, and borders that come with figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geodata.catalog import Catalog
from geodata.known import Known
from geodata.readers import zensus_grid
from geodata.readers.boundaries import Options
from geodata.readers.formats import Peek, peek
from geodata.reports import FileReport
from geodata.workspace import Package


@dataclass(frozen=True)
class PackageFormat:
    """``matches`` looks at the beginning of a file only; ``plan`` reads it all and raises ``GeodataError``."""

    id: str
    title: str
    matches: Callable[[Peek], bool]
    plan: Callable[[Path, Options, Known, Catalog | None], tuple[list[Package], FileReport]]


PACKAGE_FORMATS: tuple[PackageFormat, ...] = (
    PackageFormat("zensus_grid", "Zensus-Gitter", zensus_grid.matches, zensus_grid.plan),
)


def package_format(path: Path) -> PackageFormat | None:
    """The format that knows this file by its content, None if none does."""
    seen = peek(path)
    return next((form for form in PACKAGE_FORMATS if form.matches(seen)), None)
