"""„Besondere Quartiere“, its jobs and lists, over two workspaces that differ in hidden numbers only: all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.needs_tasks import needs_stability
from dashboard.neighbour_tasks import neighbourhood
from dashboard.snapshot.request import make
from geodata.observations import ValueStatus
from geodata.publishing.gate import gate
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests.callbacks.test_non_interference import compare
from tests.dashboard.app_client import Browser, app_over, open_view
from tests.dashboard.small import entry, package

WIDE, HIGH = 8, 4
LAND = "99"
KREISE = [f"99{k:03}" for k in range(1, HIGH + 1)]
TOWNS = [f"{kreis}{place:03}" for kreis in KREISE for place in range(1, WIDE + 1)]
AREAS = [
    (LAND, "Kleinland", "land", "", 0, 0, WIDE, HIGH),
    *((kreis, f"Kreis {row}", "kreis", LAND, 0, row, WIDE, 1) for row, kreis in enumerate(KREISE)),
    *((town, f"Ort {n}", "gemeinde", town[:5], n % WIDE, n // WIDE, 1, 1) for n, town in enumerate(TOWNS)),
]
ENTRIES = [
    entry("poverty", "Kinderarmut", topic="Kinder und Familie", headline=1, additive_areas=True),
    entry("jobless", "Arbeitslose", topic="Arbeit", additive_areas=True),
    entry("people", "Menschen", kind="count", unit="Personen", decimals=0, additive_areas=True),
]
ONE, TWO, LEFT = TOWNS[2], TOWNS[4], TOWNS[3]  # two small counts in one Kreis, and a neighbour
NEEDS = f"?page=quartiere&region={LAND}&level=gemeinde&q_ind=poverty,jobless&q_span=2"
CLUSTERS = f"?region={LAND}&level=gemeinde&ind=poverty&period=2021&nb=1"


def rows(one: int, two: int) -> Iterator[tuple[Any, ...]]:
    for n, town in enumerate(TOWNS):
        for year, more in (("2019", 0), ("2021", 1)):
            cases = {ONE: one, TWO: two}.get(town, 40 + 7 * n + more * (n % 5) * 9)
            yield ("poverty", town, year, "", cases, 1000, None)
            yield ("jobless", town, year, "", 60 + 5 * ((n * 7) % WIDE) + more * n, 1000, None)
        yield ("people", town, "2021", "", 5000 + n, None, None)


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    found = {}
    for name, planted in (("first", (1, 2)), ("other", (2, 1))):
        found[name] = Workspace(tmp_path_factory.mktemp(name) / "workspace")
        found[name].put_all([package(list(rows(*planted)), ENTRIES, AREAS)], None, gate())
    return found


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs open the workspace without the embedded data, which are the same in both."""
    monkeypatch.setitem(Repository.open.__func__.__kwdefaults__, "sample", None)  # type: ignore[attr-defined]


def page(space: Workspace, shelf: Path) -> Iterator[tuple[str, bytes]]:
    repository = Repository.open(space.root)
    repository.fingerprint = "0" * len(repository.fingerprint)
    job = {"workspace": str(space.root), "internal": True, "query": NEEDS, "shelf": str(shelf)}
    stable = needs_stability(job, lambda *_: None)
    yield "stability", _text(stable)
    browser = Browser(app_over(repository).server.test_client())
    view = open_view(browser, NEEDS)["needs-view.data"]
    yield "page", _text(browser.ask("needs-values.data", "needs-view.data", {"needs-view.data": view}))
    held = {"needs-view.data": f"{view}&q_marks={ONE}:Jugendamt:nein:Grund", "needs-stable.data": stable}
    yield "tools", _text(browser.ask("needs-marks.children", "needs-view.data", held))
    for town in TOWNS:
        picked = {**held, "needs-picked.data": [town]}
        yield f"card {town}", _text(browser.ask("needs-card.children", "needs-picked.data", picked))
    for form in ("docx", "pdf"):
        button = f"needs-export-{form}"
        answer = browser.ask("needs-file.data", f"{button}.n_clicks", {**held, f"{button}.n_clicks": 1})
        yield f"list {form}", _text(answer)
    yield "picture", make(repository, NEEDS, {"format": "svg", "date": "2024-01-31"}).body
    neighbourhood({**job, "query": CLUSTERS}, lambda *_: None)
    repository.shelf = shelf
    yield "clusters", _text(open_view(browser, CLUSTERS))
    yield from ((f"kept {n}", f.read_bytes()) for n, f in enumerate(sorted(shelf.glob("*.json"))))


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_nothing_tells_the_two_apart(spaces: dict[str, Workspace], tmp_path: Path) -> None:
    runs = []
    for name, space in spaces.items():
        (shown,) = space.packages()
        assert shown.observations is not None
        hidden = shown.observations.query("status == @suppressed", local_dict={"suppressed": ValueStatus.SUPPRESSED})
        assert {ONE, TWO} <= set(hidden["area_id"])
        runs.append(list(page(space, tmp_path / name)))
    said = dict(runs[0])
    assert "aus Datenschutzgründen nicht ausgewiesen".encode() in said[f"card {ONE}"]
    assert b"von 1.000" in said[f"card {LEFT}"]
    assert any(what.startswith("kept") for what in said)
    assert compare(iter(runs[0]), iter(runs[1]), spaces) == len(runs[0]) > len(TOWNS) + 7


def test_the_two_differ_in_the_raw_numbers() -> None:
    one, two = set(rows(1, 2)), set(rows(2, 1))
    assert {(r[1], r[4]) for r in one - two} == {(ONE, 1), (TWO, 2)}


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_the_comparison_would_see_an_open_number(tmp_path: Path, spaces: dict[str, Workspace]) -> None:
    """Other cases in a town whose figures are shown changes page, picture and both jobs."""
    other = Workspace(tmp_path / "open")
    changed = [(*r[:4], r[4] + 500, *r[5:]) if r[:2] == ("poverty", TOWNS[20]) else r for r in rows(1, 2)]
    other.put_all([package(changed, ENTRIES, AREAS)], None, gate())
    first, second = dict(page(spaces["first"], tmp_path / "a")), dict(page(other, tmp_path / "b"))
    assert {w.split()[0] for w in first if w in second and first[w] != second[w]} >= {
        "stability", "page", "card", "picture", "clusters",
    }  # fmt: skip
