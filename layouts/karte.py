"""Page „Karte“: what each component shows for a view model."""

from __future__ import annotations

from typing import Any

from dashboard.views.karte import KarteView
from layouts.geometry import geometry_url
from layouts.headline import headline
from layouts.ids import Ids
from layouts.map import attribution, legend, map_values
from layouts.ranking import columns, rows

KARTE_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.VALUES, "data"),
    (Ids.AREAS, "url"),
    (Ids.BORDERS, "url"),
    (Ids.LEGEND, "children"),
    (Ids.ATTRIBUTION, "children"),
    (Ids.HEADLINE, "children"),
    (Ids.RANKING, "columnDefs"),
    (Ids.RANKING, "rowData"),
    (Ids.RANKING_NOTE, "children"),
)


def karte_values(view: KarteView, digest: str) -> list[Any]:
    """Values for ``KARTE_PROPS``, in that order."""
    classes = len(view.legend.classes)
    areas_url = geometry_url(view.map.geometry, digest)
    return [
        map_values(view.map, view.palette, classes, areas_url),
        areas_url,
        geometry_url(view.map.borders, digest),
        legend(view.legend, view.palette),
        attribution(view.map),
        headline(view.headline),
        columns(view.ranking, view.palette, classes),
        rows(view.ranking),
        view.ranking.order_note,
    ]
