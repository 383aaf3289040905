"""German numbers, units, dates and states, as they stand on screen."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formatting as f
from dashboard.views.columns import whole
from geodata.errors import GeodataError
from geodata.observations import ValueStatus

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (12.34, 1, "12,3"),
        (12.36, 1, "12,4"),
        (-3.2, 1, "\u22123,2"),
        (-0.04, 1, "0,0"),  # no „minus nothing“
        (0.06, 1, "0,1"),
        (NAN, 1, "k. A."),
    ],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert f.number(value, decimals) == text


@pytest.mark.parametrize(("value", "decimals", "text"), [(0.5, 0, "1"), (2.5, 0, "3"), (12.25, 1, "12,3")])
def test_a_half_is_rounded_up(value: float, decimals: int, text: str) -> None:
    assert f.number(value, decimals) == text


def by_locale_data(value: float, decimals: int, *, signed: bool) -> str:
    """What the locale data of CLDR make of the number rounded as people do: slow, and the measure of the fast way."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    exact = Decimal(str(abs(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = format_decimal(exact, format=pattern, locale="de_DE")
    if not any(c in "123456789" for c in text):
        return text
    return ("\u2212" if value < 0 else "+" if signed else "") + text


TIES = st.builds(lambda n, d: (2 * n + 1) / (2 * 10**d), st.integers(-(10**7), 10**7), st.integers(0, 5))
NEAR_TIES = st.builds(lambda tie, up: math.nextafter(tie, math.inf if up else -math.inf), TIES, st.booleans())


@given(TIES | NEAR_TIES | st.floats(-1e16, 1e16) | st.integers(-(10**9), 10**9), st.integers(0, 6), st.booleans())
def test_numbers_are_those_of_the_locale_data(value: float, decimals: int, signed: bool) -> None:
    assert f.number(value, decimals, signed=signed) == by_locale_data(value, decimals, signed=signed)


@given(TIES | NEAR_TIES | st.floats(-1e9, 1e9), st.integers(0, 4))
def test_rounded_is_the_number_shown(value: float, decimals: int) -> None:
    shown = f.number(value, decimals).replace(".", "").replace(",", ".").replace("\u2212", "-")
    assert f.rounded(value, decimals) == float(shown)


@pytest.mark.parametrize("value", [1e29, -1e200, 1.7e308])
def test_numbers_of_any_size_are_rounded(value: float) -> None:
    """A threshold in an address line, or a table with absurd figures: no reason to show nothing at all."""
    assert f.rounded(value, 1) == value
    assert list(f.rounded_all(np.array([value, 0.25]), 1)) == [value, 0.3]
    assert f.number(value, 1).startswith("\u2212" if value < 0 else "1")
    assert abs(value) > 1e300 or whole(np.array([value]), 1)[0] == pytest.approx(10 * value)


def test_rounded_keeps_what_is_no_number() -> None:
    assert math.isnan(f.rounded(NAN, 1))


def quickest(write: Callable[[float], str], values: list[float]) -> float:
    """Seconds for all values; the quickest of several runs, since the machine has other things to do as well."""
    took = []
    for _ in range(5):
        begin = time.perf_counter()
        for value in values:
            write(value)
        took.append(time.perf_counter() - begin)
    return min(took)


def test_numbers_are_written_much_faster_than_by_locale_data() -> None:
    """10 000 take about 15 ms on an idle machine; a bound in milliseconds would measure its load."""
    values = [i * 37.123456 for i in range(2000)]
    slow = quickest(lambda v: by_locale_data(v, 1, signed=False), values)
    assert quickest(lambda v: f.number(v, 1), values) < slow / 5


@pytest.mark.parametrize(("value", "text"), [(3.2, "+3,2"), (-3.2, "\u22123,2"), (0.0, "0,0"), (0.04, "0,0")])
def test_signed_number(value: float, text: str) -> None:
    assert f.number(value, 1, signed=True) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_can_be_read_back(value: float, decimals: int) -> None:
    text = f.number(value, decimals).replace(".", "").replace(",", ".").replace("\u2212", "-")
    assert float(text) == pytest.approx(value, abs=0.5000001 * 10**-decimals + 1e-15 * abs(value))


def test_number_and_unit_never_part_at_the_end_of_a_line() -> None:
    assert f.quantity(16.5, "%", 1) == "16,5\u00a0%"
    assert f.quantity(16.5, "", 1) == "16,5"


@pytest.mark.parametrize(
    ("unit", "beside", "after_title", "column"),
    [
        ("%", "5\u00a0%", "in\u00a0%", "Wert (%)"),
        ("€/m²", "5\u00a0€/m²", "in\u00a0€/m²", "Wert (€/m²)"),
        ("Anzahl", "5", "Anzahl", "Anzahl"),
        ("Personen", "5\u00a0Personen", "Personen", "Wert (Personen)"),
        ("Indexpunkte", "5\u00a0Indexpunkte", "in\u00a0Indexpunkten", "Wert (Indexpunkte)"),
        ("Prozentpunkte", "5\u00a0Prozentpunkte", "in\u00a0Prozentpunkten", "Wert (Prozentpunkte)"),
        ("je 1 000", "5\u00a0je 1\u00a0000", "je 1\u00a0000", "Wert (je 1 000)"),
        ("Einwohner je km²", "5\u00a0Einwohner je km²", "Einwohner je km²", "Wert (Einwohner je km²)"),
        ("nicht angegeben", "5", "(Einheit nicht angegeben)", "Wert"),
        ("", "5", "", "Wert"),
    ],
)
def test_a_unit_reads_well_wherever_it_stands(unit: str, beside: str, after_title: str, column: str) -> None:
    assert f.quantity(5, unit) == beside
    assert f.in_unit(unit) == after_title
    assert f.column_label(unit) == column


@pytest.mark.parametrize(("unit", "inline"), [("%", "%"), ("€/m²", "€/m²"), ("Indexpunkte (0 bis 1)", "")])
def test_only_a_short_unit_stands_beside_every_number(unit: str, inline: str) -> None:
    assert f.inline_unit(unit) == inline


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (ValueStatus.OK, "0,0\u00a0%"),
        (ValueStatus.SUPPRESSED, "•"),
        (ValueStatus.MISSING, "k. A."),
        (ValueStatus.NOT_MEANINGFUL, "×"),
        (ValueStatus.BELOW_MINIMUM, "/"),
    ],
)
def test_a_state_never_looks_like_zero(status: ValueStatus, text: str) -> None:
    assert f.cell(0.0, status, "%", 1) == text


def test_every_state_has_a_symbol_and_words_of_its_own() -> None:
    assert len({f.STATUS_SYMBOL[s] for s in ValueStatus}) == len(ValueStatus)
    assert len({f.STATUS_TEXT[s] for s in ValueStatus}) == len(ValueStatus)


@pytest.mark.parametrize(
    ("k", "n", "text"), [(1234, 5678, "1.234 von 5.678"), (0, 80, "0 von 80"), (NAN, 80, ""), (3, NAN, "")]
)
def test_k_of_n(k: float, n: float, text: str) -> None:
    assert f.k_of_n(k, n) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2021", "2021"),
        ("2021-11", "November 2021"),
        ("2021-03", "März 2021"),
        ("2021-12-31", "31.12.2021"),
        ("2018/2020", "2018–2020"),
    ],
)
def test_period(period: str, text: str) -> None:
    assert f.period(period) == text


def test_an_unreadable_period_is_refused() -> None:
    with pytest.raises(GeodataError):
        f.period("irgendwann")


def test_day_has_leading_zeros() -> None:
    assert f.day(date(2021, 3, 4)) == "04.03.2021"


def test_class_bounds_are_right_closed_in_words() -> None:
    assert f.interval(3.1, 5.2, 1, first=True) == "3,1 bis 5,2"
    assert f.interval(3.1, 5.2, 1, first=False) == "über 3,1 bis 5,2"
    assert f.interval(5.2, 5.2, 1, first=True) == "5,2"


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A und B"), (["A", "B", "C"], "A, B und C")]
)
def test_enumeration(names: list[str], text: str) -> None:
    assert f.in_sentence(names) == text


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Stand 2021-12-31, gültig ab 2009-10-21.", "Stand 31.12.2021, gültig ab 21.10.2009."),
        ("2021-13-01 und 2021-02-30 sind keine Tage", "2021-13-01 und 2021-02-30 sind keine Tage"),
        ("Datei-2021-12-31-v2, 2021-12", "Datei-2021-12-31-v2, 2021-12"),
        ("", ""),
    ],
)
def test_dates_in_a_text_are_written_as_germans_do(text: str, german: str) -> None:
    assert f.german_dates(text) == german


def test_a_sentence_keeps_the_capitals_of_its_nouns() -> None:
    assert f.sentence("aus Datenschutzgründen nicht ausgewiesen") == "Aus Datenschutzgründen nicht ausgewiesen"
    assert f.sentence("") == ""
