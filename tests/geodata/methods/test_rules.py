"""Rules in words: what they mean, and a German sentence for each way of getting one wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.methods.rules import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Verdict,
    indicators_of,
    judge,
    parse_rule,
    read_number,
    rule_text,
)

NAN = float("nan")
NAMES = {"poor": "Kinderarmut", "work": "Arbeitslosigkeit", "long_work": "Langzeitarbeitslosigkeit", "rent": "Miete"}
VALUES = {
    "poor": np.array([10.0, 20.0, 30.0, NAN]),
    "work": np.array([5.0, 9.0, 3.0, 9.0]),
    "long_work": np.array([1.0, 2.0, 3.0, 4.0]),
    "rent": np.array([6.0, 7.0, NAN, NAN]),
}


def verdicts(text: str) -> list[str]:
    return [v.value for v in judge(parse_rule(text, NAMES), VALUES)]


def refused(text: str) -> GeodataError:
    with pytest.raises(GeodataError) as error:
        parse_rule(text, NAMES)
    return error.value


def test_over_and_at_least_differ_at_the_bound():
    assert verdicts("Kinderarmut über 20") == ["no", "no", "yes", "unknown"]
    assert verdicts("Kinderarmut mindestens 20 %") == ["no", "yes", "yes", "unknown"]
    assert verdicts("poor < 20") == ["yes", "no", "no", "unknown"]
    assert verdicts("poor <= 20") == ["yes", "yes", "no", "unknown"]


def test_and_binds_tighter_than_or_and_brackets_change_it():
    assert verdicts("poor über 25 ODER poor über 5 UND „Arbeitslosigkeit“ über 8") == ["no", "yes", "yes", "unknown"]
    assert verdicts("(poor über 25 ODER poor über 5) UND „Arbeitslosigkeit“ über 8") == ["no", "yes", "no", "unknown"]


def test_what_is_not_published_is_neither_in_nor_out_unless_the_rest_decides():
    assert verdicts("poor über 5 und „Arbeitslosigkeit“ über 9") == ["no", "no", "no", "no"]
    assert verdicts("poor über 50 oder work unter 4") == ["no", "no", "yes", "unknown"]
    assert verdicts("poor über 50 oder long_work über 3") == ["no", "no", "no", "yes"]


def test_a_near_miss_within_the_tolerance_is_called_near():
    assert verdicts("poor über 20 ± 5") == ["no", "near", "yes", "unknown"]
    assert verdicts("poor unter 10 +/- 10") == ["near", "near", "no", "unknown"]


def test_mean_and_median_are_those_of_what_is_published():
    assert verdicts("poor über Durchschnitt") == ["no", "no", "yes", "unknown"]  # (10 + 20 + 30) / 3 = 20
    assert verdicts("long_work unter Median") == ["yes", "yes", "no", "no"]  # 2.5


def test_names_may_be_shortened_if_they_fit_one_only():
    assert parse_rule("Kinder über 3", NAMES) == Condition("poor", Compare.OVER, 3.0)
    assert parse_rule("arbeitslosigkeit über 3", NAMES) == Condition("work", Compare.OVER, 3.0)  # exact before part
    assert refused("arbeitslos über 3").problems[0].code == "rule_ambiguous"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "rule_empty", "Kinderarmut"),
        ("Kinderarmut über", "rule_expected", "eine Zahl"),
        ("Kinderarmut 20", "rule_unknown_indicator", "Kinderarmut 20"),
        ("über 20", "rule_expected", "Name eines Indikators"),
        ("„Kinderarmut“ 20", "rule_expected", "„über“"),
        ("(poor über 20", "rule_expected", "schließende Klammer"),
        ("poor über 20)", "rule_expected", "nie geöffnet"),
        ("poor über 20 work unter 3", "rule_expected", "UND oder ODER"),
        ("poor über 20 UND", "rule_expected", "Name eines Indikators"),
        ("poor über 20 ± viel", "rule_expected", "Toleranz"),
        ("Armut der Alten über 3", "rule_unknown_indicator", "Möglich sind: „Kinderarmut“"),
        ("poor über 20 UND poor unter 10", "rule_impossible", "über 20 und unter 10"),
        ("poor mindestens 20 UND (work über 3 UND poor unter 20)", "rule_impossible", "Kinderarmut"),
        ("poor über 2" * 200, "rule_too_long", "Kürzen"),
        ("(" * 30 + "poor über 2" + ")" * 30, "rule_too_long", "Kürzen"),
        ("„poor über 20", "rule_expected", "„“"),
    ],
)
def test_bad_rules_say_what_to_do(text, code, words):
    found = refused(text).problems[0]
    assert found.code == code
    assert words in found.message


def test_the_place_of_a_mistake_is_named():
    assert "Zeichen 15" in str(refused("„Kinderarmut“ 20").problems[0])


def test_a_point_alone_at_the_bound_is_possible():
    assert verdicts("poor mindestens 20 UND poor höchstens 20") == ["no", "yes", "no", "unknown"]
    assert verdicts("poor über 25 ODER poor unter 15") == ["yes", "no", "yes", "unknown"]


@pytest.mark.parametrize(("text", "number"), [("1.234,5", 1234.5), ("1234.5", 1234.5), ("12.345", 12345), ("−3", -3)])
def test_numbers_as_people_write_them(text, number):
    assert read_number(text) == number


def refused_or_read(text: str) -> str:
    """Code of the refusal; "" for a rule."""
    try:
        parse_rule(text, NAMES)
    except GeodataError as error:
        return error.problems[0].code
    return ""


def impossible(text: str) -> bool:
    return refused_or_read(text) == "rule_impossible"


conditions = st.builds(
    Condition,
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(list(Compare)),
    st.one_of(st.integers(-999, 999).map(float), st.sampled_from(["Durchschnitt", "Median"])),
    st.integers(0, 40).map(lambda v: v / 4),
)
rules = st.recursive(
    conditions,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)), st.sampled_from([AllOf, AnyOf]), st.lists(inner, min_size=2, max_size=3)
    ),
    max_leaves=6,
)


@given(rules, st.booleans())
def test_a_rule_reads_back_as_it_was_written(rule, with_names):
    text = rule_text(rule, NAMES if with_names else None)
    if impossible(text):
        return
    found = parse_rule(text, NAMES)
    assert judge(found, VALUES) == judge(rule, VALUES)
    assert set(indicators_of(found)) == set(indicators_of(rule))


@given(rules)
def test_more_tolerance_never_takes_an_area_out(rule):
    found = judge(rule, VALUES)
    assert all(v in Verdict for v in found)
    assert len(found) == 4


@given(st.text(alphabet='poer work()„“"über<>=±0123,.-UNDOR% ', max_size=60))
def test_any_text_is_a_rule_or_refused_in_words(text):
    code = refused_or_read(text)
    assert code == "" or code.startswith("rule_")
