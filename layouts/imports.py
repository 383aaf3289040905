"""„Eigene Daten laden“: dropzone, progress, dry run, what can be set by hand, confirmation, undo."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.imports import FIELDS, FileView, ImportView, Unmatched
from geodata.areas import KNOWN_LEVELS, SUB_MUNICIPAL_RANK
from layouts.ids import Ids
from layouts.progress import IMPORT, findings, progress_panel

HINT = (
    "Grenzen (GeoPackage, Shapefile mit .dbf, .shx und .prj oder als .zip, GeoJSON) und Tabellen (CSV, XLSX, XLS), "
    "Befragungen (Export aus LimeSurvey oder Tabelle), mehrere auf einmal, auf Wunsch mit einem "
    "Katalog oder einer Beschreibung (.yaml). Erst kommt ein Probelauf; geändert wird nichts ohne "
    "Ihre Bestätigung. Wie Dateien aussehen dürfen, steht im Handbuch unter „Eigene Daten laden“."
)
SWITCHED_OFF = (
    "Der Import im Browser ist hier abgeschaltet. Daten lädt, wer Zugang zum Server hat: "
    "python -m geodata import DATEI."
)
SURVEY_LINK = "Auf der Seite „Befragung“ ansehen"
SENDERS = (
    "Diese Absender sind nicht sicher zuzuordnen. Wählen Sie, zu wem die Antwort gehört, und prüfen Sie neu; ohne Wahl "
    "gilt, was im Feld steht. Steht der richtige Name nicht zur Wahl, tragen Sie ihn in der Beschreibung unter assign "
    "ein (Absender: Schlüssel)."
)
STAYS = "Die Liste oben und Ihre Auswahl darin gehören zur letzten gültigen Prüfung."
DOUBLES = ("Kommune", "Zeilen der Datei", "es zählt Zeile")
DRY_RUN = "Probelauf: Es wurde noch nichts geändert."
CREDIT_HINT = "Die Karte muss nennen, von wem die Umrisse stammen. Das gilt für alle Grenzen dieses Imports."
# Controls of the panel by field of ``dashboard.imports.Choices``; areas assigned by hand come on top.
CONTROLS: dict[str, Ids] = {
    "kind": Ids.IMPORT_KIND,
    "key": Ids.IMPORT_KEY,
    "name": Ids.IMPORT_NAME,
    "layer": Ids.IMPORT_LAYER,
    "level": Ids.IMPORT_LEVEL,
    "parent": Ids.IMPORT_PARENT,
    "period": Ids.IMPORT_PERIOD,
    "catalog": Ids.IMPORT_CATALOG,
    "survey": Ids.IMPORT_SURVEY,
    "attribution": Ids.CREDIT_ATTRIBUTION,
    "licence": Ids.CREDIT_LICENCE,
    "vintage": Ids.CREDIT_VINTAGE,
}


def import_panel(upload_limit_mb: int) -> html.Section:
    return html.Section(
        [
            html.H2("Eigene Daten laden"),
            dcc.Store(id=Ids.STAGED),
            dcc.Store(id=Ids.CHECKED),
            html.Div(
                [
                    html.Button(
                        [html.Strong("Dateien hierher ziehen"), " oder ", html.Span("auswählen", className="link")],
                        id=Ids.UPLOAD,
                        type="button",
                        className="dropzone",
                        **{"data-limit-mb": str(upload_limit_mb)},
                    ),
                    html.P(HINT, className="hint"),
                ],
                id=Ids.UPLOAD_BOX,
            ),
            html.P(SWITCHED_OFF, id=Ids.IMPORT_OFF, className="hint", hidden=True),
            progress_panel(IMPORT),
            html.Div(id=Ids.IMPORT_RESULT, role="status"),
            _undo(),
            html.Fieldset(
                html.Div(
                    [html.Div(id=Ids.IMPORT_REPORT), _credit(), _survey(), _by_hand(), _buttons()],
                    id=Ids.IMPORT_WORK,
                    hidden=True,
                ),
                id=Ids.IMPORT_CONTROLS,
                className="bare",
            ),
        ],
        className="panel import-panel",
    )


def _undo() -> html.Div:
    button = dmc.Button("Import rückgängig machen", id=Ids.IMPORT_UNDO, size="xs", variant="default")
    return html.Div(button, id=Ids.UNDO_BOX, hidden=True)


def _text(component_id: Ids, label: str, placeholder: str) -> dmc.TextInput:
    return dmc.TextInput(id=component_id, label=label, placeholder=placeholder, size="sm", debounce=False)


def _credit() -> html.Div:
    return html.Div(
        [
            html.H3("Woher stammen die Grenzen?"),
            html.P(CREDIT_HINT, className="hint"),
            html.Div(
                [
                    _text(Ids.CREDIT_ATTRIBUTION, "Quellenvermerk (steht auf der Karte)", "z. B. © Stadt Muster 2024"),
                    _text(Ids.CREDIT_LICENCE, "Lizenz", "z. B. dl-de/by-2-0"),
                    _text(Ids.CREDIT_VINTAGE, FIELDS["vintage"], "z. B. 31.12.2024"),
                ],
                className="field-row",
            ),
        ],
        id=Ids.CREDIT_BOX,
        hidden=True,
    )


def _survey() -> html.Div:
    text = dmc.Textarea(
        id=Ids.IMPORT_SURVEY,
        label=f"{FIELDS['survey']} (YAML)",
        description="Vorschlag der Erkennung. Titel, Texte der Fragen, Art, Planungsfelder (fields) und Schlüssel "
        "lassen sich hier ändern; danach neu prüfen.",
        autosize=True,
        minRows=6,
        maxRows=26,
        className="catalog-text",
        size="sm",
    )
    return html.Div([html.H3("Was die Fragen bedeuten"), text], id=Ids.IMPORT_SURVEY_BOX, hidden=True)


def _by_hand() -> html.Details:
    levels = [{"value": v.id, "label": v.plural} for v in KNOWN_LEVELS.values() if v.rank >= SUB_MUNICIPAL_RANK]
    kinds = [{"value": "boundaries", "label": "Grenzen"}, {"value": "table", "label": "Tabelle"},
             {"value": "survey", "label": "Befragung"}]  # fmt: skip
    select: dict[str, Any] = {"clearable": True, "placeholder": "erkennen", "size": "sm"}
    fields = [
        dmc.Select(id=Ids.IMPORT_KIND, label=FIELDS["kind"], data=kinds, **select),
        dmc.Select(id=Ids.IMPORT_LEVEL, label=FIELDS["level"], data=levels, **select),
        _text(Ids.IMPORT_PARENT, f"{FIELDS['parent']} (AGS)", "z. B. 05315000"),
        _text(Ids.IMPORT_PERIOD, f"{FIELDS['period']}, wenn keine Spalte ihn nennt", "z. B. 2023 oder 31.12.2023"),
        _text(Ids.IMPORT_KEY, FIELDS["key"], "erkennen"),
        _text(Ids.IMPORT_NAME, FIELDS["name"], "erkennen"),
        _text(Ids.IMPORT_LAYER, f"{FIELDS['layer']} (Blatt oder Ebene)", "erkennen"),
    ]
    catalog = dmc.Textarea(
        id=Ids.IMPORT_CATALOG,
        label=f"{FIELDS['catalog']} (YAML)",
        description="Vorschlag der Erkennung; Namen, Quelle und Einheiten hier ergänzen.",
        autosize=True,
        minRows=4,
        maxRows=24,
        className="catalog-text",
        size="sm",
    )
    return html.Details(
        [html.Summary("Nicht richtig erkannt? Hier nachhelfen"), html.Div(fields, className="field-row"), catalog]
    )


def _buttons() -> html.Div:
    return html.Div(
        [
            html.Div(id=Ids.IMPORT_FAULT, role="alert", className="import-fault"),
            dmc.Button("Importieren", id=Ids.IMPORT_CONFIRM, size="sm", disabled=True),
            dmc.Button("Neu prüfen", id=Ids.IMPORT_CHECK, variant="default", size="sm"),
            dmc.Button("Verwerfen", id=Ids.IMPORT_DISCARD, size="sm", variant="subtle", color="gray.8", c="gray.8"),
            html.Span(id=Ids.IMPORT_NOTE, className="button-note", role="status"),
        ],
        className="import-buttons",
    )


def import_fault(view: ImportView) -> list[Component]:
    """Why a dry run was refused, beside the list of the last one that was not."""
    texts = [f"{file.file}: {f.text}" for file in view.files for f in file.findings if f.severity == "error"]
    return [*findings(texts), html.P(STAYS, className="hint")]


def import_report(view: ImportView) -> list[Component]:
    by_hand = [_assigned(view)] if view.assigned else []
    return [html.H3(DRY_RUN), *[_file(f) for f in view.files], *by_hand]


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
            _questions(view) if view.questions else None,
            _doubles(view) if view.doubles else None,
            _unmatched(view) if view.unmatched else None,
            _preview(view) if view.preview else None,
        ],
        className="file-report",
    )


def _preview(view: FileView) -> html.Details:
    head = html.Thead(html.Tr([html.Th(column, scope="col") for column in view.columns]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in view.preview])
    more = [html.P(f"und {view.more_columns} weitere Spalten", className="hint")] if view.more_columns else []
    table = html.Div(
        [html.Table([head, body], className="preview"), *more],
        className="preview-box",
        tabIndex=0,
        role="region",
        **{"aria-label": f"Erste Zeilen von {view.file}"},
    )
    return html.Details([html.Summary("Erste Zeilen der Datei"), table], open=True)


def _table(heads: tuple[str, ...], rows: list[Component]) -> html.Table:
    return html.Table(
        [html.Thead(html.Tr([html.Th(t, scope="col") for t in heads])), html.Tbody(rows)], className="unmatched"
    )


def _questions(view: FileView) -> html.Details:
    heads = ("Spalte", "Frage", "erkannt als", "Basis", "Antworten zur Wahl")
    rows: list[Component] = [
        html.Tr([html.Th(row[0], scope="row"), *(_named_cell(*pair) for pair in zip(row[1:], heads[1:], strict=True))])
        for row in view.questions
    ]
    table = html.Div(_table(heads, rows), className="preview-box survey-questions", tabIndex=0, role="region",
                     **{"aria-label": f"Fragen in {view.file}"})  # fmt: skip
    return html.Details([html.Summary(f"Erkannte Fragen: {len(rows)}"), table], open=True)


def _named_cell(text: str, head: str) -> html.Td:
    """``data-head``: said before the value where the window is too narrow for columns."""
    return html.Td(text, **{"data-head": head})


def _doubles(view: FileView) -> html.Details:
    rows: list[Component] = [
        html.Tr([html.Th(name, scope="row"), _named_cell(lines, DOUBLES[1]), _named_cell(kept, DOUBLES[2])])
        for name, lines, kept in view.doubles
    ]
    return html.Details(
        [html.Summary(f"Mehrfach geantwortet: {len(rows)}; es zählt {view.rule} Antwort"), _table(DOUBLES, rows)]
    )  # fmt: skip


def _unmatched(view: FileView) -> html.Div:
    rows = [html.Tr([html.Th(u.key, scope="row"), html.Td(u.name), html.Td(_choice(u))]) for u in view.unmatched]
    more = [html.P(f"und {view.more_unmatched} weitere")] if view.more_unmatched else []
    note = "Nicht zugeordnet und weggelassen. Wählen Sie das Gebiet, wenn Sie es kennen, und prüfen Sie neu."
    heads = ("Schlüssel", "Name in der Datei", "gehört zu")
    if view.questions:
        note = SENDERS
        heads = ("Absender in der Datei", "warum", "gehört zu")
    return html.Div([html.P(note), _table(heads, rows), *more])


def _choice(entry: Unmatched) -> Component:
    if entry.repeated:
        return html.Span("siehe oben")
    if not entry.closest:
        return html.Span("kein ähnliches Gebiet")
    return _select(entry.key, entry.name, entry.closest, None, entry.otherwise)


def _assigned(view: ImportView) -> html.Div:
    """What was assigned by hand can be changed or taken back."""
    rows = [
        html.Tr([html.Th(a.key, scope="row"), html.Td(_select(a.key, a.name, ((a.area_id, a.name),), a.area_id))])
        for a in view.assigned
    ]
    note = "Von Hand zugeordnet. Zum Zurücknehmen leeren Sie das Feld und prüfen neu."
    first = "Absender in der Datei" if view.survey else "Schlüssel"
    return html.Div([html.P(note), _table((first, "gehört zu"), rows)], className="file-report")


def _select(
    key: str, name: str, areas: tuple[tuple[str, str], ...], value: str | None, otherwise: str = "weglassen"
) -> dmc.Select:  # fmt: skip
    return dmc.Select(
        id={"type": str(Ids.ASSIGN), "index": key},
        data=[{"value": area_id, "label": f"{label} ({area_id})"} for area_id, label in areas],
        value=value,
        placeholder=otherwise,
        clearable=True,
        size="xs",
        **{"aria-label": f"Gebiet für {name or key}"},
    )


def import_result(text: str, *, link: str = "") -> list[Component]:
    """What an import, undo or removal did; ``link`` is the address of the page that shows it."""
    parts: list[Any] = [text]
    if link:
        parts += [" ", html.A(SURVEY_LINK if "page=befragung" in link else "Auf der Karte ansehen", href=link)]
    return [dmc.Alert(parts, color="teal.9", variant="light")]
