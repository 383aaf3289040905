"""The shapes KomMonitor takes: one area per row, ``ID``, ``NAME`` and a column ``DATE_JJJJ-MM-TT`` per period.

KomMonitor knows no states and no denominators: whatever has no published number is empty there. Columns behind the
source say them, and what describes the figures, so that nothing is lost when the file is read here again.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Hashable

import geopandas as gpd
import pandas as pd

from geodata.errors import refuse
from geodata.exports.layers import collection, plain_number
from geodata.exports.table import COLUMNS, VIEW, Table
from geodata.exports.text import PLACES, safe_text
from geodata.package import LOD_DETAIL
from geodata.periods import parse_period
from geodata.repository import Repository

ID, NAME, SOURCE = "ID", "NAME", "QUELLE"
ABOUT, PERIODS = (
    "QUARTIERSBLICK",
    "periods",
)  # the column that describes the figures; its part that maps days to periods
DATED = {"value": "DATE_", "status": "ZUSTAND_", "k": "ZAEHLER_", "n": "NENNER_"}  # column → its name before the day
APART = {"area_id", "name", "period", "meaning", *VIEW, *DATED}  # columns of the table that ``ABOUT`` leaves out
FEWEST_PLACES = 6


def wide(table: Table) -> pd.DataFrame:
    """Index area_id; NAME, the dated values (NaN without a published one), QUELLE, then states, numerators and
    denominators by day, oldest first, and ``ABOUT`` (JSON). A day is the last one of its period.

    Raises ``GeodataError`` (``bad_export``) if two periods end on one day.
    """
    rows = table.rows
    days = {str(p): parse_period(p).end.isoformat() for p in rows["period"].unique()}
    if len(set(days.values())) < len(days):
        raise refuse("bad_export", details="zwei Zeiträume enden am selben Tag, und KomMonitor kennt nur Tage")
    firsts = rows.drop_duplicates("area_id").set_index("area_id")
    by_day = rows.assign(day=rows["period"].map(days)).set_index(["area_id", "day"])
    dated = {
        name: by_day[name].unstack("day").reindex(firsts.index).add_prefix(before) for name, before in DATED.items()
    }
    about = [c.id for c in COLUMNS if c.id not in APART]
    described = [_described(row, days) for row in firsts[about].to_dict("records")]
    front = [firsts["name"].rename(NAME), dated["value"], firsts["source"].rename(SOURCE)]
    behind = [dated["status"], dated["k"], dated["n"], pd.Series(described, firsts.index, name=ABOUT)]
    return pd.concat([*front, *behind], axis="columns")


def _described(row: dict[Hashable, object], days: dict[str, str]) -> str:
    periods = {day: period for period, day in days.items()}
    return json.dumps({**row, PERIODS: periods}, ensure_ascii=False, allow_nan=False)


def kommonitor_csv(table: Table) -> bytes:
    """Semicolons, decimal points, UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    frame = wide(table)
    writer.writerow([ID, *frame.columns])
    for area_id, *cells in frame.itertuples():
        writer.writerow([safe_text(str(area_id)), *map(_cell, cells)])
    return out.getvalue().encode("utf-8")


def _cell(cell: object) -> str:
    """Six places or more unless whole, so that a point never looks like one between thousands."""
    if not isinstance(cell, float):
        return safe_text(str(cell))
    if math.isnan(cell):
        return ""
    if cell == int(cell):
        return str(int(cell))
    whole, _, places = f"{cell:.{PLACES}f}".partition(".")
    return f"{whole}.{places[:FEWEST_PLACES]}{places[FEWEST_PLACES:].rstrip('0')}"


def kommonitor_geojson(repository: Repository, table: Table) -> bytes:
    """The same columns as properties of the detailed outlines (EPSG:4326). Raises ``GeodataError`` (``bad_export``)."""
    shapes: gpd.GeoSeries = repository.geometry(table.level, table.region, LOD_DETAIL).set_index("area_id").geometry
    if shapes.empty:
        raise refuse("bad_export", details="für diese Gebiete sind keine Grenzen geladen")
    features: list[dict[str, object]] = []
    for row in wide(table).reset_index(names=ID).to_dict("records"):
        fields = {str(k): plain_number(v) if isinstance(v, float) else v for k, v in row.items()}
        shape = shapes.loc[row[ID]].__geo_interface__ if row[ID] in shapes.index else None
        features.append({"type": "Feature", "properties": fields, "geometry": shape})
    return collection(features, table)
