"""Page „Karte“: what each component shows for a view model."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from dashboard.views.karte import KarteView
from layouts.certainty import certainty_note
from layouts.funnel import funnel_note
from layouts.headline import headline
from layouts.ids import Ids
from layouts.inequality import inequality
from layouts.map import attribution, karte_payload, legend, legend_title
from layouts.panel import distribution_text, relation_text
from layouts.profile import profile
from layouts.selection import summary

KARTE_PROPS: tuple[tuple[Ids, str], ...] = (
    (Ids.VALUES, "data"),
    (Ids.LEGEND, "children"),
    (Ids.LEGEND_TITLE, "children"),
    (Ids.LEGEND_2, "children"),
    (Ids.LEGEND_TITLE_2, "children"),
    (Ids.ATTRIBUTION, "children"),
    (Ids.HEADLINE, "children"),
    (Ids.RANKING_NOTE, "children"),
    (Ids.PROFILE, "children"),
    (Ids.SUMMARY, "children"),
    (Ids.CERTAINTY, "children"),
    (Ids.SURE, "disabled"),
    (Ids.SMOOTH, "disabled"),
    (Ids.NEIGHBOURS_OFFER, "hidden"),
    (Ids.NEIGHBOURS_RESULT, "children"),  # what was said belonged to the view before
    (Ids.FUNNEL_NOTE, "children"),
    (Ids.FUNNEL, "hidden"),
    (Ids.INEQUALITY, "children"),
    (Ids.DISTRIBUTION_TEXT, "children"),
    (Ids.RELATION_TEXT, "children"),
)


def karte_values(view: KarteView, digest: str, *, place_known: bool = False) -> list[Any]:
    """Values for ``KARTE_PROPS``, in that order."""
    return [
        karte_payload(view, digest, place_known=place_known),
        *_legend(view, 0),
        *_legend(view, 1),
        attribution(view.attribution, view.facility_sources, fictional=view.fictional),
        headline(view.headline),
        view.ranking.order_note,
        profile(view.profile),
        summary(view.summary),
        certainty_note(view.note),
        not view.note.possible,
        not view.note.can_smooth,
        not view.note.offered,
        [],
        funnel_note(view.funnel_text, drawn=view.funnel is not None),
        view.funnel is None,
        inequality(view.inequality),
        distribution_text(view.distribution),
        relation_text(view.relation),
    ]


def _legend(view: KarteView, number: int) -> tuple[list[Component], list[Component]]:
    if number >= len(view.maps):
        return [], []
    found = view.maps[number].legend
    return legend(found, view.maps[number].palette), legend_title(found)
