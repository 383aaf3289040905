"""Counts that few have given cannot be worked out from sums, nor from how many a dependent question was put to."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from geodata.errors import GeodataError
from geodata.survey import residents
from geodata.survey.analysis import analyse
from geodata.survey.conditions import exposed
from geodata.survey.publication import PublishedQuestion, PublishedSurvey, check
from geodata.survey.publish import publish
from geodata.survey.schema import parse_schema
from geodata.survey.universe import Authority, Type, Universe
from tests.geodata.survey.world import write

TOWNS = Universe.of(
    [Authority(f"{n:03d}", f"Ort {n:03d}", Type.CITY if n < 20 else Type.MUNICIPALITY) for n in range(120)]
)
SCHEMA = """
key: key
questions:
  - {id: Q1, kind: single}
  - {id: Q2, kind: single, asked_if: {question: Q1, codes: [A1]}, not_applicable: [A9]}
"""


def published(folder: Path, answers: list[tuple[str, str]], schema: str = SCHEMA, first: int = 0) -> PublishedSurvey:
    lines = [f"{first + n:03d};{one};{two}" for n, (one, two) in enumerate(answers)]
    path = write(folder, "key;Q1;Q2\n" + "\n".join(lines) + "\n")
    return publish(analyse(path, parse_schema(schema), TOWNS))


def counts(question: PublishedQuestion) -> dict[str, int | None]:
    return {a.code: a.k for a in question.answers}


def test_a_dependent_question_does_not_tell_the_hidden_answer_it_depends_on(tmp_path: Path) -> None:
    found = published(tmp_path, [("A1", "A1")] * 2 + [("A2", "")] * 60)
    assert counts(found.question("Q1")) == {"A1": None, "A2": None}
    dependent = found.question("Q2")
    assert (dependent.base, dependent.asked, dependent.not_applicable) == (None, None, None)
    assert (dependent.answers, dependent.groups) == ((), {})


def test_nor_the_few_it_was_not_put_to(tmp_path: Path) -> None:
    found = published(tmp_path, [("A1", "A1")] * 30 + [("A1", "A2")] * 30 + [("A2", "")])
    assert found.question("Q2").base is None


def test_nor_one_of_two_that_are_hidden_together(tmp_path: Path) -> None:
    found = published(tmp_path, [("A1", "A1")] * 10 + [("A2", "")] * 2 + [("A3", "")] * 60)
    assert counts(found.question("Q1")) == {"A1": None, "A2": None, "A3": 60}
    assert found.question("Q2").base is None  # 10 asked would leave 2


def test_what_tells_nothing_is_published(tmp_path: Path) -> None:
    found = published(tmp_path, [("A1", "A1")] * 20 + [("A1", "A2")] * 20 + [("A2", "")] * 20)
    dependent = found.question("Q2")
    assert (dependent.base, dependent.asked, dependent.not_applicable) == (40, 40, 20)
    assert counts(dependent) == {"A1": 20, "A2": 20}


def test_few_to_whom_a_question_does_not_apply_are_not_counted(tmp_path: Path) -> None:
    found = published(tmp_path, [("A1", "A1")] * 20 + [("A1", "A2")] * 20 + [("A1", "A9")] + [("A2", "")] * 20)
    dependent = found.question("Q2")
    assert (dependent.base, dependent.asked, dependent.not_applicable) == (40, None, None)


def test_groups_of_a_dependent_question_do_not_tell_those_of_the_one_before(tmp_path: Path) -> None:
    """19 of 20 cities said A1: cities cannot stand for themselves in Q1, so nor may their base in Q2."""
    cities = [("A1", "A1")] * 10 + [("A1", "A2")] * 9 + [("A2", "")]
    towns = [("A1", "A1")] * 20 + [("A1", "A2")] * 20 + [("A2", "")] * 40
    found = published(tmp_path, cities + towns)
    for question in ("Q1", "Q2"):
        assert found.question(question).groups == {}


TICKS = """
key: key
questions:
  - {id: M, kind: multiple}
  - {id: Q2, kind: single, asked_if: {question: M, codes: [SQ001]}}
"""


def ticked(folder: Path, rows: list[tuple[str, str, str]]) -> PublishedSurvey:
    lines = [f"{n:03d};{';'.join(row)}" for n, row in enumerate(rows)]
    path = write(folder, "key;M[SQ001];M[SQ002];Q2\n" + "\n".join(lines) + "\n")
    return publish(analyse(path, parse_schema(TICKS), TOWNS))


@pytest.mark.parametrize("few", ["Y", "N"])
def test_a_hidden_tick_is_not_told_by_the_question_behind_it(few: str, tmp_path: Path) -> None:
    """Ticks do not add up to the base, so a rest of two is hidden only because it is looked at."""
    many = "N" if few == "Y" else "Y"
    found = ticked(tmp_path, [(few, "Y", "A1")] * 2 + [(many, "Y", "A2")] * 30 + [(many, "N", "A2")] * 30)
    assert counts(found.question("M")) == {"SQ001": None, "SQ002": 32}
    assert (found.question("Q2").base, found.question("Q2").asked) == (None, None)


def test_a_package_that_tells_them_is_refused(tmp_path: Path) -> None:
    safe = published(tmp_path, [("A1", "A1")] * 20 + [("A1", "A2")] * 20 + [("A2", "")] * 20)
    two = safe.question("Q2").model_copy(update={"asked": 59, "not_applicable": 1})
    with pytest.raises(GeodataError, match="nicht veröffentlicht"):
        check(safe.model_copy(update={"questions": (safe.questions[0], two)}))


@pytest.mark.parametrize("answers", [["A2", "A3", "A4"], ["A2", "A3", "A3"]])
def test_hidden_answers_that_can_only_be_small_take_another_one_with_them(answers: list[str], tmp_path: Path) -> None:
    """One each of three, or one and two of two: their sum alone would say it, for zeros are shown."""
    found = published(tmp_path, [("A1", "A1")] * 40 + [("A5", "")] * 20 + [(a, "") for a in answers])
    shown = counts(found.question("Q1"))
    assert shown == {"A1": 40, "A5": None} | dict.fromkeys(answers)


@pytest.mark.parametrize("least", [2, 3, 5])
def test_exposed_means_that_all_ways_to_fill_the_sum_are_small(least: int) -> None:
    for hidden in product(range(1, 6), repeat=3):
        ways = [w for w in product(range(1, 16), repeat=3) if sum(w) == sum(hidden)]
        assert exposed(hidden, 1000, least) == all(max(w) < least for w in ways)


def test_of_residents_too(tmp_path: Path) -> None:
    quarters = {f"05315000/quartier/{n:02d}": f"Quartier {n}" for n in range(1, 4)}
    rows = [f"{1 + n % 3:02d};{'A1' if n < 2 else 'A2'};{'A1' if n < 2 else ''}" for n in range(90)]
    path = write(tmp_path, "key;Q1;Q2\n" + "\n".join(rows) + "\n")
    schema = parse_schema("respondents: residents\n" + SCHEMA.lstrip())
    found = residents.publish(residents.analyse(path, schema, quarters), quarters)
    assert found.question("Q1").answers == ()
    assert found.question("Q2").base is None
