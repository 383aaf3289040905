"""One map: its figures as columns, its legend, and how its label reads."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.views.columns import Columns, build_columns
from dashboard.views.current import Current
from dashboard.views.legend import Legend, build_legend
from dashboard.views.place import Place


@dataclass(frozen=True, slots=True)
class MapView:
    """``label``: indicator and period; ``inline``: the unit where it is short enough to stand beside every number;
    ``steps``: names of values that are steps, by their whole number; ``shown``: number of areas with a value.
    """

    ind: str
    label: str
    unit: str
    inline: str
    decimals: int
    steps: dict[str, str]
    shown: int
    columns: Columns
    legend: Legend


def build_map(current: Current, place: Place) -> MapView:
    indicator, period = current.indicator, current.state.period
    columns = build_columns(current, place.ids)
    return MapView(
        ind=indicator.id,
        label=f"{indicator.short_name}, {formatting.period(period)}" if period else indicator.short_name,
        unit=indicator.unit,
        inline=formatting.inline_unit(indicator.unit),
        decimals=indicator.decimals,
        steps={str(step * 10**indicator.decimals): name for step, name in indicator.categories.items()},
        shown=sum(v is not None for v in columns.value),
        columns=columns,
        legend=build_legend(current),
    )
