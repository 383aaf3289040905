"""A part of the page „Befragung“ as a picture: its map, or its bars."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.state import ViewState, to_query
from dashboard.views.survey.models import Bars, Map, Section
from dashboard.views.survey.page import build_survey
from geodata.repository import Repository

POINTS = "Kreise stehen als Punkte in ihrer Mitte."
NO_MAP = "In diesem Teil der Befragung gibt es keine Karte."
NO_BARS = "In diesem Teil der Befragung gibt es keine Balken."


@dataclass(frozen=True)
class SurveyPicture:
    """``bars``: empty if ``map`` is drawn. ``facts``: how many answered, when, source; ``notes``: what holds of all."""

    title: str
    subtitle: str
    part: str
    map: Map | None
    bars: tuple[Bars, ...]
    facts: str
    notes: tuple[str, ...]
    boundaries: str
    fingerprint: str
    query: str
    fictional: bool


def build_survey_picture(repository: Repository, state: ViewState, *, bars: bool) -> SurveyPicture | str:
    """The picture, or in German why there is none."""
    view = build_survey(repository, state)
    sections: tuple[Section, ...] = (*view.left, *view.right)
    found = next((s for s in sections if isinstance(s, Map) and s.shapes), None)
    charts = tuple(s for s in sections if isinstance(s, Bars) and s.bars)
    if bars and not charts:
        return NO_BARS
    if not bars and found is None:
        return NO_MAP
    part = next((c.label for c in view.parts if c.value == view.part), "")
    answer = next((c.label for c in view.answers if c.value == view.answer), "")
    said = [part, answer, found.title if found and not bars else ""]
    points = found is not None and any(shape.at for shape in found.shapes)
    below = [] if bars or found is None else [POINTS if points else "", found.note]
    return SurveyPicture(
        title=view.title,
        subtitle=" – ".join(dict.fromkeys(filter(None, said))),
        part=part,
        map=None if bars else found,
        bars=charts if bars else (),
        facts="; ".join(view.facts),
        notes=(*view.notes, *filter(None, below)),
        boundaries="" if bars else _boundaries(repository, fictional=view.fictional),
        fingerprint=repository.fingerprint,
        query=to_query(replace(state, data=repository.fingerprint)),
        fictional=view.fictional,
    )


def _boundaries(repository: Repository, *, fictional: bool) -> str:
    """Source of the outlines in the country the survey is about."""
    root = next((r.id for r in repository.roots if r.fictional == fictional), "")
    return repository.boundary_attribution("gemeinde", root) if root else ""
