"""Each part of a rule, set for a dataset in the catalogue, changes what is published and what is said of it."""

from __future__ import annotations

import pytest

from dashboard.views.data import build_data
from geodata.catalog import Catalog, DisclosureRule, parse_catalog
from geodata.methods.disclosure import few_people, inhabitants
from geodata.observations import LARGEST
from geodata.package import Package
from geodata.publishing.publish import publish
from geodata.rule_words import ALL_SHOWN, catalog_words, dataset_rules
from tests.geodata.small import CITY, STATE, areas, catalog, count, indicator, observations, poor, repository

PEOPLE = indicator("people", "count", inhabitants=True)
POOR, RENT = indicator("poor", "rate"), indicator("rent", "value_only")
FIRMS = indicator("firms", "count")
OPEN = {"minimum": 1, "protect_complement": False, "minimum_base": 0, "minimum_index": 0}


def ruled(**rule: object) -> Catalog:
    """A catalogue read from its own YAML, as a file would be; whatever ``rule`` does not name is off."""
    made = catalog(PEOPLE, POOR, RENT, FIRMS)
    dataset = made.datasets[0].model_copy(update={"disclosure": DisclosureRule(**{**OPEN, **rule})})
    return parse_catalog(made.model_copy(update={"datasets": (dataset,)}).to_yaml())


def published(entries: Catalog, row: dict[str, object], largest: float | None = None) -> tuple[str, float]:
    """State and cases (or value) of one row that stands alone, among 250 inhabitants."""
    table = observations(row, count("people", CITY, 250), catalog=entries)
    if largest is not None:
        table[LARGEST] = table["indicator"].map({row["indicator"]: largest})
    (out,) = publish([Package("made", "Gemacht", entries, areas(STATE, CITY), observations=table)], {})
    (found,) = out.observations[out.observations["indicator"].eq(row["indicator"])].to_dict("records")
    return found["status"], found["value"]


@pytest.mark.parametrize(
    ("rule", "row", "status", "words"),
    [
        ({"minimum": 5}, count("firms", CITY, 4), "SUPPRESSED", "keine Anzahl von 1 bis 4"),
        ({"minimum": 3, "protect_complement": True}, poor(58, 60), "SUPPRESSED",
         "keine Anzahl von 1 bis 2 und so kleine Reste zum Nenner"),
        ({"minimum_base": 260}, poor(50, 60), "BELOW_MINIMUM",
         "kein Anteil in Gebieten mit weniger als 260 Einwohnern"),
        ({"minimum_index": 300}, {"indicator": "rent", "value": 9.5}, "BELOW_MINIMUM",
         "kein Index oder Mittelwert in Gebieten mit weniger als 300 Einwohnern"),
        ({"protect_zero": True}, count("firms", CITY, 0), "SUPPRESSED", "auch keine Null"),
    ],
)  # fmt: skip
def test_a_part_of_a_rule_hides_and_is_said(rule: dict[str, object], row: dict[str, object], status: str, words: str):
    assert published(ruled(), row)[0] == "OK"
    assert published(ruled(**rule), row)[0] == status
    assert words in dataset_rules(ruled(**rule), "made")
    assert words not in dataset_rules(ruled(), "made")


@pytest.mark.parametrize(("rounding", "shown"), [(0, 13), (5, 15), (10, 10)])
def test_rounding_is_done_and_said(rounding: int, shown: int):
    entries = ruled(rounding=rounding)
    assert published(entries, count("firms", CITY, 13)) == ("OK", shown)
    said = f"Anzahlen sind auf Vielfache von {rounding} gerundet"
    assert (said in dataset_rules(entries, "made")) == (rounding > 0)


def test_dominance_is_done_and_said():
    entries = ruled(dominance=80)
    assert published(ruled(), count("firms", CITY, 100), largest=81)[0] == "OK"
    assert published(entries, count("firms", CITY, 100), largest=81)[0] == "SUPPRESSED"
    assert published(entries, count("firms", CITY, 100), largest=80)[0] == "OK"
    assert "keine Anzahl, von der eine einzige Stelle mehr als 80 % ausmacht" in dataset_rules(entries, "made")


def test_the_page_prints_what_the_rules_say():
    entries = ruled(minimum=4, minimum_base=120)
    shown = build_data(repository(poor(30, 90), catalog=entries))
    text = repr(shown)
    assert all(words in text for words in catalog_words(entries))
    assert all(words in text for words in dataset_rules(entries, "made"))


def test_an_exception_is_said_by_name():
    strict = POOR.model_copy(update={"disclosure": DisclosureRule(minimum=10), "name": "Kinderarmut"})
    lines = dataset_rules(catalog(PEOPLE, strict), "made")
    assert lines[0] == "keine Anzahl von 1 bis 2"
    assert lines[1].startswith("Kinderarmut: keine Anzahl von 1 bis 9 und so kleine Reste")
    assert dataset_rules(ruled(), "made") == (ALL_SHOWN,)


def test_the_defaults_are_the_recommended_ones():
    rule = DisclosureRule()
    assert (rule.minimum, rule.protect_complement, rule.minimum_base, rule.minimum_index) == (3, True, 100, 300)
    assert (rule.rounding, rule.dominance, rule.protect_zero) == (0, None, False)


def test_few_people_are_those_of_the_nearest_year():
    entries = ruled(minimum_base=100)
    table = observations(poor(30, 60), count("people", CITY, 90), count("people", CITY, 110, "2020"), catalog=entries)
    seen = few_people(table, entries, inhabitants(table, entries)).set_index(["indicator", "period"])["status"]
    assert seen["poor", "2023"] == "BELOW_MINIMUM"
