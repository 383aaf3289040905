"""„Daten herunterladen“: the button in the head of the Rangfolge and its dialog. assets/export.js asks for the file."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from dashboard.exporting import FORMS, SPANS
from layouts.ids import Ids

TITLE = "Daten herunterladen"
EXPLANATION = (
    "Enthalten sind die Gebiete der Ansicht mit Zähler, Nenner, Wert, Zustand, Quelle und Datenstand. "
    "Geschützte Zahlen stehen auch hier nicht."
)
LAYERS = "Karten-Dateien enthalten den gezeigten Zeitraum, KomMonitor-Dateien alle Zeiträume."


def export_button() -> html.Button:
    return html.Button(
        TITLE, id=Ids.EXPORT_OPEN, type="button", className="export-button", **{"aria-haspopup": "dialog"}
    )


def export_dialog() -> dmc.Modal:
    return dmc.Modal(
        html.Div(
            [
                dmc.RadioGroup(
                    dmc.Stack([dmc.Radio(label=form.label, value=key) for key, form in FORMS.items()], gap=7),
                    id=Ids.EXPORT_FORM, value="xlsx", label="Format", size="sm",
                ),
                dmc.RadioGroup(
                    dmc.Stack([dmc.Radio(label=label, value=key) for key, label in SPANS.items()], gap=7),
                    id=Ids.EXPORT_PERIODS, value="einer", label="Zeitraum (Tabellen)", size="sm", description=LAYERS,
                ),
                html.P(EXPLANATION, className="hint"),
                dmc.Button("Herunterladen", id=Ids.EXPORT_DOWNLOAD, size="sm"),
                html.P(id=Ids.EXPORT_SAY, className="export-say", role="status"),
            ],
            className="export-form",
        ),
        id=Ids.EXPORT_DIALOG,
        title=TITLE,
        centered=True,
        size="min(460px, 96vw)",
        keepMounted=True,
        closeButtonProps={"aria-label": "Schließen"},
        zIndex=2500,
    )  # fmt: skip
