"""First controls: Gebiet · Ebene · Thema/Indikator · Zeitpunkt, and „Darstellung“."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.refining import MAX_CLASSES, MIN_CLASSES
from dashboard.state import PALETTES, SCHEMES, ViewState
from dashboard.views.classes import SCHEME_LABEL
from dashboard.views.controls import Controls, Option, OptionGroup
from layouts.ids import Ids
from layouts.theme import RAMPS

TOTAL = "insgesamt"  # stands for the group "", which a select cannot hold


def options(found: tuple[Option, ...]) -> list[dict[str, str]]:
    return [{"value": o.value, "label": o.label} for o in found]


def grouped(found: tuple[OptionGroup, ...]) -> list[dict[str, Any]]:
    return [{"group": g.label, "items": options(g.options)} for g in found]


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
            html.Div([_appearance(), _reset()], className="control-buttons"),
        ],
        className="controls",
        role="search",
        **{"aria-label": "Auswahl"},
    )


def _reset() -> dmc.Button:
    return dmc.Button("Alles zurücksetzen", id=Ids.RESET, variant="subtle", size="sm", color="gray.8")


def _appearance() -> dmc.Popover:
    return dmc.Popover(
        [
            dmc.PopoverTarget(dmc.Button("Darstellung", variant="default", size="sm")),
            dmc.PopoverDropdown(
                dmc.Stack(
                    [
                        _select(
                            Ids.SCHEME,
                            "Klasseneinteilung",
                            data=[{"value": s, "label": SCHEME_LABEL[s]} for s in SCHEMES],
                            comboboxProps={"withinPortal": False},
                        ),
                        _select(
                            Ids.CLASS_COUNT,
                            "Anzahl der Klassen",
                            data=[str(k) for k in range(MIN_CLASSES, MAX_CLASSES + 1)],
                            comboboxProps={"withinPortal": False},
                        ),
                        _select(
                            Ids.PALETTE,
                            "Farbreihe",
                            data=[{"value": p, "label": RAMPS[p][0]} for p in PALETTES],
                            comboboxProps={"withinPortal": False},
                        ),
                    ],
                    gap="xs",
                )
            ),
        ],
        width=250,
        position="bottom-end",
        withArrow=True,
        shadow="md",
        keepMounted=True,
        zIndex=1500,
        trapFocus=True,
    )


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
        [{**o, "value": o["value"] or TOTAL} for o in options(controls.groups)],
        (state.group or TOTAL) if controls.groups else None,
        not controls.groups,
        options(controls.periods),
        state.period or None,
        state.classes,
        str(state.k),
        state.pal,
    ]
