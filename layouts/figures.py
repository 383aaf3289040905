"""Plotly figures from view models."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard import formatting
from dashboard.views.profile import Trend
from layouts.theme import ACCENT, FONT, INK, LINE, MUTED

DASHES = ("solid", "dash", "dot")


def trend_figure(trend: Trend) -> go.Figure:
    """Lines over time, labelled at their end; the selected area in front."""
    figure = go.Figure()
    others = [line for line in trend.lines if not line.own]
    for line in [*others, *(line for line in trend.lines if line.own)]:
        figure.add_scatter(
            x=trend.labels,
            y=line.values,
            name=_plain(line.name),
            mode="lines+markers" if line.own else "lines",
            line={
                "color": ACCENT if line.own else MUTED,
                "width": 2.6 if line.own else 1.4,
                "dash": "solid" if line.own else DASHES[(others.index(line) + 1) % len(DASHES)],
            },
            marker={"size": 5},
            customdata=[
                formatting.quantity(v, trend.unit, trend.decimals) if v is not None else "k. A." for v in line.values
            ],
            hovertemplate="%{x}: %{customdata}<extra>" + _plain(line.name) + "</extra>",
        )
    for period, _ in trend.breaks:
        position = trend.periods.index(period) - 0.5
        figure.add_vline(x=position, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_layout(
        height=150,
        margin={"l": 44, "r": 8, "t": 6, "b": 24},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        separators=",.",
        legend={"orientation": "h", "y": 1.16, "x": 0, "font": {"size": 11}},
        hoverlabel={"font": {"family": FONT}},
    )
    figure.update_xaxes(type="category", showgrid=False, linecolor=LINE, tickangle=0, nticks=8, fixedrange=True)
    figure.update_yaxes(gridcolor=LINE, zeroline=False, nticks=4, fixedrange=True, tickformat=",")
    return figure


def _plain(text: str) -> str:
    """Names come from imported files; Plotly reads a little HTML in labels."""
    return text.replace("<", "‹").replace(">", "›")


def trend_text(trend: Trend) -> str:
    """The own line in words, for those who cannot see the chart."""
    own = next(line for line in trend.lines if line.own)
    pairs = [
        f"{label}: {formatting.quantity(v, trend.unit, trend.decimals) if v is not None else 'keine Angabe'}"
        for label, v in zip(trend.labels, own.values, strict=True)
    ]
    return f"Verlauf {own.name}: {'; '.join(pairs)}"
