"""Figures of which a file tells only names."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.readers.unstated import are_counts, short, slug


@given(st.text(max_size=200))
def test_short_names_fit_and_say_something(label: str) -> None:
    found = short(label)
    assert len(found) <= 40
    assert bool(found) == bool(label.split())
    assert found.removesuffix(" …") in " ".join(label.split())
    assert found == " ".join(label.split()) or len(found) > 2


def test_one_long_word_is_cut() -> None:
    assert short("x" * 41) == "x" * 38 + " …"
    assert (
        short("Anteil der Kinder unter sechs Jahren in Bedarfsgemeinschaften")
        == "Anteil der Kinder unter sechs Jahren …"
    )


@given(st.text(max_size=100))
def test_slugs_are_identifiers(text: str) -> None:
    assert slug(text)[0].isalpha()
    assert slug(slug(text)) == slug(text)
    assert len(slug(text)) <= 80


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2.000", ""], True),
        ([1.0, 2.0], True),
        (["1.234", "2.000"], True),  # thousands, as German files write them
        (["1,5", "2"], False),
        (["-1", "2"], False),
        (["NoData", "3"], True),
        (["NoData", "•"], False),
    ],
)
def test_counts(cells: list[object], expected: bool) -> None:
    assert are_counts(pd.Series(cells, dtype=object), {"NoData"}) is expected
