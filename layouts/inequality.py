"""„Ungleichheit“ beside the Steckbrief: one row per point in time, and what it says in words."""

from __future__ import annotations

import math

from dash import html
from dash.development.base_component import Component

from dashboard.views.inequality import InequalityView, Year
from layouts.certainty import explained

LONGEST_BAR = 60  # pixels of a group that would have to move as a whole


def inequality(view: InequalityView | None) -> list[Component]:
    if view is None:
        return []
    if view.reason:
        return [html.P(view.reason, className="hint")]
    heads = [
        "Zeitpunkt",
        "müssten umziehen",
        "durch Zufall",
        *(["zwischen Gemeinden"] if view.parts else []),
        "Gebiete",
    ]
    rows = [row for year in view.years for row in _rows(year, len(heads), parts=view.parts)]
    return [
        *(html.P(s) for s in view.sentences),
        html.Table(
            [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)],
            className="comparisons inequality-years",
        ),
        explained("Was heißt das?", view.method, "profile-method"),
    ]


def _rows(year: Year, width: int, *, parts: bool) -> list[html.Tr]:
    """The year, and below it what separates it from the one before."""
    width_px = 0 if math.isnan(year.share) else round(LONGEST_BAR * year.share)
    bar = html.Span(className="inequality-bar", style={"width": f"{width_px}px"})
    cells = [html.Td([bar, year.text]), html.Td(year.by_chance), *([html.Td(year.between)] if parts else [])]
    row = html.Tr([html.Th(year.period, scope="row"), *cells, html.Td(str(year.areas))])
    broken = html.Tr(html.Td(f"Bruch in der Reihe: {year.gap}", colSpan=width), className="inequality-gap")
    return [row, broken] if year.gap else [row]
