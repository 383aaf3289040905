"""Take the pictures of the handbook and README from a running instance (default http://127.0.0.1:8050)."""

from __future__ import annotations

import os
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURES = {
    "karte": ("?region=05&level=kreis&ind=sgb2_children_rate_pct&sel=05513", 1440, 900),
    "musterland": ("?region=muster&level=quartier&sel=muster/k01/g01/quartier/03", 1440, 900),
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLED_MS = 3500


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
        browser.close()


if __name__ == "__main__":
    main()
