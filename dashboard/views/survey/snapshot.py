"""A part of the page „Befragung“ as a picture: its bars, its map, its points or its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.state import ViewState, to_query
from dashboard.views.survey.models import LINK, Bars, Lines, Map, Scatter, Section, SurveyView, Table
from dashboard.views.survey.page import build_survey
from geodata.repository import Repository

BARS, MAP, RELATION, TABLE = "balken", "karte", "zusammenhang", "tabelle"
KINDS: dict[str, type] = {BARS: Bars, MAP: Map, RELATION: Scatter, TABLE: Table}  # the first is offered first
MISSING = {BARS: "keine Balken", MAP: "keine Karte", RELATION: "keinen Zusammenhang", TABLE: "keine Tabelle"}
POINTS = "Kreise stehen als Punkte in ihrer Mitte."


@dataclass(frozen=True)
class SurveyPicture:
    """``sections``: all of the kind ``show`` names; ``words``: below tables and points. ``facts``: how many answered,
    when, source; ``notes``: what holds of all."""

    title: str
    subtitle: str
    part: str
    show: str
    sections: tuple[Section, ...]
    words: tuple[Lines, ...]
    facts: str
    notes: tuple[str, ...]
    boundaries: str
    fingerprint: str
    query: str
    fictional: bool


def shows(view: SurveyView) -> tuple[str, ...]:
    """Kinds of pictures there are of this part, in the order in which they are offered."""
    return tuple(show for show in KINDS if drawable(view, show))


def drawable(view: SurveyView, show: str) -> tuple[Section, ...]:
    """Sections of this kind with something in them; links, which only the page can follow, are no part of a table."""
    found = [s for s in (*view.left, *view.right) if isinstance(s, KINDS[show])]
    return tuple(_without_links(s) if isinstance(s, Table) else s for s in found if _filled(s))


def build_survey_picture(repository: Repository, state: ViewState, show: str) -> SurveyPicture | str:
    """The picture, or in German why there is none."""
    view = build_survey(repository, state)
    sections = drawable(view, show)
    if not sections:
        others = ", ".join(f"„{other}“" for other in shows(view))
        possible = f"; möglich ist: {others}." if others else "."
        return f"In diesem Teil der Befragung gibt es {MISSING[show]}{possible}"
    drawn = sections[0] if isinstance(sections[0], Map) else None
    part = next((c.label for c in view.parts if c.value == view.part), "")
    answer = next((c.label for c in view.answers if c.value == view.answer), "")
    said = [part, answer, drawn.title if drawn else ""]
    points = drawn is not None and any(shape.at for shape in drawn.shapes)
    below = [POINTS if points else "", drawn.note] if drawn else []
    return SurveyPicture(
        title=view.title,
        subtitle=" – ".join(dict.fromkeys(filter(None, said))),
        part=part,
        show=show,
        sections=sections,
        words=_words(view) if show in (RELATION, TABLE) else (),
        facts="; ".join(view.facts),
        notes=(*view.notes, *filter(None, below)),
        boundaries=_boundaries(repository, fictional=view.fictional) if drawn else "",
        fingerprint=repository.fingerprint,
        query=to_query(replace(state, data=repository.fingerprint)),
        fictional=view.fictional,
    )


def _words(view: SurveyView) -> tuple[Lines, ...]:
    return tuple(s for s in (*view.left, *view.right) if isinstance(s, Lines) and s.printed)


def _filled(found: Section) -> bool:
    match found:
        case Bars():
            return bool(found.bars)
        case Map():
            return bool(found.shapes)
        case Scatter():
            return bool(found.points)
        case Table():
            return bool(found.rows)
    return False


def _without_links(found: Table) -> Table:
    kept = [n for n in range(len(found.head)) if not any(row[n].startswith(LINK) for row in found.rows)]
    rows = tuple(tuple(row[n] for n in kept) for row in found.rows)
    return replace(found, head=tuple(found.head[n] for n in kept), rows=rows)


def _boundaries(repository: Repository, *, fictional: bool) -> str:
    """Source of the outlines in the country the survey is about."""
    root = next((r.id for r in repository.roots if r.fictional == fictional), "")
    return repository.boundary_attribution("gemeinde", root) if root else ""
