"""Headline sentence, the line of facts below it, and notices."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.views.headline import Headline


def headline(view: Headline) -> list[Component]:
    fictional = [html.Span("fiktive Daten", className="tag-fictional")] if view.fictional else []
    parts: list[Component] = [
        html.H1([*fictional, *_sentence(view)]),
        html.P([html.Span(fact) for fact in view.facts], className="facts"),
    ]
    if view.caution:
        parts.append(html.P(["Zu beachten: ", view.caution], className="caution"))
    if view.hint:
        link = [" ", html.A("Daten anfordern", href=view.request)] if view.request else []
        parts.append(html.P([view.hint, *link], className="hint"))
    return parts


def _sentence(view: Headline) -> list[Component | str]:
    """The sentence; its title is an element of its own, because on a projector it stands on a line of its own."""
    if not view.title:
        return [view.sentence]
    parts = html.Span(view.title, className="headline-title"), html.Span(": ", className="headline-colon")
    return [*parts, view.sentence.removeprefix(f"{view.title}: ")]


def notices(texts: tuple[str, ...]) -> list[Component]:
    if not texts:
        return []
    return [
        dmc.Alert(
            [html.Div(text) for text in texts],
            color="yellow.9",
            variant="light",
            withCloseButton=True,
            closeButtonLabel="Hinweis schließen",
        )
    ]
