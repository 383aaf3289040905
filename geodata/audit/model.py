"""What an audit is asked and what it answers: cells, linear relations between them, rules, findings.

The attacker knows every published number, every relation, that counts are whole numbers of at least 0, and the rules.
The question for each cell that is not published: between which values must it lie?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

INF = float("inf")


@dataclass(frozen=True)
class Rules:
    """``threshold``: counts from 1 to ``threshold`` − 1 must not be recognisable. ``zeros_open``: it is known that a
    zero is never suppressed, so every suppressed count is at least 1. ``exact``: the interval of every cell is wanted;
    without it only leaking cells get exact intervals, others bounds that hold (faster)."""

    threshold: int = 3
    zeros_open: bool = False
    exact: bool = True


@dataclass(frozen=True)
class Relations:
    """``lower[r]`` ≤ Σ ``coefficient`` · cell ≤ ``upper[r]`` over the entries with ``relation`` = r.

    ``cell``: position in the table of cells. ``label(r)``: how people call relation r.
    """

    relation: Ints
    cell: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats
    label: Callable[[int], str]

    def __len__(self) -> int:
        return len(self.lower)

    def matrix(self, cells: int) -> sparse.csr_array:
        entries = (self.coefficient, (self.relation, self.cell))
        return sparse.csr_array(entries, shape=(len(self), cells))

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Mapping[int, float]]]) -> Relations:
        """Equations Σ coefficient · cell = 0, each with its label."""
        listed = list(entries)
        rows = [(r, c, a) for r, (_, terms) in enumerate(listed) for c, a in terms.items()]
        relation, cell, coefficient = zip(*rows, strict=True) if rows else ((), (), ())
        labels = [label for label, _ in listed]
        zeros = np.zeros(len(listed))
        return cls(
            np.array(relation, dtype=np.int64),
            np.array(cell, dtype=np.int64),
            np.array(coefficient, dtype=np.float64),
            zeros,
            zeros,
            labels.__getitem__,
        )

    @classmethod
    def joined(cls, parts: Sequence[Relations]) -> Relations:
        """All relations of several, numbered on."""
        starts = np.cumsum([0, *(len(part) for part in parts)])

        def label(r: int) -> str:
            part = int(np.searchsorted(starts, r, side="right")) - 1
            return parts[part].label(r - int(starts[part]))

        def together(name: str, kind: type) -> NDArray:  # type: ignore[type-arg]
            return np.concatenate([np.zeros(0, kind), *(getattr(part, name) for part in parts)])

        shifted = [part.relation + start for part, start in zip(parts, starts[:-1], strict=True)]
        return cls(
            np.concatenate([np.zeros(0, np.int64), *shifted]),
            together("cell", np.int64),
            together("coefficient", np.float64),
            together("lower", np.float64),
            together("upper", np.float64),
            label,
        )

    def without(self, dropped: Iterable[int]) -> Relations:
        """The same numbering, the dropped relations saying nothing."""
        gone = np.isin(np.arange(len(self)), list(dropped))
        kept = ~gone[self.relation]
        return Relations(
            self.relation[kept],
            self.cell[kept],
            self.coefficient[kept],
            np.where(gone, 0.0, self.lower),
            np.where(gone, 0.0, self.upper),
            self.label,
        )


@dataclass(frozen=True)
class Contradiction:
    """Published numbers that cannot all be true: a relation and by how much it fails at least. ``certain``: all of its
    numbers are published; otherwise it is one of the relations that could be wrong."""

    relation: int
    label: str
    amount: float
    certain: bool


@dataclass(frozen=True)
class Effort:
    """What the audit took: hidden cells, systems they fall into, linear and integer programmes solved."""

    hidden: int = 0
    systems: int = 0
    programmes: int = 0
    integer_programmes: int = 0


@dataclass(frozen=True)
class Findings:
    """``cells``: one row per hidden cell that was asked for, in the order and with the index of the input; columns
    ``lower``, ``upper`` (inf = no upper bound), ``leak``, ``exact`` (False: the true interval may be narrower) and
    ``proven`` (False: the verdict could change with more time).

    Cells of a system whose published numbers contradict each other have no interval (NaN) and no verdict (leak and
    proven False); ``contradictions`` names them. ``complete`` is False if the audit was stopped.
    """

    cells: pd.DataFrame
    contradictions: tuple[Contradiction, ...] = ()
    complete: bool = True
    effort: Effort = field(default_factory=Effort)

    @property
    def leaks(self) -> pd.DataFrame:
        return self.cells[self.cells["leak"]]


@dataclass(frozen=True)
class Limits:
    """What is a leak, per cell: being known to lie in 1 … ``threshold`` − 1; ``secret``: being known exactly; ``zero``:
    being known to be 0."""

    threshold: Ints
    secret: Flags
    zero: Flags

    @property
    def any(self) -> Flags:
        return self.secret | (self.threshold > 1) | self.zero

    def of(self, some: Ints | Flags) -> Limits:
        return Limits(self.threshold[some], self.secret[some], self.zero[some])

    def leaking(self, lower: Floats, upper: Floats) -> Flags:
        """Whether cells that can only lie between these bounds leak."""
        small = (lower >= 1) & (upper <= self.threshold - 1)
        return (self.secret & (lower == upper)) | small | (self.zero & (upper == 0))

    def safe(self, least: Floats, most: Floats) -> Flags:
        """Whether cells that take the values ``least`` and ``most`` in two solutions cannot leak."""
        return (least <= most) & ~self.leaking(least, most)
