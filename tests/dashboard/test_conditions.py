"""Conditions and lists of ids ⇄ text of the address line."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.conditions import (
    MAX_CONDITIONS,
    MAX_VALUES,
    ONE_OF,
    SIZES,
    OneOf,
    ValueRange,
    conditions_text,
    join_ids,
    plain_number,
    read_conditions,
    read_number,
    scale_of,
    split_ids,
)
from dashboard.state import SAFE, read_query, selection_part
from geodata.areas import GEMEINDE, KREIS, QUARTIER

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    [
        ";",
        ":",
        ",",
        "%",
        "%2C",
        "..",
        "&",
        "=",
        "a,b",
        "05315000/stadtteil/101",
        "05315000/stadtteil/1,2",
        "/a",
        "/b",
        "//",
        "ä ö",
        "?",
        "#",
        "+",
        " ",
        "\n",
    ]
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def pair(ends: list[float | None]) -> tuple[float | None, float | None]:
    low, high = ends
    return (high, low) if low is not None and high is not None and low > high else (low, high)


PAIRS = st.lists(st.none() | NUMBERS, min_size=2, max_size=2).filter(lambda p: p != [None, None]).map(pair)
UNIQUE_TEXTS = st.lists(TEXTS, min_size=1, max_size=5, unique=True).map(tuple)
CONDITIONS = st.builds(OneOf, st.sampled_from(ONE_OF), UNIQUE_TEXTS) | st.builds(
    ValueRange, TEXTS, st.lists(PAIRS, min_size=1, max_size=3, unique=True).map(tuple), TEXTS | st.just(""),
    TEXTS | st.just(""),
)  # fmt: skip


@given(st.lists(CONDITIONS, max_size=MAX_CONDITIONS, unique=True))
def test_any_conditions_come_back_whatever_their_texts(conditions: list[OneOf | ValueRange]) -> None:
    assert read_conditions(conditions_text(conditions)) == (tuple(conditions), True)


def test_the_text_can_be_read_by_people() -> None:
    wanted = (
        OneOf("kind", ("kreisfreie Stadt", "Gemeinde")),
        OneOf("ids", ("05315000/stadtteil/101",)),
        ValueRange("sgb2", ((20.0, 40.5), (60.0, None)), "2021"),
        ValueRange("rent", ((None, -1.0),)),
    )
    text = "kind:kreisfreie%20Stadt,Gemeinde;ids:05315000/stadtteil/101;value:sgb2:20..40.5,60..:2021;value:rent:..-1"
    assert conditions_text(wanted) == text
    assert read_conditions(text) == (wanted, True)


@pytest.mark.parametrize(
    "text",
    ["nonsense", "kind:", "colour:red", "value:", "value:sgb2", "value:sgb2:20", "value:sgb2:..", "value:sgb2:40..20",
     "value:sgb2:a..b", "value:sgb2:nan..5", "value:sgb2:5..inf", "value::1..2", "value:sgb2:1..2:2021:g:more"],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_said(text: str) -> None:
    assert read_conditions(f"{text};kind:Gemeinde") == ((OneOf("kind", ("Gemeinde",)),), False)


def test_conditions_without_end_are_cut_and_said() -> None:
    many = ";".join(f"ids:{i}" for i in range(MAX_CONDITIONS + 1))
    found, complete = read_conditions(many)
    assert (len(found), complete) == (MAX_CONDITIONS, False)


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    found, _ = read_conditions(text)
    assert read_conditions(conditions_text(found))[0] == found


@given(st.lists(TEXTS, max_size=6, unique=True))
def test_a_selection_comes_back_from_the_address_line_whatever_its_ids(ids: list[str]) -> None:
    assert split_ids(read_query(f"?{selection_part(ids)}").get("sel", "")) == tuple(ids)


def test_ids_with_a_comma_stay_one() -> None:
    assert join_ids(["a,b", "100%", "c"]) == "a%2Cb,100%25,c"
    assert split_ids("a%2Cb,100%25,c") == ("a,b", "100%", "c")


def test_quarters_of_one_layer_share_their_folder() -> None:
    ids = ["05315000/stadtteil/101", "05315000/stadtteil/102", "05314000/stadtteil/1", "05315", "05315000/stadtteil/9"]
    text = "05315000/stadtteil/101,/102,05314000/stadtteil/1,05315,05315000/stadtteil/9"
    assert join_ids(ids) == text
    assert split_ids(text) == tuple(ids)


def test_200_quarters_marked_and_as_condition_fit_into_a_request_line() -> None:
    ids = [f"05315000/stadtteil/{n}" for n in range(1000, 1000 + MAX_VALUES)]
    marked = ",".join(quote(i, safe="") for i in ids)  # as the browser writes a selection: in full
    query = f"?{urlencode({'f': conditions_text([OneOf('ids', tuple(ids))])}, safe=SAFE)}&sel={marked}"
    assert len(query) < 7500
    assert split_ids(read_query(query)["sel"]) == tuple(ids)


def test_lists_of_older_links_are_read_as_before() -> None:
    assert split_ids("05315000,05315000/stadtteil/101,100%") == ("05315000", "05315000/stadtteil/101", "100%")


@given(NUMBERS)
def test_numbers_come_back(value: float) -> None:
    assert read_number(plain_number(value)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5.0), ("-0", 0.0), ("1e3", 1000.0), ("", None), ("x", None), ("inf", None)]
)
def test_numbers_of_links(text: str, value: float | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(("level", "scale"), [(KREIS, "kreis"), (GEMEINDE, "gemeinde"), (QUARTIER, "quartier")])
def test_size_classes_leave_no_gap(level, scale: str) -> None:  # type: ignore[no-untyped-def]
    sizes = [s for s in SIZES.values() if s.scale == scale]
    assert scale_of(level) == scale
    assert sizes[0].low == 0
    assert sizes[-1].high is None
    assert [s.high for s in sizes[:-1]] == [s.low for s in sizes[1:]]
