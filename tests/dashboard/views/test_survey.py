"""Page „Befragung“: every share names its base, nothing invented stands beside a real place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dashboard.state import from_query
from dashboard.views.survey import residents, words
from dashboard.views.survey.models import Bars, Lines, Map, Scatter, SurveyView, Table
from dashboard.views.survey.page import _facts, build_survey
from dashboard.views.survey.resident_indicators import Pair, interval
from geodata.catalog import Catalog
from geodata.package import Package
from geodata.repository import Repository
from geodata.survey.analysis import analyse
from geodata.survey.publication import PublishedAnswer, PublishedSurvey
from geodata.survey.publish import publish, publish_both
from geodata.survey.schema import Aachen, parse_schema
from geodata.survey.universe import Type, Universe
from tests.geodata.survey.world import SMALL, write

AUTHORITIES, RESIDENTS = "b_svy=musterland_survey_authorities", "b_svy=musterland_survey_residents"


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


def view(repository: Repository, query: str = "") -> SurveyView:
    return build_survey(repository, from_query(f"?v=1&page=befragung&{query}", repository)[0])


def test_the_page_opens_on_published_figures_not_on_invented_ones(sample: Repository) -> None:
    found = view(sample)
    assert not found.fictional
    assert found.survey == "nrw2020"
    table = next(s for s in found.left if isinstance(s, Table))
    response = table.rows[0]
    assert response[:4] == ("haben geantwortet", "60,4\u00a0%", "aller Kommunen und Kreise", "258 von 427")
    assert "rechnerisch" in table.head


def test_invented_surveys_say_so_and_come_last(sample: Repository) -> None:
    assert [c.value for c in view(sample).surveys] == [
        "nrw2020", "musterland_survey_authorities", "musterland_survey_residents",
    ]  # fmt: skip
    for query in (AUTHORITIES, RESIDENTS):
        assert view(sample, query).fictional
        assert "fiktiv" in view(sample, query).title


@pytest.mark.parametrize("part", ["ruecklauf", "antworten", "felder", "fehlende", "indikatoren"])
@pytest.mark.parametrize("survey", [AUTHORITIES, RESIDENTS])
def test_every_set_of_bars_names_its_base(sample: Repository, survey: str, part: str) -> None:
    found = view(sample, f"{survey}&b_part={part}")
    sections = (*found.left, *found.right)
    assert sections
    for section in sections:
        if isinstance(section, Bars):
            assert section.base.startswith("Basis:")
            assert all(b.share is None or 0 <= b.share <= 1 for b in section.bars)
        if isinstance(section, Table):
            assert all(len(row) == len(section.head) for row in section.rows)


def test_response_counts_all_that_were_asked(sample: Repository) -> None:
    survey = sample.surveys["musterland_survey_authorities"]
    found = view(sample, AUTHORITIES)
    bars = next(s for s in found.left if isinstance(s, Bars))
    counts = [tuple(int(n) for n in b.count.split(" von ")) for b in bars.bars]
    assert (sum(k for k, _ in counts), sum(n for _, n in counts)) == (survey.answered, survey.asked)
    chart = next(s for s in found.right if isinstance(s, Map))
    assert [e.look for e in chart.legend] == ["full", "hatched"]
    assert len(chart.shapes) == survey.asked
    missing = next(s for s in found.right if isinstance(s, Lines))
    assert len(missing.entries) == survey.asked - survey.answered


def test_challenges_are_ranked_and_mapped(sample: Repository) -> None:
    found = view(sample, f"{AUTHORITIES}&b_part=felder&b_ans=WOHNEN")
    bars = next(s for s in found.left if isinstance(s, Bars))
    shares = [b.share for b in bars.bars]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) > 1
    assert "Mehrfachnennung" in bars.base
    chart = next(s for s in found.right if isinstance(s, Map))
    named = next(b for b in bars.bars if b.label == "Wohnen")
    assert chart.legend[0].label == f"nennt Wohnen: {named.count.split(' von ')[0]}"
    assert [e.key for e in chart.legend] == ["yes", "other", "skipped", "no"]


def test_columns_of_a_crossing_name_their_own_base(sample: Repository) -> None:
    found = view(sample, f"{AUTHORITIES}&b_part=antworten&b_by=size")
    table = next(s for s in found.right if isinstance(s, Table))
    assert all("(n = " in head for head in table.head[1:])


def test_quarters_shown_alone_have_enough_answers(sample: Repository) -> None:
    found = view(sample, f"{RESIDENTS}&b_part=felder&b_ans=W2:A1")
    minimum = sample.surveys["musterland_survey_residents"].minimum
    bars = [b for s in found.left if isinstance(s, Bars) for b in s.bars]
    assert len(bars) > 30
    assert all(int(b.count.split(" von ")[1]) >= minimum for b in bars)
    assert any("Zusammengefasst" in s.title for s in found.left)


@pytest.mark.slow
def test_a_loaded_survey_comes_first_and_unnamed_respondents_stay_so(sample: Repository, tmp_path: Path) -> None:
    names = [a.name for a in SMALL.authorities.values()]
    rows = [f"{name};{'Ja' if i % 2 else 'Nein'}" for i, name in enumerate(names)]
    own = _published(write(tmp_path, "\n".join(["Kommune;Frage", *rows]) + "\n"))
    packages = [Package(p.id, p.title, p.catalog) for p in sample.packages]
    repository = Repository([*_boundaries(), *packages, Package("eigene", "Eigene", Catalog(), survey=own)], "x")
    assert view(repository).survey == "eigene"
    for part in ("ruecklauf", "felder", "fehlende", "indikatoren"):
        found = view(repository, f"b_part={part}")
        assert not any(isinstance(s, Map) for s in (*found.left, *found.right))
        assert "Meckenheim" not in repr(found)


def _published(file: Path) -> PublishedSurvey:
    return publish(analyse(file, parse_schema("title: Eigene\nperiod: '2025'"), SMALL))


def _boundaries() -> list[Package]:
    from geodata.sample.location import SAMPLE_ROOT
    from geodata.workspace import Workspace

    return Workspace(SAMPLE_ROOT).packages()[:6]


def test_links_of_another_time_fall_back(sample: Repository) -> None:
    state, notices = from_query("?v=1&page=befragung&b_svy=weg&b_part=x&b_by=y", sample)
    assert (state.b_svy, state.b_part, state.b_by) == ("", "ruecklauf", "type")
    assert len(notices) == 3


# -- the city of Aachen ---------------------------------------------------------------------------------------------


def _loaded(sample: Repository, tmp_path: Path, named: bool) -> Repository:
    """A survey of the small universe, counted in both ways where it may be named."""
    text = "Kommune;Frage\n" + "\n".join(
        f"{a.name};{'Ja' if i % 2 else 'Nein'}" for i, a in enumerate(SMALL.authorities.values())
    )
    schema = parse_schema(f"title: Eigene\nnamed: {str(named).lower()}\n")
    other = Universe.of(
        replace(a, type=Type.MUNICIPALITY) if a.key == "05334002" else a for a in SMALL.authorities.values()
    )
    path = write(tmp_path, text + "\n")
    ways = {Aachen.CITY: SMALL, Aachen.MUNICIPALITY: other}
    own = publish_both(path, schema, analyse(path, schema, SMALL), ways, lambda key: key)
    packages = [Package(p.id, p.title, p.catalog) for p in sample.packages]
    return Repository([*_boundaries(), *packages, Package("eigene", "Eigene", Catalog(), survey=own)], "x")


def test_one_switch_moves_aachen_and_every_base_with_it(sample: Repository, tmp_path: Path) -> None:
    repository = _loaded(sample, tmp_path, named=True)
    found = {way: view(repository, f"b_svy=eigene&b_ac={way}") for way in ("", "kreisfrei", "kreisangehoerig")}
    counts = {way: [b.count for b in v.left[0].bars] for way, v in found.items()}  # type: ignore[union-attr]
    assert counts[""] == counts["kreisfrei"] == ["3 von 3", "3 von 3", "4 von 4"]
    assert counts["kreisangehoerig"] == ["3 von 3", "2 von 2", "5 von 5"]
    assert [found[way].counting for way in found] == ["kreisfrei", "kreisfrei", "kreisangehoerig"]
    crossed = view(repository, "b_svy=eigene&b_ac=kreisangehoerig&b_part=antworten")
    table = next(s for s in crossed.right if isinstance(s, Table))
    assert table.head[1:] == ("Kreis (n = 3)", "kreisfreie Stadt (n = 2)", "kreisangehörige Kommune (n = 5)")


def test_where_nobody_is_named_the_difference_would_tell_what_aachen_said(sample: Repository, tmp_path: Path) -> None:
    repository = _loaded(sample, tmp_path, named=False)
    found = view(repository, "b_svy=eigene&b_ac=kreisangehoerig")
    assert repository.surveys["eigene"].otherwise is None
    assert (found.countings, found.counting) == ((), "kreisfrei")
    assert any("Aachen" in note for note in found.notes)


def test_the_card_follows_the_switch(sample: Repository) -> None:
    table = next(s for s in view(sample, "b_ac=kreisangehoerig").left if isinstance(s, Table))
    assert table.rows[2][3] == "von 22: keine ganze Zahl passt"
    assert table.rows[3][3] == "46 von 374"
    assert [row[4] for row in table.rows] == [
        "[1]", "[1]", "[2]", "[1]", "[2]", "[2]", "[1]", "überliefert, an keiner Quelle geprüft",
    ]  # fmt: skip


# -- with the page „Karte“ ------------------------------------------------------------------------------------------

TOWNS = "muster/k01/g01,muster/k02/g01"


def test_areas_selected_on_the_map_are_a_group_of_respondents(sample: Repository) -> None:
    where = f"{AUTHORITIES}&region=muster&level=gemeinde&sel={TOWNS}&b_by=auswahl"
    survey = sample.surveys["musterland_survey_authorities"]
    found = view(sample, where)
    bars = next(s for s in found.left if isinstance(s, Bars))
    came = sum(key in survey.answered_keys for key in TOWNS.split(","))
    assert [b.count for b in bars.bars] == [f"{came} von 2", f"{survey.answered - came} von {survey.asked - 2}"]
    assert len(next(s for s in found.right if isinstance(s, Map)).marked) == 2
    crossed = view(sample, f"{where}&b_part=felder")
    table = next(s for s in crossed.left if isinstance(s, Table))
    assert table.head[1] == f"auf der Karte ausgewählt (n = {came})"
    question = survey.question("G02Q01")
    for row, answer in zip(table.rows, question.answers, strict=True):
        said = [int(cell.rpartition("(")[2].rstrip(")")) for cell in row[1:]]
        assert sum(said) == answer.k
    assert "auswahl" not in [c.value for c in view(sample, f"{AUTHORITIES}&region=muster").groupings]


def test_a_group_of_respondents_opens_on_the_map_whole(sample: Repository) -> None:
    found = view(sample, f"{AUTHORITIES}&b_part=felder&b_ans=WOHNEN")
    chart = next(s for s in found.right if isinstance(s, Map))
    said = sample.surveys["musterland_survey_authorities"].question("G02Q01").by_authority
    towns = {k for k, codes in said.items() if "WOHNEN" in codes and sample.area(k).level == "gemeinde"}
    highlighted, narrowed = (from_query(link.href, sample) for link in chart.links)
    assert set(highlighted[0].sel) == towns
    assert set(narrowed[0].f[0].values) == towns
    assert (highlighted[1], narrowed[1]) == ((), ())


def test_quarters_beside_an_indicator(sample: Repository) -> None:
    found = view(
        sample, f"{RESIDENTS}&b_part=indikatoren&b_ans=W2:A1&b_ind=muster_sgb2_pct&region=muster&level=quartier"
    )
    scatter = next(s for s in found.left if isinstance(s, Scatter))
    groups = sample.surveys["musterland_survey_residents"].question("W2").groups["quarter"]
    alone = [g for g in groups if g.group != "übrige"]
    assert len(scatter.points) == len(alone)
    assert {p.n for p in scatter.points} == {g.base for g in alone}
    assert all(p.low <= p.y <= p.high for p in scatter.points)
    table = next(s for s in found.right if isinstance(s, Table))
    assert sum(int(row[1]) for row in table.rows) == len(alone)
    assert found.indicator == "muster_sgb2_pct"


def test_agreement_of_all_quarters_is_not_certainty() -> None:
    pairs = [Pair(str(i), float(i), PublishedAnswer(code="a", label="a", k=0, n=20, share=0.0, lower=0, upper=0.2))
             for i in range(3)]  # fmt: skip
    assert interval(np.zeros(3), pairs) == "0,0 bis 6,0\u00a0%"  # Wilson, 0 of 60
    shares = np.array([10.0, 20.0, 30.0])
    assert interval(shares, pairs) == "0,0 bis 44,8\u00a0%"  # 20 ± 4,303 · 10 / √3


def test_residents_without_weights_or_a_known_sample_are_not_said_to_have_them(sample: Repository) -> None:
    """An import knows neither how many were written to nor weights: no „von 0“, no „gewichtet“."""
    held = sample.surveys["musterland_survey_residents"]
    plain = tuple(
        q.model_copy(update={"answers": tuple(a.model_copy(update={"share": a.k / a.n}) for a in q.answers)})
        for q in held.questions
    )
    assert any(residents.weighted(q) for q in held.questions)
    assert not any(residents.weighted(q) for q in plain)
    sections = [s for column in residents.answers(held.model_copy(update={"questions": plain})) for s in column]
    assert not any("ewichtet" in s.note for s in sections if isinstance(s, Bars))
    said = _facts(held.model_copy(update={"asked": 0}), True)
    assert said[0].endswith(" Personen haben geantwortet")
    assert " von " not in said[0]
    towns = sample.surveys["musterland_survey_authorities"]
    assert _facts(towns, False)[0] == "37 von 65 Kreisen, Städten und Gemeinden haben geantwortet"


def test_what_may_not_be_told_of_a_base_is_said(sample: Repository) -> None:
    question = sample.surveys["musterland_survey_authorities"].questions[0]
    untold = {"asked": None, "not_applicable": None}
    assert "wie viele gefragt waren: aus Datenschutz" in words.base(question.model_copy(update=untold), "Kommunen")
    nothing = words.base(question.model_copy(update={**untold, "base": None}), "Kommunen")
    assert nothing == "Basis: aus Datenschutzgründen nicht ausgewiesen"
