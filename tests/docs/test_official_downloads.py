"""The page of official downloads says what the registry says, source by source."""

from __future__ import annotations

import re
from pathlib import Path

from geodata.sources import OfficialSource, load_sources

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/official-downloads.md").read_text("utf-8")
SOURCES = load_sources().sources


def row(entry: OfficialSource) -> list[str]:
    """The cells of the table for one source."""
    size = "unbekannt" if entry.size_mb is None else f"{entry.size_mb:g} MB".replace(".", ",")
    call = "–" if entry.import_options is None else f"`{f'import DATEI {entry.import_options}'.strip()}`"
    yes = {True: "ja", False: "nein"}
    return [
        f"`{entry.id}`", f"[{entry.title}]({entry.page})", entry.publisher, entry.licence, size,
        yes[entry.sha256 is not None], yes[entry.checked], call,
    ]  # fmt: skip


def test_the_table_is_the_registry() -> None:
    lines = re.findall(r"^\| (`\w+` \| .*) \|$", PAGE, re.M)
    assert [line.split(" | ") for line in lines] == [row(entry) for entry in SOURCES]


def test_every_address_finding_place_and_next_step_is_told() -> None:
    told = re.findall(r"^- `(\w+)`: (.+)\.\n  (.+)\n  <(.+)>$", PAGE, re.M)
    assert told == [(e.id, e.found, e.next_step, e.url) for e in SOURCES]


def test_the_page_does_not_promise_more_than_was_tried() -> None:
    assert ("Bisher ist keine erprobt" in PAGE) == (not any(entry.checked for entry in SOURCES))
