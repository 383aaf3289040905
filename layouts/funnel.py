"""„Trichter“ beside the Steckbrief: a canvas that assets/funnel.js draws, and what it says in words."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.state import FUNNEL, INEQUALITY
from dashboard.views.funnel import METHOD
from layouts.certainty import explained
from layouts.ids import Ids
from layouts.selects import TOTAL

TABS = {TOTAL: "Steckbrief", FUNNEL: "Trichter", INEQUALITY: "Ungleichheit"}
SEEN_AS = "Trichterdiagramm: Werte der Gebiete über ihrer Größe; dieselben Zahlen stehen in der Rangfolge"


def tab_switch() -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=Ids.TAB,
        data=[{"value": value, "label": label} for value, label in TABS.items()],
        value=TOTAL,
        size="xs",
        **{"aria-label": "Was neben der Karte steht"},
    )


def funnel_box() -> html.Div:
    return html.Div(
        [
            html.Canvas(id=Ids.FUNNEL, className="funnel", role="img", **{"aria-label": SEEN_AS}),
            html.Div(id=Ids.FUNNEL_NOTE, className="funnel-note"),
        ],
        id=Ids.FUNNEL_BOX,
        className="funnel-box",
        hidden=True,
    )


def funnel_note(text: str, *, drawn: bool) -> list[Component]:
    return [html.P(text), explained("Was heißt das?", METHOD if drawn else (), "profile-method")] if text else []
