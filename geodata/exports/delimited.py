"""The table as CSV: German for German spreadsheets, international for programs."""

from __future__ import annotations

import csv
import io

from geodata.exports.table import COLUMNS, Table
from geodata.exports.text import number_text, safe_text

BOM = "\ufeff"


def german_csv(table: Table) -> bytes:
    """Semicolons, decimal commas, UTF-8 with a byte order mark: what a double click opens rightly in German Excel."""
    return (BOM + _text(table, ";", ",", [c.german for c in COLUMNS])).encode("utf-8")


def international_csv(table: Table) -> bytes:
    """Commas, decimal points, UTF-8, English headings."""
    return _text(table, ",", ".", [c.english for c in COLUMNS]).encode("utf-8")


def _text(table: Table, delimiter: str, decimal: str, header: list[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    numbers = [c.number for c in COLUMNS]
    for row in table.rows.itertuples(index=False):
        writer.writerow(
            number_text(float(v), decimal) if is_number else safe_text(str(v))
            for v, is_number in zip(row, numbers, strict=True)
        )
    return out.getvalue()
