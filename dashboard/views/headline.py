"""The sentence that says what is seen, and the line that says what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import formatting
from dashboard.comparison import With
from dashboard.state import to_query
from dashboard.views.classes import Classes, Steps
from dashboard.views.current import Current, total_inside
from dashboard.views.neighbours import TITLE
from dashboard.views.neighbours import parts as clusters
from dashboard.views.smoothing import SMOOTHED
from geodata.observations import ValueStatus
from geodata.repository import Repository

MOST_NAMED = 2
RISE_AND_FALL = ("größter Anstieg", "größter Rückgang")
ABOVE_AND_BELOW = ("am weitesten darüber", "am weitesten darunter")


@dataclass(frozen=True, slots=True)
class Headline:
    """``sentence``; ``title``: its beginning, indicator and period, empty without figures; ``facts``: the items of the
    line below it; ``caution``: what must not be read out of it; ``hint``: what to do where figures are missing, with
    ``request``, the address where they can be asked for."""

    sentence: str
    facts: tuple[str, ...]
    caution: str = ""
    hint: str = ""
    request: str = ""
    fictional: bool = False
    title: str = ""


def build_headline(repository: Repository, current: Current) -> Headline:
    """Region's own value, what stands out, and how many areas; what to do if nothing can be shown."""
    shown = current.shown
    if shown.empty:
        return _empty(repository, current)
    if current.neighbours is not None:
        return _headline(current, clusters(current.neighbours, current.table.index))
    parts = _differences(current, shown) if current.difference else _values(repository, current, shown)
    return _headline(current, parts, *_only_as_a_whole(repository, current))


def _headline(current: Current, parts: tuple[str, ...], hint: str = "", request: str = "") -> Headline:
    title = subject(current)
    return Headline(
        f"{title}: {'; '.join(part for part in parts if part)}.",
        _facts(current),
        current.indicator.caution,
        hint,
        request,
        current.region.fictional,
        title,
    )


def subject(current: Current) -> str:
    """``Kinder im SGB-II-Bezug (unter 18), November 2021``; in a comparison with what is compared."""
    group = current.indicator.groups.get(current.state.group, "")
    name = f"{current.indicator.name} ({group})" if group else current.indicator.name
    dated = f"{name}, {formatting.period(current.state.period)}" if current.state.period else name
    dated = f"{dated} – {TITLE}" if current.neighbours else dated
    dated = f"{dated} – {SMOOTHED}" if current.smoothing else dated
    return f"{dated} – {current.difference.title}" if current.difference else dated


# -- values -----------------------------------------------------------------------------------------------------------


def _values(repository: Repository, current: Current, shown: pd.DataFrame) -> tuple[str, ...]:
    own = _own_value(repository, current)
    if isinstance(current.classes, Steps):
        return own, _steps(current, shown)
    whole = _place_of_the_whole(repository, current)
    return own, _total(repository, current), _above(current, shown), whole or _extremes(current, shown)


def _own_value(repository: Repository, current: Current) -> str:
    state = current.state
    if current.level.id == current.region.level:  # the region is the only area shown
        return ""
    own = repository.cell(state.ind, state.region, state.period, state.group)
    if own.status is not ValueStatus.OK:
        return ""
    return f"{current.region.name} {_text(current, own.value)}"


def _place_of_the_whole(repository: Repository, current: Current) -> str:
    """Where the region itself is all that is shown: its value and its rank among its like in the whole country."""
    state, region = current.state, current.region
    if current.level.id != region.level or not region.parents:
        return ""
    cells = repository.values(state.ind, region.level, region.region, state.period, state.group)
    values = cells["value"].where(cells["status"].eq(ValueStatus.OK)).dropna()
    rank = int(values.rank(method="min", ascending=not current.high_first)[region.id])
    country = repository.area(region.region).name
    return (
        f"{region.name} {_text(current, values[region.id])}, "
        f"Rang {formatting.number(rank)} von {formatting.number(len(values))} in {country} "
        f"(Rang 1 = {'höchster' if current.high_first else 'niedrigster'} Wert)"
    )


def _text(current: Current, value: float) -> str:
    labels = current.indicator.categories
    if value in labels:
        return labels[int(value)]
    return formatting.quantity(value, current.indicator.unit, current.indicator.decimals)


def _total(repository: Repository, current: Current) -> str:
    """What the areas that meet the conditions come to together, where that can be said."""
    if not current.narrowing.active or len(current.shown) < 2:
        return ""
    total = total_inside(repository, current)
    return f"eingegrenzte Gebiete zusammen {_text(current, total.value)}" if total.status is ValueStatus.OK else ""


def _above(current: Current, shown: pd.DataFrame) -> str:
    """With a threshold: how many areas lie above it."""
    classes = current.classes
    if current.state.classes != "threshold" or not isinstance(classes, Classes) or classes.count != 2:
        return ""
    above = int(shown["cls"].eq(1).sum())
    whose = f" ({classes.reference})" if classes.reference else ""
    return f"{formatting.number(above)} von {_areas(len(shown))} über {_text(current, classes.bounds[1])}{whose}"


def _areas(count: int) -> str:
    return f"{formatting.number(count)} {'Gebiet' if count == 1 else 'Gebieten'}"


def _steps(current: Current, shown: pd.DataFrame) -> str:
    """The highest step that occurs, and who is in it."""
    highest = shown["value"].max()
    return f"{_text(current, highest)}: {formatting.in_sentence(_named(shown, 'value', highest))}"


def _extremes(current: Current, shown: pd.DataFrame) -> str:
    low, high = shown["measure"].min(), shown["measure"].max()
    if len(shown) == 1 or low == high:
        return f"{formatting.in_sentence(_named(shown, 'measure', high))} {_text(current, high)}"
    return (
        f"niedrigster Wert {_text(current, low)} ({formatting.in_sentence(_named(shown, 'measure', low))}), "
        f"höchster {_text(current, high)} ({formatting.in_sentence(_named(shown, 'measure', high))})"
    )


def _named(shown: pd.DataFrame, column: str, value: float) -> list[str]:
    names = sorted(shown[shown[column].eq(value)]["name"])
    if len(names) <= MOST_NAMED:
        return names
    return [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} weitere"]


# -- differences ------------------------------------------------------------------------------------------------------


def _differences(current: Current, shown: pd.DataFrame) -> tuple[str, ...]:
    """How many areas lie above and below, and the largest difference on either side."""
    assert current.difference is not None
    printed = formatting.rounded_all(shown["diff"].to_numpy(dtype="float64"), current.indicator.decimals)
    counts = {"höher": (printed > 0).sum(), "niedriger": (printed < 0).sum(), "gleich": (printed == 0).sum()}
    over_time = current.difference.versus.kind is With.PERIOD
    up, down = RISE_AND_FALL if over_time else ABOVE_AND_BELOW
    return (
        _sides({word: int(c) for word, c in counts.items() if c}, current.difference.than, len(shown)),
        _farthest(current, shown, up, shown["diff"].max()) if counts["höher"] else "",
        _farthest(current, shown, down, shown["diff"].min()) if counts["niedriger"] else "",
    )


def _sides(counts: dict[str, int], than: str, total: int) -> str:
    """``in 10 von 20 Gebieten höher, in 9 niedriger als 2019, in 1 gleich``."""
    words = list(counts)
    last = next((word for word in reversed(words) if word != "gleich"), "")
    texts = []
    for word, count in counts.items():
        of = f" von {_areas(total)}" if word == words[0] else ""
        texts.append(f"in {count}{of} {word}{f' {than}' if word == last else ''}")
    return ", ".join(texts)


def _farthest(current: Current, shown: pd.DataFrame, words: str, difference: float) -> str:
    names = formatting.in_sentence(_named(shown, "diff", difference))
    return f"{words} {names} ({difference_text(current, difference)})"


def difference_text(current: Current, difference: float) -> str:
    """``+3,2 Prozentpunkte``."""
    unit = current.difference.unit if current.difference else ""
    return formatting.quantity(difference, unit, current.indicator.decimals, signed=True)


# -- what it rests on -------------------------------------------------------------------------------------------------


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
        f"{formatting.number(shown)} von {_areas(total)} ({current.level.plural})",
        f"Stand: {formatting.period(current.state.period)}",
        *missing,
        *(
            (f"nur gesicherte Unterschiede; ausgeblendet: {_areas_plain(len(current.hidden))}",)
            if current.state.sure
            else ()
        ),
        f"Quelle: {current.dataset.source.attribution}",  # last: it is long, and stands in the Steckbrief too
    )


REQUEST_HINT = (
    "Wählen Sie einen anderen Indikator oder eine andere Ebene. Auf der Seite „Daten und Methoden“ können Sie eigene "
    "Zahlen laden oder fehlende anfordern, mit Anschreiben und Formular."
)
SURE_HINT = "Unter der Karte lassen sich wieder alle Gebiete zeigen."
RELAX_HINT = "Heben Sie oben eine Bedingung der Eingrenzung auf, oder setzen Sie sie ganz zurück."


def _only_as_a_whole(repository: Repository, current: Current) -> tuple[str, str]:
    """Hint and address where the region's own figure is all there is."""
    if current.level.id != current.region.level:
        return "", ""
    finest = repository.levels(current.region.id)[-1].plural
    return (
        f"Zu „{current.indicator.short_name}“ liegen nur Zahlen für das ganze Gebiet vor. Für {finest} wählen Sie "
        "einen anderen Indikator, oder fordern Sie die Zahlen an.",
        _request(current),
    )


def _request(current: Current) -> str:
    return to_query(replace(current.state, page="daten"))


def _areas_plain(count: int) -> str:
    return f"{formatting.number(count)} {'Gebiet' if count == 1 else 'Gebiete'}"


def _nothing_sure(current: Current, facts: tuple[str, ...]) -> Headline:
    assert current.certainty is not None
    sentence = f"{subject(current)}: Keines der Gebiete ist {current.certainty.apart}."
    return Headline(sentence, facts, hint=SURE_HINT, fictional=current.region.fictional)


def _empty(repository: Repository, current: Current) -> Headline:
    """Nothing to show: which of the reasons it is, and what to do."""
    level, total = current.level.plural, len(current.table) + len(current.outside)
    areas: tuple[str, ...] = (f"0 von {_areas(total)} ({level})",)
    if current.hidden and current.shown.empty and current.certainty:
        return _nothing_sure(current, areas)
    if current.outside and current.table.empty:
        sentence = f"Keines der {formatting.number(total)} Gebiete erfüllt die Eingrenzung."
        return Headline(sentence, areas, hint=RELAX_HINT, fictional=current.region.fictional)
    unknown = not current.state.period or current.table["status"].eq(ValueStatus.MISSING).all()
    if unknown and not current.difference:
        name, region = f"„{current.indicator.short_name}“", current.region.name
        sentence, facts = f"Für {level} in {region} liegen zu {name} keine Angaben vor.", areas
    else:
        what = "lässt sich ein Unterschied berechnen" if current.difference else "ist ein Wert ausgewiesen"
        sentence, facts = f"{subject(current)}: Für keines der gezeigten Gebiete {what}.", _facts(current)
    hint = RELAX_HINT if current.outside else REQUEST_HINT
    return Headline(sentence, facts, "", hint, "" if current.outside else _request(current), current.region.fictional)
