"""Take a picture of every tab, mode and empty state in three sizes, to look at; what axe finds stands in ``axe.txt``.

Starts an application of its own with the embedded sample; nothing of what it writes belongs to the project.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import click
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).parent.parent
SIZES = {"1440": (1440, 900), "1920": (1920, 1080), "390": (390, 844)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
START_SECONDS = 60
SETTLED_MS = 1300

NRW = "?region=05&level=kreis&ind=sgb2_children_rate_pct"
LAND = "?region=muster&level=gemeinde&ind=muster_child_poverty_pct"
CITY = "?region=muster/k01&level=quartier&ind=muster_sgb2_pct"
CHOSEN = "&sel=muster/k01/g01/quartier/03"
SOME = "&sel=muster/k01/g01"
# name → (query, what is done, in order: buttons, by name or selector, are pressed; „fill“ and „drag“ take a selector,
# „key“ a key, „point“ an area, „choose“ a select and the text of an option)
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "start": ("", ()),
    "gewaehlt": (f"{CITY}{CHOSEN}", ()),
    "tab-verlauf": (f"{CITY}{CHOSEN}&tab=verlauf", ()),
    "tab-zusammenhang": (f"{CITY}{CHOSEN}&tab=zusammenhang&ind2=muster_child_poverty_pct", ()),
    "tab-trichter": (f"{CITY}{CHOSEN}&tab=trichter", ()),
    "tab-ungleichheit": (f"{CITY}{CHOSEN}&tab=ungleichheit", ()),
    "nrw-gemeinden": ("?region=05&level=gemeinde&ind=gisd_score", ()),
    "zwei-karten": (f"{LAND}&maps=2", ()),
    "zwei-karten-gewaehlt": (f"{NRW}&maps=2&sel=05513", ()),
    "vergleich-kreis": (f"{CITY}&vs=kreis{CHOSEN}", ()),
    "vergleich-land": (f"{LAND}&vs=land", ()),
    "vergleich-gebiet": (f"{CITY}&vs=gebiet:muster/k01/g01/quartier/03", ()),
    "vergleich-jahr": (f"{CITY}&vs=zeit:2022{CHOSEN}", ()),
    "nur-sicher": (f"{LAND}&vs=land&sure=1", ()),
    "klassen-natuerlich": (f"{NRW}&classes=jenks", ()),
    "klassen-gleichbreit": (f"{NRW}&classes=equal&k=7", ()),
    "klassen-eigene": (f"{NRW}&classes=own&bounds=10,15,20", ()),
    "klassen-schwelle": (f"{CITY}&classes=threshold&thr=kreis", ()),
    "klassen-stufen": ("?region=05&level=kreis&ind=gisd_germany_quintile", ()),
    "geglaettet": (f"{CITY}&smooth=1", ()),
    "haeufung-angebot": (f"{LAND}&nb=1", ()),
    "eingegrenzt": (f"{LAND}&f=value:muster_sgb2_pct:10..20;kind:Gemeinde", ()),
    "niemand": (f"{LAND}&f=value:muster_sgb2_pct:90..99", ()),
    "eingegrenzt-groesse": (f"{NRW}&f=size:kreis_gross;in:053,055", ()),
    "eingegrenzt-lage": (f"{LAND}&f=in:muster/k01;value:muster_sgb2_pct:5..15;size:kleinstadt,mittelstadt&vs=land", ()),
    "eingegrenzt-einzelne": (f"{LAND}&f=ids:muster/k01/g01,muster/k01/g02,muster/k02/g01&maps=2", ()),
    "ebene-leer": ("?region=05&level=gemeinde&ind=sgb2_children_rate_pct", ()),
    "jahr-frueher": (f"{LAND}&period=2019{SOME}", ()),
    "differenz-zwei-karten": (f"{LAND}&vs=zeit:2019&maps=2&ind2=muster_sgb2_pct{SOME}", ()),
    "differenz-nrw": (f"{NRW}&vs=zeit:2015&sel=05513", ()),
    "zwei-karten-eingegrenzt": (f"{LAND}&maps=2&f=value:muster_sgb2_pct:10..20&vs=kreis", ()),
    "mehrere": (f"{LAND}{SOME},muster/k02/g01,muster/k02/g02", ()),
    "zeigen": (f"{LAND}&tab=verlauf{SOME}", ("point muster/k02/g01",)),
    "zeigen-zwei": (f"{LAND}&maps=2&tab=zusammenhang", ("point muster/k02/g01",)),
    "wischen": (LAND, ("drag #distribution .nsewdrag",)),
    "rahmen": (f"{LAND}&tab=zusammenhang", ("drag #relation .nsewdrag",)),
    "gruppe": ("?region=05&level=kreis&ind=population", ()),
    "hinweis": (f"{LAND}&ind=frueher&f=kind:Weiler&vs=zeit:1999", ()),
    "land-quartiere": ("?region=muster&level=quartier&ind=muster_sgb2_pct", ()),
    "einrichtungen": (f"{CITY}&fac=kita", ()),
    "einrichtungen-liste": (f"{CITY}&fac=kita{CHOSEN}", ("#facility-open",)),
    "einrichtungen-leer": (NRW, ("#facility-open",)),
    "dialog-eingrenzen": (LAND, ("#filter-open",)),
    "dialog-eingrenzen-belegt": (
        f"{LAND}&f=value:muster_sgb2_pct:10..20;kind:Gemeinde",
        ("Eingrenzen", "choose #filter-indicator SGB-II-Quote", "Bedingung hinzufügen"),
    ),
    "dialog-darstellung": (LAND, ("Darstellung",)),
    "dialog-eigene-grenzen": (f"{LAND}&classes=own&bounds=10,15", ("Darstellung",)),
    "dialog-schwelle": (f"{CITY}&classes=threshold&thr=kreis", ("Darstellung",)),
    "liste-indikator": (LAND, ("#indicator",)),
    "liste-vergleich": (CITY, ("#versus",)),
    "dialog-bild": (LAND, ("#picture-open",)),
    "dialog-export": (LAND, ("#export-open",)),
    "dialog-profil": (LAND, ("#profile-open",)),
    "dialog-bericht": (LAND, ("#report-open",)),
    "suche-leer": (f"{LAND}", ("fill #search xyz",)),
    "klasse": (NRW, ("#legend .legend-key >> nth=4",)),
    "viele": (NRW, ("fill #search kreis",)),
    "projektion": (f"{CITY}{CHOSEN}&modus=projektion", ()),
    "projektion-ohne": (f"{NRW}&modus=projektion", ()),
    "projektion-zwei": (f"{LAND}&maps=2&modus=projektion&sel=muster/k01/g01", ()),
    "projektion-tasten": (f"{CITY}&modus=projektion", ("key ?",)),
    "projektion-eingefroren": (f"{CITY}&modus=projektion", ("key f", "key ArrowDown")),
    "projektion-vergleich": (f"{LAND}&vs=land&modus=projektion&fac=kita", ()),
    "quartiere": ("?page=quartiere&region=muster&level=quartier", ()),
    "quartiere-karte": ("?page=quartiere&region=muster&level=quartier", ("#needs-list .needs-row >> nth=2",)),
    "befragung": ("?page=befragung", ()),
    "befragung-behoerden": ("?page=befragung&b_svy=musterland_survey_authorities", ()),
    "befragung-antworten": ("?page=befragung&b_svy=musterland_survey_authorities&b_part=antworten", ()),
    "befragung-quartiere": ("?page=befragung&b_svy=musterland_survey_residents&b_part=felder", ()),
    "befragung-felder": ("?page=befragung&b_svy=musterland_survey_authorities&b_part=felder", ()),
    "befragung-bewohner": ("?page=befragung&b_svy=musterland_survey_residents&b_part=indikatoren", ()),
    "daten": ("?page=daten", ()),
}
# Maps have a share of the window's height; they keep the one of a phone.
KEEP = "document.querySelectorAll('.map').forEach((map) => (map.style.height = `${map.clientHeight}px`))"
# What lies behind an open dialog cannot be reached and is left out.
RUN = """async () => {
  const dialog = [...document.querySelectorAll("[role=dialog][aria-modal=true]")].find((d) => d.checkVisibility());
  const found = await axe.run(dialog || document, {resultTypes: ["violations"], runOnly:
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]});
  // a list of options is scrolled by the arrow keys of the field that opened it
  const field = (v, n) => v.id === "scrollable-region-focusable" && n.html.includes("ScrollArea-viewport");
  return found.violations.flatMap((v) => v.nodes.filter((n) => !field(v, n)).map((n) =>
    [v.impact, v.id, n.target.join(" "), n.html.slice(0, 160), [...n.any, ...n.all][0]?.message].join(" · ")));
}"""

# A point of the window where the area lies on top.
POINT_ON = """(area) => {
  const path = quartier.maps[0].layers.get(area)._path;
  path.scrollIntoView({block: "center"});
  const box = path.getBoundingClientRect();
  for (let n = 0; n < 400; n++) {
    const [x, y] = [box.left + (box.width * (n % 20)) / 20, box.top + (box.height * (n / 20)) / 20];
    if (document.elementFromPoint(x, y) === path) return [x, y];
  }
}"""


@contextmanager
def application(workspace: Path, log: Path) -> Iterator[str]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "app:server", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, "QUARTIERSBLICK_WORKSPACE": str(workspace)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(START_SECONDS * 5):
                try:
                    urllib.request.urlopen(f"{url}/health", timeout=2)
                    break
                except (urllib.error.URLError, ConnectionError, TimeoutError):
                    time.sleep(0.2)
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=20)


def settle(page: Page) -> None:
    """Wait until nothing has been asked for a moment, and the first screen is gone."""
    page.locator("#first-screen, #_dash-loading").first.wait_for(state="hidden")
    page.locator(".ag-row, .needs-row, #survey-body h1, .data-table, .ag-overlay").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MS)


def act(page: Page, step: str) -> None:
    what, _, rest = step.partition(" ")
    if what == "fill":
        selector, _, text = rest.partition(" ")
        page.locator(selector).fill(text)
    elif what == "key":
        page.keyboard.press(rest)
    elif what == "drag":
        drag(page, rest)
    elif what == "point":
        page.mouse.move(*page.evaluate(POINT_ON, rest))
    elif what == "choose":
        selector, _, text = rest.partition(" ")
        page.locator(selector).click()
        page.get_by_role("option", name=text).first.click()
    elif step.startswith(("#", ".")):
        page.locator(step).first.click()
    else:
        page.get_by_role("button", name=step).first.click()
    page.wait_for_timeout(SETTLED_MS)


def drag(page: Page, selector: str) -> None:
    """Draw a frame over the right half."""
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2, steps=6)
    page.mouse.up()


def take(browser: Browser, url: str, name: str, size: str, folder: Path) -> list[str]:
    """One picture; on a phone of the whole page. → findings of axe"""
    query, steps = STATES[name]
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="de-DE")
    page.goto(f"{url}/{query}")
    settle(page)
    for step in steps:
        act(page, step)
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    if size == "390" and not steps:  # the whole page; tall tables stay empty in a picture that only pretends to be tall
        page.evaluate(KEEP)
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=folder / f"{name}-{size}.png")
    page.close()
    return [f"{name} {size}: {line}" for line in found]


@click.command(help=__doc__)
@click.option("--to", "folder", type=click.Path(path_type=Path), help="folder [a temporary one]")
@click.option("--only", default="", help="states whose name begins like this, comma separated")
@click.option("--size", "sizes", multiple=True, type=click.Choice(list(SIZES)), default=list(SIZES))
def main(folder: Path | None, only: str, sizes: tuple[str, ...]) -> None:
    folder = folder or Path(tempfile.mkdtemp(prefix="pictures-"))
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in STATES if name.startswith(tuple(only.split(",")))]
    with application(folder / "workspace", folder / "log") as url, sync_playwright() as driver:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        findings: list[str] = []
        for name in names:
            for size in sizes:
                try:
                    findings += take(browser, url, name, size, folder)
                except Exception as error:  # the others are worth seeing
                    findings.append(f"{name} {size}: kein Bild: {str(error)[-400:]}")
        browser.close()
    (folder / "axe.txt").write_text("\n".join(findings), "utf-8")
    click.echo("\n".join([*findings, f"{folder}: {len(names) * len(sizes)} Bilder, {len(findings)} Befunde"]))


if __name__ == "__main__":
    main()
