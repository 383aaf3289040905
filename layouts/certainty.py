"""„Wie sicher?“ below the map: whether only sure differences are shown, how many there are, and what that rests on."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.state import ViewState
from dashboard.views.certainty_text import Note
from layouts.ids import Ids
from layouts.progress import NEIGHBOURS, progress_panel
from layouts.selects import TOTAL

SMOOTH = {TOTAL: "Wert", "1": "geglättet"}
CLUSTERS = {TOTAL: "einzelne Werte", "1": "räumliche Häufung"}
SURE = {TOTAL: "alle", "1": "nur gesicherte Unterschiede"}


def certainty_bar() -> html.Div:
    """The switch keeps its place; words and whether it can be used come by callback."""
    switch = dmc.SegmentedControl(
        id=Ids.SURE,
        data=[{"value": value, "label": label} for value, label in SURE.items()],
        value=TOTAL,
        size="xs",
        **{"aria-label": "Welche Unterschiede gezeigt werden"},
    )
    return html.Div(
        [
            switch,
            _smooth_switch(),
            _cluster_switch(),
            html.Div(id=Ids.CERTAINTY, className="certainty-note"),
            _cluster_job(),
        ],
        className="certainty-bar",
    )


def _smooth_switch() -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=Ids.SMOOTH,
        data=[{"value": value, "label": label} for value, label in SMOOTH.items()],
        value=TOTAL,
        size="xs",
        **{"aria-label": "Wert oder geglätteter Wert, kleine Gebiete stabilisiert"},
    )


def _cluster_switch() -> dmc.SegmentedControl:
    return dmc.SegmentedControl(
        id=Ids.NEIGHBOURS,
        data=[{"value": value, "label": label} for value, label in CLUSTERS.items()],
        value=TOTAL,
        size="xs",
        **{"aria-label": "Einzelne Werte, oder wo hohe oder niedrige Werte beieinander liegen"},
    )


def _cluster_job() -> html.Div:
    """Offered where clusters are wished and not known yet; the page stays usable while they are computed."""
    start = dmc.Button("Jetzt berechnen", id=Ids.NEIGHBOURS_START, size="compact-xs", variant="filled")
    return html.Div(
        [
            dcc.Store(id=Ids.NEIGHBOURS_READY),
            progress_panel(NEIGHBOURS),
            html.Fieldset(
                html.Div(start, id=Ids.NEIGHBOURS_OFFER, hidden=True), id=Ids.NEIGHBOURS_CONTROLS, className="bare"
            ),
            html.Div(id=Ids.NEIGHBOURS_RESULT, role="status"),
        ],
        className="cluster-job",
    )


def certainty_note(note: Note) -> list[Component]:
    return [html.Span(note.text, title=note.text), explained("Was heißt das?", note.method, "certainty-method")]


def explained(label: str, sentences: tuple[str, ...], class_name: str) -> html.Details | None:
    """Sentences one click away; nothing without any."""
    if not sentences:
        return None
    return html.Details([html.Summary(label), html.Div([html.P(s) for s in sentences])], className=class_name)


CERTAINTY_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.SURE, "value"),
    (Ids.CI, "value"),
    (Ids.SMOOTH, "value"),
    (Ids.NEIGHBOURS, "value"),
)


def certainty_values(state: ViewState) -> list[Any]:
    """Values for ``CERTAINTY_PROPS``, in that order."""
    return [state.sure or TOTAL, state.ci or TOTAL, state.smooth or TOTAL, state.nb or TOTAL]
