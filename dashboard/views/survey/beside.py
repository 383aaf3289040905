"""Answers beside an indicator: do those who answered in one way live under other conditions?"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from dashboard import formatting
from dashboard.views.survey import words
from dashboard.views.survey.models import Choice, Lines, Section, Table
from dashboard.views.survey.selected import links
from dashboard.views.survey.silent import FEWEST, suited, values_of
from geodata.catalog import Indicator, IndicatorKind
from geodata.repository import Repository
from geodata.survey.publication import PublishedQuestion, PublishedSurvey
from geodata.survey.schema import Kind

CAUTION = (
    "Beide Angaben stehen nebeneinander; dass eine die andere bewirkt, sagen sie nicht. Kreise fehlen, weil sie nicht "
    "neben ihren eigenen Gemeinden stehen können."
)


def choices(survey: PublishedSurvey) -> tuple[Choice, ...]:
    """Questions whose answers make groups."""
    usable = [q for q in survey.questions if q.by_authority and q.kind is not Kind.TEXT]
    return tuple(Choice(q.id, words.name(q)) for q in usable)


def beside(repository: Repository, survey: PublishedSurvey, question_id: str) -> tuple[list[Section], list[Section]]:
    if not survey.named:
        text = "Wer was geantwortet hat, ist nicht veröffentlicht; daneben lässt sich keine Kennzahl stellen."
        return [Lines("Neben den Indikatoren", (text,))], []
    question = survey.question(question_id)
    if question is None:
        return [Lines("Neben den Indikatoren", ("Keine Frage dieser Befragung bildet Gruppen.",))], []
    found = [i for i in suited(repository, survey.asked_keys) if not i.inhabitants]
    tables: list[Section] = [table for i in found if (table := _table(repository, question, i)) is not None]
    half = math.ceil(len(tables) / 2)
    return [Lines(words.name(question), (words.base(question, "Kommunen") + ".", CAUTION)), *tables[:half]], tables[
        half:
    ]


def _table(repository: Repository, question: PublishedQuestion, indicator: Indicator) -> Table | None:
    rows = []
    for answer in question.answers:
        keys = [k for k, said in question.by_authority.items() if answer.code in said]
        values = values_of(repository, indicator.id, keys)
        if values:
            rows.append(
                (answer.label, str(len(values)), *_mean(indicator, list(values.values())), _link(repository, keys))
            )
    if not rows:
        return None
    unit = formatting.in_unit(indicator.unit)
    head = ("Antwort", "Städte und Gemeinden", f"Mittel {unit}".strip(), "95-%-Intervall", "Karte")
    return Table(indicator.name, head, tuple(rows), "Ungewichtetes Mittel der Gebiete, neuester Stand.")


def _mean(indicator: Indicator, values: list[float]) -> tuple[str, str]:
    """Mean with Student's interval; below five areas the mean of single ones would be told, not a group's."""
    if len(values) < FEWEST:
        return "zu wenige", ""
    mean, n = float(np.mean(values)), len(values)
    half = float(stdtrit(n - 1, 0.975)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    least = 0.0 if indicator.kind is IndicatorKind.RATE else -math.inf
    low, high = (formatting.number(max(v, least), indicator.decimals) for v in (mean - half, mean + half))
    return formatting.number(mean, indicator.decimals), f"{low} bis {high}"


def _link(repository: Repository, keys: list[str]) -> str:
    """Address of the page „Karte“ with these areas selected; with only these, where they are too many to select."""
    found = links(repository, keys, "gemeinde")
    return found[0].href if found else ""
