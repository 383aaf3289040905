"""Names and texts come from imported files: they reach the browser as text, never as markup."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.state import ViewState
from dashboard.views.current import build_current
from dashboard.views.karte import build_karte
from dashboard.views.profile import build_profile
from geodata.repository import Repository
from layouts.headline import notices
from layouts.karte import karte_values
from layouts.profile import profile
from tests.dashboard.small import AREAS, BUCHE, INDICATORS, entry, repository, state

EVIL = '<img src=x onerror="alert(1)">'


@cache
def evil() -> Repository:
    """Kleinland where every name is markup."""
    names = [(row[0], EVIL, *row[2:]) for row in AREAS]
    first = entry("poverty", EVIL, headline=1, groups={"u3": EVIL}, caution=EVIL, numerator=EVIL, denominator=EVIL)
    return repository(entries=[first, *INDICATORS[1:]], areas=names)


def components(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, list):
        return [c for part in tree for c in components(part)]
    if not isinstance(tree, dict):
        return []
    own = [tree] if "namespace" in tree else []
    return own + [c for part in tree.values() for c in components(part)]


def sent(values: Any) -> Any:
    return json.loads(json.dumps(values, cls=PlotlyJSONEncoder))


def everything(found: ViewState) -> Any:
    current = build_current(evil(), found)
    steckbrief = profile(build_profile(evil(), current, BUCHE))
    return sent([karte_values(build_karte(evil(), found), "hash"), steckbrief, notices((EVIL,))])


@pytest.mark.parametrize("group", ["", "u3"])
def test_no_component_takes_its_content_for_markup(group: str) -> None:
    found = components(everything(state(evil(), group=group)))
    assert found
    for component in found:
        assert component["type"] not in {"Markdown", "DangerouslySetInnerHTML", "Iframe"}
        assert not {"dangerously_allow_html", "dangerouslySetInnerHTML", "srcDoc"} & set(component["props"])
