"""An address line → profiles as PDF. Route, job and command line all come through here; stricter than the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dashboard.asked import read_parts, strict_state
from dashboard.documents.figures import PLAIN, Level, build_level
from dashboard.snapshot.request import slug
from dashboard.state import DEFAULTS, ViewState, to_query
from geodata.errors import GeodataError, refuse
from geodata.progress import Progress, part, silent
from geodata.repository import Repository

if TYPE_CHECKING:
    from dashboard.documents.model import Document

AREA, DAY = "area", "date"
KEYS = (AREA, DAY)
MOST_AREAS = 400  # in one file; setting a profile with twenty indicators takes about 8 MB of memory
PREFIX = "quartiersblick"
PAGES = ("karte", "quartiere")
SET = 0.8  # share of the work that is done before pages are set
PLAINLY = "Das Profil nennt die Werte selbst, ohne Vergleich, Glättung oder Häufung der Ansicht."


@dataclass(frozen=True, slots=True)
class Profiles:
    """``name``: a file name; ``notices``: what the reader should know, in German."""

    body: bytes
    name: str
    notices: tuple[str, ...]


def no_profile(details: str) -> GeodataError:
    return refuse("bad_profile", details=details)


def make_one(repository: Repository, query: str, wishes: Mapping[str, str], address: str = "") -> Profiles:
    """Profile of the area that ``area`` names, else of the one selected last. ``query``: address line of the view,
    where ``area`` and ``date`` may stand as well; ``wishes`` win. ``address``: of the page, for the link.

    Raises ``GeodataError`` (``bad_profile``, ``output_not_written``): unknown keys, a view or an area there is not.
    """
    from dashboard.documents.profile import one_profile  # loads matplotlib, which only documents and pictures need

    state, asked, notices = _read(repository, query, wishes)
    level = build_level(repository, state)
    area_id = _area(repository, level, asked.get(AREA, "") or (state.sel[-1] if state.sel else ""))
    document = one_profile(level, area_id, _day(asked), _link(repository, replace(state, sel=(area_id,)), address))
    name = _name("profil", level.names[area_id], repository.area(state.region).name)
    return Profiles(_pdf(document), name, notices)


def make_all(
    repository: Repository, query: str, wishes: Mapping[str, str], address: str = "", progress: Progress = silent
) -> Profiles:
    """Profiles of all areas the view shows (its conditions hold), with contents. Otherwise like ``make_one``."""
    from dashboard.documents.profile import all_profiles

    state, asked, notices = _read(repository, query, wishes)
    level = build_level(repository, state)
    if not 0 < len(level.inside) <= MOST_AREAS:
        what = f"{len(level.inside)} Gebiete sind zu viele für eine Datei (höchstens {MOST_AREAS})"
        raise no_profile(f"{what if level.inside else 'die Ansicht zeigt kein Gebiet'}; wählen Sie ein anderes Gebiet")
    link = _link(repository, replace(state, sel=()), address)
    document = all_profiles(level, _day(asked), link, part(progress, 0.0, SET))
    progress("Seiten werden gesetzt", SET)
    plural = repository.level_of[state.level].plural
    return Profiles(_pdf(document), _name("profile", repository.area(state.region).name, plural), notices)


def _pdf(document: Document) -> bytes:
    from dashboard.documents.pdf import pdf

    return pdf(document)


def _read(
    repository: Repository, query: str, wishes: Mapping[str, str]
) -> tuple[ViewState, dict[str, str], tuple[str, ...]]:
    """View, wishes and notices; only that the data changed since, and what a profile leaves out, is no refusal."""
    parts = read_parts(query, KEYS, no_profile)
    asked = {k: v for k, v in parts.items() if k in KEYS} | {k: v for k, v in wishes.items() if v}
    if parts.get("page", PAGES[0]) not in PAGES:
        del parts["page"]
    state, notices = strict_state(parts, repository, no_profile)
    plain = all(getattr(state, key) == DEFAULTS[key] for key in PLAIN if key not in ("f", "page"))
    return state, asked, notices if plain else (*notices, PLAINLY)


def _area(repository: Repository, level: Level, area_id: str) -> str:
    if not area_id:
        raise no_profile("es ist kein Gebiet gewählt; wählen Sie eines auf der Karte oder nennen Sie seinen Schlüssel")
    if area_id in level.ids:
        return area_id
    if not repository.has_area(area_id):
        raise no_profile(f"das Gebiet „{area_id[:40]}“ gibt es in den Daten nicht (mehr)")
    plural = repository.level_of[level.state.level].plural
    raise no_profile(f"{repository.area(area_id).name} gehört nicht zu den gezeigten Gebieten ({plural})")


def _day(asked: Mapping[str, str]) -> date:
    text = asked.get(DAY, "")
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise no_profile(f"das Datum „{text[:40]}“ ist keines; schreiben Sie es als 2026-11-22") from None


def _link(repository: Repository, state: ViewState, address: str) -> str:
    """Address of the view; "" where that of the page is not known."""
    return f"{address.rstrip('/')}/{to_query(replace(state, data=repository.fingerprint))}" if address else ""


def _name(*parts: str) -> str:
    """``quartiersblick_profil_nordstadt_kreis-unna.pdf``."""
    return f"{'_'.join(filter(None, map(slug, (PREFIX, *parts))))}.pdf"
