"""Verteilung of a view: bounds, median, references and words."""

from __future__ import annotations

from dashboard.views.distribution import build_distribution
from tests.dashboard.small import current, only_values


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_median_references_and_words() -> None:
    """Published: Amsel 10, Buche 30, Clara 10, Eiche 0 %; Dohle is hidden and counts nowhere."""
    found = build_distribution(current())
    assert found.median == 10
    assert [name for name, _ in found.references] == ["Kleinland"]
    assert plain(found.sentence) == (
        "4 Werte von 0,0 bis 30,0 %; die Hälfte der Gebiete liegt zwischen 7,5 und 15,0 %, "
        "in der Mitte (Median) 10,0 %."
    )


def test_rows_count_every_published_area_once() -> None:
    rows = build_distribution(current()).rows
    assert sum(int(count) for _, count, _ in rows) == 4


def test_bounds_lie_between_classes() -> None:
    found = build_distribution(current(classes="own", bounds="5,20"))
    assert found.bounds == (5, 20)
    assert [count for _, count, _ in found.rows] == ["1", "2", "1"]


def test_differences_have_mirrored_bounds_and_no_reference() -> None:
    found = build_distribution(current(vs="land"))
    assert found.references == ()
    assert list(found.bounds) == sorted(-b for b in found.bounds)


def test_few_values_are_not_quartered_and_none_are_said() -> None:
    assert plain(build_distribution(current(only_values(5.0, 7.0))).sentence) == "2 Werte von 5,0 bis 7,0 €/m²."
    assert plain(build_distribution(current(only_values(5.0, None))).sentence) == "1 Wert: 5,0 €/m²."
    nothing = build_distribution(current(only_values(None, None)))
    assert nothing.median is None
    assert nothing.sentence == "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert, daher keine Verteilung."


def test_lines_stand_where_their_dots_stand() -> None:
    """Printed with one decimal, 5.02 reads and stands at 5.0."""
    assert build_distribution(current(only_values(1.0, 5.02, 9.0))).median == 5.0
