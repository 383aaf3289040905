"""What several selected areas come to."""

from __future__ import annotations

from dashboard.views.selection import Summary, build_summary
from tests.dashboard.small import (
    AMSEL,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FINK,
    current,
    entry,
    repository,
    small,
)

NBSP = "\u00a0"


def summary(*ids: str, **wanted: str) -> Summary:
    found = build_summary(small(), current(**wanted), ids)
    assert found is not None
    return found


def test_a_rate_is_the_sum_of_its_counts() -> None:
    """10 + 30 + 20 of 100 + 100 + 200."""
    assert summary(AMSEL, BUCHE, CLARA) == Summary(3, f"60 von 400 (15,0{NBSP}%)", "", ())


def test_counts_add_up() -> None:
    assert summary(AMSEL, FINK, ind="people").total == f"7.000{NBSP}Personen"


def test_only_published_cells_enter_and_the_others_are_counted() -> None:
    """Dohle is suppressed, Fink has no row."""
    found = summary(AMSEL, BUCHE, DOHLE, FINK)
    assert (found.count, found.total) == (4, f"40 von 200 (20,0{NBSP}%)")
    assert found.left_out == ("1 aus Datenschutzgründen nicht ausgewiesen", "1 keine Angabe")


def test_nothing_but_hidden_areas_have_no_sum() -> None:
    found = summary(DOHLE, FINK)
    assert (found.total, found.obstacle) == ("", "Für kein gewähltes Gebiet ist ein Wert ausgewiesen.")


def test_values_without_counts_are_not_added_up() -> None:
    rows = [("rent", i, "2021", "", None, None, 7.0) for i in (AMSEL, BUCHE)]
    found = repository(rows, [entry("rent", "Miete", kind="value_only", unit="€/m²")])
    view = build_summary(found, current(found), (AMSEL, BUCHE))
    assert view is not None
    assert (view.total, view.obstacle) == ("", "Dieser Indikator lässt sich nicht über Gebiete zusammenrechnen.")


def test_printed_rates_without_counts_are_not_added_up() -> None:
    rows = [("rate", AMSEL, "2021", "", 10, 100, None), ("rate", BUCHE, "2021", "", None, None, 7.0)]
    found = repository(rows, [entry("rate", "Quote")])
    view = build_summary(found, current(found), (AMSEL, BUCHE))
    assert view is not None
    assert view.obstacle == "Die Fallzahlen fehlen; die Werte lassen sich nicht zusammenrechnen."


def test_a_single_area_and_areas_of_another_view_have_no_summary() -> None:
    assert build_summary(small(), current(), (AMSEL,)) is None
    assert build_summary(small(), current(), (AMSEL, "nowhere")) is None


def test_zeros_add_nothing() -> None:
    assert summary(EICHE, AMSEL).total == f"10 von 180 (5,6{NBSP}%)"
