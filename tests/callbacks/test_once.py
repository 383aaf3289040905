"""What a change costs: figures, views and lists of options are computed once for everybody who asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dashboard.views import controls, current, filters, karte, versus
from dashboard.views.karte import build_karte
from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, choose, open_view
from tests.dashboard.small import AHORN, AMSEL, BUCHE, state
from tests.dashboard.small import repository as fresh

ONCE = [
    (current, "_build"),
    (karte, "_karte"),
    (versus, "_find"),
    (controls, "_regions"),
    (filters, "_narrowing"),
]


@pytest.fixture
def repository() -> Repository:
    return fresh()


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the costly steps ran."""
    found: Counter[str] = Counter()

    def counted(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            found[name] += 1
            return step(*args)

        return call

    for module, name in ONCE:
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    return found


def test_a_change_computes_its_figures_once_and_the_next_visitor_none(
    repository: Repository, counts: Counter[str]
) -> None:
    browser = Browser(app_over(repository).server.test_client())
    held = open_view(browser, f"?region={AHORN}&level=gemeinde&ind=poverty")
    counts.clear()

    choose(browser, held, "indicator", "people")
    assert (counts["_build"], counts["_karte"], counts["_find"], counts["_regions"]) == (1, 1, 1, 0)

    counts.clear()
    choose(browser, held, "indicator", "people")
    assert counts == {}


def test_a_click_computes_no_figures(repository: Repository, counts: Counter[str]) -> None:
    browser = Browser(app_over(repository).server.test_client())
    held = open_view(browser, f"?region={AHORN}&level=gemeinde&ind=poverty")
    counts.clear()

    browser.ask("profile.children", "picked.data", {**held, "picked.data": [AMSEL]})

    assert counts == {}


def test_what_shows_the_figures_does_not_change_them(repository: Repository, counts: Counter[str]) -> None:
    """Panel, page, colours and selection are not part of what figures depend on; the view still carries its own."""
    plain = state(repository, region=AHORN, level="gemeinde", ind="poverty")
    other = replace(plain, tab="verlauf", pal="grau", sel=(AMSEL,), maps=1)

    assert current.build_current(repository, plain).palette == "blau"
    assert current.build_current(repository, other).palette == "grau"
    assert current.build_current(repository, other).state is other
    assert counts["_build"] == 1


def test_conditions_are_met_once(repository: Repository, counts: Counter[str]) -> None:
    narrowed = state(repository, region=AHORN, level="gemeinde", ind="poverty", f=f"ids:{AMSEL},{BUCHE}")
    counts.clear()

    for period in ("2020", "2021"):
        build_karte(repository, replace(narrowed, period=period))

    assert counts["_narrowing"] <= 1


def test_a_selection_does_not_stick_to_the_view(repository: Repository) -> None:
    """The view is kept for all; whose Steckbrief stands beside it is not."""
    plain = state(repository, region=AHORN, level="gemeinde", ind="poverty")

    assert build_karte(repository, plain, [AMSEL]).profile
    assert build_karte(repository, plain).profile is None
