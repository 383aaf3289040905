"""Geometry travels once: a change of figures costs kilobytes. Measured on all municipalities of NRW."""

from __future__ import annotations

import pytest

from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, open_view, plain

ALL = "?region=05&level=gemeinde&ind=population"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(Repository.open()).server.test_client())


def test_another_indicator_for_396_areas(browser: Browser) -> None:
    held = open_view(browser, ALL)
    assert len(held["values.data"]["areas"]) == 396
    view = held["view.data"].replace("ind=population", "ind=population_density")
    answer = browser.post("values.data", "view.data", {**held, "view.data": view})
    assert len(answer.data) < 30_000
    assert b"coordinates" not in plain(answer)
    assert b'"url"' not in plain(answer)


def test_a_click_on_an_area(browser: Browser) -> None:
    held = open_view(browser, ALL)
    answer = browser.post("profile.children", "selection.data", {**held, "selection.data": ["05911000"]})
    assert b"Bochum" in plain(answer)
    assert len(answer.data) < 15_000
    assert b"coordinates" not in plain(answer)


def test_outlines_of_396_areas(browser: Browser) -> None:
    url = open_view(browser, ALL)["areas.url"]
    answer = browser.client.get(url, headers={"Accept-Encoding": "br"})
    assert plain(answer).count(b'"Feature"') == 396
    assert len(answer.data) < 350_000
