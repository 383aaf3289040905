"""The table with its outlines: GeoPackage that QGIS opens styled, GeoJSON, and GeoJSON with its style in a ZIP."""

from __future__ import annotations

import io
import json
import math
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import reason, refuse
from geodata.exports.styles import FIELD, Fill, qml
from geodata.exports.table import COLUMNS, Table
from geodata.package import LOD_DETAIL
from geodata.repository import Repository

LAYER = "gebiete"
LAYER_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
 f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
 useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), 
 update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""


def with_outlines(repository: Repository, table: Table, classes: pd.Series) -> gpd.GeoDataFrame:
    """Rows of one period with detailed outlines (EPSG:4326; None without one) and the field ``klasse``.

    ``classes``: area_id → key of its fill. Raises ``GeodataError`` (``bad_export``) where no outline is held.
    """
    shapes = repository.geometry(table.level, table.region, LOD_DETAIL).set_index("area_id").geometry
    if shapes.empty:
        raise refuse("bad_export", details="für diese Gebiete sind keine Grenzen geladen")
    rows = table.rows.assign(**{FIELD: [str(classes.get(i, "")) for i in table.rows["area_id"]]})
    places = shapes.reindex(rows["area_id"]).to_numpy()
    boundaries = dict(table.about).get("Grenzen", "")
    return gpd.GeoDataFrame(rows.assign(boundaries=boundaries), geometry=places, crs=4326)


def geopackage(frame: gpd.GeoDataFrame, table: Table, fills: tuple[Fill, ...], unsure: tuple[str, ...] = ()) -> bytes:
    """One layer with its style as default and what is said of the whole as metadata.

    Raises ``GeodataError`` (``output_not_written``) if there is no room for it.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "export.gpkg"
            said = dict(table.about)
            frame.to_file(
                file, driver="GPKG", layer=LAYER, engine="pyogrio", layer_metadata=said,
                geometry_type="MultiPolygon", promote_to_multi=True,
            )  # fmt: skip
            _add_style(file, qml(fills, unsure), table)
            return file.read_bytes()
    except (OSError, sqlite3.Error, RuntimeError) as error:
        details = reason(error) if isinstance(error, OSError) else "kein Platz oder kein Zugriff auf dem Server"
        raise refuse("output_not_written", value="GeoPackage", details=details) from error


def _add_style(file: Path, style: str, table: Table) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute(LAYER_STYLES)
        base.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')",
            (LAYER, table.indicator.short_name[:30], style, table.indicator.name),
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
        )
        base.execute(
            "UPDATE gpkg_contents SET description = ? WHERE table_name = ?",
            ("\n".join(f"{title}: {text}" for title, text in table.about), LAYER),
        )


def geojson(frame: gpd.GeoDataFrame, table: Table) -> bytes:
    """Feature collection (RFC 7946) with what is said of the whole as ``metadata``; no number is null."""
    numbers = {c.id for c in COLUMNS if c.number}
    features = []
    for row in frame.to_dict("records"):
        shape = row.pop("geometry")
        fields = {str(k): plain_number(v) if k in numbers else v for k, v in row.items()}
        outline = shape.__geo_interface__ if shape is not None else None
        features.append({"type": "Feature", "id": row["area_id"], "properties": fields, "geometry": outline})
    return collection(features, table)


def collection(features: list[dict[str, object]], table: Table) -> bytes:
    found = {"type": "FeatureCollection", "metadata": dict(table.about), "features": features}
    return json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")


def plain_number(number: float) -> float | int | None:
    """As JSON has it: whole without a point, NaN as nothing."""
    if math.isnan(number):
        return None
    return int(number) if number == int(number) else number


def styled_zip(body: bytes, fills: tuple[Fill, ...], stem: str, unsure: tuple[str, ...] = ()) -> bytes:
    """The GeoJSON beside a style of the same name, which QGIS finds by itself once both are unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.geojson", body)
        archive.writestr(f"{stem}.qml", qml(fills, unsure))
    return out.getvalue()
