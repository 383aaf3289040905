"""Zusammenhang: whether two indicators go together, said so that nobody reads more into it than there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.views.current import Current
from geodata.methods.correlation import FEWEST, Correlation, correlate

FEW = 30  # with fewer pairs the range of the coefficient is named first
STEPS = ((0.7, "starker"), (0.4, "mittlerer"), (0.2, "schwacher"))
APART = 0.2  # coefficients of values and of ranks that differ by more: single areas make the picture
CAUTION = "Ein Zusammenhang zwischen Gebieten sagt nichts über einzelne Menschen und nennt keine Ursache."


@dataclass(frozen=True, slots=True)
class Relation:
    """``sentence``: what can be said; ``figures``: coefficients and number of areas; ``caution``: what cannot be said.
    ``left_out``: areas without both values."""

    sentence: str
    figures: str
    caution: str
    left_out: int


def build_relation(first: Current, second: Current) -> Relation:
    x, y = (current.table["measure"].to_numpy(dtype="float64") for current in (first, _aligned(first, second)))
    found = correlate(x, y)
    sentence = _same(first, second) or _sentence(first, second, found)
    return Relation(sentence, _figures(found), CAUTION, len(x) - found.n)


def _aligned(first: Current, second: Current) -> Current:
    """Both have the same areas: their conditions are the same."""
    assert first.table.index.equals(second.table.index)
    return second


def _same(first: Current, second: Current) -> str:
    same = first.state.ind == second.state.ind and not first.state.group and first.state.period == second.state.period
    return "Beide Achsen zeigen denselben Indikator." if same and first.difference is None else ""


def _sentence(first: Current, second: Current, found: Correlation) -> str:
    names = f"„{first.indicator.short_name}“ und „{second.indicator.short_name}“"
    if found.n < FEWEST:
        count = {0: "Kein Gebiet hat", 1: "Nur 1 Gebiet hat"}.get(found.n, f"Nur {found.n} Gebiete haben")
        return f"{count} beide Werte: zu wenige, um einen Zusammenhang zu beziffern (mindestens {FEWEST})."
    if not found.known:
        return "Einer der beiden Werte ist überall gleich; ein Zusammenhang lässt sich nicht beziffern."
    if found.low <= 0 <= found.high:
        return f"Zwischen {names} ist kein Zusammenhang nachweisbar."
    size = next((word for least, word in STEPS if abs(found.r) >= least), "")
    if not size:
        return f"Zwischen {names} besteht praktisch kein Zusammenhang."
    direction = "höher" if found.r > 0 else "niedriger"
    lead = f"Je höher „{first.indicator.short_name}“, desto eher {direction} „{second.indicator.short_name}“"
    return f"{lead}: ein {size} Zusammenhang{_single(found)}."


def _single(found: Correlation) -> str:
    return ", den einzelne Gebiete prägen" if abs(found.r - found.rho) > APART else ""


def _figures(found: Correlation) -> str:
    areas = "1 Gebiet" if found.n == 1 else f"{formatting.number(found.n)} Gebiete"
    if not found.known:
        return areas
    span = f"mit 95 % Sicherheit zwischen {_number(found.low)} und {_number(found.high)}"
    few = ", wenige Gebiete" if found.n < FEW else ""
    return f"r = {_number(found.r)} ({span}{few}); nach Rängen {_number(found.rho)}; {areas}"


def _number(value: float) -> str:
    return formatting.number(float(np.clip(value, -1, 1)), 2)
