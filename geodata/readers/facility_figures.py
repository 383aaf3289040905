"""Figures from facilities: how many there are, how many places they have; for schools also their social index.

Where schools are: a mean of fewer than ``FEWEST`` schools is BELOW_MINIMUM, with the number of schools in ``n``.
"""

from __future__ import annotations

import pandas as pd

from geodata import observations as observations_module
from geodata.catalog import (
    Catalog,
    Dataset,
    Direction,
    DisclosureRule,
    Indicator,
    IndicatorKind,
    Source,
    Topic,
)
from geodata.errors import Problem, Severity, problem
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.readers.points import AreaLayer
from geodata.readers.unstated import NOT_STATED, slug

FEWEST = 3
HIGH_FROM = 6  # levels 6 to 9 of the school social index
SCHOOLS = "schools"
NOT_PERSONAL = DisclosureRule(
    minimum=1, protect_complement=False, minimum_base=0, minimum_index=0
)  # schools are public places, listed one by one
MINISTRY = "Ministerium für Schule und Bildung des Landes Nordrhein-Westfalen (MSB NRW)"
MEAN, COUNT, PUPILS, HIGH = "mean_index", "count", "places", "high_index"


def ids(dataset: str) -> dict[str, str]:
    """Figure → indicator id."""
    if dataset == SCHOOLS:
        return {
            COUNT: "schools_count", PUPILS: "schools_pupils_count", MEAN: "schools_social_index_mean",
            HIGH: "schools_pupils_index_6_to_9_pct",
        }  # fmt: skip
    return {COUNT: f"{dataset}_count", PUPILS: f"{dataset}_places_count"}


def catalog(stem: str, schools: bool, points: pd.DataFrame) -> Catalog:
    """Dataset and the indicators that the columns allow."""
    dataset = SCHOOLS if schools else slug(f"einrichtungen_{stem}")[:60]
    found = {COUNT: _school_count(dataset) if schools else _count(dataset, stem)}
    if points["places"].notna().any():
        found[PUPILS] = _pupils(dataset) if schools else _places(dataset, stem)
    if schools and points["index"].notna().any():
        found[MEAN] = _mean(dataset)
        found[HIGH] = _high(dataset)
    title = "Schulen in Nordrhein-Westfalen" if schools else f"Einrichtungen: {stem}"
    publisher = MINISTRY if schools else NOT_STATED
    source = Source(
        title="Schulliste mit Schulsozialindex und Koordinaten" if schools else stem,
        publisher=publisher,
        licence="Schuldaten: MSB NRW; Koordinaten gesondert (OpenStreetMap: ODbL)" if schools else NOT_STATED,
        attribution=f"{MINISTRY}; Koordinaten nach Angabe der Datei" if schools else NOT_STATED,
    )
    notes = "Jede Einrichtung zählt in der Gemeinde, die die Datei nennt; darunter entscheidet die Koordinate."
    described = Dataset(id=dataset, title=title, owner=publisher, source=source, notes=notes)
    return Catalog(datasets=(described,), indicators=tuple(found.values()))


def _indicator(
    dataset: str, figure: str, kind: IndicatorKind, name: str, short: str, unit: str, **more: object
) -> Indicator:
    settings: dict[str, object] = {
        "id": ids(dataset)[figure], "name": name, "short_name": short, "description": name + ".",
        "topic": Topic.EDUCATION, "kind": kind, "unit": unit, "direction": Direction.CONTEXT, "dataset": dataset,
        "disclosure": NOT_PERSONAL, "decimals": 0,
    }  # fmt: skip
    return Indicator.model_validate(settings | more)


def _school_count(dataset: str) -> Indicator:
    return _indicator(dataset, COUNT, IndicatorKind.COUNT, "Schulen", "Schulen", "Schulen", additive_areas=True)


def _pupils(dataset: str) -> Indicator:
    name = "Schülerinnen und Schüler an den Schulen des Gebiets"
    text = f"{name}, unabhängig davon, wo sie wohnen."
    return _indicator(
        dataset, PUPILS, IndicatorKind.COUNT, name, "Schülerinnen und Schüler", "Personen", additive_areas=True,
        description=text,
    )  # fmt: skip


def _mean(dataset: str) -> Indicator:
    return _indicator(
        dataset, MEAN, IndicatorKind.VALUE_ONLY, "Schulsozialindex, Mittel der Schulen", "Schulsozialindex (Mittel)",
        "Stufe", decimals=1, direction=Direction.HIGH_IS_NEED, comparable_over_time=False,
        description=(
            "Ungewichtetes Mittel der Sozialindexstufen der Schulen, die eine haben: 1 = geringste, 9 = höchste "
            f"soziale Belastung. Ab {FEWEST} Schulen; Berufskollegs, Förderschulen und andere haben keine Stufe."
        ),
        caution=(
            "Beschreibt die Schulen eines Gebiets, nicht seine Bewohner: Schülerinnen und Schüler kommen auch von "
            "außerhalb."
        ),
    )  # fmt: skip


def _high(dataset: str) -> Indicator:
    return _indicator(
        dataset, HIGH, IndicatorKind.RATE, "Anteil der Schülerinnen und Schüler an Schulen der Stufen 6 bis 9",
        "Schüler an Schulen Stufe 6–9", "%", decimals=1, direction=Direction.HIGH_IS_NEED, comparable_over_time=False,
        numerator="Schülerinnen und Schüler an Schulen mit Sozialindexstufe 6 bis 9",
        denominator="Schülerinnen und Schüler an Schulen mit Sozialindexstufe",
        description="Nur Schulen mit Sozialindexstufe (1 bis 9).",
        caution="Beschreibt die Schulen eines Gebiets, nicht die einzelnen Kinder und nicht die Bewohner.",
    )  # fmt: skip


def _count(dataset: str, stem: str) -> Indicator:
    name = f"Einrichtungen ({stem})"
    return _indicator(
        dataset, COUNT, IndicatorKind.COUNT, name, "Einrichtungen", "Anzahl", additive_areas=True, topic=Topic.FAMILY
    )


def _places(dataset: str, stem: str) -> Indicator:
    name = f"Plätze ({stem})"
    return _indicator(
        dataset, PUPILS, IndicatorKind.COUNT, name, "Plätze", "Plätze", additive_areas=True, topic=Topic.FAMILY
    )


def observations(
    points: pd.DataFrame, layers: tuple[tuple[AreaLayer, pd.Series], ...], described: Catalog, known: Known
) -> pd.DataFrame:
    """Figures of every municipality with a facility, and of every area of the layers below them (also without one).

    One period per file is usual; several are kept apart.
    """
    dataset = described.datasets[0].id
    present = {i.id for i in described.indicators}
    parts = []
    for period, rows in points.groupby("period"):
        parts.append(_figures(rows, rows["municipality"], [], dataset, str(period)))
        for layer, inside in layers:
            if rows["municipality"].eq(layer.parent).any():
                everywhere = list(layer.outlines["area_id"])
                parts.append(_figures(rows, inside.loc[rows.index], everywhere, dataset, str(period)))
    vintages = known.areas.set_index("area_id")["boundary_vintage"]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["indicator"].isin(present)]
    table = table.assign(boundary_vintage=table["area_id"].map(vintages))
    return observations_module.with_values(observations_module.normalise(table), described)


def _figures(rows: pd.DataFrame, area: pd.Series, everywhere: list[str], dataset: str, period: str) -> pd.DataFrame:
    """Long table dataset, indicator, area_id, period, k, n, value, status of one layer."""
    rows = rows.assign(area_id=area, one=1.0)[area.ne("")]
    indexed = rows[rows["index"].notna()]
    high = indexed["places"].where(indexed["index"].ge(HIGH_FROM), 0.0).where(indexed["places"].notna())
    indexed = indexed.assign(high=high, base=indexed["places"])
    sums = rows.groupby("area_id").agg(count=("one", "sum"), places=("places", lambda p: p.sum(min_count=1)))
    about = indexed.groupby("area_id").agg(
        mean=("index", "mean"), schools=("one", "sum"), high=("high", "sum"), base=("base", "sum")
    )
    table = sums.join(about).reindex(sorted({*sums.index, *everywhere}))
    table["count"] = table["count"].fillna(0.0)
    table["schools"] = table["schools"].fillna(0.0)
    table["places"] = table["places"].mask(table["count"].eq(0), 0.0)
    few = table["schools"].map(lambda n: _state(n))
    name = ids(dataset)
    parts = [
        _rows(table, name[COUNT], k=table["count"]),
        _rows(table, name[PUPILS], k=table["places"]),
    ]
    if MEAN in name:
        parts.append(_rows(table, name[MEAN], value=table["mean"], n=table["schools"], status=few))
        parts.append(_rows(table, name[HIGH], k=table["high"], n=table["base"], status=few))
    return pd.concat(parts, ignore_index=True).assign(dataset=dataset, period=period)


def _state(schools: float) -> str:
    if schools == 0:
        return ValueStatus.MISSING.value
    return ValueStatus.BELOW_MINIMUM.value if schools < FEWEST else ValueStatus.OK.value


def _rows(table: pd.DataFrame, indicator: str, **columns: pd.Series) -> pd.DataFrame:
    """Rows of one indicator; one that is not OK keeps n, but neither k nor value."""
    out = pd.DataFrame(
        {"area_id": table.index, "indicator": indicator, **{c: v.to_numpy() for c, v in columns.items()}}
    )
    out["status"] = out["status"] if "status" in columns else ValueStatus.OK.value
    shown = [c for c in ("k", "value") if c in out]
    out[shown] = out[shown].where(out["status"].eq(ValueStatus.OK))
    return out


def findings(rows: pd.DataFrame, file: str) -> list[Problem]:
    """How many means rest on too few schools."""
    few = int(rows["status"].eq(ValueStatus.BELOW_MINIMUM).groupby(rows["indicator"]).sum().max()) if len(rows) else 0
    return [problem("too_few_schools", Severity.INFO, file=file, count=few, known=FEWEST)] if few else []
