"""Page „Daten und Methoden“: what is loaded, from where, how it joined, what is not shown and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from dashboard import formatting
from geodata.catalog import Visibility
from geodata.history import title_of
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.rule_words import catalog_words
from geodata.workspace import Package

VISIBILITY = {
    Visibility.PUBLIC: "alle",
    Visibility.INTERNAL: "als intern gekennzeichnet; die veröffentlichten Zahlen sieht trotzdem, wer diesen Server "
    "erreicht (Zugriffsrechte gibt es noch nicht)",
}
MOST_UNMATCHED = 12


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """One loaded package in words; an empty text does not apply. ``facts``: label → text, in reading order."""

    id: str
    title: str
    imported: bool
    fictional: bool
    facts: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataView:
    """``withheld``: datasets that are internal and therefore not loaded here."""

    fingerprint: str
    cards: tuple[DatasetCard, ...]
    withheld: int = 0


def build_data(repository: Repository) -> DataView:
    """Cards of all packages: imported first, then embedded, fictional last."""
    cards = [_card(repository, package) for package in repository.packages]
    ordered = sorted(cards, key=lambda c: (not c.imported, c.fictional, c.title))
    return DataView(repository.fingerprint, tuple(ordered), repository.withheld)


def _card(repository: Repository, package: Package) -> DatasetCard:
    dataset = package.catalog.datasets[0] if package.catalog.datasets else None
    summary = repository.summary(package.id)
    source = dataset.source if dataset else None
    facts = [
        ("zuständig", dataset.owner if dataset else ""),
        ("Quelle", f"{source.title}, {source.publisher}" if source else ""),
        ("Lizenz", source.licence if source else ""),
        ("veröffentlicht am", formatting.german_dates(source.published_on) if source else ""),
        ("Grenzen", _levels(repository, summary.outlines)),
        ("Zahlen für", _levels(repository, summary.areas)),
        ("Zeitpunkte", _periods(summary.periods)),
        ("Gebietsstand", formatting.german_dates(dataset.boundary_vintage) if dataset else ""),
        ("zugeordnet", _joined(package.report)),
        ("nicht ausgewiesen", _hidden(package, summary.states)),
        ("sichtbar für", VISIBILITY[dataset.visibility] if dataset else ""),
    ]
    return DatasetCard(
        id=package.id,
        title=title_of(package),
        imported=package.id in repository.imported,
        fictional=bool(dataset and dataset.fictional),
        facts=tuple((label, text) for label, text in facts if text),
        indicators=tuple((i.short_name, i.description) for i in package.catalog.indicators),
        notes=_notes(package.report) + ((dataset.notes,) if dataset and dataset.notes else ()),
    )


def _levels(repository: Repository, counts: dict[str, int]) -> str:
    order = sorted(counts, key=lambda level: repository.level_of[level].rank)
    return ", ".join(f"{formatting.number(counts[v])} {_name(repository, v, counts[v])}" for v in order)


def _name(repository: Repository, level: str, count: int) -> str:
    return repository.level_of[level].singular if count == 1 else repository.level_of[level].plural


def _periods(periods: tuple[str, ...]) -> str:
    """``2014, 2018–2021, 2024``: consecutive years are drawn together, other periods listed."""
    if not all(p.isdigit() for p in periods):
        shown = [formatting.period(p) for p in periods]
        return ", ".join(shown) if len(shown) <= 6 else f"{shown[0]} bis {shown[-1]} ({len(shown)} Zeitpunkte)"
    runs = []
    for _, run in groupby(enumerate(map(int, periods)), key=lambda pair: pair[1] - pair[0]):
        years = [year for _, year in run]
        runs.append(str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}")
    return ", ".join(runs)


def _joined(report: dict[str, object]) -> str:
    if not report.get("known"):
        return ""
    matched, known = (formatting.number(float(str(report[what]))) for what in ("matched", "known"))
    text = f"{matched} von {known} Gebieten"
    unmatched = report.get("unmatched") or []
    assert isinstance(unmatched, list)
    if unmatched:
        names = [str(entry["name"] or entry["id"]) for entry in unmatched[:MOST_UNMATCHED]]
        more = f" und {len(unmatched) - MOST_UNMATCHED} weitere" if len(unmatched) > MOST_UNMATCHED else ""
        text += f"; nicht zugeordnet: {', '.join(names)}{more}"
    return text


def _hidden(package: Package, states: dict[ValueStatus, int]) -> str:
    rules = catalog_words(package.catalog)
    if not states or not rules:
        return ""
    hidden = states.get(ValueStatus.SUPPRESSED, 0) + states.get(ValueStatus.BELOW_MINIMUM, 0)
    return (
        f"{formatting.number(hidden)} von {formatting.number(sum(states.values()))} Angaben "
        f"(Regeln: {'; '.join(rules)})"
    )


def _notes(report: dict[str, object]) -> tuple[str, ...]:
    notes = report.get("notes") or []
    assert isinstance(notes, list)
    return tuple(formatting.german_dates(str(note)) for note in notes)
