"""Take the pictures of the handbook and README from a running instance (default http://127.0.0.1:8050)."""

from __future__ import annotations

import os
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURES = {
    "karte": ("?region=05&level=kreis&ind=sgb2_children_rate_pct&sel=05513", 1440, 900),
    "musterland": ("?region=muster&level=quartier&sel=muster/k01/g01/quartier/03", 1440, 900),
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLED_MS = 3500
CHECKED_MS = 120_000


def dry_run(page: Page, base: str) -> None:
    """The page after a table was dropped on it (the embedded inhabitants, as if an office had sent them)."""
    data = Repository.open(SAMPLE_ROOT)
    names = data.areas("gemeinde", "05").set_index("area_id")["name"]
    people = data.values("population", "gemeinde", "05", "2024")["k"]
    lines = ["AGS;Gemeinde;Jahr;Einwohner", *(f"{area};{names[area]};2024;{k:.0f}" for area, k in people.items())]
    table = {"name": "einwohner-2024.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.goto(f"{base}/?page=daten")
    page.wait_for_timeout(SETTLED_MS)
    page.locator("input[type=file]").first.set_input_files([table])
    page.get_by_text("Probelauf:").first.wait_for(timeout=CHECKED_MS)
    page.wait_for_timeout(SETTLED_MS)


@click.command(help=__doc__)
@click.option("--base", default="http://127.0.0.1:8050", show_default=True)
def main(base: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, (query, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{base}/{query}")
            page.locator("#areas, path.leaflet-interactive").first.wait_for(state="attached")
            page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=IMAGES / f"{name}.png")
            click.echo(IMAGES / f"{name}.png")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        dry_run(page, base)
        page.screenshot(path=IMAGES / "import.png")
        click.echo(IMAGES / "import.png")
        browser.close()


if __name__ == "__main__":
    main()
