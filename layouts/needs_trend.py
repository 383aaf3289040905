"""Small lines on the card of a quarter: each chosen indicator over the years, beside the mean of the areas."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.views.needs.trend import Points, Trend, segments

WIDTH, HEIGHT, EDGE = 150, 40, 4
OWN, MEAN, BREAK = "#b4520f", "#52616f", "#8a1c12"
KEY = "Orange: dieses Gebiet; grau gestrichelt: Mittel der Gebiete; senkrecht: Bruch der Reihe."


def trends(found: tuple[Trend, ...]) -> list[Component]:
    if not found:
        return []
    return [
        html.H3("Verlauf"),
        html.Ul([html.Li([html.Span(t.name), *_line(t), html.Small(t.text)]) for t in found], className="needs-trends"),
        html.P(KEY, className="hint"),
    ]


def _line(trend: Trend) -> list[Component]:
    """Nothing where a line would say nothing."""
    if all(value is None for value in trend.own):
        return []
    return [html.Img(src=f"data:image/svg+xml,{quote(drawing(trend))}", alt=f"Verlauf {trend.name}: {trend.text}")]


def drawing(trend: Trend) -> str:
    """SVG without any text; every number in it is computed here."""
    known = [v for v in (*trend.own, *trend.mean) if v is not None]
    low, high = min(known), max(known)

    def x(position: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * position / max(1, len(trend.periods) - 1)

    def y(value: float) -> float:
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / (high - low) if high > low else 0.5)

    def lines(values: Points, look: str) -> list[str]:
        runs = [[f"{x(n):.1f},{y(v):.1f}" for n, v in run] for run in segments(values, trend.breaks)]
        # A single point is drawn as a dot: a line of no length with round ends.
        return [f'<polyline points="{" ".join(run * (2 if len(run) == 1 else 1))}" {look}/>' for run in runs]

    breaks = [f'<path d="M{x(n - 0.5):.1f},0V{HEIGHT}" stroke="{BREAK}" stroke-dasharray="2 2"/>' for n in trend.breaks]
    round_ends = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    mean = lines(trend.mean, f'stroke="{MEAN}" stroke-width="1.4" stroke-dasharray="3 3" {round_ends}')
    own = lines(trend.own, f'stroke="{OWN}" stroke-width="2.2" {round_ends}')
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join((*breaks, *mean, *own))}</svg>'
