"""What texts need on a slide, measured with the font of the project; sizes in points, lengths in mm."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.snapshot.sheet import line_height, text_width, wrap

SAFETY = 1.08  # Office's fonts and line breaks differ a little from those measured with


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    return wrap(text, width / SAFETY, size, bold=bold)


def height(texts: Iterable[str], size: float, width: float) -> float:
    return sum(len(wrapped(text, size, width)) for text in texts) * line_height(size)


def cut_to(text: str, size: float, width: float, most: int, *, bold: bool = False) -> str:
    """As much of the text as ``most`` lines hold, with „…“ at its end if that is not all."""
    lines = wrapped(text, size, width, bold=bold)
    if len(lines) <= most:
        return text
    last = lines[most - 1]
    while last and text_width(f"{last}…", size, bold=bold) > width / SAFETY:
        last = last[:-1].rstrip()
    return " ".join([*lines[: most - 1], f"{last}…"])
