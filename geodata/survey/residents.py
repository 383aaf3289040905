"""Surveys of residents: the respondent is a person, the place a quarter. Shares per quarter, weighted where weights are
given, never for fewer people than the stated minimum.

A weighted share has the effective number of answers (Σ w)² / Σ w² (Kish 1965); its interval is Wilson's with that
number. It rests on the weights and on chance, not on who refused to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import GeodataError, Problem, Severity, problem, refuse
from geodata.keys import KeyIndex
from geodata.methods.intervals import rate_intervals
from geodata.readers.numbers import Notation, notation, to_number
from geodata.survey.conditions import asked_small, reach, withheld
from geodata.survey.grouping import Group, safe_groups
from geodata.survey.heads import counted, question_head, survey_head
from geodata.survey.kinds import describe
from geodata.survey.matching import misassigned
from geodata.survey.publication import (
    REST,
    PublishedAnswer,
    PublishedGroup,
    PublishedQuestion,
    PublishedResponse,
    PublishedSurvey,
    check,
    small,
)
from geodata.survey.reading import Answers, read_answers
from geodata.survey.schema import Kind, Schema, Small
from geodata.survey.tally import Coded, coded, tally
from geodata.survey.weights import kish

POOLED = "{count} Quartiere zusammengefasst"


@dataclass(frozen=True)
class Residents:
    """``place``: row → quarter id of the respondents that count; ``weight``: row → weight (1 without weights).
    ``unknown_texts``: what the cells of unknown quarters say → rows."""

    schema: Schema
    answers: Answers
    place: pd.Series
    weight: pd.Series
    coded: tuple[Coded, ...]
    unknown_texts: dict[str, tuple[int, ...]]
    problems: tuple[Problem, ...]

    @property
    def unknown(self) -> tuple[int, ...]:
        """Rows whose quarter is not known."""
        return tuple(sorted(row for rows in self.unknown_texts.values() for row in rows))


def analyse(path: Path, schema: Schema, quarters: Mapping[str, str]) -> Residents:
    """Read a survey of residents. ``quarters``: id → name of the places that count.

    Raises ``GeodataError``: ``survey_quarter_missing`` without a column of quarters, ``survey_weight_bad``.
    """
    answers = read_answers(path, schema)
    if "key" not in answers.roles:
        raise refuse("survey_quarter_missing", file=path.name)
    place = _places(answers.role("key"), quarters, schema.assign)
    unknown = tuple(int(str(row)) for row in place.index[place.eq("")])
    texts = {str(t): tuple(int(str(r)) for r in rows) for t, rows in
             answers.role("key")[place.eq("")].groupby(answers.role("key")).groups.items()}  # fmt: skip
    kept = Answers(**{**answers.__dict__, "frame": answers.frame[place.ne("")]})
    full, problems = describe(kept, schema)
    problems += misassigned(set(answers.role("key")), schema.assign, quarters)
    if wrong := [p for p in problems if p.severity is Severity.ERROR]:
        raise GeodataError(wrong)
    if unknown:
        problems.append(problem("survey_place_unknown", Severity.WARNING, file=path.name, count=len(unknown),
                                row=unknown[0]))  # fmt: skip
    return Residents(full, kept, place[place.ne("")], _weights(kept), tuple(coded(kept, full)), texts,
                     (*answers.problems, *problems))  # fmt: skip


def _places(column: pd.Series, quarters: Mapping[str, str], assign: Mapping[str, str]) -> pd.Series:
    """Quarter of each respondent by id, by the last part of the id, or by its name; "" if none or several fit."""
    short: dict[str, list[str]] = {}
    for key, name in quarters.items():
        for form in {key, key.rpartition("/")[2], name.casefold()}:
            short.setdefault(form, []).append(key)
    index = KeyIndex([k for k, found in short.items() if len(found) == 1])

    def place(raw: str) -> str:
        if assign.get(raw) in quarters:
            return assign[raw]
        found = short.get(raw) or short.get(raw.casefold()) or []
        if len(found) == 1:
            return found[0]
        result = index.match(raw)
        return short[result.id][0] if result.usable else ""

    return column.map(place)


def _weights(answers: Answers) -> pd.Series:
    column = answers.role("weight")
    if "weight" not in answers.roles:
        return pd.Series(1.0, index=answers.frame.index)
    style = notation(column)
    numbers = column.map(lambda c: to_number(c, style if style is not Notation.AMBIGUOUS else Notation.ENGLISH))
    bad = numbers.isna() | numbers.le(0)
    if bad.any():
        row = bad.index[bad][0]
        raise refuse("survey_weight_bad", file=answers.path.name, row=int(str(row)), column=answers.roles["weight"],
                     value=column[row])  # fmt: skip
    return numbers.astype(float)


def publish(survey: Residents, quarters: Mapping[str, str], asked: Mapping[str, int] | None = None) -> PublishedSurvey:
    """``asked``: quarter → number of people written to, where it is known (response)."""
    schema = survey.schema
    response = tuple(
        PublishedResponse(group=q, label=quarters[q], k=int(survey.place.eq(q).sum()), n=n)
        for q, n in (asked or {}).items()
    )
    return check(PublishedSurvey(
        **survey_head(schema, survey.answers.path.stem),
        named=False,
        design=schema.design,
        minimum=schema.minimum,
        asked=sum(asked.values()) if asked else 0,
        answered=len(survey.place),
        response={"quarter": response} if _response_is_safe(response, schema.disclosure) else {},
        questions=_questions(survey, quarters),
        notes=_notes(survey),
    ))  # fmt: skip


def _response_is_safe(response: tuple[PublishedResponse, ...], least: int) -> bool:
    return bool(response) and not any(small(r.k, r.n, least) for r in response)


def _notes(survey: Residents) -> tuple[str, ...]:
    schema = survey.schema
    what = ("die übrigen sind zusammengefasst" if schema.small is Small.POOL
            else "die übrigen fehlen")  # fmt: skip
    found = [f"Ein Quartier wird ab {schema.minimum} Antworten auf eine Frage ausgewiesen, und nur, wenn keine Anzahl "
             f"darin (und kein Rest) zwischen 0 und {schema.disclosure} liegt; {what}."]  # fmt: skip
    if "weight" in survey.answers.roles:
        found.append("Anteile sind gewichtet; Anzahlen sind die tatsächlichen Antworten.")
    if survey.unknown:
        found.append(
            counted(len(survey.unknown), "Antwort ohne erkennbares Quartier zählt nicht.",
                    "Antworten ohne erkennbares Quartier zählen nicht.")
        )  # fmt: skip
    return tuple(found)


def _questions(survey: Residents, quarters: Mapping[str, str]) -> tuple[PublishedQuestion, ...]:
    least, by_id = survey.schema.disclosure, {e.id: e for e in survey.coded}
    gone = withheld(survey.coded, {e.id: _hidden(e, least) for e in survey.coded}, least)
    found = []
    for entry in survey.coded:
        head = question_head(tally(entry), entry.id in gone, asked_small(entry, by_id, least))
        told = entry.id not in gone and not _hidden(entry, least)
        found.append(_question(survey, entry, quarters, head) if told else PublishedQuestion(**head))
    return tuple(found)


def _hidden(entry: Coded, least: int) -> frozenset[str]:
    """All answers of a question with a count too small in all quarters together: nothing of it can be shown by them."""
    answers = tally(entry).answers
    return frozenset(a.code for a in answers) if any(small(a.k, a.n, least) for a in answers) else frozenset()


def _question(
    survey: Residents, entry: Coded, quarters: Mapping[str, str], common: dict[str, Any]
) -> PublishedQuestion:
    found, least = tally(entry), survey.schema.disclosure
    if found.kind in (Kind.TEXT, Kind.NUMBER):
        return PublishedQuestion(**common)
    everybody = pd.Series(True, index=entry.answered.index)
    by_id = {e.id: e for e in survey.coded}
    parts = {
        q: Group(t.base, {a.code: a.k for a in t.answers}, (q,), reach(entry, by_id, survey.place.eq(q)))
        for q in sorted(set(survey.place)) if (t := tally(entry, survey.place.eq(q)))
    }  # fmt: skip
    shown, pool = safe_groups(parts, least, survey.schema.minimum)
    groups = [_group(survey, entry, q, quarters[q], survey.place.eq(q), g) for q, g in shown.items()]
    if pool is not None and survey.schema.small is Small.POOL:
        label = POOLED.format(count=len(pool.members))
        groups.append(_group(survey, entry, REST, label, survey.place.isin(pool.members), pool))
    total = _group(survey, entry, "", "", everybody, Group(found.base, {a.code: a.k for a in found.answers}, ()))
    return PublishedQuestion(**common, answers=total.answers, groups={"quarter": tuple(groups)} if groups else {})


def _group(
    survey: Residents, entry: Coded, name: str, label: str, who: pd.Series, group: Group
) -> PublishedGroup:  # fmt: skip
    """Weighted shares of one group with their intervals."""
    answered = entry.answered & who
    weight = survey.weight[answered]
    total, effective = float(weight.sum()), kish(weight.tolist())
    answers = []
    for code, k in group.counts.items():
        share = float(weight[entry.given[code][answered]].sum()) / total if total else None
        lower = upper = None
        if share is not None:
            found = rate_intervals(np.array([min(share, 1.0) * effective]), np.array([effective]))
            lower, upper = float(found.lower[0]), float(found.upper[0])
        answers.append(PublishedAnswer(
            code=code, label=entry.label(code), field=entry.question.fields.get(code, ""), k=k, n=group.base,
            share=share, lower=lower, upper=upper,
        ))  # fmt: skip
    members = group.members if name == REST else ()
    return PublishedGroup(group=name, label=label, base=group.base, answers=tuple(answers), members=members)
