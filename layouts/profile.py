"""Steckbrief of the selected area."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.views.profile import Comparison, Profile
from layouts.certainty import explained
from layouts.facilities import supply_table
from layouts.ids import Ids
from layouts.profile_dialog import profile_button
from layouts.selection import selection_bar


def profile_panel() -> html.Section:
    return html.Section(
        [
            html.Div([html.H2("Steckbrief"), selection_bar(), profile_button()], className="panel-head"),
            html.Div(empty_profile(), id=Ids.PROFILE, className="profile", **{"aria-live": "polite"}),
        ],
        className="panel profile-panel",
        tabIndex=0,  # it scrolls
        **{"aria-label": "Steckbrief"},
    )


def empty_profile() -> list[Component]:
    return [
        html.P(
            "Wählen Sie ein Gebiet auf der Karte oder in der Rangfolge: Hier stehen dann sein Wert und "
            "der Vergleich mit Gemeinde, Kreis und Land.",
            className="hint",
        )
    ]


def profile(view: Profile | None) -> list[Component]:
    if view is None:
        return empty_profile()
    return [
        html.Div(
            [
                html.H3([view.name, html.Span("fiktiv", className="tag-fictional") if view.fictional else ""]),
                html.Div(view.place, className="place"),
            ],
            className="profile-head",
        ),
        _figure(view),
        _comparisons(view.comparisons),
        _certainty(view),
        *supply_table(view.supply),
        html.P(view.development, className="trend-note"),
        html.P(f"{_definition(view)}Quelle: {view.source}", className="source"),
    ]


def _figure(view: Profile) -> html.Div:
    details = " · ".join(part for part in (view.k_of_n, view.rank, view.period) if part)
    return html.Div(
        [
            html.Div([view.value, html.Span(view.unit)], className="figure-value"),
            html.Div(
                [
                    html.Div(view.indicator, className="figure-label"),
                    html.Div(view.status_note, className="figure-status") if view.status_note else None,
                    html.Div(details, className="figure-detail"),
                    html.Div(view.difference, className="figure-detail") if view.difference else None,
                ]
            ),
        ],
        className="figure",
    )


def _comparisons(found: tuple[Comparison, ...]) -> html.Table | html.Div:
    if not found:
        return html.Div()
    head = html.Thead(
        html.Tr(
            [
                html.Th("zum Vergleich", scope="col"),
                html.Th("Wert", scope="col"),
                html.Th("das Gebiet liegt", scope="col"),
            ]
        )
    )
    body = [
        html.Tr([html.Th(c.name, scope="row", title=c.level), html.Td(c.value), html.Td(c.difference or "–")])
        for c in found
    ]
    return html.Table([head, html.Tbody(body)], className="comparisons")


def _certainty(view: Profile) -> html.Div | None:
    if not view.certainty:
        return None
    return html.Div(
        [html.P(view.certainty), explained("Was heißt das?", view.meaning, "profile-method")],
        className="profile-certainty",
    )


def _definition(view: Profile) -> str:
    return f"{view.numerator} je {view.denominator}. " if view.numerator and view.denominator else ""
