"""What sort of question a column holds, guessed from its cells. When in doubt it is free text, which is never shown."""

from __future__ import annotations

import re

import pandas as pd

from geodata.errors import Problem, Severity, problem, refuse
from geodata.readers.numbers import Notation, notation, to_number
from geodata.survey.reading import Answers, Asked, Part
from geodata.survey.references import unknown_references
from geodata.survey.schema import Kind, Question, Schema

YES = frozenset({"y", "ja", "yes", "1", "x", "true", "wahr", "ausgewählt", "angekreuzt", "genannt", "quoted"})
NO = frozenset({"n", "nein", "no", "0", "false", "falsch", "nicht ausgewählt", "nicht genannt", "not quoted", "-"})
NOT_APPLICABLE = frozenset({"n/a", "entfällt", "nicht zutreffend", "trifft nicht zu (entfällt)", "not applicable"})
NO_ANSWER = frozenset({"keine angabe", "k. a.", "k.a.", "keine antwort", "no answer", "weiß nicht", "weiss nicht"})
TWO = "2"  # LimeSurvey can export ticked as 1 and not ticked as 2
YES_WORDS, NO_WORDS = frozenset({"y", "ja", "yes"}), frozenset({"n", "nein", "no"})
CODE = re.compile(r"[A-Z]{1,4}\d{1,3}|-oth-|[YN]")
NUMBER = re.compile(r"[\d.,\s-]+")
MOST_STEPS = 11
MOST_ANSWERS = 15
LONGEST_ANSWER = 60
ONE_COLUMN, MANY_COLUMNS = (Kind.SINGLE, Kind.SCALE, Kind.NUMBER), (Kind.MULTIPLE, Kind.MATRIX)


def describe(answers: Answers, schema: Schema) -> tuple[Schema, list[Problem]]:
    """The description with every question of the file in it: what was said stays, the rest is guessed.

    Also says what does not fit: codes without a label (WARNING), labels of which none occurs and entries that point at
    what is not there (ERROR).
    """
    found: list[Question] = []
    problems: list[Problem] = []
    for asked in answers.asked:
        given = schema.question(asked.id)
        kind = given.kind or guess(answers, asked)
        _check_columns(answers, asked, kind)
        if given.kind is None and given.labels and kind is Kind.TEXT:  # what has labels is there to choose
            kind = Kind.SINGLE if main_part(asked) else Kind.MATRIX
        if given.kind is None and kind is Kind.MULTIPLE and _ticked_with_two(answers, asked):
            problems.append(problem("survey_ticks_assumed", Severity.WARNING, file=answers.path.name, column=asked.id))
        filled = given.model_copy(update={
            "kind": kind,
            "label": given.label or asked.label or asked.id,
            "labels": given.labels or _labels(answers, asked, kind, given),
            "items": {**{p.item: p.label or p.item for p in _items(asked) if not p.is_other}, **given.items},
        })  # fmt: skip
        found.append(filled)
        problems += _fit(answers, asked, given, kind)
    full = schema.model_copy(update={"questions": tuple(found)})
    return full, [*problems, *unknown_references(answers, full, schema)]


def _check_columns(answers: Answers, asked: Asked, kind: Kind) -> None:
    """Raises ``survey_schema_bad`` for a kind that would read none of the question's columns."""
    if kind in ONE_COLUMN and main_part(asked) is None:
        what, ways = "hat mehrere Spalten", "multiple, matrix und text"
    elif kind in MANY_COLUMNS and not _items(asked):
        what, ways = "hat nur eine Spalte", "single, scale, number und text"
    else:
        return
    details = f"„kind: {kind}“ passt nicht, die Frage „{asked.id}“ {what}; möglich sind {ways}"
    raise refuse("survey_schema_bad", file=answers.path.name, details=details)


def _ticked_with_two(answers: Answers, asked: Asked) -> bool:
    return any(cells(answers, p).eq(TWO).any() for p in _items(asked) if not p.is_other)


def cells(answers: Answers, part: Part) -> pd.Series:
    return answers.frame[part.column]


def _items(asked: Asked) -> list[Part]:
    return [p for p in asked.parts if p.item and not p.is_comment]


def main_part(asked: Asked) -> Part | None:
    """The column with the answer itself, if the question has one."""
    return next((p for p in asked.parts if not p.item), None)


def guess(answers: Answers, asked: Asked) -> Kind:
    """The kind that the cells suggest."""
    main = main_part(asked)
    if main is not None:
        return _of_column(cells(answers, main))
    items = [p for p in _items(asked) if not p.is_other]
    if not items:
        return Kind.TEXT
    values = {v.casefold() for p in items for v in cells(answers, p).unique()} - {""}
    if values <= YES | NO or values <= {"1", TWO}:
        return Kind.MULTIPLE
    together = pd.concat([cells(answers, p) for p in items], ignore_index=True)
    return Kind.MATRIX if _of_column(together) in (Kind.SINGLE, Kind.SCALE) else Kind.TEXT


def _of_column(column: pd.Series) -> Kind:
    filled = column[column.ne("")]
    values = set(filled.unique())
    if not values:
        return Kind.TEXT
    if all(CODE.fullmatch(v) for v in values):
        return Kind.SINGLE
    style = notation(filled)
    numbers = [to_number(v, style) for v in values]
    if all(n is not None for n in numbers) and style is not Notation.AMBIGUOUS:
        steps = all(float(n).is_integer() and 0 <= n <= 10 for n in numbers if n is not None)
        return Kind.SCALE if steps and 2 < len(values) <= MOST_STEPS else _few_codes(values, steps)
    # Only what repeats itself is an answer to choose; texts that stand alone may name somebody.
    often = filled.value_counts()
    repeated = 1 < len(values) <= MOST_ANSWERS and len(filled) >= 2 * len(values) and float(often.median()) >= 2
    short = max(map(len, values)) <= LONGEST_ANSWER
    plain = {v.casefold() for v in values} <= YES | NO
    return Kind.SINGLE if (repeated and short) or plain else Kind.TEXT


def _few_codes(values: set[str], steps: bool) -> Kind:
    return Kind.SINGLE if steps and len(values) <= 2 and values <= {"0", "1", "2"} else Kind.NUMBER


def alone(column: pd.Series, question: Question) -> frozenset[str]:
    """Texts that only one respondent gave and that the description does not name: an answer to choose would be a code,
    a number or repeat itself."""
    known = {*question.labels, *question.no_answer, *question.not_applicable}
    counts = column[column.ne("")].value_counts()
    plain = YES | NO | NOT_APPLICABLE | NO_ANSWER
    return frozenset(
        v for v in map(str, counts.index[counts.eq(1)])
        if v not in known and v.casefold() not in plain and not CODE.fullmatch(v) and not NUMBER.fullmatch(v)
    )  # fmt: skip


def _labels(answers: Answers, asked: Asked, kind: Kind, given: Question) -> dict[str, str]:
    if kind not in (Kind.SINGLE, Kind.SCALE, Kind.MATRIX):
        return {}
    parts = [main_part(asked)] if kind is not Kind.MATRIX else [p for p in _items(asked) if not p.is_other]
    texts = {c: t for p in parts if p for c, t in answers.code_labels.get(p.column, {}).items()}
    together = pd.concat([folded(cells(answers, p), {}) for p in parts if p], ignore_index=True)
    values = set(together.unique()) - {"", *alone(together, given)}
    return {v: texts.get(v, YES_NO.get(v, v)) for v in sorted(values, key=_order)}


YES_NO = {"Y": "Ja", "N": "Nein", "-oth-": "Sonstiges"}


def _order(code: str) -> tuple[int, float, str]:
    digits = re.search(r"\d+", code)
    return (code == "-oth-", float(digits[0]) if digits else 0.0, "" if code in ("Ja", "Y") else code)


def folded(column: pd.Series, labels: dict[str, str]) -> pd.Series:
    """Cells as codes: a label of the description becomes its code; „Yes“ and „Ja“ become one answer."""
    by_text = {text.casefold(): code for code, text in labels.items()}

    def code(cell: str) -> str:
        lower = cell.casefold()
        if not cell or cell in labels:
            return cell
        if lower in by_text:
            return by_text[lower]
        if len(cell) == 1 or lower not in YES_WORDS | NO_WORDS:
            return cell
        same = YES_WORDS if lower in YES_WORDS else NO_WORDS
        if not labels:
            return "Ja" if same is YES_WORDS else "Nein"
        return next((c for c, t in labels.items() if {c.casefold(), t.casefold()} & same), cell)

    return column.map(code)


def _lone_texts(answers: Answers, asked: Asked, given: Question, kind: Kind) -> list[Problem]:
    """Says how many texts are counted as „Sonstiges“, and where the first one stands."""
    main = main_part(asked)
    if kind not in (Kind.SINGLE, Kind.SCALE) or main is None:
        return []
    column = folded(cells(answers, main), given.labels)
    found = column[column.isin(list(alone(column, given)))]
    if found.empty:
        return []
    return [problem("survey_text_once", Severity.WARNING, file=answers.path.name, row=int(str(found.index[0])),
                    column=main.column, value=found.iloc[0], count=len(found))]  # fmt: skip


def _fit(answers: Answers, asked: Asked, given: Question, kind: Kind) -> list[Problem]:
    """Do the labels of the description and the codes of the file belong together?"""
    file, problems = answers.path.name, _lone_texts(answers, asked, given, kind)
    if given.items and not set(given.items) & {p.item for p in asked.parts}:
        problems.append(problem("survey_labels_misfit", file=file, column=asked.id, value=", ".join(given.items)[:100]))
    if not given.labels or kind not in (Kind.SINGLE, Kind.SCALE, Kind.MATRIX):
        return problems
    special = {*given.labels, *given.no_answer, *given.not_applicable, "-oth-", ""}
    seen: list[str] = []
    for part in asked.parts:
        if part.is_other or part.is_comment:
            continue
        column = folded(cells(answers, part), given.labels)
        seen += list(column.unique())
        strange = column[~column.isin([*special, *alone(column, given)])]
        for row, value in list(strange.drop_duplicates().items())[:5]:
            problems.append(problem("survey_code_unknown", Severity.WARNING, file=file, row=int(str(row)),
                                    column=part.column, value=value))  # fmt: skip
    if (present := set(seen) - {""}) and not present & special:
        return [problem("survey_labels_misfit", file=file, column=asked.id, value=", ".join(sorted(present))[:100])]
    return problems
