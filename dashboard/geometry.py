"""Outline files as bytes: GeoJSON with key and name only, compressed once per process."""

from __future__ import annotations

import gzip
import json
from typing import Any

import brotli
import numpy as np
import shapely

from geodata.repository import Repository

# Levels of compression: the best is worth its time because a file is made once and kept by browsers for ever.
BROTLI_QUALITY, GZIP_LEVEL = 9, 9


def feature_collection(repository: Repository, level: str, region: str, lod: int) -> bytes:
    """GeoJSON of a level inside a region; properties are ``id`` and ``name``, because all of them reach the browser.

    ``outline`` beside the features is the outer border of all of them: white lines alone would let light areas at the
    edge run into the ground.
    """
    rows = repository.geometry(level, region, lod)
    features = [
        {"type": "Feature", "id": i, "properties": {"id": i, "name": n}, "geometry": json.loads(g)}
        for i, n, g in zip(rows["area_id"], rows["name"], shapely.to_geojson(rows.geometry.to_numpy()), strict=True)
    ]
    found = {"type": "FeatureCollection", "features": features, "outline": _outline(rows.geometry.to_numpy())}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _outline(polygons: np.ndarray) -> dict[str, Any] | None:
    """Outer border as a GeoJSON geometry; None without areas."""
    if not len(polygons):
        return None
    whole = shapely.coverage_union_all(polygons) if shapely.coverage_is_valid(polygons) else shapely.union_all(polygons)
    return json.loads(shapely.to_geojson(shapely.boundary(whole)))  # type: ignore[no-any-return]


def compressed(repository: Repository, level: str, region: str, lod: int, encoding: str) -> bytes:
    """Body in the given content encoding (``br``, ``gzip`` or ``identity``); kept as long as the repository lives."""
    key = ("geometry file", level, region, lod, encoding)
    return repository.keep(key, lambda: compress(feature_collection(repository, level, region, lod), encoding))


def compress(body: bytes, encoding: str, quality: int = BROTLI_QUALITY) -> bytes:
    if encoding == "br":
        return brotli.compress(body, quality=quality)
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == "gzip" else body
