"""Which areas meet the conditions, who is left out for want of a value, and how that reads."""

from __future__ import annotations

import pytest

from dashboard.views.filters import Narrowing, build_narrowing, population_of
from geodata.repository import Repository
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    BIRKE,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FIGURES,
    FINK,
    INDICATORS,
    entry,
    repository,
    small,
    state,
)


def narrowing(f: str, found: Repository | None = None, **wanted: str) -> Narrowing:
    found = found or small()
    return build_narrowing(found, state(found, f=f, **wanted))


def test_without_conditions_all_are_inside() -> None:
    found = narrowing("")
    assert (len(found.inside), found.unknown, found.sentence, found.active) == (6, 0, "", False)


def test_both_ends_of_a_range_are_included() -> None:
    """10, 30, 10 and 0; Dohle is hidden, Fink unknown: neither matches, both are counted."""
    found = narrowing("value:poverty:10..30")
    assert (found.inside, found.unknown) == ({AMSEL, BUCHE, CLARA}, 2)
    assert (
        found.sentence
        == "Eingrenzung: Kinderarmut 10 bis 30\u00a0% – 3 von 6 Gebieten; 2 ohne Angabe bleiben außen vor"
    )


def test_open_ends_and_alternatives() -> None:
    assert narrowing("value:poverty:..5").inside == {EICHE}
    assert narrowing("value:poverty:20..").inside == {BUCHE}
    both = narrowing("value:poverty:..5,20..")
    assert both.inside == {EICHE, BUCHE}
    assert both.items[0].text == "Kinderarmut bis 5 oder ab 20\u00a0%"


def test_a_value_matches_as_it_is_printed() -> None:
    """16,667 reads 16,7: from 16,7 on it is inside, although it is less."""
    rows = [("poverty", AMSEL, "2021", "", 100, 600, None)]
    found = repository(rows)
    assert narrowing("value:poverty:16.7..", found).inside == {AMSEL}
    assert narrowing("value:poverty:..16.6", found).inside == set()


def test_a_condition_may_look_at_another_time_and_group() -> None:
    found = narrowing("value:poverty:15..:2020")
    assert found.inside == {BUCHE, CLARA, DOHLE}
    assert found.items[0].text == "Kinderarmut (2020) ab 15\u00a0%"
    group = narrowing("value:poverty:20..:2021:u3")
    assert group.inside == {BUCHE}
    assert group.items[0].text == "Kinderarmut (unter 3, 2021) ab 20\u00a0%"


def test_all_conditions_must_hold() -> None:
    found = narrowing(f"value:poverty:10..;in:{AHORN};ids:{AMSEL},{DOHLE}")
    assert found.inside == {AMSEL}
    assert [i.text for i in found.items] == ["Kinderarmut ab 10\u00a0%", "nur Kreis Ahorn", "nur Amsel und Dohle"]


def test_who_is_refused_for_another_reason_is_not_counted_as_unknown() -> None:
    """Dohle and Fink lie in Birke: without a value, but left out anyway."""
    assert narrowing(f"value:poverty:10..;in:{AHORN}").unknown == 0


def test_each_condition_says_what_is_left_without_it() -> None:
    found = narrowing(f"in:{AHORN};value:poverty:10..")
    assert [i.remaining for i in found.items] == ["value:poverty:10..", f"in:{AHORN}"]


def test_area_types() -> None:
    table = repository()
    table._areas = table._areas.assign(
        kind=["Stadt" if i in (AMSEL, FINK) else "Gemeinde" for i in table._areas["area_id"]]
    )
    found = narrowing("kind:Stadt", table)
    assert found.inside == {AMSEL, FINK}
    assert found.items[0].text == "nur Stadt"


def test_size_classes_by_inhabitants() -> None:
    """1.000 to 6.000 inhabitants; 5.000 is the first of the Kleinstädte."""
    found = narrowing("size:kleinstadt")
    assert found.inside == {EICHE, FINK}
    assert found.items[0].text == "Größe: Kleinstadt"
    assert narrowing("size:kleinstadt,landgemeinde").inside == {AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK}


def test_without_inhabitants_no_size_is_known() -> None:
    found = narrowing("size:kleinstadt", repository([r for r in FIGURES if r[0] != "people"]))
    assert (found.inside, found.unknown) == (frozenset(), 6)


def test_inhabitants_are_the_largest_count_of_persons() -> None:
    part = entry("old", "Ältere", topic="Bevölkerung", kind="count", unit="Personen", decimals=0)
    rows = [("old", i, "2021", "", 100, None, None) for i in (AMSEL, BUCHE)]
    found = repository([*rows, *FIGURES], [part, *INDICATORS])
    people = population_of(found, state(found))
    assert people is not None
    assert people.id == "people"


def test_steps_are_named() -> None:
    steps = entry(
        "s", "Stufe", kind="value_only", unit="Stufe", decimals=0, categories={1: "niedrig", 2: "mittel", 3: "hoch"}
    )
    found = repository([("s", AMSEL, "2021", "", None, None, 3.0), *FIGURES], [*INDICATORS, steps])
    assert narrowing("value:s:2..3", found).items[0].text == "Stufe mittel oder hoch"


@pytest.mark.parametrize(
    ("f", "text"),
    [
        ("value:poverty:12.5..40", "Kinderarmut 12,5 bis 40\u00a0%"),
        ("value:poverty:10..10", "Kinderarmut 10\u00a0%"),
        ("value:people:1500..", "Einwohner ab 1.500\u00a0Personen"),
        (f"in:{AHORN},{BIRKE}", "nur Kreis Ahorn oder Birke"),
        (f"ids:{AMSEL},{BUCHE},{CLARA},{DOHLE}", "nur 4 gewählte Gebiete"),
    ],
)
def test_conditions_in_words(f: str, text: str) -> None:
    assert narrowing(f).items[0].text == text


def test_one_is_singular() -> None:
    found = narrowing(f"value:poverty:10..;ids:{AMSEL},{DOHLE}")
    assert found.count == "1 von 6 Gebieten; 1 ohne Angabe bleibt außen vor"
