"""Addresses of outline files. The hash in the name changes with the outlines, so browsers may keep them for ever."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from dashboard.views.place import GeometryRef

GEO_ROUTE = "/geo/<digest>/<int:lod>/<level>/<path:region>.json"


def geometry_url(ref: GeometryRef | None, digest: str) -> str:
    """Path of a file served by ``GEO_ROUTE``; empty for no outlines."""
    if ref is None:
        return ""
    return f"/geo/{digest}/{ref.lod}/{quote(ref.level, safe='')}/{quote(ref.region)}.json"


def preload(refs: Iterable[GeometryRef | None], digest: str) -> str:
    """Links for the head of the page: outlines arrive while the browser still reads the scripts that draw them."""
    urls = [geometry_url(ref, digest) for ref in refs]
    return "".join(
        f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{escape(url)}">' for url in urls if url
    )
