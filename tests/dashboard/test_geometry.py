"""Outline files: key and name, nothing else, the same in every encoding."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest

from dashboard.geometry import compressed, feature_collection
from tests.dashboard.small import AHORN, AMSEL, BUCHE, CLARA, LAND, small


def features(level: str, region: str) -> list[dict]:  # type: ignore[type-arg]
    return json.loads(feature_collection(small(), level, region, 0))["features"]


def test_features_carry_key_and_name_only() -> None:
    found = features("gemeinde", AHORN)
    assert [f["id"] for f in found] == [AMSEL, BUCHE, CLARA]
    assert [f["properties"] for f in found] == [
        {"id": AMSEL, "name": "Amsel"},
        {"id": BUCHE, "name": "Buche"},
        {"id": CLARA, "name": "Clara"},
    ]
    assert all(set(f) == {"type", "id", "properties", "geometry"} for f in found)


def test_coordinates_are_longitude_then_latitude() -> None:
    """Buche is the second square: 7.1 to 7.2 east, 51.0 to 51.1 north."""
    ring = features("gemeinde", AHORN)[1]["geometry"]["coordinates"][0]
    east, north = zip(*ring, strict=True)
    assert (min(east), max(east)) == pytest.approx((7.1, 7.2))
    assert (min(north), max(north)) == pytest.approx((51.0, 51.1))


def test_a_level_without_areas_is_an_empty_collection() -> None:
    assert features("quartier", LAND) == []


def test_every_encoding_holds_the_same_bytes() -> None:
    key = (small(), "gemeinde", LAND, 1)
    plain = compressed(*key, "identity")
    assert plain == feature_collection(*key)
    assert brotli.decompress(compressed(*key, "br")) == plain
    assert gzip.decompress(compressed(*key, "gzip")) == plain
