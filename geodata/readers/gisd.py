"""German Index of Socioeconomic Deprivation (RKI): one row per area and year, scaled anew each year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
from geodata.errors import Problem, Severity, problem, refuse
from geodata.keys import parse_key
from geodata.nrw_keys import LAND_NAME
from geodata.readers import delimited, excel
from geodata.readers.boundaries import Options
from geodata.readers.columns import as_text
from geodata.readers.formats import Peek, Recognised
from geodata.readers.grids import heads
from geodata.readers.proposal import period_of_name
from geodata.readers.raw import RawTable

SCORE, YEAR = "gisd_score", "year"
KEY = re.compile(r"(?P<kind>gvb|gem|gemeinde|gemeindeverband|kreis|region)s?_?(?:id|nr|nummer|kennziffer)")
NAMES = ("{}_name", "name der gemeinde", "name des gemeindeverbands", "name des kreises", "{}")
MUNICIPAL, KREIS = (
    ("gemeinde", "gemeinden", "Städte und Gemeinden"),
    ("kreis", "kreise", "Kreise und kreisfreien Städte"),
)
LEVELS = {"gvb": MUNICIPAL, "gem": MUNICIPAL, "gemeinde": MUNICIPAL, "gemeindeverband": MUNICIPAL, "kreis": KREIS}
TYPE, STATE = "region_type", "federal_state"  # in files of several levels
SHEETS = {"gemeinden": "gemeinde", "gemeinde": "gemeinde", "kreise": "kreis", "kreis": "kreis"}
VINTAGES = {"2021": "2022-12-31"}  # last year of a release → Gebietsstand, as far as RKI states it
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


@dataclass(frozen=True)
class _Columns:
    """Columns as the file spells them, "" = none; ``kind``: what the key column says about its areas."""

    key: str
    kind: str
    score: str
    year: str
    name: str
    by_lower: dict[str, str]


def matches(seen: Peek) -> bool:
    """A score of RKI and a key of areas, in a text file or in a sheet of a workbook."""
    headers = [seen.header()] if seen.lines else [row for head in heads(seen.path).values() for row in head[:1]]
    return any(_has_score(header) for header in headers)


def _has_score(header: list[str]) -> bool:
    lower = {_lower(cell) for cell in header}
    return SCORE in lower and (any(KEY.fullmatch(c) for c in lower) or {"year", "jahr"} & lower != set())


def _lower(cell: str) -> str:
    return cell.lstrip("\ufeff").strip().strip('"').lower()


def read(path: Path, options: Options) -> Recognised:
    """Read a GISD table of any release; of several levels the one asked for, else the municipalities.

    Raises ``GeodataError``: those of ``read_delimited`` and ``read_excel``; ``gisd_other_areas``, ``period_missing``.
    """
    raw, sheet_level = _open(path, options)
    columns = _columns(raw)
    raw, kind, notes = _one_level(raw, columns, sheet_level, options)
    level, plural, german = LEVELS[kind]
    frame, year, fixed, dated = _years(raw, columns, options)
    raw = replace(raw, frame=frame)
    scale, scale_id = _scale(raw.frame, columns.key, year, columns.score)
    prefix = f"gisd_{scale_id}_{plural}" if (scale_id, level) != ("nrw", "gemeinde") else "gisd"
    dataset = Dataset(
        id=f"gisd_{scale_id}_{plural}",
        title=f"Sozioökonomische Deprivation der {german} (GISD, Maßstab {scale})",
        owner=OWNER,
        boundary_vintage=VINTAGES.get(fixed or str(max(as_text(raw.frame[year]), default="")), ""),
        source=_source(),
        notes=f"Jedes Jahr ist für sich auf 0 bis 1 normiert (Maßstab {scale}).",
    )
    score = _score(f"{prefix}_score", dataset.id, level, german, scale)
    classes = {c: _class(f"{prefix}_{c[5:]}", dataset.id, c, german, scale) for c in CLASSES if c in columns.by_lower}
    used = {columns.score: score, **{columns.by_lower[c]: entry for c, entry in classes.items()}}
    mapping = TableMapping(
        key=columns.key,
        name=columns.name,
        period="" if fixed else year,
        fixed_period=fixed,
        level=level,
        decimal="," if as_text(raw.frame[columns.score]).str.contains(",").any() else ".",
        measures=tuple(Measure(indicator=i.id, role="value", column=c) for c, i in used.items()),
    )
    catalog = Catalog(datasets=(dataset,), indicators=tuple(used.values()))
    return Recognised(raw, mapping, catalog, (*notes, *dated))


def _open(path: Path, options: Options) -> tuple[RawTable, str]:
    """The table, and the level that a sheet's name says ("" = it does not)."""
    if path.suffix.lower() in delimited.SUFFIXES:
        return delimited.read_delimited(path), ""
    sheets = [name for name, head in heads(path).items() if head and _has_score(head[0])]
    levels = {name: SHEETS.get(name.strip().lower(), "") for name in sheets}
    wanted = options.layer or next((n for n in sheets if options.level and levels[n] == options.level), sheets[0])
    return excel.read_excel(path, sheet=wanted), levels.get(wanted, "")


def _columns(raw: RawTable) -> _Columns:
    """Raises ``gisd_other_areas`` where no column holds keys of Kreise or municipalities."""
    lower = {_lower(c): c for c in raw.columns}
    found = next(((c, m["kind"]) for c in lower if (m := KEY.fullmatch(c))), None)
    if found is None:
        raise refuse("gisd_other_areas", file=raw.path.name, known=", ".join(raw.columns))
    key, kind = found
    name = next((lower[n.format(kind)] for n in NAMES if n.format(kind) in lower), "")
    year = lower.get(YEAR, "") or lower.get("jahr", "")
    return _Columns(lower[key], kind, lower[SCORE], year, name, lower)


def _one_level(
    raw: RawTable, columns: _Columns, sheet_level: str, options: Options
) -> tuple[RawTable, str, list[Problem]]:
    """Rows of one kind of areas (of this state, where the file names states), the kind and what was left out."""
    frame = raw.frame
    if (states := columns.by_lower.get(STATE)) and frame[states].eq(LAND_NAME).any():
        frame = frame[frame[states].eq(LAND_NAME)]
    types = columns.by_lower.get(TYPE)
    if types is None:
        kind = sheet_level if columns.kind == "region" else columns.kind
        if kind not in LEVELS:
            raise refuse("gisd_other_areas", file=raw.path.name, known=", ".join(raw.columns))
        return replace(raw, frame=frame), kind, []
    present = {str(name): _lower(str(name)) for name in frame[types].unique()}
    usable = [name for name, low in present.items() if low in LEVELS]
    if not usable:
        raise refuse("gisd_other_areas", file=raw.path.name, known=", ".join(present))
    wanted = [name for name in usable if LEVELS[present[name]][0] == (options.level or "gemeinde")]
    chosen = (wanted or usable)[0]
    others = ", ".join(name for name in present if name != chosen)
    note = problem("kinds_left_out", Severity.WARNING, file=raw.path.name, value=chosen, known=others)
    return replace(raw, frame=frame[frame[types].eq(chosen)]), present[chosen], [note] if others else []


def _years(raw: RawTable, columns: _Columns, options: Options) -> tuple[pd.DataFrame, str, str, list[Problem]]:
    """Frame with a column of years, its name, the year of a file that is about one only, and what there is to say.

    Releases of 2017 and 2018 are one file per year, which stands in the name alone.
    """
    if columns.year:
        return raw.frame, columns.year, "", []
    fixed, notes = (options.period, []) if options.period else period_of_name(raw.path)
    return raw.frame.assign(**{YEAR: fixed}), YEAR, fixed, notes


def _scale(frame: pd.DataFrame, key: str, year: str, score: str) -> tuple[str, str]:
    """Among which areas the score runs from 0 to 1: the file's own if they are all of this state and each year does."""
    inside = frame[key].map(lambda k: parse_key(k).usable)
    scores = pd.to_numeric(as_text(frame[score]).str.replace(",", "."), errors="coerce")
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
