"""What a publication says of a survey and of a question whoever was asked: the same for authorities and residents."""

from __future__ import annotations

from typing import Any

from geodata.survey.schema import Schema
from geodata.survey.tally import Tally


def counted(number: int, one: str, many: str) -> str:
    """„1 Antwort …“, „2 Antworten …“."""
    return f"{number} {one if number == 1 else many}"


def survey_head(schema: Schema, file: str) -> dict[str, Any]:
    """Fields of ``PublishedSurvey`` that stand in the description; ``file`` stands in for a title that is missing."""
    return {
        "title": schema.title or file,
        "period": schema.period,
        "respondents": schema.respondents,
        "fictional": schema.fictional,
        "source": schema.source,
        "disclosure": schema.disclosure,
    }


def question_head(found: Tally, withheld: bool = False, asked_hidden: bool = False) -> dict[str, Any]:
    """Fields of ``PublishedQuestion`` that tell nobody's answer: what was asked, of how many, and how many answered.

    ``withheld``: not even the base may be told; ``asked_hidden``: the number of those asked would give few away.
    """
    untold = withheld or asked_hidden
    return {
        "id": found.id, "kind": found.kind, "label": found.label, "item": found.item, "field": found.field,
        "base": None if withheld else found.base, "asked": None if untold else found.asked,
        "not_applicable": None if untold else found.not_applicable,
    }  # fmt: skip
