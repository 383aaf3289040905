"""What people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.conditions import MAX_CONDITIONS, OneOf, ValueRange
from dashboard.entries import canonical, read_bounds, replaced, with_range


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("5; 10; 20", (5, 10, 20)),
        ("20;5,5 ;10", (5.5, 10, 20)),
        ("1.000; 2.500,5", (1000, 2500.5)),
        ("5 10 20", (5, 10, 20)),
        ("-2; 0", (-2, 0)),
        ("−2;2", (-2, 2)),
        ("5 %; 10 %", (5, 10)),
        ("5;5;", (5,)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_bounds_in_german_notation(text: str, bounds: tuple[float, ...]) -> None:
    assert read_bounds(text) == (bounds, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5; viel", "„viel“ ist keine Zahl. Schreiben Sie zum Beispiel: 5; 10; 12,5"),
        ("2.5; 3", "„2.5“ ist keine Zahl"),
        ("5, 10", "„5,“ ist keine Zahl"),
        ("1;2;3;4;5;6;7", "höchstens 6 Grenzen, also 7 Klassen"),
        ("x" * 99, "„" + "x" * 20 + "“"),
    ],
)
def test_bounds_that_are_none(text: str, words: str) -> None:
    bounds, problem = read_bounds(text)
    assert bounds == ()
    assert words in problem


@given(st.text(max_size=40))
def test_anything_typed_gives_ascending_bounds_or_a_sentence(text: str) -> None:
    bounds, problem = read_bounds(text)
    assert list(bounds) == sorted(set(bounds))
    assert not (bounds and problem)


KIND, NAMED = OneOf("kind", ("Stadt",)), OneOf("ids", ("1",))
RANGE = ValueRange("a", ((1.0, 2.0),))


def test_a_choice_takes_the_place_of_the_one_before() -> None:
    assert replaced((KIND, RANGE), "kind", ("Dorf",)) == (OneOf("kind", ("Dorf",)), RANGE)
    assert replaced((KIND, RANGE), "kind", ()) == (RANGE,)
    assert replaced((KIND,), "ids", ("1",)) == (KIND, NAMED)
    assert replaced((KIND,), "ids", ()) == (KIND,)


def test_a_second_range_of_the_same_figures_is_an_alternative() -> None:
    assert with_range((KIND, RANGE), "a", "", 5, None) == ((KIND, ValueRange("a", ((1.0, 2.0), (5, None)))), "")
    assert with_range((RANGE,), "a", "", 1.0, 2.0) == ((RANGE,), "")
    assert with_range((RANGE,), "a", "2020", 5, None)[0] == (RANGE, ValueRange("a", ((5, None),), "2020"))


@pytest.mark.parametrize(
    ("ind", "low", "high", "words"),
    [
        (None, 1, 2, "zuerst einen Indikator"),
        ("a", None, None, "untere oder eine obere Grenze"),
        ("a", 2, 1, "liegt über der oberen"),
    ],
)
def test_a_range_that_cannot_be(ind: str | None, low: float | None, high: float | None, words: str) -> None:
    conditions, problem = with_range((KIND,), ind, "", low, high)
    assert conditions == (KIND,)
    assert words in problem


def test_conditions_end_somewhere() -> None:
    many = tuple(ValueRange(f"i{n}", ((1.0, None),)) for n in range(MAX_CONDITIONS))
    assert "höchstens" in with_range(many, "another", "", 1, None)[1]
    assert with_range(many, "i0", "", 5, None)[1] == ""


def test_several_choices_at_once() -> None:
    changes, notices = canonical((RANGE,), {"f.kind": "Stadt,Dorf", "f.ids": "a%2Cb", "thr": "5", "typed_bounds": "x"})
    assert changes == {"f": "value:a:1..2;kind:Stadt,Dorf;ids:a%2Cb", "thr": "5", "classes": "threshold"}
    assert len(notices) == 1
