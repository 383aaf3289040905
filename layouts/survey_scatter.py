"""Points of quarters with their intervals, as one picture; larger points rest on more answers.

Words are no part of the picture: a picture in a data address cannot use the font of the page. They lie on top of it, at
shares of its width and height."""

from __future__ import annotations

import math

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard import formatting
from dashboard.views.survey.models import Point, Scatter
from layouts.survey_map import MARK, address, frame
from layouts.theme import ACCENT

WIDTH, HEIGHT = 480.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 14.0, 12.0, 44.0
STEPS = 5


def scatter_section(found: Scatter) -> list[Component]:
    rows = [html.Li(p.text) for p in sorted(found.points, key=lambda p: p.x)]
    alt = f"{found.title}: {len(found.points)} Quartiere. Die Werte stehen in der Liste darunter."
    marked = ["; farbig: auf der Karte ausgewählt"] if any(p.marked for p in found.points) else []
    key = f"Punkt = Quartier, Fläche nach Zahl der Antworten (n), Strich = 95-%-Intervall{''.join(marked)}."
    return [
        html.P(found.base, className="survey-base"),
        html.Div(_drawn(found, alt), className="survey-scatter"),
        html.P(key, className="survey-note"),
        html.P(found.note, className="survey-note"),
        html.Details([html.Summary("Werte als Liste"), html.Ul(rows)]),
    ]


def ticks(low: float, high: float) -> list[float]:
    """Round numbers that span low to high, about ``STEPS`` of them."""
    span = max(high - low, 1e-9)
    raw = span / STEPS
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    return [float(v) for v in np.arange(math.floor(low / step), math.ceil(high / step) + 1) * step]


def _drawn(found: Scatter, alt: str) -> list[Component]:
    """Picture and, on top of it, the numbers and names of its axes; ``alt`` says the same to who cannot see them."""
    across = ticks(min(p.x for p in found.points), max(p.x for p in found.points))
    up = ticks(0.0, max(p.high for p in found.points))

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - across[0]) / (across[-1] - across[0])

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - up[0]) / (up[-1] - up[0])

    lines = [_line(x(v), TOP, x(v), HEIGHT - BOTTOM, "#e4e9ed") for v in across]
    lines += [_line(LEFT, y(v), WIDTH - RIGHT, y(v), "#e4e9ed") for v in up]
    most = max(p.n for p in found.points)
    marks = [_mark(p, x(p.x), y(p.y), y(p.low), y(p.high), most) for p in sorted(found.points, key=lambda p: p.marked)]
    texts = [_text(x(v), HEIGHT - BOTTOM + 12, _number(v, across), "middle") for v in across]
    texts += [_text(LEFT - 6, y(v), _number(v, up), "end") for v in up]
    texts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, found.x_label, "middle"))
    texts.append(_text(LEFT + 4, TOP + 8, found.y_label, "start"))
    return [html.Img(src=address(frame(WIDTH, HEIGHT, "".join((*lines, *marks)))), alt=alt), *texts]


def _number(value: float, among: list[float]) -> str:
    step = among[1] - among[0]
    return formatting.number(value, max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="1"/>'


def _text(x: float, y: float, text: str, anchor: str) -> html.Span:
    """One line; ``y`` is its middle."""
    place = {"left": f"{100 * x / WIDTH:.2f}%", "top": f"{100 * y / HEIGHT:.2f}%"}
    return html.Span(text, className=f"is-{anchor}", style=place, **{"aria-hidden": "true"})


def _mark(point: Point, x: float, y: float, low: float, high: float, most: int) -> str:
    colour = MARK if point.marked else ACCENT
    radius = 2.5 + 6.5 * math.sqrt(point.n / most)
    return (
        f'<path d="M{x:.1f} {low:.1f}L{x:.1f} {high:.1f}" stroke="{colour}" stroke-opacity="0.45" stroke-width="1.2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.75" stroke="#fff"/>'
    )
