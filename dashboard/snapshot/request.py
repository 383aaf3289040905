"""An address line with wishes for a picture → view, options, bytes. Stricter than the page: a picture that quietly
shows something else than was asked for would stand in a report for years."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from dashboard.changing import is_about_data
from dashboard.snapshot.options import BARS, KEYS, MAP, OF_PAGE, SHOWS, Options, no_picture, plain, read_options
from dashboard.state import MAX_QUERY, ViewState, resolve
from dashboard.views.charts import ChartView, build_chart, chart_state
from dashboard.views.needs.snapshot import build_needs_snapshot
from dashboard.views.neighbours import known
from dashboard.views.snapshot import SnapshotView, build_snapshot
from dashboard.views.survey.snapshot import build_survey_picture
from geodata.repository import Repository

STATE_KEYS = ("v", *ViewState.__dataclass_fields__)
MOST_FIELDS = 60
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
    view = build_survey_picture(repository, state, bars=options.show == BARS)
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
    """Keys and values; raises ``GeodataError`` for unknown keys and what cannot be read."""
    if len(query) > MAX_QUERY:
        raise no_picture(f"die Adresse hat {len(query)} Zeichen; höchstens {MAX_QUERY} sind möglich")
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, strict_parsing=bool(query.strip("?")),
                          max_num_fields=MOST_FIELDS, errors="strict")  # fmt: skip
    except ValueError:  # UnicodeDecodeError is one
        raise no_picture("die Adresse ist beschädigt; kopieren Sie sie noch einmal vollständig") from None
    unknown = [key for key, _ in pairs if key not in (*STATE_KEYS, *KEYS)]
    if unknown:
        raise no_picture(
            f"„{unknown[0][:40]}“ ist kein Teil einer Adresse; bekannt sind {', '.join(STATE_KEYS + KEYS)}"
        )
    return dict(pairs)


def strict_state(parts: dict[str, str], repository: Repository) -> tuple[ViewState, tuple[str, ...]]:
    """The view exactly as asked for; only that the data changed since is a notice and no refusal."""
    state, notices = resolve(parts, repository)
    wrong = [text for text in notices if not is_about_data(text)]
    if state.page not in OF_PAGE:
        raise no_picture("von der Seite „Daten und Methoden“ gibt es kein Bild")
    gone = set(filter(None, parts.get("sel", "").split(","))) if not state.sel else set()
    if wrong:
        raise no_picture(f"die Ansicht gibt es so nicht. {' '.join(wrong)}".rstrip("."))
    if state.nb and state.page == "karte" and not known(repository, state):
        raise no_picture("die räumlichen Häufungen sind noch nicht berechnet; starten Sie das unter der Karte")
    if gone:
        raise no_picture("keines der gewählten Gebiete gibt es in dieser Ansicht")
    return state, notices


def file_name(options: Options, *parts: str) -> str:
    """Indicator, region, areas, period: ``quartiersblick_kinderarmut_kreis-unna_staedte-und-gemeinden_2023.png``."""
    return f"{'_'.join(filter(None, map(slug, (PREFIX, *parts))))}.{options.format}"


def slug(text: str) -> str:
    """Small letters and digits of ASCII with hyphens between, for file names on every system."""
    spelled = text.lower().translate(UMLAUTS)
    letters = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_PART].strip("-")
