"""Small counts are planted in the raw rows; no answer of the application may hold a trace of them."""

from __future__ import annotations

import itertools
import json

import pytest

from dashboard.views.columns import STATUS_CODE
from geodata.observations import ValueStatus
from geodata.repository import Repository
from tests.dashboard.app_client import Browser, app_over, open_view, plain
from tests.dashboard.small import (
    AHORN,
    AMSEL,
    AREAS,
    BIRKE,
    BUCHE,
    CLARA,
    DOHLE,
    EICHE,
    FINK,
    LAND,
    entry,
    figures,
    repository,
)

# Raw rates per 100 000: k = 1 and 2, and the complement n − k = 1 and 2. Each gives digits nothing else has.
PLANTED = {AMSEL: (1, 7919), BUCHE: (2, 7907), DOHLE: (7876, 7877), EICHE: (7871, 7873)}
SAFE = {CLARA: (500, 8000), FINK: (400, 9000)}
ENTRIES = [
    entry("cases", "Fälle", per=100_000, unit="je 100 000", decimals=4, additive_areas=True, headline=1),
    entry("victims", "Betroffene", kind="count", unit="Personen", decimals=0, additive_areas=True),
    entry("victims_share", "Anteil", derived={"type": "share", "numerator": "victims", "denominator": "people"}),
    entry("victims_density", "Dichte", kind="value_only", derived={"type": "density", "numerator": "victims"}),
    entry("cases_change", "Änderung", kind="value_only",
          derived={"type": "change", "indicator": "cases", "years": 1}),
    entry("people", "Menschen", kind="count", unit="Personen", decimals=0, additive_areas=True),
]  # fmt: skip
ROWS = [
    *(("cases", i, year, "", k, n, None) for i, (k, n) in (PLANTED | SAFE).items() for year in ("2020", "2021")),
    *(("victims", i, "2021", "", k, None, None) for i, k in [(AMSEL, 1), (BUCHE, 2), (CLARA, 4321), (FINK, 6543)]),
    *(("people", i, "2021", "", n, None, None) for i, (_, n) in (PLANTED | SAFE).items()),
]


def traces() -> set[str]:
    """How a planted count could show: its rate as a number and as German text, „k von n“, sums with it."""
    found: set[str] = set()
    for k, n in PLANTED.values():
        rate = 100_000 * k / n
        german = f"{rate:,.4f}".translate(str.maketrans(",.", ".,"))
        found |= {f" {10_000 * rate:.0f},", f" {10_000 * rate:.0f}]"}  # as a column: units of the last decimal
        found |= {f"{rate:.6f}"[:-2], german, f"{k} von {n:,}".replace(",", "."), repr(100 * k / n)[:10]}
        found |= {f"{k:,} von {n:,}".replace(",", ".")} | ({f"{k:,}".replace(",", "."), str(k)} if k > 2 else set())
    for total in (1 + 2 + 500, 1 + 2 + 4321, 7876 + 7871 + 400):  # a Kreis that adds them up
        found |= {f"{total:,} von".replace(",", "."), f'"{total}"', f": {total}.0"}
    return found


@pytest.fixture(scope="module")
def planted() -> Repository:
    return repository(ROWS, ENTRIES, AREAS)


@pytest.fixture(scope="module")
def answers(planted: Repository) -> list[str]:
    """Every answer of the application: page, outlines, every view, every profile."""
    browser = Browser(app_over(planted).server.test_client())
    found = [
        plain(browser.client.get(path)).decode() for path in ("/", "/_dash-layout", "/_dash-dependencies", "/health")
    ]
    found.append(json.dumps(browser.ask("datasets.children", "data-view.data", {"data-view.data": "?page=daten"})))
    regions = [(LAND, "gemeinde"), (LAND, "kreis"), (AHORN, "gemeinde"), (BIRKE, "gemeinde")]
    for (region, level), indicator in itertools.product(regions, planted.catalog.indicators):
        for period in ("2020", "2021"):
            query = f"?region={region}&level={level}&ind={indicator.id}&period={period}"
            held = open_view(browser, query)
            found.append(json.dumps(held, ensure_ascii=False))
            found += plain(browser.client.get(f"/{query}")).decode().partition('id="first-figures">')[::2]
            place = held["values.data"]["place"]
            found.append(plain(browser.client.get(place["key"])).decode())
            for picked in [*([i] for i in place["ids"]), place["ids"]]:
                answer = browser.ask("profile.children", "picked.data", {**held, "picked.data": picked})
                found.append(json.dumps(answer, ensure_ascii=False))
    whole = json.JSONDecoder()  # figures inside a page end before the page does
    return [json.dumps(whole.raw_decode(a)[0], ensure_ascii=False) if a.startswith("{") else a for a in found]


def test_the_search_would_find_them() -> None:
    """The raw rows hold every planted rate, in the very form searched for."""
    raw = figures(ROWS, ENTRIES).query("indicator == 'cases'")
    text = " ".join(f"{v:.6f}" for v in raw["value"])
    assert all(f"{100_000 * k / n:.6f}"[:-2] in text for k, n in PLANTED.values())


def test_what_is_safe_is_shown(answers: list[str]) -> None:
    text = "\n".join(answers)
    assert "500 von 8.000" in text
    assert "6.250,0000" in text
    assert "4.321" in text


def test_no_answer_holds_a_trace(answers: list[str]) -> None:
    found = {
        (trace, answer[max(0, at - 60) : at + 60])
        for trace in traces()
        for answer in answers
        if (at := answer.find(trace)) >= 0
    }
    assert found == set()


@pytest.mark.parametrize("indicator", ["cases", "victims", "victims_share", "victims_density", "cases_change"])
def test_planted_areas_and_their_sums_say_that_they_are_hidden(planted: Repository, indicator: str) -> None:
    browser = Browser(app_over(planted).server.test_client())
    for level, areas in (("gemeinde", (AMSEL, BUCHE)), ("kreis", (AHORN,))):
        if level == "kreis" and indicator in ("victims_density", "cases_change", "victims_share"):
            continue
        held = open_view(browser, f"?level={level}&ind={indicator}&period=2021")["values.data"]
        (figures,) = held["maps"]
        for i in map(held["place"]["ids"].index, areas):
            assert (figures["status"][i], figures["cls"][i]) == (STATUS_CODE[ValueStatus.SUPPRESSED], "-")
            assert (figures["value"][i], figures["rank"][i]) == (None, None)
            assert [figures[c][i] for c in ("k", "n") if figures[c]] in ([], [None, None])
