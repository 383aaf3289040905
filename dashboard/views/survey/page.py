"""Page „Befragung“: ViewState and Repository → everything on it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formatting
from dashboard.state import ViewState
from dashboard.survey_terms import GROUPINGS, REFERENCE, first_survey
from dashboard.views.survey import authorities, residents, selected, words
from dashboard.views.survey.beside import beside
from dashboard.views.survey.beside import choices as groupable
from dashboard.views.survey.models import Choice, Section, SurveyView
from dashboard.views.survey.reference import reference
from dashboard.views.survey.resident_indicators import beside as beside_quarters
from dashboard.views.survey.resident_indicators import choices as beside_choices
from dashboard.views.survey.silent import silent
from geodata.repository import Repository
from geodata.survey.publication import PublishedSurvey
from geodata.survey.schema import Aachen, Respondents

PART_LABELS = {
    "ruecklauf": "Rücklauf",
    "antworten": "Antworten",
    "felder": "Herausforderungen",
    "fehlende": "Wer fehlt?",
    "indikatoren": "Neben Indikatoren",
}
RESIDENTS_LABELS = {
    "ruecklauf": "Rücklauf",
    "antworten": "Antworten",
    "felder": "Nach Quartieren",
    "indikatoren": "Neben Indikatoren",
}
COUNTED = {Aachen.CITY.value: "kreisfrei", Aachen.MUNICIPALITY.value: "kreisangehörig"}
COUNTINGS = (
    Choice(Aachen.CITY.value, "kreisfrei (23 + 373)"),
    Choice(Aachen.MUNICIPALITY.value, "kreisangehörig (22 + 374)"),
)
FIXED = (
    "Die Stadt Aachen zählt hier als {counting}. Umstellen lässt sich das nur bei Befragungen, deren Kommunen mit "
    "Namen gezeigt werden dürfen: Aus dem Unterschied ließen sich sonst die Antworten der Stadt Aachen ablesen."
)
REFERENCE_LABEL = "NRW 2020: veröffentlichte Ergebnisse"
Columns = tuple[list[Section], list[Section]]


def build_survey(repository: Repository, state: ViewState) -> SurveyView:
    surveys = _surveys(repository)
    chosen = state.b_svy or first_survey(repository)
    loaded = repository.surveys.get(chosen)
    if loaded is None:
        return _card(state, surveys)
    survey = loaded.counted(state.b_ac) if state.b_ac else loaded
    people = survey.respondents is Respondents.RESIDENTS
    labels = RESIDENTS_LABELS if people else PART_LABELS
    part = state.b_part if state.b_part in labels else next(iter(labels))
    groupings = _groupings(survey, part, people, state.sel)
    grouping = state.b_by if state.b_by in {c.value for c in groupings} else "type"
    answers = _answers(survey, part, people)
    answer = _one_of(answers, state.b_ans or (residents.telling(survey) if people else ""))
    indicators = beside_choices(repository, survey) if people and part == "indikatoren" else ()
    indicator = _one_of(indicators, state.b_ind or state.ind)
    wanted = Wanted(part, grouping, answer, indicator, state.sel)
    left, right = _people(repository, survey, wanted) if people else _authorities(repository, survey, wanted)
    return SurveyView(
        title=survey.title,
        facts=_facts(survey, people),
        fictional=survey.fictional,
        surveys=surveys,
        parts=tuple(Choice(k, v) for k, v in labels.items()),
        groupings=groupings,
        answers=answers,
        survey=chosen,
        part=part,
        grouping=grouping,
        answer=answer,
        left=tuple(left),
        right=tuple(right),
        indicators=indicators,
        indicator=indicator,
        countings=COUNTINGS if loaded.otherwise else (),
        counting=survey.aachen,
        notes=(*survey.notes, *_counted(loaded)),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown of a survey; ``selected``: areas selected on the page „Karte“."""

    part: str
    grouping: str
    answer: str
    indicator: str
    selected: tuple[str, ...]


def _one_of(choices: tuple[Choice, ...], wish: str) -> str:
    values = [c.value for c in choices]
    return wish if wish in values else next(iter(values), "")


def _card(state: ViewState, surveys: tuple[Choice, ...]) -> SurveyView:
    counting = state.b_ac or Aachen.CITY.value
    title, facts, left, right = reference(Aachen(counting))
    return SurveyView(
        title, facts, False, surveys, (), (), (), REFERENCE, "", "", "", tuple(left), tuple(right),
        countings=COUNTINGS, counting=counting,
    )  # fmt: skip


def _counted(survey: PublishedSurvey) -> tuple[str, ...]:
    """Why the switch for Aachen is missing where the city was asked and nobody is named."""
    return (FIXED.format(counting=COUNTED[survey.aachen]),) if survey.aachen and not survey.otherwise else ()


def _groupings(survey: PublishedSurvey, part: str, people: bool, chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    if people or part not in ("ruecklauf", "antworten", "felder"):
        return ()
    found = [Choice(g, words.GROUPING[g]) for g in GROUPINGS if g in survey.response]
    if selected.among(survey, chosen):
        found.append(Choice(selected.CHOSEN, words.GROUPING[selected.CHOSEN]))
    return tuple(found)


def _surveys(repository: Repository) -> tuple[Choice, ...]:
    found = repository.surveys.items()
    real = [Choice(i, s.title) for i, s in found if not s.fictional]
    return (*real, Choice(REFERENCE, REFERENCE_LABEL), *(Choice(i, s.title) for i, s in found if s.fictional))


def _answers(survey: PublishedSurvey, part: str, people: bool) -> tuple[Choice, ...]:
    if people:
        return residents.choices(survey) if part in ("felder", "indikatoren") else ()
    if part == "felder":
        return authorities.field_choices(survey)
    return groupable(survey) if part == "indikatoren" else ()


def _people(repository: Repository, survey: PublishedSurvey, wanted: Wanted) -> Columns:
    match wanted.part:
        case "ruecklauf":
            return residents.response(repository, survey)
        case "antworten":
            return residents.answers(survey)
        case "indikatoren":
            return beside_quarters(repository, survey, wanted.answer, wanted.indicator, wanted.selected)
    return residents.quarters(repository, survey, wanted.answer, wanted.selected)


def _authorities(repository: Repository, survey: PublishedSurvey, wanted: Wanted) -> Columns:
    match wanted.part:
        case "antworten":
            return authorities.answers(survey, wanted.grouping, wanted.selected)
        case "felder":
            return authorities.fields(repository, survey, wanted.grouping, wanted.answer, wanted.selected)
        case "fehlende":
            return silent(repository, survey)
        case "indikatoren":
            return beside(repository, survey, wanted.answer)
    return authorities.response(repository, survey, wanted.grouping, wanted.selected)


def _facts(survey: PublishedSurvey, people: bool) -> tuple[str, ...]:
    who = "Personen" if people else "Kreisen, Städten und Gemeinden" if survey.asked else "Kreise, Städte und Gemeinden"
    of = f" von {formatting.number(survey.asked)}" if survey.asked else ""  # how many were written to is often not said
    asked = f"{formatting.number(survey.answered)}{of} {who} haben geantwortet"
    share = f"Rücklauf {words.percent(survey.answered / survey.asked)}" if survey.asked else ""
    source = f"Quelle: {survey.source}" if survey.source else ""
    when = f"Stand {survey.period}" if survey.period else ""
    return tuple(filter(None, (asked, share, when, survey.design, source)))
