"""Periods: one canonical text, first and last day, order, and what lies n years apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.periods import PeriodKind, is_consecutive_year, parse_period

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
SIMPLE = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2021", PeriodKind.YEAR, date(2021, 1, 1), date(2021, 12, 31)),
        ("2024-02", PeriodKind.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", PeriodKind.MONTH, date(2023, 2, 1), date(2023, 2, 28)),
        ("2021-12", PeriodKind.MONTH, date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-12-31", PeriodKind.DATE, date(2021, 12, 31), date(2021, 12, 31)),
        ("2018/2020", PeriodKind.SPAN, date(2018, 1, 1), date(2020, 12, 31)),
        ("2020-08/2021-07", PeriodKind.SPAN, date(2020, 8, 1), date(2021, 7, 31)),
    ],
)
def test_first_and_last_day(text, kind, start, end):
    period = parse_period(text)
    assert (period.kind, period.start, period.end) == (kind, start, end)


@settings(deadline=None)
@given(SIMPLE)
def test_text_survives_a_round_trip(text):
    period = parse_period(text)
    assert parse_period(str(period)) == period
    assert str(period) == text
    assert period.start <= period.end


@settings(deadline=None)
@given(DAYS, DAYS, st.sampled_from([4, 7, 10]))
def test_a_span_reads_only_forwards(one, other, length):
    first, last = sorted([one.isoformat()[:length], other.isoformat()[:length]])
    span = parse_period(f"{first}/{last}")
    assert (span.start, span.end) == (parse_period(first).start, parse_period(last).end)
    if first != last:
        with pytest.raises(GeodataError):
            parse_period(f"{last}/{first}")


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-13", "2021-00", "2023-02-29", "31.12.2021", "2021-1", "1799", "2201", "٢٠٢١", "nan"],
)
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(GeodataError) as refused:
        parse_period(text)
    assert refused.value.problems[0].code == "bad_period"
    assert refused.value.problems[0].value == text


@pytest.mark.parametrize("text", ["2020/2018", "2021/", "/2021", "2018/2019/2020", "2018 / 2020"])
def test_a_span_has_two_ends_in_order(text):
    with pytest.raises(GeodataError):
        parse_period(text)


def test_blanks_around_are_dropped():
    assert parse_period(" 2021 ").text == "2021"


def test_order_is_by_the_last_day_then_the_first():
    texts = ["2021", "2020-12-31", "2021-06", "2019/2020", "2020"]
    assert sorted(texts, key=lambda t: parse_period(t).sort_key) == [
        "2019/2020",
        "2020",
        "2020-12-31",
        "2021-06",
        "2021",
    ]


@pytest.mark.parametrize(
    ("earlier", "later", "years", "expected"),
    [
        ("2020", "2021", 1, True),
        ("2020", "2022", 1, False),
        ("2020", "2022", 2, True),
        ("2021", "2020", 1, False),
        ("2020-11", "2021-11", 1, True),
        ("2020-11", "2021-12", 1, False),
        ("2020-12-31", "2021-12-31", 1, True),
        ("2020-12-31", "2021-12-30", 1, False),
        ("2020", "2021-12-31", 1, False),
        ("2018/2020", "2019/2021", 1, True),
        ("2018/2020", "2019/2020", 1, False),
        ("2020-08/2021-07", "2021-08/2022-07", 1, True),
        ("2020-08/2021-07", "2021-02/2022-01", 1, False),
        ("2020-03/2021-02", "2023-03/2024-02", 3, True),  # the last day of February moves
    ],
)
def test_years_apart(earlier, later, years, expected):
    assert is_consecutive_year(parse_period(earlier), parse_period(later), years) is expected
