"""How states without a value and areas left out look; the same in map and legend, as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.ramps import channels
from dashboard.snapshot.sheet import INK, MUTED
from dashboard.views.columns import CLASS_CODES, NO_CLASS, OUTSIDE, STATUS_CODE
from dashboard.views.map import MapView
from geodata.observations import ValueStatus

GROUND = "#f3f5f7"
HATCH_LINE = "#6b7884"
EDGE = "#ffffff"
HATCHES = {
    ValueStatus.SUPPRESSED: "/////",
    ValueStatus.MISSING: "...",
    ValueStatus.NOT_MEANINGFUL: "xxxx",
    ValueStatus.BELOW_MINIMUM: "----",
}
KIND_HATCHES = {"": "", "dots": "...", "vertical": "|||", "grid": "+++", "cross": "xxx"}  # names as on the page
LEGIBLE = 4.5  # contrast of small text (WCAG 2.1 AA)


@dataclass(frozen=True, slots=True)
class Look:
    """Fill, and hatching where there is no value or where classes are kinds. ``name``: of the group in an SVG."""

    name: str
    fill: str
    hatch: str = ""

    def style(self, edge: str, width: float) -> dict[str, Any]:
        """For patches and collections."""
        look = {"facecolor": self.fill, "edgecolor": edge, "linewidth": width}
        line = HATCH_LINE if self.fill in (GROUND, "none") else self.ink
        return {**look, "hatch": self.hatch, "hatchcolor": line} if self.hatch else look

    @property
    def ink(self) -> str:
        """Colour of text on it; what is left out steps back."""
        if self.name == LEFT_OUT.name:
            return MUTED
        return INK if contrast(INK, self.fill) >= contrast("#ffffff", self.fill) else "#ffffff"


def class_look(number: int, fill: str, hatch: str = "") -> Look:
    """``hatch``: its name on the page."""
    return Look(f"klasse-{number}", fill, KIND_HATCHES[hatch])


def state_look(status: str) -> Look:
    return Look(f"zustand-{status}", GROUND, HATCHES[ValueStatus(status)])


LEFT_OUT = Look("ausgeblendet", "#ffffff")
UNSURE = Look("unsicher", "none", "\\\\\\")  # laid over the colour of the class


def area_looks(view: MapView, fills: Sequence[str]) -> list[Look]:
    """Look of each area, in the order of the view. ``fills``: colours of the classes from low to high."""
    hatches = view.hatches or ("",) * len(fills)
    classes = [class_look(number, *look) for number, look in enumerate(zip(fills, hatches, strict=True))]
    states = {code: state_look(status.value) for status, code in STATUS_CODE.items() if status in HATCHES}
    columns = view.columns
    return [
        classes[CLASS_CODES.index(cls)] if cls != NO_CLASS else LEFT_OUT if status == OUTSIDE else states[status]
        for cls, status in zip(columns.cls, columns.status, strict=True)
    ]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in channels(colour)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
