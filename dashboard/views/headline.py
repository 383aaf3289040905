"""The sentence that says what is seen, and the line that says what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import formatting
from dashboard.views.current import Current
from geodata.observations import ValueStatus
from geodata.repository import Repository

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Headline:
    """``sentence``; ``facts``: the items of the line below it; ``caution``: what must not be
    read out of it; ``hint``: what to do if nothing can be shown."""

    sentence: str
    facts: tuple[str, ...]
    caution: str = ""
    hint: str = ""
    fictional: bool = False


def build_headline(repository: Repository, current: Current) -> Headline:
    """Region's own value, lowest and highest area; n of N areas · Stand · Quelle · what is not shown."""
    shown = current.shown
    if shown.empty:
        return _empty(current)
    title = subject(current)
    parts = [part for part in (_own_value(repository, current), _extremes(current, shown)) if part]
    return Headline(
        f"{title}: {'; '.join(parts)}.", _facts(current), current.indicator.caution, fictional=current.region.fictional
    )


def subject(current: Current) -> str:
    """``Kinder im SGB-II-Bezug (unter 18), November 2021``."""
    group = current.indicator.groups.get(current.state.group, "")
    name = f"{current.indicator.name} ({group})" if group else current.indicator.name
    return f"{name}, {formatting.period(current.state.period)}" if current.state.period else name


def _own_value(repository: Repository, current: Current) -> str:
    state = current.state
    own = repository.cell(state.ind, state.region, state.period, state.group)
    if own.status is not ValueStatus.OK:
        return ""
    return f"{current.region.name} {_text(current, own.value)}"


def _text(current: Current, value: float) -> str:
    return formatting.quantity(value, current.indicator.unit, current.indicator.decimals)


def _extremes(current: Current, shown: pd.DataFrame) -> str:
    low, high = shown["value"].min(), shown["value"].max()
    if len(shown) == 1 or low == high:
        return f"{formatting.in_sentence(_named(shown, high))} {_text(current, high)}"
    return (
        f"niedrigster Wert {_text(current, low)} ({formatting.in_sentence(_named(shown, low))}), "
        f"höchster {_text(current, high)} ({formatting.in_sentence(_named(shown, high))})"
    )


def _named(shown: pd.DataFrame, value: float) -> list[str]:
    names = sorted(shown[shown["value"].eq(value)]["name"])
    if len(names) <= MOST_NAMED:
        return names
    return [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} weitere"]


def _facts(current: Current) -> tuple[str, ...]:
    by_status = current.table["status"].value_counts()
    shown, total = int(by_status.get(ValueStatus.OK, 0)), len(current.table)
    missing = [
        f"{formatting.STATUS_TEXT[status]}: {int(by_status[status])}"
        for status in ValueStatus
        if status is not ValueStatus.OK and by_status.get(status, 0)
    ]
    # What counts as "not shown" is always said, even if it is nobody.
    if not by_status.get(ValueStatus.SUPPRESSED, 0):
        missing.append("nicht ausgewiesen: 0")
    return (
        f"{shown} von {total} Gebieten ({current.level.plural})",
        f"Stand: {formatting.period(current.state.period)}",
        f"Quelle: {current.dataset.source.attribution}",
        *missing,
    )


def _empty(current: Current) -> Headline:
    level = current.level.plural
    return Headline(
        f"Für {level} in {current.region.name} liegen zu „{current.indicator.short_name}“ keine Angaben vor.",
        (f"0 von {len(current.table)} Gebieten ({level})",),
        hint=(
            "Wählen Sie einen anderen Indikator oder eine andere Ebene – oder laden Sie eigene Zahlen auf der Seite "
            "„Daten und Methoden“. Dort lassen sich fehlende Zahlen auch anfordern: mit Anschreiben und Formular."
        ),
        fictional=current.region.fictional,
    )
