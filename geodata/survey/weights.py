"""From respondents to all authorities: post-stratification, its error, and what the silent could change.

ŷ = Σ (N_h / N) ȳ_h over cells h of type × size; SE² = Σ (N_h / N)² (1 − n_h / N_h) s²_h / n_h with
s²_h = p(1 − p) n_h / (n_h − 1) (Cochran, Sampling Techniques, 1977, 5A.9, with the finite population correction);
effective number of answers (Σ w)² / Σ w² (Kish, Survey Sampling, 1965, 11.7); bounds that assume none or all
of the silent (Manski 1989). All shares are fractions of one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import ndtri

from geodata.errors import refuse
from geodata.methods.intervals import rate_intervals

FEWEST = 5
Z = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the universe: ``size`` authorities, ``n`` of them answered the question, ``k`` in the way meant."""

    name: str
    size: int
    n: int
    k: int

    @property
    def weight(self) -> float:
        return self.size / self.n if self.n else math.nan


@dataclass(frozen=True)
class Weighted:
    """``cells``: as computed with, after collapsing; ``collapsed``: names of those put together, in words.

    ``lower``/``upper``: 95 %, normal, inside the bounds; ``bounds``: share in the universe if none or all of the silent
    had given the answer.
    """

    estimate: float
    se: float
    lower: float
    upper: float
    n_eff: float
    naive: float
    bounds: tuple[float, float]
    cells: tuple[Cell, ...]
    collapsed: tuple[str, ...]


def post_stratify(cells: Sequence[Cell]) -> Weighted:
    """Estimate a share of the universe. Cells should be collapsed (``collapse``) before.

    Raises ``GeodataError``: ``survey_counts_impossible``, ``survey_cell_empty`` if nobody of a cell answered.
    """
    for cell in cells:
        if not 0 <= cell.k <= cell.n <= cell.size:
            raise refuse("survey_counts_impossible", value=cell.name, k=cell.k, n=cell.n, size=cell.size)
    used = [c for c in cells if c.size]
    total = sum(c.size for c in used)
    if not used or any(c.n == 0 for c in used):
        raise refuse("survey_cell_empty", value=", ".join(c.name for c in used if c.n == 0) or "–")
    # Where all say yes, fractions may add up to a hair more than one.
    estimate = min(1.0, sum(c.size / total * c.k / c.n for c in used))
    se = math.sqrt(sum(_variance(c, total) for c in used))
    n_eff = total**2 / sum(c.n * c.weight**2 for c in used)
    n, k = sum(c.n for c in used), sum(c.k for c in used)
    bounds = (k / total, (k + total - n) / total)
    lower, upper = _interval(estimate, se, n_eff, n == total)
    return Weighted(estimate, se, max(lower, bounds[0]), min(upper, bounds[1]), n_eff, k / n, bounds, tuple(used), ())


def _variance(cell: Cell, total: int) -> float:
    """Of one cell; one answer of several authorities says nothing of its spread: the widest is assumed."""
    share = cell.k / cell.n
    spread = share * (1 - share) * cell.n / (cell.n - 1) if cell.n > 1 else 0.25
    return (cell.size / total) ** 2 * (1 - cell.n / cell.size) * spread / cell.n


def _interval(estimate: float, se: float, n_eff: float, complete: bool) -> tuple[float, float]:
    """Normal; where all answers agree it would be a point, so Wilson's with the effective number is taken."""
    if se > 0 or complete:
        return max(0.0, estimate - Z * se), min(1.0, estimate + Z * se)
    found = rate_intervals([estimate * n_eff], [n_eff])
    return float(found.lower[0]), float(found.upper[0])


def collapse(cells: Mapping[tuple[str, ...], Cell], fewest: int = FEWEST) -> tuple[list[Cell], list[str]]:
    """Put cells with few answers together; ``cells``: by their path (type, size), in their usual order.

    A cell with fewer than ``fewest`` answers that is not complete joins the neighbour of its type with fewer answers;
    a whole type with too few joins the type before it, the first one the next. Returns the cells and, in words, what
    was put together.
    """
    groups: dict[str, list[Cell]] = {}
    for path, cell in cells.items():
        if cell.size:
            groups.setdefault(path[0], []).append(cell)
    collapsed: list[str] = []
    merged = [_collapsed(found, fewest, collapsed) for found in groups.values()]
    flat = [cell for found in merged for cell in found]
    return _collapsed(flat, fewest, collapsed), collapsed


def _collapsed(cells: list[Cell], fewest: int, said: list[str]) -> list[Cell]:
    found = list(cells)
    while len(found) > 1:
        small = [i for i, c in enumerate(found) if c.n < fewest and c.n < c.size]
        if not small:
            break
        at = min(small, key=lambda i: found[i].n)
        near = min((i for i in (at - 1, at + 1) if 0 <= i < len(found)), key=lambda i: found[i].n)
        first, second = found[min(at, near)], found[max(at, near)]
        name = f"{first.name} + {second.name}"
        said.append(name)
        together = Cell(name, first.size + second.size, first.n + second.n, first.k + second.k)
        found[min(at, near) : max(at, near) + 1] = [together]
    return found


def estimate(cells: Mapping[tuple[str, ...], Cell], fewest: int = FEWEST) -> Weighted:
    """``post_stratify`` after ``collapse``; says what was put together."""
    found, said = collapse(cells, fewest)
    return Weighted(**{**post_stratify(found).__dict__, "collapsed": tuple(said)})


def kish(weights: Sequence[float]) -> float:
    """Effective number of answers of given weights; 0 for none."""
    squares = sum(w * w for w in weights)
    return sum(weights) ** 2 / squares if squares else 0.0
