"""„Trichter“: each area's value over its size, with the limits between which chance alone would leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.comparison import reference_area, uncertain
from dashboard.state import FUNNEL
from dashboard.views.columns import Whole, whole
from dashboard.views.compare import figures_of
from dashboard.views.current import Current
from geodata.methods.funnel import ALARM, EXPECTED_OUTSIDE, WARNING, Funnel, funnel, funnel_limits
from geodata.observations import ValueStatus
from geodata.repository import Repository

POINTS = 48  # of a limit's curve
CODES = {-2: "L", -1: "l", 0: "i", 1: "h", 2: "H"}  # beyond the outer or inner limit below, inside, above
NOTHING = "-"
METHOD = (
    "Die Linien zeigen, wie weit Gebiete dieser Größe vom Vergleichswert abweichen, wenn überall dieselben "
    "Verhältnisse herrschen: 95 von 100 lägen zwischen den inneren Linien, 998 von 1.000 zwischen den äußeren. Kleine "
    "Gebiete (links) schwanken stark, große (rechts) kaum.",
    "Ein Gebiet außerhalb der äußeren Linien ist ein Grund, genauer hinzusehen, kein Befund. Gezeigt sind immer die "
    "Werte selbst, auch wenn die Karte Unterschiede oder geglättete Werte zeigt.",
    "Verfahren: Trichterdiagramm mit exakten binomialen Grenzen (Spiegelhalter 2005).",
)


@dataclass(frozen=True, slots=True)
class FunnelView:
    """``n``: sizes at which the limits are known; ``inner``, ``outer``: their lower and upper limits, in units of the
    last decimal, as ``reference``. ``beyond``: a character of ``CODES`` per area or ``NOTHING``, in the order of the
    place. ``decimals``, ``unit``: of the limits. ``size_label``: whom n counts. ``text``: what is seen, in words."""

    n: tuple[int, ...]
    inner: tuple[Whole, Whole]
    outer: tuple[Whole, Whole]
    reference: int
    beyond: str
    decimals: int
    unit: str
    size_label: str
    text: str


def funnel_needed(current: Current) -> bool:
    return current.state.tab == FUNNEL


def build_funnel(repository: Repository, current: Current, ids: Sequence[str]) -> tuple[FunnelView | None, str]:
    """The funnel of the areas inside around the value of the region, or None and why there is none."""
    figures = figures_of(current.state)
    if reason := uncertain(repository, None, figures):
        return None, reason
    per, decimals = current.indicator.per, current.indicator.decimals
    area = repository.area(reference_area(repository, figures))
    value = repository.cell(current.state.ind, area.id, current.state.period, current.state.group).value
    k, n = (_shown(current.table, column) for column in ("k", "n"))
    found = funnel(k, n, value / per)
    if not found.defined.any():
        return None, "Für kein gezeigtes Gebiet ist ein Wert ausgewiesen."
    sizes = _sizes(n[found.defined])
    inner, outer = (_curves(value / per, sizes, level, per, decimals) for level in (WARNING, ALARM))
    codes = {
        str(i): CODES[int(b)] for i, b, ok in zip(current.table.index, found.beyond, found.defined, strict=True) if ok
    }
    view = FunnelView(
        n=sizes,
        inner=inner,
        outer=outer,
        reference=whole(np.array([value]), decimals)[0] or 0,
        beyond="".join(codes.get(i, NOTHING) for i in ids),
        decimals=decimals,
        unit=formatting.beside_number(current.indicator.unit).strip(),
        size_label=current.indicator.denominator,
        text=_text(current, found, area.name, value),
    )
    return view, ""


def _shown(table: pd.DataFrame, column: str) -> np.ndarray:
    return table[column].where(table["own_status"].eq(ValueStatus.OK)).to_numpy(dtype="float64")


def _sizes(n: np.ndarray) -> tuple[int, ...]:
    """Sizes from the smallest to the largest area, evenly on a logarithmic scale."""
    ends = np.log10(max(n.min() * 0.9, 1)), np.log10(n.max() * 1.1)
    return tuple(int(s) for s in np.unique(np.round(np.logspace(*ends, POINTS))))


def _curves(reference: float, sizes: tuple[int, ...], level: float, per: int, decimals: int) -> tuple[Whole, Whole]:
    limits = funnel_limits(reference, np.array(sizes), level)
    return whole(limits.lower * per, decimals), whole(limits.upper * per, decimals)


def _text(current: Current, found: Funnel, name: str, value: float) -> str:
    """``Um den Wert von Kreis Unna (16,5 %): 4 von 53 Gebieten liegen außerhalb der äußeren Linien.``"""
    total, far = int(found.defined.sum()), int((np.abs(found.beyond) == 2).sum())
    around = formatting.quantity(value, current.indicator.unit, current.indicator.decimals)
    lie = "liegt" if far == 1 else "liegen"
    areas = f"{formatting.number(far)} von {formatting.number(total)} Gebieten"
    start = f"Um den Wert von {name} ({around}): {areas} {lie} außerhalb der äußeren Linien."
    if not found.overdispersed:
        return start
    share, expected = (formatting.quantity(100 * part, "%") for part in (found.outside, EXPECTED_OUTSIDE))
    return (
        f"{start} Außerhalb der inneren sind es {share} statt der erwarteten {expected}: Die Gebiete unterscheiden "
        "sich deutlich stärker als durch Zufall; außerhalb zu liegen ist hier nichts Besonderes."
    )
