"""What DOCX and PPTX share: pictures at print resolution, properties, and archives without the time of writing."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Protocol

import typst

from dashboard import formatting
from dashboard.documents.model import Document, Figure, Table
from dashboard.documents.pdf import fonts
from dashboard.snapshot.page import PROGRAM
from geodata.errors import refuse

FONT, LANGUAGE = "Calibri", "de-DE"  # every Office has it, LibreOffice one of the same widths
DPI = 300
LONGEST_PROPERTY = 255
LONGEST_LINK = 2000  # Office opens no longer address
LONGEST_FOOT = 60
OPEN_VIEW = "Diese Ansicht in Quartiersblick NRW öffnen"
NO_ADDRESS = "Link (an die Adresse der Anwendung anhängen)"
BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
SOURCES, CONTENTS = "Quellen", "Inhalt"
WIDEST_WORD, WIDEST_CELL, NARROWEST, NAMES = 16.0, 34.0, 7.0, 1.3
EMPTY = '#set page(width: {w}mm, height: {h}mm, margin: 0mm, fill: white)\n#image("{name}", width: 100%, height: 100%)'


class Properties(Protocol):
    """Core properties, as both libraries have them."""

    title: str
    subject: str
    author: str
    keywords: str
    comments: str
    last_modified_by: str
    category: str
    language: str
    revision: int
    created: datetime
    modified: datetime


def picture(found: Figure, width: float) -> bytes:
    """PNG of the figure that has ``DPI`` at ``width`` mm; PNG and JPEG as they are.

    Raises ``GeodataError`` (``output_not_written``) where the private folder cannot be written.
    """
    if found.format != "svg":
        return found.body
    try:
        with tempfile.TemporaryDirectory(prefix="quartiersblick-") as folder:
            root = Path(folder)
            (root / "picture.svg").write_bytes(found.body)
            sheet = EMPTY.format(w=width, h=width * found.height / found.width, name="picture.svg")
            (root / "picture.typ").write_text(sheet, "utf-8")
            made: Any = typst.compile(
                str(root / "picture.typ"), root=str(root), font_paths=fonts(), ignore_system_fonts=True, format="png",
                ppi=DPI, package_path=str(root), package_cache_path=str(root),
            )  # fmt: skip
            return made[0] if isinstance(made, list) else made
    except OSError as error:
        raise refuse("output_not_written", value="Bild", details=error.strerror or "kein Platz") from error


def size_in(found: Figure, width: float, height: float) -> tuple[float, float]:
    """Width and height in mm of the figure inside these, its shape kept."""
    shown = min(width, height * found.width / found.height)
    return shown, shown * found.height / found.width


def properties(told: Any, document: Document) -> None:
    """What the file says about itself; both dates are the day of the document, so that its bytes do not change."""
    core: Properties = told
    noon = datetime.combine(document.day, time(12), UTC).replace(tzinfo=None)
    core.title, core.subject = (
        cut(line(document.title), LONGEST_PROPERTY),
        cut(line(document.subtitle), LONGEST_PROPERTY),
    )
    core.author = core.last_modified_by = PROGRAM
    core.keywords = cut("; ".join(keywords(document)), LONGEST_PROPERTY)
    core.comments, core.category, core.language, core.revision = "", "", LANGUAGE, 1
    core.created = core.modified = noon


def keywords(document: Document) -> list[str]:
    """The link only where it fits whole: a part of an address would open another view."""
    said = [f"Datenstand {document.fingerprint}", *filter(None, [document.link])]
    return said if len("; ".join(said)) <= LONGEST_PROPERTY else said[:1]


def foot(document: Document) -> str:
    day = formatting.day(document.day)
    return f"{cut(line(document.title), LONGEST_FOOT)} · Datenstand {document.fingerprint} · {day} · {PROGRAM}"


def can_open(link: str) -> bool:
    """Whether Office may lead there: an address of the web, never a file or a program."""
    return link.startswith(("https://", "http://")) and len(link) <= LONGEST_LINK


def line(text: str) -> str:
    """One line that XML can hold; unlike ``plain`` it keeps the blanks at which a line must not break."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return BREAKS.sub(" ", kept).strip()


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def shares(table: Table) -> list[float]:
    """Shares of the width, by what stands in the columns; the sum is one."""
    found = []
    for number, column in enumerate(zip(table.heads, *table.rows, strict=True)):
        word = max(min(WIDEST_WORD, max(map(len, line(text).split(" ")))) for text in column)
        usual = min(WIDEST_CELL, sum(map(len, column)) / len(column))
        found.append(max(word, usual, NARROWEST) * (NAMES if number == 0 else 1.0))
    return [share / sum(found) for share in found]


def fixed(body: bytes, day: date) -> bytes:
    """The same archive with the day of the document as time of every part."""
    out = io.BytesIO()
    moment = (max(day.year, 1980), day.month, day.day, 12, 0, 0)  # ZIP counts from 1980
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, moment)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            kept.writestr(part, given.read(name))
    return out.getvalue()
