"""A list put together in the page: entries as the command reads them, nothing kept that cannot be read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.documents.report import build_report
from dashboard.documents.report_edit import (
    EMPTY,
    NO_VIEW,
    lines,
    moved,
    offer,
    ordered,
    read_kept,
    titled,
    with_entry,
    without,
    write_kept,
)
from dashboard.documents.report_list import CONTENTS, MOST_ENTRIES, Entry, ReportList, read_list
from dashboard.state import from_query
from geodata.errors import GeodataError
from tests.dashboard.small import AHORN, AMSEL, small, state

DAY = date(2026, 1, 2)
VIEW = f"?region={AHORN}&level=gemeinde&ind=poverty"


def entry(query: str = VIEW, *show: str, **more: object) -> Entry:
    return Entry(query, show or ("karte",), **more)  # type: ignore[arg-type]


def of(count: int) -> ReportList:
    return ReportList("Bericht", tuple(entry(heading=f"E{n}") for n in range(count)))


def headings(listed: ReportList) -> list[str]:
    return [e.heading for e in listed.entries]


def test_a_view_is_offered_with_what_it_can_show() -> None:
    shown = state(small(), region=AHORN, level="gemeinde", ind="poverty", modus="projektion", data="old")
    found = offer(small(), shown)
    assert (found.title, found.place) == ("Kinderarmut", "Kreis Ahorn, Städte und Gemeinden, 2021")
    assert found.shows[0] == "karte"
    assert "tabelle" in found.shows
    assert "profil" not in found.shows  # no area is chosen
    assert "modus" not in found.query
    assert "data" not in found.query
    assert "period=2021" in found.query  # as it is today, whatever is newest next year
    chosen = offer(small(), state(small(), region=AHORN, level="gemeinde", ind="poverty", sel=AMSEL))
    assert "profil" in chosen.shows
    assert set(chosen.shows) <= set(CONTENTS)


def test_pages_without_views_say_so() -> None:
    found = offer(small(), state(small(), page="daten"))
    assert (found.refused, found.query, found.shows) == (NO_VIEW, "", ())


def test_a_survey_is_offered_with_its_table() -> None:
    found = offer(small(), state(small(), page="befragung"))
    assert (found.refused, found.shows) == ("", ("tabelle",))
    assert found.title.startswith("Befragung aller Kreise, Städte und Gemeinden")
    assert not found.follows  # a survey has its day, no newest period


def test_the_first_entry_notes_data_and_day() -> None:
    listed = with_entry(small(), EMPTY, entry(), DAY)
    assert (listed.fingerprint, listed.day) == (small().fingerprint, DAY)
    assert listed.entries[0].taken == "2021"
    later = with_entry(small(), replace(listed, fingerprint="before"), entry(), date(2027, 1, 1))
    assert (later.fingerprint, later.day) == ("before", DAY)  # what changed since is still told


def test_an_entry_is_changed_in_its_place_and_keeps_when_it_was_taken() -> None:
    listed = replace(of(3), fingerprint="f")
    listed = replace(listed, entries=(listed.entries[0], replace(listed.entries[1], taken="2019"), listed.entries[2]))
    after = with_entry(small(), listed, entry(heading="neu"), DAY, at=1)
    assert headings(after) == ["E0", "neu", "E2"]
    assert after.entries[1].taken == "2019"


def test_what_the_page_makes_is_what_the_command_reads() -> None:
    listed = with_entry(small(), EMPTY, entry(VIEW, "karte", "tabelle", remark="Was auffällt", newest=True), DAY)
    kept = write_kept(listed)
    assert read_list(kept.encode()) == read_kept(kept) == listed
    assert build_report(small(), listed, DAY).document.sections[0].title == "Kinderarmut"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry(heading="x" * 201), "„heading“ hat 201 Zeichen"),
        (entry(remark="x" * 2001), "„remark“ hat 2001 Zeichen"),
        (replace(entry(), show=()), "mindestens einen Inhalt"),
        (entry(VIEW, "balken"), "„show“ ist „balken“"),
        (entry(VIEW, "profil"), "kein Gebiet gewählt"),
        (entry("?ind=nothing"), "nothing"),
    ],
)
def test_what_cannot_be_shown_is_not_taken_in(wrong: Entry, said: str) -> None:
    with pytest.raises(GeodataError, match=said):
        with_entry(small(), EMPTY, wrong, DAY)


def test_a_full_list_is_refused() -> None:
    with pytest.raises(GeodataError, match="schon 40 Einträge"):
        with_entry(small(), of(MOST_ENTRIES), entry(), DAY)


@given(st.integers(1, 6), st.integers(-3, 9), st.sampled_from([-1, 1]))
def test_moving_loses_nothing_and_back_is_back(count: int, at: int, by: int) -> None:
    listed = of(count)
    after = moved(listed, at, by)
    assert sorted(headings(after)) == sorted(headings(listed))
    if after != listed:
        assert moved(after, at + by, -by) == listed


def test_entries_go_one_by_one() -> None:
    assert headings(without(of(3), 1)) == ["E0", "E2"]
    assert without(of(3), 9) == of(3)
    assert write_kept(without(of(1), 0)) == ""
    assert read_kept("") == read_kept(None) == EMPTY


def test_titles() -> None:
    assert titled(of(1), "  ", " Stand ").title == "Bericht"
    assert titled(of(1), "Armut", " Stand ").subtitle == "Stand"
    with pytest.raises(GeodataError, match="„title“ hat 300 Zeichen"):
        titled(of(1), "x" * 300, "")


def test_contents_stand_in_the_order_of_the_report() -> None:
    assert ordered(["tabelle", "karte"], ("karte", "verlauf", "tabelle")) == ("karte", "tabelle")
    assert ordered(["tabelle", "x"], ("karte", "tabelle")) == ("tabelle", "x")


def test_lines_say_what_each_would_show_today() -> None:
    listed = ReportList("Bericht", (entry(heading="Armut", newest=True), entry("?ind=nothing"), entry(VIEW, "tabelle")))
    (first, broken, last), changed = lines(small(), listed)
    assert (first.title, first.place) == ("Armut", "Kreis Ahorn, Städte und Gemeinden, 2021")
    assert first.contents == "Karte · immer der neueste Zeitraum"
    assert from_query(first.query, small())[0].region == AHORN
    assert "nothing" in broken.refused
    assert broken.query == ""
    assert last.contents == "Tabelle"
    assert changed == ""


def test_an_older_list_says_that_data_changed() -> None:
    _, changed = lines(small(), replace(of(1), fingerprint="before"))
    assert changed.startswith("Seit dieser Bericht zuletzt entstand")
