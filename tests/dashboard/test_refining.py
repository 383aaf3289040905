"""What becomes of wishes about drawing, narrowing down and comparing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.conditions import OneOf, ValueRange
from dashboard.refining import MAX_CLASSES
from dashboard.state import from_query, resolve, to_query
from geodata.repository import Repository
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    AREAS,
    BIRKE,
    BUCHE,
    DOHLE,
    FIGURES,
    LAND,
    package,
    small,
    state,
)


def notices(**wanted: str) -> tuple[str, ...]:
    return resolve(wanted, small())[1]


WISHES = {
    "bounds": ("5,10.5", (5.0, 10.5)),
    "thr": ("12.5", "12.5"),
    "f": (
        f"in:{AHORN};value:people:1500..:2021",
        (OneOf("in", (AHORN,)), ValueRange("people", ((1500.0, None),), "2021")),
    ),
    "vs": ("kreis", "kreis"),
    "sure": ("1", "1"),
    "ci": ("exact", "exact"),
    "smooth": ("1", "1"),
    "ind2": ("people", "people"),
    "tab": ("zusammenhang", "zusammenhang"),
    "maps": ("2", 2),
    "modus": ("projektion", "projektion"),
    "sel": (f"{AMSEL},{BUCHE}", (AMSEL, BUCHE)),
}


@pytest.mark.parametrize("key", WISHES)
def test_a_wish_that_can_be_fulfilled_is_and_comes_back(key: str) -> None:
    text, value = WISHES[key]
    found, said = resolve({key: text}, small())
    assert (getattr(found, key), said) == (value, ())
    assert from_query(to_query(found), small()) == (found, ())


def test_all_wishes_together_come_back() -> None:
    """All but smoothing, which a comparison excludes."""
    found, said = resolve({key: text for key, (text, _) in WISHES.items() if key != "smooth"}, small())
    assert said == ()
    assert from_query(to_query(found), small()) == (found, ())


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("bounds", "5,x", "eigenen Klassengrenzen"),
        ("bounds", ",".join(map(str, range(MAX_CLASSES))), "eigenen Klassengrenzen"),
        ("thr", "hoch", "Schwellenwert „hoch“"),
        ("thr", "kreis", "Schwellenwert „kreis“"),  # the region is the Land
        ("f", "nonsense", "ließ sich nicht lesen"),
        ("f", "kind:Planet", "entfällt: Gebietstyp"),
        ("f", "size:kreis_gross", "entfällt: Größe"),  # municipalities are shown
        ("f", "in:98", "entfällt: Lage"),
        ("f", "ids:1,2", "entfällt: ausgewählte Gebiete"),
        ("f", "value:school:1..2", "entfällt: „Gymnasium“"),  # figures of Kreise
        ("f", "value:joy:1..2", "entfällt: „joy“"),
        ("vs", "mond", "„mond“ ist nicht bekannt"),
        ("vs", "gemeinde", "liegen in keinem Gebiet dieser Ebene"),
        ("vs", "gebiet:x", "gibt es in den Daten nicht"),
        ("vs", "gebiet:fik/g", "liegt in einem anderen Land"),
        ("vs", f"gebiet:{DOHLE}", "Für Dohle ist zu diesem Zeitpunkt kein Wert ausgewiesen"),
        ("vs", "zeit:2021", "nicht mit sich selbst"),
        ("vs", "zeit:1999", "keine Angaben"),
        ("ind2", "school", "„Gymnasium“ liegen auf dieser Ebene keine"),
        ("tab", "keller", "Die Ansicht „keller“ ist nicht bekannt"),
        ("maps", "3", "Die Anzahl der Karten „3“ ist nicht bekannt"),
        ("sure", "2", "Die Einschränkung „2“ ist nicht bekannt"),
        ("ci", "bayes", "Der Zufallsbereich „bayes“ ist nicht bekannt"),
        ("smooth", "stark", "Die Glättung „stark“ ist nicht bekannt"),
        ("modus", "nacht", "Der Modus „nacht“ ist nicht bekannt"),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_falls_back_and_says_so_once(key: str, text: str, words: str) -> None:
    found, said = resolve({key: text}, small())
    assert found == state()
    assert len(said) == 1
    assert words in said[0]


def test_counts_are_compared_over_time_only() -> None:
    assert "nur mit einem anderen Zeitpunkt" in notices(ind="people", vs="kreis")[0]
    assert "nur mit einem anderen Zeitpunkt" in notices(ind="people", vs=f"gebiet:{AMSEL}")[0]


def test_nothing_is_compared_across_a_break() -> None:
    assert notices(ind="jobless", vs="zeit:2020") == (
        "Der Vergleich entfällt: Zwischen beiden Zeitpunkten liegt ein Bruch in der Reihe: neue Zählweise",
    )
    assert notices(ind="jobless", period="2020", vs="zeit:2019") == ()


def test_a_comparison_needs_a_value_to_compare_with() -> None:
    assert "kein Wert von „Kinderarmut“ ausgewiesen" in notices(period="2020", vs="kreis")[0]
    assert notices(vs="kreis") == notices(vs="land") == notices(vs=f"gebiet:{BUCHE}") == notices(vs="zeit:2020") == ()


def test_values_of_a_condition_that_mean_nothing_here_are_left_out() -> None:
    assert state(f=f"in:{AHORN},98").f == (OneOf("in", (AHORN,)),)
    assert state(region=AHORN, f=f"ids:{BUCHE},{DOHLE}").f == (OneOf("ids", (BUCHE,)),)


def test_a_condition_on_a_period_without_figures_means_the_newest() -> None:
    assert state(f="value:poverty:1..2:1999:u99").f == (ValueRange("poverty", ((1.0, 2.0),)),)


def test_a_threshold_may_be_the_value_of_the_region_or_above() -> None:
    assert state(thr="land").thr == "land"
    assert state(region=AHORN, thr="kreis").thr == "kreis"
    assert state(region=BIRKE, thr="land").thr == "land"
    assert state(region=LAND, thr="median").thr == "median"


def test_own_bounds_are_sorted_and_distinct() -> None:
    assert state(bounds="10,5,5").bounds == (5.0, 10.0)


HOSTILE = "a,b;c:d%2C&e=f#g?h i+ä..|'\""


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.just(HOSTILE))
@settings(max_examples=25, deadline=None)
def test_ids_and_names_of_any_text_come_back(evil: str) -> None:
    """Ids and designations come from files; whatever is in them, a link holds them."""
    evil_id = f"99x{evil}"
    swapped = [(evil_id, *row[1:]) if row[0] == AMSEL else row for row in AREAS]
    whole = package([(f[0], evil_id, *f[2:]) if f[1] == AMSEL else f for f in FIGURES], areas=swapped)
    assert whole.areas is not None
    kinds = [evil if i == evil_id else "Dorf" for i in whole.areas["area_id"]]
    found = Repository([replace(whole, areas=whole.areas.assign(kind=kinds))], "x")
    wanted = replace(
        state(found),
        sel=(BUCHE, evil_id),
        vs=f"gebiet:{evil_id}",
        f=(OneOf("ids", (evil_id, BUCHE)), OneOf("kind", (evil, "Dorf"))),
    )
    assert from_query(to_query(wanted), found) == (wanted, ())
