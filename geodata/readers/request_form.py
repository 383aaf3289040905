"""Forms of a Datenanforderung that come back filled in: they know themselves what their numbers mean.

The workbook is written by ``geodata.request_workbook``; ``request_sheet`` says how it describes itself. Keys are area
ids, of fictional areas too. A definition that is known already wins over the one in the form, so that a returned
form changes neither texts nor the disclosure rule. A form becomes a package of its own and replaces only an earlier
return of the same form. A row without any entry says nothing: it yields no observation, so its area stays MISSING.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata import observations as observations_module
from geodata.areas import vintage_fits
from geodata.catalog import Catalog, merge_catalogs
from geodata.errors import GeodataError, refuse
from geodata.known import Known
from geodata.readers import mapping as mapping_module
from geodata.readers import request_rows
from geodata.readers.boundaries import Options
from geodata.readers.formats import Peek
from geodata.readers.request_sheet import Form, catalog_sheet, read_form
from geodata.readers.tables import to_observations
from geodata.reports import FileReport, Kind
from geodata.workspace import Package


def matches(seen: Peek) -> bool:
    """A workbook that carries the marker of a form."""
    return catalog_sheet(seen.path) is not None


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Read a returned form. Of the options only ``vintage`` counts; the form says the rest.

    What is wrong with its rows is in the report (``request_…``, ``column_unknown``, ``bad_period``,
    ``duplicate_rows``, ``unknown_area``, ``vintage_mismatch``; those about cells name sheet, row, column and value).
    Raises ``GeodataError`` if it does not say what it is: ``request_newer``, ``request_damaged``,
    ``request_outdated``, ``bad_catalog``.
    """
    form = read_form(path).with_definition(merge_catalogs([known.catalog, *([catalog] if catalog else [])]))
    try:
        rows, report = _read(path, form, options.vintage, known)
    except GeodataError as error:
        return [], FileReport(path.name, kind=Kind.TABLE.value, known=len(form.areas), problems=error.problems)
    return [_package(form, rows)], report


def _read(path: Path, form: Form, vintage: str | None, known: Known) -> tuple[pd.DataFrame, FileReport]:
    """Observations of a form, and how it joined."""
    raw = request_rows.read_rows(path, form)
    present = request_rows.areas_of(raw, form, set(known.areas["area_id"]))
    entered, notes = request_rows.filled(raw, form)
    request_rows.check_numbers(entered, form)
    entered, said = request_rows.with_periods(entered, form)
    cells = mapping_module.cells(entered, form.mapping, form.catalog)
    cells = cells.assign(area_id=cells["row"].map(present))
    request_rows.check_unique(entered, cells, form)
    rows = to_observations(_with_vintage(cells, vintage, form, known, path.name), form.catalog)
    observations_module.check(rows, form.catalog)
    gone = {area_id: name for area_id, name in form.areas.items() if area_id not in set(present)}
    told = (*request_rows.rows_gone(raw, gone), *notes, *said)
    return rows, replace(_report(path.name, form, rows, known), rows=len(raw.frame), problems=told)


def _with_vintage(cells: pd.DataFrame, wanted: str | None, form: Form, known: Known, file: str) -> pd.DataFrame:
    """Column ``boundary_vintage``: as stated, else that of the area. Raises ``vintage_mismatch``."""
    areas = known.areas.set_index("area_id")
    stated = wanted or form.mapping.boundary_vintage
    if not stated:
        return cells.assign(boundary_vintage=cells["area_id"].map(areas["boundary_vintage"]))
    for area in areas.loc[cells["area_id"].unique()].itertuples():
        if not vintage_fits(stated, str(area.valid_from), str(area.valid_to)):
            valid = f"von {area.valid_from or '…'} bis {area.valid_to or '…'}"
            raise refuse("vintage_mismatch", file=file, value=stated, valid=valid)
    return cells.assign(boundary_vintage=stated)


def _report(file: str, form: Form, rows: pd.DataFrame, known: Known) -> FileReport:
    delivered = set(rows["area_id"])
    level = known.areas.loc[known.areas["area_id"].isin(delivered), "level"].iloc[0]
    return FileReport(
        file=file,
        kind=Kind.TABLE.value,
        level=str(level),
        matched=len(delivered),
        known=len(form.areas),
        missing=[{"id": i, "name": n} for i, n in form.areas.items() if i not in delivered],
        periods=sorted(set(rows["period"])),
        indicators=[form.indicator.id],
    )


def _package(form: Form, rows: pd.DataFrame) -> Package:
    dataset = form.catalog.datasets[0]
    title = f"{dataset.title} – angefordert: {form.indicator.short_name} {form.period} (Gebiete: {len(form.areas)})"
    catalog = Catalog(datasets=(dataset,), indicators=(form.indicator,))
    return Package(form.package_id(), title, catalog, observations=rows)
