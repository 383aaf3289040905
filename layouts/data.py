"""Page „Daten und Methoden“."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.data import DatasetCard, DataView
from dashboard.views.imports import FileView, ImportView, Unmatched
from geodata.areas import KNOWN_LEVELS, SUB_MUNICIPAL_RANK
from layouts.ids import Ids
from layouts.request import request_panel

HANDBOOK = "Wie Dateien aussehen dürfen, steht im Handbuch unter „Eigene Daten laden“."
SWITCHED_OFF = (
    "Der Import im Browser ist hier abgeschaltet. Daten lädt, wer Zugang zum Server hat: "
    "python -m geodata import DATEI."
)
METHODS = (
    (
        "Vier Arten von „keine Zahl“",
        "„Aus Datenschutzgründen nicht ausgewiesen“ (•), „keine Angabe“ (k. A.), „nicht sinnvoll“ (×) und „zu wenige "
        "Einwohner“ (/) sind verschieden und werden nie vermischt. Null ist eine Zahl.",
    ),
    (
        "Geheimhaltung",
        "Fallzahlen über null und unter der Mindestzahl des Indikators werden nicht ausgewiesen, ebenso ein so kleiner "
        "Rest zum Nenner. Das geschieht vor der Anzeige; auch Links und Ausgaben enthalten diese Zahlen nicht. "
        "Geschützt wird jede Zelle für sich; das Zurückrechnen aus Summen wird noch nicht geprüft.",
    ),
    (
        "Summen und abgeleitete Werte",
        "Fehlt der Wert eines größeren Gebiets, wird er nur aus vollständigen, ausgewiesenen Werten der kleineren "
        "summiert. Anteile entstehen aus Zähler und Nenner, nie als Mittel von Anteilen. Über einen Bruch in der Reihe "
        "hinweg wird keine Veränderung berechnet.",
    ),
    (
        "Zuordnung",
        "Zahlen und Grenzen werden nur verbunden, wenn ihr Gebietsstand zusammenpasst. Schlüssel werden nie still "
        "geraten: Jede Korrektur steht im Bericht des Imports.",
    ),
)


def data_page() -> html.Div:
    """The page without content; callbacks fill it."""
    return html.Div(
        [
            dcc.Store(id=Ids.DATA_CHANGED),
            dcc.Store(id=Ids.STAGED),
            dcc.Store(id=Ids.ASSIGNED),
            html.H1("Daten und Methoden"),
            html.Div(
                [
                    html.Div([html.Div(id=Ids.DATASETS), _methods()]),
                    html.Div(
                        [
                            html.Section(
                                [html.H2("Eigene Daten laden"), _import_panel()], className="panel import-panel"
                            ),
                            request_panel(),
                        ]
                    ),
                ],
                className="data-columns",
            ),
        ],
        className="data-page",
    )


def _methods() -> html.Section:
    parts: list[Component] = []
    for title, text in METHODS:
        parts += [html.H3(title), html.P(text)]
    return html.Section([html.H2("Wie gerechnet wird"), *parts], className="methods")


def _import_panel() -> html.Div:
    return html.Div(
        [
            dcc.Upload(
                html.Div([html.Strong("Dateien hierher ziehen"), " oder ", html.Span("auswählen", className="link")]),
                id=Ids.UPLOAD,
                multiple=True,
                className="dropzone",
            ),
            html.P(
                [
                    "Grenzen (GeoPackage, Shapefile mit .dbf und .prj oder als .zip, GeoJSON) und Tabellen "
                    "(CSV, XLSX, XLS). Erst kommt ein Probelauf; geändert wird nichts ohne Ihre Bestätigung. ",
                    HANDBOOK,
                ],
                className="hint",
            ),
            dcc.Loading(
                html.Div([html.Div(id=Ids.IMPORT_RESULT, role="status"), _undo(), html.Div(id=Ids.IMPORT_REPORT)]),
                type="dot",
                delay_show=300,
            ),
            html.Div(_options(), id=Ids.IMPORT_OPTIONS, hidden=True),
        ]
    )


def _undo() -> html.Div:
    button = dmc.Button("Import rückgängig machen", id=Ids.IMPORT_UNDO, size="xs", variant="default")
    return html.Div(button, id=Ids.UNDO_BOX, hidden=True)


def _options() -> list[Component]:
    levels = [{"value": v.id, "label": v.plural} for v in KNOWN_LEVELS.values() if v.rank >= SUB_MUNICIPAL_RANK]
    return [
        html.Details(
            [
                html.Summary("Nicht richtig erkannt? Hier nachhelfen"),
                html.P(
                    "Nennt eine Meldung eine Angabe wie --period oder --level, ist eines dieser Felder gemeint.",
                    className="hint",
                ),
                dmc.Select(
                    id=Ids.IMPORT_LEVEL, label="Ebene", data=levels, clearable=True, placeholder="erkennen", size="sm"
                ),
                dmc.TextInput(
                    id=Ids.IMPORT_PARENT, label="Gemeindeschlüssel (AGS)", placeholder="z. B. 05315000", size="sm"
                ),
                dmc.TextInput(
                    id=Ids.IMPORT_PERIOD,
                    label="Zeitpunkt, wenn keine Spalte ihn nennt",
                    placeholder="z. B. 2023",
                    size="sm",
                ),
                dmc.Textarea(
                    id=Ids.IMPORT_CATALOG,
                    label="Katalog und Zuordnung der Spalten (YAML)",
                    description="Vorschlag der Erkennung; Namen, Quelle und Einheiten hier ergänzen.",
                    autosize=True,
                    minRows=6,
                    maxRows=24,
                    className="catalog-text",
                    size="sm",
                ),
                dmc.Button("Neu prüfen", id=Ids.IMPORT_CHECK, variant="default", size="sm", mt="xs"),
            ]
        ),
        html.Div(
            [
                dmc.Button("Importieren", id=Ids.IMPORT_CONFIRM, size="sm", disabled=True),
                dmc.Button("Verwerfen", id=Ids.IMPORT_DISCARD, size="sm", variant="subtle", color="gray.8"),
            ],
            className="import-buttons",
        ),
    ]


def import_off() -> list[Component]:
    return [html.P(SWITCHED_OFF, className="hint")]


def import_report(view: ImportView) -> list[Component]:
    return [html.H3("Probelauf: Es wurde noch nichts geändert."), *[_file(f) for f in view.files]]


def _file(view: FileView) -> html.Div:
    return html.Div(
        [
            html.Div([html.Strong(view.file), html.Span(view.kind, className="tag")]),
            html.Div(view.summary, className="file-summary") if view.summary else None,
            html.Ul(
                [
                    html.Li([html.Strong(f"{f.label}: "), f.text], className=f"finding-{f.severity}")
                    for f in view.findings
                ]
            ),
            _unmatched(view) if view.unmatched else None,
            _preview(view) if view.preview else None,
        ],
        className="file-report",
    )


def _preview(view: FileView) -> html.Details:
    head = html.Thead(html.Tr([html.Th(column, scope="col") for column in view.columns]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in view.preview])
    table = html.Div(html.Table([head, body], className="preview"), className="preview-box")
    return html.Details([html.Summary("Erste Zeilen der Datei"), table])


def _unmatched(view: FileView) -> html.Div:
    rows = [html.Tr([html.Th(u.key, scope="row"), html.Td(u.name), html.Td(_choice(u))]) for u in view.unmatched]
    more = [html.P(f"und {view.more_unmatched} weitere")] if view.more_unmatched else []
    head = html.Thead(html.Tr([html.Th(t, scope="col") for t in ("Schlüssel", "Name in der Datei", "gehört zu")]))
    note = "Nicht zugeordnet und weggelassen. Wählen Sie das Gebiet, wenn Sie es kennen, und prüfen Sie neu."
    return html.Div([html.P(note), html.Table([head, html.Tbody(rows)], className="unmatched"), *more])


def _choice(entry: Unmatched) -> Component:
    if not entry.closest:
        return html.Span("kein ähnliches Gebiet")
    return dmc.Select(
        id={"type": str(Ids.ASSIGN), "index": entry.key},
        data=[{"value": area_id, "label": f"{name} ({area_id})"} for area_id, name in entry.closest],
        placeholder="weglassen",
        clearable=True,
        size="xs",
        **{"aria-label": f"Gebiet für {entry.name or entry.key}"},
    )


def import_result(text: str, *, failed: bool = False, link: str = "") -> list[Component]:
    """What an import, undo or removal did; ``link`` is the address of the map that shows it."""
    parts: list[Any] = [text]
    if link:
        parts += [" ", html.A("Auf der Karte ansehen", href=link)]
    return [dmc.Alert(parts, color="red.9" if failed else "teal.9", variant="light")]


def findings(texts: list[str]) -> list[Component]:
    """What went wrong with the request itself (not with a file)."""
    return [dmc.Alert([html.Div(t) for t in texts], color="red.9", variant="light", title="Abgelehnt")]


def datasets(view: DataView, *, removable: bool) -> list[Component]:
    return [
        html.P(f"Datenstand {view.fingerprint} · {len(view.cards)} Datensätze", className="facts"),
        *[_card(card, removable=removable) for card in view.cards],
    ]


def _card(card: DatasetCard, *, removable: bool) -> html.Article:
    tags = [html.Span("importiert" if card.imported else "eingebettet", className="tag")]
    if card.fictional:
        tags.append(html.Span("fiktive Daten", className="tag-fictional"))
    facts: list[Any] = []
    for label, text in card.facts:
        facts += [html.Dt(label), html.Dd(text)]
    more: list[Component] = []
    if card.indicators:
        entries = [html.Li([html.Strong(name), f": {text}"]) for name, text in card.indicators]
        more.append(
            html.Details(
                [html.Summary("1 Indikator" if len(entries) == 1 else f"{len(entries)} Indikatoren"), html.Ul(entries)]
            )
        )
    if card.notes:
        more.append(html.Details([html.Summary("Hinweise"), html.Ul([html.Li(note) for note in card.notes])]))
    if removable and card.imported:
        button = dmc.Button("Entfernen", id={"type": str(Ids.REMOVE), "index": card.id}, size="xs", variant="default")
        more.append(html.Div(button, className="card-buttons"))
    return html.Article(
        [html.Div([html.H2(card.title), *tags], className="card-head"), html.Dl(facts), *more], className="panel card"
    )
