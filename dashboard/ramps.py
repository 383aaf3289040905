"""Colours of classes from light to dark, for the page and for exports."""

from __future__ import annotations

from dashboard.views.current import CLUSTERS, DIVERGING

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
# Kinds of neighbourhood (views.neighbours.KINDS), which hatchings tell apart as well.
KINDS = ["#dfe4e8", "#efede6", "#1f5f9c", "#a9cbe3", "#f2b98a", "#a84a0c"]
# For pictures only: light to dark from yellow to blue, told apart with every kind of colour vision.
SAFE = ["#fbe9a2", "#d3c164", "#94917b", "#4f6280", "#12305f"]


def colours(palette: str, count: int) -> list[str]:
    """``count`` colours as ``#rrggbb`` from light to dark; a single class gets the middle of the ramp.

    Two sides of a threshold are less dark than the ends of many differences: they fill the whole map.
    """
    if palette == CLUSTERS:
        return KINDS
    return spread(RAMPS[palette][1], count, narrow=palette == DIVERGING)


def spread(anchors: list[str], count: int, *, narrow: bool = False) -> list[str]:
    """``count`` colours at even distances; ``narrow``: two of them keep off the ends."""
    points = [i / (count - 1) for i in range(count)] if count > 1 else [0.5]
    if narrow and count == 2:
        points = [0.15, 0.85]
    return [sample(anchors, point) for point in points] if count else []


def sample(anchors: list[str], point: float) -> str:
    """Colour at ``point`` (0 to 1) of evenly spaced anchors, straight lines in RGB between them."""
    place = point * (len(anchors) - 1)
    low = min(int(place), len(anchors) - 2)
    pair = zip(channels(anchors[low]), channels(anchors[low + 1]), strict=True)
    mixed = (round(a + (b - a) * (place - low)) for a, b in pair)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def channels(colour: str) -> tuple[int, int, int]:
    """``#1f5f9c`` → (31, 95, 156)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
