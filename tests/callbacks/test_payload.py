"""Geometry travels once: a change of figures costs kilobytes. Measured on all municipalities of NRW."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, open_view, plain
from tests.dashboard.small import INDICATORS, repository

ALL = "?region=05&level=gemeinde&ind=population"
YEARS = ("2020", "2021")
LIMIT = 15_000  # bytes on the wire, with every linked view


@pytest.fixture(scope="module")
def browser() -> Browser:
    return Browser(app_over(Repository.open()).server.test_client())


def changed(browser: Browser, held: dict[str, Any], control: str, value: str) -> bytes:
    """Body as it travels after a control was changed."""
    answer = browser.post("view.data", f"{control}.value", {**held, f"{control}.value": value})
    assert answer.headers["Content-Encoding"] == "br"
    assert b"coordinates" not in plain(answer)
    return answer.data


def test_another_indicator_for_396_areas(browser: Browser) -> None:
    held = open_view(browser, ALL)
    assert len(held["values.data"]["place"]["ids"]) == 396
    assert len(changed(browser, held, "indicator", "population_density")) < LIMIT * 0.6


def test_two_maps_and_a_large_selection_for_396_areas(browser: Browser) -> None:
    held = open_view(browser, f"{ALL}&maps=2&ind2=population_density")
    ids = held["values.data"]["place"]["ids"]
    assert len(changed(browser, {**held, "selection.data": ids}, "period", held["period.data"][1]["value"])) < LIMIT


@pytest.mark.slow
def test_intervals_and_verdicts_of_400_areas() -> None:
    """A rate of k of n in 400 squares, with a comparison, so that every column is there."""
    squares = [("99", "Kleinland", "land", "", 0, 0, 20, 20)]
    ids = [f"99{number:06d}" for number in range(400)]
    squares += [(i, f"Ort {i}", "gemeinde", "99", n % 20, n // 20, 1, 1) for n, i in enumerate(ids)]
    rng = np.random.default_rng(1)
    n = rng.integers(60, 4000, 400)
    rows: list[tuple[Any, ...]] = [("poverty", "99", y, "", int(n.sum() * 0.15), int(n.sum()), None) for y in YEARS]
    for year in YEARS:
        k = rng.binomial(n, 0.15)
        rows += [("poverty", i, year, "", int(a), int(b), None) for i, a, b in zip(ids, k, n, strict=True)]
    found = Browser(app_over(repository(rows, INDICATORS[:1], squares)).server.test_client())
    held = open_view(found)
    assert len(held["values.data"]["maps"][0]["lower"]) == 400
    for control, value in (
        ("period", "2020"),
        ("versus", "zeit:2020"),
        ("sure", "1"),
        ("tab", "trichter"),
        ("tab", "ungleichheit"),
        ("smooth", "1"),
        ("neighbours", "1"),
    ):
        assert len(changed(found, held, control, value)) < LIMIT


def test_a_first_visit_with_the_names_of_396_areas(browser: Browser) -> None:
    values = json.dumps(open_view(browser, f"{ALL}&maps=2")["values.data"]).encode()
    answer = browser.post("view.data", "requested.data", {"requested.data": f"{ALL}&maps=2"})
    assert len(answer.data) < LIMIT + 5_000, len(values)  # names, keys and all options once


def test_a_click_on_an_area(browser: Browser) -> None:
    held = open_view(browser, ALL)
    answer = browser.post("profile.children", "picked.data", {**held, "picked.data": ["05911000"]})
    assert b"Bochum" in plain(answer)
    assert len(answer.data) < 3_000


def test_outlines_of_396_areas(browser: Browser) -> None:
    url = open_view(browser, ALL)["values.data"]["place"]["key"]
    answer = browser.client.get(url, headers={"Accept-Encoding": "br"})
    assert plain(answer).count(b'"Feature"') == 396
    assert len(answer.data) < 350_000
