"""ViewState ⇄ address line, and what happens to the rest when one control changes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.conditions import OneOf
from dashboard.state import (
    MAX_QUERY,
    MAX_SELECTED,
    ViewState,
    from_query,
    read_query,
    reduce_controls,
    to_query,
    without_selection,
)
from geodata.repository import Repository
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    BIRKE,
    BUCHE,
    DOHLE,
    FIGURES,
    LAND,
    NORTH_GNEIS,
    repository,
    small,
    state,
)

KEYS = ["v", "page", "region", "level", "ind", "period", "group", "classes", "k", "pal", "sel", "data", "filter", "x"]
KEYS += [
    "typed_bounds",
    "f.in",
    "f.ids",
    "bounds",
    "thr",
    "f",
    "vs",
    "ind2",
    "tab",
    "maps",
    "fac",
    "modus",
    "sure",
    "ci",
    "smooth",
    "nb",
]
KNOWN = ["1", "99", "99001", "fik", "fik/g", "gemeinde", "kreis", "quartier", "poverty", "school", "jobless"]
KNOWN += ["2021", "2020", "u3", "jenks", "7", "petrol", "99001001,99001002", "fik/g/nord", "abc", ""]
KNOWN += [
    "kreis",
    "land",
    "gebiet:99001002",
    "zeit:2020",
    "5,10,20",
    "-2.5",
    "median",
    "2",
    "verlauf",
    "projektion",
    "exact",
]
KNOWN += ["kind:Gemeinde;size:mittelstadt", "value:poverty:10..20,25..:2020:u3", "in:99001;ids:99001001", "Kita"]
PARTS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KNOWN) | st.text(max_size=30), max_size=8)

# -- address line -----------------------------------------------------------------------------------------------


def test_without_an_address_the_opening_question_stands_open() -> None:
    found, notices = from_query("", small())
    assert (found.region, found.ind, found.level, found.period) == (LAND, "poverty", "gemeinde", "2021")
    assert notices == ()


def test_default_parts_stay_out_of_the_address() -> None:
    query = to_query(state())
    assert query == "?v=1&region=99&level=gemeinde&ind=poverty&period=2021&data=abc"


def test_every_part_comes_back() -> None:
    wanted = ViewState(
        region=AHORN,
        level="gemeinde",
        ind="poverty",
        period="2021",
        group="u3",
        classes="jenks",
        k=3,
        pal="grau",
        sel=(BUCHE, AMSEL),
        data="abc",
    )
    assert from_query(to_query(wanted), small()) == (wanted, ())


def test_ids_with_slashes_survive_the_address() -> None:
    wanted = state(region="fik", level="quartier", sel=NORTH_GNEIS)
    assert wanted.sel == (NORTH_GNEIS,)
    assert from_query(to_query(wanted), small()) == (wanted, ())


def check_tolerant(query: str, repository: Repository) -> None:
    found, _ = from_query(query, repository)
    assert found.ind in {i.id for i in repository.indicators()}
    assert from_query(to_query(found), repository) == (found, ())


@pytest.mark.slow
@given(st.text(max_size=200))
def test_any_text_as_address_gives_a_state_that_holds(text: str) -> None:
    check_tolerant(text, small())


@settings(max_examples=300)
@given(PARTS)
def test_any_mixture_of_parts_gives_a_state_that_holds(parts: dict[str, str]) -> None:
    check_tolerant("?" + urlencode(parts, errors="replace"), small())


@pytest.mark.parametrize("query", [None, 5, "?" + "a" * MAX_QUERY, "&".join("a=1" for _ in range(60))])
def test_unreadable_addresses_are_empty(query: object) -> None:
    assert read_query(query) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("v", "99", "anderen Version"),
        ("region", "Atlantis", "„Atlantis“ gibt es in den Daten nicht"),
        ("region", AMSEL, "gibt es in den Daten nicht"),  # nothing lies inside it
        ("ind", "happiness", "Für „happiness“ liegen hier keine Angaben vor; gezeigt wird „Kinderarmut“."),
        ("level", "galaxis", "gezeigt werden Städte und Gemeinden"),
        ("level", "quartier", "gezeigt werden Städte und Gemeinden"),
        ("page", "geheim", "„geheim“ ist nicht bekannt"),
        ("period", "gestern", "Für „gestern“ liegen keine Angaben vor; gezeigt wird 2021"),
        ("period", "1999", "Für 1999 liegen keine Angaben vor; gezeigt wird 2021"),
        ("group", "u99", "Die Gruppe „u99“ ist nicht bekannt"),
        ("classes", "gut", "Die Klasseneinteilung „gut“ ist nicht bekannt"),
        ("k", "8", "3 bis 7 Klassen"),
        ("k", "²", "3 bis 7 Klassen"),
        ("pal", "regenbogen", "Die Farbreihe „regenbogen“ ist nicht bekannt"),
        ("data", "gestern", "haben sich die Daten geändert"),
    ],
)
def test_a_stale_part_falls_back_and_says_so(part: str, value: str, words: str) -> None:
    found, notices = from_query("?" + urlencode({part: value}), small())
    assert found == state()
    assert len(notices) == 1
    assert words in notices[0]


def test_a_long_nonsense_value_is_not_repeated_in_full() -> None:
    _, notices = from_query("?region=" + "x" * 1000, small())
    assert len(notices[0]) < 150


def test_selection_holds_only_areas_of_the_view_once_each() -> None:
    found, notices = from_query(f"?region={AHORN}&sel={BUCHE},{DOHLE},{BUCHE},nowhere", small())
    assert found.sel == (BUCHE,)
    assert notices == ()


def test_a_selection_without_end_is_cut() -> None:
    many = ",".join([AMSEL, *map(str, range(MAX_SELECTED)), BUCHE])
    assert from_query(f"?sel={many}", small())[0].sel == (AMSEL,)


def test_query_and_selection_can_be_taken_apart() -> None:
    chosen = state(sel=f"{BUCHE},{AMSEL}")
    assert without_selection(chosen) == (to_query(replace(chosen, sel=())), [BUCHE, AMSEL])


# -- controls ---------------------------------------------------------------------------------------------------


def test_nothing_changed_is_nothing_changed() -> None:
    before = state(sel=BUCHE, k="3")
    assert reduce_controls(before, {}, small()) == (before, ())


def test_drawing_changes_nothing_else() -> None:
    before = state(sel=BUCHE)
    after, notices = reduce_controls(before, {"pal": "petrol"}, small())
    assert after == replace(before, pal="petrol")
    assert notices == ()


def test_a_new_indicator_keeps_place_selection_and_period() -> None:
    before = state(sel=BUCHE)
    after, notices = reduce_controls(before, {"ind": "people"}, small())
    assert after == replace(before, ind="people")
    assert notices == ()


def test_a_level_that_nobody_chose_moves_quietly() -> None:
    after, notices = reduce_controls(state(), {"ind": "school"}, small())
    assert (after.ind, after.level) == ("school", "kreis")
    assert notices == ()


def test_a_chosen_level_without_figures_of_the_new_indicator_moves_and_that_is_said() -> None:
    """Kreise were chosen: without a wish it would be municipalities."""
    rows = [r for r in FIGURES if r[0] != "people" or r[1] == AMSEL]
    after, notices = reduce_controls(state(repository(rows), level="kreis"), {"ind": "people"}, repository(rows))
    assert (after.ind, after.level) == ("people", "gemeinde")
    assert notices == (
        "„Einwohner“ liegt nicht für Kreise und kreisfreie Städte vor; gezeigt werden Städte und Gemeinden.",
    )


def test_a_level_that_has_the_new_indicator_stays() -> None:
    """Even where another would be opened: the map must not jump."""
    after, _ = reduce_controls(state(level="kreis", ind="school"), {"ind": "poverty"}, small())
    assert (after.ind, after.level) == ("poverty", "kreis")


def test_a_chosen_period_that_the_new_indicator_lacks_gives_way_and_that_is_said() -> None:
    after, notices = reduce_controls(state(period="2020"), {"ind": "people"}, small())
    assert (after.ind, after.period) == ("people", "2021")
    assert notices == ("Für 2020 liegen keine Angaben vor; gezeigt wird 2021.",)


def test_the_newest_period_gives_way_quietly() -> None:
    rows = [r for r in FIGURES if r[0] != "jobless" or r[2] != "2021"]
    found = repository(rows)
    after, notices = reduce_controls(state(found, region=AHORN), {"ind": "jobless"}, found)
    assert (after.period, notices) == ("2020", ())


def test_a_group_gives_way_with_a_word() -> None:
    after, notices = reduce_controls(state(group="u3"), {"ind": "people"}, small())
    assert (after.group, notices) == ("", ("Die Gruppe „unter 3“ gibt es hier nicht.",))


def test_own_bounds_and_a_threshold_in_numbers_belong_to_their_indicator() -> None:
    after, notices = reduce_controls(state(classes="own", bounds="5,10"), {"ind": "people"}, small())
    assert (after.classes, after.bounds) == ("quantile", ())
    assert notices == ("Die eigenen Klassengrenzen galten für „Kinderarmut“ und sind aufgehoben.",)
    after, notices = reduce_controls(state(classes="threshold", thr="5"), {"ind": "people"}, small())
    assert (after.classes, after.thr) == ("threshold", "")
    assert notices == ("Der Schwellenwert galt für „Kinderarmut“ und ist aufgehoben.",)
    after, notices = reduce_controls(state(classes="threshold", thr="land"), {"ind": "people"}, small())
    assert (after.thr, notices) == ("land", ())


def test_a_period_asked_for_that_is_not_there_is_said() -> None:
    after, notices = reduce_controls(state(), {"period": "1999"}, small())
    assert after.period == "2021"
    assert len(notices) == 1


def test_a_new_level_drops_the_selection_and_finds_an_indicator_for_it() -> None:
    after, notices = reduce_controls(state(ind="school", level="kreis", sel=AHORN), {"level": "gemeinde"}, small())
    assert (after.level, after.ind, after.sel) == ("gemeinde", "poverty", ())
    assert notices == ("„Gymnasium“ liegt nicht für Städte und Gemeinden vor; gezeigt wird „Kinderarmut“.",)


# -- a question that has figures for Kreise only ------------------------------------------------------------------


def test_choosing_a_kreis_keeps_a_question_that_only_kreise_can_answer() -> None:
    land = state(ind="school", level="kreis")
    ahorn, first = reduce_controls(land, {"region": AHORN}, small())
    assert (ahorn.region, ahorn.level, ahorn.ind) == (AHORN, "kreis", "school")
    birke, second = reduce_controls(ahorn, {"region": BIRKE}, small())
    assert (birke.region, birke.level, birke.ind) == (BIRKE, "kreis", "school")
    back, third = reduce_controls(birke, {"region": LAND}, small())
    assert back == land
    assert first + second + third == ()


def test_within_it_another_question_leads_to_the_municipalities() -> None:
    whole = state(region=AHORN, ind="school")
    assert whole.level == "kreis"
    inside, notices = reduce_controls(whole, {"ind": "poverty"}, small())
    assert (inside.level, notices) == ("gemeinde", ())


def test_within_it_the_municipalities_lead_to_another_question_and_that_is_said() -> None:
    inside, notices = reduce_controls(state(region=AHORN, ind="school"), {"level": "gemeinde"}, small())
    assert (inside.level, inside.ind) == ("gemeinde", "poverty")
    assert notices == ("„Gymnasium“ liegt nicht für Städte und Gemeinden vor; gezeigt wird „Kinderarmut“.",)


def test_a_link_to_its_municipalities_shows_the_kreis_and_says_why() -> None:
    found, notices = from_query(f"?region={AHORN}&level=gemeinde&ind=school", small())
    assert (found.ind, found.level) == ("school", "kreis")
    assert notices == ("„Gymnasium“ liegt nicht für Städte und Gemeinden vor; gezeigt wird das ganze Gebiet.",)


def test_a_level_with_outlines_alone_can_be_chosen_and_keeps_the_question() -> None:
    rows = [r for r in FIGURES if r[0] == "school"]
    found = repository(rows)
    after, notices = reduce_controls(state(found), {"level": "gemeinde"}, found)
    assert (after.level, after.ind, after.period, notices) == ("gemeinde", "school", "", ())
    assert from_query(to_query(after), found) == (after, ())


def test_to_another_country_the_opening_question_goes_quietly_and_a_chosen_one_with_a_word() -> None:
    after, notices = reduce_controls(state(), {"region": "fik"}, small())
    assert (after.ind, notices) == ("quarter_poverty", ())
    after, notices = reduce_controls(state(ind="people"), {"region": "fik"}, small())
    assert notices == ("Für „Einwohner“ liegen hier keine Angaben vor; gezeigt wird „Armut im Quartier“.",)


# -- conditions and typed bounds ----------------------------------------------------------------------------------


def test_a_choice_of_one_sort_of_condition_leaves_the_others() -> None:
    before = state(f=f"in:{AHORN};value:people:1500..")
    after, notices = reduce_controls(before, {"f.in": f"{AHORN},{BIRKE}"}, small())
    assert after.f == (OneOf("in", (AHORN, BIRKE)), before.f[1])
    assert reduce_controls(after, {"f.in": ""}, small())[0].f == (before.f[1],)
    assert reduce_controls(after, {"f.ids": BUCHE}, small())[0].f == (*after.f, OneOf("ids", (BUCHE,)))
    assert notices == ()


def test_a_condition_that_does_not_fit_the_new_region_is_named() -> None:
    after, notices = reduce_controls(state(f=f"in:{AHORN}"), {"region": BIRKE}, small())
    assert (after.f, len(notices)) == ((), 1)
    assert "entfällt: Lage" in notices[0]


def test_bounds_as_people_type_them() -> None:
    after, notices = reduce_controls(state(), {"typed_bounds": "20; 5,5;10"}, small())
    assert (after.classes, after.bounds, notices) == ("own", (5.5, 10.0, 20.0), ())


def test_bounds_that_are_no_numbers_change_nothing_and_say_so() -> None:
    before = state(classes="own", bounds="5,10")
    after, notices = reduce_controls(before, {"typed_bounds": "5; viel"}, small())
    assert after == before
    assert notices == ("„viel“ ist keine Zahl. Schreiben Sie zum Beispiel: 5; 10; 12,5",)


def test_a_threshold_brings_its_scheme() -> None:
    after, _ = reduce_controls(state(), {"thr": "12.5"}, small())
    assert (after.classes, after.thr) == ("threshold", "12.5")


def test_from_the_land_into_a_kreis_and_on_to_the_next() -> None:
    land = state(sel=BUCHE)
    ahorn, first = reduce_controls(land, {"region": AHORN}, small())
    assert (ahorn.region, ahorn.level, ahorn.ind, ahorn.sel) == (AHORN, "gemeinde", "poverty", ())
    birke, second = reduce_controls(ahorn, {"region": BIRKE}, small())
    assert (birke.region, birke.level, birke.ind, birke.period) == (BIRKE, "gemeinde", "poverty", "2021")
    back, third = reduce_controls(birke, {"region": LAND}, small())
    assert back == replace(land, sel=())
    assert first + second + third == ()


def test_another_land_brings_its_own_question() -> None:
    after, _ = reduce_controls(state(), {"region": "fik"}, small())
    assert (after.region, after.ind, after.level) == ("fik", "quarter_poverty", "quartier")


@given(st.lists(PARTS, max_size=4))
def test_no_walk_through_the_controls_leads_astray(walk: list[dict[str, str]]) -> None:
    found = state()
    for changes in walk:
        found, _ = reduce_controls(found, changes, small())
        assert from_query(to_query(found), small()) == (found, ())
