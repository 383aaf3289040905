"""Planted small counts are searched for in everything a browser is given, on every page, in every form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.__main__ import main
from tests.e2e.canaries import SKIPPED, TOWNS, Search, fill
from tests.e2e.conftest import Server, running
from tests.e2e.screen import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

QUIET = ("/assets/", "/_dash-component-suites/", "/_favicon", "/_dash-dependencies", "/geo/")
GIVEN = "?region=99&level=gemeinde&ind={ind}&period={period}"
TABS = ("verteilung", "verlauf", "zusammenhang", "trichter", "ungleichheit")
WAYS = (
    *(f"&tab={tab}&ind2=support" for tab in TABS),
    f"&sel={','.join(TOWNS)}",
    "&f=value:poverty:0..30",
    "&vs=land&sure=1&classes=jenks",
    "&vs=zeit:2020",
    "&maps=2&ind2=jobless&smooth=1&classes=equal",
    "&ci=exact&tab=trichter&modus=projektion",
)
PAGES = ("?page=quartiere&region=99&level=gemeinde", "?page=befragung&region=99", "?page=daten&region=99")
EVERYTHING = """(skipped) => {
  const found = [];
  const walk = (node) => {
    for (const a of node.attributes || []) if (!skipped.includes(a.name)) found.push(a.value);
    if (node.value !== undefined && typeof node.value === "string") found.push(node.value);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent);
      else if (!["STYLE", "SCRIPT"].includes(child.tagName)) walk(child);
    }
  };
  walk(document.documentElement);
  for (const store of [localStorage, sessionStorage]) found.push(JSON.stringify(store));
  found.push(decodeURIComponent(location.href), document.title);
  return found;
}"""


@pytest.fixture(scope="module")
def hidden_and_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, pd.DataFrame, Path]]:
    folder = tmp_path_factory.mktemp("canaries")
    hidden, log = fill(folder / "workspace"), folder / "gunicorn.log"
    access = ("--access-logfile", "-", "--access-logformat", "%(r)s %(s)s %(f)s")  # sizes may be any number
    with running(folder / "workspace", log, *access) as server:
        yield server, hidden, log


def look(page: Page, search: Search, where: str) -> None:
    """Everything the page holds now: texts, attributes, fields, what it stored."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    for text in page.evaluate(EVERYTHING, sorted(SKIPPED)):
        search.text(text, where)


def journey(page: Page, url: str, search: Search) -> None:
    for ind, period in (("poverty", "2021"), ("victims", "2021"), ("support", "2020")):
        for way in ("", *(WAYS if ind == "poverty" else WAYS[:2] + WAYS[5:6])):
            query = GIVEN.format(ind=ind, period=period) + way
            page.goto(f"{url}/{query}")
            expect(page.locator("#map .leaflet-overlay-pane path").first).to_be_attached()
            look(page, search, query)
            if way:
                continue
            for number in range(len(TOWNS)):
                page.locator("#map .leaflet-overlay-pane path").nth(number).dispatch_event("mouseover")
                search.text(" ".join(page.locator(".area-label").all_inner_texts()), f"{query} Zeiger")
            for town in TOWNS[:4]:
                page.goto(f"{url}/{query}&sel={town}")
                look(page, search, f"{query} Steckbrief {town}")
    for query in PAGES:
        page.goto(f"{url}/{query}")
        expect(page.locator("h1").first).to_be_attached()
        look(page, search, query)
        for row in page.locator("#needs-list .needs-row").all()[:3]:
            row.click()
            look(page, search, f"{query} Karte eines Gebiets")
    links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")
    for link in {link for link in links if link.startswith(url)}:
        search.document(page.request.get(link).body(), link)


def exports(root: Path, search: Search, said: pytest.CaptureFixture[str]) -> None:
    for ind in ("poverty", "support", "jobless", "victims"):
        for period in ("2019", "2020", "2021"):
            for form in ("csv", "geojson"):
                place = ("--level", "gemeinde", "--region", "99", "--indicator", ind, "--period", period)
                assert main(["export", *place, "--format", form, "--workspace", str(root)]) == 0
                search.document(said.readouterr().out.encode(), f"export {form} {ind} {period}")


def test_no_planted_count_reaches_a_browser(
    browser: Browser,
    hidden_and_log: tuple[Server, pd.DataFrame, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    server, hidden, log = hidden_and_log
    search = Search.of(hidden)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page = context.new_page()
    bodies: list[tuple[str, bytes]] = []
    page.on("requestfinished", lambda r: _body(r, bodies))
    journey(page, server.url, search)
    context.close()
    for where, body in bodies:
        search.document(body, where)
    exports(server.workspace, search, capsys)
    search.text(
        "\n".join(line for line in log.read_text("utf-8").splitlines() if not line.startswith("[")), "Protokoll"
    )
    assert len(bodies) > 40
    assert search.looked > 20_000
    assert search.seen == []


def _body(request: Request, bodies: list[tuple[str, bytes]]) -> None:
    if any(part in request.url for part in QUIET):
        return
    answer = request.response()
    if answer is not None and answer.ok and answer.status != 204:
        bodies.append((request.url, answer.body()))
        headers = {h: v for h, v in answer.headers.items() if h not in {"content-length", "date", "etag"}}
        bodies.append((f"{request.url} headers", repr(headers).encode()))


@pytest.mark.parametrize(
    "given", ["1,978", "1.97764", "83", '{"k": [5, 83]}', '{"a": 0.0197}', "83 von 4.197", "0.01978"]
)
def test_the_search_finds_each_form(given: str) -> None:
    search = Search(frozenset({83}), (100 * 83 / 4197,))
    search.document(given.encode(), "hier")
    assert bool(search.seen) == (given != '{"a": 0.0197}')
