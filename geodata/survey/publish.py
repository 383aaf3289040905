"""From an analysed survey of authorities to what is published of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from geodata import nrw_keys
from geodata.errors import GeodataError
from geodata.methods.intervals import rate_intervals
from geodata.survey.analysis import Survey, analyse
from geodata.survey.conditions import asked_small, exposed, reach, withheld
from geodata.survey.grouping import Group, safe_groups
from geodata.survey.heads import counted, question_head, survey_head
from geodata.survey.publication import (
    REST,
    Projection,
    PublishedAnswer,
    PublishedGroup,
    PublishedNumbers,
    PublishedQuestion,
    PublishedResponse,
    PublishedSurvey,
    check,
    small,
)
from geodata.survey.schema import Aachen, Kind, Schema
from geodata.survey.tally import Answer, Coded, Tally, tally
from geodata.survey.universe import Universe
from geodata.survey.weights import Cell, Weighted, estimate

FEWEST_FOR_NUMBERS = 5
TOGETHER = "kreisfreie Städte und andere, die für sich stehen"
Label = Callable[[str], str]


def publish(survey: Survey, label: Label = lambda group: group) -> PublishedSurvey:
    """``label``: id of a place → its name. Authorities that did not agree to be named appear in counts only."""
    schema, named = survey.schema, survey.schema.named
    groupings = [g for g in ("type", "size", "regbez", "kreis") if len(survey.response(g)) > 1]
    return check(PublishedSurvey(
        **survey_head(schema, survey.answers.path.stem),
        named=named,
        asked=len(survey.universe),
        answered=len(survey.keys),
        response={g: rows for g in groupings if (rows := _response(survey, g, label))},
        asked_keys=tuple(survey.universe.authorities) if named else (),
        answered_keys=tuple(survey.keys) if named else (),
        questions=_questions(survey, groupings, label),
        notes=_notes(survey),
    ))  # fmt: skip


def _response(survey: Survey, grouping: str, label: Label) -> tuple[PublishedResponse, ...]:
    """Response of every group. Without names no group is one authority alone: those are counted together, and a single
    one, which the others and the total would give away, takes the whole grouping with it."""
    found = survey.response(grouping)
    alone = [r for r in found if r.n == 1 and not survey.schema.named]
    if len(alone) == 1:
        return ()
    rows = [PublishedResponse(group=r.group, label=label(r.group), k=r.k, n=r.n) for r in found if r not in alone]
    if alone:
        rows.append(PublishedResponse(group=REST, label=TOGETHER, k=sum(r.k for r in alone), n=len(alone)))
    return tuple(rows)


def publish_both(
    path: Path, schema: Schema, found: Survey, universes: Mapping[Aachen, Universe], label: Label
) -> PublishedSurvey:
    """As counted in ``found`` (the first of ``universes``); where names may be shown and the city of Aachen was asked,
    with the other way to count it."""
    first, *others = universes.items()
    if nrw_keys.AACHEN_CITY not in first[1].authorities:
        return publish(found, label)
    main = publish(found, label).model_copy(update={"aachen": first[0].value})
    if not schema.named or not others:
        return main
    way, universe = others[0]
    other = publish(analyse(path, schema, universe), label).model_copy(update={"aachen": way.value})
    return check(main.model_copy(update={"otherwise": other}))


def _notes(survey: Survey) -> tuple[str, ...]:
    found = []
    if survey.answers.incomplete:
        found.append(
            counted(len(survey.answers.incomplete), "begonnene, nicht abgeschickte Antwort zählt nicht.",
                    "begonnene, nicht abgeschickte Antworten zählen nicht.")
        )  # fmt: skip
    if survey.duplicates:
        rule = {"last": "die letzte", "first": "die erste", "fullest": "die vollständigste"}[survey.schema.duplicates]
        who = counted(len(survey.duplicates), "Kommune hat", "Kommunen haben")
        found.append(f"{who} mehrfach geantwortet; es zählt {rule} Antwort.")
    if survey.matching.unmatched:
        found.append(
            counted(len(survey.matching.unmatched), "Antwort ohne erkennbare Kommune zählt nicht.",
                    "Antworten ohne erkennbare Kommune zählen nicht.")
        )  # fmt: skip
    if not survey.schema.named:
        found.append(f"Anzahlen unter {survey.schema.disclosure} werden nicht ausgewiesen.")
    return tuple(found)


def _questions(survey: Survey, groupings: list[str], label: Label) -> tuple[PublishedQuestion, ...]:
    if survey.schema.named:
        return tuple(_question(survey, e, groupings, label, question_head(tally(e))) for e in survey.coded)
    least, by_id = survey.schema.disclosure, {e.id: e for e in survey.coded}
    gone = withheld(survey.coded, {e.id: _hidden(tally(e), least) for e in survey.coded}, least)
    found = []
    for entry in survey.coded:
        head = question_head(tally(entry), entry.id in gone, asked_small(entry, by_id, least))
        told = entry.id not in gone
        found.append(_question(survey, entry, groupings, label, head) if told else PublishedQuestion(**head))
    return tuple(found)


def _question(
    survey: Survey, entry: Coded, groupings: list[str], label: Label, common: dict[str, Any]
) -> PublishedQuestion:
    found = tally(entry)
    if found.kind is Kind.TEXT:
        return PublishedQuestion(**common)
    if found.kind is Kind.NUMBER:
        return PublishedQuestion(**common, numbers=_numbers(found, survey.schema))
    named, least = survey.schema.named, survey.schema.disclosure
    hidden = frozenset() if named else _hidden(found, least)
    # Without names one crossing only: two of them could be played off against each other.
    by = [g for g in groupings if g != "kreis"] if named else ["type"]
    groups = {g: _groups(survey, entry, g, label) for g in by} if not hidden else {}
    groups = {g: rows for g, rows in groups.items() if rows}
    return PublishedQuestion(
        **common,
        answers=tuple(_answer(a, a.code in hidden, _projection(survey, entry, a.code, groups)) for a in found.answers),
        groups=groups,
        by_authority=_by_authority(survey, entry) if named else {},
        not_asked=tuple(survey.keys[~entry.asked]) if named else (),
    )


def _hidden(found: Tally, least: int) -> frozenset[str]:
    """Answers whose count is not shown. Of answers that add up to the base one hidden alone could be worked out."""
    counts = {a.code: a.k for a in found.answers}
    hidden = {c for c, k in counts.items() if small(k, found.base, least)}
    if found.kind is Kind.MULTIPLE or not hidden:
        return frozenset(hidden)
    while len(hidden) < 2 or exposed([counts[c] for c in hidden], found.base, least):
        rest = [c for c, k in counts.items() if c not in hidden and k]
        if not rest:
            return frozenset(counts)
        hidden.add(min(rest, key=lambda c: counts[c]))
    return frozenset(hidden)


def _answer(found: Answer, hidden: bool, projection: Projection | None) -> PublishedAnswer:
    if hidden or math.isnan(found.share):
        return PublishedAnswer(code=found.code, label=found.label, field=found.field, k=None if hidden else found.k,
                               n=found.n, share=None, lower=None, upper=None)  # fmt: skip
    return PublishedAnswer(
        code=found.code, label=found.label, field=found.field, k=found.k, n=found.n,
        share=found.share, lower=found.lower, upper=found.upper, projection=projection,
    )  # fmt: skip


def _numbers(found: Tally, schema: Schema) -> PublishedNumbers | None:
    """Smallest and largest value would be those of one authority; they are not published. Where nobody is named, each
    quarter of the values is one of as many as a count that may be shown."""
    least = FEWEST_FOR_NUMBERS if schema.named else max(FEWEST_FOR_NUMBERS, 4 * schema.disclosure)
    if found.numbers is None or found.numbers.n < least:
        return None
    n = found.numbers
    return PublishedNumbers(n=n.n, mean=n.mean, median=n.median, lower_quartile=n.lower_quartile,
                            upper_quartile=n.upper_quartile)  # fmt: skip


def _groups(survey: Survey, entry: Coded, grouping: str, label: Label) -> tuple[PublishedGroup, ...]:
    of = survey.group(grouping)
    parts: dict[str, Group] = {}
    for response in survey.response(grouping):
        found = tally(entry, of.eq(response.group))
        led = reach(entry, {e.id: e for e in survey.coded}, of.eq(response.group))
        parts[response.group] = Group(found.base, {a.code: a.k for a in found.answers}, (response.group,), led)
    if survey.schema.named:
        shown, pool = parts, None
    else:
        shown, pool = safe_groups(parts, survey.schema.disclosure)
    out = [published_group(name, label(name), g, entry) for name, g in shown.items()]
    if pool is not None:
        out.append(published_group(REST, REST, pool, entry, members=pool.members))
    return tuple(out)


def published_group(
    name: str, label: str, group: Group, entry: Coded, members: tuple[str, ...] = ()
) -> PublishedGroup:  # fmt: skip
    """Counts of a group with Wilson's intervals."""
    codes = list(group.counts)
    found = rate_intervals([float(group.counts[c]) for c in codes], float(group.base))
    answers = tuple(
        PublishedAnswer(
            code=c, label=entry.label(c), field=entry.question.fields.get(c, ""), k=group.counts[c], n=group.base,
            share=_known(found.rate[i]), lower=_known(found.lower[i]), upper=_known(found.upper[i]),
        )
        for i, c in enumerate(codes)
    )  # fmt: skip
    return PublishedGroup(group=name, label=label, base=group.base, answers=answers, members=members)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def _projection(
    survey: Survey, entry: Coded, code: str, groups: Mapping[str, tuple[PublishedGroup, ...]]
) -> Projection | None:
    """Named: type × size. Otherwise from the groups that are published, so that nothing new can follow from it."""
    try:
        if survey.schema.named:
            found = survey.weighted(entry.id, code, ("type", "size"))
        elif "type" in groups and entry.asked.all() and entry.answered.any():
            found = estimate(_cells(survey, groups["type"], code))
        else:
            return None
    except GeodataError:  # a group nobody answered for and that nothing can stand for
        return None
    return None if found is None else _published(found)


def _cells(survey: Survey, groups: tuple[PublishedGroup, ...], code: str) -> dict[tuple[str, ...], Cell]:
    sizes = survey.universe.types
    cells: dict[tuple[str, ...], Cell] = {}
    for group in groups:
        size = sum(sizes[m] for m in (group.members or (group.group,)))
        k = next(a.k for a in group.answers if a.code == code)
        cells[group.group,] = Cell(group.label, size, group.base, k or 0)
    return cells


def _published(found: Weighted) -> Projection:
    return Projection(estimate=found.estimate, se=found.se, lower=found.lower, upper=found.upper, n_eff=found.n_eff,
                      bounds=found.bounds, collapsed=found.collapsed)  # fmt: skip


def _by_authority(survey: Survey, entry: Coded) -> dict[str, tuple[str, ...]]:
    """Codes each authority gave; one that answered and ticked nothing has none, one that did not answer is absent."""
    table = pd.DataFrame(entry.given, index=entry.answered.index)
    return {
        survey.keys[row]: tuple(code for code in table.columns if table.at[row, code])
        for row in entry.answered.index[entry.answered]
    }
