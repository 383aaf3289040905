"""Keys of the page „Besondere Quartiere“: what is written reads back, and nothing in a link breaks the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.needs_terms import (
    LOCALS,
    LONGEST_REASON,
    MOST_MARKS,
    SPECIAL_KINDS,
    Mark,
    Special,
    Weighted,
    marks_text,
    read_marks,
    read_specials,
    read_weighted,
    specials_text,
    weighted_text,
    with_mark,
)
from dashboard.state import from_query, to_query
from tests.dashboard.small import AMSEL, small

texts = st.text(max_size=60)


def test_weights_are_written_only_where_they_are_not_one():
    chosen = (Weighted("a", 2.5), Weighted("b"), Weighted("c", 0.0))
    assert weighted_text(chosen) == "a:2.5,b,c:0"
    assert read_weighted("a:2.5,b,c:0") == chosen


def test_weights_without_sense_count_one_and_repetitions_once():
    assert read_weighted("a:-3,b:viel,c:1e9,a:2") == (Weighted("a"), Weighted("b"), Weighted("c"))


@given(st.lists(st.builds(Mark, texts.filter(bool), texts, st.sampled_from(LOCALS), texts), max_size=5))
def test_marks_read_back_whatever_is_in_a_reason(marks):
    once = {m.area: m for m in marks}
    assert read_marks(marks_text(marks)) == tuple(once.values())


@given(st.lists(st.builds(Special, texts.filter(bool), st.sampled_from(sorted(SPECIAL_KINDS)), st.integers(1, 9999))))
def test_special_cases_read_back(specials):
    once = {(s.area, s.kind): s for s in specials}
    assert read_specials(specials_text(specials)) == tuple(once.values())[:MOST_MARKS]


def test_a_second_entry_replaces_the_first_of_the_same_quarter():
    marks = with_mark((Mark("x", "Jugendamt"), Mark("y")), Mark("x", "Sozialamt"))
    assert marks == (Mark("x", "Sozialamt"), Mark("y"))


def test_what_is_too_long_or_unknown_is_cut():
    (mark,) = read_marks(f"x:Amt:vielleicht:{'ä' * 900}")
    assert (mark.local, len(mark.reason)) == ("offen", LONGEST_REASON)
    assert len(read_marks(";".join(f"a{i}" for i in range(99)))) == MOST_MARKS
    assert read_specials("x:burg:20;x:jva:-3;x:jva:0;x:jva") == ()


def test_a_link_keeps_marks_of_known_areas_and_says_what_it_drops():
    state, notices = from_query(f"?q_marks={AMSEL}:Jugendamt:ja:viele Kinder;atlantis&q_year=bald", small())
    assert read_marks(state.q_marks) == (Mark(AMSEL, "Jugendamt", "ja", "viele Kinder"),)
    assert any("entfallen" in n for n in notices)
    assert any("„bald“ ist kein Jahr" in n for n in notices)
    assert from_query(to_query(state), small())[0] == state


def test_context_indicators_are_refused_with_the_reason():
    state, notices = from_query("?q_ind=people,poverty:2,unbekannt", small())
    assert state.q_ind == "poverty:2"
    assert any("Kontextmerkmal" in n for n in notices)
    assert any("unbekannt" in n for n in notices)
