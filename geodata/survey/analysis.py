"""One survey of authorities from file to figures: reading, matching, response, questions, weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import GeodataError, Problem, Severity, refuse
from geodata.survey.kinds import describe
from geodata.survey.matching import (
    Duplicate,
    Index,
    Match,
    Matching,
    Respondent,
    duplicates,
    match,
    misassigned,
    senders,
)
from geodata.survey.reading import Answers, read_answers
from geodata.survey.response import GROUPINGS, Response, response
from geodata.survey.schema import Headline, Kind, Schema
from geodata.survey.tally import Coded, Tally, coded, tally
from geodata.survey.universe import SIZE_ORDER, Universe
from geodata.survey.weights import Cell, Weighted, estimate

YES_CODES = ("Ja", "Y", "1", "A1")


@dataclass(frozen=True)
class Survey:
    """``schema`` describes every question. ``coded`` and ``keys`` hold only the answers that count: matched, complete,
    one per authority. ``keys``: row → authority."""

    schema: Schema
    universe: Universe
    answers: Answers
    matching: Matching
    duplicates: tuple[Duplicate, ...]
    keys: pd.Series
    coded: tuple[Coded, ...]
    problems: tuple[Problem, ...]

    def tallies(self, among: pd.Series | None = None) -> list[Tally]:
        return [tally(entry, among) for entry in self.coded]

    def entry(self, question_id: str) -> Coded | None:
        return next((c for c in self.coded if c.id == question_id), None)

    def response(self, grouping: str = "type") -> tuple[Response, ...]:
        return response(self.universe, list(self.keys), grouping)

    def group(self, grouping: str) -> pd.Series:
        """Row → group of its authority."""
        of = GROUPINGS[grouping]
        return self.keys.map(lambda key: of(self.universe.authorities[key]))

    @property
    def headline(self) -> Headline | None:
        """The answer estimated for the universe: the one described, else „Ja“ of the first question that has it."""
        if self.schema.headline:
            return self.schema.headline
        for entry in self.coded:
            if entry.question.kind is Kind.SINGLE and not entry.item:
                code = next((c for c in YES_CODES if c in entry.given), "")
                if code:
                    return Headline(question=entry.id, code=code)
        return None

    def weighted(self, question: str, code: str, by: tuple[str, ...] = ("type",)) -> Weighted | None:
        """Share of the universe that would give an answer, post-stratified; None for a question that only some were
        asked (its universe is not known) or that nobody answered."""
        entry = self.entry(question)
        if entry is None or code not in entry.given or not entry.asked.all() or not entry.answered.any():
            return None
        return estimate(self._cells(entry.answered, entry.given[code], by))

    def _cells(self, answered: pd.Series, given: pd.Series, by: tuple[str, ...]) -> dict[tuple[str, ...], Cell]:
        sizes: dict[tuple[str, ...], list[int]] = {}
        found = {self.keys[row]: (bool(answered[row]), bool(given[row])) for row in self.keys.index}
        for key, authority in self.universe.authorities.items():
            counts = sizes.setdefault(tuple(GROUPINGS[g](authority) for g in by), [0, 0, 0])
            came, yes = found.get(key, (False, False))
            counts[0] += 1
            counts[1] += came
            counts[2] += yes and came
        order = [*self.universe.types, *SIZE_ORDER]
        paths = sorted(sizes, key=lambda path: [order.index(p) if p in order else len(order) for p in path])
        return {path: Cell(", ".join(path), *sizes[path]) for path in paths}


def analyse(path: Path, schema: Schema, universe: Universe) -> Survey:
    """Read and match a survey of authorities. Unmatched respondents are listed and count nowhere.

    Raises ``GeodataError`` for a file that cannot be read or does not fit its description.
    """
    answers = read_answers(path, schema)
    answers = _with_sender(answers, universe)
    who = _respondents(answers)
    matching = match(who, universe, schema.assign)
    twice = duplicates(matching.matched, schema.duplicates, _fullness(answers), _sent(answers))
    dropped = {row for d in twice for row in d.rows if row != d.kept}
    kept: list[Match] = [m for m in matching.matched if m.row not in dropped]
    rows = [m.row for m in kept]
    counting = Answers(**{**answers.__dict__, "frame": answers.frame.loc[rows]})
    # What one authority wrote twice must not pass for an answer that repeats itself.
    full, problems = describe(counting if rows else answers, schema)
    problems += misassigned(senders(who), schema.assign, universe.authorities)
    if wrong := [p for p in problems if p.severity is Severity.ERROR]:
        raise GeodataError(wrong)
    return Survey(
        full, universe, answers, matching, twice, pd.Series([m.key for m in kept], index=rows, dtype=object),
        tuple(coded(counting, full)), (*answers.problems, *problems),
    )  # fmt: skip


def _with_sender(answers: Answers, universe: Universe) -> Answers:
    """With the column that says who answered; without a name for it, the one whose cells fit the universe best."""
    if "key" in answers.roles or "name" in answers.roles:
        return answers
    index = Index(universe)
    best, share = "", 0.5
    for asked in answers.asked:
        for part in asked.parts:
            filled = answers.frame.loc[answers.frame[part.column].ne(""), part.column].unique()[:200]
            hits = sum(bool(index.by_key(c)) or len(index.by_name(c)[0]) == 1 for c in filled)
            if len(filled) > 1 and hits / len(filled) > share:
                best, share = part.column, hits / len(filled)
    if not best:
        raise refuse("survey_no_sender", file=answers.path.name)
    asked_left = tuple(a for a in answers.asked if all(p.column != best for p in a.parts))
    return Answers(**{**answers.__dict__, "asked": asked_left, "roles": {**answers.roles, "name": best}})


def _respondents(answers: Answers) -> list[Respondent]:
    keys, names, types = answers.role("key"), answers.role("name"), answers.role("type")
    return [Respondent(int(str(row)), keys[row], names[row], types[row]) for row in answers.frame.index]


def _fullness(answers: Answers) -> dict[int, int]:
    columns = [p.column for a in answers.asked for p in a.parts]
    counts = answers.frame[columns].ne("").sum(axis=1)
    return {int(str(row)): int(count) for row, count in counts.items()}


def _sent(answers: Answers) -> dict[int, str]:
    """Time of submission as text that sorts; an anonymous survey's 1980 says nothing."""
    found = answers.role("submitted")
    return {int(str(r)): _sortable(str(v)) for r, v in found.items()}


def _sortable(moment: str) -> str:
    """``17.03.2025 09:30`` → ``2025-03-17 09:30``."""
    if moment.startswith("1980-01-01"):
        return ""
    return re.sub(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})", lambda m: f"{m[3]}-{m[2]:0>2}-{m[1]:0>2}", moment)
