"""The shapes KomMonitor takes: one area per row, ``ID``, ``NAME`` and a column ``DATE_JJJJ-MM-TT`` per period.

KomMonitor knows no states: whatever has no published number is empty.
"""

from __future__ import annotations

import csv
import io
import math

import geopandas as gpd
import pandas as pd

from geodata.errors import refuse
from geodata.exports.layers import collection
from geodata.exports.table import Table
from geodata.exports.text import safe_text
from geodata.package import LOD_DETAIL
from geodata.periods import parse_period
from geodata.repository import Repository

ID, NAME, SOURCE = "ID", "NAME", "QUELLE"


def wide(table: Table) -> pd.DataFrame:
    """Index area_id; columns NAME and one per period, oldest first (its last day), NaN without a published value."""
    days = {p: f"DATE_{parse_period(p).end.isoformat()}" for p in table.rows["period"].unique()}
    rows = table.rows.assign(day=table.rows["period"].map(days))
    numbers = rows.pivot_table(index="area_id", columns="day", values="value", aggfunc="last", dropna=False)
    numbers = numbers.reindex(columns=sorted(set(days.values())))
    names = rows.drop_duplicates("area_id").set_index("area_id")["name"]
    numbers.insert(0, NAME, names)
    return numbers


def kommonitor_csv(table: Table) -> bytes:
    """Semicolons, decimal points, UTF-8; the last column names the source."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    frame = wide(table)
    writer.writerow([ID, *frame.columns, SOURCE])
    source = safe_text(str(table.rows["source"].iloc[0]))
    for area_id, name, *numbers in frame.itertuples():
        writer.writerow([safe_text(str(area_id)), safe_text(name), *map(_plain, numbers), source])
    return out.getvalue().encode("utf-8")


def _plain(number: float) -> str:
    """Six places unless whole, so that a point never looks like one between thousands."""
    if math.isnan(number):
        return ""
    return str(int(number)) if number == int(number) else f"{number:.6f}"


def kommonitor_geojson(repository: Repository, table: Table) -> bytes:
    """The same columns as properties of the detailed outlines (EPSG:4326). Raises ``GeodataError`` (``bad_export``)."""
    shapes: gpd.GeoSeries = repository.geometry(table.level, table.region, LOD_DETAIL).set_index("area_id").geometry
    if shapes.empty:
        raise refuse("bad_export", details="für diese Gebiete sind keine Grenzen geladen")
    frame = wide(table)
    source = str(table.rows["source"].iloc[0])
    features: list[dict[str, object]] = []
    for area_id, name, *numbers in frame.itertuples():
        dated = {c: None if math.isnan(v) else v for c, v in zip(frame.columns[1:], numbers, strict=True)}
        shape = shapes.loc[area_id].__geo_interface__ if area_id in shapes.index else None
        fields = {ID: area_id, NAME: name, **dated, SOURCE: source}
        features.append({"type": "Feature", "properties": fields, "geometry": shape})
    return collection(features, table)
