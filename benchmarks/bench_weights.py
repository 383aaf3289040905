"""A weight changes: time until 500 quarters with 12 indicators are recoloured in Chromium, against one request for the
same result. The region is fictional and seeded; counts are large, so that nothing has to be suppressed."""

from __future__ import annotations

import os
import tempfile
import urllib.request
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Page, sync_playwright

from benchmarks.karte.servers import Server, serve
from benchmarks.karte.synthetic import CATALOG, VINTAGE, region
from benchmarks.measuring import Measured, median, percentile, show
from dashboard.state import from_query
from dashboard.views.needs.page import build_needs
from geodata.catalog import parse_catalog
from geodata.observations import normalise, with_values
from geodata.package import Package
from geodata.repository import Repository
from geodata.workspace import Workspace

QUARTERS, SIDE, INDICATORS, YEARS, SEED = 500, 25, 12, ("2020", "2022"), 11
CHANGES, WARM_UP = 60, 5
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NAMES = [f"raster_need_{n:02d}" for n in range(INDICATORS)]
ENTRY = """
- {{id: {name}, name: Bedarf {n}, short_name: Bedarf {n}, description: Anteil, topic: Existenzsicherung, kind: rate,
   unit: "%", direction: high, dataset: raster, numerator: Betroffene, denominator: Einwohner}}"""
QUERY = f"?page=quartiere&region=raster&level=quartier&q_ind={','.join(NAMES)}"
# From the event to the frame with the new colours, to the end of its painting in the page's own thread, and to the next
# frame, before which the grid is written anew.
CHANGE = """
([at, weight]) => new Promise((done) => {
  const slider = document.querySelectorAll("#needs-sliders input[type=range]")[at];
  performance.clearMarks("quartier:map");
  const start = performance.now();
  slider.value = weight;
  slider.dispatchEvent(new Event("input"));
  const wait = () => {
    const [found] = performance.getEntriesByName("quartier:map");
    if (!found) return requestAnimationFrame(wait);
    const times = [found.startTime - start];
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      times.push(performance.now() - start);
      requestAnimationFrame(() => requestAnimationFrame(() => done([...times, performance.now() - start])));
    };
    channel.port2.postMessage(null); // runs once this frame is painted
    return undefined;
  };
  wait();
})
"""


def world() -> Package:
    """500 quarters, twelve shares in two years; correlated, as needs are."""
    rng = np.random.default_rng(SEED)
    package = region(SIDE, SEED, QUARTERS)
    catalog = parse_catalog(CATALOG.rstrip() + "".join(ENTRY.format(name=i, n=n + 1) for n, i in enumerate(NAMES)))
    ids = package.areas[package.areas["level"].eq("quartier")]["area_id"].to_numpy()
    burden, people = rng.normal(0, 1, len(ids)), rng.integers(2000, 9000, len(ids)).astype(float)
    rows = []
    for year in YEARS:
        rows.append(pd.DataFrame({"indicator": "raster_people", "k": people, "area_id": ids, "period": year}))
        for name in NAMES:
            share = np.clip(0.25 + 0.05 * burden + rng.normal(0, 0.04, len(ids)), 0.05, 0.6)
            counts = {"k": np.round(people * share), "n": people}
            rows.append(pd.DataFrame({"indicator": name, **counts, "area_id": ids, "period": year}))
    figures = pd.concat(rows, ignore_index=True).assign(dataset="raster", boundary_vintage=VINTAGE)
    return replace(package, catalog=catalog, observations=with_values(normalise(figures), catalog))


def in_browser(server: Server) -> list[list[float]]:
    """Milliseconds per change: until the frame with the new colours, until it is painted, until page and grid rest."""
    rng = np.random.default_rng(SEED)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page: Page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")
        page.goto(server.url + "/" + QUERY)
        page.locator("#needs-list .needs-row").nth(QUARTERS - 1).wait_for(state="attached")
        page.wait_for_timeout(1500)
        found = []
        for _ in range(WARM_UP + CHANGES):
            change = [int(rng.integers(INDICATORS)), float(rng.integers(0, 13)) / 4]
            found.append(page.evaluate(CHANGE, change))
        browser.close()
    return found[WARM_UP:]


def on_server(workspace: Path) -> float:
    """Milliseconds to compute the same view in Python once, without network: the least a request would cost."""
    from benchmarks.measuring import median_ms

    repository = Repository.open(workspace)
    weights = iter(range(1, 1000))

    def once() -> None:
        chosen = ",".join([f"{NAMES[0]}:{next(weights) / 100}", *NAMES[1:]])
        build_needs(repository, from_query(QUERY.partition("&q_ind")[0] + f"&q_ind={chosen}", repository)[0])

    return median_ms(once)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        Workspace(root).put(world())
        with serve("app:server", Path(folder), {"QUARTIERSBLICK_WORKSPACE": str(root)}) as server:
            urllib.request.urlopen(server.url + "/health").read()
            found = in_browser(server)
            server.check()
        baseline = on_server(root)
    rows = []
    for at, what in enumerate(("frame with new colours", "painted", "grid written too")):
        times = [f[at] for f in found]
        rows.append(Measured(f"{what}, median", "ms", float(median(times) or 0), baseline))
        rows.append(Measured(f"{what}, 95 %", "ms", percentile(times, 0.95), baseline))
    show(f"A weight changes, {QUARTERS} quarters × {INDICATORS} indicators", "the view computed on the server", rows)


if __name__ == "__main__":
    main()
