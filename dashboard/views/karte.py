"""Page „Karte“: all of its view models from one look at the figures."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.state import ViewState
from dashboard.views.current import build_current
from dashboard.views.headline import Headline, build_headline
from dashboard.views.legend import Legend, build_legend
from dashboard.views.map import MapView, build_map
from dashboard.views.ranking import Ranking, build_ranking
from geodata.repository import Repository


@dataclass(frozen=True, slots=True)
class KarteView:
    headline: Headline
    legend: Legend
    map: MapView
    ranking: Ranking
    palette: str


def build_karte(repository: Repository, state: ViewState) -> KarteView:
    current = build_current(repository, state)
    return KarteView(
        headline=build_headline(repository, current),
        legend=build_legend(current),
        map=build_map(repository, current),
        ranking=build_ranking(current),
        palette=current.palette,
    )
