"""Zusammenhang of two indicators in words."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.views.current import build_current
from dashboard.views.relation import CAUTION, Relation, build_relation
from dashboard.views.second import build_second
from geodata.repository import Repository
from tests.dashboard.small import LAND, entry, repository, state

COUNT = 40
TILES = [(f"99001{n:03d}", f"Ort {n}", "gemeinde", LAND, n % 10, n // 10, 1, 1) for n in range(COUNT)]


def pairs(y: list[float | None]) -> Repository:
    """Two value-only indicators in up to forty places: x is 0, 1, 2, …, y as given."""
    land = [(LAND, "Kleinland", "land", "", 0, 0, 10, 4)]
    rows: list[tuple[Any, ...]] = [("x", TILES[n][0], "2021", "", None, None, float(n)) for n in range(len(y))]
    rows += [("y", TILES[n][0], "2021", "", None, None, v) for n, v in enumerate(y)]
    entries = [entry(i, i.upper(), kind="value_only", unit="Punkte", decimals=2) for i in ("x", "y")]
    return repository(rows, entries, land + TILES[: len(y)])


def relation(y: list[float | None]) -> Relation:
    found = pairs(y)
    view = state(found, ind="x", ind2="y", level="gemeinde", tab="zusammenhang")
    second = build_second(found, view)
    assert second is not None
    return build_relation(build_current(found, view), second)


@pytest.mark.parametrize(
    ("y", "sentence"),
    [
        ([2.0 * n for n in range(COUNT)], "Je höher „X“, desto eher höher „Y“: ein starker Zusammenhang."),
        ([-2.0 * n for n in range(COUNT)], "Je höher „X“, desto eher niedriger „Y“: ein starker Zusammenhang."),
        ([float(n % 2) for n in range(COUNT)], "Zwischen „X“ und „Y“ ist kein Zusammenhang nachweisbar."),
        ([1.0] * COUNT, "Einer der beiden Werte ist überall gleich; ein Zusammenhang lässt sich nicht beziffern."),
    ],
)
def test_what_can_be_said(y: list[float | None], sentence: str) -> None:
    found = relation(y)
    assert found.sentence == sentence
    assert found.caution == CAUTION


def test_figures_name_the_number_of_areas_and_who_is_missing() -> None:
    found = relation([None, None, *[2.0 * n for n in range(2, COUNT)]])
    assert found.left_out == 2
    assert found.figures.endswith("38 Gebiete")


def test_too_few_pairs_are_not_measured() -> None:
    found = relation([1.0, 2.0, 4.0])
    assert "zu wenige" in found.sentence
    assert found.figures == "3 Gebiete"
