"""One change of the view: time to build it on the server and kilobytes sent, against the tutorial way."""

from __future__ import annotations

import json

import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

from benchmarks.measuring import Measured, median_ms, show, wire_kb
from dashboard.geometry import feature_collection
from dashboard.state import ViewState, resolve
from dashboard.views.current import build_current
from dashboard.views.karte import build_karte
from geodata.repository import Repository
from layouts.karte import karte_values

VIEWS = {
    "NRW, Kreise": {"region": "05", "level": "kreis"},
    "NRW, Gemeinden": {"region": "05", "level": "gemeinde", "ind": "population"},
    "Musterland, Quartiere": {"region": "muster", "level": "quartier"},
}


def ours(repository: Repository, state: ViewState) -> str:
    """The answer to a change of the indicator: every view of the page, no geometry."""
    values = karte_values(build_karte(repository, state), repository.geometry_hash)
    return json.dumps(values[:1] + values[3:], cls=PlotlyJSONEncoder, ensure_ascii=False)


def tutorial(repository: Repository, state: ViewState) -> str:
    """The map alone as a Plotly figure that holds outlines and values, rebuilt for every change."""
    table = build_current(repository, state).table
    outlines = json.loads(feature_collection(repository, state.level, state.region, 0))
    trace = go.Choropleth(
        geojson=outlines,
        locations=table.index.tolist(),
        z=table["value"].tolist(),
        customdata=table[["name", "k", "n"]].to_numpy().tolist(),
    )
    return go.Figure(trace).to_json()


def main() -> None:
    repository = Repository.open()
    rows = []
    for name, wanted in VIEWS.items():
        state, _ = resolve(wanted, repository)
        count = len(repository.areas(state.level, state.region))
        mine, theirs = ours(repository, state), tutorial(repository, state)
        times = [median_ms(lambda f=f, s=state: f(repository, s)) for f in (ours, tutorial)]  # type: ignore[misc]
        rows += [
            Measured(f"{name} ({count}): build and encode", "ms", *times),
            Measured(f"{name} ({count}): on the wire", "kB", wire_kb(mine), wire_kb(theirs)),
        ]
    show("A change of the view", "the map alone as a Plotly figure with outlines and values, rebuilt", rows)


if __name__ == "__main__":
    main()
