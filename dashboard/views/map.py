"""One map: its figures as columns, its legend, and how its label reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.views.columns import TOO_SMALL, VERDICT_CODE, Columns, build_columns, whole
from dashboard.views.current import Current
from dashboard.views.legend import Legend, build_legend
from dashboard.views.neighbours import HATCHES, TITLE
from dashboard.views.place import Place
from dashboard.views.smoothing import SMOOTHED


@dataclass(frozen=True, slots=True)
class MapView:
    """``label``: indicator and period, in a comparison with what is compared. ``unit``, ``inline``: unit of the column
    ``value``, and the same where it is short enough to stand beside every number; ``own_unit``: of the value itself.
    ``signed``: values are differences. ``steps``: names of values that are steps, by their whole number. ``shown``:
    number of areas with a figure. ``verdicts``: what the codes of the column ``verdict`` say; ``reference``: what the
    intervals are held against, in units of the column ``value`` (0 in a comparison; None without).
    ``kinds``, ``hatches``: words and hatching of each class where classes are kinds of neighbourhood, else empty.
    """

    ind: str
    label: str
    unit: str
    inline: str
    own_unit: str
    decimals: int
    signed: bool
    steps: dict[str, str]
    shown: int
    columns: Columns
    legend: Legend
    palette: str
    verdicts: dict[str, str]
    reference: int | None
    kinds: tuple[str, ...] = ()
    hatches: tuple[str, ...] = ()


def build_map(current: Current, place: Place, *, detailed: bool = True) -> MapView:
    """``detailed``: with the intervals that the Rangfolge draws."""
    indicator, difference = current.indicator, current.difference
    unit = difference.unit if difference else indicator.unit
    scale = 10**indicator.decimals
    return MapView(
        ind=indicator.id,
        label=_label(current),
        unit=formatting.beside_number(unit).strip(),
        inline=formatting.inline_unit(unit),
        own_unit=formatting.beside_number(indicator.unit).strip(),
        decimals=indicator.decimals,
        signed=difference is not None,
        steps={} if difference else {str(step * scale): name for step, name in indicator.categories.items()},
        shown=current.count_shown,
        columns=build_columns(current, place.ids, detailed=detailed),
        legend=build_legend(current),
        palette=current.palette,
        verdicts=_verdicts(current),
        reference=_reference(current) if detailed else None,
        kinds=current.classes.texts() if current.neighbours else (),
        hatches=HATCHES if current.neighbours else (),
    )


def _verdicts(current: Current) -> dict[str, str]:
    if current.certainty is None:
        return {}
    words = current.certainty.words
    return {code: words[v] for v, code in (VERDICT_CODE | {"small": TOO_SMALL}).items() if v in words}


def _reference(current: Current) -> int | None:
    if current.certainty is None:
        return None
    common = 0.0 if current.difference else current.certainty.common
    return whole(np.array([common]), current.indicator.decimals)[0]


def _label(current: Current) -> str:
    name, period = current.indicator.short_name, current.state.period
    dated = f"{name}, {formatting.period(period)}" if period else name
    dated = f"{dated}; {TITLE}" if current.neighbours else dated
    dated = f"{dated}; {SMOOTHED}" if current.smoothing else dated
    return f"{dated}; {current.difference.title}" if current.difference else dated
