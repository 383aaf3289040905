"""The catalogue refuses what is misspelt or contradicts itself, and says where."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata.catalog import Catalog, load_catalog, merge_catalogs, parse_catalog
from geodata.errors import GeodataError
from tests.geodata.small import CHILD_SHARE, FULL, PEOPLE, POOR, catalog, indicator

DATASETS = """
datasets:
- id: made
  title: Gemacht
  owner: Testamt
  source: {title: Zahlen, publisher: Testamt, licence: CC0, attribution: Testamt}
"""
INDICATOR = """
- id: poor
  name: Armut
  short_name: Armut
  description: zum Testen
  topic: Arbeit
  kind: rate
  unit: "%"
  direction: high
  dataset: made
  numerator: Betroffene
  denominator: alle
"""
GOOD = f"{DATASETS}\nindicators:{INDICATOR}"


def refused(text: str) -> str:
    with pytest.raises(GeodataError) as error:
        parse_catalog(text, "eigene.yaml")
    (found,) = error.value.problems
    assert (found.code, found.file) == ("bad_catalog", "eigene.yaml")
    return found.message


def test_a_written_entry_is_read():
    read = parse_catalog(GOOD)
    poor = read.indicator("poor")
    assert (poor.kind, poor.per, read.rule(poor).minimum) == ("rate", 100, 3)


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("unit:", "unitt:", "indicators.0.unitt: unbekannter Schlüssel"),
        ("  unit: '%'\n".replace("'", '"'), "", "indicators.0.unit: fehlt"),
        ("numerator: Betroffene", 'numerator: ""', "braucht die Texte numerator und denominator"),
        ("dataset: made", "dataset: andere", "Indikator poor: Datensatz andere ist nicht beschrieben"),
        ("id: poor", "id: Poor-Rate", "indicators.0.id"),
        ("owner: Testamt", "owner: 2023", "datasets.0.owner: ist kein Text"),
        ("direction: high", "direction: hoch", "indicators.0.direction"),
        ("kind: rate", "kind: value_only\n  additive_areas: true", "lässt sich nicht über Gebiete summieren"),
    ],
)
def test_a_wrong_entry_is_named(right, wrong, named):
    assert right in GOOD
    assert named in refused(GOOD.replace(right, wrong))


def test_an_entry_described_twice_is_named():
    assert "doppelt in indicators: poor" in refused(GOOD + INDICATOR)


@pytest.mark.parametrize("text", ["datasets: !!timestamp x", "", "[1, 2]", "datasets: [", "nur Text"])
def test_what_is_no_catalogue_is_refused(text):
    assert "Katalogdatei" in refused(text)


@pytest.mark.parametrize("kind", ["count", "value_only"])
def test_a_share_is_always_a_rate(kind):
    with pytest.raises(ValueError, match="share ergibt immer"):
        indicator("wrong", kind, derived=CHILD_SHARE.derived)


def test_a_table_has_its_period_in_a_column_or_fixed():
    table = "\ntable: {key: AGS, measures: [], PERIOD}"
    fixed = parse_catalog(GOOD + table.replace("PERIOD", "fixed_period: '2023'"))
    assert fixed.table is not None
    assert fixed.table.fixed_period == "2023"
    for wrong in ("name: Stadt", "period: Jahr, fixed_period: '2023'"):
        assert "genau eines von period" in refused(GOOD + table.replace("PERIOD", wrong))


def test_yaml_keeps_everything():
    assert parse_catalog(FULL.to_yaml()) == FULL


@settings(max_examples=60, deadline=None)
@example("abgeschnitten\x85 so")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_survives_yaml(text):
    written = catalog(PEOPLE.model_copy(update={"description": text}))
    assert parse_catalog(written.to_yaml()) == written


def test_the_later_entry_replaces_and_the_order_stays():
    renamed = PEOPLE.model_copy(update={"name": "Menschen"})
    merged = merge_catalogs([catalog(PEOPLE, POOR), catalog(renamed)])
    assert [i.name for i in merged.indicators] == ["Menschen", "poor"]
    assert len(merged.datasets) == 1


def test_an_unknown_indicator_is_refused():
    with pytest.raises(GeodataError) as error:
        Catalog().indicator("poor")
    assert error.value.problems[0].code == "unknown_indicator"


def test_files_that_cannot_be_read_are_refused(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: Bevölkerung".encode("latin-1"))
    for path in (latin, tmp_path / "fehlt.yaml"):
        with pytest.raises(GeodataError) as error:
            load_catalog(path)
        assert error.value.problems[0].code == "bad_catalog"


STEPS = f"{DATASETS}\nindicators:{INDICATOR}".replace("kind: rate", "kind: value_only")


def test_steps_have_names_and_come_back_from_yaml():
    steps = parse_catalog(STEPS + "  categories: {1: niedrig, 2: hoch}\n")
    assert steps.indicator("poor").categories == {1: "niedrig", 2: "hoch"}
    assert parse_catalog(steps.to_yaml()) == steps


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "  categories: {1: a, 2: b}\n", "nur bei der Art value_only"),
        (STEPS + "  categories: {1: a}\n", "mindestens zwei Stufen"),
        (STEPS + "  categories: {niedrig: a, hoch: b}\n", "categories.niedrig"),
    ],
)
def test_steps_that_make_no_sense_are_refused(text, words):
    assert words in refused(text)


GROUPED = GOOD + "  groups: {u15: unter 15, u18: unter 18}\n"


def test_sums_of_groups_come_back_from_yaml():
    sums = "  group_sums: [{total: u18, parts: [u15], rest: true}, {total: 'people:', parts: ['']}]\n"
    parsed = parse_catalog(GROUPED + sums)
    first, second = parsed.indicator("poor").group_sums
    assert (first.total, first.parts, first.rest) == ("u18", ("u15",), True)
    assert (second.total, second.parts, second.rest) == ("people:", ("",), False)
    assert parse_catalog(parsed.to_yaml()) == parsed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GROUPED + "  group_sums: [{total: u18, parts: [u16]}]\n", "die Gruppe „u16“ steht nicht unter groups"),
        (GROUPED + "  group_sums: [{total: u18, parts: [u18]}]\n", "nur einmal"),
        (GROUPED + "  group_sums: [{total: u18, parts: []}]\n", "group_sums.0.parts"),
        (GROUPED + "  group_sums: [{total: u18, teile: [u15]}]\n", "unbekannter Schlüssel"),
        (STEPS + "  group_sums: [{parts: ['other:']}]\n", "nicht über Gruppen summieren"),
    ],
)
def test_sums_of_groups_that_make_no_sense_are_refused(text, words):
    assert words in refused(text)


# -- facilities -------------------------------------------------------------------------------------------------


def test_types_of_facilities_with_and_without_a_target() -> None:
    text = f"{GOOD}\nfacilities:\n- {{type: Kita, name: Kitas, target: poor}}\n- {{type: Rat, name: Beratung}}"
    found = parse_catalog(text)
    assert [(f.type, f.name, f.target) for f in found.facilities] == [
        ("Kita", "Kitas", "poor"),
        ("Rat", "Beratung", ""),
    ]
    assert parse_catalog(found.to_yaml()) == found
    other = found.model_copy(update={"facilities": (found.facilities[0].model_copy(update={"name": "andere"}),)})
    assert [f.name for f in merge_catalogs([found, other]).facilities] == ["andere", "Beratung"]


def test_a_type_described_twice_is_refused() -> None:
    twice = "- {type: Kita, name: a}\n- {type: Kita, name: b}"
    assert "doppelt in facilities: Kita" in refused(f"{GOOD}\nfacilities:\n{twice}")
