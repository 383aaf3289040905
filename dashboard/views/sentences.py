"""Sentences made from numbers: what an area's value says, and what it does not.

Numbers come as fractions of one from ``geodata.methods``; unit, scale and decimals from the indicator.
„Zufallsbereich“ is the interval; its meaning is said once, in ``INTERVAL_MEANING``.
"""

from __future__ import annotations

import math

from dashboard import formatting
from geodata.catalog import Indicator
from geodata.methods.change import Change, Moment, Obstacle
from geodata.methods.intervals import Intervals
from geodata.methods.neighbourhood import LABELS, NO_NEIGHBOURS, NOTHING_NOTABLE, Quadrant
from geodata.methods.segregation import Inequality, Segregation
from geodata.methods.smoothing import Smoothed
from geodata.methods.verdicts import Assessment, Verdict
from geodata.observations import ValueStatus
from geodata.periods import parse_period

INTERVAL_MEANING = (
    "Gezählt wurden alle, nicht eine Stichprobe; der Zufallsbereich zeigt, wie weit der Wert bei unveränderten "
    "Verhältnissen allein durch Zufall schwanken kann – in kleinen Gebieten weit, in großen kaum."
)
REFERENCE_WORDS = {
    "land": "Landeswert",
    "regbez": "Wert des Regierungsbezirks",
    "kreis": "Kreiswert",
    "gemeinde": "Gemeindewert",
}
OWN_REFERENCE = "Vergleichswert"
NO_VALUE = {
    ValueStatus.SUPPRESSED: "Für {place} ist der Wert aus Datenschutzgründen nicht ausgewiesen.",
    ValueStatus.MISSING: "Für {place} liegt keine Angabe vor.",
    ValueStatus.NOT_MEANINGFUL: "Für {place} lässt sich kein sinnvoller Wert angeben.",
    ValueStatus.BELOW_MINIMUM: "In {place} leben zu wenige Menschen, um einen Wert anzugeben.",
}
OBSTACLES = {
    Obstacle.NO_COUNTS: "Zähler und Nenner sind nicht veröffentlicht; wie sicher eine Veränderung ist, lässt sich "
    "nicht sagen.",
    Obstacle.BOUNDARY: "Zwischen {earlier} und {later} haben sich die Grenzen geändert; die Werte gelten für "
    "verschiedene Gebiete und werden nicht verglichen.",
    Obstacle.OVERLAP: "Die Zeiträume {earlier} und {later} liegen nicht hintereinander; eine Veränderung lässt sich "
    "nicht angeben.",
}
CLEARLY_OWN = 0.9  # weight of an area's own value from which smoothing changes next to nothing
MORE_DECIMALS = 3


def reference_word(level: str) -> str:
    """„Kreiswert“ for a level's id; „Vergleichswert“ for a value of one's own."""
    return REFERENCE_WORDS.get(level, OWN_REFERENCE)


def of_rate(
    indicator: Indicator, place: str, found: Assessment, level: str, status: ValueStatus, *, named: str = ""
) -> str:
    """The area's value, and whether it differs from the reference (value of an area of ``level``; "" = one's own, or
    ``named``: what it is called)."""
    if status is not ValueStatus.OK or math.isnan(found.rate):
        return NO_VALUE.get(status, NO_VALUE[ValueStatus.NOT_MEANINGFUL]).format(place=place)
    decimals = _telling(indicator, found.reference, found.lower, found.upper)
    rate, reference = (_quantity(indicator, v, decimals) for v in (found.rate, found.reference))
    span = _span(indicator, found.lower, found.upper, decimals)
    word = named or reference_word(level)
    start = f"In {place} sind es {rate} ({formatting.k_of_n(found.k, found.n)})."
    match found.verdict:
        case Verdict.HIGHER:
            return (
                f"{start} Das ist höher als der {word} von {reference}: Auch am unteren Ende des Zufallsbereichs "
                f"({span}) liegt der Wert darüber."
            )
        case Verdict.LOWER:
            return (
                f"{start} Das ist niedriger als der {word} von {reference}: Auch am oberen Ende des Zufallsbereichs "
                f"({span}) liegt der Wert darunter."
            )
        case Verdict.UNDEFINED:
            return f"{start} Der Zufallsbereich reicht von {span}; ein {word} liegt nicht vor."
    if found.too_small:
        return (
            f"{start} Für einen Vergleich ist das Gebiet zu klein: Selbst das Doppelte des {_genitive(word)} von "
            f"{reference} ließe sich hier nicht sicher erkennen (Zufallsbereich {span})."
        )
    same = f"Das ist statistisch nicht vom {word} ({reference}) unterscheidbar"
    return f"{start} {same}; der Zufallsbereich reicht von {span}."


def of_other(
    indicator: Indicator, place: str, other: str, rates: tuple[float, float], counts: str, found: Intervals
) -> str:
    """The area's value against that of another area that shares nobody with it. ``rates``: its own and the other's;
    ``counts``: „k von n“ of its own; ``found``: own − other with its interval; all fractions of one."""
    difference, lower, upper = (float(v) for v in (found.rate, found.lower, found.upper))
    decimals = _telling(indicator, 0.0, lower, upper)
    own, their = (_quantity(indicator, rate, decimals) for rate in rates)
    start = f"In {place} sind es {own} ({counts}), in {other} {their}."
    span = f"{_signed(indicator, lower, decimals)} bis {_signed(indicator, upper, decimals)}"
    if lower > 0 or upper < 0:
        word = "höher" if difference > 0 else "niedriger"
        size = _points(indicator, abs(difference), decimals)
        return (
            f"{start} Das ist {word}: Der Unterschied von {size} (Zufallsbereich {span}) ist mehr, als der Zufall "
            "erklärt."
        )
    return (
        f"{start} Beide sind statistisch nicht voneinander unterscheidbar; der Zufallsbereich des Unterschieds "
        f"({span}) schließt null ein."
    )


def of_change(
    indicator: Indicator, place: str, earlier: Moment, later: Moment, before: float, after: float, found: Change
) -> str:
    """How a rate changed (``before``, ``after``: fractions of one), or why that is not said."""
    times = {"earlier": formatting.period(earlier.period), "later": formatting.period(later.period)}
    if found.obstacle is Obstacle.DEFINITION:
        return _break(indicator, earlier, later, times)
    if found.obstacle is not Obstacle.NONE:
        return OBSTACLES[found.obstacle].format(**times)
    difference, lower, upper = (
        float(v) for v in (found.difference.rate, found.difference.lower, found.difference.upper)
    )
    if math.isnan(difference):
        return f"Für {place} liegt nicht zu beiden Zeitpunkten ({times['earlier']}, {times['later']}) ein Wert vor."
    decimals = _telling(indicator, 0.0, lower, upper)
    values = f"von {_number(indicator, before, decimals)} auf {_quantity(indicator, after, decimals)}"
    size = _points(indicator, abs(difference), decimals)
    span = f"{_signed(indicator, lower, decimals)} bis {_signed(indicator, upper, decimals)}"
    start = f"Von {times['earlier']} bis {times['later']}"
    if lower > 0 or upper < 0:
        word = "gestiegen" if difference > 0 else "gesunken"
        return (
            f"{start} ist der Wert in {place} {values} {word}, um {size} (Zufallsbereich {span}). Das ist mehr, als "
            "der Zufall erklärt."
        )
    return (
        f"{start} ging der Wert in {place} {values}. Ob sich wirklich etwas verändert hat, ist offen: Der "
        f"Zufallsbereich der Veränderung ({span}) schließt null ein."
    )


def _break(indicator: Indicator, earlier: Moment, later: Moment, times: dict[str, str]) -> str:
    if not indicator.comparable_over_time:
        return "Die Werte sind über die Zeit nicht vergleichbar; eine Veränderung wird nicht angegeben."
    before, after = parse_period(earlier.period).end, parse_period(later.period).end
    reasons = [b.reason for b in indicator.breaks if before < parse_period(b.period).start <= after]
    return (
        f"{times['earlier']} und {times['later']} sind nicht vergleichbar ({'; '.join(reasons)}); eine Veränderung "
        "wird nicht angegeben."
    )


def of_smoothing(indicator: Indicator, place: str, found: Smoothed, at: int) -> str:
    """What smoothing did to the value of the area at position ``at``."""
    rate, value, weight = (float(a[at]) for a in (found.rate, found.value, found.weight))
    if math.isnan(value):
        return f"Für {place} gibt es keinen geglätteten Wert, weil der Wert selbst fehlt oder nicht ausgewiesen ist."
    own, smooth, average = (_quantity(indicator, v) for v in (rate, value, found.mean))
    if found.areas == 1:
        return f"{place} ist das einzige Gebiet mit einem Wert ({own}); es gibt nichts, woran er sich glätten ließe."
    if weight == 0:
        return (
            f"Geglättet sind es in {place} {smooth}, wie in allen Gebieten: Deren Unterschiede sind nicht größer, als "
            "der Zufall erklärt."
        )
    if weight >= CLEARLY_OWN:
        return f"Geglättet sind es in {place} {smooth} statt {own}; das Gebiet ist groß genug, um für sich zu stehen."
    return (
        f"Geglättet sind es in {place} {smooth} statt {own}: Weil das Gebiet klein ist, zählt sein eigener Wert zu "
        f"{formatting.quantity(100 * weight, '%')}, der Rest kommt vom Durchschnitt aller Gebiete ({average})."
    )


def of_cluster(place: str, label: str, neighbours: int) -> str:
    """Whether an area lies in a cluster: ``label`` and ``neighbours`` (those with a value) as in ``Clusters.table``."""
    around = "im einzigen Nachbargebiet" if neighbours == 1 else f"im Mittel der {neighbours} Nachbargebiete"
    than = "als es bei zufälliger Verteilung zu erwarten wäre"
    texts = {
        LABELS[Quadrant.HIGH_HIGH]: f"{place} gehört zu einer Häufung hoher Werte: Der eigene Wert liegt über dem "
        f"Durchschnitt, und {around} ist er höher, {than}.",
        LABELS[Quadrant.LOW_LOW]: f"{place} gehört zu einer Häufung niedriger Werte: Der eigene Wert liegt unter dem "
        f"Durchschnitt, und {around} ist er niedriger, {than}.",
        LABELS[Quadrant.HIGH_LOW]: f"{place} hat einen hohen Wert inmitten niedriger: Er liegt über dem Durchschnitt, "
        f"{around} dagegen ist er niedriger, {than}.",
        LABELS[Quadrant.LOW_HIGH]: f"{place} hat einen niedrigen Wert inmitten hoher: Er liegt unter dem Durchschnitt, "
        f"{around} dagegen ist er höher, {than}.",
        NOTHING_NOTABLE: f"Um {place} herum ist keine auffällige Häufung zu erkennen.",
        NO_NEIGHBOURS: f"{place} hat keine Nachbargebiete mit Wert; über eine Häufung lässt sich nichts sagen.",
    }
    return texts.get(label, f"Für {place} liegt kein Wert vor; über eine Häufung lässt sich nichts sagen.")


def of_segregation(period: str, found: Segregation) -> str:
    """How unevenly the group of an indicator lives, for one point in time."""
    start = f"{formatting.period(period)}: "
    if math.isnan(found.dissimilarity):
        return (
            f"{start}Wie ungleich sich die Gruppe verteilt, lässt sich nicht angeben; nötig sind zwei Gebiete mit Wert."
        )
    plain, corrected, own, share = (
        formatting.quantity(100 * v, "%", 1)
        for v in (found.dissimilarity, found.corrected, found.isolation, found.share)
    )
    lives = (
        f"Wer dazugehört, wohnt im Durchschnitt in einem Gebiet mit einem Anteil von {own}; insgesamt sind es {share}."
    )
    if found.dissimilarity <= found.by_chance:
        return f"{start}Die Gruppe verteilt sich nicht ungleicher, als es der Zufall mit sich bringt. {lives}"
    return (
        f"{start}Damit die Anteile überall gleich wären, müssten rechnerisch {corrected} der Gruppe umziehen (ohne "
        f"Abzug dessen, was in kleinen Gebieten Zufall ist, {plain}). {lives}"
    )


def of_inequality(period: str, found: Inequality) -> str:
    """How unequal the values of all areas are, and how much of that lies between municipalities."""
    start = f"{formatting.period(period)}: "
    if math.isnan(found.total):
        return f"{start}Die Ungleichheit lässt sich nicht angeben; nötig sind zwei Gebiete mit Wert."
    if found.total == 0:
        return f"{start}Der Wert ist in allen Gebieten gleich."
    between = 100 * found.share_between
    parts = (formatting.quantity(v, "%") for v in (between, 100 - between))
    return (
        f"{start}Von der Ungleichheit zwischen den Gebieten (Theil-Index {formatting.number(found.total, 3)}; 0 hieße "
        "überall gleich) liegen {} zwischen den Gemeinden und {} innerhalb von ihnen.".format(*parts)
    )


def _number(indicator: Indicator, fraction: float, decimals: int | None = None, *, signed: bool = False) -> str:
    places = indicator.decimals if decimals is None else decimals
    return formatting.number(fraction * indicator.per, places, signed=signed)


def _signed(indicator: Indicator, fraction: float, decimals: int) -> str:
    return _number(indicator, fraction, decimals, signed=True)


def _quantity(indicator: Indicator, fraction: float, decimals: int | None = None) -> str:
    places = indicator.decimals if decimals is None else decimals
    return formatting.quantity(fraction * indicator.per, indicator.unit, places)


def _span(indicator: Indicator, lower: float, upper: float, decimals: int) -> str:
    return f"{_number(indicator, lower, decimals)} bis {_quantity(indicator, upper, decimals)}"


def _points(indicator: Indicator, fraction: float, decimals: int) -> str:
    unit = "Prozentpunkte" if indicator.unit == "%" else indicator.unit
    return formatting.quantity(fraction * indicator.per, unit, decimals)


def _genitive(word: str) -> str:
    return word.replace("wert", "werts").replace("Wert ", "Werts ")


def _telling(indicator: Indicator, reference: float, *bounds: float) -> int:
    """Decimals with which no bound looks like the reference, so that a sentence does not seem to contradict itself."""
    for decimals in range(indicator.decimals, indicator.decimals + MORE_DECIMALS):
        shown = [_number(indicator, v, decimals) for v in (reference, *bounds)]
        if math.isnan(reference) or shown[0] not in shown[1:] or reference in bounds:
            return decimals
    return indicator.decimals + MORE_DECIMALS
