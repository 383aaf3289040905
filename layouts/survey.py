"""Page „Befragung“: its frame, and sections of the view model → bars, tables, maps and sentences."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.survey.models import LINK, Bar, Bars, Choice, Lines, Map, Scatter, Section, SurveyView, Table
from dashboard.views.survey.snapshot import shows
from layouts.ids import Ids
from layouts.survey_map import link_list, map_section
from layouts.survey_scatter import scatter_section

ABOVE = {"withinPortal": True, "zIndex": 2000}
OPEN_LINK = "auf der Karte zeigen"


def survey_page() -> html.Div:
    """The page without content."""
    return html.Div(
        [
            dcc.Store(id=Ids.SURVEY_VIEW),
            html.Div(
                [
                    _select(Ids.SURVEY_CHOICE, Ids.SURVEY_CHOICE_BOX, "Befragung", "survey-choice"),
                    _select(Ids.SURVEY_PART, Ids.SURVEY_PART_BOX, "Was zeigen?"),
                    _select(Ids.SURVEY_BY, Ids.SURVEY_BY_BOX, "Gliedern nach"),
                    _select(Ids.SURVEY_ANSWER, Ids.SURVEY_ANSWER_BOX, "Frage oder Antwort", "survey-choice"),
                    _select(Ids.SURVEY_IND, Ids.SURVEY_IND_BOX, "Indikator", "survey-indicator"),
                    _select(Ids.SURVEY_AACHEN, Ids.SURVEY_AACHEN_BOX, "Stadt Aachen zählt als"),
                ],
                className="controls",
                role="search",
                **{"aria-label": "Auswahl"},
            ),
            html.Div(id=Ids.SURVEY_BODY),
        ],
        id=Ids.PAGE_SURVEY,
        className="survey-page",
        hidden=True,
    )


def _select(component_id: Ids, box: Ids, label: str, extra: str = "") -> html.Div:
    select = dmc.Select(
        id=component_id,
        label=label,
        allowDeselect=False,
        checkIconPosition="right",
        maxDropdownHeight=420,
        size="sm",
        comboboxProps=ABOVE,
    )
    return html.Div(select, id=box, className=f"control {extra}".strip())


SELECTS = {
    Ids.SURVEY_CHOICE: Ids.SURVEY_CHOICE_BOX,
    Ids.SURVEY_PART: Ids.SURVEY_PART_BOX,
    Ids.SURVEY_BY: Ids.SURVEY_BY_BOX,
    Ids.SURVEY_ANSWER: Ids.SURVEY_ANSWER_BOX,
    Ids.SURVEY_IND: Ids.SURVEY_IND_BOX,
    Ids.SURVEY_AACHEN: Ids.SURVEY_AACHEN_BOX,
}
SURVEY_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.SURVEY_BODY, "children"),
    *[
        (part, prop)
        for select, box in SELECTS.items()
        for part, prop in ((select, "data"), (select, "value"), (box, "hidden"))
    ],
)


def survey_values(view: SurveyView) -> list[Any]:
    """Values for ``SURVEY_PROPS``, in that order."""
    controls: list[Any] = []
    for choices, chosen in (
        (view.surveys, view.survey),
        (view.parts, view.part),
        (view.groupings, view.grouping),
        (view.answers, view.answer),
        (view.indicators, view.indicator),
        (view.countings, view.counting),
    ):
        controls += [_options(choices), chosen or None, len(choices) < 2]
    return [_body(view), *controls]


def _options(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [{"value": c.value, "label": c.label} for c in choices]


def _body(view: SurveyView) -> list[Component]:
    fictional = [html.Span("fiktive Daten", className="tag-fictional")] if view.fictional else []
    head = html.Div(
        [html.H1([*fictional, view.title]), html.Div([html.Span(f) for f in view.facts], className="facts")],
        className="headline",
    )
    notes = [html.P(" ".join(view.notes), className="hint survey-notes")] if view.notes else []
    columns = [
        html.Div([section(s) for s in part], className="survey-column") for part in (view.left, view.right) if part
    ]
    wide = any(isinstance(s, Table) and s.wide for s in view.left)
    look = "survey-columns is-single" if len(columns) < 2 else f"survey-columns{' is-wide' if wide else ''}"
    pictures = {"data-pictures": " ".join(shows(view))}  # what „Bild für Bericht“ can offer here
    return [head, html.Div(columns, className=look, **pictures), *notes]


def section(found: Section) -> html.Section:
    match found:
        case Bars():
            inside = _bars(found)
        case Table():
            inside = _table(found)
        case Map():
            inside = map_section(found)
        case Lines():
            inside = _lines(found)
        case Scatter():
            inside = scatter_section(found)
    return html.Section([html.H2(found.title), *inside], className="panel survey-section")


def _bars(found: Bars) -> list[Component]:
    rows = [html.Tr([html.Th(b.label, scope="row"), _drawn(b), html.Td(b.text), html.Td(b.count)]) for b in found.bars]
    note = [html.P(found.note, className="survey-note")] if found.note else []
    return [html.P(found.base, className="survey-base"), html.Table(html.Tbody(rows), className="survey-bars"), *note]


def _drawn(bar: Bar) -> html.Td:
    if bar.share is None:
        return html.Td(className="survey-track is-empty")
    parts = [html.Div(className="survey-bar", style={"width": f"{100 * bar.share:.2f}%"})]
    if bar.low is not None and bar.high is not None:
        place = {"left": f"{100 * bar.low:.2f}%", "width": f"{100 * (bar.high - bar.low):.2f}%"}
        parts.append(html.Div(className="survey-whisker", style=place))
    return html.Td(html.Div(parts, className="survey-axis"), className="survey-track", **{"aria-hidden": "true"})


def _table(found: Table) -> list[Component]:
    head = html.Tr([html.Th(text, scope="col") for text in found.head])
    rows = [
        html.Tr([html.Th(row[0], scope="row"), *(_cell(*pair) for pair in zip(row[1:], found.head[1:], strict=True))])
        for row in found.rows
    ]
    note = [html.P(found.note, className="survey-note")] if found.note else []
    if not rows:
        return note
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="survey-table")
    named = {"role": "group", "aria-label": found.title}  # it scrolls and takes the focus
    return [html.Div(table, className="survey-scroll", tabIndex=0, **named), *note]


def _cell(text: str, head: str) -> html.Td:
    """``data-head``: said before the value where the window is too narrow for columns."""
    return html.Td(html.A(OPEN_LINK, href=text) if text.startswith(LINK) else text, **{"data-head": head})


def _lines(found: Lines) -> list[Component]:
    sentences: list[Component] = [*(html.P(text) for text in found.sentences), *link_list(found.links)]
    if not found.entries:
        return sentences
    entries = html.Ul([html.Li(text) for text in found.entries])
    if found.folded:
        return [*sentences, html.Details([html.Summary("Liste zeigen"), entries])]
    return [*sentences, entries]
