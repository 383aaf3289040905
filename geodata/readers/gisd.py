"""German Index of Socioeconomic Deprivation (RKI): one row per area and year, scaled anew each year."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from geodata.catalog import (
    Catalog,
    Dataset,
    Direction,
    Indicator,
    IndicatorKind,
    Measure,
    Source,
    TableMapping,
    Topic,
)
from geodata.errors import refuse
from geodata.keys import parse_key
from geodata.readers.boundaries import Options
from geodata.readers.delimited import read_delimited
from geodata.readers.formats import Peek, Recognised

SCORE, YEAR = "gisd_score", "year"
KEYS = {
    "gvb_id": ("gemeinde", "gemeinden", "Städte und Gemeinden"),
    "gem_id": ("gemeinde", "gemeinden", "Städte und Gemeinden"),
    "kreis_id": ("kreis", "kreise", "Kreise und kreisfreien Städte"),
}
CLASSES = {"gisd_5": ("Fünftel", 5), "gisd_10": ("Zehntel", 10)}
DOI = "https://doi.org/10.5281/zenodo.14781119"
OWNER = "Robert Koch-Institut (RKI)"
RENEWED = (
    "Jedes Jahr ist neu normiert. Vergleichen lässt sich die Lage zu anderen Gebieten, nicht das Niveau über die Zeit."
)
WITHIN_KREIS = (
    "Nicht geeignet, um Gemeinden eines Kreises miteinander zu vergleichen: Sechs der neun Teilindikatoren sind Werte "
    "des Kreises. Jedes Jahr ist neu normiert."
)


def matches(seen: Peek) -> bool:
    """A score, a year and one of RKI's key columns."""
    header = {re.sub(r"\W", "", cell).lower() for cell in seen.header()}
    return {SCORE, YEAR} <= header and bool(header & set(KEYS))


def read(path: Path, options: Options) -> Recognised:
    """Read a GISD table. Raises ``GeodataError``: those of ``read_delimited``; ``key_column_missing``."""
    raw = read_delimited(path)
    lower = {c.lower(): c for c in raw.columns}
    key = next((k for k in KEYS if k in lower), None)
    if key is None:
        raise refuse("key_column_missing", file=path.name, known=", ".join(raw.columns))
    level, plural, german = KEYS[key]
    scale, scale_id = _scale(raw.frame, lower[key], lower[YEAR], lower[SCORE])
    prefix = f"gisd_{scale_id}_{plural}" if (scale_id, level) != ("nrw", "gemeinde") else "gisd"
    dataset = Dataset(
        id=f"gisd_{scale_id}_{plural}",
        title=f"Sozioökonomische Deprivation der {german} (GISD, Maßstab {scale})",
        owner=OWNER,
        boundary_vintage="2022-12-31",
        source=_source(),
        notes=f"Jedes Jahr ist für sich auf 0 bis 1 normiert (Maßstab {scale}).",
    )
    score = _score(f"{prefix}_score", dataset.id, level, german, scale)
    classes = {c: _class(f"{prefix}_{c[5:]}", dataset.id, c, german, scale) for c in CLASSES if c in lower}
    name = lower.get(key.replace("_id", "_name"), "")
    columns = {SCORE: score, **classes}
    mapping = TableMapping(
        key=lower[key],
        name=name,
        period=lower[YEAR],
        level=level,
        decimal=".",
        measures=tuple(Measure(indicator=i.id, role="value", column=lower[c]) for c, i in columns.items()),
    )
    return Recognised(raw, mapping, Catalog(datasets=(dataset,), indicators=tuple(columns.values())))


def _scale(frame: pd.DataFrame, key: str, year: str, score: str) -> tuple[str, str]:
    """Among which areas the score runs from 0 to 1: the file's own if they are all of this state and each year does."""
    inside = frame[key].map(lambda k: parse_key(k).usable)
    scores = pd.to_numeric(frame[score], errors="coerce")
    spans = scores.groupby(frame[year]).agg(["min", "max"])
    full = spans["min"].lt(0.001).all() and spans["max"].gt(0.999).all()
    return ("Nordrhein-Westfalen", "nrw") if inside.all() and full else ("Deutschland", "germany")


def _source() -> Source:
    title = "German Index of Socioeconomic Deprivation (GISD), doi 10.5281/zenodo.14781119"
    return Source(
        title=title,
        publisher=OWNER,
        licence="CC BY 4.0",
        attribution=f"Robert Koch-Institut: {title}, CC BY 4.0 (Schlüssel auf AGS umgesetzt)",
        url=DOI,
    )


def _score(indicator_id: str, dataset: str, level: str, german: str, scale: str) -> Indicator:
    return Indicator(
        id=indicator_id,
        name=f"Sozioökonomische Deprivation (GISD), gemessen an {scale}",
        short_name=f"GISD {level.title()} ({'NRW' if scale.startswith('Nord') else scale})",
        description=(
            "Index aus Bildung, Beschäftigung und Einkommen zu je etwa einem Drittel; 0 = niedrigste, 1 = höchste "
            f"Deprivation unter allen: {german} ({scale}) im selben Jahr."
        ),
        topic=Topic.LIVELIHOOD,
        kind=IndicatorKind.VALUE_ONLY,
        unit="Indexpunkte",
        direction=Direction.HIGH_IS_NEED,
        dataset=dataset,
        decimals=2,
        comparable_over_time=False,
        caution=WITHIN_KREIS if level == "gemeinde" else RENEWED,
    )


def _class(indicator_id: str, dataset: str, column: str, german: str, scale: str) -> Indicator:
    label, count = CLASSES[column]
    return Indicator(
        id=indicator_id,
        name=f"{label} der sozioökonomischen Deprivation (GISD), gemessen an {scale}",
        short_name=f"GISD-{label}",
        description=f"In welchem {label} aller Gebiete ({german}) der GISD im selben Jahr liegt: 1 = niedrige, "
        f"{count} = hohe Deprivation.",
        topic=Topic.LIVELIHOOD,
        kind=IndicatorKind.VALUE_ONLY,
        unit=label,
        direction=Direction.HIGH_IS_NEED,
        dataset=dataset,
        categories=_categories(label, count),
        decimals=0,
        comparable_over_time=False,
        caution=RENEWED,
    )


def _categories(label: str, count: int) -> dict[int, str]:
    ends = {1: " (niedrigste Deprivation)", count: " (höchste Deprivation)"}
    return {step: f"{step}. {label}{ends.get(step, '')}" for step in range(1, count + 1)}
