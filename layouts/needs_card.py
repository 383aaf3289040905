"""Card of one quarter on the page „Besondere Quartiere“."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.views.needs.card import ATTENTION, NeedsCard, Part, Similar
from dashboard.views.needs.page import HINT
from layouts.needs_trend import trends

WIDEST = 3.0  # index points that fill half of the bar
NOTHING = (
    "Wählen Sie ein Gebiet in Karte oder Rangfolge, um zu sehen, was es auffällig macht – und was dagegen spricht."
)
NOTHING_AGAINST = "Aus den geladenen Zahlen nichts. Örtliches Wissen kann trotzdem dagegen sprechen."


def needs_card(card: NeedsCard | None, stable: str = "") -> list[Component]:
    """``stable``: how sure its place is, "" if not computed."""
    if card is None:
        return [html.P(NOTHING, className="hint needs-hint")]
    fictional = [html.Span("fiktive Daten", className="tag-fictional")] if card.fictional else []
    return [
        html.Div(
            [html.H2([card.name, *fictional]), html.Span(card.place, className="place")], className="profile-head"
        ),
        *([html.Div(ATTENTION, className="needs-attention")] if card.attention else []),
        _classes(card),
        *[html.P(text) for text in (*card.sentences, *filter(None, (stable,)))],
        _parts(card.parts),
        *trends(card.trends),
        html.H3("Was dagegen spricht"),
        html.Ul([html.Li(text) for text in card.against])
        if card.against
        else html.P(NOTHING_AGAINST, className="hint"),
        *_similar(card.similar),
        html.P(HINT, className="hint"),
    ]


def _classes(card: NeedsCard) -> html.Dl:
    pairs = [("Soziale Lage", card.lage), ("Entwicklung", card.dynamics), ("Index", card.index), ("Rang", card.rank)]
    return html.Dl(
        [html.Div([html.Dt(title), html.Dd(text)]) for title, text in pairs if text],
        className="needs-classes",
    )


def _parts(parts: tuple[Part, ...]) -> html.Table:
    head = html.Thead(html.Tr([html.Th(t) for t in ("Indikator", "Wert", "Mittel", "Beitrag zum Index")]))
    return html.Table([head, html.Tbody([_row(p) for p in parts])], className="needs-parts")


def _row(part: Part) -> html.Tr:
    flag = [html.Span("⚑", title="auffällig hoher Einzelwert", className="needs-flag")] if part.flagged else []
    details = " · ".join(filter(None, (part.counts, part.interval and f"Zufallsbereich {part.interval}", part.change)))
    return html.Tr(
        [
            html.Th([part.name, " ", *flag, html.Small(details)], scope="row"),
            html.Td(part.value),
            html.Td(part.mean),
            html.Td([_bar(part.share), html.Span(part.share_text)], className="needs-share"),
        ]
    )


def _bar(share: float) -> html.Span:
    """To the right of the middle: raises the index; to the left: lowers it."""
    if share != share:
        return html.Span(className="needs-bar")
    width = min(1.0, abs(share) / WIDEST) * 50
    side = {"left": "50%"} if share >= 0 else {"right": "50%"}
    return html.Span(
        html.Span(style={"width": f"{width:.1f}%", **side}), className="needs-bar", **{"aria-hidden": "true"}
    )


def _similar(found: tuple[Similar, ...]) -> list[Component]:
    if not found:
        return []
    return [
        html.H3("Ähnliche Quartiere"),
        html.Ul(
            [html.Li([_link(s), html.Span(_about(s), className="place")]) for s in found], className="needs-similar"
        ),
    ]


def _link(similar: Similar) -> Component:
    if not similar.here:
        return html.Span(similar.name)
    return choose_button(similar.name, (similar.id,))


def choose_button(text: str, ids: tuple[str, ...]) -> html.Button:
    """Selects areas on the map (assets/needs.js)."""
    chosen = {"data-select": json.dumps(ids, ensure_ascii=False)}
    return html.Button(text, type="button", className="plain-button", disable_n_clicks=True, **chosen)


def _about(similar: Similar) -> str:
    return " · ".join(filter(None, ("", similar.status, f"Abstand {similar.distance}")))
