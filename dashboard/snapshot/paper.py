"""Sheets and where their parts stand; millimetres from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """``width``, ``height``, ``margin`` in mm; ``scale`` of type and lines, 1 = read in the hand."""

    label: str
    width: float
    height: float
    scale: float = 1.0
    margin: float = 12.0

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def inches(self) -> tuple[float, float]:
        return self.width / MM_PER_INCH, self.height / MM_PER_INCH

    def pixels(self, resolution: float) -> tuple[int, int]:
        return round(self.inches[0] * resolution), round(self.inches[1] * resolution)


PAPERS = {
    "a4-quer": Paper("A4 quer", 297, 210),
    "a4-hoch": Paper("A4 hoch", 210, 297),
    "a3-quer": Paper("A3 quer", 420, 297, 1.35, 16),
    "a3-hoch": Paper("A3 hoch", 297, 420, 1.35, 16),
    "folie": Paper("Folie 16:9", 338.67, 190.5, 1.3, 12),
}

# Without head and foot, for documents that say title, source and date themselves; read at the size they have here.
INSIDE = {"text": Paper("im Text", 170, 116, 0.86, 1), "slide": Paper("auf der Folie", 308, 136, 1.45, 1)}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet; ``top`` counts downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height
