"""Files of points: what is in them, and that browsers may keep them."""

from __future__ import annotations

import json

from dashboard.points import point_columns, points_hash, type_of
from tests.dashboard.app_client import app_over, plain
from tests.dashboard.facilities import with_facilities
from tests.dashboard.small import LAND, small


def columns(region: str, facility_type: str) -> dict[str, list[object]]:
    return json.loads(point_columns(with_facilities(), region, facility_type))  # type: ignore[no-any-return]


def test_columns_of_a_type() -> None:
    found = columns(LAND, "kita")
    assert found["name"] == ["Kita <b>Eins</b>", "Kita Zwei", "Kita Drei", "Kita Vier"]
    assert found["places"] == [30, 20, None, 10]
    assert (found["lon"][0], found["lat"][0]) == (7.05, 51.05)
    assert found["area"] == ["Amsel", "Amsel", "Buche", "Dohle"]
    assert columns(LAND, "beratung")["name"] == []  # it has no coordinate


def test_numbers_of_types() -> None:
    assert [type_of(with_facilities(), n) for n in range(4)] == ["beratung", "kita", "schule/klein", None]
    assert type_of(small(), 0) is None


def test_the_file_is_compressed_and_kept_for_ever() -> None:
    client = app_over(with_facilities()).server.test_client()
    address = f"/points/{points_hash(with_facilities())}/1/{LAND}.json"
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in answer.headers["Cache-Control"]
    assert json.loads(plain(answer))["places"] == [30, 20, None, 10]
    old = client.get(f"/points/alt/1/{LAND}.json")
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-store")
    assert client.get("/points/x/9/99.json").status_code == 404
    assert client.get("/points/x/1/atlantis.json").status_code == 404


def test_the_address_changes_with_the_facilities() -> None:
    assert points_hash(with_facilities()) != points_hash(small())
