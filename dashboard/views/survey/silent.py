"""What the silent may change: respondents against non-respondents, projection and bounds."""

from __future__ import annotations

import numpy as np

from dashboard import formatting
from dashboard.views.survey import words
from dashboard.views.survey.known import TOWN, known, values_of
from dashboard.views.survey.models import Lines, Section, Table
from geodata.catalog import Indicator
from geodata.repository import Repository
from geodata.survey.publication import Projection, PublishedAnswer, PublishedQuestion, PublishedSurvey

MOST_INDICATORS = 6
FEWEST = 5
COMPARED = "Antwortende und Nichtantwortende"
NOT_COMPARED = "Wer geantwortet hat, ist nicht veröffentlicht; ein Vergleich an Kennzahlen ist deshalb nicht möglich."
FEW_COMPARED = "Verglichen wird ab {fewest} Kommunen mit und ohne Antwort, für die eine Kennzahl vorliegt."
PROJECTED = "Auf alle hochgerechnet"
NOT_PROJECTED = (
    "Zu keiner Frage ist eine Hochrechnung ausgewiesen: Dafür sind es zu wenige Antworten, oder es bliebe nicht "
    "verborgen, was Einzelne geantwortet haben."
)
HEAD = ("Antwort", "unter Antwortenden", "hochgerechnet", "95-%-Intervall", "wirksame Antworten", "Grenzen")
EXPLAINED = (
    "Hochgerechnet: Jede Gruppe (Typ × Größe) zählt so viel, wie sie Kommunen hat, nicht wie sie Antworten hat.",
    "Intervall: Es gilt, wenn die Kommunen ohne Antwort in ihrer Gruppe denen mit Antwort gleichen; das lässt sich "
    "nicht prüfen. Weil ein großer Teil aller geantwortet hat, ist es enger als bei einer Stichprobe aus vielen "
    "(Korrektur für endliche Grundgesamtheiten).",
    "Wirksame Antworten (nach Kish): So viele gleich gewichtete Antworten wären ebenso genau wie diese.",
    "Grenzen: Sie gelten ohne jede Annahme – unten, wenn keine der Kommunen ohne Antwort zustimmte, oben, wenn alle.",
)


def silent(repository: Repository, survey: PublishedSurvey) -> tuple[list[Section], list[Section]]:
    left: list[Section] = [
        *(_projection(survey, q) for q in survey.questions if not q.item and any(a.projection for a in q.answers))
    ]
    explained = (
        Lines("Was die Spalten sagen", EXPLAINED, _collapsed(survey), printed=True)
        if left
        else Lines(PROJECTED, (NOT_PROJECTED,))
    )
    return left, [_compared(repository, survey) if survey.named else Lines(COMPARED, (NOT_COMPARED,)), explained]


def _projection(survey: PublishedSurvey, question: PublishedQuestion) -> Table:
    rows = tuple(_row(a, a.projection) for a in question.answers if a.projection is not None)
    note = (
        f"„unter Antwortenden“: Basis sind die {formatting.number(question.base or 0)} Kommunen mit Antwort auf die "
        f"Frage; alle übrigen Spalten: alle {formatting.number(survey.asked)} befragten."
    )
    return Table(f"Auf alle hochgerechnet: {question.label}", HEAD, rows, note, wide=True)


def _row(answer: PublishedAnswer, found: Projection) -> tuple[str, ...]:
    return (
        answer.label,
        f"{words.percent(answer.share)} ({formatting.number(answer.k or 0)})",
        words.percent(found.estimate),
        words.span(found.lower, found.upper),
        formatting.number(found.n_eff, 1),
        words.span(*found.bounds),
    )


def _collapsed(survey: PublishedSurvey) -> tuple[str, ...]:
    said = {c for q in survey.questions for a in q.answers if a.projection for c in a.projection.collapsed}
    return tuple(f"Zusammengefasst, weil weniger als 5 Antworten: {c}." for c in sorted(said))


def _compared(repository: Repository, survey: PublishedSurvey) -> Table:
    came = [k for k in survey.asked_keys if k in set(survey.answered_keys)]
    quiet = [k for k in survey.asked_keys if k not in set(survey.answered_keys)]
    rows = []
    for of in known(repository, survey.asked_keys)[:MOST_INDICATORS]:
        with_answer, without = values_of(repository, of, came), values_of(repository, of, quiet)
        if len(with_answer) >= FEWEST and len(without) >= FEWEST:
            label = of.indicator.short_name + ("" if of.level == TOWN else f" ({of.areas})")
            rows.append((label, middle(of.indicator, with_answer), middle(of.indicator, without)))
    if not rows:
        return Table(COMPARED, ("Kennzahl", "mit Antwort", "ohne Antwort"), (), FEW_COMPARED.format(fewest=FEWEST))
    note = (
        "Median, in Klammern die mittlere Hälfte und die Zahl der Städte und Gemeinden (wo es dabeisteht: der Kreise "
        "und kreisfreien Städte) mit Wert. Liegen die Mediane weit auseinander, haben besondere Kommunen geantwortet; "
        "ihre Antworten gelten dann nicht für alle."
    )
    return Table(COMPARED, ("Kennzahl", "mit Antwort", "ohne Antwort"), tuple(rows), note)


def middle(indicator: Indicator, values: dict[str, float]) -> str:
    low, half, high = np.percentile(list(values.values()), [25, 50, 75])
    parts = (formatting.number(float(v), indicator.decimals) for v in (low, high))
    unit = formatting.quantity(float(half), formatting.inline_unit(indicator.unit), indicator.decimals)
    return f"{unit} ({' bis '.join(parts)}; n\u00a0=\u00a0{len(values)})"
