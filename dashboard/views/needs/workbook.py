"""Diskussionsliste as XLSX: noted quarters, how they were computed, and the link that brings the analysis back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.state import ViewState, to_query
from dashboard.views.needs.marks import Noted, build_marks
from dashboard.views.needs.method import method_text
from dashboard.views.needs.page import HINT
from dashboard.views.needs.result import Result, build_result
from dashboard.views.needs.stable import Stable, build_stable, sentence_of
from geodata.repository import Repository
from geodata.request_workbook import at, put

LIST, METHOD, STABLE = "Diskussionsliste", "So gerechnet", "Wie belastbar"
COLUMNS = {
    "Gebiet": 26, "Gemeinde": 20, "Daten sagen": 18, "Örtliche sagen": 20, "Vergleich": 16, "Fachamt": 18, "Grund": 40,
    "Rang": 7, "Soziale Lage": 15, "Entwicklung": 14, "Index": 8, "Wie belastbar": 34,
    "Was dagegen spricht": 50, "Sonderfälle": 28, "Gemeinsame Einschätzung": 28, "Empfehlung": 28,
    "Verantwortlich": 18, "Bis": 12,
}  # fmt: skip
FICTIONAL = "Fiktive Daten"
FIRST_ROW, STABLE_ROW = 4, 5


def discussion_list(repository: Repository, state: ViewState, found: dict[str, Any] | None = None) -> bytes:
    """The workbook. ``found``: result of „Wie belastbar?“; only that of this very view is taken. It holds no
    formula: every text is written as text, whatever it begins with."""
    result = build_result(repository, state)
    book = Workbook()
    book.properties.creator = "Quartiersblick NRW"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = LIST
    area = repository.area(state.region)
    title = f"Besondere Quartiere: {area.name} – rechnerisch auffällig, zur Prüfung"
    put(at(sheet, 1, 1), f"{FICTIONAL}: {title}" if area.fictional else title, bold=True)
    put(at(sheet, 2, 1), HINT)
    _table(sheet, build_marks(repository, state, result), lambda area: sentence_of(state, found, area))
    if (stable := build_stable(repository, state, found)) is not None:
        _stable(book.create_sheet(STABLE), stable)
    _method(book.create_sheet(METHOD), repository, state, result if isinstance(result, Result) else None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(sheet: Worksheet, rows: tuple[Noted, ...], sure: Callable[[str], str]) -> None:
    for column, (name, width) in enumerate(COLUMNS.items(), 1):
        put(at(sheet, FIRST_ROW, column), name, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, noted in enumerate(rows, FIRST_ROW + 1):
        for column, value in enumerate(_cells(noted, sure(noted.mark.area)), 1):
            cell = at(sheet, number, column)
            if isinstance(value, str) and value:
                put(cell, value)
            elif value not in (None, ""):
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(FIRST_ROW + 1, 2)


def _cells(noted: Noted, sure: str) -> tuple[str | float | None, ...]:
    index = None if noted.index != noted.index else round(noted.index, 2)
    return (
        noted.name, noted.place, noted.data, noted.local, noted.verdict, noted.mark.office, noted.mark.reason,
        int(noted.rank) if noted.rank else None, noted.lage, noted.dynamics, index, sure,
        "\n".join(noted.against),
        "\n".join(noted.specials),
    )  # fmt: skip


def _stable(sheet: Worksheet, found: Stable) -> None:
    for row, text in enumerate((found.sentence, found.driver, found.method), 1):
        put(at(sheet, row, 1), text, bold=row == 1)
    heads = {"Gebiet": 34, "unter den auffälligsten": 24, "Einstufung": 18, "Ränge": 14}
    for column, (name, width) in enumerate(heads.items(), 1):
        put(at(sheet, STABLE_ROW, column), name, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(found.rows, STABLE_ROW + 1):
        for column, text in enumerate((line.name, line.share, line.word, line.ranks), 1):
            put(at(sheet, row, column), text)


def _method(sheet: Worksheet, repository: Repository, state: ViewState, result: Result | None) -> None:
    pairs = method_text(repository, result, state) if result else ()
    link = (("Link (an die Adresse der Anwendung anhängen)", to_query(state)),)
    for row, (title, text) in enumerate((*pairs, *link), 1):
        put(at(sheet, row, 1), title, bold=True)
        put(at(sheet, row, 2), text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
