"""One panel with five tabs. Here are frame and words; assets draw."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import html, no_update
from dash.development.base_component import Component

from dashboard.state import FUNNEL, INEQUALITY, TABS, ViewState
from dashboard.views.distribution import Distribution
from dashboard.views.relation import Relation
from dashboard.views.second import SecondOptions
from layouts.funnel import funnel_box
from layouts.ids import Ids
from layouts.selects import grouped
from layouts.theme import FONT, INK, LINE, MUTED

TITLES = dict(zip(TABS, ("Verteilung", "Verlauf", "Zusammenhang", "Trichter", "Ungleichheit"), strict=True))

# What every chart looks like; assets/panel.js fills in the figures. German separators, no bar of buttons.
LOOK: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 12, "color": INK},
        "separators": ",.",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 46, "r": 12, "t": 8, "b": 34},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "bgcolor": "#ffffff", "bordercolor": "#8a98a5"},
        "hovermode": "closest",
    },
    "axis": {
        "gridcolor": "#e4e9ed",
        "linecolor": LINE,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": MUTED},
        "title": {"font": {"color": MUTED, "size": 12}, "standoff": 4},
    },
    "config": {"displayModeBar": False, "responsive": False, "doubleClick": False, "showTips": False},
}


def chart_panel() -> html.Section:
    panels = [
        _tab(TABS[0], [_chart(Ids.DISTRIBUTION, TABS[0]), html.Div(id=Ids.DISTRIBUTION_TEXT, className="chart-text")]),
        _tab(TABS[1], [_chart(Ids.TREND, TABS[1]), html.Div(id=Ids.TREND_TEXT, className="chart-text")]),
        _tab(TABS[2], [_chart(Ids.RELATION, TABS[2]), _relation_side()]),
        _tab(FUNNEL, [funnel_box()]),
        _tab(INEQUALITY, [html.Div(id=Ids.INEQUALITY, className="inequality")]),
    ]
    titles = dmc.TabsList([dmc.TabsTab(title, value=tab) for tab, title in TITLES.items()])
    tabs = dmc.Tabs([html.Div(titles, className="chart-heads"), *panels], id=Ids.TAB, value=TABS[0], keepMounted=True)
    return html.Section(
        tabs,
        id=Ids.CHARTS,
        className="panel chart-panel",
        **{"aria-label": "Diagramm", "data-look": json.dumps(LOOK)},
    )


def _tab(value: str, children: list[Component]) -> dmc.TabsPanel:
    return dmc.TabsPanel(children, value=value, className="chart-tab")


def _chart(component_id: Ids, tab: str) -> html.Div:
    """Its name becomes the sentence below it once it is drawn (assets/panel.js)."""
    return html.Div(id=component_id, className="chart", role="img", **{"aria-label": TITLES[tab]})


def _relation_side() -> html.Div:
    """Beside the points: with what they are compared, and what that says."""
    second = html.Label(["mit", second_select(Ids.INDICATOR_2)], className="second-label")
    return html.Div([second, html.Div(id=Ids.RELATION_TEXT, className="chart-text")], className="chart-side")


def second_select(component_id: Ids) -> dmc.Select:
    """The second indicator is chosen where it is seen: beside the second map and in „Zusammenhang“."""
    return dmc.Select(
        id=component_id,
        size="xs",
        searchable=True,
        allowDeselect=False,
        checkIconPosition="right",
        nothingFoundMessage="Nichts gefunden",
        maxDropdownHeight=360,
        comboboxProps={"withinPortal": True, "zIndex": 2000},
        className="second-select",
        **{"aria-label": "Zweiter Indikator"},
    )


def distribution_text(view: Distribution) -> list[Component]:
    if view.median is None:
        return [html.P(view.sentence)]
    head = html.Tr([html.Th(title, scope="col") for title in ("Klasse", "Gebiete", "Anteil")])
    body = [html.Tr([html.Th(text, scope="row"), html.Td(count), html.Td(share)]) for text, count, share in view.rows]
    return [html.P(view.sentence), _as_table([html.Thead(head), html.Tbody(body)])]


def relation_text(view: Relation | None) -> list[Component]:
    """The table of pairs is filled in the browser when somebody opens it (assets/relation.js)."""
    if view is None:
        return [html.P("Für diese Gebiete gibt es keinen zweiten Indikator.")]
    left = f" {view.left_out} ohne beide Werte." if view.left_out else ""
    return [
        html.P([html.Strong(view.sentence), " ", f"{view.figures}.{left}"]),
        html.P(view.caution, className="chart-caution"),
        _as_table([]),
    ]


def _as_table(rows: list[Component]) -> html.Details:
    return html.Details([html.Summary("Als Tabelle"), html.Table(rows, className="chart-table")])


PANEL_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.MAPS, "value"),
    (Ids.TAB, "value"),
    (Ids.INDICATOR_2, "data"),
    (Ids.INDICATOR_2, "value"),
    (Ids.INDICATOR_2_MAP, "data"),
    (Ids.INDICATOR_2_MAP, "value"),
    (Ids.MODE, "value"),
)


def panel_values(second: SecondOptions, state: ViewState) -> list[Any]:
    """Values for ``PANEL_PROPS``, in that order. Selects that nobody sees stay as they are."""
    options = grouped(second.indicators) if second.chosen else no_update
    chosen = second.chosen or no_update
    return [str(state.maps), state.tab, options, chosen, options, chosen, state.modus]
