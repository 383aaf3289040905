"""Respondents and authorities: spellings, keys, doubts, double answers."""

from __future__ import annotations

import pytest

from geodata.repository import Repository
from geodata.survey.known_universe import universe_of
from geodata.survey.matching import Method, Respondent, Why, duplicates, match
from geodata.survey.schema import Aachen, Keep
from geodata.survey.universe import Authority, Type, Universe
from tests.geodata.survey.world import SMALL


@pytest.fixture(scope="module")
def repository(embedded: Repository) -> Repository:
    return embedded


def one(name: str = "", key: str = "", stated: str = "", universe: Universe = SMALL):
    found = match([Respondent(2, key, name, stated)], universe, {})
    return (found.matched or found.unmatched)[0]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Stadt Köln", "05315000"),
        ("Köln, krfr. Stadt", "05315000"),
        ("KÖLN", "05315000"),
        ("Koeln", "05315000"),
        ("Städteregion Aachen", "05334"),
        ("StädteRegion Aachen", "05334"),
        ("Aachen, Städteregion", "05334"),
        ("Stadt Aachen", "05334002"),
        ("Mülheim a. d. Ruhr", "05117000"),
        ("Mülheim a.d. Ruhr", "05117000"),
        ("Muelheim/Ruhr", "05117000"),
        ("Mülheim", "05117000"),
        ("Halle Westfalen", "05754012"),
        ("Halle (Westf.), Stadt", "05754012"),
        ("St. Augustin", "05382056"),
        ("Kreisverwaltung Düren", "05358"),
        ("Düren, Kreis", "05358"),
        ("Kreisstadt Düren", "05358008"),
        ("Kreis- und Hochschulstadt Düren", "05358008"),
        ("Der Bürgermeister der Stadt Düren", "05358008"),
        ("Kreis Rhein-Sieg", "05382"),
        ("Rhein-Sieg", "05382"),
    ],
)
def test_spellings(name: str, key: str) -> None:
    assert one(name).key == key


def test_a_name_that_is_also_a_kreis_is_marked_for_a_look() -> None:
    found = one("Düren")
    assert (found.key, found.check) == ("05358008", "05358")
    assert one("Stadt Düren").check == ""
    assert one("Düren", stated="Kreis").key == "05358"


def test_what_only_comes_close_is_listed_and_never_taken() -> None:
    found = one("Mekenheim")
    assert found.why is Why.UNKNOWN
    assert found.candidates[0].key == "05382032"
    assert found.candidates[0].score < 100


def test_keys_in_their_shapes() -> None:
    for key in ("05315000", "5315000", "05315", "053150000000"):
        assert (one(key=key).key, one(key=key).method) == ("05315000", Method.KEY)
    assert one(key="05358").key == "05358"


def test_key_and_name_that_contradict_match_nobody() -> None:
    found = one("Stadt Köln", "05382056")
    assert found.why is Why.CONTRADICTION
    assert {c.key for c in found.candidates} == {"05315000", "05382056"}
    assert one("Stadt Köln", "09999999").why is Why.CONTRADICTION
    assert one("Düren", "05358").key == "05358"  # „Düren“ may well be the Kreis


def test_a_name_of_two_authorities_matches_neither() -> None:
    twins = Universe.of([Authority("1", "Neudorf", Type.MUNICIPALITY), Authority("2", "Neudorf", Type.MUNICIPALITY)])
    found = one("Neudorf", universe=twins)
    assert found.why is Why.SEVERAL
    assert [c.key for c in found.candidates] == ["1", "2"]


def test_nothing_said_and_decided_by_hand() -> None:
    assert one().why is Why.NOTHING
    found = match([Respondent(2, "", "Amt am Dom")], SMALL, {"Amt am Dom": "05315000"}).matched[0]
    assert (found.key, found.method) == ("05315000", Method.BY_HAND)


def test_double_answers_and_the_rule_that_decides() -> None:
    rows = [Respondent(2, "05315000", ""), Respondent(3, "", "Köln"), Respondent(4, "", "Stadt Düren")]
    matched = match(rows, SMALL, {}).matched
    fullness, when = {2: 9, 3: 4, 4: 1}, {2: "2020-03-01", 3: "2020-02-01", 4: ""}
    kept = {rule: duplicates(matched, rule, fullness, when)[0].kept for rule in Keep}
    assert kept == {Keep.LAST: 2, Keep.FIRST: 3, Keep.FULLEST: 2}
    assert [d.rows for d in duplicates(matched, Keep.LAST, fullness, when)] == [(2, 3)]


def test_427_authorities_and_the_switch_for_aachen(repository: Repository) -> None:
    assert list(universe_of(repository, "05").types.values()) == [31, 23, 373]
    assert list(universe_of(repository, "05", Aachen.MUNICIPALITY).types.values()) == [31, 22, 374]


def _formal(a: Authority) -> str:
    if a.type == Type.DISTRICT:
        return f"{a.name.removeprefix('Kreis ')}, Kreis" if a.name.startswith("Kreis ") else a.name
    return f"{a.name}, {'krfr. Stadt' if a.type == Type.CITY else 'Stadt'}"


def _plain(a: Authority) -> str:
    text = a.name.replace("(Westf.)", "Westfalen").replace(" an der ", " a. d. ").replace("Rhld.", "Rheinland")
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ü", "Ue"), ("ß", "ss")):
        text = text.replace(letter, pair)
    return text.upper()


@pytest.mark.parametrize("spell", [lambda a: a.name, _formal, _plain], ids=["official", "formal", "plain"])
def test_all_427_in_three_spellings(spell, repository: Repository) -> None:
    universe = universe_of(repository, "05")
    keys = list(universe.authorities)
    rows = [Respondent(i, "", spell(a)) for i, a in enumerate(universe.authorities.values())]
    found = match(rows, universe, {})
    assert not found.unmatched
    assert [m.key for m in found.matched] == keys


@pytest.fixture(scope="module")
def everybody(repository: Repository) -> Universe:
    return universe_of(repository, "05")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Stadt Mülheim a. d. Ruhr", "05117000"),
        ("Krs. Borken", "05554"),
        ("LK Borken", "05554"),
        ("Kreis-Verwaltung Düren", "05358"),
        ("Rhein-Siegkreis", "05382"),
        ("Ennepe-Ruhrkreis", "05954"),
        ("Städte-Region Aachen", "05334"),
        ("Gemeinde Rheurdt (Kreis Kleve)", "05154048"),
        ("Roetgen, StädteRegion Aachen", "05334024"),
        ("Stadt Kleve (Kreis Kleve)", "05154036"),
        ("Stadt Aachen (Städteregion Aachen)", "05334002"),
        ("Menden (Märkischer Kreis)", "05962040"),
        ("Stadt Brilon im Hochsauerlandkreis", "05958012"),
        ("05315000", "05315000"),
    ],
)
def test_spellings_with_the_kreis_and_short_for_it(name: str, key: str, everybody: Universe) -> None:
    assert one(name, universe=everybody).key == key


@pytest.mark.parametrize(
    ("name", "stated", "meant"),
    [
        ("Stadt Aachen (Städteregion)", "", {"05334", "05334002"}),
        ("Kreis und Stadt Paderborn", "", {"05774", "05774032"}),
        ("Kreisverwaltung der Stadt Düren", "", {"05358", "05358008"}),
        ("Kleve, Kreis Kleve", "", {"05154", "05154036"}),
        ("Kreis Düren", "kreisangehörige Stadt", {"05358", "05358008"}),
        ("Stadt Düren", "Kreis", {"05358", "05358008"}),
    ],
)
def test_what_names_town_and_kreis_matches_neither(name, stated, meant: set[str], everybody: Universe) -> None:
    found = one(name, stated=stated, universe=everybody)
    assert found.why is Why.SEVERAL
    assert {c.key for c in found.candidates} == meant


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Stadt Borken (Kreis Kleve)", "05554012"),
        ("Neunkirchen (Rhein-Sieg-Kreis)", "05970036"),
        ("Mühlheim an der Ruhr", "05117000"),
        ("Sendenhors", "05570040"),
        ("Kreis Neuss", "05162"),
    ],
)
def test_a_wrong_kreis_or_a_slip_is_listed_with_the_closest_first(name: str, first: str, everybody: Universe) -> None:
    found = one(name, universe=everybody)
    assert found.why is Why.UNKNOWN
    assert found.candidates[0].key == first
