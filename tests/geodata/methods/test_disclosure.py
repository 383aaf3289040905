"""The gate: no small count, no small complement, no small base leaves it, however the table looks."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.catalog import Catalog, DisclosureRule, Indicator
from geodata.methods.disclosure import few_people, inhabitants, protect
from geodata.observations import empty, normalise, with_values
from tests.geodata.small import BASIC, PEOPLE, POOR, RENT, catalog, count, observations, poor

MINIMUM = 3
NAN = float("nan")


def one(frame: pd.DataFrame) -> tuple[float, float, float, str]:
    (row,) = frame[["k", "n", "value", "status"]].itertuples(index=False, name=None)
    return row


def gate(**row: object) -> tuple[float, float, float, str]:
    """k, n, value and status of one row behind the gate; None stands for NaN so that tuples compare."""
    numbers_and_status = one(protect(observations(row), BASIC))
    return tuple(None if pd.isna(part) else part for part in numbers_and_status)


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (1, 50, (None, 50, None, "SUPPRESSED")),
        (2, 50, (None, 50, None, "SUPPRESSED")),
        (3, 50, (3, 50, 6, "OK")),
        (47, 50, (47, 50, 94, "OK")),
        (48, 50, (None, 50, None, "SUPPRESSED")),
        (49, 50, (None, 50, None, "SUPPRESSED")),
        (0, 50, (0, 50, 0, "OK")),
        (50, 50, (50, 50, 100, "OK")),
        (0, 2, (None, None, None, "SUPPRESSED")),
        (2, 2, (None, None, None, "SUPPRESSED")),
        (0, 3, (0, 3, 0, "OK")),
        (0, 0, (None, 0, None, "NOT_MEANINGFUL")),
        (0.4, 50, (None, 50, None, "SUPPRESSED")),
    ],
)
def test_rates(k, n, expected):
    assert gate(**poor(k, n)) == expected


@pytest.mark.parametrize(
    ("k", "expected"),
    [(0, (0, None, 0, "OK")), (1, (None, None, None, "SUPPRESSED")), (3, (3, None, 3, "OK"))],
)
def test_counts(k, expected):
    assert gate(**count("people", "05315", k)) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # 2 % of 50 is one person, 98 % are all but one
        ({"n": 50, "value": 2.0}, (None, 50, None, "SUPPRESSED")),
        ({"n": 50, "value": 98.0}, (None, 50, None, "SUPPRESSED")),
        ({"n": 50, "value": 6.0}, (None, 50, 6, "OK")),
        ({"n": 52, "value": 5.8}, (None, 52, 5.8, "OK")),  # three of 52, rounded
        ({"n": 50, "value": 0.0}, (None, 50, 0, "OK")),
        ({"k": 49, "value": 98.0}, (None, None, None, "SUPPRESSED")),
        ({"k": 2, "value": 4.0}, (None, None, None, "SUPPRESSED")),
        ({"k": 10, "value": 20.0}, (10, None, 20, "OK")),
        ({"value": 2.0}, (None, None, 2, "OK")),  # of how many is not known
    ],
)
def test_a_printed_rate_tells_its_count(row, expected):
    assert gate(indicator="poor", **row) == expected


def test_a_count_given_as_value_is_a_count():
    assert gate(indicator="people", value=1) == (None, None, None, "SUPPRESSED")
    assert gate(indicator="people", value=3) == (None, None, 3, "OK")


def test_the_rule_of_the_indicator_counts():
    strict = catalog(POOR.model_copy(update={"disclosure": DisclosureRule(minimum=10)}))
    assert one(protect(observations(poor(9, 50)), strict))[3] == "SUPPRESSED"
    assert one(protect(observations(poor(10, 50)), strict))[3] == "OK"
    assert one(protect(observations(poor(41, 50)), strict))[3] == "SUPPRESSED"


def test_complement_may_be_public():
    rule = DisclosureRule(protect_complement=False)
    turnout = catalog(POOR.model_copy(update={"disclosure": rule}))
    assert one(protect(observations(poor(49, 50)), turnout)) == (49, 50, 98, "OK")
    for k, n in ((1, 50), (0, 2)):
        assert one(protect(observations(poor(k, n)), turnout))[3] == "SUPPRESSED"


def test_whole_numbers_as_integers_are_no_obstacle():
    table = observations(poor(1, 50)).astype({"k": int, "n": int})
    assert one(protect(table, BASIC))[3] == "SUPPRESSED"


def test_an_empty_table_passes():
    pd.testing.assert_frame_equal(protect(empty(), BASIC), empty())


FEWER = settings(max_examples=60, deadline=None)
STATUSES = st.sampled_from(["OK", "OK", "OK", "SUPPRESSED", "MISSING", "BELOW_MINIMUM"])
NUMBER = st.one_of(st.none(), st.integers(0, 12), st.integers(0, 12), st.integers(90, 200))


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Tables as an import would leave them: k ≤ n where both are known, values filled in."""
    rows = []
    for position in range(draw(st.integers(1, 12))):
        k, n = draw(NUMBER), draw(NUMBER)
        if k is not None and n is not None:
            k, n = sorted([k, n])
        row = {"indicator": draw(st.sampled_from(["people", "poor", "rent"])), "k": k, "n": n}
        if row["indicator"] == "rent":
            row.update(k=None, n=None, value=draw(st.floats(0, 10)))
        rows.append({**row, "area_id": f"{position:05}", "status": draw(STATUSES)})
    frame = pd.DataFrame(rows).assign(dataset="made", period="2023")
    return with_values(normalise(frame), BASIC)


@pytest.mark.slow
@FEWER
@given(tables())
def test_nothing_small_is_left(table):
    out = protect(table, BASIC)
    counted = out[~out["indicator"].eq("rent")]
    for numbers in (counted["k"], counted["n"], counted["n"] - counted["k"]):
        assert not (numbers.gt(0) & numbers.lt(MINIMUM)).any()
    hidden = out[~out["status"].eq("OK")]
    assert hidden["k"].isna().all()
    assert hidden["value"].isna().all()


@pytest.mark.slow
@FEWER
@given(tables())
def test_what_was_safe_stays_as_it_was(table):
    out = protect(table, BASIC)
    kept = out["status"].eq("OK")
    pd.testing.assert_frame_equal(out[kept], table[kept])
    rest = table["n"] - table["k"]
    small = pd.concat([table["k"], table["n"], rest], axis=1).apply(lambda c: c.gt(0) & c.lt(MINIMUM)).any(axis=1)
    safe = table["status"].eq("OK") & (table["indicator"].eq("rent") | ~small)
    assert kept[safe].all()


@pytest.mark.slow
@FEWER
@given(tables())
def test_twice_is_once_and_the_input_is_untouched(table):
    before = table.copy(deep=True)
    once = protect(table, BASIC)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(protect(once, BASIC), once)


@pytest.mark.slow
@FEWER
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_figures_without_counts_pass(value):
    table = observations({"indicator": "rent", "value": value})
    pd.testing.assert_frame_equal(protect(table, catalog(PEOPLE, RENT)), table)


# -- further rules --------------------------------------------------------------------------------------------


def ruled(entry: Indicator, **rule: object) -> Catalog:
    return catalog(entry.model_copy(update={"disclosure": DisclosureRule(**rule)}))


def test_the_rule_of_the_dataset_holds_where_the_indicator_has_none():
    source = BASIC.datasets[0].model_copy(update={"disclosure": DisclosureRule(minimum=10)})
    strict = Catalog(datasets=(source,), indicators=(PEOPLE,))
    assert one(protect(observations(count("people", "05315", 9)), strict))[3] == "SUPPRESSED"
    assert one(protect(observations(count("people", "05315", 10)), strict))[3] == "OK"


@pytest.mark.parametrize(
    ("k", "n", "status"), [(0, 50, "SUPPRESSED"), (50, 50, "SUPPRESSED"), (3, 50, "OK"), (0, 0, "NOT_MEANINGFUL")]
)
def test_zeros_are_hidden_where_the_rule_says_so(k, n, status):
    assert one(protect(observations(poor(k, n)), ruled(POOR, protect_zero=True)))[3] == status


@pytest.mark.parametrize(
    ("base", "k", "shown"), [(5, 0, 0), (5, 1, 0), (5, 2, 0), (5, 3, 5), (5, 7, 5), (5, 8, 10), (10, 4, 0), (10, 5, 10)]
)
def test_rounded_counts_need_no_suppression(base, k, shown):
    assert one(protect(observations(count("people", "05315", k)), ruled(PEOPLE, rounding=base)))[0::2] == (shown, shown)


def test_a_rate_of_rounded_counts_follows_from_them():
    # 2 of 52 → 0 of 50; 58 of 58 → 60 of 60
    rounding = ruled(POOR, rounding=5)
    assert one(protect(observations(poor(2, 52)), rounding)) == (0, 50, 0, "OK")
    assert one(protect(observations(poor(58, 58)), rounding)) == (60, 60, 100, "OK")
    assert one(protect(observations(poor(1, 2)), rounding))[3] == "NOT_MEANINGFUL"  # 0 of 0


def test_a_dominant_establishment_is_not_shown_and_its_size_never():
    rule = ruled(PEOPLE, dominance=85)
    for largest, status in ((85, "OK"), (86, "SUPPRESSED")):
        table = normalise(observations(count("people", "05315", 100)).assign(largest=largest))
        out = protect(table, rule)
        assert out["status"].tolist() == [status]
        assert "largest" in table
        assert "largest" not in out
        assert "largest" not in protect(table, BASIC)


LIVING = PEOPLE.model_copy(update={"inhabitants": True})
SHARES = Catalog(
    datasets=(BASIC.datasets[0].model_copy(update={"disclosure": DisclosureRule()}),), indicators=(LIVING, POOR, RENT)
)


def in_area(people: int | None, *rows: dict[str, object]) -> list[str]:
    """States of figures of one area in which so many people live."""
    lived = [count("people", "05315", people)] if people is not None else []
    table = observations(*lived, *[{"area_id": "05315", "period": "2023", **row} for row in rows])
    out = few_people(table, SHARES, inhabitants(table, SHARES))
    pd.testing.assert_frame_equal(few_people(out, SHARES, inhabitants(out, SHARES)), out)
    return out[out["indicator"].ne("people")]["status"].tolist()


@pytest.mark.parametrize(
    ("people", "share", "mean"),
    [(99, "BELOW_MINIMUM", "BELOW_MINIMUM"), (100, "OK", "BELOW_MINIMUM"), (300, "OK", "OK"), (None, "OK", "OK")],
)
def test_shares_and_means_of_few_inhabitants(people, share, mean):
    rent = {"indicator": "rent", "value": 8.5}
    assert in_area(people, poor(10, 50), rent) == [share, mean]


def test_counts_are_shown_however_few_live_there():
    table = observations(count("people", "05315", 50))
    assert few_people(table, SHARES, inhabitants(table, SHARES))["status"].tolist() == ["OK"]


def test_the_nearest_period_says_how_many_live_there():
    table = observations(
        {**count("people", "05315", 50), "period": "2013"},
        {**count("people", "05315", 150), "period": "2022"},
        {**poor(10, 50), "area_id": "05315", "period": "2021"},
        {**poor(10, 50), "area_id": "05315", "period": "2014"},
    )
    out = few_people(table, SHARES, inhabitants(table, SHARES)).set_index("period")["status"]
    assert (out["2021"], out["2014"]) == ("OK", "BELOW_MINIMUM")


def test_an_area_whose_inhabitants_are_suppressed_has_few():
    table = protect(observations(count("people", "05315", 2), {**poor(10, 50), "area_id": "05315"}), SHARES)
    assert few_people(table, SHARES, inhabitants(table, SHARES))["status"].tolist() == ["SUPPRESSED", "BELOW_MINIMUM"]
