"""An address line with wishes for a picture → view, options, bytes. Stricter than the page: a picture that quietly
shows something else than was asked for would stand in a report for years."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard import asked
from dashboard.asked import STATE_KEYS
from dashboard.snapshot.options import KEYS, MAP, OF_PAGE, SHOWS, Options, no_picture, plain, read_options
from dashboard.state import ViewState
from dashboard.views.charts import ChartView, build_chart, chart_state
from dashboard.views.needs.snapshot import build_needs_snapshot
from dashboard.views.neighbours import NOT_COMPUTED, unknown_neighbours
from dashboard.views.snapshot import SnapshotView, build_snapshot
from dashboard.views.survey.snapshot import build_survey_picture
from geodata.repository import Repository

PREFIX = "quartiersblick"
LONGEST_PART = 60  # of a file name
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Picture:
    """``name``: a file name. ``notices``: what the maker should know, in German. ``title``, ``subtitle``: those of the
    view, whatever was wished for instead."""

    body: bytes
    name: str
    format: str
    notices: tuple[str, ...]
    title: str = ""
    subtitle: str = ""


def make(repository: Repository, query: str, wishes: Mapping[str, str], address: str = "", inside: str = "") -> Picture:
    """``query``: address line of the view, where options may stand as well; ``wishes``: options that win over those.
    ``address``: of the page, for the link. ``inside``: a kind of document that says title and sources itself.

    Raises ``GeodataError`` (``bad_snapshot``) for unknown keys, areas that are gone, and sizes out of bounds.
    """
    parts = read_parts(query)
    options = read_options({k: v for k, v in parts.items() if k in KEYS} | dict(wishes), "" if inside else address)
    options = replace(options, inside=inside)
    kept = {k: v for k, v in parts.items() if k in STATE_KEYS and (k != "nb" or options.show == MAP)}
    state, notices = strict_state(kept, repository)  # kinds of neighbourhood are a matter of the map alone
    if options.show not in OF_PAGE[state.page]:
        raise no_picture(f"„{SHOWS[options.show]}“ gibt es nicht auf dieser Seite")
    if state.page == "befragung":
        return _survey(repository, state, options, notices)
    view = _view(repository, state, options)
    chart = _chart(repository, state, options)
    if chart:
        view = as_chart(view, chart)
    from dashboard.snapshot.render import snapshot  # loads matplotlib, which only pictures need

    body = snapshot(view, options, chart)
    kind = "" if options.show == MAP else options.show
    name = file_name(options, kind, view.short_title, view.region, view.level, view.period)
    return Picture(body, name, options.format, notices, plain(view.title), plain(view.subtitle))


def _survey(repository: Repository, state: ViewState, options: Options, notices: tuple[str, ...]) -> Picture:
    view = build_survey_picture(repository, state, options.show)
    if isinstance(view, str):
        raise no_picture(view.rstrip("."))
    from dashboard.snapshot.render import survey_snapshot

    body = survey_snapshot(view, options)
    name = file_name(options, options.show, view.title, view.part)
    return Picture(body, name, options.format, notices, plain(view.title), plain(view.subtitle))


def _view(repository: Repository, state: ViewState, options: Options) -> SnapshotView:
    """Raises ``GeodataError`` where the page has no such picture or nothing to draw."""
    if state.page == "karte":
        return build_snapshot(repository, chart_state(state, options.show))
    found = build_needs_snapshot(repository, state)
    if isinstance(found, SnapshotView):
        return found
    raise no_picture(" ".join(found).rstrip("."))


def _chart(repository: Repository, state: ViewState, options: Options) -> ChartView | None:
    """The chart wished for; None for the map. Raises ``GeodataError`` where there is nothing to draw."""
    if options.show == MAP:
        return None
    chart = build_chart(repository, state, options.show)
    if chart.data is None:
        raise no_picture(" ".join(chart.sentences).rstrip("."))
    return chart


def as_chart(view: SnapshotView, chart: ChartView) -> SnapshotView:
    """The words around a chart: its name and time; its dots and bars are not hatched."""
    unsure = view.map.legend.unsure
    legend = replace(view.map.legend, unsure=unsure if unsure and unsure.hidden else None)
    subtitle = f"{view.region}, {view.level}, {chart.span}" if chart.span else view.subtitle
    return replace(
        view,
        subtitle=f"{chart.title}: {subtitle}",
        as_of=chart.span or view.as_of,
        map=replace(view.map, legend=legend),
    )


def read_parts(query: str) -> dict[str, str]:
    """Keys and values of a view and of what may be chosen about a picture. Raises ``GeodataError``."""
    return asked.read_parts(query, KEYS, no_picture)


def strict_state(parts: Mapping[str, str], repository: Repository) -> tuple[ViewState, tuple[str, ...]]:
    """Raises ``GeodataError`` also for pages without pictures and neighbourhoods that are not known yet."""
    state, notices = asked.strict_state(parts, repository, no_picture)
    if state.page not in OF_PAGE:
        raise no_picture("von der Seite „Daten und Methoden“ gibt es kein Bild")
    if state.page == "karte" and unknown_neighbours(repository, state):
        raise no_picture(NOT_COMPUTED)
    return state, notices


def file_name(options: Options, *parts: str) -> str:
    """Indicator, region, areas, period: ``quartiersblick_kinderarmut_kreis-unna_staedte-und-gemeinden_2023.png``."""
    return f"{'_'.join(filter(None, map(slug, (PREFIX, *parts))))}.{options.format}"


def slug(text: str) -> str:
    """Small letters and digits of ASCII with hyphens between, for file names on every system."""
    spelled = text.lower().translate(UMLAUTS)
    letters = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_PART].strip("-")
