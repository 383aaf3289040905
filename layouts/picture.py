"""„Bild für Bericht“: the button in the head of the page and its dialog. assets/bild.js asks for preview and file."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.snapshot.options import COLOURS, FORMATS, LABELS, LONGEST_TITLE, OF_PAGE, SHOWS
from dashboard.snapshot.paper import PAPERS
from layouts.ids import Ids

RESOLUTIONS = {"100": "100 dpi (Entwurf)", "200": "200 dpi (Bildschirm, Büro)", "300": "300 dpi (Druckerei)"}
FORMAT_LABELS = {"png": "PNG", "svg": "SVG", "pdf": "PDF"}
EXPLANATION = "Legende, Quelle, Stand und Geheimhaltung stehen im Bild. PDF und SVG bleiben in jeder Größe scharf."


def picture_button() -> html.Button:
    """Hidden on pages that have nothing to draw."""
    return html.Button(
        "Bild für Bericht", id=Ids.PICTURE_OPEN, type="button", className="header-button picture-button", hidden=True,
        **{"aria-haspopup": "dialog"},
    )  # fmt: skip


def picture_dialog() -> dmc.Modal:
    return dmc.Modal(
        html.Div([_form(), _preview()], className="picture-parts", **{"data-shows": json.dumps(_shows())}),
        id=Ids.PICTURE_DIALOG,
        title="Bild für Bericht",
        centered=True,
        size="min(1180px, 96vw)",
        keepMounted=True,
        closeButtonProps={"aria-label": "Schließen"},
        zIndex=2500,
    )


def _shows() -> dict[str, list[dict[str, str]]]:
    """What can be drawn of each page, as options."""
    return {page: [{"value": show, "label": SHOWS[show]} for show in shows] for page, shows in OF_PAGE.items()}


def _form() -> html.Div:
    texts: dict[str, Any] = {"size": "sm", "attributes": {"input": {"maxLength": LONGEST_TITLE}}}
    return html.Div(
        [
            dcc.Store(id=Ids.PICTURE_ASKED),
            _select(Ids.PICTURE_SHOW, "Was", {k: SHOWS[k] for k in OF_PAGE["karte"]}, next(iter(SHOWS))),
            dmc.TextInput(id=Ids.PICTURE_TITLE, label="Titel", value="", **texts),
            dmc.TextInput(id=Ids.PICTURE_SUBTITLE, label="Untertitel", value="", **texts),
            _select(Ids.PICTURE_PAPER, "Papier", {k: p.label for k, p in PAPERS.items()}, next(iter(PAPERS))),
            _select(Ids.PICTURE_COLOURS, "Farben", COLOURS, next(iter(COLOURS))),
            _select(Ids.PICTURE_LABELS, "Beschriftung", LABELS, next(iter(LABELS))),
            _format(),
            _select(Ids.PICTURE_DPI, "Auflösung (nur PNG)", RESOLUTIONS, "200"),
            dmc.Button("Herunterladen", id=Ids.PICTURE_DOWNLOAD, size="sm"),
        ],
        className="picture-form",
    )


def _format() -> html.Div:
    data = [{"value": f, "label": FORMAT_LABELS[f]} for f in FORMATS]
    return html.Div(
        [
            html.Div("Format", className="picture-label", **{"aria-hidden": "true"}),
            dmc.SegmentedControl(
                id=Ids.PICTURE_FORMAT, data=data, value="png", size="sm", fullWidth=True, **{"aria-label": "Format"}
            ),
        ]
    )


def _select(component_id: Ids, label: str, choices: dict[str, str], value: str) -> dmc.Select:
    more: dict[str, Any] = {"comboboxProps": {"withinPortal": True, "zIndex": 3000}, "checkIconPosition": "right"}
    data = [{"value": key, "label": text} for key, text in choices.items()]
    return dmc.Select(id=component_id, label=label, data=data, value=value, size="sm", allowDeselect=False, **more)


def _preview() -> html.Div:
    return html.Div(
        [
            html.Div(html.Img(id=Ids.PICTURE_PREVIEW, alt="", hidden=True), className="picture-paper"),
            html.P(id=Ids.PICTURE_SAY, className="picture-say", role="status"),
            html.P(EXPLANATION, className="hint"),
        ],
        className="picture-preview",
    )
