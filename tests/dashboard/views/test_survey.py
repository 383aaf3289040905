"""Page „Befragung“: every share names its base, nothing invented stands beside a real place."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.state import from_query
from dashboard.views.survey.models import Bars, Lines, Map, SurveyView, Table
from dashboard.views.survey.page import build_survey
from geodata.catalog import Catalog
from geodata.package import Package
from geodata.repository import Repository
from geodata.survey.publication import PublishedSurvey
from geodata.survey.publish import publish
from geodata.survey.schema import parse_schema
from tests.geodata.survey.world import SMALL, write

AUTHORITIES, RESIDENTS = "b_svy=musterland_survey_authorities", "b_svy=musterland_survey_residents"


@pytest.fixture(scope="module")
def sample() -> Repository:
    return Repository.open(None)


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
    from geodata.survey.analysis import analyse

    return publish(analyse(file, parse_schema("title: Eigene\nperiod: '2025'"), SMALL))


def _boundaries() -> list[Package]:
    from geodata.sample.location import SAMPLE_ROOT
    from geodata.workspace import Workspace

    return Workspace(SAMPLE_ROOT).packages()[:6]


def test_links_of_another_time_fall_back(sample: Repository) -> None:
    state, notices = from_query("?v=1&page=befragung&b_svy=weg&b_part=x&b_by=y", sample)
    assert (state.b_svy, state.b_part, state.b_by) == ("", "ruecklauf", "type")
    assert len(notices) == 3
