"""Base map below the areas: off unless the operator names an address of tiles (assets/basemap.js)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dash import html


@dataclass(frozen=True, slots=True)
class Basemap:
    """``url``: address of tiles with {z}, {x}, {y}; ``attribution``: who must be named."""

    url: str
    attribution: str


def basemap_data(basemap: Basemap | None) -> dict[str, str]:
    """What the panel of the maps tells the browser; nothing without a base map."""
    return {"data-basemap": json.dumps(asdict(basemap), ensure_ascii=False)} if basemap else {}


def basemap_credit(basemap: Basemap | None) -> html.Span | None:
    """Always on screen, whatever the map shows."""
    return html.Span(f" · Hintergrundkarte: {basemap.attribution}", className="basemap-credit") if basemap else None
