"""Page „Befragung“: ViewState and Repository → everything on it."""

from __future__ import annotations

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.survey_terms import GROUPINGS, REFERENCE, first_survey
from dashboard.views.survey import authorities, residents, words
from dashboard.views.survey.beside import beside
from dashboard.views.survey.beside import choices as groupable
from dashboard.views.survey.models import Choice, Section, SurveyView
from dashboard.views.survey.reference import reference
from dashboard.views.survey.silent import silent
from geodata.repository import Repository
from geodata.survey.publication import PublishedSurvey
from geodata.survey.schema import Respondents

PART_LABELS = {
    "ruecklauf": "Rücklauf",
    "antworten": "Antworten",
    "felder": "Herausforderungen",
    "fehlende": "Wer fehlt?",
    "indikatoren": "Neben Indikatoren",
}
RESIDENTS_LABELS = {"ruecklauf": "Rücklauf", "antworten": "Antworten", "felder": "Nach Quartieren"}
REFERENCE_LABEL = "NRW 2020: veröffentlichte Ergebnisse"
Columns = tuple[list[Section], list[Section]]


def build_survey(repository: Repository, state: ViewState) -> SurveyView:
    surveys = _surveys(repository)
    chosen = state.b_svy or first_survey(repository)
    survey = repository.surveys.get(chosen)
    if survey is None:
        title, facts, left, right = reference()
        return SurveyView(title, facts, False, surveys, (), (), (), REFERENCE, "", "", "", tuple(left), tuple(right))
    people = survey.respondents is Respondents.RESIDENTS
    labels = RESIDENTS_LABELS if people else PART_LABELS
    part = state.b_part if state.b_part in labels else next(iter(labels))
    grouping = state.b_by if state.b_by in survey.response else "type"
    answers = _answers(survey, part, people)
    answer = state.b_ans if state.b_ans in {c.value for c in answers} else (answers[0].value if answers else "")
    left, right = _columns(repository, survey, part, grouping, answer, people)
    crossed = not people and part in ("ruecklauf", "antworten", "felder")
    return SurveyView(
        title=survey.title,
        facts=_facts(survey, people),
        fictional=survey.fictional,
        surveys=surveys,
        parts=tuple(Choice(k, v) for k, v in labels.items()),
        groupings=tuple(Choice(g, words.GROUPING[g]) for g in GROUPINGS if g in survey.response) if crossed else (),
        answers=answers,
        survey=chosen,
        part=part,
        grouping=grouping,
        answer=answer,
        left=tuple(left),
        right=tuple(right),
        notes=survey.notes,
    )


def _surveys(repository: Repository) -> tuple[Choice, ...]:
    found = repository.surveys.items()
    real = [Choice(i, s.title) for i, s in found if not s.fictional]
    return (*real, Choice(REFERENCE, REFERENCE_LABEL), *(Choice(i, s.title) for i, s in found if s.fictional))


def _answers(survey: PublishedSurvey, part: str, people: bool) -> tuple[Choice, ...]:
    if part == "felder":
        return residents.choices(survey) if people else authorities.field_choices(survey)
    return groupable(survey) if part == "indikatoren" and not people else ()


def _columns(
    repository: Repository, survey: PublishedSurvey, part: str, grouping: str, answer: str, people: bool
) -> Columns:  # fmt: skip
    match part, people:
        case "ruecklauf", True:
            return residents.response(repository, survey)
        case "antworten", True:
            return residents.answers(survey)
        case _, True:
            return residents.quarters(repository, survey, answer)
        case "antworten", _:
            return authorities.answers(survey, grouping)
        case "felder", _:
            return authorities.fields(repository, survey, grouping, answer)
        case "fehlende", _:
            return silent(repository, survey)
        case "indikatoren", _:
            return beside(repository, survey, answer)
    return authorities.response(repository, survey, grouping)


def _facts(survey: PublishedSurvey, people: bool) -> tuple[str, ...]:
    who = "Personen" if people else "Kreise, Städte und Gemeinden"
    asked = f"{formatting.number(survey.answered)} von {formatting.number(survey.asked)} {who} haben geantwortet"
    share = f"Rücklauf {words.percent(survey.answered / survey.asked)}" if survey.asked else ""
    source = f"Quelle: {survey.source}" if survey.source else ""
    when = f"Stand {survey.period}" if survey.period else ""
    return tuple(filter(None, (asked, share, when, survey.design, source)))
