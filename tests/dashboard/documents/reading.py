"""What a PDF says, read back."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader


def read(body: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(body))


def text_of(reader: PdfReader) -> str:
    """All pages; blanks and line breaks are one blank."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def structure(reader: PdfReader, wanted: str) -> list[Any]:
    """Elements of the tree of tags with this role, in order of reading."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            found.extend([node] if node.get("/S") == wanted else [])
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def alternatives(reader: PdfReader) -> list[str]:
    """Alternative texts of pictures."""
    return list(dict.fromkeys(str(f["/Alt"]) for f in structure(reader, "/Figure") if "/Alt" in f))


def tops(reader: PdfReader) -> list[str]:
    """Bookmarks of the highest level."""
    return [str(entry["/Title"]) for entry in reader.outline if not isinstance(entry, list)]
