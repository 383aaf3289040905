"""The sentence that says what is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views.current import build_current
from dashboard.views.headline import Headline, build_headline
from geodata.repository import Repository
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    BUCHE,
    DOHLE,
    FIGURES,
    INDICATORS,
    current,
    entry,
    only_values,
    repository,
    small,
    state,
)

NBSP = "\u00a0"


def headline(found: Repository | None = None, **wanted: str) -> Headline:
    return build_headline(found or small(), current(found, **wanted))


def plain(found: Repository | None = None, **wanted: str) -> str:
    return headline(found, **wanted).sentence.replace(NBSP, " ")


def test_own_value_lowest_and_highest() -> None:
    assert plain() == "Kinderarmut, 2021: Kleinland 16,7 %; niedrigster Wert 0,0 % (Eiche), höchster 30,0 % (Buche)."


def test_without_an_own_value_the_region_is_left_out() -> None:
    assert plain(period="2020") == "Kinderarmut, 2020: niedrigster Wert 8,0 % (Amsel), höchster 25,0 % (Buche)."


def test_the_group_is_named() -> None:
    assert plain(group="u3") == "Kinderarmut (unter 3), 2021: niedrigster Wert 10,0 % (Amsel), höchster 25,0 % (Buche)."


def test_a_tie_names_both() -> None:
    assert plain(region=AHORN).endswith("niedrigster Wert 10,0 % (Amsel und Clara), höchster 30,0 % (Buche).")


def test_a_tie_of_many_names_two_and_counts_the_rest() -> None:
    sentence = plain(only_values(1, 1, 1, 1, 7))
    assert sentence == "Wert, 2021: niedrigster Wert 1,0 €/m² (Amsel, Buche und 2 weitere), höchster 7,0 €/m² (Eiche)."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [((4,), "Wert, 2021: Amsel 4,0 €/m²."), ((4, 4), "Wert, 2021: Amsel und Buche 4,0 €/m².")],
)
def test_one_value_has_no_extremes(values: tuple[float, ...], sentence: str) -> None:
    assert plain(only_values(*values)) == sentence


def test_what_it_rests_on() -> None:
    assert headline().facts == (
        "4 von 6 Gebieten (Städte und Gemeinden)",
        "Stand: 2021",
        "aus Datenschutzgründen nicht ausgewiesen: 1",
        "keine Angabe: 1",
        "Quelle: Amt für Kleines",
    )


def test_nobody_hidden_is_said_too() -> None:
    assert headline(ind="people").facts[-2] == "nicht ausgewiesen: 0"


def test_a_caution_of_the_catalogue_is_always_shown() -> None:
    found = repository(entries=[entry("poverty", "Kinderarmut", caution="Nur ein Hinweis."), *INDICATORS[1:]])
    assert headline(found, ind="poverty").caution == "Nur ein Hinweis."
    assert headline().caution == ""


def test_nothing_to_show_says_what_to_do() -> None:
    found = build_headline(small(), build_current(small(), replace(state(region=AHORN), period="1999")))
    assert found.sentence == "Für Städte und Gemeinden in Kreis Ahorn liegen zu „Kinderarmut“ keine Angaben vor."
    assert found.facts[0] == "0 von 3 Gebieten (Städte und Gemeinden)"
    assert "Daten und Methoden" in found.hint
    assert headline().hint == ""


def test_fiction_is_marked() -> None:
    assert headline(region="fik").fictional
    assert not headline().fictional


# -- conditions, comparison, threshold --------------------------------------------------------------------------


def test_what_the_areas_that_meet_the_conditions_come_to() -> None:
    found = headline(f=f"ids:{AMSEL},{BUCHE},{DOHLE}")
    assert "eingegrenzte Gebiete zusammen 20,0\u00a0%" in found.sentence
    assert found.facts[0] == "2 von 3 Gebieten (Städte und Gemeinden)"
    assert "zusammen" not in headline(f=f"ids:{AMSEL}").sentence
    assert "zusammen" not in headline(ind="jobless", f=f"ids:{AMSEL},{BUCHE}").sentence


def test_where_no_area_meets_the_conditions_it_says_what_to_do() -> None:
    found = headline(f="value:people:90000..")
    assert found.sentence == "Keines der 6 Gebiete erfüllt die Eingrenzung."
    assert "Heben Sie oben eine Bedingung" in found.hint
    assert found.request == ""


def test_a_comparison_in_words() -> None:
    assert headline(vs="kreis").sentence == (
        "Kinderarmut, 2021 – Unterschied zum Wert des jeweiligen Kreises: in 1 von 4 Gebieten höher, in 3 niedriger "
        "als der Wert des jeweiligen Kreises; am weitesten darüber Buche (+15,0\u00a0Prozentpunkte); am weitesten "
        "darunter Eiche (−20,0\u00a0Prozentpunkte)."
    )
    assert headline(vs="zeit:2020").sentence == (
        "Kinderarmut, 2021 – Veränderung gegenüber 2020: in 2 von 3 Gebieten höher, in 1 niedriger als 2020; größter "
        "Anstieg Buche (+5,0\u00a0Prozentpunkte); größter Rückgang Clara (−5,0\u00a0Prozentpunkte)."
    )


def test_a_comparison_with_one_area_names_it_and_its_value() -> None:
    sentence = headline(vs=f"gebiet:{BUCHE}").sentence
    assert "Unterschied zum Wert von Buche (30,0\u00a0%)" in sentence
    assert "in 3 von 4 Gebieten niedriger als Buche, in 1 gleich;" in sentence


def test_a_threshold_in_words() -> None:
    sentence = headline(region=AHORN, classes="threshold").sentence
    assert "1 von 3 Gebieten über 15,0\u00a0% (Wert von Kreis Ahorn)" in sentence
    assert "3 von 4 Gebieten über 9,0\u00a0%;" in headline(classes="threshold", thr="9").sentence


def test_a_question_that_only_the_kreis_can_answer() -> None:
    found = headline(region=AHORN, ind="school")
    place = "Rang 2 von 2 in Kleinland (Rang 1 = niedrigster Wert)"
    assert found.sentence == f"Gymnasium, 2021: Kreis Ahorn 60,0\u00a0%, {place}."
    assert "nur Zahlen für das ganze Gebiet vor. Für Städte und Gemeinden wählen Sie" in found.hint
    assert "page=daten" in found.request


def test_steps_are_named_not_measured() -> None:
    steps = entry("v", "Stufe", kind="value_only", unit="Stufe", decimals=0, categories={1: "niedrig", 2: "hoch"})
    rows = [("v", AMSEL, "2021", "", None, None, 2.0), ("v", BUCHE, "2021", "", None, None, 1.0)]
    assert headline(repository(rows, [steps])).sentence == "Stufe, 2021: hoch: Amsel."


def test_where_everything_is_hidden_it_says_so() -> None:
    found = headline(repository([("poverty", i, "2021", "", 1, 50, None) for i in (AMSEL, BUCHE)]))
    assert found.sentence == "Kinderarmut, 2021: Für keines der gezeigten Gebiete ist ein Wert ausgewiesen."
    assert "aus Datenschutzgründen nicht ausgewiesen: 2" in found.facts
    assert "anfordern" in found.hint


def test_a_level_with_outlines_alone_says_where_to_ask() -> None:
    found = headline(repository([r for r in FIGURES if r[0] == "school"]), level="gemeinde", ind="school")
    assert found.sentence == "Für Städte und Gemeinden in Kleinland liegen zu „Gymnasium“ keine Angaben vor."
    assert found.facts == ("0 von 6 Gebieten (Städte und Gemeinden)",)
    assert found.request.startswith("?v=1&region=99&level=gemeinde&ind=school")
