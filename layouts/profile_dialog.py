"""„Profil als PDF“: the buttons in the heads of the Steckbriefe and their dialog, for one area or all of the view."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import formatting
from layouts.ids import Ids
from layouts.progress import PROFILES, progress_panel

TITLE = "Profil als PDF"
ONE, ALL = "eines", "alle"
EXPLANATION = (
    "Kennzahlen, alle Indikatoren dieser Ebene mit Vergleich, Entwicklung, Lage auf der Karte, Methode und Quellen. "
    "Geschützte Zahlen stehen auch hier nicht."
)


def profile_button(button: Ids = Ids.PROFILE_OPEN) -> html.Button:
    return html.Button(TITLE, id=button, type="button", className="export-button", **{"aria-haspopup": "dialog"})


def profile_dialog() -> dmc.Modal:
    radios = [
        dmc.Radio(id=Ids.PROFILE_ONE, label="Nur ein Gebiet", value=ONE),
        dmc.Radio(label="Alle Gebiete der Ansicht in einer Datei, mit Inhaltsverzeichnis", value=ALL),
    ]
    return dmc.Modal(
        html.Div(
            [
                progress_panel(PROFILES),
                html.Fieldset(
                    [
                        dmc.RadioGroup(
                            dmc.Stack(radios, gap=7), id=Ids.PROFILE_SCOPE, value=ALL, label="Umfang", size="sm"
                        ),
                        html.P(EXPLANATION, className="hint"),
                        dmc.Button("PDF erstellen", id=Ids.PROFILE_START, size="sm"),
                    ],
                    id=Ids.PROFILE_CONTROLS,
                    className="bare export-form",
                ),
                html.P(id=Ids.PROFILE_SAY, className="export-say", role="status"),
                html.Div(id=Ids.PROFILE_RESULT, role="status"),
            ],
            className="export-form",
        ),
        id=Ids.PROFILE_DIALOG,
        title=TITLE,
        centered=True,
        size="min(520px, 96vw)",
        keepMounted=True,
        closeButtonProps={"aria-label": "Schließen"},
        zIndex=2500,
    )


def profiles_made(token: str, value: dict[str, Any]) -> list[Component]:
    """The link to the file of a job, with its size."""
    name, size = str(value["name"]), formatting.quantity(value["bytes"] / 1e6, "MB", 1)
    link = html.A(f"{name} herunterladen ({size})", href=f"profiles/{token}.pdf", download=name)
    return [html.P(link), *(html.P(text, className="hint") for text in value["notices"])]
