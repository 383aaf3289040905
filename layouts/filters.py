"""„Eingrenzen“: the line that says what is filtered, and the panel to add conditions."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.views.filter_options import FilterOptions, RangeOptions
from dashboard.views.filters import Narrowing
from layouts.ids import Ids
from layouts.selects import grouped, options

ALL = "alle"  # stands for removing every condition, in the id of a button
NEWEST = "neu"  # stands for the newest period, which a select cannot hold as ""
ON_TOP = 4000  # above the panel, which lies above the map


def filter_line(view: Narrowing) -> list[Component]:
    """``Eingrenzung: [SGB-II-Quote 20 bis 40 % ×] [nur Kreis Unna ×] – 7 von 53``; empty without conditions."""
    if not view.active:
        return []
    chips = [_chip(item.text, item.remaining) for item in view.items]
    return [
        html.Strong("Eingrenzung:"),
        *chips,
        html.Span(f"– {view.count}", className="filter-count"),
        html.Button("Eingrenzung zurücksetzen", id=_remove(ALL), type="button", className="filter-reset", n_clicks=0),
    ]


def _chip(text: str, remaining: str) -> html.Button:
    return html.Button(
        [text, html.Span("×", **{"aria-hidden": "true"})],
        id=_remove(remaining),
        type="button",
        title="Diese Bedingung aufheben",
        className="filter-chip",
        n_clicks=0,
        **{"aria-label": f"Bedingung aufheben: {text}"},
    )


def _remove(remaining: str) -> dict[str, str]:
    """Id of a button by what it leaves."""
    return {"type": Ids.FILTER_REMOVE.value, "index": remaining}


def filter_button_text(view: Narrowing) -> str:
    return f"Eingrenzen ({len(view.items)})" if view.active else "Eingrenzen"


def filter_drawer() -> dmc.Drawer:
    """The panel without options; ``filter_values`` fills it when it opens."""
    return dmc.Drawer(
        html.Div([html.Div(id=Ids.FILTER_COUNT, role="status"), _by_value(), _by_sort()], className="filter-panel"),
        id=Ids.FILTER_DRAWER,
        title="Eingrenzen",
        position="right",
        size=400,
        padding="md",
        zIndex=3000,
        keepMounted=True,
        overlayProps={"backgroundOpacity": 0.12},
        closeButtonProps={"aria-label": "Schließen"},
    )


def _by_value() -> html.Fieldset:
    return html.Fieldset(
        [
            html.Legend("Nach Werten"),
            _choice(Ids.FILTER_INDICATOR, "Indikator", placeholder="Indikator wählen"),
            html.Div(_choice(Ids.FILTER_PERIOD, "Zeitpunkt"), id=Ids.FILTER_PERIOD_BOX, hidden=True),
            html.Div(id=Ids.FILTER_HINT, className="filter-hint", role="status"),
            html.Div([_number(Ids.FILTER_LOW, "von"), _number(Ids.FILTER_HIGH, "bis")], className="filter-ends"),
            html.Div(id=Ids.FILTER_PROBLEM, className="filter-problem", role="alert"),
            dmc.Button("Bedingung hinzufügen", id=Ids.FILTER_ADD, size="sm", variant="light"),
        ]
    )


def _by_sort() -> html.Fieldset:
    return html.Fieldset(
        [
            html.Legend("Nach Art und Lage"),
            html.P("Mehrere Angaben in einem Feld gelten wahlweise, mehrere Felder zugleich.", className="filter-hint"),
            _several(Ids.FILTER_KIND, "Gebietstyp"),
            _several(Ids.FILTER_SIZE, "Größe nach Einwohnern"),
            _several(Ids.FILTER_IN, "Liegt in", searchable=True),
            _several(Ids.FILTER_IDS, "Einzelne Gebiete", searchable=True, limit=100),
            dmc.Button("Markierte Gebiete übernehmen", id=Ids.FILTER_SELECTED, size="xs", variant="subtle"),
        ]
    )


LIST = {"withinPortal": True, "zIndex": ON_TOP}
COMMON: dict[str, Any] = {"size": "sm", "nothingFoundMessage": "Nichts gefunden", "comboboxProps": LIST}


def _choice(component_id: Ids, label: str, **more: Any) -> dmc.Select:
    return dmc.Select(id=component_id, label=label, searchable=True, allowDeselect=False, **COMMON, **more)


def _several(component_id: Ids, label: str, **more: Any) -> html.Div:
    select = dmc.MultiSelect(id=component_id, label=label, clearable=True, hidePickedOptions=True, **COMMON, **more)
    return html.Div(select, className="filter-several")


def _number(component_id: Ids, label: str) -> dmc.NumberInput:
    return number_input(component_id, label)


def number_input(component_id: Ids, label: str, **more: Any) -> dmc.NumberInput:
    """A number in German notation."""
    german = {"decimalSeparator": ",", "thousandSeparator": ".", "allowedDecimalSeparators": [","]}
    return dmc.NumberInput(id=component_id, label=label, hideControls=True, size="sm", **german, **more)


FILTER_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.FILTER_COUNT, "children"),
    (Ids.FILTER_INDICATOR, "data"),
    (Ids.FILTER_KIND, "data"),
    (Ids.FILTER_KIND, "value"),
    (Ids.FILTER_KIND, "disabled"),
    (Ids.FILTER_SIZE, "data"),
    (Ids.FILTER_SIZE, "value"),
    (Ids.FILTER_SIZE, "disabled"),
    (Ids.FILTER_IN, "data"),
    (Ids.FILTER_IN, "value"),
    (Ids.FILTER_IN, "disabled"),
    (Ids.FILTER_IDS, "data"),
    (Ids.FILTER_IDS, "value"),
)


def filter_values(view: FilterOptions) -> list[Any]:
    """Values for ``FILTER_PROPS``, in that order. What cannot tell these areas apart is disabled."""
    chosen = {what: list(view.chosen.get(what, ())) for what in ("kind", "size", "in", "ids")}
    return [
        view.sentence,
        grouped(view.indicators),
        *(options(view.kinds), chosen["kind"], not view.kinds),
        *(options(view.sizes), chosen["size"], not view.sizes),
        *(grouped(view.parents), chosen["in"], not view.parents),
        *(options(view.areas), chosen["ids"]),
    ]


RANGE_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.FILTER_PERIOD, "data"),
    (Ids.FILTER_PERIOD, "value"),
    (Ids.FILTER_PERIOD_BOX, "hidden"),
    (Ids.FILTER_HINT, "children"),
    (Ids.FILTER_LOW, "placeholder"),
    (Ids.FILTER_HIGH, "placeholder"),
)


def range_values(view: RangeOptions, period: str) -> list[Any]:
    """Values for ``RANGE_PROPS``, in that order."""
    known = {o.value for o in view.periods}
    return [
        [{"value": NEWEST, "label": "jüngster"}, *options(view.periods)],
        period if period in known else NEWEST,
        len(view.periods) < 2,
        view.sentence,
        view.lowest,
        view.highest,
    ]
