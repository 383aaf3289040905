"""Drawings of Musterland against images that were looked at; small shifts of edges and letters are allowed.

After a wanted change: ``python -m tests.dashboard.snapshot.test_reference`` writes them anew; look at every one.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dashboard.snapshot.request import make
from geodata.repository import Repository

FOLDER = Path(__file__).parent / "reference"
BLOCK = 8  # pixels; what moves by less than a pixel changes the mean of a block little
MOST_IN_BLOCK, MOST_OVERALL = 26.0, 1.0  # of 255
MAP = "?region=muster&level=kreis&ind=muster_child_poverty_pct&period=2023"
PICTURES = {
    "karte": (MAP, {"labels": "werte"}),
    "karte-grau-hoch": (MAP, {"colours": "grau", "paper": "a4-hoch"}),
    "rangfolge": (MAP, {"show": "rangfolge"}),
    "quartiere": ("?page=quartiere&region=muster&level=gemeinde", {"paper": "folie"}),
}


def drawn(repository: Repository, name: str, **more: str) -> bytes:
    query, wishes = PICTURES[name]
    return make(repository, query, {**wishes, "width": "480", "date": "2026-11-22", **more}).body


def blocks(body: bytes) -> NDArray[np.float64]:
    """Means of red, green and blue in squares."""
    pixels = np.asarray(Image.open(io.BytesIO(body)).convert("RGB"), dtype="float64")
    high, wide = (side // BLOCK * BLOCK for side in pixels.shape[:2])
    cut = pixels[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK, 3)
    return np.asarray(cut.mean(axis=(1, 3)))


def alike(one: bytes, other: bytes) -> bool:
    a, b = blocks(one), blocks(other)
    if a.shape != b.shape:
        return False
    apart = np.abs(a - b)
    return bool(apart.max() <= MOST_IN_BLOCK and apart.mean() <= MOST_OVERALL)


@pytest.fixture(scope="module")
def repository(embedded: Repository) -> Repository:
    return embedded


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PICTURES))
def test_looks_as_it_did_when_somebody_looked(repository: Repository, name: str) -> None:
    assert alike(drawn(repository, name), (FOLDER / f"{name}.png").read_bytes())


@pytest.mark.parametrize("more", [{"colours": "farbsicher"}, {"labels": "keine"}, {"title": "Etwas ganz anderes"}])
def test_what_somebody_would_see_is_seen(repository: Repository, more: dict[str, str]) -> None:
    assert not alike(drawn(repository, "karte", **more), (FOLDER / "karte.png").read_bytes())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        (FOLDER / f"{picture}.png").write_bytes(drawn(Repository.open(None), picture))
