"""What can be said of one area and how surely, and what that rests on: words for Steckbrief, legend and the note."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import formatting
from dashboard.comparison import not_smooth, uncertain
from dashboard.views import neighbours, sentences, smoothing
from dashboard.views.compare import figures_of
from dashboard.views.current import Current
from geodata.methods.change import Moment, change, rate_differences
from geodata.methods.intervals import LEVEL, Method
from geodata.methods.verdicts import Verdict, assess
from geodata.observations import ValueStatus
from geodata.periods import parse_period
from geodata.repository import Repository

METHOD_TEXT = {
    Method.WILSON: "Zufallsbereich: 95-%-Intervall nach Wilson; unter „Darstellung“ lässt sich das exakte wählen.",
    Method.EXACT: "Zufallsbereich: exaktes 95-%-Intervall nach Clopper und Pearson; es ist nie zu kurz, oft zu lang.",
}
NOBODY = "In dieser Auswahl lässt sich kein Gebiet vergleichen."
FIXED = "Der Vergleichswert gilt dabei als feste Zahl."
BOTH = "Beide Werte schwanken; der Bereich des Unterschieds folgt Newcombe, unabhängig vom gewählten Verfahren."
RANKS = (
    "Die Spanne hinter dem Rang zählt nur Gebiete als sicher davor oder dahinter, deren Zufallsbereich ganz darüber "
    "oder darunter liegt."
)


def about(repository: Repository, current: Current, area_id: str) -> str:
    """The area's value and whether it differs from what it is compared with; empty where nothing can be said."""
    if current.smoothing is not None:
        return _of_smoothing(repository, current, area_id)
    if current.neighbours is not None:
        return _of_neighbours(current, area_id)
    certainty = current.certainty
    if certainty is None or area_id not in current.table.index:
        return ""
    row, known = current.table.loc[area_id], certainty.table.loc[area_id]
    name, status = str(row["name"]), ValueStatus(row["own_status"])
    k, n = (float(row[c]) if status is ValueStatus.OK else math.nan for c in ("k", "n"))
    if certainty.over_time:
        return _of_change(repository, current, area_id, k, n)
    if known["free"] and known["verdict"]:
        return _of_other(repository, current, area_id, k, n)
    found = assess(k, n, float(known["reference"]) / current.indicator.per, _method(current))
    return sentences.of_rate(current.indicator, name, found, "", status, named=certainty.word)


def _of_smoothing(repository: Repository, current: Current, area_id: str) -> str:
    assert current.smoothing is not None
    at = current.smoothing.ids.get_loc(area_id)
    return sentences.of_smoothing(current.indicator, repository.area(area_id).name, current.smoothing.found, int(at))


def _of_neighbours(current: Current, area_id: str) -> str:
    assert current.neighbours is not None
    name, label, count = (current.neighbours.table.at[area_id, c] for c in ("name", "label", "neighbours"))
    return sentences.of_cluster(str(name), str(label), int(count))


def _method(current: Current) -> Method:
    return Method.EXACT if current.state.ci else Method.WILSON


def _base(current: Current, area_id: str) -> tuple[float, float]:
    """Counts of what the area is compared with; NaN where they are not shown."""
    assert current.difference is not None
    cells = current.difference.cells.loc[area_id]
    return float(cells["base_k"]), float(cells["base_n"])


def _of_change(repository: Repository, current: Current, area_id: str, k: float, n: float) -> str:
    assert current.difference is not None
    other, now = Moment(current.difference.versus.value), Moment(current.state.period)
    counts = {other.period: _base(current, area_id), now.period: (k, n)}
    earlier, later = sorted((other, now), key=lambda m: parse_period(m.period).sort_key)
    before, after = counts[earlier.period], counts[later.period]
    found = change(current.indicator, earlier, later, *before, *after)
    return sentences.of_change(
        current.indicator, repository.area(area_id).name, earlier, later, _rate(*before), _rate(*after), found
    )


def _rate(k: float, n: float) -> float:
    return k / n if n > 0 else math.nan


def _of_other(repository: Repository, current: Current, area_id: str, k: float, n: float) -> str:
    assert current.difference is not None
    base = _base(current, area_id)
    place, other = (repository.area(i).name for i in (area_id, current.difference.versus.value))
    return sentences.of_other(
        current.indicator,
        place,
        other,
        (_rate(k, n), _rate(*base)),
        formatting.k_of_n(k, n),
        rate_differences(*base, k, n),
    )


def meaning(current: Current) -> tuple[str, ...]:
    """What an interval or smoothing means here and how it was computed, by sentence; empty without either."""
    if current.smoothing is not None:
        return smoothing.method(current.smoothing)
    if current.neighbours is not None:
        return neighbours.method(current.neighbours)
    if current.certainty is None:
        return ()
    free = bool(current.certainty.table["free"].any())
    return sentences.INTERVAL_MEANING, METHOD_TEXT[_method(current)], BOTH if free else FIXED


@dataclass(frozen=True, slots=True)
class Note:
    """What stands below the map. ``text``: how many areas are told apart, or why that cannot be said; ``method``: what
    it rests on, one click away; ``possible``, ``can_smooth``: whether only sure differences or smoothed values can be
    asked for. ``offered``: clusters are wished and wait to be computed."""

    text: str
    method: tuple[str, ...]
    possible: bool
    can_smooth: bool
    offered: bool = False


def build_note(repository: Repository, current: Current) -> Note:
    can_smooth = not not_smooth(repository, figures_of(current.state))
    if current.smoothing is not None:
        text = smoothing.summary(current.indicator, current.smoothing)
        return Note(text, smoothing.method(current.smoothing), False, can_smooth)
    if current.neighbours is not None:
        text = f"{formatting.number(current.neighbours.areas)} Gebiete mit ihren Nachbarn verglichen"
        return Note(text, neighbours.method(current.neighbours), can_sure(repository, current), can_smooth)
    if current.state.nb:
        return Note(neighbours.NOT_YET, (), can_sure(repository, current), can_smooth, offered=True)
    certainty = current.certainty
    if certainty is None:
        return Note(current.uncertain, (), False, can_smooth)
    verdicts = certainty.table["verdict"].loc[list(current.narrowing.inside)]
    told = int(verdicts.isin([Verdict.HIGHER, Verdict.LOWER]).sum())
    total = told + int(verdicts.eq(Verdict.SAME).sum())
    if not total:
        return Note(NOBODY, (), True, can_smooth)
    by_chance = round((1 - LEVEL) * total)
    of = f"{formatting.number(told)} von {formatting.number(total)} {'Gebiet' if total == 1 else 'Gebieten'}"
    text = f"{of} {'ist' if told == 1 else 'sind'} {certainty.apart}"
    return Note(text, (*meaning(current), RANKS, *_by_chance(total, by_chance)), True, can_smooth)


def can_sure(repository: Repository, current: Current) -> bool:
    """Whether only sure differences could be asked for instead."""
    return not uncertain(repository, None, figures_of(current.state))


def _by_chance(total: int, by_chance: int) -> tuple[str, ...]:
    """Many verdicts at once: some of them come about by chance alone."""
    if by_chance < 1:
        return ()
    about_ = "fiele etwa eines" if by_chance == 1 else f"fielen etwa {formatting.number(by_chance)}"
    return (f"Von {formatting.number(total)} Gebieten {about_} auch dann auf, wenn sich keines unterschiede.",)
