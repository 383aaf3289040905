"""How often each answer was given: k of n with its base, for one question or one item of it.

Three numbers are kept apart: asked (all but those the question does not apply to), answered (the base of every
share) and not applicable. Shares are fractions of one; intervals are Wilson's (``geodata.methods.intervals``), as if
the answers were drawn at random; what silence can change says ``geodata.survey.weights``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.methods.intervals import rate_intervals
from geodata.readers.numbers import Notation, notation, to_number
from geodata.survey.kinds import NO, NO_ANSWER, NOT_APPLICABLE, TWO, YES, alone, cells, folded, main_part
from geodata.survey.reading import OTHER_CODE, Answers, Asked
from geodata.survey.schema import Kind, Question, Schema

OTHER_LABEL = "Sonstiges"


@dataclass(frozen=True, slots=True)
class Answer:
    """``k`` of ``n`` gave this answer; NaN in an empty base."""

    code: str
    label: str
    k: int
    n: int
    share: float
    lower: float
    upper: float
    field: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of a quantity: mean, median and quartiles over those who answered."""

    n: int
    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float
    low: float
    high: float


@dataclass(frozen=True)
class Tally:
    """One question or one item of a matrix. ``asked`` + ``not_applicable`` = all respondents; ``base`` answered."""

    id: str
    kind: Kind
    label: str
    item: str
    base: int
    asked: int
    not_applicable: int
    answers: tuple[Answer, ...]
    numbers: Numbers | None = None
    field: str = ""


@dataclass(frozen=True)
class Coded:
    """One question as numbers can be made of it. ``given``: code → mask of the respondents who gave it.

    ``asked``, ``answered``: masks over all respondents; answered lies in asked.
    """

    id: str
    question: Question
    item: str
    asked: pd.Series
    answered: pd.Series
    given: dict[str, pd.Series]
    values: pd.Series | None = None

    def label(self, code: str) -> str:
        texts = self.question.items if self.question.kind is Kind.MULTIPLE else self.question.labels
        return texts.get(code) or (OTHER_LABEL if code == OTHER_CODE else code)


def coded(answers: Answers, schema: Schema) -> list[Coded]:
    """All questions that can be counted; a matrix gives one entry per item, free text entries without answers.

    ``schema`` describes every question (``kinds.describe``).
    """
    found: list[Coded] = []
    for asked in answers.asked:
        found += _coded(answers, asked, schema.question(asked.id))
    by_id = {c.id: c for c in found}
    return [_within(c, by_id) for c in found]


def _coded(answers: Answers, asked: Asked, question: Question) -> list[Coded]:
    everybody = pd.Series(True, index=answers.frame.index)
    match question.kind:
        case Kind.MULTIPLE:
            return [_multiple(answers, asked, question)]
        case Kind.MATRIX:
            return [
                _single(asked.id, question, p.item, folded(cells(answers, p), question.labels))
                for p in asked.parts if p.item and not p.is_other and not p.is_comment
            ]  # fmt: skip
        case Kind.SINGLE | Kind.SCALE | Kind.NUMBER:
            main = main_part(asked)
            column = cells(answers, main) if main else pd.Series("", index=answers.frame.index)
            if question.kind is Kind.NUMBER:
                return [_number(asked.id, question, column)]
            return [_single(asked.id, question, "", folded(column, question.labels))]
    filled = pd.concat([cells(answers, p).ne("") for p in asked.parts], axis=1).any(axis=1)
    return [Coded(asked.id, question, "", everybody, filled, {})]


def _single(question_id: str, question: Question, item: str, column: pd.Series) -> Coded:
    # What stands alone may be a sentence about somebody: it is counted, its text is not kept.
    column = column.where(~column.isin(list(alone(column, question))), OTHER_CODE)
    lower = column.str.casefold()
    out = column.isin(question.not_applicable) | (lower.isin(NOT_APPLICABLE) & ~column.isin(list(question.labels)))
    text = lower.where(~column.isin(list(question.labels)), column.map(question.labels).str.casefold())
    out |= text.isin(NOT_APPLICABLE)
    silent = column.eq("") | column.isin(question.no_answer) | text.isin(NO_ANSWER)
    asked, answered = ~out, ~out & ~silent
    codes = [c for c in question.labels if not _is_no_answer(question, c)]
    codes += sorted(set(column[answered]) - set(codes))
    name = f"{question_id}[{item}]" if item else question_id
    return Coded(name, question, item, asked, answered, {c: answered & column.eq(c) for c in codes})


def _is_no_answer(question: Question, code: str) -> bool:
    text = question.labels.get(code, "").casefold()
    return code in (*question.no_answer, *question.not_applicable) or text in NO_ANSWER | NOT_APPLICABLE


def _multiple(answers: Answers, asked: Asked, question: Question) -> Coded:
    """Ticked or not, per item; who left the whole question blank has not answered it, unless the file says No."""
    ticked: dict[str, pd.Series] = {}
    touched = pd.Series(False, index=answers.frame.index)
    for part in asked.parts:
        if not part.item or part.is_comment:
            continue
        column = cells(answers, part)
        lower = column.str.casefold()
        code = OTHER_CODE if part.is_other else part.item
        mark = (column.ne("") & ~lower.isin(NO)) if part.is_other else lower.isin(YES)
        ticked[code] = ticked[code] | mark if code in ticked else mark
        touched |= mark | (lower.isin(NO | {TWO}) if not part.is_other else False)
    order = [c for c in question.items if c in ticked] + [c for c in ticked if c not in question.items]
    everybody = pd.Series(True, index=answers.frame.index)
    return Coded(asked.id, question, "", everybody, touched, {c: ticked[c] for c in order})


def _number(question_id: str, question: Question, column: pd.Series) -> Coded:
    style = notation(column) if notation(column) is not Notation.AMBIGUOUS else Notation.GERMAN
    found = column.map(lambda c: to_number(c, style) if c else None)
    values = pd.to_numeric(found, errors="coerce").astype("float64")
    out = column.isin(question.not_applicable) | column.str.casefold().isin(NOT_APPLICABLE)
    answered = values.notna() & ~out & ~column.isin(question.no_answer)
    return Coded(question_id, question, "", ~out, answered, {}, values.where(answered))


def _within(entry: Coded, others: dict[str, Coded]) -> Coded:
    """A question put only to some: for the rest it does not apply, whatever the cells hold."""
    condition = entry.question.asked_if
    if condition is None or condition.question not in others:
        return entry
    filter_ = others[condition.question]
    reached = pd.Series(False, index=entry.asked.index)
    for code in condition.codes:
        reached |= filter_.given.get(code, False)
    return Coded(
        entry.id, entry.question, entry.item, entry.asked & reached, entry.answered & reached,
        {c: mask & reached for c, mask in entry.given.items()},
        None if entry.values is None else entry.values.where(reached),
    )  # fmt: skip


def tally(entry: Coded, among: pd.Series | None = None) -> Tally:
    """Counts of one question among some respondents (mask; default all)."""
    who = pd.Series(True, index=entry.asked.index) if among is None else among
    base, asked = int((entry.answered & who).sum()), int((entry.asked & who).sum())
    counts = [(code, int((mask & who).sum())) for code, mask in entry.given.items()]
    bounds = rate_intervals(np.array([k for _, k in counts], dtype=float), float(base)) if counts else None
    found = tuple(
        Answer(code, entry.label(code), k, base, float(bounds.rate[i]), float(bounds.lower[i]), float(bounds.upper[i]),
               entry.question.fields.get(code, ""))
        for i, (code, k) in enumerate(counts) if bounds is not None
    )  # fmt: skip
    kind = entry.question.kind or Kind.TEXT
    return Tally(
        entry.id, kind, entry.question.label, entry.question.items.get(entry.item, entry.item), base, asked,
        int(who.sum()) - asked, found, _numbers(entry, who), entry.question.fields.get(entry.item, ""),
    )  # fmt: skip


def _numbers(entry: Coded, who: pd.Series) -> Numbers | None:
    if entry.values is None:
        return None
    found = entry.values[who & entry.answered].to_numpy(dtype=float)
    if not len(found):
        nan = float("nan")
        return Numbers(0, nan, nan, nan, nan, nan, nan)
    low, quarter, half, three, high = np.percentile(found, [0, 25, 50, 75, 100])
    return Numbers(len(found), float(found.mean()), *map(float, (half, quarter, three, low, high)))
