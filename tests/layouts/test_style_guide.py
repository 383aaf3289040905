"""The style guide says what the page really uses, and what is written can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.state import SCHEMES
from dashboard.views.classes import SCHEME_LABEL
from dashboard.views.current import DIVERGING
from layouts import theme

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = (PROJECT / "docs/style-guide.md").read_text("utf-8")
MAP = (PROJECT / "dashboard/assets/map.js").read_text("utf-8")
CSS = (PROJECT / "dashboard/assets/quartier.css").read_text("utf-8")
VARIABLES = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", CSS))
ROWS = re.findall(r"\| `--(\w+)` \| `(#[0-9a-f]{6})` \|[^|]*\| *([\d.]*) *\| *([\d.]*) *\|", GUIDE)
TEXT, GRAPHIC = 4.5, 3.0  # WCAG 2.1, 1.4.3 and 1.4.11
JARGON = ("lisa", "jenks", "shrinkage", "quantil", "choropleth", "p-wert")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1) of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_guide_names_every_colour_of_the_page() -> None:
    assert {name: colour for name, colour, *_ in ROWS} == VARIABLES


@pytest.mark.parametrize(("name", "colour", "on_paper", "on_ground"), [row for row in ROWS if row[2]])
def test_contrasts_are_those_the_guide_says_and_enough_for_text(
    name: str, colour: str, on_paper: str, on_ground: str
) -> None:
    for said, behind in ((on_paper, "paper"), (on_ground, "ground")):
        found = contrast(colour, VARIABLES[behind])
        assert float(said) == pytest.approx(found, abs=0.051), (name, behind)
        assert found >= TEXT


def test_what_python_draws_has_the_colours_of_the_page() -> None:
    assert tuple(VARIABLES[name] for name in ("ink", "muted", "line", "accent")) == (
        theme.INK,
        theme.MUTED,
        theme.LINE,
        theme.ACCENT,
    )


@pytest.mark.parametrize("palette", [p for p in theme.RAMPS if p != DIVERGING])
@pytest.mark.parametrize("count", [3, 5, 7])
def test_classes_get_darker_evenly(palette: str, count: int) -> None:
    steps = [contrast(a, b) for a, b in pairwise(theme.colours(palette, count))]
    assert min(steps) > 1.1
    assert contrast(theme.colours(palette, count)[0], theme.colours(palette, count)[-1]) > 5


def test_a_two_sided_ramp_is_lightest_in_the_middle() -> None:
    light = [luminance(c) for c in theme.colours(DIVERGING, 5)]
    assert light[2] == max(light)
    assert light[0] < light[1] < light[2] > light[3] > light[4]


def test_outlines_stand_out_on_every_class() -> None:
    """Selected: ink on white; hovered: amber on ink. One of the two tones is enough on each colour."""
    ink, amber = (re.findall(rf'const {name} = "(#[0-9a-f]{{6}})"', MAP)[0] for name in ("INK", "AMBER"))
    for palette in theme.RAMPS:
        for colour in theme.colours(palette, 7):
            for tones in (("#ffffff", ink), (ink, amber)):
                assert max(contrast(tone, colour) for tone in tones) >= GRAPHIC, (palette, colour)


def test_the_focus_stands_out_on_everything_it_can_lie_on() -> None:
    head = re.findall(r"\.header \{[^}]*background: (#[0-9a-f]{6})", CSS)[0]
    for behind in (VARIABLES["paper"], VARIABLES["ground"], head):
        assert contrast(VARIABLES["focus"], behind) >= GRAPHIC, behind


def test_hatchings_of_states_can_be_seen() -> None:
    found = set(re.findall(r"\.state-\w+ \{[^}]*?(#[0-9a-f]{6})[^}]*?(#[0-9a-f]{6})", CSS))
    assert found
    for one, other in found:
        assert contrast(one, other) >= GRAPHIC


def test_nothing_on_screen_is_smaller_than_the_guide_allows() -> None:
    sizes = {float(size) for size in re.findall(r"font-size: ([\d.]+)px", CSS)}
    assert min(sizes) == 11
    assert min(sizes - {11}) >= 12


def test_the_surface_has_no_words_of_statisticians() -> None:
    shown = " ".join(SCHEME_LABEL[s] for s in SCHEMES).lower()
    assert [word for word in JARGON if word in shown] == []
    assert all(word in GUIDE.lower() for word in JARGON)
