"""Projection: the button that leads there, the keys of whoever presents, and what the mode shows beside the map.

The mode is part of the address (``modus``); assets/projektion.js lays the page out anew and reads the keys from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from dash import dcc, html

from layouts.ids import Ids

MODE = "projektion"


@dataclass(frozen=True, slots=True)
class Key:
    """``codes``: what a browser calls the keys; ``label``: what is printed on them; ``action``: what happens, in
    assets/projektion.js; ``text``: the same for people."""

    codes: tuple[str, ...]
    label: str
    action: str
    text: str


KEYS = (
    Key(("ArrowRight",), "→", "later", "nächster Zeitpunkt"),
    Key(("ArrowLeft",), "←", "earlier", "voriger Zeitpunkt"),
    Key(("ArrowDown", "PageDown"), "↓", "next", "nächster Indikator des Themas"),
    Key(("ArrowUp", "PageUp"), "↑", "previous", "voriger Indikator des Themas"),
    Key(("t",), "T", "topic", "nächstes Thema"),
    Key(("f",), "F", "freeze", "Bild einfrieren und wieder freigeben"),
    Key(("?", "h"), "?", "help", "Tasten zeigen und ausblenden"),
    Key(("Escape",), "Esc", "leave", "Projektion beenden"),
)


def projection_button() -> html.Button:
    """Hidden until the page „Karte“ is on screen."""
    return html.Button(
        "Projektion", id=Ids.PROJECT, type="button", className="header-button", hidden=True, disable_n_clicks=True
    )


def projection_tools() -> html.Aside:
    """Seen in the mode only: the mark of a frozen picture, a message, the keys, and the way back."""
    actions = {code: key.action for key in KEYS for code in key.codes}
    return html.Aside(
        [
            html.Div(dcc.Input(id=Ids.MODE, type="hidden", value=""), hidden=True),
            dcc.Store(id=Ids.STEP),
            html.Div(className="projection-message", role="status"),
            _help(),
            html.Div(
                [
                    _frozen(),
                    _button("Tasten (?)", "help", **{"aria-expanded": "false"}),
                    _button("Projektion beenden (Esc)", "leave"),
                ],
                className="projection-bar",
            ),
        ],
        id=Ids.PROJECTION,
        className="projection-tools",
        **{"aria-label": "Projektion", "data-actions": json.dumps(actions)},
    )


def _frozen() -> html.Div:
    """The mark, and for whoever presents what has changed under the picture."""
    parts = [html.Strong("eingefroren"), html.Span(className="projection-next")]
    return html.Div(parts, className="projection-frozen", role="status", hidden=True)


def _button(text: str, action: str, **more: str) -> html.Button:
    return html.Button(text, type="button", disable_n_clicks=True, **{"data-action": action, **more})


def _help() -> html.Div:
    rows = [html.Tr([html.Th(html.Kbd(key.label), scope="row"), html.Td(key.text)]) for key in KEYS]
    return html.Div(
        [
            html.H2("Tasten"),
            html.Table(html.Tbody(rows)),
            html.P("Während das Bild eingefroren ist, wirken sie darunter."),
        ],
        className="projection-help",
        hidden=True,
    )
