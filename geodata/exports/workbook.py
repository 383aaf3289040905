"""The table as XLSX: figures with filters and a fixed header, and a sheet that says what they are."""

from __future__ import annotations

import io
import math

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geodata.exports.table import COLUMNS, Column, Table
from geodata.exports.text import safe_text
from geodata.request_workbook import at, put

FIGURES, ABOUT = "Zahlen", "Metadaten"
HEAD = PatternFill("solid", fgColor="E3EEF6")
CREATOR = "Quartiersblick NRW"


def workbook(table: Table) -> bytes:
    """Sheets „Zahlen“ and „Metadaten“. Numbers are numbers, everything else is text, whatever it begins with."""
    book = Workbook()
    book.properties.creator = CREATOR
    book.properties.title = table.indicator.name
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = FIGURES
    _head(sheet)
    digits = table.indicator.decimals
    value = "#,##0" + (f".{'0' * digits}" if digits else "")
    formats = {c.id: value if c.id == "value" else "#,##0" if _whole(table, c) else "#,##0.###" for c in COLUMNS}
    for number, row in enumerate(table.rows.itertuples(index=False), 2):
        for place, (column, found) in enumerate(zip(COLUMNS, row, strict=True), 1):
            _write(sheet, number, place, column, found, formats[column.id])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    _about(book.create_sheet(ABOUT), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _whole(table: Table, column: Column) -> bool:
    return column.number and bool(table.rows[column.id].dropna().mod(1).eq(0).all())


def _head(sheet: Worksheet) -> None:
    for place, column in enumerate(COLUMNS, 1):
        cell = put(at(sheet, 1, place), column.german, bold=True)
        cell.fill, cell.alignment = HEAD, Alignment(wrap_text=True, vertical="top")
        size = sheet.column_dimensions[get_column_letter(place)]
        size.width = column.width
        if column.technical:
            size.outlineLevel, size.hidden = 1, True


def _write(sheet: Worksheet, row: int, place: int, column: Column, found: object, form: str) -> None:
    if column.number:
        if isinstance(found, float) and not math.isnan(found):
            cell = at(sheet, row, place)
            cell.value, cell.number_format = found, form
    elif found != "":
        text = put(at(sheet, row, place), str(found))
        text.quotePrefix = safe_text(str(found)) != str(found)  # type: ignore[attr-defined]


def _about(sheet: Worksheet, table: Table) -> None:
    for row, (title, text) in enumerate(table.about, 1):
        put(at(sheet, row, 1), title).font = Font(bold=True)
        cell = put(at(sheet, row, 2), text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.quotePrefix = safe_text(text) != text  # type: ignore[attr-defined]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
