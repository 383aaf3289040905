"""Tools of the page „Besondere Quartiere“: note a quarter, list of noted ones, how reliable the result is."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.needs_terms import LONGEST_REASON, SPECIAL_KINDS
from dashboard.views.needs.card import NeedsCard
from dashboard.views.needs.marks import LOCAL_SAY, OFFICES, Noted
from dashboard.views.needs.stable import Stable, StableRow
from layouts.ids import Ids
from layouts.needs_card import choose_button
from layouts.progress import STABILITY, progress_panel
from layouts.selects import ABOVE

EXCLUDE = {False: "Nicht einbeziehen", True: "Wieder einbeziehen"}
NO_MARKS = (
    "Noch ist nichts vorgemerkt. Wählen Sie ein Gebiet und „Vormerken“; die Liste steht im Link und lässt sich als "
    "Tabelle für die Besprechung ausgeben."
)
STABLE_HINT = (
    "Was wäre, wenn Gewichte, Skala und der Zufall kleiner Fallzahlen anders ausfielen? Die Rechnung dauert einige "
    "Sekunden bis wenige Minuten; Sie können solange weiterarbeiten."
)
LIST_BUTTONS = {
    Ids.NEEDS_EXPORT: "Diskussionsliste (XLSX)",
    Ids.NEEDS_EXPORT_DOCX: "Als Text (DOCX)",
    Ids.NEEDS_EXPORT_PDF: "Als PDF",
}


def note_form() -> html.Fieldset:
    """Below the card; hidden without a chosen quarter."""
    return html.Fieldset(
        [
            html.H3("Vormerken"),
            html.Div(
                [
                    dmc.Select(id=Ids.NEEDS_OFFICE, label="Fachamt", data=list(OFFICES), size="xs", clearable=True,
                               comboboxProps=ABOVE),
                    dmc.Select(id=Ids.NEEDS_LOCAL, label="Örtliche sagen", value="offen", size="xs",
                               allowDeselect=False, comboboxProps=ABOVE,
                               data=[{"value": v, "label": t} for v, t in LOCAL_SAY.items()]),
                ],
                className="needs-pair",
            ),
            dmc.Textarea(id=Ids.NEEDS_REASON, label=f"Grund (bis {LONGEST_REASON} Zeichen)", autosize=True, minRows=2,
                         maxRows=5, size="xs"),
            html.Div(
                [
                    dmc.Button("Vormerken", id=Ids.NEEDS_MARK, size="xs"),
                    dmc.Button("Aus der Liste nehmen", id=Ids.NEEDS_UNMARK, size="xs", variant="default"),
                    dmc.Button(EXCLUDE[False], id=Ids.NEEDS_EXCLUDE, size="xs", variant="default"),
                ],
                className="import-buttons",
            ),
            html.Details(
                [
                    html.Summary("Sonderfall angeben (Unterkunft, Wohnheim, Pflegeheim …)"),
                    html.P("Wie viele Menschen leben dort? Der Steckbrief rechnet dann auch ohne sie; 0 hebt es auf.",
                           className="hint"),
                    html.Div(
                        [
                            dmc.Select(id=Ids.NEEDS_SPECIAL_KIND, label="Art", value="unterkunft", size="xs",
                                       allowDeselect=False, comboboxProps=ABOVE,
                                       data=[{"value": v, "label": t} for v, t in SPECIAL_KINDS.items()]),
                            dmc.NumberInput(id=Ids.NEEDS_SPECIAL_PEOPLE, label="Personen", min=0, max=999_999,
                                            size="xs", allowDecimal=False, thousandSeparator=".", decimalSeparator=","),
                        ],
                        className="needs-pair",
                    ),
                    dmc.Button("Übernehmen", id=Ids.NEEDS_SPECIAL, size="xs", variant="default", mt=6),
                ]
            ),
        ],
        id=Ids.NEEDS_NOTE,
        className="bare needs-note",
        hidden=True,
    )  # fmt: skip


def note_values(card: NeedsCard | None) -> list[object]:
    """Hidden, office, local, reason, labels of the buttons for the chosen quarter; whether it is not listed."""
    mark, excluded = (card.mark, card.excluded) if card else (None, False)
    if mark is None:
        return [card is None, None, "offen", "", "Vormerken", EXCLUDE[excluded], True]
    return [False, mark.office or None, mark.local, mark.reason, "Ändern", EXCLUDE[excluded], False]


def marks_panel() -> html.Div:
    return html.Div(
        [
            html.Div(id=Ids.NEEDS_MARKS),
            html.Div(
                [
                    dmc.Button(label, id=button, size="xs", variant="default", disabled=True)
                    for button, label in LIST_BUTTONS.items()
                ],
                className="import-buttons",
            ),
            dcc.Download(id=Ids.NEEDS_FILE),
        ],
        className="needs-rule",
    )


def marks_list(found: tuple[Noted, ...]) -> list[Component]:
    if not found:
        return [html.P(NO_MARKS, className="hint")]
    head = html.Thead(html.Tr([html.Th(t) for t in ("Gebiet", "Daten sagen", "Örtliche sagen", "Fachamt und Grund")]))
    return [html.Table([head, html.Tbody([_mark(n) for n in found])], className="needs-marks")]


def _mark(noted: Noted) -> html.Tr:
    name = choose_button(noted.name, (noted.mark.area,)) if noted.rank else html.Span(noted.name)
    place = html.Small(" · ".join(filter(None, (noted.place, noted.rank and f"Rang {noted.rank}"))))
    differs = [html.Strong("unterschiedlich", className="needs-differs")] if noted.differs else []
    why = html.Small(noted.mark.reason)
    return html.Tr(
        [html.Th([name, place], scope="row"), html.Td(noted.data), html.Td([noted.local, *differs]),
         html.Td([noted.mark.office, why])]
    )  # fmt: skip


def stable_panel() -> html.Div:
    return html.Div(
        [
            html.H3("Wie belastbar ist das Ergebnis?"),
            html.P(STABLE_HINT, className="hint"),
            dcc.Store(id=Ids.NEEDS_STABLE, storage_type="session"),  # survives a reload of the page
            progress_panel(STABILITY),
            html.Fieldset(
                dmc.Button("Berechnen", id=Ids.NEEDS_STABLE_START, size="xs"), id=Ids.STABLE_CONTROLS, className="bare"
            ),
            html.Div(id=Ids.NEEDS_STABLE_RESULT, role="status"),
        ],
        className="needs-rule",
    )


def stable_result(found: Stable | None) -> list[Component]:
    if found is None:
        return []
    head = html.Thead(html.Tr([html.Th(t) for t in ("Gebiet", "unter den auffälligsten", "", "Ränge")]))
    rows = [html.Tr([html.Th(choose_button(r.name, (r.id,)), scope="row"), *_stable_cells(r)]) for r in found.rows]
    return [
        html.P(html.Strong(found.sentence)),
        html.P(found.driver),
        html.Table([head, html.Tbody(rows)], className="needs-marks"),
        html.P(found.method, className="hint"),
    ]


def _stable_cells(row: StableRow) -> list[html.Td]:
    return [html.Td(row.share), html.Td(row.word), html.Td(row.ranks)]
