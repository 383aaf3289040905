"""Verlauf: published values over time as columns, with breaks and the areas above."""

from __future__ import annotations

import json

import pytest

from dashboard.series import compressed_series
from dashboard.views.place import build_place
from dashboard.views.trend import SeriesRef, Trends, build_trends
from geodata.recent import Recent
from tests.dashboard.app_client import Browser, app_over, plain
from tests.dashboard.small import AMSEL, DOHLE, LAND, small

IDS = build_place(small(), "gemeinde", LAND).ids


def trends(indicator: str = "poverty", group: str = "") -> Trends:
    return build_trends(small(), SeriesRef(indicator, group, "gemeinde", LAND, 1))


def test_values_are_columns_in_the_order_of_the_map() -> None:
    found = trends()
    assert found.periods == ("2020", "2021")
    at = IDS.index(AMSEL)
    assert [column[at] for column in found.values] == [80, 100]  # tenths: 8 and 10 %
    assert all(len(column) == len(IDS) for column in found.values)


def test_hidden_values_do_not_travel() -> None:
    """Dohle had 10 of 50 in 2020; of 2021 (2 of 50) only the state is told."""
    found = trends()
    at = IDS.index(DOHLE)
    assert [column[at] for column in found.values] == [200, None]
    assert found.status[1][at] != found.status[0][at]


def test_areas_above_are_named_once_and_linked() -> None:
    found = trends()
    assert [area.name for area in found.above] == ["Kreis Ahorn", "Kleinland", "Birke"]
    assert found.up[IDS.index(AMSEL)] == (0, 1)
    assert found.above[1].values == (None, 167)


def test_breaks_stand_before_the_first_period_counted_anew() -> None:
    found = trends("jobless")
    assert found.periods == ("2019", "2020", "2021")
    assert found.breaks == ((2, "neue Zählweise"),)


def test_one_period_is_no_trend() -> None:
    found = trends("people")
    assert found.note == "Es gibt nur einen Zeitpunkt, daher keinen Verlauf."
    assert (found.periods, found.values) == ((), ())


def test_the_file_is_served_once_and_kept() -> None:
    client = app_over(small()).server.test_client()
    answer = client.get("/series/abc/1/gemeinde/poverty/99.json", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert '"periods":["2020","2021"]' in plain(answer).decode()
    for path in ("1/gemeinde/nothing/99", "1/nowhere/poverty/99", "1/gemeinde/poverty/98", "99/gemeinde/poverty/99"):
        assert client.get(f"/series/abc/{path}.json").status_code == 404
    assert client.get("/series/abc/1/gemeinde/poverty/99.json?group=none").status_code == 404
    assert Browser(client).callbacks()


def test_addresses_nobody_asks_for_twice_do_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decimals stand in the address, so anybody can ask for the same series in ten ways."""
    found, areas = small(), len(IDS) + 1
    monkeypatch.setattr(found, "_recent", Recent(3 * areas))
    for decimals in range(10):
        ref = SeriesRef("poverty", "", "gemeinde", LAND, decimals)
        assert json.loads(compressed_series(found, ref, "identity"))["decimals"] == decimals
    assert len(found._recent._kept) == 3
    assert not any("series file" in key for key in found._memory)
