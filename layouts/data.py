"""Page „Daten und Methoden“."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.data import DatasetCard, DataView
from layouts.ids import Ids
from layouts.imports import import_panel
from layouts.progress import REMOVAL, progress_panel
from layouts.request import request_panel

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


WITHHELD = (
    "Nicht geladen, weil als intern gekennzeichnet: {count} (Datensätze). Was intern ist, zeigt nur eine Instanz, die "
    "dafür eingerichtet ist (Einstellung QUARTIERSBLICK_SHOW_INTERNAL)."
)
REMOVAL_HINT = "Das lässt sich nicht rückgängig machen: Die Dateien des Datensatzes werden gelöscht."


def data_page(upload_limit_mb: int) -> html.Div:
    """The page without content; callbacks fill it."""
    return html.Div(
        [
            dcc.Store(id=Ids.DATA_CHANGED),
            html.H1("Daten und Methoden"),
            html.Div(
                [
                    html.Div([html.Div(id=Ids.DATASETS), _methods()], className="data-loaded"),
                    html.Div(import_panel(upload_limit_mb), className="data-import"),
                    html.Div(request_panel(), className="data-request"),
                ],
                className="data-columns",
            ),
            _removal_dialog(),
        ],
        className="data-page",
    )


def _methods() -> html.Section:
    parts: list[Component] = []
    for title, text in METHODS:
        parts += [html.H3(title), html.P(text)]
    return html.Section([html.H2("Wie gerechnet wird"), *parts], className="methods")


def _removal_dialog() -> dmc.Modal:
    return dmc.Modal(
        [
            progress_panel(REMOVAL),
            html.Fieldset(
                [
                    html.Div(id=Ids.REMOVE_TEXT),
                    html.Div(
                        [
                            dmc.Button("Entfernen", id=Ids.REMOVE_CONFIRM, color="red.9", size="sm", disabled=True),
                            dmc.Button("Behalten", id=Ids.REMOVE_CLOSE, variant="default", size="sm"),
                        ],
                        className="import-buttons",
                    ),
                ],
                id=Ids.REMOVE_CONTROLS,
                className="bare",
            ),
        ],
        id=Ids.REMOVE_DIALOG,
        title="Datensatz entfernen",
        centered=True,
        size="lg",
        keepMounted=True,
        closeButtonProps={"aria-label": "Schließen"},
        zIndex=2500,
    )


def removal_text(title: str, consequences: list[str]) -> list[Component]:
    """What the removal of a dataset means."""
    depending = (
        html.Ul([html.Li(text) for text in consequences]) if consequences else html.P("Nichts hängt von ihm ab.")
    )
    return [html.P(["Soll ", html.Strong(f"„{title}“"), " entfernt werden?"]), depending, html.P(REMOVAL_HINT)]


def datasets(view: DataView, *, removable: bool) -> list[Component | None]:
    withheld = html.P(WITHHELD.format(count=view.withheld), className="facts") if view.withheld else None
    return [
        html.P(f"Datenstand {view.fingerprint} · {len(view.cards)} Datensätze", className="facts"),
        withheld,
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
