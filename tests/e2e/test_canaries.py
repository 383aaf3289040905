"""Planted counts are searched for in everything a browser is given and makes of it, on every page and in every file.

The search is that of ``tests/callbacks/test_canaries.py``, where it is shown to find each form of a number, and to find
the planted ones once the gate is taken away. Here it must also find the open numbers in every sort of place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.exporting import FORMS
from geodata.publishing.gate import gate
from geodata.workspace import Workspace
from tests import outputs
from tests.callbacks.test_canaries import HIDDEN, OPEN, READ_AS, searched, seen
from tests.callbacks.test_non_interference import ENTRIES, rows
from tests.dashboard.small import AMSEL, CLARA, LAND, package
from tests.e2e.conftest import Server, running
from tests.e2e.screen import Error, Route, Screen, expect, watch

GIVEN = f"?region={LAND}&level=gemeinde&ind=cases&period=2021"
TABS = ("Verteilung", "Verlauf", "Zusammenhang", "Trichter", "Ungleichheit")
WAYS = (
    "&vs=land&sure=1&classes=jenks&tab=trichter",
    "&vs=zeit:2020&tab=verlauf",
    f"&maps=2&ind2=victims&sel={AMSEL},{CLARA}&tab=zusammenhang",
    "&smooth=1&classes=equal&ci=exact",
    "&f=value:people:0..7950&thr=gemeinde",
    "&modus=projektion",
)
PAGES = ("?page=quartiere&region={land}&level=gemeinde", "?page=befragung&region={land}", "?page=daten&region={land}")
# Places of lines and shapes: numbers without a meaning of their own (two worlds are compared elsewhere).
DRAWN = ("d", "points", "transform", "style", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height")
EVERYTHING = """(drawn) => {
  const found = [document.title, decodeURIComponent(location.href)];
  const walk = (node) => {
    for (const a of node.attributes || []) if (!drawn.includes(a.name)) found.push(a.value);
    if (typeof node.value === "string") found.push(node.value);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent);
      else if (!["STYLE", "SCRIPT"].includes(child.tagName)) walk(child);
    }
  };
  walk(document.documentElement);
  for (const store of [localStorage, sessionStorage]) found.push(JSON.stringify(store));
  return found.join("\\n");
}"""
HELD = """() => {
  const seen = new WeakSet();
  const plain = (key, value) => {
    if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) value = [...value];
    if (value instanceof Node || typeof value === "function") return undefined;
    if (value && typeof value === "object") {
      if (seen.has(value)) return undefined;
      seen.add(value);
    }
    return value;
  };
  return JSON.stringify(window.quartier.model, plain);
}"""
Said = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("canaries")
    space = Workspace(folder / "workspace")
    space.put_all([package(rows(1, 2), ENTRIES)], None, gate())  # type: ignore[arg-type]
    with running(folder, "--access-logfile", "-", "--access-logformat", "%(r)s %(s)s %(f)s") as server:
        yield server


def look(screen: Screen, where: str, said: Said) -> None:
    """Texts, attributes, fields and what the page stored; what its scripts hold."""
    said.append((f"page {where}", screen.page.evaluate(EVERYTHING, list(DRAWN)).encode()))
    said.append((f"script {where}", (screen.page.evaluate(HELD) or "").encode()))


def views(screen: Screen, said: Said) -> None:
    page = screen.page
    screen.open(GIVEN, areas=6)
    look(screen, "opened", said)
    for number in range(6):
        page.locator("#map .leaflet-overlay-pane path").nth(number).dispatch_event("mouseover")
        said.append((f"page pointer {number}", " ".join(page.locator(".area-label").all_inner_texts()).encode()))
    for row in page.locator("#ranking .ag-center-cols-container .ag-row").all()[:3]:
        row.click()
        screen.settled()
        look(screen, "Steckbrief", said)
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        screen.settled()
        look(screen, tab, said)
    for way in WAYS:
        screen.page.goto(f"{screen.url}/{GIVEN}{way}")
        expect(screen.paths.first).to_be_attached()
        screen.settled()
        look(screen, way, said)
    for query in PAGES:
        page.goto(f"{screen.url}/{query.format(land=LAND)}")
        expect(page.locator("h1:visible, h2:visible").first).to_be_visible()
        screen.settled()
        look(screen, query, said)


def files(screen: Screen, said: Said) -> None:
    """Every file the page offers, as its buttons ask for it."""
    get = screen.page.request.get
    for form, about in FORMS.items():
        body = get(f"{screen.url}/export.{about.suffix}{GIVEN}&format={form}").body()
        said.append((f"export {form}", outputs.READABLE.get(form, lambda same: same)(body)))
    said.append(("export svg", get(f"{screen.url}/snapshot.svg{GIVEN}&labels=werte").body()))
    for area in (AMSEL, CLARA):
        said.append(("document profile", READ_AS["pdf"](get(f"{screen.url}/profile.pdf{GIVEN}&area={area}").body())))
    screen.open(f"{GIVEN}&sel={AMSEL},{CLARA}", areas=6)
    screen.page.locator("#report-open").click()
    for box in ("Tabelle", "Steckbrief der gewählten Gebiete"):
        screen.page.get_by_role("checkbox", name=box).check()
    screen.page.locator("#report-add").click()
    screen.page.locator("#report-docx").click()
    link = screen.page.locator("#report-result a").get_attribute("href") or ""
    said.append(("document report", READ_AS["docx"](get(f"{screen.url}/{link}").body())))


def keep_answers(screen: Screen, said: Said) -> None:
    """Everything the server answers the page, with its headers, before a next page can take it away."""

    def keep(route: Route) -> None:
        if route.request.resource_type in ("script", "stylesheet", "font", "image"):  # the program itself
            route.continue_()
            return
        try:
            answer = route.fetch(max_retries=3)  # the server may close an idle connection
        except Error:  # the page has gone on to the next
            return
        where = route.request.url.removeprefix(screen.url)[:80]
        said.extend(((f"answer {where}", answer.body()), (f"head {where}", repr(answer.headers).encode())))
        route.fulfill(response=answer)

    screen.page.route(f"{screen.url}/**", keep)


def test_no_planted_count_reaches_a_browser(browser, planted: Server) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    screen = Screen(context.new_page(), planted.url)
    watch(screen)
    said: Said = []
    keep_answers(screen, said)
    views(screen, said)
    files(screen, said)
    context.close()
    log = Path(planted.workspace.parent, "gunicorn.log").read_bytes()
    said.append(("log", log))
    said += outputs.published(planted.workspace)
    assert screen.faults == []
    assert b"GET /export.xlsx" in log
    open_ones = {what.split()[0] for what in seen(searched(OPEN), said)}
    assert open_ones >= {"page", "script", "answer", "export", "document"}
    assert seen(searched(HIDDEN), said) == {}
