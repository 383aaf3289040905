"""„Rechenweg“ of the page „Besondere Quartiere“: what experts change. Three choices give a result without it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.needs_terms import MOST_PEOPLE
from dashboard.views.needs.page import GAP_OPTIONS, SCALE_OPTIONS, NeedsOptions
from layouts.filters import number_input
from layouts.ids import Ids
from layouts.selects import ABOVE, options

EXPERT_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.NEEDS_GOALS_BOX, "hidden"),
    (Ids.NEEDS_GOALS, "value"),
    (Ids.NEEDS_GOALS_CLEAR, "disabled"),
    (Ids.NEEDS_CUTS, "value"),
    (Ids.NEEDS_LEAST, "value"),
    (Ids.NEEDS_OUT, "data"),
    (Ids.NEEDS_OUT, "value"),
)


def expert_values(given: NeedsOptions) -> list[Any]:
    """Values of ``EXPERT_PROPS``, in that order."""
    out = options(given.excluded)
    return [not given.goals, given.goals, not given.fixed, given.cuts, given.least, out, [o["value"] for o in out]]


def needs_select(component_id: Ids, label: str, **more: Any) -> dmc.Select:
    settings: dict[str, Any] = {
        "allowDeselect": False,
        "checkIconPosition": "right",
        "nothingFoundMessage": "Nichts gefunden",
        "maxDropdownHeight": 420,
        "size": "sm",
        "comboboxProps": ABOVE,
    }
    return dmc.Select(id=component_id, label=label, **{**settings, **more})


def expert() -> dmc.Popover:
    return dmc.Popover(
        [
            dmc.PopoverTarget(dmc.Button("Rechenweg", variant="default", size="sm", **{"aria-haspopup": "dialog"})),
            dmc.PopoverDropdown(dmc.Stack(_parts(), gap="xs"), className="needs-expert"),
        ],
        width=380,
        position="bottom-end",
        shadow="md",
        keepMounted=True,
        zIndex=1900,
        closeOnClickOutside=False,  # lists of options lie outside of it,
        withinPortal=False,
        withRoles=False,  # they would stand on a box around the button, where they mean nothing
    )


def _parts() -> list[Any]:
    return [
        needs_select(Ids.NEEDS_YEAR, "Stand"),
        needs_select(Ids.NEEDS_SPAN, "Entwicklung über"),
        needs_select(Ids.NEEDS_SCALE, "Gemeinsame Skala", data=options(SCALE_OPTIONS)),
        _goals(),
        needs_select(Ids.NEEDS_REF, "Maßstab (Mittel und Streuung, Eckwerte, Ränge)"),
        dmc.TextInput(id=Ids.NEEDS_CUTS, label="Klassengrenzen (üblich: −1; 1; 1,5)", size="sm", debounce=True),
        needs_select(Ids.NEEDS_GAP, "Gebiete, denen ein Wert fehlt", data=options(GAP_OPTIONS)),
        number_input(Ids.NEEDS_LEAST, "Mindestzahl Einwohner (üblich: 300)", min=0, max=MOST_PEOPLE, allowDecimal=False,
                     debounce=True),
        dmc.MultiSelect(id=Ids.NEEDS_OUT, label="Von Hand ausgeschlossen (im Steckbrief eines Gebiets)", data=[],
                        size="sm", comboboxProps=ABOVE),
    ]  # fmt: skip


def _goals() -> html.Div:
    return html.Div(
        [
            dmc.Textarea(id=Ids.NEEDS_GOALS, label="Eckwerte: was als 0 und was als 1 gilt", autosize=True, minRows=2,
                         maxRows=8, size="sm"),
            html.Div(
                [
                    dmc.Button("Als feste Eckwerte", id=Ids.NEEDS_GOALS_APPLY, size="xs"),
                    dmc.Button("Kleinster und größter Wert", id=Ids.NEEDS_GOALS_CLEAR, size="xs", variant="default",
                               disabled=True),
                ],
                className="import-buttons",
            ),
        ],
        id=Ids.NEEDS_GOALS_BOX,
        hidden=True,
    )  # fmt: skip
