"""Controls of the linked views: number of maps, second indicator, mode."""

from __future__ import annotations

from typing import Any

from dash import no_update

from dashboard.state import FUNNEL, INEQUALITY, ViewState
from dashboard.views.second import SecondOptions
from layouts.ids import Ids
from layouts.selects import TOTAL, grouped

PANEL_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.MAPS, "value"),
    (Ids.INDICATOR_2_MAP, "data"),
    (Ids.INDICATOR_2_MAP, "value"),
    (Ids.TAB, "value"),
    (Ids.PROFILE, "hidden"),
    (Ids.FUNNEL_BOX, "hidden"),
    (Ids.INEQUALITY, "hidden"),
    (Ids.MODE, "value"),
)


def panel_values(second: SecondOptions, state: ViewState) -> list[Any]:
    """Values for ``PANEL_PROPS``, in that order. Selects that nobody sees stay as they are."""
    options = grouped(second.indicators) if second.chosen else no_update
    chosen = second.chosen or no_update
    beside = state.tab if state.tab in (FUNNEL, INEQUALITY) else TOTAL
    return [
        str(state.maps),
        options,
        chosen,
        beside,
        beside != TOTAL,
        beside != FUNNEL,
        beside != INEQUALITY,
        state.modus,
    ]
