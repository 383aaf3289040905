"""Small lines of a profile: the first and the last value can be read where another line runs."""

from __future__ import annotations

import numpy as np

from dashboard.documents.figures import build_level
from dashboard.documents.profile_pictures import Course, _lines
from tests.dashboard.small import small, state


def test_the_dashed_line_gives_way_to_the_values() -> None:
    """The area has figures from the second of three years on, so that its first value stands inside the field."""
    level = build_level(small(), state(level="gemeinde", ind="poverty"))
    column = next(c for c in level.columns if c.indicator.id == "poverty" and not c.group)
    years = ("2019", "2020", "2021")
    shown = Course(
        type(column)(column.current, years, column.series, "", ()),
        np.array([np.nan, 5.0, 9.0]),
        np.array([5.0, 5.0, 5.0]),
    )
    marks = _lines([shown], 30.0).bytes().decode()
    dashed, cover, value = (marks.index(part) for part in ("stroke-dasharray", 'fill="#ffffff"', ">5,0"))
    assert dashed < cover < value
