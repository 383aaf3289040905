"""„So gerechnet“ of the page „Besondere Quartiere“: how a result came about, and which indicators measure the same."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.views.needs.alike import Alike, Pair
from dashboard.views.needs.page import HINT, NeedsView


def method(view: NeedsView) -> list[Component]:
    parts: list[Component] = [html.P(HINT)] if view.method else []
    for title, text in view.method:
        parts += [html.H3(title), html.P(text)]
    return [*parts, *alike_table(view.alike)]


def alike_table(found: Alike | None) -> list[Component]:
    """Coefficient and number of areas in every cell; what measures the same is said in words and marked with a sign."""
    if found is None:
        return []
    numbers = range(1, len(found.names) + 1)
    head = html.Tr([html.Th("Indikator", scope="col"), *[html.Th(str(n), scope="col", title=name) for n, name in
                                                         zip(numbers, found.names, strict=True)]])  # fmt: skip
    rows = [
        html.Tr([html.Th(f"{n} {name}", scope="row"), *map(_cell, cells)])
        for n, name, cells in zip(numbers, found.names, found.cells, strict=True)
    ]
    caption = html.Caption("Korrelation je zweier Indikatoren, darunter n", className="sr-only")
    return [
        html.H3("Messen zwei dasselbe?"),
        *[html.P(text) for text in found.warnings],
        html.Div(
            html.Table([caption, html.Thead(head), html.Tbody(rows)], className="needs-alike"),
            className="needs-scroll",
        ),
        html.P(found.means, className="hint"),
    ]


def _cell(pair: Pair) -> html.Td:
    if not pair.text:
        return html.Td(html.Small(f"n = {pair.n}"))
    sign = [html.Strong("≈ ", title="messen fast dasselbe")] if pair.same else []
    return html.Td([*sign, pair.text, html.Small(f"n = {pair.n}")], className="is-same" if pair.same else "")
