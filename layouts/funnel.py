"""Tab „Trichter“: a canvas that assets/funnel.js draws, and what it says in words."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.views.funnel import METHOD
from layouts.certainty import explained
from layouts.ids import Ids

SEEN_AS = "Trichterdiagramm: Werte der Gebiete über ihrer Größe; dieselben Zahlen stehen in der Rangfolge"


def funnel_box() -> html.Div:
    return html.Div(
        [
            html.Canvas(id=Ids.FUNNEL, className="funnel", role="img", **{"aria-label": SEEN_AS}),
            html.Div(id=Ids.FUNNEL_NOTE, className="funnel-note"),
        ],
        className="funnel-box",
    )


def funnel_note(text: str, *, drawn: bool) -> list[Component]:
    return [html.P(text), explained("Was heißt das?", METHOD if drawn else (), "profile-method")] if text else []
