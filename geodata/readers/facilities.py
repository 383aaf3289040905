"""Schools and other facilities as points: a table of places, and figures per municipality and layer below it.

A facility counts in the municipality the file states, because a stated key is surer than a coordinate; below the
municipality the coordinate decides. What has no usable coordinate, lies outside the state or in another municipality
than stated is reported with its number and name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata import observations as observations_module
from geodata.areas import KNOWN_LEVELS
from geodata.catalog import Catalog, merge_catalogs
from geodata.errors import Problem, Severity, problem, refuse
from geodata.hierarchy import OWN_LEVEL_RANK
from geodata.keys import FIX_SENTENCES, Fix, parse_key
from geodata.known import Known
from geodata.readers import facility_figures as figures
from geodata.readers.boundaries import Options
from geodata.readers.crs import GEOGRAPHIC, METRIC
from geodata.readers.facility_columns import (
    FacilityColumns,
    id_column,
    is_vague_period,
    name_column,
    number_column,
    school_year,
    text_column,
)
from geodata.readers.facility_places import degrees
from geodata.readers.facility_sources import columns_of, read_list
from geodata.readers.formats import Peek
from geodata.readers.numbers import to_period
from geodata.readers.points import MUNICIPAL, AreaLayer, local_layers, locate, official_layer
from geodata.readers.proposal import period_of_name
from geodata.readers.raw import RawTable
from geodata.readers.times import period_in
from geodata.reports import FileReport, Kind
from geodata.workspace import Package

FACILITY = ["facility_id", "name", "type", "area_id", "lon", "lat", "places", "target_group", "period"]
NEAR_M = 300.0  # how far simplified borders may put a point outside the state
MOST_NAMED = 12


@dataclass(frozen=True)
class Points:
    """``frame``: columns of FACILITY plus stated (AGS of the file, "" = none), located (AGS by coordinate, "" = none),
    municipality (the one that counts) and index (school social index, NaN = none). One row per facility.

    ``layers``: level → area id per facility ("" = in none), below the municipality."""

    frame: pd.DataFrame
    layers: tuple[tuple[AreaLayer, pd.Series], ...]


def matches(seen: Peek) -> bool:
    """A list or layer of points with names, and with types or addresses."""
    return columns_of(seen) is not None


def plan(path: Path, options: Options, known: Known, catalog: Catalog | None) -> tuple[list[Package], FileReport]:
    """Read facilities and what can be said about areas with them.

    Raises ``GeodataError``: ``areas_unknown``, ``facilities_unplaced``, ``crs_unknown``, ``points_missing``,
    ``bad_value``, ``bad_period``, ``period_missing``, ``facility_twice`` and those of ``read_list``.
    """
    raw, columns = read_list(path, options.layer)
    if not columns.placed:
        raise refuse("facilities_unplaced", file=path.name, sheet=raw.sheet)
    municipal = official_layer(known, MUNICIPAL, GEOGRAPHIC)
    if municipal.outlines.empty:
        raise refuse("areas_unknown", file=path.name)
    table, notes = _table(raw, columns, options)
    points, placed = _placed(table, municipal, known, path.name)
    described = figures.catalog(path.stem, columns.schools, points.frame)
    if catalog is not None:
        described = merge_catalogs([described, catalog])
    rows = figures.observations(points.frame, points.layers, described, known)
    observations_module.check(rows, described)
    dataset = described.datasets[0]
    kept = points.frame[FACILITY].sort_values("facility_id").reset_index(drop=True)
    package = Package(dataset.id, dataset.title, described, observations=rows, facilities=kept)
    findings = (*raw.problems, *notes, *placed, *figures.findings(rows, path.name))
    return [package], _report(path.name, points, municipal, known, rows, findings)


def _table(raw: RawTable, columns: FacilityColumns, options: Options) -> tuple[pd.DataFrame, list[Problem]]:
    """The file's own facts: FACILITY without area_id, plus stated and index."""
    frame, file = raw.frame, raw.path.name
    places, found = degrees(raw, columns)
    counts, uncounted = number_column(raw, columns.places, whole=True)
    index, unindexed = number_column(raw, columns.index)
    periods, dated = _periods(raw, columns, options)
    results = {text: parse_key(text, expect=MUNICIPAL) for text in text_column(frame, columns.ags).unique()}
    stated = text_column(frame, columns.ags).map(lambda text: results[text].id)
    tally: Counter[Fix] = Counter(fix for result in results.values() for fix in result.fix)
    fixed = [
        problem("keys_fixed", Severity.INFO, file=file, column=columns.ags, count=n, details=FIX_SENTENCES[fix])
        for fix, n in tally.items()
    ]
    types = text_column(frame, columns.type)
    table = pd.DataFrame(
        {
            "facility_id": id_column(raw, columns),
            "name": name_column(frame, columns),
            "type": types if columns.type else types.replace("", raw.path.stem),
            "lon": places["lon"],
            "lat": places["lat"],
            "places": counts,
            "target_group": text_column(frame, columns.target_group),
            "period": periods,
            "stated": stated,
            "index": index,
        }
    )
    return table, [*found, *uncounted, *unindexed, *dated, *fixed]


def _periods(raw: RawTable, columns: FacilityColumns, options: Options) -> tuple[pd.Series, list[Problem]]:
    """The option, the column, the titles above the list or the name of the file, in this order."""
    file = raw.path.name
    texts = text_column(raw.frame, columns.period)
    found = {text: to_period(school_year(text)) for text in texts.unique()}
    vague = is_vague_period(columns.period) and (len(found) != 1 or None in found.values())
    if columns.period and not options.period and not vague:
        if wrong := next((row for row, text in texts.items() if found[text] is None), None):
            where = {"file": file, "sheet": raw.sheet, "row": int(str(wrong)), "column": columns.period}
            raise refuse("bad_period", value=texts[wrong], **where)
        return texts.map(found), []
    period, notes = to_period(options.period) if options.period else None, []
    if options.period and period is None:
        raise refuse("bad_period", file=file, value=options.period)
    if period is None and (period := period_in(" ".join(raw.titles))) is not None:
        notes = [problem("period_from_title", Severity.WARNING, file=file, value=period)]
    if period is None:
        period, notes = period_of_name(raw.path)
    return pd.Series(period, index=raw.frame.index), notes


def _placed(table: pd.DataFrame, municipal: AreaLayer, known: Known, file: str) -> tuple[Points, list[Problem]]:
    """Which areas the facilities lie in, and what does not fit."""
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    located = locate(lon, lat, municipal).set_axis(table.index)
    located = located.where(located.ne(""), _nearest(table[located.eq("")], municipal).reindex(table.index).fillna(""))
    exists = table["stated"].isin(known.real(MUNICIPAL)["area_id"])
    table = table.assign(located=located, municipality=table["stated"].where(exists, located))
    outside = table["lon"].notna() & table["located"].eq("")
    notes = _placing_notes(table, outside, file)
    table.loc[outside, ["lon", "lat"]] = float("nan")
    layers = []
    finest = pd.Series(0, index=table.index)
    table["area_id"] = table["municipality"]
    for layer in local_layers(known, GEOGRAPHIC):
        inside = locate(lon, lat, layer).set_axis(table.index)
        inside = inside.where(table["municipality"].eq(layer.parent), "")
        rank = KNOWN_LEVELS[layer.level].rank if layer.level in KNOWN_LEVELS else OWN_LEVEL_RANK
        better = inside.ne("") & (finest < rank)
        table.loc[better, "area_id"] = inside[better]
        finest = finest.where(~better, rank)
        layers.append((layer, inside))
    return Points(table, tuple(layers)), notes


def _nearest(lost: pd.DataFrame, municipal: AreaLayer) -> pd.Series:
    """Municipality of points that lie outside of all, but no farther than simplified borders may put them."""
    usable = lost.dropna(subset=["lon", "lat"])
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(usable["lon"], usable["lat"]), index=usable.index, crs=4326)
    near = gpd.sjoin_nearest(points.to_crs(METRIC), municipal.outlines.to_crs(METRIC), max_distance=NEAR_M)
    return near.loc[~near.index.duplicated(), "area_id"]


def _named(rows: pd.DataFrame) -> str:
    shown = [
        f"{r.name} ({r.facility_id})" for r in rows.head(MOST_NAMED)[["facility_id", "name"]].itertuples(index=False)
    ]
    return "; ".join(shown) + (" …" if len(rows) > MOST_NAMED else "")


def _placing_notes(table: pd.DataFrame, outside: pd.Series, file: str) -> list[Problem]:
    """What does not fit; a facility without a municipality is in no figure and is told as that only."""
    homeless = table["municipality"].eq("")
    missing = table["lon"].isna() & ~homeless
    outside = outside & ~homeless
    elsewhere = table["located"].ne("") & table["stated"].ne("") & table["located"].ne(table["stated"])
    share = f"{100 * (1 - elsewhere.sum() / max(1, table['located'].ne('').sum())):.1f}".replace(".", ",")
    found: tuple[tuple[str, pd.Series, dict[str, str]], ...] = (
        ("points_without_place", missing, {}),
        ("points_outside", outside, {}),
        ("points_elsewhere", elsewhere, {"share": share}),
        ("points_dropped", homeless, {}),
    )
    return [
        problem(code, Severity.WARNING, file=file, count=int(rows.sum()), cells=_named(table[rows]), **more)  # type: ignore[arg-type]
        for code, rows, more in found
        if rows.any()
    ]


def _report(
    file: str,
    points: Points,
    municipal: AreaLayer,
    known: Known,
    rows: pd.DataFrame,
    findings: tuple[Problem, ...],
) -> FileReport:
    table = points.frame
    reached = set(table["municipality"]) - {""}
    lost = table[table["municipality"].eq("")]
    others: dict[str, int] = {}
    for layer, inside in points.layers:
        others[layer.level] = others.get(layer.level, 0) + int(inside[inside.ne("")].nunique())
    missing = [i for i in municipal.outlines["area_id"] if i not in reached]
    return FileReport(
        file=file,
        kind=Kind.TABLE.value,
        level=MUNICIPAL,
        matched=len(reached),
        known=len(municipal.outlines),
        other_levels=others,
        unmatched=[
            {"id": str(i), "name": str(n), "closest": []}
            for i, n in zip(lost["facility_id"], lost["name"], strict=True)
        ],
        missing=[{"id": i, "name": known.name(i)} for i in missing],
        periods=sorted(set(rows["period"])),
        indicators=list(dict.fromkeys(rows["indicator"])),
        rows=len(table),
        kept=int(table["located"].ne("").sum()),
        problems=findings,
    )
