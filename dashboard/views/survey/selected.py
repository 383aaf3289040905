"""What is selected on the page „Karte“ as a group of respondents, and groups of respondents as links to the „Karte“."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from dashboard.conditions import OneOf, conditions_text, join_ids
from dashboard.views.survey.models import Link
from geodata.methods.intervals import rate_intervals
from geodata.repository import Repository
from geodata.survey.publication import (
    PublishedAnswer,
    PublishedGroup,
    PublishedQuestion,
    PublishedResponse,
    PublishedSurvey,
)

CHOSEN, OTHERS = "auswahl", "andere"
LABELS = {CHOSEN: "auf der Karte ausgewählt", OTHERS: "alle anderen"}
MOST_SELECTED = 200  # dashboard.state.MAX_SELECTED
SHOW, NARROW = "Auf der Karte hervorheben", "Karte auf diese Gebiete eingrenzen"


def among(survey: PublishedSurvey, selected: Sequence[str]) -> tuple[str, ...]:
    """Selected areas that were asked; nobody where respondents are not named."""
    asked = set(survey.asked_keys) if survey.named else set()
    return tuple(area for area in selected if area in asked)


def response(survey: PublishedSurvey, selected: Sequence[str]) -> tuple[PublishedResponse, ...]:
    chosen, came = set(among(survey, selected)), set(survey.answered_keys)
    parts = {CHOSEN: chosen, OTHERS: set(survey.asked_keys) - chosen}
    return tuple(PublishedResponse(group=g, label=LABELS[g], k=len(p & came), n=len(p)) for g, p in parts.items())


def groups(survey: PublishedSurvey, question: PublishedQuestion, selected: Sequence[str]) -> tuple[PublishedGroup, ...]:
    """Answers of the selected and of all others, counted from who said what (named surveys only)."""
    chosen = set(among(survey, selected))
    said = question.by_authority
    return tuple(
        _group(name, question, [codes for key, codes in said.items() if (key in chosen) == (name == CHOSEN)])
        for name in (CHOSEN, OTHERS)
    )


def _group(name: str, question: PublishedQuestion, said: list[tuple[str, ...]]) -> PublishedGroup:
    counts = [sum(a.code in codes for codes in said) for a in question.answers]
    found = rate_intervals([float(k) for k in counts], float(len(said)))
    answers = tuple(
        PublishedAnswer(
            code=a.code, label=a.label, field=a.field, k=k, n=len(said),
            share=float(found.rate[i]) if said else None, lower=float(found.lower[i]) if said else None,
            upper=float(found.upper[i]) if said else None,
        )
        for i, (a, k) in enumerate(zip(question.answers, counts, strict=True))
    )  # fmt: skip
    return PublishedGroup(group=name, label=LABELS[name], base=len(said), answers=answers)


def links(repository: Repository, areas: Iterable[str], level: str) -> tuple[Link, ...]:
    """Addresses of the page „Karte“ with these areas selected, and with only these; a selection holds 200 at most."""
    inside = [a for a in areas if repository.has_area(a) and repository.area(a).level == level]
    if not inside:
        return ()
    region = repository.area(inside[0]).region
    here = f"?v=1&region={quote(region)}&level={level}"
    condition = conditions_text((OneOf("ids", tuple(inside)),))
    found = [Link(NARROW, f"{here}&f={quote(condition, safe=',/:')}")]
    if len(inside) <= MOST_SELECTED:
        found.insert(0, Link(SHOW, f"{here}&sel={quote(join_ids(inside), safe=',/')}"))
    return tuple(found)
