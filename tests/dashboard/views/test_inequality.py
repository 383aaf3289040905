"""Unevenness of a view, one number per point in time."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.views.inequality import InequalityView, build_inequality
from dashboard.views.karte import build_karte, drawn_alike
from geodata.methods.segregation import segregation, theil
from geodata.repository import Repository
from tests.dashboard.small import (
    AMSEL,
    AREAS,
    BUCHE,
    CLARA,
    NORTH_GNEIS,
    NORTH_HAFER,
    current,
    entry,
    repository,
    small,
    state,
)


def view(found: Repository | None = None, **wanted: str) -> InequalityView:
    return build_inequality(found or small(), current(found, **wanted))


def test_years_newest_first_from_published_cells() -> None:
    """2021: 10, 30, 20, 0 of 100, 100, 200, 80 (Dohle hidden); 2020: 8, 25, 30, 10 of 100, 100, 200, 50."""
    found = view()
    assert [(y.period, y.areas) for y in found.years] == [("2021", 4), ("2020", 4)]
    assert found.years[0].share == pytest.approx(segregation([10, 30, 20, 0], [100, 100, 200, 80]).corrected)
    assert found.years[1].share == pytest.approx(segregation([8, 25, 30, 10], [100, 100, 200, 50]).corrected)
    assert found.sentences[0].startswith("2021: ")
    assert not found.parts


def test_below_municipalities_inequality_has_two_parts() -> None:
    """Gneis 30 of 60, Hafer 15 of 60, one quarter each: all of it lies between the municipalities."""
    found = view(region="fik", level="quartier", ind="quarter_poverty")
    assert found.parts
    assert found.years[0].between.replace("\u00a0", " ") == "100,0 %"
    assert theil([0.5, 0.25], [NORTH_GNEIS, NORTH_HAFER], [60, 60]).share_between == 1
    assert "100 % zwischen den Gemeinden" in found.sentences[1].replace("\u00a0", " ")


def test_conditions_do_not_change_it() -> None:
    assert view(f=f"ids:{AMSEL},{BUCHE}") == view()


def test_a_break_stands_between_its_years() -> None:
    rows: list[tuple[Any, ...]] = [
        ("rate", i, year, "", k, 100, None)
        for year in ("2019", "2020")
        for i, k in ((AMSEL, 20), (BUCHE, 40), (CLARA, 60))
    ]
    broken = entry("rate", "Anteil", headline=1, breaks=[{"period": "2020", "reason": "neue Zählweise"}])
    found = view(repository(rows, [broken], AREAS))
    assert [(y.period, y.gap) for y in found.years] == [("2020", "neue Zählweise"), ("2019", "")]


def test_values_never_comparable_over_time_say_so() -> None:
    rows: list[tuple[Any, ...]] = [("rate", i, "2020", "", k, 100, None) for i, k in ((AMSEL, 20), (BUCHE, 40))]
    found = view(repository(rows, [entry("rate", "Anteil", headline=1, comparable_over_time=False)], AREAS))
    assert any("nicht vergleichbar" in s for s in found.sentences)


def test_where_there_is_nothing_to_say_the_reason_is() -> None:
    assert "keine Zähler und Nenner" in view(ind="people").reason
    alone = repository([("rate", AMSEL, "2020", "", 20, 100, None)], [entry("rate", "Anteil", headline=1)], AREAS)
    assert view(alone).reason == "Nötig sind mindestens zwei Gebiete mit ausgewiesenem Wert."
    assert view(alone).years == ()


def test_it_is_computed_only_while_it_is_open() -> None:
    assert build_karte(small(), state()).inequality is None
    assert build_karte(small(), state(tab="ungleichheit")).inequality == view()
    assert not drawn_alike(state(tab="trichter"), state(tab="ungleichheit"))
