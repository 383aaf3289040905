"""Figures of one indicator as CSV or GeoJSON, from the Repository: only what has passed the disclosure gate."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Hashable, Mapping

import pandas as pd

from geodata.errors import refuse
from geodata.exports.text import safe_text
from geodata.package import LOD_DETAIL
from geodata.repository import Repository

COLUMNS = ["area_id", "name", "indicator", "period", "group", "k", "n", "value", "unit", "status", "fictional"]


def figures(
    repository: Repository, indicator: str, level: str, region: str, period: str, group: str = ""
) -> pd.DataFrame:
    """One row per area, in the columns above. Numbers are NaN where nothing may be or is shown.

    Raises ``GeodataError``: ``unknown_area``, ``unknown_indicator``, ``bad_export`` (no figures there; names periods).
    """
    repository.area(region)
    entry = repository.indicator(indicator)
    periods = repository.periods(indicator, level, region, group)
    if period not in periods:
        known = ", ".join(periods) or "keine"
        raise refuse("bad_export", details=f"{entry.name} liegt dort für {period} nicht vor; vorhanden: {known}")
    areas = repository.areas(level, region).set_index("area_id")[["name", "fictional"]]
    cells = repository.values(indicator, level, region, period, group)
    rows = areas.join(cells).reset_index()
    return rows.assign(indicator=indicator, period=period, group=group, unit=entry.unit)[COLUMNS]


def to_csv(rows: pd.DataFrame) -> str:
    """Semicolons and decimal commas, as German spreadsheets read them. No text cell can act as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows.columns)
    for row in rows.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int | float):
        return "" if math.isnan(value) else f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    return safe_text(str(value))


def to_geojson(repository: Repository, rows: pd.DataFrame, level: str, region: str) -> str:
    """Feature collection in EPSG:4326; figures that are not shown are null."""
    shapes = repository.geometry(level, region, LOD_DETAIL).set_index("area_id").geometry
    features = []
    for row in rows.to_dict("records"):
        if row["area_id"] in shapes.index:
            shape = shapes.loc[row["area_id"]].__geo_interface__
            features.append({"type": "Feature", "id": row["area_id"], "properties": _plain(row), "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)


def _plain(row: Mapping[Hashable, object]) -> dict[str, object]:
    def plain(value: object) -> object:
        if isinstance(value, float) and math.isnan(value):
            return None
        return value.item() if hasattr(value, "item") else value

    return {str(name): plain(value) for name, value in row.items()}
