"""The presenter's keys: on the page, in the browser's code, in the handbook. Sizes and colours are looked up in CSS."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.state import MODES
from layouts.ids import Ids
from layouts.projection import KEYS, MODE, projection_button, projection_tools
from tests.layouts.test_karte import sent, texts
from tests.layouts.test_theme import contrast, full

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "dashboard/assets/projektion.js").read_text("utf-8")
STYLE = (ROOT / "dashboard/assets/projektion.css").read_text("utf-8")
HANDBOOK = (ROOT / "docs/handbook.md").read_text("utf-8")
FROM_AFAR = 7  # WCAG 2.1 AAA, 1.4.6: a room reads from eight metres


def test_the_mode_is_one_a_link_can_ask_for() -> None:
    assert MODE in MODES
    assert f'const MODE = "{MODE}"' in SCRIPT


def test_every_action_of_a_key_is_one_of_the_browser() -> None:
    block = re.search(r"const ACTIONS = \{(.*?)\n  \};", SCRIPT, re.S)
    assert block is not None
    assert set(re.findall(r"^    (\w+): ", block[1], re.M)) == {key.action for key in KEYS}


def test_no_key_has_two_meanings() -> None:
    codes = [code for key in KEYS for code in key.codes]
    assert len(codes) == len(set(codes))
    assert all(code == code.lower() for code in codes if len(code) == 1)  # as the browser compares them


def test_the_page_tells_the_browser_and_the_reader_the_same_keys() -> None:
    tools: dict[str, Any] = sent(projection_tools())["props"]
    assert json.loads(tools["data-actions"])["PageDown"] == "next"
    assert set(json.loads(tools["data-actions"])) == {code for key in KEYS for code in key.codes}
    shown = texts(tools["children"])
    assert all(key.text in shown for key in KEYS)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.action)
def test_the_handbook_explains_every_key(key: Any) -> None:
    assert f"| {key.label} | {key.text}" in HANDBOOK


def test_the_button_waits_for_the_map() -> None:
    button = sent(projection_button())["props"]
    assert (button["id"], button["hidden"], button["type"]) == (Ids.PROJECT, True, "button")


def test_text_on_a_projector_has_contrast() -> None:
    pairs = re.findall(r"background: (#[0-9a-f]{3,6}); color: (#[0-9a-f]{3,6})", STYLE)
    muted = re.search(r"--muted: (#[0-9a-f]{6});", STYLE)
    ground = re.search(r"--ground: (#[0-9a-f]{6});", STYLE)
    assert pairs
    assert muted is not None
    assert ground is not None
    for back, text in [*pairs, (ground[1], muted[1])]:
        assert contrast(full(back), full(text)) >= FROM_AFAR
