"""Formats that become whole packages on their own: grids, points, and borders that come with figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geodata.catalog import Catalog
from geodata.known import Known
from geodata.readers import facilities, kommonitor_areas, request_form, zensus_grid
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
    PackageFormat("request_form", "Formular einer Datenanforderung", request_form.matches, request_form.plan),
    PackageFormat("zensus_grid", "Zensus-Gitter", zensus_grid.matches, zensus_grid.plan),
    PackageFormat(
        "kommonitor_areas", "KomMonitor (Grenzen und Zahlen)", kommonitor_areas.matches, kommonitor_areas.plan
    ),
    PackageFormat("facilities", "Einrichtungen", facilities.matches, facilities.plan),
)


def package_format(path: Path) -> PackageFormat | None:
    """The format that knows this file by its content, None if none does."""
    seen = peek(path)
    return next((form for form in PACKAGE_FORMATS if form.matches(seen)), None)
