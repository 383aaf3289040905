"""„Daten anfordern“ on the page „Daten und Methoden“: a letter and a form to fill in for figures that are missing."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.controls import OptionGroup
from geodata.areas import KNOWN_LEVELS, KREIS
from layouts.ids import Ids
from layouts.selects import grouped

EXPLANATION = (
    "Fehlen Zahlen, sagt das Anschreiben der zuständigen Stelle genau, was gebraucht wird: Definition, Stichtag, "
    "Gebiete, Schlüssel und Mindestfallzahl. Das ausgefüllte Formular lädt sich ohne weitere Angaben."
)


def request_panel() -> html.Section:
    """The panel without options; ``request_options`` fills it."""
    levels = [{"value": v.id, "label": v.plural} for v in KNOWN_LEVELS.values() if v.rank >= KREIS.rank]
    more: dict[str, Any] = {"size": "sm", "searchable": True, "allowDeselect": False}
    return html.Section(
        [
            html.H2("Daten anfordern"),
            html.P(EXPLANATION, className="hint"),
            dmc.Select(id=Ids.REQUEST_INDICATOR, label="Indikator", placeholder="wählen", **more),
            dmc.Select(id=Ids.REQUEST_REGION, label="Gebiet", **more),
            dmc.Select(id=Ids.REQUEST_LEVEL, label="Ebene", data=levels, **more),
            dmc.TextInput(
                id=Ids.REQUEST_PERIOD, label="Zeitpunkt", placeholder="z. B. 2025 oder 31.12.2025", size="sm"
            ),
            html.Div(
                [
                    dmc.Button("Anschreiben zeigen", id=Ids.REQUEST_LETTER, size="sm", variant="default"),
                    dmc.Button("Formular (XLSX) herunterladen", id=Ids.REQUEST_FORM, size="sm", variant="default"),
                ],
                className="import-buttons",
            ),
            html.Div(id=Ids.REQUEST_RESULT, role="status"),
            dcc.Download(id=Ids.REQUEST_FILE),
        ],
        className="panel request-panel",
    )


REQUEST_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.REQUEST_INDICATOR, "data"),
    (Ids.REQUEST_INDICATOR, "value"),
    (Ids.REQUEST_REGION, "data"),
    (Ids.REQUEST_REGION, "value"),
    (Ids.REQUEST_LEVEL, "value"),
)


def request_options(
    indicators: tuple[OptionGroup, ...], regions: tuple[OptionGroup, ...], chosen: tuple[str, str, str]
) -> list[Any]:
    """Values for ``REQUEST_PROPS``; ``chosen``: indicator, region and level of the view the reader came from."""
    indicator, region, level = chosen
    return [grouped(indicators), indicator or None, grouped(regions), region, level]


def letter(text: str) -> list[Component]:
    return [
        dmc.Textarea(
            value=text,
            readOnly=True,
            autosize=True,
            minRows=10,
            maxRows=30,
            className="catalog-text letter",
            **{"aria-label": "Anschreiben"},
        )
    ]
