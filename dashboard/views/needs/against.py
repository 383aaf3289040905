"""Was dagegen spricht: reasons not to take a result for what it seems, and what cannot be said at all."""

from __future__ import annotations

import numpy as np

from dashboard import formatting
from dashboard.needs_terms import SPECIAL_KINDS, Special
from dashboard.state import ViewState
from dashboard.views.needs.inputs import Column, offered, years_of
from dashboard.views.needs.result import STATUS_WORDS, Result, without
from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.methods.index import weighted_index
from geodata.methods.needs import Status, status_class
from geodata.methods.similar import without_group
from geodata.methods.verdicts import Verdict, assess
from geodata.observations import ValueStatus
from geodata.repository import Repository

NEAR_CUT = 0.1  # index points from a class border within which the class hangs by a thread
BORDER = "Der Index ({value}) liegt dicht an der Klassengrenze {cut}; eine kleine Änderung verschiebt die Klasse."
BETWEEN = (
    "Ohne {names} läge die Soziale Lage zwischen {low} und {high}, je nachdem, wie viele dort Leistungen beziehen "
    "(Altersaufbau wie im Gebiet angenommen)."
)
IN_HOMES = (
    "Im Gebiet liegen {places} Plätze in Pflegeheimen ({share} der Einwohnerzahl); das hebt Werte zu Alter und Pflege."
)
HIDDEN = "Nicht zu beurteilen, weil aus Datenschutzgründen nicht ausgewiesen:"
HOMES = "pflege"  # type of facilities whose residents weigh in figures on age and care
WHOLE_INSTITUTION = 0.03  # part of the inhabitants from which an institution is worth mentioning


def against(
    repository: Repository, state: ViewState, result: Result, at: int, specials: tuple[Special, ...]
) -> tuple[str, ...]:
    """Sentences; empty if nothing speaks against."""
    found = [
        *_single(result, at, state),
        *_border(result, at),
        *_uncertain(result, at),
        *_special(result, at, specials),
        *_homes(repository, result, at),
        *_unknown(repository, state, result, at),
    ]
    return tuple(found)


def _single(result: Result, at: int, state: ViewState) -> list[str]:
    """Indicators that alone make the class."""
    status = int(result.status[at])
    if not status or len(result.inputs.columns) < 2:
        return []
    found = []
    for j, column in enumerate(result.inputs.columns):
        others = without(result, j, state)
        if column.weight and others is not None and 0 < others[at] < status and status >= Status.UNFAVOURABLE:
            word = STATUS_WORDS[Status(int(others[at]))]
            found.append(f"Ohne „{column.indicator.short_name}“ wäre die Soziale Lage {word}.")
    return found


def _border(result: Result, at: int) -> list[str]:
    value = float(result.index.value[at])
    near = [c for c in (result.cuts.unfavourable, result.cuts.very_unfavourable) if abs(value - c) <= NEAR_CUT]
    if not near:
        return []
    shown = formatting.number(value, 2), formatting.number(near[0], 1)
    return [BORDER.format(value=shown[0], cut=shown[1])]


def _uncertain(result: Result, at: int) -> list[str]:
    """Rates that cannot be told from that of the reference set, or that rest on too few people to say."""
    small, same = [], []
    for column in result.inputs.columns:
        if (reference := _pooled(column, result)) is None:
            continue
        row = column.now.iloc[at]
        if row["status"] != ValueStatus.OK or row["n"] != row["n"]:
            continue
        found = assess(float(row["k"]), float(row["n"]), reference)
        name = f"„{column.indicator.short_name}“ ({formatting.k_of_n(found.k, found.n)})"
        if found.too_small:
            small.append(name)
        elif found.verdict is Verdict.SAME:
            same.append(name)
    texts = []
    if small:
        texts.append(f"Zu klein, um Zufall auszuschließen: {formatting.in_sentence(small)}.")
    if same:
        texts.append(f"Statistisch nicht vom Wert des Vergleichsraums unterscheidbar: {formatting.in_sentence(same)}.")
    return texts


def _pooled(column: Column, result: Result) -> float | None:
    """Cases of all included areas among all of their people; None where there are no counts."""
    if column.indicator.kind is not IndicatorKind.RATE:
        return None
    rows = column.now[(result.status > 0) & column.now["status"].eq(ValueStatus.OK).to_numpy()]
    total = float(rows["n"].sum())
    return float(rows["k"].sum()) / total if total > 0 else None


def _special(result: Result, at: int, specials: tuple[Special, ...]) -> list[str]:
    """The index without the people of special institutions, at best and at worst."""
    if not specials or not result.status[at]:
        return []
    people = sum(s.people for s in specials)
    names = formatting.in_sentence(
        [f"{SPECIAL_KINDS[s.kind]} ({formatting.number(s.people)} Personen)" for s in specials]
    )
    classes = []
    for number in (0, 1):  # lowest and highest rates the others can have
        values = result.inputs.values
        for j, column in enumerate(result.inputs.columns):
            row = column.now.iloc[at]
            if column.indicator.kind is IndicatorKind.RATE and row["n"] == row["n"]:
                inside = _inside(people, float(row["n"]), float(result.inputs.people[at]))
                rates = without_group(*(np.array([float(v)]) for v in (row["k"], row["n"], inside)))
                values[at, j] = column.indicator.per * rates[number][0]
        try:
            index = weighted_index(values, result.inputs.included, result.choice, result.index.reference)
        except GeodataError:
            return [f"Ohne {names} bliebe zu wenig für eine Rechnung übrig."]
        classes.append(int(status_class(index.value, result.cuts)[at]))
    words = [STATUS_WORDS.get(Status(c), "nicht zu bestimmen") for c in sorted(set(classes))]
    if len(words) == 1:
        return [f"Ohne {names} wäre die Soziale Lage {words[0]}, gleich wie viele dort Leistungen beziehen."]
    return [BETWEEN.format(names=names, low=words[0], high=words[1])]


def _inside(people: float, base: float, inhabitants: float) -> float:
    """How many of the special case belong to the base of a rate: as many as of all inhabitants, where known."""
    return people * min(1.0, base / inhabitants) if inhabitants > 0 else people


def _homes(repository: Repository, result: Result, at: int) -> list[str]:
    """Places in nursing homes, where they are many for the area."""
    facilities = repository.facilities
    if not len(facilities):
        return []
    rows = facilities[facilities["area_id"].eq(result.inputs.ids[at]) & facilities["type"].eq(HOMES)]
    places, people = float(rows["places"].sum()), float(result.inputs.people[at])
    if not people > 0 or places < WHOLE_INSTITUTION * people:
        return []
    share = formatting.quantity(100 * places / people, "%", 1)
    return [IN_HOMES.format(places=formatting.number(places), share=share)]


def _unknown(repository: Repository, state: ViewState, result: Result, at: int) -> list[str]:
    """What cannot be said: figures not shown, and series that break."""
    area, texts = result.inputs.ids[at], []
    hidden = []
    for indicator in offered(repository, state.level, state.region):
        by_year = years_of(repository, indicator.id, state.level, state.region)
        period = by_year.get(result.inputs.year) or list(by_year.values())[-1]
        if repository.cell(indicator.id, area, period).status is ValueStatus.SUPPRESSED:
            hidden.append(f"„{indicator.short_name}“")
    if hidden:
        texts.append(f"{HIDDEN} {formatting.in_sentence(hidden)}.")
    still = [f"„{c.indicator.short_name}“" for c in result.inputs.columns if c.why]
    if still:
        texts.append(f"Ohne vergleichbaren früheren Wert: {formatting.in_sentence(still)}.")
    return texts
