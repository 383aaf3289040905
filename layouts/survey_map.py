"""A map of a survey as one picture: SVG in a data address, so that nothing but the picture travels."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.views.survey.models import Legend, Link, Map, Shape
from layouts.theme import ACCENT, INK

FILLS = {"full": ACCENT, "light": "#b9d3e2", "dotted": "url(#d)", "empty": "#ffffff", "hatched": "url(#h)"}
MARK = "#b34700"  # selected on the page „Karte“
HATCH = (
    '<pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#f1f3f5"/><path d="M0 0V6" stroke="#97a3ae" stroke-width="2"/></pattern>'
    '<pattern id="d" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#ffffff"/>'
    '<circle cx="3.5" cy="3.5" r="1.3" fill="#5c6975"/></pattern>'
)


def map_section(found: Map) -> list[Component]:
    """Legend, picture and what it says."""
    legend = html.Ul([_entry(entry) for entry in found.legend], className="survey-legend")
    parts: list[Component] = [legend]
    if found.shapes:
        parts.append(html.Img(src=address(_svg(found)), alt=found.text, className="survey-map"))
        points = any(shape.at for shape in found.shapes)
        parts.append(html.P("Kreise stehen als Punkte in ihrer Mitte.", className="survey-note") if points else None)
    if found.marked:
        parts.append(html.P("Orange umrandet: auf der Seite „Karte“ ausgewählt.", className="survey-note"))
    if found.note:
        parts.append(html.P(found.note, className="survey-note"))
    return [*(part for part in parts if part is not None), *link_list(found.links)]


def link_list(links: tuple[Link, ...]) -> list[Component]:
    return [html.P([html.A(link.text, href=link.href) for link in links], className="survey-links")] if links else []


def _entry(entry: Legend) -> html.Li:
    return html.Li([html.Img(src=address(_swatch(entry.look)), alt="", width=22, height=14), entry.label])


def address(svg: str) -> str:
    return f"data:image/svg+xml;charset=utf-8,{quote(svg)}"


def frame(width: float, height: float, inside: str) -> str:
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{HATCH}</defs>{inside}</svg>'


def _swatch(look: str) -> str:
    return frame(22, 14, f'<rect x=".5" y=".5" width="21" height="13" fill="{FILLS[look]}" stroke="{INK}"/>')


def _svg(found: Map) -> str:
    looks = {entry.key: entry.look for entry in found.legend}
    areas = "".join(_area(shape, looks) for shape in found.shapes if shape.path)
    lines = "".join(f'<path d="{escape(p)}" fill="none" stroke="{INK}" stroke-width="1.1"/>' for p in found.outlines)
    marked = "".join(f'<path d="{escape(p)}" fill="none" stroke="{MARK}" stroke-width="2.6"/>' for p in found.marked)
    points = "".join(_point(shape, looks) for shape in found.shapes if shape.at)
    return frame(found.width + 2, found.height + 2, f'<g transform="translate(1 1)">{areas}{lines}{marked}{points}</g>')


def _fill(shape: Shape, looks: dict[str, str]) -> str:
    return FILLS[looks.get(shape.key, "empty")]


def _area(shape: Shape, looks: dict[str, str]) -> str:
    return f'<path d="{escape(shape.path)}" fill="{_fill(shape, looks)}" stroke="#6d7a86" stroke-width=".5"/>'


def _point(shape: Shape, looks: dict[str, str]) -> str:
    x, y = shape.at or (0.0, 0.0)
    return f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="{_fill(shape, looks)}" stroke="#fff" stroke-width="2"/>' + (
        f'<circle cx="{x:g}" cy="{y:g}" r="8" fill="none" stroke="{INK}" stroke-width="1"/>'
    )
