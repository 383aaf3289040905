"""Planted counts are searched for in everything the application says, in every form a number takes.

The same search must find open numbers of the same forms, and the planted ones once the gate is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import geodata.repository as repository_module
from geodata.publishing.gate import gate
from geodata.repository import Repository
from geodata.workspace import Workspace
from tests import outputs
from tests.callbacks.test_non_interference import ENTRIES, rows
from tests.dashboard.small import LAND, package

PER = 100_000
HIDDEN = [(1, 7919), (2, 7907), (7876, 7877), (7871, 7873)]  # cases of base: two small, two with a small rest
OPEN = [(500, 8000), (400, 9000)]
LARGEST_UNMARKED = 99  # smaller counts stand for many other things: they are looked for beside their base only
READ_AS = {"pdf": outputs.text_of_pdf, "docx": outputs.texts_of_archive, "pptx": outputs.texts_of_archive}
VIEWS = [("gemeinde", LAND, "cases", "2021")]


def spellings(k: int, n: int) -> set[str]:
    """How k of n may be printed: count, both together, rate of any scale that fixes k, in German and in English."""
    found = {f"{k} von {n}", f"{k} von {n:,}".replace(",", ".")}
    if k > LARGEST_UNMARKED:
        found |= {f"{k}", *(f"{k:,}".replace(",", mark) for mark in (".", ",", "\u00a0", "\u202f"))}
    for scale in (1, 100, 1000, PER):
        value = scale * k / n
        for decimals in range(1, 7):
            if scale / n > 10.0**-decimals and len(text := f"{value:.{decimals}f}") > 5:
                grouped = f"{value:,.{decimals}f}"
                found |= {text, text.replace(".", ","), grouped.translate(str.maketrans(",.", ".,"))}
    return found


def beginnings(k: int, n: int) -> set[str]:
    """How a rate begins that is written out with all its digits: six that count."""
    found = set()
    for scale in (1, 100, 1000, PER):
        written = f"{scale * k / n:.12f}"
        found.add(written[: (re.search(r"[1-9]", written).start() if written < "1" else 0) + 7])  # type: ignore[union-attr]
    return found | {text.replace(".", ",") for text in found}


def searched(pairs: list[tuple[int, int]]) -> re.Pattern[str]:
    words = sorted(set(chain.from_iterable(spellings(*pair) for pair in pairs)), key=len, reverse=True)
    starts = sorted(set(chain.from_iterable(beginnings(*pair) for pair in pairs)))
    any_of = "|".join([*map(re.escape, words), *(re.escape(text) + r"\d*" for text in starts)])
    return re.compile(rf"(?<![\w.,#-])(?:{any_of})(?![\w-]|[.,]\d)")


def seen(pattern: re.Pattern[str], said: list[tuple[str, bytes]]) -> dict[str, str]:
    """Where one was found → the text around it."""
    texts = [(what, body.decode("utf-8", "replace")) for what, body in said]
    texts = [(w, t.encode().decode("unicode_escape", "replace") if "\\u" in t else t) for w, t in texts]
    return {w: t[max(0, m.start() - 40) : m.end() + 20] for w, t in texts if (m := pattern.search(t))}


def everything(found: Repository) -> Iterator[tuple[str, bytes]]:
    found.fingerprint = "0" * len(found.fingerprint)
    yield from (("answer " + what, body) for what, body in outputs.answers(found, VIEWS))
    yield from (("panel " + what, body) for what, body in outputs.panels(found, VIEWS))
    yield from (("export " + what, body) for what, body in outputs.exports(found, VIEWS))
    yield from (("document " + w, READ_AS[w.split()[1]](b)) for w, b in outputs.documents(found, VIEWS))
    yield from (("picture " + w, b) for w, b in outputs.pictures(found, VIEWS) if not w.startswith(("png", "pdf")))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    space = Workspace(tmp_path_factory.mktemp("canaries") / "workspace")
    space.put_all([package(rows(1, 2), ENTRIES)], None, gate())  # type: ignore[arg-type]
    folder: Path = space.root
    return [*everything(Repository.open(folder, sample=None)), *outputs.published(folder)]


@pytest.mark.slow
def test_no_planted_number_is_said_in_any_form(told: list[tuple[str, bytes]]) -> None:
    assert seen(searched(HIDDEN), told) == {}


@pytest.mark.slow
def test_the_same_search_finds_what_is_open(told: list[tuple[str, bytes]]) -> None:
    kinds = {what.split()[0] for what in seen(searched(OPEN), told)}
    assert kinds >= {"answer", "panel", "export", "picture", "document"}


@pytest.mark.slow
def test_without_the_gate_it_finds_the_planted_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository_module, "protect", lambda rows, catalog: rows)
    monkeypatch.setattr(repository_module, "few_people", lambda rows, catalog, people: rows)
    leaky = Repository([package(rows(1, 2), ENTRIES)], "leaky")  # type: ignore[arg-type]
    kinds = {what.split()[0] for what in seen(searched(HIDDEN), list(everything(leaky)))}
    assert kinds >= {"answer", "panel", "export", "picture", "document"}


@pytest.mark.parametrize(
    "given", ["2 von 7.907", "25,2940", "25.294", '{"k": [7876]}', "7.871", "0.00025294043252", "25.294043252813962"]
)
def test_each_form_is_found(given: str) -> None:
    assert searched(HIDDEN).search(given)


@pytest.mark.parametrize("given", ["2", "17876", "7.8769", "M7876", "500 von 8.000"])
def test_other_numbers_are_not(given: str) -> None:
    assert not searched(HIDDEN).search(given)
