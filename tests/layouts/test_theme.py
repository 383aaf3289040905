"""Colours keep their order without colour vision, and texts can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.refining import MAX_CLASSES, MIN_CLASSES
from dashboard.state import PALETTES
from dashboard.views.current import DIVERGING
from layouts.theme import ACCENT, INK, MUTED, RAMPS, colours

CSS = (Path(__file__).parents[2] / "dashboard" / "assets" / "quartier.css").read_text("utf-8")
READABLE = 4.5  # WCAG 2.1 AA, 1.4.3


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``; WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def lightness(colour: str) -> float:
    """CIE L*, 0 black … 100 white."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lightness("#777777") == pytest.approx(50, abs=0.5)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("count", range(MIN_CLASSES, MAX_CLASSES + 1))
def test_lightness_falls_from_class_to_class(palette: str, count: int) -> None:
    found = [lightness(c) for c in colours(palette, count)]
    steps = [a - b for a, b in pairwise(found)]
    assert len(found) == count
    assert min(steps) > 6  # about three times what an eye can just tell apart
    assert max(steps) < 2 * min(steps)


@pytest.mark.parametrize("palette", PALETTES)
def test_few_classes(palette: str) -> None:
    assert colours(palette, 0) == []
    assert colours(palette, 1) == [RAMPS[palette][1][2]]
    assert colours(palette, 2) == [RAMPS[palette][1][0], RAMPS[palette][1][-1]]


def test_every_palette_of_a_link_has_its_colours() -> None:
    assert set(RAMPS) == {*PALETTES, DIVERGING}


@pytest.mark.parametrize("count", [3, 5, 7])
def test_differences_have_a_light_middle_and_two_sides_that_can_be_told_apart(count: int) -> None:
    found = colours(DIVERGING, count)
    light = [lightness(c) for c in found]
    middle = count // 2
    falling = [a - b for a, b in pairwise(light[middle:])] + [a - b for a, b in pairwise(light[middle::-1])]
    assert min(falling) > 6
    for low, high in zip(light[:middle], light[:middle:-1], strict=True):
        assert abs(low - high) < 6  # neither side looks graver than the other


def test_two_sides_of_a_threshold_differ_in_hue() -> None:
    low, high = colours(DIVERGING, 2)
    assert int(low[5:], 16) > int(low[1:3], 16)  # bluish
    assert int(high[1:3], 16) > int(high[5:], 16)  # orange


@pytest.mark.parametrize("text", [INK, MUTED, ACCENT])
@pytest.mark.parametrize("ground", ["#ffffff", "#f3f5f7"])
def test_texts_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= READABLE


@pytest.mark.parametrize("name", ["ink", "muted", "accent"])
def test_style_sheet_and_figures_share_their_colours(name: str) -> None:
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", CSS)
    assert found is not None
    assert found[1] == {"ink": INK, "muted": MUTED, "accent": ACCENT}[name]


def test_a_rule_with_ground_and_colour_can_be_read() -> None:
    rules = re.findall(r"background: (#[0-9a-f]{3,6}); color: (#[0-9a-f]{3,6})", CSS)
    assert rules
    for ground, text in rules:
        assert contrast(full(ground), full(text)) >= READABLE


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])


def test_the_style_sheet_asks_nobody_else() -> None:
    assert re.findall(r"url\([\"']?(?:https?:)?//", CSS) == []
    assert "@import" not in CSS
