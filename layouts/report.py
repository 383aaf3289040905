"""„Bericht“: the button in the head of the page and the dialog in which a list of views is put together."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formatting
from dashboard.documents.report_edit import EMPTY, Line, Offer
from dashboard.documents.report_list import CONTENTS, LONGEST_REMARK, LONGEST_TITLE, MOST_BYTES, Entry, ReportList
from layouts.ids import Ids
from layouts.progress import REPORT, progress_panel

BUTTON = "Bericht"
FORMS: dict[Ids, tuple[str, str]] = {
    Ids.REPORT_DOCX: ("docx", "Als Text (DOCX)"),
    Ids.REPORT_PPTX: ("pptx", "Als Folien (PPTX)"),
    Ids.REPORT_PDF: ("pdf", "Als PDF"),
}
UP, DOWN, EDIT, REMOVE = "auf", "ab", "aendern", "weg"
NOTHING_YET = (
    "Noch ist keine Ansicht im Bericht. Nehmen Sie eine auf, schließen Sie dieses Fenster, wählen Sie die nächste "
    "Ansicht und öffnen Sie es wieder."
)
KEPT = (
    "Die Liste bleibt in diesem Browser. Gespeichert als Datei lässt sie sich weitergeben und im nächsten Jahr öffnen; "
    "der Bericht hat dann die neuen Zahlen und nennt, was sich geändert hat. Sie enthält keine Zahlen."
)
ADD, CHANGE = "In den Bericht aufnehmen", "Änderung übernehmen"
NEW, CHANGED = "Diese Ansicht", "Eintrag {number}"
NEWEST = "Zeitraum: immer der neueste, auch wenn der Bericht später entsteht"


def report_button() -> html.Button:
    return html.Button(
        BUTTON, id=Ids.REPORT_OPEN, type="button", className="header-button", **{"aria-haspopup": "dialog"}
    )


def report_dialog() -> dmc.Modal:
    stores = [
        dcc.Store(id=Ids.REPORT, storage_type="local"),
        dcc.Store(id=Ids.REPORT_EDITED),
        dcc.Store(id=Ids.REPORT_LOADED),
    ]
    return dmc.Modal(
        [
            *stores,
            html.Div([_form(), _listed()], className="report-parts"),
            html.Div(
                [
                    progress_panel(REPORT),
                    html.Fieldset(_make(), id=Ids.REPORT_CONTROLS, className="bare"),
                    html.Div(id=Ids.REPORT_RESULT, role="status"),
                    html.P(KEPT, className="hint"),
                ],
                className="report-foot",
            ),
        ],
        id=Ids.REPORT_DIALOG,
        title=BUTTON,
        centered=True,
        size="min(1080px, 96vw)",
        keepMounted=True,
        closeButtonProps={"aria-label": "Schließen"},
        zIndex=2500,
    )


def _form() -> html.Fieldset:
    texts: dict[str, Any] = {"size": "sm", "value": ""}
    return html.Fieldset(
        [
            html.Div(id=Ids.REPORT_VIEW, className="report-view"),
            dmc.CheckboxGroup(
                dmc.Stack([], gap=6), id=Ids.REPORT_SHOW, label="Inhalte", size="sm", value=[], className="report-show"
            ),
            dmc.TextInput(
                id=Ids.REPORT_HEADING, label="Überschrift", attributes={"input": {"maxLength": LONGEST_TITLE}}, **texts
            ),
            dmc.Textarea(
                id=Ids.REPORT_REMARK, label="Bemerkung", autosize=True, minRows=2, maxRows=6,
                attributes={"input": {"maxLength": LONGEST_REMARK}}, **texts,
            ),
            dmc.Checkbox(id=Ids.REPORT_NEWEST, label=NEWEST, size="sm", checked=False),
            html.Div(
                [
                    dmc.Button(ADD, id=Ids.REPORT_ADD, size="sm"),
                    dmc.Button("Zurück zur Ansicht", id=Ids.REPORT_BACK, size="sm", variant="default", display="none"),
                ],
                className="import-buttons",
            ),
            html.P(id=Ids.REPORT_SAY, className="export-say", role="status"),
        ],
        id=Ids.REPORT_FORM,
        className="bare report-form",
    )  # fmt: skip


def _listed() -> html.Div:
    texts: dict[str, Any] = {"size": "sm", "debounce": True, "attributes": {"input": {"maxLength": LONGEST_TITLE}}}
    return html.Div(
        [
            html.Div(
                [
                    dmc.TextInput(id=Ids.REPORT_TITLE, label="Titel des Berichts", value="", **texts),
                    dmc.TextInput(id=Ids.REPORT_SUBTITLE, label="Untertitel", value="", **texts),
                ],
                className="needs-pair",
            ),
            html.Div(
                [
                    html.P(id=Ids.REPORT_CHANGED),
                    dmc.Button("Als gesehen vermerken", id=Ids.REPORT_ADOPT, size="xs", variant="default"),
                ],
                id=Ids.REPORT_CHANGED_BOX,
                className="report-changed",
                hidden=True,
            ),
            html.Div(id=Ids.REPORT_LINES, className="report-lines"),
        ],
        className="report-listed",
    )


def _make() -> html.Div:
    return html.Div(
        [
            *[dmc.Button(label, id=i, size="sm", disabled=True) for i, (_, label) in FORMS.items()],
            html.Span(className="report-gap"),
            dmc.Button("Liste speichern", id=Ids.REPORT_SAVE, size="sm", variant="default", disabled=True),
            html.Button(
                "Liste öffnen", id=Ids.REPORT_LOAD, type="button", className="export-button",
                **{"data-most-bytes": str(MOST_BYTES)},
            ),
            dmc.Button("Liste leeren", id=Ids.REPORT_CLEAR, size="sm", variant="subtle", disabled=True),
        ],
        className="report-make",
    )  # fmt: skip


# -- values -----------------------------------------------------------------------------------------------------------

FORM_PROPS = (
    (Ids.REPORT_VIEW, "children"), (Ids.REPORT_SHOW, "children"), (Ids.REPORT_SHOW, "value"),
    (Ids.REPORT_HEADING, "value"), (Ids.REPORT_HEADING, "placeholder"), (Ids.REPORT_REMARK, "value"),
    (Ids.REPORT_NEWEST, "checked"), (Ids.REPORT_NEWEST, "disabled"), (Ids.REPORT_ADD, "children"),
    (Ids.REPORT_ADD, "disabled"), (Ids.REPORT_BACK, "display"),
)  # fmt: skip


def form_values(found: Offer, entry: Entry | None, number: int) -> list[Any]:
    """Values of ``FORM_PROPS``. ``entry``: the one to be changed, else None; ``number``: its place from 1."""
    head = CHANGED.format(number=number) if entry else NEW
    if found.refused:
        said = html.P(found.refused, className="hint")
        return [[html.H3(head), said], dmc.Stack([], gap=6), [], "", "", "", False, True, ADD, True, _shown(entry)]
    boxes = [dmc.Checkbox(value=show, label=CONTENTS[show], size="sm") for show in found.shows]
    view = [html.H3(head), html.P([html.Strong(found.title), html.Br(), found.place])]
    return [
        view, dmc.Stack(boxes, gap=6), list(entry.show) if entry else list(found.shows[:1]),
        entry.heading if entry else "", found.title, entry.remark if entry else "", bool(entry and entry.newest),
        not found.follows, CHANGE if entry else ADD, False, _shown(entry),
    ]  # fmt: skip


def _shown(entry: Entry | None) -> str:
    return "inline-block" if entry else "none"


LIST_PROPS = (
    (Ids.REPORT_LINES, "children"), (Ids.REPORT_TITLE, "value"), (Ids.REPORT_SUBTITLE, "value"),
    (Ids.REPORT_CHANGED, "children"), (Ids.REPORT_CHANGED_BOX, "hidden"), (Ids.REPORT_TITLE, "disabled"),
    (Ids.REPORT_SUBTITLE, "disabled"), (Ids.REPORT_SAVE, "disabled"), (Ids.REPORT_CLEAR, "disabled"),
    *((button, "disabled") for button in FORMS),
)  # fmt: skip


def list_values(listed: ReportList, found: tuple[Line, ...], changed: str) -> list[Any]:
    """Values of ``LIST_PROPS``."""
    empty = not found
    broken = any(line.refused for line in found)
    return [
        report_lines(found), EMPTY.title if empty else listed.title, listed.subtitle, changed, not changed, empty,
        empty, empty, empty, *(empty or broken for _ in FORMS),
    ]  # fmt: skip


def report_lines(found: tuple[Line, ...]) -> list[Component]:
    if not found:
        return [html.P(NOTHING_YET, className="hint")]
    return [html.Ol([_line(line, at, len(found)) for at, line in enumerate(found)])]


def _line(line: Line, at: int, total: int) -> html.Li:
    title = html.A(line.title, href=line.query) if line.query else html.Span(line.title)
    said = [html.Small(t) for t in (line.place, line.contents) if t]
    remark = [html.Small(html.I(line.remark))] if line.remark else []
    wrong = [html.Small(line.refused, className="report-wrong")] if line.refused else []
    acts = [
        _act(UP, "↑", "nach oben", line, at, at == 0),
        _act(DOWN, "↓", "nach unten", line, at, at == total - 1),
        _act(EDIT, "Ändern", "ändern", line, at, bool(line.refused)),
        _act(REMOVE, "Entfernen", "entfernen", line, at, False),
    ]
    return html.Li([html.Div([title, *said, *remark, *wrong]), html.Div(acts, className="report-acts")])


def _act(act: str, label: str, verb: str, line: Line, at: int, disabled: bool) -> html.Button:
    return html.Button(
        label, id={"type": Ids.REPORT_ACT, "act": act, "index": at}, type="button", className="plain-button",
        disabled=disabled, title=f"Eintrag {at + 1} {verb}", **{"aria-label": f"{line.title}: {verb}"},
    )  # fmt: skip


def report_made(token: str, value: dict[str, Any]) -> list[Component]:
    """The link to the file of a job, with its size."""
    name, size = str(value["name"]), formatting.quantity(value["bytes"] / 1e6, "MB", 1)
    return [
        html.P(html.A(f"{name} herunterladen ({size})", href=f"reports/{token}{PurePath(name).suffix}", download=name))
    ]
