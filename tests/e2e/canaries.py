"""A workspace with planted small counts, and a search for them in every form a number can take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.observations import ValueStatus
from geodata.publishing.gate import gate
from geodata.workspace import Workspace
from tests.dashboard.small import entry, package

LAND, AHORN, BIRKE = "99", "99001", "99002"
TOWNS = [f"99{k}{g:03d}" for k in ("001", "002") for g in range(1, 7)]
NAMES = ["Amsel", "Buche", "Clara", "Dohle", "Eiche", "Fink", "Gans", "Hirsch", "Igel", "Jakob", "Kranich", "Luchs"]
AREAS = [
    (LAND, "Kleinland", "land", "", 0, 0, 6, 2),
    (AHORN, "Ahorn", "kreis", LAND, 0, 0, 6, 1),
    (BIRKE, "Birke", "kreis", LAND, 0, 1, 6, 1),
    *((i, n, "gemeinde", i[:5], number % 6, number // 6, 1, 1)
      for number, (i, n) in enumerate(zip(TOWNS, NAMES, strict=True))),
]  # fmt: skip
RULE = {"minimum": 97}  # small counts of two digits, which are rarely anything else
SETTINGS = {"disclosure": RULE, "additive_areas": True, "decimals": 3}
ENTRIES = [
    entry("poverty", "Kinderarmut", topic="Kinder und Familie", headline=1, **SETTINGS),
    entry("support", "Unterstützung", topic="Existenzsicherung", **SETTINGS),
    entry("jobless", "Arbeitslose", topic="Arbeit", **SETTINGS),
    entry("victims", "Betroffene", kind="count", unit="Personen", direction="context", **SETTINGS | {"decimals": 0}),
    entry("people", "Menschen", kind="count", unit="Personen", direction="context", decimals=0, inhabitants=True),
]
PLANTED = {"poverty": (83, 89, 67), "support": (79, 71, 73), "jobless": (61, 59, 53), "victims": (47, 43, 41)}
YEARS = ("2019", "2020", "2021")
SKIPPED = {"style", "class", "d", "transform", "points", "viewBox", "width", "height", "x", "y", "id", "fill", "src"}


def rows() -> list[tuple[Any, ...]]:
    """Figures as delivered: in each year one small count of each indicator, each time in another town."""
    found: list[tuple[Any, ...]] = []
    for number, (indicator, planted) in enumerate(PLANTED.items()):
        for year, (period, small) in enumerate(zip(YEARS, planted, strict=True)):
            counts = [
                1013 + 137 * ((t * (5 + 2 * (number % 2)) + 7 * year) % 12) + 31 * number + 7 * t + 3 * year
                for t in range(12)
            ]
            counts[(number + 3 * year) % 12] = small
            bases = [4201 + 211 * ((t * 7 + 3 * number) % 12) + 17 * year for t in range(12)]
            places = list(zip(TOWNS, counts, bases, strict=True))
            for above in (AHORN, BIRKE, LAND):
                inside = [(k, n) for i, k, n in places[:12] if i.startswith(above)]
                places.append((above, sum(k for k, _ in inside), sum(n for _, n in inside)))
            for area, k, n in places:
                found.append((indicator, area, period, "", k, None if indicator == "victims" else n, None))
    found += [("people", i, y, "", 20_011 + 307 * t, None, None) for t, i in enumerate(TOWNS) for y in YEARS]
    return found


def fill(root: Path) -> pd.DataFrame:
    """A workspace filled through the gate; its hidden figures as delivered (indicator, area_id, period, k, n)."""
    delivered = package(rows(), ENTRIES, AREAS, package_id="canaries")
    space = Workspace(root)
    space.put_all([delivered], None, gate())
    (published,) = space.packages()
    assert delivered.observations is not None
    assert published.observations is not None
    key = ["indicator", "area_id", "period", "group"]
    both = delivered.observations.merge(published.observations, on=key, suffixes=("", "_shown"))
    assert len(both) == len(delivered.observations)
    hidden = both[both["status_shown"].ne(ValueStatus.OK)]
    assert set(hidden["k"]) >= {k for planted in PLANTED.values() for k in planted}
    assert set(hidden["k"]).isdisjoint(both.loc[both["status_shown"].eq(ValueStatus.OK), "k"]), "a hidden count is open"
    return hidden[[*key, "k", "n"]].reset_index(drop=True)


@dataclass
class Search:
    """``counts``: hidden counts; ``rates``: hidden shares in per cent. ``seen``: where one was found, in words."""

    counts: frozenset[int]
    rates: tuple[float, ...]
    seen: list[str] = field(default_factory=list)
    looked: int = 0

    @classmethod
    def of(cls, hidden: pd.DataFrame) -> Search:
        rated = hidden[hidden["n"].notna()]
        return cls(frozenset(hidden["k"].astype(int)), tuple(100 * rated["k"] / rated["n"]))

    def __post_init__(self) -> None:
        numbers = {str(k) for k in self.counts} | {
            f"{k:,}".replace(",", mark) for k in self.counts for mark in ".,\u00a0\u202f"
        }
        shares = {f"{scale * r:.{d}f}" for r in self.rates for scale in (1, 10, 0.01) for d in (3, 4, 5)}
        shares |= {s.replace(".", ",") for s in shares if not s.startswith("0.0")}
        words = "|".join(re.escape(w) for w in sorted(numbers | shares, key=len, reverse=True))
        self._words = re.compile(rf"(?<![\w.,#:/-])(?:{words})(?:[.,]0+)?(?![\w:-]|[.,]\d)")

    def text(self, text: str, where: str) -> None:
        self.looked += 1
        self.seen += [f"{where}: {text[max(0, m.start() - 40) : m.end() + 20]}" for m in self._words.finditer(text)]

    def number(self, number: float, where: str) -> None:
        """A number of a JSON document: a count, a share in per cent, per thousand or of one, rounded or not."""
        self.looked += 1
        if number in self.counts or any(
            abs(number - r * scale) <= 5e-5 * scale for r in self.rates for scale in (1, 10, 0.01)
        ):
            self.seen.append(f"{where}: {number}")

    def document(self, content: bytes, where: str) -> None:
        """JSON, value by value; anything else as text. Coordinates of outlines say nothing of figures."""
        try:
            tree = json.loads(content)
        except ValueError:
            self.text(content.decode("utf-8", "replace"), where)
            return
        for path, leaf in leaves(tree):
            if isinstance(leaf, str):
                self.text(leaf, f"{where} {path}")
            elif isinstance(leaf, (int, float)) and not isinstance(leaf, bool):
                self.number(leaf, f"{where} {path}")


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value and every key of a document, with the way to it."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield f"{path}.", key
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from leaves(value, f"{path}[{number}]")
    else:
        yield path, tree
