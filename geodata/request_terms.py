"""What a Datenanforderung asks for, and the German words that letter and form share for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.areas import AreaLevel, vintage_fits
from geodata.catalog import (
    Catalog,
    Change,
    Dataset,
    Density,
    Derivation,
    DisclosureRule,
    Indicator,
    IndicatorKind,
    Share,
    merge_catalogs,
)
from geodata.errors import refuse
from geodata.periods import Period, PeriodKind, parse_period
from geodata.readers.times import MONTHS
from geodata.repository import Area, Repository

SIGNS: tuple[tuple[str, str], ...] = (
    ("•", "aus Datenschutzgründen nicht ausgewiesen"),
    ("k. A.", "keine Angabe"),
    ("×", "nicht sinnvoll (zum Beispiel: niemand im Nenner)"),
    ("/", "zu wenige Einwohner"),
)
"""What may stand in place of a number, and what it means."""


@dataclass(frozen=True)
class Demand:
    """One Datenanforderung. ``areas``: id → name, by id; ``group``: "" = total; ``vintage``: Gebietsstand, "" = that of
    the areas."""

    indicator: Indicator
    dataset: Dataset
    level: AreaLevel
    region: Area
    areas: dict[str, str]
    period: Period
    group: str
    vintage: str

    @property
    def rule(self) -> DisclosureRule:
        return self.indicator.disclosure or self.dataset.disclosure

    @property
    def title(self) -> str:
        group = f" – {self.indicator.groups[self.group]}" if self.group else ""
        return f"{self.indicator.name}{group}, {shown(self.period)}"


def demand(
    repository: Repository,
    indicator_id: str,
    level: str,
    region: str,
    period: str,
    *,
    group: str = "",
    catalog: Catalog | None = None,
) -> Demand:
    """What is asked for.

    Raises ``GeodataError``: ``unknown_indicator``, ``unknown_area``, ``bad_period``, ``request_derived`` (computed
    from other figures), ``request_no_areas``, ``bad_export`` (no such group).
    """
    definitions, entry = described(repository, indicator_id, catalog)
    if entry.derived is not None:
        known = ", ".join(f"„{definitions.indicator(i).name}“ ({i})" for i in _sources(entry.derived))
        raise refuse("request_derived", value=entry.name, known=known)
    if group and group not in entry.groups:
        raise refuse("bad_export", details=f"{entry.name} hat keine Gruppe „{group}“")
    inside = repository.area(region)
    rows = repository.areas(level, region)
    if rows.empty:
        known = ", ".join(v.id for v in repository.levels(region)) or "keine"
        raise refuse("request_no_areas", name=inside.name, value=level, known=known)
    dataset = definitions.dataset(entry.dataset)
    valid = rows[["valid_from", "valid_to"]].itertuples(index=False)
    fits = all(vintage_fits(dataset.boundary_vintage, start, end) for start, end in valid)
    return Demand(
        indicator=entry,
        dataset=dataset,
        level=repository.level_of[level],
        region=inside,
        areas=dict(zip(rows["area_id"], rows["name"], strict=True)),
        period=parse_period(period),
        group=group,
        vintage=dataset.boundary_vintage if fits else _only(set(rows["boundary_vintage"])),
    )


def _sources(derived: Derivation) -> list[str]:
    """Ids of the indicators a derived one is computed from."""
    match derived:
        case Share():
            return [derived.numerator, derived.denominator]
        case Density():
            return [derived.numerator]
        case Change():
            return [derived.indicator]


def described(repository: Repository, indicator_id: str, catalog: Catalog | None) -> tuple[Catalog, Indicator]:
    """All definitions (those of ``catalog`` winning), and the one asked for. Raises ``unknown_indicator``."""
    definitions = merge_catalogs([repository.catalog, catalog]) if catalog is not None else repository.catalog
    return definitions, definitions.indicator(indicator_id)


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def shown(period: Period) -> str:
    """``Berichtsjahr 2023``, ``Berichtsmonat November 2023``, ``Stichtag 31.12.2023``, ``Zeitraum 2018 bis 2020``."""
    match period.kind:
        case PeriodKind.YEAR:
            return f"Berichtsjahr {period}"
        case PeriodKind.MONTH:
            return f"Berichtsmonat {MONTHS[period.start.month - 1].capitalize()} {period.start.year}"
        case PeriodKind.DATE:
            return f"Stichtag {day(period.start)}"
        case PeriodKind.SPAN:
            return f"Zeitraum {day(period.start)} bis {day(period.end)}"


def day(value: date) -> str:
    """``31.12.2023``."""
    return f"{value:%d.%m.%Y}"


def vintage_text(wanted: Demand) -> str:
    return day(date.fromisoformat(wanted.vintage)) if wanted.vintage else "wie im Formular"


# -- parts of the text ------------------------------------------------------------------------------------------


def definition(entry: Indicator) -> list[tuple[str, str]]:
    """Label and text of everything that says what a number of this indicator means."""
    parts = [("Indikator", entry.name), ("Beschreibung", entry.description)]
    if entry.kind is IndicatorKind.RATE:
        computed = f"{entry.unit} (berechnen wir: Zähler je {entry.per} im Nenner)"
        parts += [("Zähler", entry.numerator), ("Nenner", entry.denominator), ("Einheit", computed)]
    else:
        parts += [("gezählt wird", entry.numerator)] if entry.numerator else []
        parts += [("bezogen auf", entry.denominator)] if entry.denominator else []
        parts += [("Einheit", entry.unit)]
    return parts


def key_form(wanted: Demand) -> str:
    """How the keys of the areas are written, with an example."""
    example = next(iter(wanted.areas))
    match (wanted.region.fictional, "/" in example, len(example)):
        case (True, _, _):
            what = "Kennung des fiktiven Gebiets"
        case (_, True, _):
            what = "Gemeindeschlüssel, Ebene und eigener Schlüssel der Kommune"
        case (_, _, 8):
            what = "Amtlicher Gemeindeschlüssel (AGS), 8 Stellen mit führender Null"
        case (_, _, 5):
            what = "Kreisschlüssel, die ersten 5 Stellen des AGS mit führender Null"
        case _:
            what = f"die ersten {len(example)} Stellen des AGS mit führender Null"
    return f"{what}, zum Beispiel {example}"


def disclosure_text(rule: DisclosureRule, kind: IndicatorKind) -> str:
    """The rule of the indicator in one sentence; the authority's own rule comes first."""
    own = "Wenden Sie bitte Ihre eigene Geheimhaltung an und tragen Sie für verdeckte Werte „•“ ein."
    if rule.minimum <= 1:
        return own
    if kind is IndicatorKind.VALUE_ONLY:
        return f"{own} Verdecken Sie auch Werte, hinter denen weniger als {rule.minimum} Fälle stehen."
    rest = " und keinen so kleinen Rest zum Nenner" if kind is IndicatorKind.RATE and rule.protect_complement else ""
    return (
        f"{own} Wir weisen zusätzlich keine Anzahl unter {rule.minimum} (aber größer als 0) aus{rest}. "
        "Unverdeckte Zahlen, die Sie nicht weitergeben dürfen, benötigen wir nicht."
    )


def entries_text(kind: IndicatorKind) -> str:
    """What to enter for each area."""
    match kind:
        case IndicatorKind.RATE:
            return "Zähler und Nenner als ganze Zahlen; den Anteil berechnen wir."
        case IndicatorKind.COUNT:
            return "Die Anzahl als ganze Zahl."
        case IndicatorKind.VALUE_ONLY:
            return "Den Wert als Zahl, ohne Einheit und ohne Prozentzeichen."
