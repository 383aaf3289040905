"""Outline files as bytes: GeoJSON with key and name only, compressed once per process."""

from __future__ import annotations

import gzip
import json

import brotli
import numpy as np
import shapely

from dashboard.memory import trim
from geodata.repository import Repository

# Levels of compression: the best is worth its time because a file is made once and kept by browsers for ever.
BROTLI_QUALITY, GZIP_LEVEL = 9, 9


def feature_collection(repository: Repository, level: str, region: str, lod: int) -> bytes:
    """GeoJSON of a level inside a region; properties are ``id`` and ``name``, because all of them reach the browser.

    ``outline`` beside the features is the outer border of all of them: white lines alone would let light areas at the
    edge run into the ground. Texts are joined as they are: read back into numbers, thousands of polygons would take ten
    times their room in every worker.
    """
    rows = repository.geometry(level, region, lod)
    polygons = rows.geometry.to_numpy()
    features = ",".join(
        f'{{"type":"Feature","id":{_text(i)},"properties":{{"id":{_text(i)},"name":{_text(n)}}},"geometry":{outline}}}'
        for i, n, outline in zip(rows["area_id"], rows["name"], shapely.to_geojson(polygons), strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{features}],"outline":{_outline(polygons)}}}'.encode()


def _text(value: str) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def _outline(polygons: np.ndarray) -> str:
    """Outer border as a GeoJSON geometry; null without areas."""
    if not len(polygons):
        return "null"
    whole = shapely.coverage_union_all(polygons) if shapely.coverage_is_valid(polygons) else shapely.union_all(polygons)
    return str(shapely.to_geojson(shapely.boundary(whole)))


def compressed(repository: Repository, level: str, region: str, lod: int, encoding: str) -> bytes:
    """Body in the given content encoding (``br``, ``gzip`` or ``identity``); kept as long as the repository lives."""
    key = ("geometry file", level, region, lod, encoding)

    def make() -> bytes:
        found = compress(feature_collection(repository, level, region, lod), encoding)
        trim()
        return found

    return repository.keep(key, make)


def compress(body: bytes, encoding: str, quality: int = BROTLI_QUALITY) -> bytes:
    if encoding == "br":
        return brotli.compress(body, quality=quality)
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == "gzip" else body
