"""Residents' answers beside an indicator of their quarter: one point per quarter, and thirds of the quarters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from dashboard import formatting
from dashboard.views.survey import words
from dashboard.views.survey.known import opening_first
from dashboard.views.survey.models import Choice, Lines, Point, Scatter, Section, Table
from geodata.catalog import Indicator
from geodata.methods.averages import mean_interval
from geodata.methods.intervals import rate_intervals
from geodata.repository import Repository
from geodata.survey.publication import REST, PublishedAnswer, PublishedSurvey

FEWEST = 8  # quarters; below that a pattern would be read into a handful
PARTS = ("niedrigstes Drittel", "mittleres Drittel", "höchstes Drittel")
CAUTION = (
    "Jeder Punkt ist ein Quartier, keine Person: Ob die Menschen, die so antworten, selbst betroffen sind, sagt das "
    "Bild nicht. Zusammengefasste Quartiere fehlen darin."
)
BASE = "Basis: je Quartier die Personen mit Antwort auf „{question}“"
NONE = "Für die Quartiere dieser Befragung liegt kein Indikator vor."
TOO_FEW = "Mit dieser Frage und diesem Indikator bleiben {count} Quartiere; gezeigt wird ab {fewest}."


@dataclass(frozen=True, slots=True)
class Pair:
    """A quarter with the answer and the indicator, in per cent or the unit of the indicator."""

    area: str
    x: float
    answer: PublishedAnswer

    @property
    def y(self) -> float:
        return 100 * (self.answer.share or 0.0)


def suited(repository: Repository, survey: PublishedSurvey) -> tuple[Indicator, ...]:
    """Rates and indices with figures for the quarters of a survey, opening questions first."""
    quarters = [g.group for q in survey.questions for g in q.groups.get("quarter", ()) if g.group != REST]
    known = [q for q in dict.fromkeys(quarters) if repository.has_area(q)]
    if not known:
        return ()
    area = repository.area(known[0])
    found = repository.indicators(area.level, area.region)
    return opening_first(i for i in found if i.kind != "count")


def choices(repository: Repository, survey: PublishedSurvey) -> tuple[Choice, ...]:
    return tuple(Choice(i.id, i.short_name) for i in suited(repository, survey))


def pairs(repository: Repository, survey: PublishedSurvey, chosen: str, indicator: str) -> list[Pair]:
    """Quarters with both figures published. ``chosen``: question and answer."""
    question_id, _, code = chosen.partition(":")
    question = survey.question(question_id)
    groups = [g for g in (question.groups.get("quarter", ()) if question else ()) if g.group != REST]
    known = [g for g in groups if repository.has_area(g.group)]
    if not known:
        return []
    area = repository.area(known[0].group)
    periods = repository.periods(indicator, area.level, area.region)
    if not periods:
        return []
    values = repository.values(indicator, area.level, area.region, periods[-1])["value"].dropna()
    answers = [(g.group, next(a for a in g.answers if a.code == code)) for g in known]
    return [Pair(q, float(values[q]), a) for q, a in answers if q in values.index and a.share is not None]


def beside(
    repository: Repository, survey: PublishedSurvey, chosen: str, indicator_id: str, selected: tuple[str, ...]
) -> tuple[list[Section], list[Section]]:
    indicator = next((i for i in suited(repository, survey) if i.id == indicator_id), None)
    if indicator is None:
        return [Lines("Neben Indikatoren", (NONE,))], []
    found = pairs(repository, survey, chosen, indicator.id)
    question = survey.question(chosen.partition(":")[0])
    answer = next(a for a in question.answers if a.code == chosen.partition(":")[2]) if question else None
    title = f"{answer.label if answer else ''} und {indicator.short_name}"
    if len(found) < FEWEST or question is None or answer is None:
        return [Lines(title, (TOO_FEW.format(count=len(found), fewest=FEWEST),))], []
    scatter = Scatter(
        title, BASE.format(question=words.name(question)), axis_text(indicator), f"„{answer.label}“ in %",
        tuple(_point(repository, p, indicator, selected) for p in found), CAUTION,
    )  # fmt: skip
    return [scatter], [_thirds(indicator, found, f"{words.name(question)} – {answer.label}"), _together(found)]


def axis_text(indicator: Indicator) -> str:
    unit = formatting.in_unit(indicator.unit)
    return f"{indicator.short_name} {unit}".strip()


def _point(repository: Repository, pair: Pair, indicator: Indicator, selected: tuple[str, ...]) -> Point:
    a = pair.answer
    text = (
        f"{repository.area(pair.area).name}: {formatting.number(pair.x, indicator.decimals)}; "
        f"{words.percent(a.share)} ({words.count(a.k or 0, a.n)})"
    )
    return Point(pair.x, pair.y, 100 * (a.lower or 0.0), 100 * (a.upper or 0.0), a.n, text, pair.area in selected)


def _thirds(indicator: Indicator, found: list[Pair], title: str) -> Table:
    """Mean of the quarters' shares with Student's interval over quarters: answers of one quarter resemble each other,
    so that counting people would make it too narrow."""
    ordered = sorted(found, key=lambda p: (p.x, p.area))
    rows = []
    for name, part in zip(PARTS, np.array_split(np.arange(len(ordered)), 3), strict=True):
        inside = [ordered[i] for i in part]
        shares = np.array([p.y for p in inside])
        low, high = (formatting.number(p.x, indicator.decimals) for p in (inside[0], inside[-1]))
        rows.append((
            f"{name} ({low} bis {high})", str(len(inside)), formatting.number(sum(p.answer.n for p in inside)),
            formatting.quantity(float(shares.mean()), "%", 1), interval(shares, inside),
        ))  # fmt: skip
    head = (axis_text(indicator), "Quartiere", "Antworten (n)", "Mittel der Anteile", "95-%-Intervall")
    note = "Jedes Quartier zählt gleich viel; das Intervall rechnet mit den Unterschieden zwischen den Quartieren."
    return Table(title, head, tuple(rows), note)


def interval(shares: np.ndarray, inside: list[Pair]) -> str:
    """Student's interval of a mean of percentages, inside 0 to 100; where all quarters agree, which would make it a
    point, Wilson's of all answers together."""
    n = len(shares)
    if n < 2 or not shares.std():
        found = rate_intervals([float(sum(p.answer.k or 0 for p in inside))], [float(sum(p.answer.n for p in inside))])
        return words.span(float(found.lower[0]), float(found.upper[0]))
    mean = mean_interval(shares)
    low, high = max(0.0, mean.lower), min(100.0, mean.upper)
    return f"{formatting.number(low, 1)} bis {formatting.quantity(high, '%', 1)}"


def _together(found: list[Pair]) -> Lines:
    """Rank correlation, and how large it gets by chance alone (±1,96 / √(n − 1))."""
    xs, ys = [p.x for p in found], [p.y for p in found]
    chance = 1.96 / math.sqrt(len(found) - 1)
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        return Lines("Gehen beide zusammen?", ("Eine der beiden Größen ist überall gleich.",))
    rho = float(spearmanr(xs, ys).statistic)
    number = formatting.number
    if abs(rho) <= chance:
        said = "Ein Zusammenhang ist nicht zu erkennen."
    else:
        more = "häufiger" if rho > 0 else "seltener"
        said = f"Wo der Wert höher ist, wird {more} so geantwortet."
    sentence = (
        f"{said} Rangkorrelation nach Spearman: {number(rho, 2)} ({len(found)} Quartiere); durch Zufall allein lägen "
        f"95 von 100 zwischen {number(-chance, 2)} und {number(chance, 2)}."
    )
    return Lines(
        "Gehen beide zusammen?", (sentence, "Dass das eine das andere bewirkt, folgt daraus nicht."), printed=True
    )
