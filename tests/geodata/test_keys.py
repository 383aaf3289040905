"""Keys in the shapes people have: nothing is guessed silently, nothing loses its leading zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import nrw_keys
from geodata.keys import (
    Fix,
    KeyIndex,
    Verdict,
    ancestor_id,
    level_of,
    parent_id,
    parse_key,
)

CITY_KEYS = sorted(nrw_keys.INDEPENDENT_CITIES)
MUNICIPAL = st.one_of(
    st.sampled_from([k + "000" for k in CITY_KEYS]),
    st.builds(lambda kreis, n: f"{kreis}{n:03d}", st.sampled_from(sorted(nrw_keys.DISTRICTS)), st.integers(1, 999)),
)


def test_official_numbers():
    assert len(nrw_keys.INDEPENDENT_CITIES) == 22
    assert len(nrw_keys.KREISE) == 53


@pytest.mark.parametrize(
    ("raw", "area_id", "level", "verdict"),
    [
        ("05315000", "05315000", "gemeinde", "good"),
        ("05315", "05315", "kreis", "good"),
        ("053", "053", "regbez", "good"),
        ("05", "05", "land", "good"),
        ("5315000", "05315000", "gemeinde", "fixable"),
        (5315000, "05315000", "gemeinde", "fixable"),
        (np.int64(5315000), "05315000", "gemeinde", "fixable"),
        (5315000.0, "05315000", "gemeinde", "fixable"),
        ("5315000.0", "05315000", "gemeinde", "fixable"),
        (" 05 3 15 000 ", "05315000", "gemeinde", "fixable"),
        ("053820020020", "05382020", "gemeinde", "fixable"),
        ("53820020020", "05382020", "gemeinde", "fixable"),
        ("053820020", "05382020", "gemeinde", "fixable"),
        ("53820020", "05382020", "gemeinde", "fixable"),
        (5315, "05315", "kreis", "fixable"),
        (53, "053", "regbez", "fixable"),
        (5, "05", "land", "fixable"),
        ("05382000", "05382", "kreis", "fixable"),
        ("05300000", "053", "regbez", "fixable"),
        ("05313000", "05334002", "gemeinde", "fixable"),
        ("05313", "05334002", "gemeinde", "fixable"),
        ("05354012", "05334012", "gemeinde", "fixable"),
        ("05354", "05334", "kreis", "fixable"),
        ("11000000", "", "", "ignored"),
        ("1001000", "", "", "ignored"),
        ("091620000000", "", "", "ignored"),
        ("", "", "", "refused"),
        (None, "", "", "refused"),
        (float("nan"), "", "", "refused"),
        (True, "", "", "refused"),
        ("0531500X", "", "", "refused"),
        ("531", "", "", "refused"),
        ("101", "", "", "refused"),
        ("052", "", "", "refused"),
        ("05999001", "", "", "refused"),
        ("05315001", "", "", "refused"),
        ("5315000.5", "", "", "refused"),
        (5315000.5, "", "", "refused"),
    ],
)
def test_shapes(raw, area_id, level, verdict):
    found = parse_key(raw)
    assert (found.id, found.level, found.verdict) == (area_id, level, verdict)
    assert bool(found.message) == (verdict != "good")


def test_five_digits_of_a_city_become_its_municipality_only_where_expected():
    assert parse_key("05111", expect="gemeinde").id == "05111000"
    assert parse_key("05111", expect="gemeinde").fix == (Fix.CITY,)
    assert parse_key("05111").id == "05111"
    assert parse_key("05382", expect="gemeinde").verdict is Verdict.REFUSED
    assert parse_key("05315000", expect="kreis").id == "05315"


def test_old_city_of_aachen_is_no_kreis():
    assert parse_key("05313", expect="kreis").verdict is Verdict.REFUSED


def test_derived_ids():
    assert level_of("05315000/stadtteil/101") == "stadtteil"
    assert parent_id("05315000/stadtteil/101") == "05315000"
    assert [parent_id(i) for i in ("05315000", "05315", "053", "05")] == ["05315", "053", "05", ""]
    assert ancestor_id("05315000", "regbez") == "053"
    with pytest.raises(ValueError, match="nicht über"):
        ancestor_id("05315", "kreis")


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [(101, "good"), ("101", "good"), (101.0, "fixable"), ("00101", "fixable"), ("102", "refused"), ("", "refused")],
)
def test_keys_below_the_municipality(raw, verdict):
    found = KeyIndex({"101", "909"}).match(raw)
    assert found.verdict == verdict
    assert found.id == ("101" if verdict != "refused" else "")


def test_an_integer_that_reads_like_a_known_key_is_that_key():
    found = KeyIndex({"007"}).match(7)
    assert (found.id, found.fix) == ("007", (Fix.ZERO,))


def test_zeros_that_distinguish_keys_are_not_guessed():
    index = KeyIndex({"1", "01"})
    assert index.match("01").verdict is Verdict.GOOD
    assert index.match("001").verdict is Verdict.REFUSED


@given(MUNICIPAL)
def test_every_shape_of_a_municipality_leads_to_the_same_id(ags):
    ars, association = ags[:5] + "0000" + ags[5:], ags[:5] + "0" + ags[5:]
    for shape in (ags, int(ags), float(ags), f"{int(ags)}.0", f" {ags[:2]} {ags[2:]} ", ars, int(ars), association):
        assert parse_key(shape).id == ags
    assert parse_key(ags).verdict is Verdict.GOOD


@given(st.one_of(st.text(max_size=14), st.integers(), st.floats(), st.from_regex(r"0?5\d{0,11}", fullmatch=True)))
def test_verdicts_are_consistent(raw):
    found = parse_key(raw)
    assert found.usable == bool(found.id) == bool(found.level)
    assert bool(found.message) == (found.verdict is not Verdict.GOOD)
    assert bool(found.fix) == (found.verdict is Verdict.FIXABLE)
    if found.verdict is Verdict.GOOD:
        assert found.id == raw
    if found.usable:
        assert parse_key(found.id).verdict is Verdict.GOOD
        assert level_of(found.id) == found.level


@given(st.sets(st.from_regex(r"[1-9]\d{2}", fullmatch=True), min_size=1), st.integers(0, 4))
def test_padding_never_leads_to_another_key(known, zeros):
    index = KeyIndex(known)
    for key in known:
        assert index.match("0" * zeros + key).id == key
