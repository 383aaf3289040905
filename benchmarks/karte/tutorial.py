"""The baseline: a choropleth in Dash the way tutorials show it.

One dropdown, one callback, ``px.choropleth_map`` with the outlines inside the figure, rebuilt for every choice; Dash
with its default settings. The style „white-bg“ has no tiles, so nothing foreign is requested. Reads ``areas.geojson``
and ``figures.csv`` (area_id, name, one column per indicator) from the folder in ``TUTORIAL_DATA``.
``TUTORIAL_COMPRESS=1`` switches compression on, to tell its share in the bytes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, dcc, html

folder = Path(os.environ["TUTORIAL_DATA"])
areas = json.loads((folder / "areas.geojson").read_text("utf-8"))
figures = pd.read_csv(folder / "figures.csv", dtype={"area_id": str})
view = json.loads((folder / "view.json").read_text("utf-8"))
indicators = [column for column in figures.columns if column not in ("area_id", "name")]

app = Dash(__name__, compress=os.environ.get("TUTORIAL_COMPRESS") == "1")
server = app.server
app.layout = html.Div(
    [
        html.H1("Indikatoren"),
        dcc.Dropdown(indicators, indicators[0], id="indicator", clearable=False),
        dcc.Graph(id="graph", style={"height": "80vh"}),
    ]
)


@app.callback(Output("graph", "figure"), Input("indicator", "value"))
def draw(indicator):  # type: ignore[no-untyped-def]
    figure = px.choropleth_map(
        figures,
        geojson=areas,
        locations="area_id",
        color=indicator,
        hover_name="name",
        color_continuous_scale="Viridis",
        map_style="white-bg",
        center=view["center"],
        zoom=view["zoom"],
    )
    figure.update_layout(margin={"r": 0, "t": 0, "l": 0, "b": 0})
    return figure
