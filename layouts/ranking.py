"""Rangfolge as a virtualised table (ag-grid); the keyboard's way to every area."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dashboard.views.ranking import Ranking
from layouts.ids import Ids
from layouts.theme import colours

GRID_THEME = (
    "themeQuartz.withParams({fontFamily: 'inherit', fontSize: 14, foregroundColor: '#17242f', "
    "headerTextColor: '#3c4a57', headerBackgroundColor: '#ffffff', borderColor: '#e4e9ed', wrapperBorder: false, "
    "rowHoverColor: '#eef4f8', selectedRowBackgroundColor: '#dbe9f2', cellHorizontalPadding: 10})"
)
LOCALE = {
    "noRowsToShow": "Kein Gebiet passt zur Suche",
    "loadingOoo": "Wird geladen …",
    "ariaSortableColumn": "Mit der Eingabetaste sortieren",
    "ariaRowSelect": "Mit der Leertaste auswählen",
    "ariaRowDeselect": "Mit der Leertaste abwählen",
}


def ranking_panel() -> html.Section:
    return html.Section(
        [
            html.Div(
                [
                    html.H2("Rangfolge"),
                    html.Span(id=Ids.RANKING_NOTE, className="panel-note"),
                    dmc.TextInput(
                        id=Ids.SEARCH, placeholder="Gebiet suchen", size="xs", **{"aria-label": "Gebiet suchen"}
                    ),
                ],
                className="panel-head",
            ),
            dag.AgGrid(
                id=Ids.RANKING,
                columnDefs=[],
                getRowId="params.data.id",
                defaultColDef={
                    "sortable": True,
                    "resizable": True,
                    "suppressHeaderMenuButton": True,
                    "wrapHeaderText": True,
                    "autoHeaderHeight": True,
                },
                dashGridOptions={
                    "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
                    "rowHeight": 28,
                    "headerHeight": 32,
                    "localeText": LOCALE,
                    "suppressCellFocus": False,
                    "animateRows": False,
                    "theme": {"function": GRID_THEME},
                },
                className="ranking-grid",
                style={"height": "100%"},
            ),
        ],
        className="panel ranking",
    )


def columns(view: Ranking, palette: str, classes: int) -> list[dict[str, Any]]:
    """Column definitions; a coloured edge repeats the class of the map beside the number."""
    edge = [
        {"condition": f"params.data.cls == {i}", "style": {"boxShadow": f"inset 6px 0 0 {colour}"}}
        for i, colour in enumerate(colours(palette, classes))
    ]
    found: list[dict[str, Any]] = [
        {
            "field": "rank",
            "headerName": "Rang",
            "width": 62,
            "type": "rightAligned",
            "cellStyle": {"styleConditions": edge},
        },
        {"field": "name", "headerName": "Gebiet", "flex": 1, "minWidth": 130, "tooltipField": "name"},
        {
            "field": "value",
            "headerName": view.value_label,
            "headerTooltip": view.value_title,
            "valueFormatter": {"function": "params.data.text"},
            "type": "rightAligned",
            "width": 104,
        },
    ]
    if view.has_counts:
        found.append(
            {"field": "k_of_n", "headerName": "Fälle", "type": "rightAligned", "width": 138, "sortable": False}
        )
    return found


def rows(view: Ranking) -> list[dict[str, Any]]:
    return [
        {
            "id": r.id,
            "rank": r.rank,
            "name": r.name,
            "value": r.value,
            "text": r.text,
            "k_of_n": r.k_of_n,
            "cls": r.cls,
        }
        for r in view.rows
    ]
