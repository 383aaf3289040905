"""Controls: Gebiet · Ebene · Thema/Indikator · Zeitpunkt · Vergleichen mit, „Eingrenzen“ and „Darstellung“."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.refining import MAX_CLASSES, MIN_CLASSES
from dashboard.state import INTERVALS, PALETTES, SCHEMES, ViewState
from dashboard.views.classes import SCHEME_LABEL
from dashboard.views.controls import Controls
from layouts.filters import filter_button_text, filter_drawer, filter_line, number_input
from layouts.ids import Ids
from layouts.selects import TOTAL, grouped, options
from layouts.theme import RAMPS

INTERVAL_LABEL = {"": "nach Wilson", "exact": "exakt (Clopper-Pearson)"}


def _select(component_id: Ids, label: str, **more: Any) -> dmc.Select:
    settings: dict[str, Any] = {
        "allowDeselect": False,
        "checkIconPosition": "right",
        "nothingFoundMessage": "Nichts gefunden",
        "maxDropdownHeight": 420,
        "size": "sm",
        "comboboxProps": {"withinPortal": True, "zIndex": 2000},
    }
    return dmc.Select(id=component_id, label=label, **{**settings, **more})


def controls_bar() -> html.Div:
    """The bar without options; ``control_values`` fills it."""
    return html.Div(
        [
            html.Div(_select(Ids.REGION, "Gebiet („Mein Kreis“)", searchable=True), className="control control-region"),
            html.Div(_select(Ids.LEVEL, "Ebene"), className="control control-level"),
            html.Div(_select(Ids.INDICATOR, "Thema / Indikator", searchable=True), className="control control-wide"),
            html.Div(_select(Ids.GROUP, "Gruppe"), id=Ids.GROUP_BOX, className="control", hidden=True),
            html.Div(_select(Ids.PERIOD, "Zeitpunkt"), className="control control-period"),
            html.Div(_versus(), className="control control-versus"),
            html.Div([_narrow(), _appearance(), _reset()], className="control-buttons"),
            html.Div(id=Ids.FILTER_LINE, className="filter-line", role="status"),
            filter_drawer(),
        ],
        className="controls",
        role="search",
        **{"aria-label": "Auswahl"},
    )


def _versus() -> dmc.Select:
    """Its list is wider than the field: reasons why something cannot be compared are sentences."""
    wide = {"withinPortal": True, "zIndex": 2000, "width": 300, "position": "bottom-start"}
    return _select(Ids.VERSUS, "Vergleichen mit", searchable=True, comboboxProps=wide)


def _reset() -> dmc.Button:
    return dmc.Button("Alles zurücksetzen", id=Ids.RESET, variant="subtle", size="sm", color="gray.8")


def _narrow() -> dmc.Button:
    return dmc.Button("Eingrenzen", id=Ids.FILTER_OPEN, variant="default", size="sm")


def _appearance() -> dmc.Popover:
    named = {"role": "dialog", "aria-label": "Darstellung"}
    return dmc.Popover(
        [
            dmc.PopoverTarget(dmc.Button("Darstellung", variant="default", size="sm", **{"aria-haspopup": "dialog"})),
            dmc.PopoverDropdown(html.Div(dmc.Stack(_looks(), gap="xs"), **named)),
        ],
        width=270,
        position="bottom-end",
        withArrow=True,
        shadow="md",
        keepMounted=True,
        withRoles=False,  # they would stand on a box around the button, where they mean nothing
        zIndex=1500,
        trapFocus=True,
    )


def _looks() -> list[Any]:
    """How the figures are drawn: classes and what belongs to them, colours, intervals."""
    inside = {"comboboxProps": {"withinPortal": False}}
    schemes = [{"value": s, "label": SCHEME_LABEL[s]} for s in SCHEMES]
    palettes = [{"value": p, "label": RAMPS[p][0]} for p in PALETTES]
    intervals = [{"value": i or TOTAL, "label": INTERVAL_LABEL[i]} for i in INTERVALS]
    return [
        _select(Ids.SCHEME, "Klasseneinteilung", data=schemes, **inside),
        html.Div(_class_count(inside), id=Ids.CLASS_COUNT_BOX),
        html.Div(_bounds(), id=Ids.BOUNDS_BOX, hidden=True),
        html.Div(_threshold(inside), id=Ids.THRESHOLD_BOX, hidden=True),
        _select(Ids.PALETTE, "Farbreihe", data=palettes, **inside),
        _select(Ids.CI, "Zufallsbereich", data=intervals, **inside),
    ]


def _class_count(inside: dict[str, Any]) -> dmc.Select:
    counts = [str(k) for k in range(MIN_CLASSES, MAX_CLASSES + 1)]
    return _select(Ids.CLASS_COUNT, "Anzahl der Klassen", data=counts, **inside)


def _bounds() -> dmc.TextInput:
    return dmc.TextInput(
        id=Ids.BOUNDS,
        label="Grenzen zwischen den Klassen",
        description=f"höchstens {MAX_CLASSES - 1}, mit Semikolon getrennt",
        placeholder="5; 10; 12,5",
        debounce=True,
        size="sm",
    )


def _threshold(inside: dict[str, Any]) -> list[Any]:
    return [
        _select(Ids.THRESHOLD, "Über oder bis zum", placeholder="eigener Wert", **inside),
        number_input(Ids.THRESHOLD_NUMBER, "oder zu einem eigenen Wert", debounce=True, mt="xs"),
    ]


CONTROL_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.REGION, "data"),
    (Ids.REGION, "value"),
    (Ids.LEVEL, "data"),
    (Ids.LEVEL, "value"),
    (Ids.INDICATOR, "data"),
    (Ids.INDICATOR, "value"),
    (Ids.GROUP, "data"),
    (Ids.GROUP, "value"),
    (Ids.GROUP_BOX, "hidden"),
    (Ids.PERIOD, "data"),
    (Ids.PERIOD, "value"),
    (Ids.SCHEME, "value"),
    (Ids.CLASS_COUNT, "value"),
    (Ids.PALETTE, "value"),
    (Ids.PALETTE, "disabled"),
    (Ids.SCHEME, "disabled"),
    (Ids.SCHEME, "description"),
    (Ids.CLASS_COUNT_BOX, "hidden"),
    (Ids.BOUNDS_BOX, "hidden"),
    (Ids.BOUNDS, "value"),
    (Ids.THRESHOLD_BOX, "hidden"),
    (Ids.THRESHOLD, "data"),
    (Ids.THRESHOLD, "value"),
    (Ids.THRESHOLD_NUMBER, "value"),
    (Ids.VERSUS, "data"),
    (Ids.VERSUS, "value"),
    (Ids.FILTER_OPEN, "children"),
    (Ids.FILTER_LINE, "children"),
)


def control_values(controls: Controls, state: ViewState) -> list[Any]:
    """Values for ``CONTROL_PROPS``, in that order."""
    return [
        grouped(controls.regions),
        state.region,
        options(controls.levels),
        state.level,
        grouped(controls.indicators),
        state.ind,
        options(controls.groups),
        (state.group or TOTAL) if controls.groups else None,
        not controls.groups,
        options(controls.periods),
        state.period or None,
        state.classes,
        str(state.k),
        state.pal,
        *_class_values(controls, state),
        grouped(controls.versus),
        state.vs or TOTAL,
        filter_button_text(controls.narrowing),
        filter_line(controls.narrowing),
    ]


STEPS_NOTE = "Dieser Indikator besteht aus Stufen; jede ist eine Klasse."


def _class_values(controls: Controls, state: ViewState) -> list[Any]:
    """What the chosen scheme needs is shown, the rest hidden; differences know neither own bounds nor a value."""
    own, threshold = (state.classes == s and not controls.steps and not state.vs for s in ("own", "threshold"))
    two_sided = bool(state.vs) or threshold  # with colours of their own
    return [
        two_sided,
        controls.steps,
        STEPS_NOTE if controls.steps else None,
        controls.steps or own or state.classes == "threshold",
        not own,
        controls.bounds,
        not threshold,
        options(controls.thresholds),
        None if controls.threshold is not None else state.thr or TOTAL,
        "" if controls.threshold is None else controls.threshold,
    ]
