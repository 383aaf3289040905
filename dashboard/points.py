"""Point files as bytes: facilities of one type inside a region, once per type and region, like outlines."""

from __future__ import annotations

import hashlib
import json
import math

import pandas as pd

from dashboard.geometry import compress
from dashboard.views.facilities import in_area
from geodata.repository import Repository

DIGITS = 5  # of a coordinate: about a metre


def points_hash(repository: Repository) -> str:
    """Changes when any facility or the name of an area changes; part of the address of point files."""
    return repository.keep(("points hash",), lambda: _hash(repository))


def _hash(repository: Repository) -> str:
    rows = repository.facilities.astype(str)
    hashed = pd.util.hash_pandas_object(rows).to_numpy().tobytes() if len(rows) else b""
    return hashlib.sha256(hashed + repository.geometry_hash.encode()).hexdigest()[:12]


def type_of(repository: Repository, number: int) -> str | None:
    """The type with this number (``TypeView.number``); None if there is none."""
    table = repository.facilities
    types = sorted(table["type"].unique()) if len(table) else []
    return str(types[number]) if number < len(types) else None


def point_columns(repository: Repository, region: str, facility_type: str) -> bytes:
    """JSON columns lon, lat, name, places (null = not stated), area; facilities without a coordinate are left out."""
    rows = in_area(repository, region)
    rows = rows[rows["type"].eq(facility_type) & rows["lon"].notna()] if len(rows) else rows
    found = {
        "lon": [round(float(v), DIGITS) for v in rows["lon"]],
        "lat": [round(float(v), DIGITS) for v in rows["lat"]],
        "name": list(rows["name"]),
        "places": [None if math.isnan(v) else int(v) for v in rows["places"].astype("float64")],
        "area": [repository.area(i).name for i in rows["area_id"]],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def point_file(repository: Repository, region: str, facility_type: str, encoding: str) -> bytes:
    """Body in the given content encoding (``br``, ``gzip`` or ``identity``); kept as long as the repository lives."""
    key = ("point file", region, facility_type, encoding)
    return repository.keep(key, lambda: compress(point_columns(repository, region, facility_type), encoding))
