"""Cells of an .xlsx workbook that readers see as empty but that are not: errors, and formulas never calculated."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

WITH_XML = (".xlsx", ".xlsm")
NAMESPACE = re.compile(r"\{.*\}")
CELL = re.compile(r'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"([^>]*)>(.*?)</c>', re.DOTALL)
ERROR = re.compile(r'\bt="e"')
FORMULA = re.compile(r"<f\b[^>]*?(?:/>|>(.*?)</f>)", re.DOTALL)
VALUE = re.compile(r"<v[^>]*>([^<]+)</v>|<t\b")


def hidden_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """(row, column), both counted from 1 → what stands there: ``#DIV/0!`` or the formula. {} if it cannot be told."""
    if path.suffix.lower() not in WITH_XML:
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(_part(archive, sheet)).decode("utf-8", errors="replace")
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, ElementTree.ParseError, StopIteration):
        return {}
    if "<f" not in content and 't="e"' not in content:
        return {}
    found = {}
    for letters, row, attributes, inner in CELL.findall(content):
        if text := _hidden(attributes, inner):
            found[int(row), _number(letters)] = text
    return found


def _hidden(attributes: str, inner: str) -> str:
    value = VALUE.search(inner)
    if ERROR.search(attributes):
        return value[1] if value and value[1] else "#FEHLER"
    formula = FORMULA.search(inner)
    return f"={formula[1] or '…'}" if formula and not value else ""


def _number(letters: str) -> int:
    total = 0
    for letter in letters:
        total = 26 * total + ord(letter) - ord("A") + 1
    return total


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of the part that holds a sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    entry = next(e for e in book.iter() if NAMESPACE.sub("", e.tag) == "sheet" and e.get("name") == sheet)
    wanted = next(value for name, value in entry.items() if NAMESPACE.sub("", name) == "id")
    target = next(str(link.get("Target")) for link in links if link.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
