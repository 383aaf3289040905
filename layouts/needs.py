"""Page „Besondere Quartiere“: its frame. List, grid and sliders are drawn by assets/needs.js, the rest by callbacks."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.needs.page import NeedsView
from dashboard.views.needs.rule import RuleView
from layouts.geometry import geometry_url
from layouts.ids import Ids
from layouts.map import CENTRE, ZOOM, attribution
from layouts.needs_card import choose_button
from layouts.needs_expert import EXPERT_PROPS, expert, expert_values, needs_select
from layouts.needs_method import method
from layouts.needs_tools import marks_panel, note_form, stable_panel
from layouts.profile_dialog import profile_button
from layouts.selects import ABOVE, TOTAL, grouped, options
from layouts.theme import colours

PALETTE = "orange"


def needs_page() -> html.Div:
    """The page without content."""
    return html.Div(
        [
            dcc.Store(id=Ids.NEEDS_VIEW),
            dcc.Store(id=Ids.NEEDS_VALUES),
            dcc.Store(id=Ids.NEEDS_PICKED),
            dcc.Store(id=Ids.NEEDS_WEIGHTS),
            _controls(),
            html.Div(id=Ids.NEEDS_HEAD, className="headline"),
            html.Div([_left(), _middle(), _right()], className="needs-views"),
        ],
        id=Ids.PAGE_NEEDS,
        className="karte-page needs-page",
        hidden=True,
    )


# -- controls ---------------------------------------------------------------------------------------------------


def _controls() -> html.Div:
    """Three choices give a result; what experts change lies behind „Rechenweg“."""
    return html.Div(
        [
            html.Div(
                needs_select(Ids.NEEDS_REGION, "1 · Gebiet („Mein Kreis“)", searchable=True),
                className="control control-region",
            ),
            html.Div(needs_select(Ids.NEEDS_LEVEL, "2 · Ebene"), className="control control-level"),
            html.Div(_indicators(), className="control needs-indicators"),
            html.Div(expert(), className="control-buttons"),
        ],
        className="controls",
        role="search",
        **{"aria-label": "Auswahl"},
    )


def _indicators() -> dmc.MultiSelect:
    return dmc.MultiSelect(
        id=Ids.NEEDS_INDICATORS,
        label="3 · Woran wird Bedarf gemessen?",
        searchable=True,
        hidePickedOptions=True,
        maxValues=12,
        size="sm",
        nothingFoundMessage="Nichts gefunden",
        maxDropdownHeight=420,
        comboboxProps=ABOVE,
    )


# -- frame ------------------------------------------------------------------------------------------------------


def _left() -> html.Section:
    return html.Section(
        [
            dl.Map(
                dl.ScaleControl(position="bottomleft", imperial=False, maxWidth=150),
                id=Ids.NEEDS_MAP, center=CENTRE, zoom=ZOOM, zoomSnap=0, zoomDelta=0.5, minZoom=5, maxZoom=16,
                trackViewport=False, attributionControl=False,
                className="map",
            ),
            html.Div(id=Ids.NEEDS_ATTRIBUTION, className="attribution"),
            html.Div(
                [html.Div(id=Ids.NEEDS_GRID, className="needs-grid"), html.Div(id=Ids.NEEDS_SLIDERS)],
                className="needs-below",
            ),
        ],
        className="panel needs-left",
        **{"aria-label": "Karte; dieselben Angaben stehen in der Rangfolge als Tabelle"},
    )  # fmt: skip


def _middle() -> html.Section:
    tabs = [("liste", "Rangfolge", html.Div(id=Ids.NEEDS_LIST, className="needs-list")),
            ("marken", "Vorgemerkt", marks_panel()),
            ("sicher", "Wie belastbar?", stable_panel()),
            ("regel", "Regel", _rule()),
            ("methode", "So gerechnet", html.Div(id=Ids.NEEDS_METHOD, className="needs-method"))]  # fmt: skip
    return html.Section(
        dmc.Tabs(
            [
                dmc.TabsList([dmc.TabsTab(label, value=value) for value, label, _ in tabs]),
                *[dmc.TabsPanel(content, value=value, className="needs-panel") for value, _, content in tabs],
            ],
            value="liste",
            keepMounted=True,
            className="needs-tabs",
        ),
        className="panel needs-middle",
    )


def _rule() -> html.Div:
    return html.Div(
        [
            dmc.Textarea(
                id=Ids.NEEDS_RULE,
                label="Regel",
                description="„A“ über x UND („B“ unter y ± Toleranz ODER „C“ mindestens Durchschnitt). Auch "
                "Kontextmerkmale dürfen vorkommen.",
                autosize=True,
                minRows=3,
                maxRows=8,
                size="sm",
            ),
            html.Div(
                [
                    dmc.Button("Anwenden", id=Ids.NEEDS_RULE_APPLY, size="xs"),
                    dmc.Button("Regel aufheben", id=Ids.NEEDS_RULE_CLEAR, size="xs", variant="default"),
                ],
                className="import-buttons",
            ),
            html.Div(id=Ids.NEEDS_RULE_RESULT, role="status"),
        ],
        className="needs-rule",
    )


def _right() -> html.Section:
    return html.Section(
        [
            profile_button(Ids.NEEDS_PROFILE_OPEN),
            html.Div(id=Ids.NEEDS_CARD),
            note_form(),
        ],
        className="panel needs-card-panel",
        **{"aria-label": "Steckbrief"},
    )


# -- values -----------------------------------------------------------------------------------------------------

NEEDS_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.NEEDS_VALUES, "data"),
    (Ids.NEEDS_HEAD, "children"),
    (Ids.NEEDS_METHOD, "children"),
    (Ids.NEEDS_ATTRIBUTION, "children"),
    (Ids.NEEDS_REGION, "data"),
    (Ids.NEEDS_REGION, "value"),
    (Ids.NEEDS_LEVEL, "data"),
    (Ids.NEEDS_LEVEL, "value"),
    (Ids.NEEDS_INDICATORS, "data"),
    (Ids.NEEDS_INDICATORS, "value"),
    (Ids.NEEDS_YEAR, "data"),
    (Ids.NEEDS_YEAR, "value"),
    (Ids.NEEDS_SPAN, "data"),
    (Ids.NEEDS_SPAN, "value"),
    (Ids.NEEDS_SCALE, "value"),
    (Ids.NEEDS_GAP, "value"),
    (Ids.NEEDS_REF, "data"),
    (Ids.NEEDS_REF, "value"),
    (Ids.NEEDS_RULE, "value"),
    (Ids.NEEDS_RULE, "placeholder"),
    (Ids.NEEDS_RULE_RESULT, "children"),
    *EXPERT_PROPS,
)


def needs_values(view: NeedsView, state: Any, digest: str) -> list[Any]:
    """Values of ``NEEDS_PROPS``, in that order."""
    given = view.options
    return [
        _payload(view, digest),
        _head(view),
        method(view),
        attribution(view.attribution, fictional=view.fictional),
        grouped(given.regions),
        state.region,
        options(given.levels),
        state.level,
        grouped(given.indicators),
        list(given.picked),
        options(given.years),
        given.year or None,
        options(given.spans),
        state.q_span,
        state.q_scale,
        state.q_gap or TOTAL,
        options(given.references),
        given.reference or TOTAL,
        view.rule.text,
        view.rule.example,
        _rule_result(view.rule),
        *expert_values(given),
    ]


def _payload(view: NeedsView, digest: str) -> dict[str, Any]:
    place = view.place
    return view.browser | {
        "place": {
            "key": geometry_url(place.geometry, digest), "ids": place.ids, "names": place.names,
            "bounds": place.bounds, "borders": geometry_url(place.borders, digest),
        },
        "colours": colours(PALETTE, 4),
    }  # fmt: skip


def _head(view: NeedsView) -> list[Component]:
    fictional = [html.Span("fiktive Daten", className="tag-fictional")] if view.fictional else []
    notes = [html.Li(note) for note in view.notes]
    return [
        html.H1([*fictional, view.sentence]),
        html.P([html.Span(fact) for fact in view.facts], className="facts"),
        *[html.P(problem, className="needs-problem") for problem in view.problems],
        *(
            [html.Details([html.Summary(_counted(len(notes))), html.Ul(notes)], className="needs-notes")]
            if notes
            else []
        ),
    ]


def _counted(count: int) -> str:
    return "1 Hinweis zu diesem Ergebnis" if count == 1 else f"{count} Hinweise zu diesem Ergebnis"


def _rule_result(rule: RuleView) -> list[Component]:
    if rule.problem:
        return [dmc.Alert(rule.problem, color="red.9", variant="light")]
    if not rule.sentence:
        return []
    return [html.P(rule.sentence), *([choose_button("Auf der Karte zeigen", rule.yes)] if rule.yes else [])]
