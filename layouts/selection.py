"""The line beside „Steckbrief“: how many areas are selected, and what they come to."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.views.selection import Summary
from layouts.ids import Ids


def selection_bar() -> html.Div:
    """How many is counted in the browser at once (assets/status.js); the sum comes from the server."""
    return html.Div(
        [
            html.Span(id=Ids.SELECTED_COUNT, className="selected-count"),
            html.Span(id=Ids.SUMMARY, className="selected-sum"),
            html.Button(
                "Auswahl aufheben", id=Ids.CLEAR, type="button", className="plain-button", disable_n_clicks=True
            ),
        ],
        id=Ids.SELECTED,
        className="selected-bar",
        hidden=True,
    )


def summary(view: Summary | None) -> list[Component]:
    if view is None:
        return []
    total = html.Span(view.obstacle) if view.obstacle else html.Span(["zusammen ", html.Strong(view.total)])
    note = f"nicht enthalten: {', '.join(view.left_out)}" if view.left_out and not view.obstacle else ""
    left = html.Span(note or ", ".join(view.left_out), className="selected-left")
    return [total, left] if view.left_out else [total]
