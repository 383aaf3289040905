"""What of a survey may be published and is kept: aggregates, never an answer sheet, never a free text.

Only surveys whose authorities agreed to be named (``named``) say who gave which answer.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from geodata.errors import refuse
from geodata.survey.schema import Kind, Respondents

REST = "übrige"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Projection(_Entry):
    """Share of all, post-stratified; fractions of one."""

    estimate: float
    se: float
    lower: float
    upper: float
    n_eff: float
    bounds: tuple[float, float]
    collapsed: tuple[str, ...] = ()


class PublishedAnswer(_Entry):
    """``k`` of ``n``; None where it is not shown. ``share`` is weighted where the survey has weights."""

    code: str
    label: str
    field: str = ""
    k: int | None
    n: int
    share: float | None
    lower: float | None
    upper: float | None
    projection: Projection | None = None


class PublishedNumbers(_Entry):
    n: int
    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float


class PublishedGroup(_Entry):
    """Answers of one group. ``members``: the groups pooled in it; one group that stands for itself has none."""

    group: str
    label: str
    base: int
    answers: tuple[PublishedAnswer, ...]
    members: tuple[str, ...] = ()


class PublishedQuestion(_Entry):
    """``groups``: grouping → groups; a grouping that cannot be shown safely is absent. ``by_authority``: key → codes,
    ``not_asked``: keys the question does not apply to; both only where authorities are named. ``base``, ``asked`` and
    ``not_applicable`` are None where they would give away what few have answered."""

    id: str
    kind: Kind
    label: str
    item: str = ""
    field: str = ""
    base: int | None
    asked: int | None
    not_applicable: int | None
    answers: tuple[PublishedAnswer, ...] = ()
    numbers: PublishedNumbers | None = None
    groups: dict[str, tuple[PublishedGroup, ...]] = {}
    by_authority: dict[str, tuple[str, ...]] = {}
    not_asked: tuple[str, ...] = ()

    @model_serializer(mode="wrap")
    def _as_before(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without ``not_asked`` where it is empty: packages written before it existed keep their content and name."""
        found: dict[str, Any] = dump(self)
        if not self.not_asked:
            del found["not_asked"]
        return found


class PublishedResponse(_Entry):
    group: str
    label: str
    k: int
    n: int


class PublishedSurvey(_Entry):
    """``response``: grouping → groups. ``asked_keys``/``answered_keys``: who was asked and answered (named only).

    ``aachen``: how the city of Aachen counted, "" if it was not asked. ``otherwise``: the same survey with Aachen
    counted the other way (named only: elsewhere the two would differ by the answers of one city). ``notes``: rules in
    German.
    """

    title: str
    period: str
    respondents: Respondents
    fictional: bool
    named: bool
    source: str = ""
    design: str = ""
    minimum: int = 1
    disclosure: int = 1
    asked: int
    answered: int
    response: dict[str, tuple[PublishedResponse, ...]] = {}
    asked_keys: tuple[str, ...] = ()
    answered_keys: tuple[str, ...] = ()
    questions: tuple[PublishedQuestion, ...] = ()
    notes: tuple[str, ...] = ()
    aachen: str = ""
    otherwise: PublishedSurvey | None = None

    def question(self, question_id: str) -> PublishedQuestion | None:
        return next((q for q in self.questions if q.id == question_id), None)

    def counted(self, aachen: str) -> PublishedSurvey:
        """The survey with the city of Aachen counted this way, as far as it is published; else as it is."""
        other = self.otherwise
        return other if other is not None and other.aachen == aachen != self.aachen else self


def small(count: int, base: int, least: int) -> bool:
    """Whether a count or its rest shows fewer than ``least`` respondents (zero shows nobody)."""
    return 0 < count < least or 0 < base - count < least


def check(survey: PublishedSurvey) -> PublishedSurvey:
    """The survey itself, if nothing in it breaks its own rules. Runs when a package is written and when it is read.

    Raises ``GeodataError`` (``survey_unsafe``) naming the question.
    """
    for question in survey.questions:
        told = question.by_authority or question.not_asked
        if question.kind is Kind.TEXT and (question.answers or told or question.groups):
            raise refuse("survey_unsafe", value=question.id)
        if survey.named:
            continue
        sets = [question.answers, *(g.answers for groups in question.groups.values() for g in groups)]
        shown = [a for answers in sets for a in answers if a.k is not None]
        if question.base is None and (question.answers or question.groups or question.numbers):
            raise refuse("survey_unsafe", value=question.id)
        if question.not_applicable and small(question.not_applicable, survey.answered, survey.disclosure):
            raise refuse("survey_unsafe", value=question.id)
        if told or any(small(a.k or 0, a.n, survey.disclosure) for a in shown):
            raise refuse("survey_unsafe", value=question.id)
    if not survey.named and (survey.answered_keys or survey.asked_keys or survey.otherwise):
        raise refuse("survey_unsafe", value=survey.title)
    return survey
