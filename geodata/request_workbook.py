"""The form of a Datenanforderung as XLSX: one row per area, hints, and the catalogue that lets it come back."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from geodata.catalog import Catalog, IndicatorKind, Measure, TableMapping
from geodata.observations import ValueStatus
from geodata.periods import PeriodKind
from geodata.readers.request_sheet import CATALOG, DATA, HINTS, KEY, MARKER, NAME, PERIOD, REMARK, VERSION
from geodata.request_terms import (
    SIGNS,
    Demand,
    day,
    definition,
    disclosure_text,
    entries_text,
    key_form,
    shown,
    vintage_text,
)

COLUMNS: dict[IndicatorKind, dict[str, str]] = {
    IndicatorKind.RATE: {"k": "Zähler", "n": "Nenner"},
    IndicatorKind.COUNT: {"k": "Anzahl"},
    IndicatorKind.VALUE_ONLY: {"value": "Wert"},
}
"""Role → header of the columns of numbers."""
SYMBOLS: dict[str, ValueStatus] = {
    **dict.fromkeys(("•", "*"), ValueStatus.SUPPRESSED),
    **dict.fromkeys(("k. A.", "k.A.", "k.\u00a0A."), ValueStatus.MISSING),
    **dict.fromkeys(("×", "x", "X"), ValueStatus.NOT_MEANINGFUL),
    "/": ValueStatus.BELOW_MINIMUM,
}
TYPED_EASILY = {"•": "*", "×": "x"}
TEXT = "@"
GREY = PatternFill("solid", fgColor="E7E9EC")
LINE = Border(bottom=Side("thin", color="9AA0A6"))
OPEN = Protection(locked=False)
TITLE_COLUMNS = 6
LINE_HEIGHT = 15.0


def workbook(wanted: Demand) -> bytes:
    """The whole form. It holds no formula; texts that look like one are stored as text."""
    book = Workbook()
    book.properties.creator = "Quartiersblick NRW"
    book.properties.title = f"Datenanforderung: {wanted.title}"
    data = book.active
    assert isinstance(data, Worksheet)
    data.title = DATA
    _data(data, wanted)
    _hints(book.create_sheet(HINTS), wanted)
    _catalog(book.create_sheet(CATALOG), wanted)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Cell, text: str, *, bold: bool = False) -> Cell:
    """Write text as text, whatever it begins with; control characters, which XLSX cannot hold, are left out."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.font = Font(bold=bold)
    return cell


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)
    return found


# -- Daten ------------------------------------------------------------------------------------------------------


def _data(sheet: Worksheet, wanted: Demand) -> None:
    numbers = list(COLUMNS[wanted.indicator.kind].values())
    header = [KEY, NAME, PERIOD, *numbers, REMARK]
    top = _titles(sheet, wanted) + 2
    for position, text in enumerate(header, 1):
        cell = put(at(sheet, top, position), text, bold=True)
        cell.fill, cell.border = GREY, LINE
    period = day(wanted.period.start) if wanted.period.kind is PeriodKind.DATE else wanted.period.text
    style = _number_format(wanted)
    for row, (area_id, name) in enumerate(wanted.areas.items(), top + 1):
        for position, text in ((1, area_id), (2, name)):
            put(at(sheet, row, position), text).fill = GREY
        put(at(sheet, row, 3), period).protection = OPEN
        for position in range(4, 4 + len(numbers)):
            cell = at(sheet, row, position)
            cell.number_format, cell.protection = style, OPEN
        remark = at(sheet, row, len(header))
        remark.number_format, remark.protection = TEXT, OPEN
    last = top + len(wanted.areas)
    sheet.add_data_validation(_validation(wanted.indicator.kind, top + 1, last, len(numbers)))
    sheet.freeze_panes = f"C{top + 1}"
    _widths(sheet, wanted, len(numbers))
    _printing(sheet, top)
    _protect(sheet)


def _titles(sheet: Worksheet, wanted: Demand) -> int:
    """Explanations above the table, each over its whole width; returns the last row used."""
    told = [f"Datenanforderung: {wanted.title}"]
    if wanted.region.fictional:
        told.append(f"{wanted.region.name} ist fiktiv; dieses Formular dient nur zum Ausprobieren.")
    told += [f"{label}: {text}" for label, text in definition(wanted.indicator)[1:]]
    told += [
        f"{wanted.region.name}, {wanted.level.plural}, Anzahl: {len(wanted.areas)}. "
        f"Gebietsstand: {vintage_text(wanted)}.",
        f"Bitte nur die weißen Felder ausfüllen. {entries_text(wanted.indicator.kind)} Null ist 0. Statt einer Zahl "
        f"kann stehen: {', '.join(f'{sign} = {meaning}' for sign, meaning in SIGNS)}.",
    ]
    for row, text in enumerate(told, 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=TITLE_COLUMNS)
        put(at(sheet, row, 1), text, bold=row == 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + len(text) // 105)
    return len(told)


def _number_format(wanted: Demand) -> str:
    decimals = wanted.indicator.decimals if wanted.indicator.kind is IndicatorKind.VALUE_ONLY else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _validation(kind: IndicatorKind, first: int, last: int, columns: int) -> DataValidation:
    """Whole numbers from 0 (any number for a value), or one of the signs."""
    cell = f"D{first}"
    right = "TRUE" if kind is IndicatorKind.VALUE_ONLY else f"AND({cell}>=0,{cell}=INT({cell}))"
    signs = ",".join(f'{cell}="{sign}"' for sign in SYMBOLS if sign != "X")  # Excel compares without regard to case
    what = "eine Zahl" if kind is IndicatorKind.VALUE_ONLY else "eine ganze Zahl ab 0"
    rule = DataValidation(type="custom", formula1=f"IF(ISNUMBER({cell}),{right},OR({signs}))", allow_blank=True)
    rule.errorTitle, rule.promptTitle = "So geht es nicht", "Eintrag"
    rule.error = f"Bitte {what} oder eines der Zeichen • k. A. × / eintragen."
    rule.prompt = f"{what[0].upper()}{what[1:]} oder • k. A. × /"
    rule.showErrorMessage = rule.showInputMessage = True
    rule.add(f"{cell}:{get_column_letter(3 + columns)}{last}")
    return rule


def _widths(sheet: Worksheet, wanted: Demand, numbers: int) -> None:
    keys, names = max(map(len, wanted.areas)), max(map(len, wanted.areas.values()))
    widths = [max(14, keys + 3), min(45, max(24, names + 3)), 14, *[14] * numbers, 40]
    for position, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width


def _printing(sheet: Worksheet, top: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"


def _protect(sheet: Worksheet) -> None:
    """Against slips, not against intent: no password; widths and heights may be changed."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


# -- Ausfüllhinweise and Katalog --------------------------------------------------------------------------------


def _hints(sheet: Worksheet, wanted: Demand) -> None:
    entry = wanted.indicator
    fiction = (
        [("Fiktiv", f"{wanted.region.name} gibt es nicht; nur zum Ausprobieren.")] if wanted.region.fictional else []
    )
    rows = [
        ("So füllen Sie das Formular aus", ""),
        *fiction,
        ("Zahl", f"{entries_text(entry.kind)} Null tragen Sie als 0 ein."),
        *[(sign, meaning + _typed(sign)) for sign, meaning in SIGNS],
        ("leer", "nicht bearbeitet; wir fragen dann noch einmal nach"),
        ("Geheimhaltung", disclosure_text(wanted.rule, entry.kind)),
        (PERIOD, f"{shown(wanted.period)}. Gelten Zahlen für einen anderen Zeitpunkt, ändern Sie ihn: Jahr "
                 "2023, Monat 2023-11, Stichtag 31.12.2023 oder Zeitraum 2021/2023."),
        (KEY, f"{key_form(wanted)}. Bitte nicht ändern, keine Zeilen löschen, nie einzelne Spalten sortieren."),
        (REMARK, "Was man zum Verständnis wissen muss, zum Beispiel ein anderer Stichtag oder eine andere Abgrenzung."),
        ("Rückgabe", f"Die Mappe mit allen Blättern zurücksenden; das Blatt „{CATALOG}“ wird zum Einlesen gebraucht."),
        ("", ""),
        ("Was die Zahl bedeutet", ""),
        *definition(entry),
        *([("zu beachten", entry.caution)] if entry.caution else []),
    ]  # fmt: skip
    for row, (label, text) in enumerate(rows, 1):
        put(at(sheet, row, 1), label, bold=not text).alignment = Alignment(vertical="top")
        put(at(sheet, row, 2), text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + len(text) // 90)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    _protect(sheet)


def _typed(sign: str) -> str:
    return f" (ersatzweise {TYPED_EASILY[sign]})" if sign in TYPED_EASILY else ""


def _catalog(sheet: Worksheet, wanted: Demand) -> None:
    """What ``geodata.readers.request_sheet`` reads."""
    for position, text in enumerate((f"{MARKER} {VERSION}", wanted.period.text, KEY, NAME), 1):
        put(at(sheet, 1, position), text, bold=True)
    for row, line in enumerate(_described(wanted).to_yaml().splitlines(), 2):
        put(at(sheet, row, 1), line)
    for row, (area_id, name) in enumerate(wanted.areas.items(), 2):
        put(at(sheet, row, 3), area_id)
        put(at(sheet, row, 4), name)
    for letter, width in zip("ABCD", (110, 14, 30, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    _protect(sheet)


def _described(wanted: Demand) -> Catalog:
    """Dataset, indicator and the mapping of the columns of „Daten“."""
    columns = COLUMNS[wanted.indicator.kind].items()
    measures = [
        Measure(indicator=wanted.indicator.id, role=role, column=header, group=wanted.group)  # type: ignore[arg-type]
        for role, header in columns
    ]
    table = TableMapping(
        key=KEY,
        name=NAME,
        period=PERIOD,
        decimal=",",
        level=wanted.level.id,
        boundary_vintage=wanted.vintage,
        symbols={sign: state.value for sign, state in SYMBOLS.items()},
        measures=tuple(measures),
    )
    return Catalog(datasets=(wanted.dataset,), indicators=(wanted.indicator,), table=table)
