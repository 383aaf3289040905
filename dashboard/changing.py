"""What changed in the data since a link or report was made, as German sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date

from dashboard import formatting
from geodata.catalog import Change as Difference
from geodata.catalog import Density, Share
from geodata.changes import Change, Changes, How
from geodata.history import BORDERS, DESCRIPTION, FACILITIES, SURVEY
from geodata.repository import Repository

LINK = "Seit dieser Link entstand"
UNKNOWN = (
    "Was sich geändert hat, ist nicht verzeichnet: Der damalige Stand ist zu alt oder stammt aus einer anderen "
    "Installation oder einer anderen Fassung des Programms. Zahlen können abweichen."
)
MOST_TOLD, MOST_NAMED, MOST_PERIODS = 3, 3, 4
PARTS = {
    BORDERS: "Grenzen oder Namen von Gebieten sind geändert",
    FACILITIES: "die Einrichtungen sind geändert",
    SURVEY: "die Befragung ist neu ausgewertet",
    DESCRIPTION: "die Beschreibung ist geändert",
}


def told(changes: Changes, since: str = LINK) -> str:
    """Sentences in one text, the most important first; empty if nothing changed. ``since``: how it begins."""
    if changes.same:
        return ""
    if not changes.known:
        return f"{since}, haben sich die Daten geändert. {UNKNOWN}"
    if not changes.shown:
        return _elsewhere(changes.others, since)
    first, *more = map(_clause, changes.shown[:MOST_TOLD])
    sentences = [f"{since}, {first[1]} {first[0]}{first[2]}."]
    sentences += [f"{subject[0].upper()}{subject[1:]} {verb}{rest}." for subject, verb, rest in more]
    if left := changes.shown[MOST_TOLD:]:
        sentences.append(f"Geändert {'ist' if len(left) == 1 else 'sind'} auch {_names(left)}.")
    if changes.others:
        sentences.append(f"Außerdem geändert, hier aber nicht gezeigt: {_names(changes.others)}.")
    return " ".join(sentences)


def is_about_data(text: str) -> bool:
    """Whether a notice only says that the data changed since a link was made."""
    return text.startswith(LINK)


def sources_of(indicator_id: str, repository: Repository) -> frozenset[str]:
    """Datasets of an indicator and of those it is derived from; none for an unknown one."""
    known = {i.id: i for i in repository.catalog.indicators}
    found, waiting = {}, [indicator_id]  # type: dict[str, str], list[str]
    while waiting:
        entry = known.get(waiting.pop())
        if entry is None or entry.id in found:
            continue
        found[entry.id] = entry.dataset
        match entry.derived:
            case Share() as rule:
                waiting += [rule.numerator, rule.denominator]
            case Density() as rule:
                waiting.append(rule.numerator)
            case Difference() as rule:
                waiting.append(rule.indicator)
    return frozenset(found.values())


def _elsewhere(others: Sequence[Change], since: str) -> str:
    if not others:
        return f"{since}, wurden Daten geändert, die hier nicht geladen sind."
    return f"{since}, haben sich nur Daten geändert, die hier nicht gezeigt werden: {_names(others)}."


def _names(changes: Sequence[Change]) -> str:
    named = [f"„{c.title}“{_bracketed(_on(c.day))}" for c in changes[:MOST_NAMED]]
    more = len(changes) - MOST_NAMED
    rest = [f"{more} weitere{'r Datensatz' if more == 1 else ' Datensätze'}"] if more > 0 else []
    return formatting.in_sentence([*named, *rest])


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def _on(day: str) -> str:
    return f"am {format_date(date.fromisoformat(day), 'd. MMMM y', locale=formatting.LOCALE)}" if day else ""


def _clause(change: Change) -> tuple[str, str, str]:
    """Subject, verb and rest, for a main clause or one after „Seit …,“."""
    name, on = f"„{change.title}“", f" {_on(change.day)}" if change.day else ""
    match change.how:
        case How.REMOVED:
            return name, "wurde", f"{on} entfernt"
        case How.ADDED:
            return name, "kam", f"{on} hinzu{_bracketed(_times(change.added))}"
        case How.HIDDEN:
            times = f" für {_times(change.revised)}" if change.revised else ""
            return f"bei {name}", "wurden", f"{on} andere Angaben gesperrt als vorher{_bracketed(times.strip())}"
    return name, "wurde", f"{on} neu geladen{_details(change)}"


def _details(change: Change) -> str:
    """``: 2024 kam hinzu, Angaben für 2022 sind geändert``."""
    if not change.detailed:
        return "; was daran anders ist, ist nicht verzeichnet"
    said = [
        _said(change.added, "kam hinzu", "kamen hinzu"),
        f"Angaben für {_times(change.revised)} sind geändert" if change.revised else "",
        _said(change.removed, "entfiel", "entfielen"),
        *(PARTS.get(part, "") for part in change.parts),
    ]
    return f": {', '.join(filter(None, said))}" if any(said) else "; die veröffentlichten Angaben sind dieselben"


def _said(periods: Sequence[str], one: str, many: str) -> str:
    return f"{_times(periods)} {one if len(periods) == 1 else many}" if periods else ""


def _times(periods: Iterable[str]) -> str:
    shown = [formatting.period(p) for p in periods]
    if len(shown) > MOST_PERIODS:
        return f"{len(shown)} Zeiträume von {shown[0]} bis {shown[-1]}"
    return formatting.in_sentence(shown) if shown else ""
