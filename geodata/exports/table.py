"""Figures of one indicator as one table for every tabular export: only what has passed the disclosure gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from geodata.catalog import DisclosureRule, Indicator
from geodata.errors import refuse
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.rule_words import rule_words

MOST_ROWS = 200_000
YES, NO = "ja", "nein"
MEANING = {
    ValueStatus.OK: "ausgewiesen; 0 ist ein Wert",
    ValueStatus.SUPPRESSED: "aus Datenschutzgründen nicht ausgewiesen; die Zahl gibt es",
    ValueStatus.MISSING: "keine Angabe; die Zahl ist nicht bekannt",
    ValueStatus.NOT_MEANINGFUL: "nicht sinnvoll; der Nenner ist null oder der Wert kann nicht bestehen",
    ValueStatus.BELOW_MINIMUM: "zu wenige Einwohner für einen Anteil",
}


@dataclass(frozen=True)
class Column:
    """``german``, ``english``: headings; ``number``: numbers, NaN = none; ``width``: in a workbook, in letters;
    ``technical``: for programs, folded away in a workbook."""

    id: str
    german: str
    english: str
    number: bool = False
    width: int = 16
    technical: bool = False


# Of a view, empty where there is none or the period is another (``with_view``).
VIEW = ("shown_is", "shown", "class_name", "verdict", "selected")
COLUMNS = (
    Column("area_id", "Gebietsschlüssel", "area_id", width=18),
    Column("name", "Gebiet", "area_name", width=28),
    Column("indicator_name", "Indikator", "indicator_name", width=34),
    Column("group_name", "Gruppe", "group_name", width=18),
    Column("period", "Zeitraum", "period", width=11),
    Column("k", "Zähler", "numerator", number=True, width=12),
    Column("n", "Nenner", "denominator", number=True, width=12),
    Column("value", "Wert", "value", number=True, width=12),
    Column("unit", "Einheit", "unit", width=12),
    Column("status", "Zustand", "state", width=18),
    Column("meaning", "Bedeutung des Zustands", "state_meaning", width=30),
    Column("shown_is", "Ansicht zeigt", "shown_is", width=26),
    Column("shown", "Wert der Ansicht", "shown_value", number=True, width=12),
    Column("class_name", "Klasse der Ansicht", "shown_class", width=24),
    Column("verdict", "Statistisch", "verdict", width=30),
    Column("selected", "Ausgewählt", "selected", width=11),
    Column("numerator", "Zähler ist", "numerator_is", width=26),
    Column("base", "Nenner ist", "base", width=26),
    Column("fictional", "Fiktiv", "fictional", width=9),
    Column("source", "Quelle", "source", width=40),
    Column("licence", "Lizenz", "licence", width=26, technical=True),
    Column("indicator", "Indikatorkennung", "indicator_id", width=22, technical=True),
    Column("group", "Gruppenkennung", "group_id", technical=True),
    Column("kind", "Art", "kind", technical=True),
    Column("per", "Bezugsgröße", "per", number=True, technical=True),
    Column("decimals", "Nachkommastellen", "decimals", number=True, technical=True),
    Column("direction", "Richtung", "direction", technical=True),
    Column("rule", "Geheimhaltung", "disclosure", width=24, technical=True),
    Column("vintage", "Gebietsstand", "boundary_vintage", technical=True),
    Column("fingerprint", "Datenstand-Kennung", "data_fingerprint", technical=True),
)


@dataclass(frozen=True)
class Table:
    """``rows``: the columns above, one row per area and period. ``about``: titles and texts on the whole, German."""

    rows: pd.DataFrame
    about: tuple[tuple[str, str], ...]
    indicator: Indicator
    level: str
    region: str


def build_table(
    repository: Repository, indicator: str, level: str, region: str, periods: Iterable[str], group: str = "",
    area_ids: Iterable[str] | None = None, more: tuple[tuple[str, str], ...] = (),
) -> Table:  # fmt: skip
    """``area_ids``: only these of the level inside the region; ``more``: what else to say about the whole.

    Raises ``GeodataError``: ``unknown_area``, ``unknown_indicator``, ``bad_export`` (no such figures, no areas, more
    than ``MOST_ROWS`` rows).
    """
    repository.area(region)
    entry, wanted = repository.indicator(indicator), list(periods)
    known = repository.periods(indicator, level, region, group)
    if gone := [p for p in wanted if p not in known]:
        listed = ", ".join(known) or "keine"
        raise refuse("bad_export", details=f"{entry.name} liegt dort für {gone[0]} nicht vor; vorhanden: {listed}")
    areas = repository.areas(level, region).set_index("area_id")[["name", "fictional", "boundary_vintage"]]
    areas = areas if area_ids is None else areas[areas.index.isin(set(area_ids))]
    if areas.empty or not wanted:
        raise refuse("bad_export", details="kein Gebiet erfüllt die Bedingungen der Ansicht")
    if len(areas) * len(wanted) > MOST_ROWS:
        raise refuse("bad_export", details=f"{len(areas) * len(wanted)} Zeilen sind zu viele; möglich sind {MOST_ROWS}")
    parts = [
        areas.join(repository.values(indicator, level, region, p, group)).assign(period=p).reset_index() for p in wanted
    ]
    rows = pd.concat(parts, ignore_index=True).rename(columns={"boundary_vintage": "vintage"})
    rows = rows.assign(fictional=[YES if f else NO for f in rows["fictional"]], **_fixed(repository, entry, group))
    rows["meaning"] = [MEANING[ValueStatus(s)] for s in rows["status"]]
    rows = rows.assign(**(dict.fromkeys(VIEW, "") | {"shown": float("nan")}))
    about = (*_about(repository, entry, level, region, wanted, group), *more, *_reading())
    return Table(rows[[c.id for c in COLUMNS]], about, entry, level, region)


def with_view(table: Table, period: str, columns: pd.DataFrame) -> Table:
    """The table with ``VIEW`` filled in the rows of one period. ``columns``: those, index area_id."""
    rows = table.rows.copy()
    here = rows["period"].eq(period)
    for name in VIEW:
        rows.loc[here, name] = columns[name].reindex(rows.loc[here, "area_id"]).to_numpy()
    return replace(table, rows=rows)


def _fixed(repository: Repository, entry: Indicator, group: str) -> dict[str, object]:
    """What is the same in every row, so that a row that was cut out still says what it is."""
    dataset = repository.dataset_of(entry.id)
    return {
        "indicator": entry.id, "indicator_name": entry.name, "group": group, "group_name": entry.groups.get(group, ""),
        "unit": entry.unit, "numerator": entry.numerator, "base": entry.denominator, "kind": entry.kind.value,
        "per": float(entry.per), "decimals": float(entry.decimals), "direction": entry.direction.value,
        "rule": repository.catalog.rule(entry).model_dump_json(exclude_defaults=True),
        "source": dataset.source.attribution, "licence": dataset.source.licence, "fingerprint": repository.fingerprint,
    }  # fmt: skip


def _about(
    repository: Repository, entry: Indicator, level: str, region: str, periods: list[str], group: str
) -> tuple[tuple[str, str], ...]:
    dataset, rule = repository.dataset_of(entry.id), repository.catalog.rule(entry)
    fictional = dataset.fictional or repository.area(region).fictional
    pairs = (
        ("Hinweis", "FIKTIVE DATEN: frei erfunden, keine Aussage über einen wirklichen Ort" if fictional else ""),
        ("Indikator", entry.name),
        ("Gruppe", entry.groups.get(group, "")),
        ("Beschreibung", entry.description),
        ("Zu beachten", entry.caution),
        ("Einheit", entry.unit),
        ("Zähler", entry.numerator),
        ("Nenner", entry.denominator),
        ("Gebiete", f"{repository.area(region).name}, {repository.level_of[level].plural}"),
        ("Zeitraum", ", ".join(periods)),
        ("Datensatz", dataset.title),
        ("Veröffentlicht von", dataset.source.publisher),
        ("Quelle", dataset.source.attribution),
        ("Lizenz", dataset.source.licence),
        ("Adresse der Quelle", dataset.source.url),
        ("Stand der Veröffentlichung", dataset.source.published_on),
        ("Grenzen", repository.boundary_attribution(level, region)),
        ("Regeln der Geheimhaltung", "; ".join(rule_words(rule, entry.kind))),
        ("Datenstand (Kennung)", repository.fingerprint),
    )
    return tuple((title, text) for title, text in pairs if text)


def _reading() -> tuple[tuple[str, str], ...]:
    return tuple((f"Zustand {state.value}", text) for state, text in MEANING.items())


def rule_of(text: str) -> DisclosureRule:
    """The rule a row names. Raises ``ValueError``."""
    return DisclosureRule.model_validate_json(text or "{}")
