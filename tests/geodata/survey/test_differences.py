"""Two versions of a survey, one subtracted from the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.importing import plan
from geodata.readers.boundaries import Options
from geodata.reports import Kind
from geodata.survey.differences import Difference, few_apart
from geodata.survey.publication import PublishedSurvey
from geodata.survey.schema import Schema
from tests.geodata.survey.test_importing import known
from tests.geodata.survey.test_publish import export, of_residents
from tests.geodata.survey.world import write

TWO_QUARTERS = [(40, 10), (50, 20)]


@pytest.fixture
def before(tmp_path: Path) -> PublishedSurvey:
    return of_residents(tmp_path, export(TWO_QUARTERS))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (TWO_QUARTERS, []),
        ([(41, 11), (50, 20)], [("", 1), ("first", 1)]),  # who knows both knows that the new one said yes
        ([(38, 9), (50, 20)], [("", 2), ("first", 2)]),
        ([(43, 11), (50, 20)], []),  # three more are as many as may be shown
        ([(41, 11), (49, 19)], [("first", 1), ("second", 1)]),  # one moved
        ([(41, 11), (54, 20)], [("first", 1)]),
    ],
)
def test_a_base_that_few_changed_is_told(
    before: PublishedSurvey, tmp_path: Path, now: list[tuple[int, int]], expected: list[tuple[str, int]]
) -> None:
    after = of_residents(tmp_path, export(now))
    labels = {g.label: name for g, name in zip(before.questions[0].groups["quarter"], ("first", "second"), strict=True)}
    question = before.question("W2")
    assert question is not None
    found = [Difference(d.question, labels.get(d.group, ""), d.count) for d in few_apart(before, after)]
    assert found == [Difference(question.label, group, count) for group, count in expected]


def test_named_authorities_and_open_counts_have_nothing_to_hide(before: PublishedSurvey, tmp_path: Path) -> None:
    after = of_residents(tmp_path, export([(41, 11), (50, 20)]))
    assert few_apart(before, after)
    assert not few_apart(before, after.model_copy(update={"named": True}))
    assert not few_apart(before.model_copy(update={"disclosure": 1}), after.model_copy(update={"disclosure": 1}))


def test_answers_hidden_in_one_version_cannot_be_subtracted(before: PublishedSurvey, tmp_path: Path) -> None:
    after = of_residents(tmp_path, export([(41, 11), (50, 20)]))

    def hidden(survey: PublishedSurvey) -> PublishedSurvey:
        answers = {"answers": tuple(a.model_copy(update={"k": None}) for a in survey.questions[0].answers)}
        groups = {"groups": {}}
        questions = tuple(q.model_copy(update=answers | groups) for q in survey.questions)
        return survey.model_copy(update={"questions": questions})

    assert not few_apart(hidden(before), after)
    assert not few_apart(before, hidden(after))


def test_it_is_told_before_the_older_version_is_replaced(tmp_path: Path) -> None:
    """60 answers are loaded; the same file with one more comes; then one with three more."""

    def file(more: int) -> Path:
        rows = "".join(f"{1 + n % 2:02d};{'Ja' if n % 3 else 'Nein'}\n" for n in range(60 + more))
        return write(tmp_path, f"quartier;zufrieden\n{rows}", "umfrage.csv")

    first = plan([file(0)], Options(), known(), kind=Kind.SURVEY, survey=Schema())
    assert "survey_few_more" not in {p.code for p in first.report.files[0].problems}
    loaded = known().plus(first.packages[0])
    again = plan([file(1)], Options(), loaded, kind=Kind.SURVEY, survey=Schema())
    (told,) = (p for p in again.report.files[0].problems if p.code == "survey_few_more")
    assert "umfrage.csv" in str(told)
    assert "zufrieden" in str(told)
    assert not again.report.refused
    more = plan([file(6)], Options(), loaded, kind=Kind.SURVEY, survey=Schema())
    assert "survey_few_more" not in {p.code for p in more.report.files[0].problems}
