"""Rangfolge as a virtualised table (ag-grid); the keyboard's way to every area. Rows come from assets/table.js."""

from __future__ import annotations

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from layouts.export import export_button
from layouts.ids import Ids

GRID_THEME = (
    "themeQuartz.withParams({fontFamily: 'inherit', fontSize: 14, foregroundColor: '#17242f', "
    "headerTextColor: '#3c4a57', headerBackgroundColor: '#ffffff', borderColor: '#e4e9ed', wrapperBorder: false, "
    "rowHoverColor: '#eef4f8', selectedRowBackgroundColor: '#dbe9f2', cellHorizontalPadding: 10})"
)
LOCALE = {
    "noRowsToShow": "Kein Gebiet erfüllt die Eingrenzung",
    "noMatchingRows": "Kein Gebiet passt zur Suche",
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
                    export_button(),
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
                    "rowSelection": {
                        "mode": "multiRow",
                        "checkboxes": False,
                        "headerCheckbox": False,
                        "enableClickSelection": False,
                    },
                    "rowHeight": 24,
                    "headerHeight": 29,
                    "localeText": LOCALE,
                    "suppressCellFocus": False,
                    "suppressColumnVirtualisation": True,  # few columns; in a narrow window rows would lack their cells
                    "animateRows": False,
                    "suppressAnimationFrame": True,  # rows appear at once, so that marks on them are right at once
                    "theme": {"function": GRID_THEME},
                },
                className="ranking-grid",
                style={"height": "100%"},
            ),
        ],
        className="panel ranking",
    )
