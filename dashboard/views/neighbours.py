"""„Räumliche Häufung“: whether areas lie among areas with similar or with opposite values, from published values alone.

Permutations take a while, so a job computes them (``dashboard.neighbour_tasks``); here is what it is asked, where its
result lies and what it says.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import formatting
from dashboard.shelf import take
from dashboard.state import ViewState
from dashboard.views.certainty import published
from geodata.methods.neighbourhood import (
    ALPHA,
    LABELS,
    NO_NEIGHBOURS,
    NOTHING_NOTABLE,
    PERMUTATIONS,
    SEED,
    Quadrant,
)
from geodata.repository import Repository

TITLE = "räumliche Häufung"
NOT_COMPUTED = "die räumlichen Häufungen sind noch nicht berechnet; starten Sie das unter der Karte"
NOT_YET = "Für diese Angaben noch nicht berechnet."
STEP, MOST_PERMUTATIONS = 10_000, 49_999
# Label and hatching of each class, from low to high; told apart by hatching where colours cannot be.
KINDS: tuple[tuple[str, str], ...] = (
    (NO_NEIGHBOURS, "dots"),
    (NOTHING_NOTABLE, ""),
    (LABELS[Quadrant.LOW_LOW], "vertical"),
    (LABELS[Quadrant.LOW_HIGH], "grid"),
    (LABELS[Quadrant.HIGH_LOW], "cross"),
    (LABELS[Quadrant.HIGH_HIGH], ""),
)
CLASS_OF = {label: index for index, (label, _) in enumerate(KINDS)}
HATCHES = tuple(hatch for _, hatch in KINDS)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Classes that are kinds of neighbourhood, whatever the values."""

    diverging: bool = False

    @property
    def count(self) -> int:
        return len(KINDS)

    def index(self, values: np.ndarray) -> np.ndarray:
        return np.full(len(values), -1)

    def texts(self) -> tuple[str, ...]:
        return tuple(label for label, _ in KINDS)


@dataclass(frozen=True)
class Neighbours:
    """``table``: index area_id, with label ("" without a value) and neighbours (those with a value). ``i``,
    ``expected``, ``p``: Moran's I of the whole. ``areas``: how many were tested. ``coarse``: so few permutations that
    no single area could stand out."""

    table: pd.DataFrame
    i: float
    expected: float
    p: float
    areas: int
    seed: int
    permutations: int
    coarse: bool

    @property
    def classes(self) -> pd.Series:
        """Class of each area; −1 without a value."""
        return self.table["label"].map(CLASS_OF).fillna(-1).astype(int)


def view_values(repository: Repository, state: ViewState) -> pd.Series:
    """Published values of all areas of the view, whatever conditions leave out; NaN = none. Index area_id."""
    cells = repository.values(state.ind, state.level, state.region, state.period, state.group)
    return pd.Series(published(cells, "value"), index=cells.index)


def permutations(areas: int) -> int:
    """Enough of them that a single area among so many can stand out, within what a job can do in a few minutes."""
    needed = math.ceil(2 * areas / ALPHA / STEP) * STEP - 1
    return min(max(PERMUTATIONS, needed), MOST_PERMUTATIONS)


def key_of(repository: Repository, values: pd.Series) -> str:
    """Names all that a result depends on: areas, their outlines and values, how it is computed."""
    told = [repository.geometry_hash, SEED, permutations(int(values.count())), ALPHA, list(map(str, values.index))]
    text = json.dumps(told, ensure_ascii=False).encode() + values.to_numpy(dtype="float64").tobytes()
    return hashlib.sha256(text).hexdigest()[:32]


def build_neighbours(repository: Repository, state: ViewState) -> Neighbours | None:
    """None unless the state asks for it and the result is known."""
    if not state.nb:
        return None
    values = view_values(repository, state)
    found = take(repository.shelf, key_of(repository, values))
    return _read(found, values.index) if found else None


def known(repository: Repository, state: ViewState) -> bool:
    """Whether a view of this state shows a result; views are kept apart by it."""
    return bool(state.nb) and bool(take(repository.shelf, key_of(repository, view_values(repository, state))))


def unknown_neighbours(repository: Repository, state: ViewState) -> bool:
    """Whether the state asks for a result that nobody has computed yet."""
    return bool(state.nb) and not known(repository, state)


def _read(found: dict[str, Any], ids: pd.Index) -> Neighbours:
    table = pd.DataFrame({"label": found["labels"], "neighbours": found["neighbours"]}, index=ids)
    return Neighbours(
        table, found["i"], found["expected"], found["p"], found["areas"], found["seed"], found["permutations"],
        found["coarse"],
    )  # fmt: skip


def whole(found: Neighbours) -> str:
    """What holds for all areas together, in words."""
    if found.p > ALPHA:
        return "ähnliche Werte liegen nicht erkennbar häufiger beieinander, als es der Zufall mit sich bringt"
    if found.i > found.expected:
        return "ähnliche Werte liegen häufiger beieinander, als es durch Zufall zu erwarten wäre"
    return "benachbarte Gebiete unterscheiden sich stärker, als es durch Zufall zu erwarten wäre"


def parts(found: Neighbours, inside: pd.Index) -> tuple[str, ...]:
    """The whole, and how many of the areas shown lie in a cluster, for the headline."""
    counts = found.table.loc[inside, "label"].value_counts()
    named = [f"{label}: {int(counts[label])}" for label in LABELS.values() if counts.get(label, 0)]
    return whole(found), ", ".join(named) if named else "kein Gebiet fällt für sich auf"


def method(found: Neighbours) -> tuple[str, ...]:
    """How it was computed, sentence by sentence."""
    number = formatting.number
    texts = [
        "Verglichen wird jedes Gebiet mit seinen Nachbarn, also allen, mit denen es eine Grenze oder eine Ecke teilt, "
        "auch über Gemeindegrenzen hinweg. „Hoch“ und „niedrig“ heißt: über oder unter dem Durchschnitt der Gebiete.",
        f"Ob das Zufall sein kann, zeigen {number(found.permutations)} Vertauschungen der Werte (Startwert "
        f"{found.seed}; dieselben Zahlen geben dasselbe Ergebnis), zweiseitig geprüft.",
        f"Weil {number(found.areas)} Gebiete zugleich geprüft werden, gilt eine strengere Grenze (Benjamini und "
        f"Hochberg): Von den benannten Gebieten sind im Mittel höchstens {number(100 * ALPHA)} % durch Zufall dabei.",
        "Gerechnet wird mit den ausgewiesenen Werten aller Gebiete der Ansicht, auch der ausgeblendeten. Wie groß ein "
        "Gebiet ist, geht nicht ein; Gebiete am Rand haben weniger Nachbarn.",
        f"Verfahren: Moran-Koeffizient, insgesamt {number(found.i, 2)} (ohne Muster {number(found.expected, 2)}, "
        f"p = {number(found.p, 4)}), und seine örtlichen Anteile (Anselin 1995).",
    ]
    alone = formatting.in_sentence(lonely(found))
    texts += [f"Ohne Nachbarn mit Wert: {alone}."] if alone else []
    texts += ["Bei so vielen Gebieten kann ein einzelnes allein nicht auffallen, nur mehrere zugleich."] * found.coarse
    return tuple(texts)


def lonely(found: Neighbours) -> list[str]:
    """Names of the areas without neighbours that have a value."""
    if "name" not in found.table:
        return []
    return sorted(map(str, found.table.loc[found.table["label"].eq(NO_NEIGHBOURS), "name"]))
