"""German texts of the page „Befragung“ that more than one section uses."""

from __future__ import annotations

from dashboard import formatting
from dashboard.views.survey.models import Bar
from geodata.survey.publication import PublishedAnswer, PublishedQuestion
from geodata.survey.schema import Kind

NOT_SHOWN = formatting.STATUS_TEXT[formatting.ValueStatus.SUPPRESSED]
GROUPING = {"type": "Typ", "size": "Größe", "regbez": "Regierungsbezirk", "auswahl": "Auswahl auf der Karte"}


def percent(share: float | None, decimals: int = 1) -> str:
    return NOT_SHOWN if share is None else formatting.quantity(100 * share, "%", decimals)


def span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{formatting.number(100 * low, 1)} bis {formatting.quantity(100 * high, '%', 1)}"


def count(k: float, n: float) -> str:
    return f"{formatting.number(k)} von {formatting.number(n)}"


def bar(answer: PublishedAnswer) -> Bar:
    if answer.share is None:
        text = NOT_SHOWN if answer.k is None else "keine Antworten"
        return Bar(answer.label, text, "", None)
    shown = count(answer.k, answer.n) if answer.k is not None else ""
    return Bar(answer.label, percent(answer.share), shown, answer.share, answer.lower, answer.upper)


def base(question: PublishedQuestion, who: str) -> str:
    """``Basis: 85 Kommunen, die geantwortet haben; gefragt 102, trifft nicht zu auf 12``."""
    number = formatting.number
    several = "; Mehrfachnennung, die Summe kann über 100 % liegen" if question.kind is Kind.MULTIPLE else ""
    if question.base is None:
        return f"Basis: {NOT_SHOWN}"
    if question.asked is None:
        return f"Basis: {number(question.base)} {who} mit Antwort; wie viele gefragt waren: {NOT_SHOWN}" + several
    text = f"Basis: {number(question.base)} {who} mit Antwort von {number(question.asked)} gefragten"
    if question.not_applicable:
        text += f"; nicht gefragt, weil es nicht zutrifft: {number(question.not_applicable)}"
    return text + several


def name(question: PublishedQuestion) -> str:
    return f"{question.label} – {question.item}" if question.item else question.label
