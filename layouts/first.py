"""The page before Dash has built it: frames in their places, headline and legend, and the figures of the first map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any, TypeAlias

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboard.views.karte import KarteView
from layouts.headline import headline
from layouts.map import attribution, karte_payload, legend, legend_title

CONTROLS = ("control-region", "control-level", "control-wide", "control-period", "control-versus")
KEPT = re.compile(r"className|title|href|type")  # ids stay with the page itself
HTML = "dash_html_components"
CAPITAL = re.compile("(?=[A-Z])")

Content: TypeAlias = Component | Sequence[Any] | str | int | None


def first_screen(title: str, view: KarteView, digest: str) -> str:
    """Markup with the classes of the page itself, so that everything stands where it will stand; hidden from screen
    readers, who get the page."""
    drawn = view.maps[0]
    controls = "".join(f'<div class="control {name}"></div>' for name in CONTROLS)
    return f"""
<div id="first-screen" class="first-screen" aria-hidden="true" inert>
  <div class="header"><div class="brand"><span class="brand-mark"></span>{escape(title)}</div></div>
  <div class="karte-page">
    <div class="controls">{controls}<div class="control-buttons"></div></div>
    <div class="headline">{markup(headline(view.headline))}</div>
    <div class="views">
      <div class="map-panel panel">
        <div class="map-frames"><div class="map-frame">
          <div class="map-head"><div class="legend-title">{markup(legend_title(drawn.legend))}</div></div>
          <div class="legend">{markup(legend(drawn.legend, drawn.palette))}</div>
          <div id="first-map" class="map"></div>
        </div><div class="map-frame" hidden></div></div>
        <div class="certainty-bar"></div>
        <div class="attribution">{markup(attribution(view.attribution, fictional=view.fictional))}</div>
      </div>
      <div class="side"><div class="panel"></div><div class="panel"></div><div class="panel"></div></div>
    </div>
  </div>
</div>
<script type="application/json" id="first-figures">{_data(karte_payload(view, digest, place_known=False))}</script>"""


def markup(content: Content) -> str:
    """HTML of components as Dash would draw them, without ids and events. Raises ``ValueError`` for any component that
    is not plain HTML."""
    if content is None or isinstance(content, str | int):
        return escape(str(content if content is not None else ""))
    if not isinstance(content, Component):
        return "".join(markup(part) for part in content)
    found = content.to_plotly_json()
    if found["namespace"] != HTML:
        raise ValueError(f"{found['type']} is not plain HTML")
    tag, props = found["type"].lower(), found["props"]
    return f"<{tag}{_attributes(props)}>{markup(props.get('children'))}</{tag}>"


def _attributes(props: dict[str, Any]) -> str:
    kept = {
        "class" if name == "className" else name: str(value)
        for name, value in props.items()
        if KEPT.fullmatch(name) or name.startswith(("aria-", "data-"))
    }
    if style := props.get("style"):
        kept["style"] = ";".join(f"{CAPITAL.sub('-', name).lower()}:{value}" for name, value in style.items())
    return "".join(f' {name}="{escape(value)}"' for name, value in sorted(kept.items()))


def _data(payload: dict[str, Any]) -> str:
    """JSON that cannot end its element, because Plotly writes ``<`` as an escape: names come from imported files."""
    return str(to_json_plotly(payload))
