"""A document as a tagged PDF (PDF/UA-1), set by typst from ``document.typ``. The same document gives the same bytes.

Texts travel as data and stay text, pictures lie in a private folder that is all the compiler may read; no packages, no
network, no fonts but our own (docs/decisions/0015-documents.md).
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import typst

from dashboard import formatting
from dashboard.documents.model import (
    Bullets,
    Document,
    Figure,
    KeyFigures,
    Paragraph,
    Part,
    Section,
    Side,
    Table,
)
from dashboard.snapshot.options import plain
from dashboard.snapshot.page import FICTIONAL, INVENTED, PROGRAM
from dashboard.snapshot.tables import fitted
from geodata.errors import refuse

TEMPLATE = Path(__file__).with_name("document.typ")
FONTS = Path(__file__).parents[1] / "snapshot" / "fonts"
STANDARDS: Any = ["ua-1"]
WIDTH = 174.0  # mm of text on the page
TALLEST = 225.0  # mm of a picture, so that it fits on a page with its caption
MOST_COLUMNS = 4  # of key figures
LARGE, LESS, LONG = 17.0, 10.5, 14  # points of a key figure; of one with more than so many characters
LONGEST_FOOT = 60  # characters of the title in the foot
LINE, PADDING, NARROW, LONGEST_WORD = 104, 2, 5, 20  # of tables, in characters
BLANKS = re.compile("[ \\n\\t]+")


def pdf(document: Document) -> bytes:
    """The whole file. Raises ``GeodataError`` (``output_not_written``) where the private folder cannot be written."""
    try:
        with tempfile.TemporaryDirectory(prefix="quartiersblick-") as folder:
            return _compiled(document, Path(folder), "pdf")
    except OSError as error:
        raise refuse("output_not_written", value="PDF", details=error.strerror or "kein Platz") from error


def pages(document: Document, ppi: float = 80) -> list[bytes]:
    """The pages as PNG, to be looked at."""
    with tempfile.TemporaryDirectory(prefix="quartiersblick-") as folder:
        found: Any = _compiled(document, Path(folder), "png", ppi)
        return found if isinstance(found, list) else [found]


def _compiled(document: Document, root: Path, form: Any, ppi: float | None = None) -> Any:
    main = root / "document.typ"
    main.write_bytes(TEMPLATE.read_bytes())
    data = json.dumps(_data(document, _Pictures(root)), ensure_ascii=False)
    made = datetime.combine(document.day, time(12), UTC)
    return typst.compile(
        str(main), root=str(root), font_paths=fonts(), ignore_system_fonts=True, format=form, ppi=ppi,
        sys_inputs={"data": data}, pdf_standards=STANDARDS if form == "pdf" else [], timestamp=made,
        package_path=str(root), package_cache_path=str(root),
    )  # fmt: skip


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Ours, and matplotlib's DejaVu Sans for letters it lacks; found once."""
    other = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS), str(other)])


class _Pictures:
    """Files in the private folder, one per different picture; SVG is text and travels with the data."""

    def __init__(self, root: Path) -> None:
        self.root, self.count = root, 0

    def keep(self, found: Figure) -> str:
        if found.format == "svg":
            return found.body.decode("utf-8")
        self.count += 1
        name = f"picture-{self.count}.{found.format}"
        (self.root / name).write_bytes(found.body)
        return name


def _data(document: Document, pictures: _Pictures) -> dict[str, Any]:
    day = formatting.day(document.day)
    foot = f"{_cut(plain(document.title))} · Datenstand {document.fingerprint} · erstellt am {day} mit {PROGRAM}"
    return {
        "title": plain(document.title), "subtitle": plain(document.subtitle), "program": PROGRAM,
        "keywords": [f"Datenstand {document.fingerprint}", *filter(None, [document.link])],
        "day": [document.day.year, document.day.month, document.day.day],
        "fictional": document.fictional, "badge": FICTIONAL, "invented": INVENTED if document.fictional else "",
        "foot": foot, "page_word": "Seite", "of_word": "von",
        "contents": document.contents, "contents_word": "Inhalt",
        "summary": [_part(p, pictures) for p in document.summary],
        "sections": [_section(s, pictures) for s in document.sections],
        "sources": [_text(s) for s in document.sources], "sources_word": "Quellen",
        "link": document.link, "link_word": "Diese Ansicht in Quartiersblick NRW öffnen",
    }  # fmt: skip


def _section(found: Section, pictures: _Pictures) -> dict[str, Any]:
    return {
        "title": _text(found.title), "place": _text(found.place), "new_page": found.new_page,
        "parts": [_part(p, pictures) for p in found.parts],
        "sections": [_section(s, pictures) for s in found.sections],
    }  # fmt: skip


def _part(part: Part, pictures: _Pictures) -> dict[str, Any]:
    makers: dict[type, Callable[[Any], dict[str, Any]]] = {
        Paragraph: lambda p: {"kind": "paragraph", "text": _text(p.text), "quiet": p.quiet, "link": p.link},
        Bullets: lambda p: {"kind": "bullets", "items": [_text(i) for i in p.items]},
        KeyFigures: _key_figures,
        Table: _table,
        Figure: lambda p: _figure(p, pictures),
    }
    return makers[type(part)](part)


def _key_figures(part: KeyFigures) -> dict[str, Any]:
    items = [
        {
            "label": _text(i.label), "value": _text(i.value), "size": LARGE if len(i.value) <= LONG else LESS,
            "note": [_text(line) for line in i.note.splitlines() if line.strip()],
        }
        for i in part.items
    ]  # fmt: skip
    return {"kind": "key_figures", "items": items, "columns": MOST_COLUMNS if len(items) != 3 else 3}


def _table(part: Table) -> dict[str, Any]:
    sides = part.sides or (Side.LEFT,) * len(part.heads)
    return {
        "kind": "table", "caption": _text(part.caption), "heads": [_text(h) for h in part.heads],
        "rows": [[_text(c) for c in row] for row in part.rows], "sides": [s.value for s in sides],
        "widths": _widths([(_text(head), [_text(row[n]) for row in part.rows]) for n, head in enumerate(part.heads)]),
        "notes": [_text(n) for n in part.notes],
    }  # fmt: skip


def _widths(columns: list[tuple[str, list[str]]]) -> list[float]:
    """Shares of the width, in characters: what every cell needs on one line if there is room for that, else the longest
    columns are cut alike; never narrower than a word."""
    least = [min(LONGEST_WORD, max(map(_longest_word, [head, *cells]))) for head, cells in columns]
    wanted = [
        max([low, -(-len(head) // 2), *map(len, cells)]) for low, (head, cells) in zip(least, columns, strict=True)
    ]
    return [max(NARROW, width) + PADDING for width in fitted(least, wanted, LINE)]


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split(" ")), default=0)


def _figure(part: Figure, pictures: _Pictures) -> dict[str, Any]:
    width = min(part.width, WIDTH, TALLEST * part.width / part.height)
    return {
        "kind": "figure", "body": pictures.keep(part), "format": part.format, "alt": _text(part.alt), "width": width,
        "caption": _text(part.caption),
    }  # fmt: skip


def _text(text: str) -> str:
    """Without control characters; no-break spaces stay."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return BLANKS.sub(" ", kept).strip(" ")


def _cut(text: str) -> str:
    """For the foot of the page, which has one line."""
    return text if len(text) <= LONGEST_FOOT else f"{text[: LONGEST_FOOT - 1].rstrip()}…"
