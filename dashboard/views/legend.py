"""What the colours mean: classes in words, how many areas, who else lies there, and the states that have no value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard import formatting
from dashboard.views.classes import SCHEME_LABEL, Classes, Steps
from dashboard.views.classing import FALLBACK
from dashboard.views.current import Current
from dashboard.views.neighbours import HATCHES, TITLE
from geodata.catalog import Direction
from geodata.methods.verdicts import Verdict
from geodata.observations import ValueStatus


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One colour: ``index`` 0… from low to high, its words, the number of areas now in it, and ``markers``: region and
    areas above whose value lies in it (``Kreis Unna 16,5 %``)."""

    index: int
    text: str
    count: int
    markers: tuple[str, ...] = ()
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class LegendState:
    """A state without value: symbol, words and the number of areas in it."""

    status: str
    symbol: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class LegendUnsure:
    """Words, number of areas, and whether they are left out."""

    text: str
    count: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Legend:
    """``unit``: as it follows the title (``in %``); ``outside``: number of areas that conditions leave out. ``unsure``:
    areas that cannot be told apart from what they are compared with: hatched, or ``hidden``. None: nothing is said.
    ``markers``: how many of them one class can have in this place, whatever the indicator; room is kept for them."""

    title: str
    unit: str
    note: str
    classes: tuple[LegendClass, ...]
    states: tuple[LegendState, ...]
    outside: int = 0
    unsure: LegendUnsure | None = None
    markers: int = 0


NEED = {Direction.HIGH_IS_NEED: "mehr Unterstützungsbedarf", Direction.LOW_IS_NEED: "weniger Unterstützungsbedarf"}
NO_NEED = "höherer Wert (Kontext, kein Bedarf)"


def build_legend(current: Current) -> Legend:
    """Classes from high to low, as a reader of a ranking expects; states only if an area is in them."""
    difference, unit = current.difference, current.indicator.unit
    return Legend(
        title=difference.title if difference else _title(current),
        unit=formatting.in_unit(
            difference.unit if difference else "" if _steps(current) or current.neighbours else unit
        ),
        note=_note(current),
        classes=_classes(current),
        states=_states(current),
        outside=len(current.outside - current.hidden),
        unsure=_unsure(current),
        markers=current.around,
    )


def _title(current: Current) -> str:
    name = current.indicator.short_name
    if current.neighbours is not None:
        return f"{name}, {TITLE}"
    return f"{name}, geglättet" if current.smoothing else name


def _unsure(current: Current) -> LegendUnsure | None:
    if current.certainty is None:
        return None
    count = len(current.unsure if current.state.sure else current.unsure - current.hidden)
    return LegendUnsure(current.certainty.words[Verdict.SAME], count, bool(current.state.sure))


def _steps(current: Current) -> bool:
    return isinstance(current.classes, Steps)


def _classes(current: Current) -> tuple[LegendClass, ...]:
    counts = current.table["cls"].value_counts()
    markers = _markers(current)
    texts = current.classes.texts()
    hatches = HATCHES if current.neighbours else [""] * len(texts)
    return tuple(
        LegendClass(index, texts[index], int(counts.get(index, 0)), markers.get(index, ()), hatches[index])
        for index in reversed(range(current.classes.count))
    )


def _markers(current: Current) -> dict[int, tuple[str, ...]]:
    """Class number → names and values of the areas around; none where differences or the sides of a threshold are
    shown, which have such a value as their bound."""
    if current.classes.diverging or not current.classes.count or current.neighbours:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    unit, decimals = formatting.inline_unit(current.indicator.unit), current.indicator.decimals
    for reference in current.references:
        index = int(current.classes.index(np.array([reference.value]))[0])
        text = f"{reference.name} {formatting.quantity(reference.value, unit, decimals)}"
        found[index] = (*found.get(index, ()), text)
    return found


def _states(current: Current) -> tuple[LegendState, ...]:
    by_status = current.table["status"].value_counts()
    return tuple(
        LegendState(
            status.value, formatting.STATUS_SYMBOL[status], formatting.STATUS_TEXT[status], int(by_status[status])
        )
        for status in ValueStatus
        if status is not ValueStatus.OK and by_status.get(status, 0)
    )


def _note(current: Current) -> str:
    """How the classes were made, whether they stay, and which end means what."""
    if current.neighbours is not None:
        return "verglichen mit den Nachbargebieten"
    return "; ".join(part for part in (_scheme(current), _scope(current), _meaning(current)) if part)


def _scheme(current: Current) -> str:
    scheme = current.state.classes
    if _steps(current):
        return "Stufen der Quelle"
    if current.difference and scheme in ("own", "threshold"):
        return "höher oder niedriger" if scheme == "threshold" else SCHEME_LABEL[FALLBACK]
    if scheme == "threshold":
        return _threshold(current)
    if scheme == "own" and not current.state.bounds:
        return f"{SCHEME_LABEL[FALLBACK]}, bis eigene Grenzen gesetzt sind"
    return SCHEME_LABEL[scheme]


def _threshold(current: Current) -> str:
    """``Schwellenwert: Wert von Kreis Unna``; whose it is stands here once, not at each side."""
    whose = current.classes.reference if isinstance(current.classes, Classes) else ""
    return f"{SCHEME_LABEL['threshold']}: {whose}" if whose else SCHEME_LABEL["threshold"]


def _scope(current: Current) -> str:
    if _steps(current) or (current.state.classes == "own" and current.state.bounds and not current.difference):
        return ""
    everywhere = ", auch über ausgeblendete Gebiete" if current.outside else ""
    if current.difference:
        return f"Klassen für diesen Vergleich{everywhere}, auf beiden Seiten gleich"
    if current.state.classes == "threshold":
        return ""
    return f"Klassen für {'alle Zeitpunkte' if current.fixed_over_time else 'diesen Zeitpunkt'}{everywhere}"


def _meaning(current: Current) -> str:
    """Darker is higher, as the bounds say; of two colours neither is."""
    need = NEED.get(current.indicator.direction)
    if current.classes.diverging:
        return f"höherer Wert = {need}" if need else NO_NEED
    return f"dunkler = {need or NO_NEED}"
