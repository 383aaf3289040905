"""Page „Karte“: all of its view models from one look at the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.state import FUNNEL, INEQUALITY, ViewState
from dashboard.views.certainty_text import Note, build_note
from dashboard.views.current import FRAME, build_current
from dashboard.views.distribution import Distribution, build_distribution
from dashboard.views.facilities import facility_sources
from dashboard.views.funnel import FunnelView, build_funnel, funnel_needed
from dashboard.views.headline import Headline, build_headline
from dashboard.views.inequality import InequalityView, build_inequality, inequality_needed
from dashboard.views.map import MapView, build_map
from dashboard.views.neighbours import known
from dashboard.views.place import Place, build_place
from dashboard.views.profile import Profile, build_profile
from dashboard.views.ranking import Ranking, build_ranking
from dashboard.views.relation import Relation, build_relation
from dashboard.views.second import build_second, second_needed
from dashboard.views.selection import Summary, build_summary
from dashboard.views.trend import SeriesRef
from geodata.repository import Repository


@dataclass(frozen=True, slots=True)
class KarteView:
    """``maps``: figures of the first indicator and, where something on screen needs them, of the second.
    ``attribution``: source of the outlines, ``facility_sources``: of the facilities on the map. ``note``: how sure
    the differences are. ``funnel``: None while it is not open, or where ``funnel_text`` says why there is none;
    ``inequality``: None while it is not open. ``relation``: None without a second indicator. ``series``: what „Verlauf“
    fetches when it opens.
    """

    headline: Headline
    place: Place
    maps: tuple[MapView, ...]
    ranking: Ranking
    attribution: str
    facility_sources: str
    fictional: bool
    profile: Profile | None
    summary: Summary | None
    note: Note
    funnel: FunnelView | None
    funnel_text: str
    inequality: InequalityView | None
    distribution: Distribution
    relation: Relation | None
    series: SeriesRef
    fingerprint: str


def build_karte(repository: Repository, state: ViewState, selection: Sequence[str] = ()) -> KarteView:
    """``selection``: selected area ids, the one chosen last at the end."""
    count = len(repository.area_ids(state.level, state.region))
    view = repository.recent(
        ("karte", state, known(repository, state)), lambda: _karte(repository, state), count + FRAME
    )
    current = build_current(repository, state)
    selected = [i for i in selection if i in current.table.index]
    return replace(
        view,
        profile=build_profile(repository, current, selected[-1]) if selected else None,
        summary=build_summary(repository, current, selected) if selected else None,
    )


def _karte(repository: Repository, state: ViewState) -> KarteView:
    """Everything that does not depend on the selection."""
    current = build_current(repository, state)
    place = build_place(repository, state.level, state.region)
    funnel, reason = build_funnel(repository, current, place.ids) if funnel_needed(current) else (None, "")
    second = build_second(repository, state, current.hidden) if second_needed(state) else None
    return KarteView(
        headline=build_headline(repository, current),
        place=place,
        maps=tuple(build_map(c, place, detailed=c is current) for c in (current, second) if c is not None),
        ranking=build_ranking(current),
        attribution=repository.boundary_attribution(state.level, state.region),
        facility_sources=facility_sources(repository, state),
        fictional=current.region.fictional,
        profile=None,
        summary=None,
        note=build_note(repository, current),
        funnel=funnel,
        funnel_text=funnel.text if funnel else reason,
        inequality=build_inequality(repository, current) if inequality_needed(current) else None,
        distribution=build_distribution(current),
        relation=build_relation(current, second) if second is not None else None,
        series=SeriesRef(state.ind, state.group, state.level, state.region, current.indicator.decimals),
        fingerprint=repository.fingerprint,
    )


def _panel(state: ViewState) -> str:
    """The panel whose content comes with the view; the others need nothing of their own."""
    return state.tab if state.tab in (FUNNEL, INEQUALITY) else ""


def drawn_alike(one: ViewState, other: ViewState) -> bool:
    """Whether two states show the same figures in the same way; open panel, page and selection may differ."""
    if second_needed(one) != second_needed(other) or _panel(one) != _panel(other):
        return False
    blank = {"tab": "", "page": "", "sel": (), "modus": "", "maps": 0}
    return replace(one, **blank) == replace(other, **blank)  # type: ignore[arg-type]
