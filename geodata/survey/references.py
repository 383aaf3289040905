"""Do the entries of a description that point at questions, answers and items mean something that is there?

What points at nothing would be dropped in silence: a planning field, a text, a condition that changes every base.
"""

from __future__ import annotations

from collections.abc import Iterable

from geodata.errors import Problem, problem
from geodata.survey.reading import OTHER, OTHER_CODE, Answers
from geodata.survey.schema import Kind, Schema

MOST_LISTED = 15


def unknown_references(answers: Answers, full: Schema, given: Schema) -> list[Problem]:
    """One ERROR (``survey_question_unknown``) per entry. ``full``: every question described; ``given``: as said."""
    found: list[Problem] = []
    items = {a.id: [p.item for p in a.parts if p.item] for a in answers.asked}
    codes = _codes_by_name(full, items)

    def check(entry: str, wanted: Iterable[str], known: Iterable[str]) -> None:
        there = list(dict.fromkeys(known))
        shown = ", ".join(there[:MOST_LISTED]) + (" …" if len(there) > MOST_LISTED else "") or "keine"
        found.extend(
            problem("survey_question_unknown", file=answers.path.name, value=w, entry=entry, known=shown)
            for w in wanted if w not in there
        )  # fmt: skip

    def check_pair(entry: str, question: str, wanted: Iterable[str]) -> None:
        check(entry, [question], codes)
        check(entry, wanted if question in codes else (), codes.get(question, ()))

    for said in given.questions:
        if full.question(said.id).kind in (Kind.MULTIPLE, Kind.MATRIX):
            there = items.get(said.id, [])  # of which none is known is said by ``kinds``
            check(f"{said.id}, items", said.items if set(said.items) & set(there) else (), there)
        check(f"{said.id}, fields", said.fields, (*items.get(said.id, ()), *codes.get(said.id, ())))
        if said.asked_if:
            check_pair(f"{said.id}, asked_if", said.asked_if.question, said.asked_if.codes)
    if given.headline:
        check_pair("headline", given.headline.question, [given.headline.code])
    return found


def _codes_by_name(full: Schema, items: dict[str, list[str]]) -> dict[str, list[str]]:
    """Question, or item of a matrix, → answers that can be given to it."""
    found: dict[str, list[str]] = {}
    for question in full.questions:
        mine = items.get(question.id, [])
        labels = [*question.labels, *question.no_answer, *question.not_applicable]
        # „Other“ is an answer of its own, by whatever name the file has it.
        other = [OTHER_CODE] if any(i.casefold() in OTHER for i in mine) else []
        found[question.id] = [*mine, *other] if question.kind is Kind.MULTIPLE else [*labels, *other]
        if question.kind is Kind.MATRIX:
            found |= {f"{question.id}[{item}]": labels for item in mine}
    return found
