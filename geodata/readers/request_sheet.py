"""What the form of a Datenanforderung says about itself, in its sheet „Katalog“::

A1  marker and version    B1  period asked for    C1  Schlüssel    D1  Name
A2… catalogue (YAML, one line per row)            C2… area ids     D2… names of the areas asked for
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.catalog import Catalog, Indicator, IndicatorKind, TableMapping, parse_catalog
from geodata.errors import refuse
from geodata.periods import parse_period
from geodata.readers.grids import heads, sheet_rows
from geodata.readers.unstated import slug

MARKER = "Quartiersblick-Datenanforderung"
VERSION = 1
DATA, HINTS, CATALOG = "Daten", "Ausfüllhinweise", "Katalog"
KEY, NAME, PERIOD, REMARK = "Schlüssel", "Name", "Zeitpunkt", "Bemerkung"
_SIGN = re.compile(rf"{MARKER} (\d+)")


@dataclass(frozen=True)
class Form:
    """``areas``: id → name of the areas asked for, in their order; ``period``: the one asked for."""

    catalog: Catalog
    areas: dict[str, str]
    period: str

    @property
    def mapping(self) -> TableMapping:
        assert self.catalog.table is not None
        return self.catalog.table

    @property
    def indicator(self) -> Indicator:
        return self.catalog.indicators[0]

    def columns(self) -> list[str]:
        """Columns of numbers."""
        return [measure.column or self.mapping.value for measure in self.mapping.measures]

    def package_id(self) -> str:
        """The same for every return of one form, whatever its file is called."""
        groups = [measure.group for measure in self.mapping.measures]
        told = "\n".join([self.indicator.id, self.period, *groups, *sorted(self.areas)])
        digest = hashlib.sha256(told.encode()).hexdigest()[:6]
        return f"{slug(f'request_{self.period}_{self.indicator.id}')[:73]}_{digest}"

    def with_definition(self, known: Catalog) -> Form:
        """With the definition that is known already, where one is.

        Raises ``GeodataError`` (``request_outdated``) if it no longer fits the columns of the form.
        """
        entry = next((i for i in known.indicators if i.id == self.indicator.id), None)
        if entry is None:
            return self
        if entry.kind is not self.indicator.kind or entry.derived is not None:
            raise refuse("request_outdated", value=entry.id)
        datasets = (known.dataset(entry.dataset),)
        return replace(self, catalog=Catalog(datasets=datasets, indicators=(entry,), table=self.mapping))


def catalog_sheet(path: Path) -> str | None:
    """The sheet that carries the marker in its first cell; None if the file is no form."""
    return next((name for name, head in heads(path).items() if head and head[0] and _SIGN.match(head[0][0])), None)


def read_form(path: Path) -> Form:
    """Read the sheet with the catalogue.

    Raises ``GeodataError``: ``request_newer``, ``request_damaged``, ``bad_catalog``, ``bad_period``.
    """
    sheet = catalog_sheet(path)
    if sheet is None:
        raise refuse("request_damaged", file=path.name, details=f"das Blatt „{CATALOG}“ fehlt")
    grid = [[*map(_text, cells), "", "", "", ""][:4] for _, cells in sheet_rows(path, sheet)]
    found = _SIGN.match(grid[0][0].strip())
    if found is None or int(found[1]) > VERSION:
        raise refuse("request_newer", file=path.name, value=grid[0][0], known=VERSION)
    catalog = parse_catalog("\n".join(row[0] for row in grid[1:]), path.name)
    areas = {row[2].strip(): row[3].strip() for row in grid[1:] if row[2].strip()}
    if not _complete(catalog) or not areas:
        raise refuse("request_damaged", file=path.name, details=f"das Blatt „{sheet}“ ist nicht vollständig")
    return Form(catalog, areas, parse_period(grid[0][1]).text)


def _text(cell: object) -> str:
    """Text of a cell with the blanks in front of it: YAML needs them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).rstrip()


def _complete(catalog: Catalog) -> bool:
    """One indicator of one dataset, and columns that give its figures."""
    if catalog.table is None or len(catalog.indicators) != 1 or len(catalog.datasets) != 1:
        return False
    roles = {IndicatorKind.RATE: ["k", "n"], IndicatorKind.COUNT: ["k"], IndicatorKind.VALUE_ONLY: ["value"]}
    entry, table = catalog.indicators[0], catalog.table
    fitting = all(m.indicator == entry.id and not m.where for m in table.measures)
    return fitting and bool(table.name and table.period) and [m.role for m in table.measures] == roles[entry.kind]
