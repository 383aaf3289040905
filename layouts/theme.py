"""Colours and figures' look: one place for what is not CSS."""

from __future__ import annotations

from plotly.colors import sample_colorscale

from dashboard.views.current import DIVERGING

INK = "#17242f"
MUTED = "#52616f"
LINE = "#d5dce2"
ACCENT = "#0b5a7d"
FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Arial, sans-serif"

# Lightness falls evenly along each ramp, so classes stay apart without colour vision and in grey print.
RAMPS: dict[str, tuple[str, list[str]]] = {
    "blau": ("Blau", ["#e3eef6", "#a9cbe3", "#62a0cb", "#2a6ca8", "#123f73"]),
    "petrol": ("Petrol", ["#e2f1ec", "#a3d5c8", "#56ae9f", "#1f7d78", "#0b4a50"]),
    "violett": ("Violett", ["#efe9f5", "#cbb8de", "#a081c0", "#744b9d", "#45216c"]),
    "orange": ("Orange", ["#fdeedd", "#f8c795", "#ea9350", "#c65f1d", "#7f3308"]),
    # From one side over a light middle to the other; told apart without colour vision by hue and by lightness.
    DIVERGING: ("Gegenläufig", ["#1f5f9c", "#8fbbdc", "#efede6", "#eca066", "#a84a0c"]),
    "grau": ("Grau", ["#eeeeee", "#c4c4c4", "#969696", "#636363", "#2e2e2e"]),
}


def colours(palette: str, count: int) -> list[str]:
    """``count`` colours as ``#rrggbb`` from light to dark; a single class gets the middle of the ramp.

    Two sides of a threshold are less dark than the ends of many differences: they fill the whole map.
    """
    anchors = RAMPS[palette][1]
    points = [i / (count - 1) for i in range(count)] if count > 1 else [0.5]
    if palette == DIVERGING and count == 2:
        points = [0.15, 0.85]
    return [_hex(text) for text in sample_colorscale(anchors, points, colortype="rgb")] if count else []


def _hex(rgb: str) -> str:
    red, green, blue = (round(float(part)) for part in rgb.removeprefix("rgb(").removesuffix(")").split(","))
    return f"#{red:02x}{green:02x}{blue:02x}"
