"""Lists of places as geodata (GeoJSON, GeoPackage, Shapefile, KML …): one point and its attributes per facility."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import refuse
from geodata.readers.crs import GEOGRAPHIC
from geodata.readers.facility_columns import GEOMETRY
from geodata.readers.facility_places import fits
from geodata.readers.formats import Peek
from geodata.readers.gdal import pyogrio
from geodata.readers.raw import RawTable
from geodata.readers.sniff import HEAD_BYTES
from geodata.readers.vector import DAMAGED, FORMATS, Layer, choose, frame_of, opened
from geodata.readers.vector_fields import fields

JSON = (".geojson", ".json")
TEXTS = {
    ".geojson": re.compile(r'"type"\s*:\s*"Point"'),
    ".json": re.compile(r'"type"\s*:\s*"Point"'),
    ".kml": re.compile(r"<(\w+:)?Point\b"),
    ".gml": re.compile(r"<(\w+:)?Point\b"),
}
OTHERS = re.compile(r'"type"\s*:\s*"(Multi)?(Polygon|LineString)"|<(\w+:)?(Polygon|Surface|LineString|Curve)\b')
POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
BINARY = (".gpkg", ".shp", ".fgb", ".zip")


def columns(seen: Peek) -> list[str]:
    """Columns of a file whose layers hold points alone, GEOMETRY among them; [] for every other file."""
    suffix = seen.path.suffix.lower()
    if suffix not in TEXTS and suffix not in BINARY:
        return []
    try:
        found = () if suffix in TEXTS and not _reads_as_points(seen, suffix) else fields(seen.path, _dotted)
    except OSError:
        return []
    return [*found, *GEOMETRY] if found else []


def _reads_as_points(seen: Peek, suffix: str) -> bool:
    """Look at the text before GDAL reads all of a large file."""
    text = seen.text
    if suffix not in JSON:
        with seen.path.open("rb") as file:
            text = file.read(HEAD_BYTES).decode("latin-1")
    return bool(TEXTS[suffix].search(text)) and not OTHERS.search(text)


def _dotted(sources: list[Layer]) -> list[Layer]:
    """All layers with geometry, if each of them holds points (KML does not say, but its text was looked at); else
    none."""
    found = []
    try:
        for entry in sources:
            for name, kind in pyogrio.list_layers(entry.source):
                if kind is None:
                    continue
                screened = not entry.member and Path(entry.source).suffix.lower() in TEXTS
                if "Point" not in str(kind) and not (screened and kind == "Unknown"):
                    return []
                found.append(replace(entry, name=str(name), inner=str(name)))
    except Exception as error:  # GDAL reports many kinds; to the user they mean the same
        raise refuse("file_unreadable", file=sources[0].path.name, details=DAMAGED) from error
    return found


def read_points(path: Path, layer: str | None = None) -> RawTable:
    """Attributes and, in the columns GEOMETRY, the place of each point (NaN = no geometry): in degrees, or as they
    stand there if the system that the file states cannot be right. The index counts the features from 1.

    Raises ``GeodataError``: ``points_mixed`` and those of ``opened`` and ``choose``.
    """
    with opened(path, _dotted) as (layers, done):
        chosen, notes = choose(layers, layer, path.name)
        frame = frame_of(chosen)
    shapes = frame.geometry.to_numpy()
    single = np.isin(shapely.get_type_id(shapes), POINTS) & (shapely.get_num_geometries(shapes) < 2)
    if other := next((at for at, plain in enumerate(single | shapely.is_missing(shapes), 1) if not plain), None):
        raise refuse("points_mixed", file=path.name, row=other)
    centres = shapely.centroid(shapes)  # a point may be a collection of one
    spots = gpd.GeoSeries(centres, index=frame.index, crs=frame.crs)
    if frame.crs is not None and fits(spots.x, spots.y, frame.crs):
        spots = spots.to_crs(GEOGRAPHIC)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).astype(object)
    table = table.where(table.notna(), None)
    table[GEOMETRY[0]], table[GEOMETRY[1]] = spots.x.round(7), spots.y.round(7)
    table.index = pd.RangeIndex(1, len(table) + 1)
    suffix = Path(chosen.source).suffix.lower()
    return RawTable(path, FORMATS.get(suffix, suffix.lstrip(".").upper()), table, problems=(*done, *notes))
