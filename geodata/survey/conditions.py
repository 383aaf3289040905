"""What a question put only to some gives away of the question it depends on.

Who was asked is who gave certain answers before: „12 gefragt“ is the count of those answers. Where that count, or the
part of it that is hidden, may not be shown, nothing is said of the dependent question either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from geodata.survey.publication import small
from geodata.survey.schema import Kind
from geodata.survey.tally import Coded, tally


def exposed(hidden: Iterable[int], base: int, least: int) -> bool:
    """Whether hidden counts can be told to be small from their sum alone. Each is at least one, for zeros are shown:
    a sum of three in three answers is one each."""
    counts = list(hidden)
    total = sum(counts)
    return bool(counts) and (total - (len(counts) - 1) < least or small(total, base, least))


def withheld(entries: Iterable[Coded], hidden: Mapping[str, frozenset[str]], least: int) -> frozenset[str]:
    """Ids of the questions of which not even the base may be told. ``hidden``: question → codes not shown."""
    everything = list(entries)
    by_id = {e.id: e for e in everything}
    found: set[str] = set()
    for _ in everything:  # a chain of conditions is as long as the questions at most
        more = {e.id for e in everything if e.id not in found and _tells(e, by_id, hidden, least, found)}
        if not more:
            break
        found |= more
    return frozenset(found)


def _tells(
    entry: Coded, by_id: Mapping[str, Coded], hidden: Mapping[str, frozenset[str]], least: int, found: set[str]
) -> bool:
    condition = entry.question.asked_if
    if condition is None or condition.question not in by_id:
        return False
    before = by_id[condition.question]
    base, reached = int(before.answered.sum()), int(led_here(entry, before).sum())
    if before.id in found or small(reached, base, least):
        return True
    secret = hidden.get(before.id, frozenset())
    if before.question.kind is Kind.MULTIPLE:
        return bool(secret & set(condition.codes)) and len(condition.codes) > 1
    counts = {a.code: a.k for a in tally(before).answers}
    # A code repeated in the condition names the same answers.
    inside, outside = secret & set(condition.codes), secret - set(condition.codes)
    return any(exposed([counts[c] for c in part if counts[c]], base, least) for part in (inside, outside))


def led_here(entry: Coded, before: Coded) -> pd.Series:
    """Who gave one of the answers that the question depends on (mask over the respondents)."""
    led = pd.Series(False, index=before.answered.index)
    for code in entry.question.asked_if.codes if entry.question.asked_if else ():
        led |= before.given.get(code, False)
    return led


def asked_small(entry: Coded, by_id: Mapping[str, Coded], least: int) -> bool:
    """Whether so few said that the question does not apply to them that the number of those asked shows them."""
    condition = entry.question.asked_if
    before = by_id.get(condition.question) if condition else None
    led = led_here(entry, before) if before else pd.Series(True, index=entry.asked.index)
    out = int((led & ~entry.asked).sum())
    return out > 0 and small(out, int(led.sum()), least)


def reach(entry: Coded, by_id: Mapping[str, Coded], among: pd.Series) -> tuple[int, int]:
    """Among some (mask): who was led to a question that depends on another, and who answered that one; (0, 0) for a
    question put to everybody."""
    condition = entry.question.asked_if
    if condition is None or condition.question not in by_id:
        return 0, 0
    before = by_id[condition.question]
    return int((led_here(entry, before) & among).sum()), int((before.answered & among).sum())
