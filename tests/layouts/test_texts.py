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
from layouts.figures import trend_figure, trend_text
from layouts.headline import notices
from layouts.karte import KARTE_PROPS, karte_values
from layouts.profile import profile
from tests.dashboard.small import AREAS, BUCHE, INDICATORS, entry, repository, small, state

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


def test_the_table_does_not_render_markup() -> None:
    values = dict(zip(KARTE_PROPS, karte_values(build_karte(evil(), state(evil())), "hash"), strict=True))
    columns = next(v for (_, prop), v in values.items() if prop == "columnDefs")
    assert all("cellRenderer" not in column and "dangerously_allow_code" not in column for column in columns)


def test_chart_labels_hold_no_markup_plotly_would_read() -> None:
    found = build_profile(evil(), build_current(evil(), state(evil())), BUCHE)
    assert found is not None
    assert found.trend is not None
    text = json.dumps(sent(trend_figure(found.trend)["data"]))
    assert "onerror" in text
    assert "<img" not in text


def test_the_chart_is_told_in_words_too() -> None:
    found = build_profile(small(), build_current(small(), state()), BUCHE)
    assert found is not None
    assert found.trend is not None
    assert trend_text(found.trend).replace("\u00a0", " ") == "Verlauf Buche: 2020: 25,0 %; 2021: 30,0 %"
