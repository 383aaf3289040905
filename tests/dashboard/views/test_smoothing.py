"""Smoothed values of a view: what is classed, what stands beside, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dashboard.state import reduce_controls, resolve
from dashboard.views.certainty_text import about, build_note
from dashboard.views.columns import build_columns
from dashboard.views.headline import build_headline
from dashboard.views.legend import build_legend
from dashboard.views.map import build_map
from dashboard.views.place import build_place
from dashboard.views.ranking import build_ranking
from geodata.methods.smoothing import smooth
from geodata.repository import Repository
from tests.dashboard.small import (
    AMSEL,
    AREAS,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FINK,
    LAND,
    current,
    entry,
    repository,
    small,
    state,
)

PLACES = [AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK]


def world(*counts: tuple[float, float] | None) -> Repository:
    """Kleinland with k of n in its municipalities."""
    found = [(i, c) for i, c in zip(PLACES, counts, strict=False) if c is not None]
    rows: list[tuple[Any, ...]] = [("rate", i, "2021", "", k, n, None) for i, (k, n) in found]
    return repository(rows, [entry("rate", "Anteil", headline=1)], AREAS)


def test_smoothed_values_are_classed_and_ranked_and_the_value_stands_beside() -> None:
    """Published: 10 of 100, 30 of 100, 20 of 200, 0 of 80; Dohle is hidden, Fink has no row."""
    found = current(smooth="1")
    expected = smooth([10, 30, 20, 0], [100, 100, 200, 80])
    shown = found.table.loc[[AMSEL, BUCHE, CLARA, EICHE], "measure"]
    assert shown.tolist() == pytest.approx((100 * expected.value).tolist())
    assert shown.between(0, 30).all()
    columns = build_columns(found, build_place(small(), "gemeinde", LAND).ids)
    assert columns.own == (100, 300, 100, None, 0, None)
    assert columns.value[3] is columns.value[5] is None
    assert columns.verdict == ""


def test_hidden_cells_have_no_smoothed_value_and_do_not_enter_the_mean() -> None:
    found = current(smooth="1")
    assert math.isnan(found.table.loc[DOHLE, "measure"])
    assert found.smoothing is not None
    assert found.smoothing.found.mean == pytest.approx(60 / 480)
    assert found.table.loc[DOHLE, "status"] == "SUPPRESSED"
    assert "gibt es keinen geglätteten Wert" in about(small(), found, DOHLE)


def test_classes_are_those_of_the_values() -> None:
    assert current(smooth="1").classes == current().classes


def test_conditions_do_not_change_smoothed_values() -> None:
    whole, part = current(smooth="1"), current(smooth="1", f=f"ids:{AMSEL},{BUCHE}")
    assert part.table.loc[AMSEL, "measure"] == whole.table.loc[AMSEL, "measure"]


def test_every_view_says_that_values_are_smoothed() -> None:
    found = current(smooth="1")
    assert build_legend(found).title == "Kinderarmut, geglättet"
    assert "kleine Gebiete stabilisiert" in build_headline(small(), found).sentence
    assert "kleine Gebiete stabilisiert" in build_map(found, build_place(small(), "gemeinde", LAND)).label
    ranking = build_ranking(found)
    assert (ranking.value_label, ranking.own_label, ranking.certain) == ("geglättet", "Wert (%)", False)
    assert ranking.order_note == "Rang 1 = höchster geglätteter Wert"
    assert "Geglättet sind es in Buche" in about(small(), found, BUCHE)
    note = build_note(small(), found)
    assert "Durchschnitt aller Gebiete" in note.text
    assert (note.possible, note.can_smooth) == (False, True)


def test_areas_that_are_alike_all_become_the_mean() -> None:
    found = world((20, 200), (21, 200), (19, 200), (10, 100))
    view = current(found, smooth="1")
    assert view.table["measure"].dropna().nunique() == 1
    assert "nicht größer, als der Zufall erklärt" in build_note(found, view).text


def test_an_area_without_people_stays_undefined_and_spoils_nothing() -> None:
    found = world((10, 100), (40, 100), (0, 0), (20, 400))
    view = current(found, smooth="1")
    assert view.table.loc[CLARA, "status"] == "NOT_MEANINGFUL"
    assert math.isnan(view.table.loc[CLARA, "measure"])
    assert view.table["measure"].notna().sum() == 3


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (((10, 100),), "Nur ein Gebiet hat einen ausgewiesenen Wert"),
        (((0, 0), (0, 0)), "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert"),
        (((1, 100), (2, 100)), "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert"),  # both hidden
    ],
)
def test_what_cannot_be_smoothed_is_refused_in_words(counts: tuple[tuple[float, float], ...], reason: str) -> None:
    found = world(*counts)
    after, notices = resolve({"smooth": "1"}, found)
    assert after.smooth == ""
    assert reason in notices[0]
    assert not build_note(found, current(found)).can_smooth


def test_figures_without_counts_are_refused() -> None:
    assert "ohne sie lässt sich nicht glätten" in resolve({"ind": "people", "smooth": "1"}, small())[1][0]


def test_smoothing_and_comparing_give_way_to_each_other() -> None:
    after, notices = reduce_controls(state(vs="kreis"), {"smooth": "1"}, small())
    assert (after.smooth, after.vs) == ("1", "")
    assert "der Vergleich ist aufgehoben" in notices[0]
    after, notices = reduce_controls(state(smooth="1"), {"vs": "kreis"}, small())
    assert (after.smooth, after.vs) == ("", "kreis")
    assert "die Glättung ist aufgehoben" in notices[0]
    after, notices = reduce_controls(state(sure="1"), {"smooth": "1"}, small())
    assert (after.smooth, after.sure, notices) == ("1", "", ())
    assert "werden nicht verglichen" in resolve({"smooth": "1", "vs": "kreis"}, small())[1][0]
