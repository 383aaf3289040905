"""„Besondere Quartiere“ over the embedded data: planted truths come out, and whatever has no result says what to do."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import numpy as np
import openpyxl
import pytest

from dashboard.needs_tasks import needs_stability
from dashboard.needs_terms import Mark, Special, marks_text, specials_text
from dashboard.state import ViewState, from_query
from dashboard.views.controls import build_regions
from dashboard.views.needs.card import build_card, contributions
from dashboard.views.needs.inputs import build_inputs, context_of, offered
from dashboard.views.needs.marks import build_marks
from dashboard.views.needs.page import NeedsView, build_needs
from dashboard.views.needs.result import Refused, Result, build_result
from dashboard.views.needs.stable import build_stable, sentence_of
from dashboard.views.needs.workbook import COLUMNS, LIST, METHOD, STABLE, discussion_list
from geodata.methods.needs import Dynamics, Status
from geodata.observations import ValueStatus
from geodata.repository import Repository

SHELTER = "muster/k06/g03/quartier/04"
CITY_CLUSTER = [f"muster/k01/g01/quartier/{n}" for n in ("01", "02", "03", "05", "10", "20")]
QUARTERS = "?page=quartiere&region=muster&level=quartier"
COLUMNS_OF = {name: at for at, name in enumerate(COLUMNS)}
KREISE = "?page=quartiere&region=05&level=kreis"


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def view(repository: Repository, query: str) -> NeedsView:
    return build_needs(repository, from_query(query, repository)[0])


def result(repository: Repository, query: str) -> Result:
    found = build_result(repository, from_query(query, repository)[0])
    assert isinstance(found, Result)
    return found


@pytest.mark.slow
def test_every_region_on_every_level_has_a_result_or_says_what_to_do(sample: Repository):
    regions = [option.value for group in build_regions(sample) for option in group.options]
    refused = 0
    for region in regions:
        for level in sample.levels(region):
            found = view(sample, f"?page=quartiere&region={region}&level={level.id}")
            assert bool(found.problems) != bool(found.facts)
            assert all("Wählen Sie" in p for p in found.problems)
            refused += bool(found.problems)
    assert 0 < refused < len(regions) * 3


def test_the_planted_cluster_is_marked(sample: Repository):
    found = result(sample, QUARTERS)
    marked = {i for i, a in zip(found.inputs.ids, found.attention, strict=True) if a}
    assert set(CITY_CLUSTER) <= marked
    assert len(marked) < 25


def test_three_areas_are_refused(sample: Repository):
    towns = sample.areas("gemeinde", "muster")["area_id"]
    three = next(t for t in towns if len(sample.areas("quartier", t)) == 3)
    found = view(sample, f"?page=quartiere&region={three}&level=quartier")
    assert found.problems == (
        "Nur 3 Gebiete haben alle nötigen Angaben; Klassen und Ränge brauchen mindestens 8. Wählen Sie einen größeren "
        "Vergleichsraum, weniger Ausschlüsse oder Indikatoren mit weniger Lücken.",
    )
    assert found.browser["states"] == "333"


def test_areas_with_too_few_people_are_left_out_and_counted(sample: Repository):
    found = view(sample, QUARTERS)
    assert "nicht einbezogen: 1 mit weniger als 300 Einwohnern" in found.facts
    assert found.browser["included"].count("0") == 1


def test_suppressed_values_enter_nothing(sample: Repository):
    query = QUARTERS + "&q_ind=muster_kita_3_years_pct,muster_sgb2_pct"
    found = result(sample, query)
    column = found.inputs.columns[0].now
    hidden = column["status"].eq(ValueStatus.SUPPRESSED).to_numpy()
    assert hidden.any()
    assert np.isnan(found.index.value[hidden]).all()
    assert {found.states[i] for i in np.flatnonzero(hidden & found.inputs.included)} == {"SUPPRESSED"}
    mean = result(sample, query + "&q_gap=mittel")
    assert np.isnan(mean.index.value[hidden]).all()  # one of two is less than two thirds
    three = result(sample, query + ",muster_unemployment_pct&q_gap=mittel")
    assert three.index.averaged[hidden & three.inputs.included].all()


def test_contributions_add_up_to_the_index(sample: Repository):
    for scale in ("z", "minmax", "percent"):
        found = result(sample, f"{QUARTERS}&q_ind=muster_sgb2_pct:2,muster_gymnasium_pct&q_scale={scale}")
        at = int(np.nanargmax(found.index.value))
        assert sum(contributions(found, at).values()) == pytest.approx(found.index.value[at])


def test_without_an_earlier_year_only_soziale_lage_is_shown_and_that_is_said(sample: Repository):
    found = view(sample, KREISE)
    assert any("2021 fehlt" in n for n in found.notes)
    assert any("Soziale Lage" in n for n in found.notes)
    assert found.browser["changing"] == []
    assert set(result(sample, KREISE).dynamics) == {Dynamics.NONE}


def test_a_frozen_scale_keeps_the_means_of_its_year(sample: Repository):
    here, frozen = result(sample, QUARTERS), result(sample, QUARTERS + "&q_ref=2015")
    first = result(sample, QUARTERS + "&q_year=2015")
    assert frozen.index.reference.start == pytest.approx(first.index.reference.start)
    assert not np.allclose(frozen.index.reference.start, here.index.reference.start)
    assert view(sample, QUARTERS + "&q_ref=2015").browser["reference"] is not None


def test_context_is_offered_to_rules_only(sample: Repository):
    names = {i.id for i in context_of(sample, "quartier", "muster")}
    assert "muster_foreigners_pct" in names
    assert names.isdisjoint(i.id for i in offered(sample, "quartier", "muster"))
    found = view(sample, QUARTERS + "&q_rule=muster_foreigners_pct+mindestens+Durchschnitt")
    assert "erfüllen die Regel" in found.rule.sentence


def test_an_unknown_indicator_in_a_shared_rule_is_named(sample: Repository):
    found = view(sample, QUARTERS + "&q_rule=atlantis_pct+über+3")
    assert "„atlantis_pct“" in found.rule.problem
    assert found.rule.codes == ""


def test_what_measures_the_same_is_said(sample: Repository):
    assert any("messen fast dasselbe (Korrelation 0,97, n = 217)" in n for n in view(sample, QUARTERS).notes)


def test_gisd_does_not_rank_municipalities_within_a_kreis(sample: Repository):
    assert offered(sample, "gemeinde", "05315") == ()
    assert offered(sample, "gemeinde", "05") != ()


def test_the_card_of_the_shelter_says_what_speaks_against(sample: Repository):
    special = specials_text([Special(SHELTER, "unterkunft", 430)])
    card = build_card(sample, from_query(f"{QUARTERS}&q_special={special}", sample)[0], SHELTER)
    assert card is not None
    assert (card.attention, card.lage) == (True, "sehr ungünstig")
    assert any("Ohne Unterkunft für Geflüchtete (430 Personen)" in t and "mittel" in t for t in card.against)
    assert len(card.similar) == 5
    assert len({s.name.split(", ")[-1] for s in card.similar}) > 1  # of several municipalities
    assert "Brennpunkt" not in str(card)


def test_the_card_of_an_area_left_out_says_why(sample: Repository):
    found = result(sample, QUARTERS)
    small = found.inputs.ids[found.states.index("BELOW_MINIMUM")]
    card = build_card(sample, from_query(QUARTERS, sample)[0], small)
    assert card is not None
    assert card.sentences == ("Nicht in die Rechnung einbezogen: zu wenige Einwohner.",)
    assert card.lage_class == Status.NONE


def test_indicators_without_a_common_year_are_shown_each_at_its_newest(sample: Repository):
    query = KREISE + "&q_ind=gisd_germany_score,sgb2_rate_pct"
    inputs = build_inputs(sample, from_query(query, sample)[0])
    assert [c.period for c in inputs.columns] == ["2021", "2023"]
    assert any("kein gemeinsames Jahr" in n for n in inputs.notes)


def test_all_weights_zero_is_refused_in_words(sample: Repository):
    found = build_result(sample, from_query(QUARTERS + "&q_ind=muster_sgb2_pct:0", sample)[0])
    assert isinstance(found, Refused)
    assert "Gewicht" in found.problems[0]


# -- noted quarters, Diskussionsliste, stability ------------------------------------------------------------------

NOTED = marks_text(
    [
        Mark(CITY_CLUSTER[0], "Jugendamt", "ja", "=1+1"),
        Mark("muster/k08/g02/quartier/01", "", "offen", ""),
        Mark(SHELTER, "Sozialamt", "nein", "+Unterkunft"),
    ]
)


def with_marks(sample: Repository) -> ViewState:
    return from_query(f"{QUARTERS}&q_marks={quote(NOTED)}", sample)[0]


def test_disagreement_comes_first(sample: Repository):
    found = build_marks(sample, with_marks(sample))
    assert [(n.mark.area, n.differs) for n in found] == [
        (SHELTER, True), ("muster/k08/g02/quartier/01", None), (CITY_CLUSTER[0], False),
    ]  # fmt: skip
    assert (found[0].data, found[0].local, found[0].verdict) == ("auffällig", "unauffällig", "unterschiedlich")


def test_noted_quarters_outside_the_view_say_that_the_data_say_nothing(sample: Repository):
    state = from_query(f"{KREISE}&q_marks={SHELTER}:Jugendamt:ja", sample)[0]
    (found,) = build_marks(sample, state)
    assert (found.data, found.rank, found.differs) == ("keine Aussage möglich", "", None)


def test_the_list_holds_no_formula_and_says_how_it_came_about(sample: Repository):
    book = openpyxl.load_workbook(io.BytesIO(discussion_list(sample, with_marks(sample))))
    sheet = book[LIST]
    assert str(sheet["A1"].value).startswith("Fiktive Daten")
    assert [c.value for c in sheet[4]] == list(COLUMNS)
    reasons = [sheet.cell(row, 7) for row in (5, 6, 7)]
    assert [(c.value, c.data_type) for c in reasons] == [("+Unterkunft", "s"), (None, "n"), ("=1+1", "s")]
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    told = {row[0].value: row[1].value for row in book[METHOD].iter_rows()}
    assert sample.fingerprint in told["Datenstand"]
    assert "Startzahl 2017" in told["Belastbarkeit"]
    assert "q_marks=" in told["Link (an die Adresse der Anwendung anhängen)"]


def test_the_list_without_a_result_is_still_a_list(sample: Repository):
    state = from_query(f"?page=quartiere&region=05515&level=gemeinde&q_marks={SHELTER}", sample)[0]
    sheet = openpyxl.load_workbook(io.BytesIO(discussion_list(sample, state)))[LIST]
    assert sheet["C5"].value == "keine Aussage möglich"


@pytest.mark.slow
def test_stability_of_the_planted_cluster(sample: Repository, tmp_path: Path):
    told: list[str] = []
    arguments = {"workspace": str(tmp_path / "none"), "internal": True, "query": QUARTERS}
    found = needs_stability(arguments, lambda step, _share: told.append(step))
    again = needs_stability(arguments, lambda step, _share: None)
    assert found == again
    assert len(set(told)) > 1
    assert min(found["rows"][i][2] for i in CITY_CLUSTER) > 0.9
    here = Repository.open(tmp_path / "none")
    state = from_query(QUARTERS, here)[0]
    stable = build_stable(sample, state, found)
    assert stable is not None
    assert "belastbar" in stable.sentence
    assert "Am meisten verschiebt das Ergebnis: Zufall kleiner Fallzahlen. Damit wechseln" in stable.driver
    assert "Gewichte der Indikatoren: " in stable.driver
    assert "Plätze (Median)" in stable.driver
    assert "der Ziehungen" in sentence_of(state, found, CITY_CLUSTER[0])
    noted = from_query(f"{QUARTERS}&q_marks={quote(NOTED)}", here)[0]
    book = openpyxl.load_workbook(io.BytesIO(discussion_list(sample, noted, found)))
    listed = {row[0].value: row[COLUMNS_OF["Wie belastbar"]].value for row in book[LIST].iter_rows(min_row=5)}
    assert "der Ziehungen" in listed["Innenstadt"]
    assert book[STABLE]["A1"].value == stable.sentence
    assert book[STABLE]["A2"].value == stable.driver
    assert book[STABLE].max_row == 5 + len(stable.rows)
    other = from_query(QUARTERS + "&q_scale=percent", here)[0]
    assert STABLE not in openpyxl.load_workbook(io.BytesIO(discussion_list(sample, other, found))).sheetnames
    assert build_stable(sample, other, found) is None
    for part in ("q_goal=muster_sgb2_pct:0..40", "q_cuts=-1,0.5,2", "q_min=500", f"q_out={SHELTER}", "q_ref=2018"):
        assert build_stable(sample, from_query(f"{QUARTERS}&{part}", here)[0], found) is None
    assert sentence_of(other, found, CITY_CLUSTER[0]) == ""
