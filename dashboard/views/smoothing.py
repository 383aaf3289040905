"""„Geglätteter Wert“: values of small areas drawn towards the mean of all, from published counts alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.views.certainty import published
from geodata.catalog import Indicator
from geodata.methods.smoothing import Smoothed, Smoother, smooth
from geodata.repository import Repository

SMOOTHED = "geglättet, kleine Gebiete stabilisiert"
HOW = {
    Smoother.MARSHALL: "Verfahren: Marshall (empirisches Bayes-Verfahren für seltene Ereignisse).",
    Smoother.BETA_BINOMIAL: "Verfahren: Beta-Binomial-Modell, weil der Durchschnitt über 20 % liegt.",
}
WHY = (
    "Kleine Gebiete schwanken stark. Der geglättete Wert zieht sie zum Durchschnitt aller gezeigten Gebiete, je "
    "kleiner, desto mehr; große Gebiete behalten ihren Wert.",
    "Der ungeglättete Wert steht daneben. Für Berichte und Entscheidungen gilt er; der geglättete hilft beim Blick auf "
    "das Muster der Karte.",
)
SCOPE = (
    "Geglättet wird über alle {count} Gebiete mit Wert, auch die ausgeblendeten; nicht ausgewiesene gehen nicht ein."
)


@dataclass(frozen=True)
class Smoothing:
    """``found``: rates of all areas of the view, in the order of ``ids``; ``values``: smoothed values in the unit of
    the indicator, index area_id, NaN without a value."""

    found: Smoothed
    ids: pd.Index
    values: pd.Series


def build_smoothing(repository: Repository, state: ViewState, values: pd.DataFrame) -> Smoothing | None:
    """None unless the state asks for smoothed values. ``values``: cells k, n, status of the view."""
    if not state.smooth:
        return None
    found = smooth(published(values, "k"), published(values, "n"))
    smoothed = np.asarray(found.value) * repository.indicator(state.ind).per
    return Smoothing(found, values.index, pd.Series(smoothed, index=values.index))


def summary(indicator: Indicator, smoothing: Smoothing) -> str:
    """What smoothing did to the view, in a sentence."""
    mean = formatting.quantity(smoothing.found.mean * indicator.per, indicator.unit, indicator.decimals)
    if smoothing.found.variance == 0:
        return f"Die Unterschiede sind nicht größer, als der Zufall erklärt: Geglättet haben alle Gebiete {mean}."
    return f"Kleine Gebiete sind zum Durchschnitt aller Gebiete ({mean}) gezogen."


def method(smoothing: Smoothing) -> tuple[str, ...]:
    """What smoothing means and how it was done, sentence by sentence."""
    return *WHY, SCOPE.format(count=formatting.number(smoothing.found.areas)), HOW[smoothing.found.method]
