"""Formats that become whole packages on their own: grids, points, and borders that come with figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from geodata.catalog import Catalog
from geodata.known import Known
from geodata.readers import archives, facilities, kommonitor_areas, own_export, request_form, zensus_grid
from geodata.readers.archives import Member
from geodata.readers.boundaries import Options
from geodata.readers.formats import Peek, no_order, peek
from geodata.reports import FileReport
from geodata.workspace import Package


@dataclass(frozen=True)
class PackageFormat:
    """``matches`` looks at the beginning of a file only; ``plan`` reads it all and raises ``GeodataError``;
    ``order``: which of several tables in one archive is meant, the lowest (see ``archives``)."""

    id: str
    title: str
    matches: Callable[[Peek], bool]
    plan: Callable[[Path, Options, Known, Catalog | None], tuple[list[Package], FileReport]]
    order: Callable[[Peek], int] = no_order


PACKAGE_FORMATS: tuple[PackageFormat, ...] = (
    PackageFormat("request_form", "Formular einer Datenanforderung", request_form.matches, request_form.plan),
    PackageFormat("own_export", "Datei aus „Daten herunterladen“", own_export.matches, own_export.plan),
    PackageFormat("zensus_grid", "Zensus-Gitter", zensus_grid.matches, zensus_grid.plan, zensus_grid.finest_first),
    PackageFormat(
        "kommonitor_areas", "KomMonitor (Grenzen und Zahlen)", kommonitor_areas.matches, kommonitor_areas.plan
    ),
    PackageFormat("facilities", "Einrichtungen", facilities.matches, facilities.plan),
)


def package_format(path: Path) -> PackageFormat | None:
    """The format that knows this file (or a table in an archive) by its content, None if none does."""
    if members := archives.held(path, PACKAGE_FORMATS):
        form = members[0].form
        return replace(form, title=f"{form.title} (ZIP)", plan=partial(_plan_inside, members))
    seen = peek(path)
    return next((form for form in PACKAGE_FORMATS if form.matches(seen)), None)


def _plan_inside(
    members: Sequence[Member[PackageFormat]], path: Path, options: Options, known: Known, catalog: Catalog | None
) -> tuple[list[Package], FileReport]:
    chosen, note = archives.choose(members, options.layer, path.name)
    inner = PurePosixPath(chosen.name).name
    with archives.told_of(path, inner), archives.unpacked(path, chosen.name) as file:
        packages, report = chosen.form.plan(file, replace(options, layer=None), known, catalog)
    return packages, replace(report, file=path.name, problems=(note, *archives.renamed(report.problems, path, inner)))
