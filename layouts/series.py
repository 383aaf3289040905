"""Addresses of series files. The fingerprint of the data in the name changes with every figure."""

from __future__ import annotations

from urllib.parse import quote

from dashboard.views.trend import SeriesRef

SERIES_ROUTE = "/series/<fingerprint>/<int:decimals>/<level>/<ind>/<path:region>.json"


def series_url(ref: SeriesRef, fingerprint: str) -> str:
    """Path of a file served by ``SERIES_ROUTE``; the group follows as a parameter."""
    group = f"?group={quote(ref.group, safe='')}" if ref.group else ""
    what = "/".join(quote(part, safe="") for part in (ref.level, ref.ind))
    return f"/series/{fingerprint}/{ref.decimals}/{what}/{quote(ref.region)}.json{group}"
