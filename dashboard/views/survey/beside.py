"""Answers beside an indicator: do those who answered in one way live under other conditions?"""

from __future__ import annotations

import math
from itertools import combinations

from dashboard import formatting
from dashboard.views.survey import words
from dashboard.views.survey.known import Known, known, values_of
from dashboard.views.survey.models import Choice, Lines, Section, Table
from dashboard.views.survey.selected import links
from dashboard.views.survey.silent import FEWEST
from geodata.catalog import Indicator, IndicatorKind
from geodata.methods.averages import Middle, mean_interval, median_interval
from geodata.repository import Repository
from geodata.survey.publication import PublishedQuestion, PublishedSurvey
from geodata.survey.schema import Kind

MOST_PAIRS = 3
CAUTION = (
    "Beide Angaben stehen nebeneinander; dass eine die andere bewirkt, sagen sie nicht. Ein Kreis steht nie neben "
    "seinen eigenen Gemeinden: Was es nur für Kreise gibt, ist für Kreise und kreisfreie Städte verglichen."
)
UNWEIGHTED = "{middle} der Gebiete, jedes zählt gleich; neuester Stand."
APART = "Die Intervalle von {names} überlappen nicht."
TOGETHER = "Alle Intervalle überlappen: Ein Unterschied ist nicht gesichert."
SEVERAL = "Mehrfachnennung: Eine Kommune kann in mehreren Zeilen stehen."


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
    tables: list[Section] = [
        table for of in known(repository, survey.asked_keys) if (table := _table(repository, question, of)) is not None
    ]
    half = math.ceil(len(tables) / 2)
    intro = Lines(words.name(question), (words.base(question, "Kommunen") + ".", CAUTION), printed=True)
    return [intro, *tables[:half]], tables[half:]


def _table(repository: Repository, question: PublishedQuestion, of: Known) -> Table | None:
    """Middle of the areas that gave each answer: the median of sizes, the mean of everything else."""
    indicator, rows, middles = of.indicator, [], {}
    for answer in question.answers:
        keys = [k for k, said in question.by_authority.items() if answer.code in said]
        values = values_of(repository, of, keys)
        if not values:
            continue
        found = _middle(indicator, list(values.values()))
        if found is not None:
            middles[answer.label] = found
        link = links(repository, values, of.level)
        rows.append((answer.label, str(len(values)), *_shown(indicator, found), link[0].href if link else ""))
    if not rows:
        return None
    middle = "Median" if indicator.inhabitants else "Mittel"
    head = ("Antwort", of.areas, f"{middle} {formatting.in_unit(indicator.unit)}".strip(), "95-%-Intervall", "Karte")
    several = SEVERAL if question.kind is Kind.MULTIPLE else ""
    note = " ".join(filter(None, (UNWEIGHTED.format(middle=middle), _verdict(middles), several)))
    return Table(indicator.name, head, tuple(rows), note)


def _middle(indicator: Indicator, values: list[float]) -> Middle | None:
    """None below ``FEWEST`` areas: that would tell of single ones, not of a group."""
    if len(values) < FEWEST:
        return None
    return median_interval(values) if indicator.inhabitants else mean_interval(values)


def _shown(indicator: Indicator, found: Middle | None) -> tuple[str, str]:
    if found is None:
        return "zu wenige", ""
    value = formatting.number(found.value, indicator.decimals)
    if math.isnan(found.lower):
        return value, "zu wenige"
    least = 0.0 if indicator.kind is IndicatorKind.RATE else -math.inf
    low, high = (formatting.number(max(v, least), indicator.decimals) for v in (found.lower, found.upper))
    return value, f"{low} bis {high}"


def _verdict(middles: dict[str, Middle]) -> str:
    """Which groups differ by more than chance; "" with fewer than two groups to compare."""
    sure = {label: m for label, m in middles.items() if not math.isnan(m.lower)}
    if len(sure) < 2:
        return ""
    apart = [
        (one, other) for one, other in combinations(sure, 2)
        if sure[one].upper < sure[other].lower or sure[other].upper < sure[one].lower
    ]  # fmt: skip
    if not apart:
        return TOGETHER
    return " ".join(APART.format(names=f"„{one}“ und „{other}“") for one, other in apart[:MOST_PAIRS])
