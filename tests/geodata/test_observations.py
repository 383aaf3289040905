"""The long table: canonical columns, values filled in, and rows that must not get in."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.errors import GeodataError
from geodata.observations import COLUMNS, KEY, NUMBERS, check, empty, normalise, with_values
from tests.geodata.small import BASIC, CITY, COUNTRY, count, observations, poor


def codes(frame: pd.DataFrame) -> list[str]:
    with pytest.raises(GeodataError) as error:
        check(frame, BASIC)
    return [p.code for p in error.value.problems]


def filled(**row: object) -> tuple[float, str]:
    """Value and status of one row."""
    (cell,) = observations(row).to_dict("records")
    return cell["value"], cell["status"]


def test_normalise_gives_columns_types_and_order():
    frame = normalise(
        pd.DataFrame(
            {"area_id": ["05382", "05315"], "k": [7, None], "group": [None, "f"], "extra": [1, 2]},
            index=[9, 9],
        )
    )
    assert list(frame.columns) == COLUMNS
    assert list(frame.index) == [0, 1]
    assert list(frame["area_id"]) == ["05315", "05382"]
    assert list(frame["group"]) == ["f", ""]
    assert list(frame["status"]) == ["OK", "OK"]
    assert frame["k"].isna().tolist() == [True, False]
    assert {str(frame[c].dtype) for c in NUMBERS} == {"float64"}


def test_an_empty_table_has_the_types_of_a_full_one():
    assert empty().dtypes.to_dict() == observations(poor(5, 50)).dtypes.to_dict()
    assert len(with_values(empty(), BASIC)) == 0


def test_normalise_twice_is_normalise_once():
    once = observations(poor(5, 50), poor(6, 50, COUNTRY), count("people", CITY, 3))
    pd.testing.assert_frame_equal(normalise(once), once)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"indicator": "people", "k": 12}, 12),
        ({"indicator": "people", "k": 0}, 0),
        ({"indicator": "poor", "k": 5, "n": 50}, 10),
        ({"indicator": "poor", "k": 0, "n": 50}, 0),
        ({"indicator": "poor", "k": 5, "n": 50, "value": 9.9}, 9.9),
        ({"indicator": "rent", "value": 8.5}, 8.5),
    ],
)
def test_values_are_filled_in(row, value):
    assert filled(**row) == (value, "OK")


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"indicator": "poor", "k": 0, "n": 0}, "NOT_MEANINGFUL"),
        ({"indicator": "poor", "n": 50}, "MISSING"),
        ({"indicator": "poor", "k": 5}, "MISSING"),
        ({"indicator": "people"}, "MISSING"),
        ({"indicator": "rent"}, "MISSING"),
        ({"indicator": "poor", "k": 5, "n": 50, "status": "SUPPRESSED"}, "SUPPRESSED"),
        ({"indicator": "rent", "value": 8.5, "status": "BELOW_MINIMUM"}, "BELOW_MINIMUM"),
    ],
)
def test_without_a_value_there_is_a_status(row, status):
    value, found = filled(**row)
    assert (pd.isna(value), found) == (True, status)


def test_good_rows_pass():
    check(
        observations(poor(0, 50), poor(50, 50, COUNTRY), poor(5, 50, group="f"), poor(5, 50, period="2022")),
        BASIC,
    )
    check(empty(), BASIC)


@pytest.mark.parametrize("column", KEY[2:])
def test_rows_that_differ_in_one_key_column_are_no_duplicates(column):
    other = {"area_id": COUNTRY, "boundary_vintage": "2022-12-31", "period": "2022", "group": "f"}[column]
    check(observations(poor(5, 50), {**poor(5, 50), column: other}), BASIC)


def test_duplicates_are_refused():
    assert codes(observations(poor(5, 50), poor(6, 50))) == ["duplicate_observation"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (poor(51, 50), "k_above_n"),
        (poor(-1, 50), "negative_count"),
        (count("people", CITY, -1), "negative_count"),
        (poor(5, 50, period="31.12.2023"), "bad_period"),
    ],
)
def test_impossible_rows_are_refused(row, code):
    assert codes(observations(row)) == [code]


def test_a_negative_value_without_counts_is_possible():
    check(observations({"indicator": "rent", "value": -0.4}), BASIC)


def test_an_unknown_indicator_is_refused():
    assert codes(observations(poor(5, 50)).assign(indicator="unbekannt")) == ["unknown_indicator"]


def test_ok_without_a_value_is_refused():
    assert codes(observations(poor(5, 50)).assign(value=float("nan"))) == ["value_missing_for_ok"]


def test_the_finding_names_the_row():
    with pytest.raises(GeodataError, match=r"Zähler 51\.0 .* Nenner 50\.0 .*poor.*05315.*2023"):
        check(observations(poor(51, 50)), BASIC)
