"""Small tables as cells and relations, and all of their completions by brute force."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd

from geodata.audit.model import Relations


def two_way(inner: list[tuple[int, ...]], hidden: Iterable[tuple[int, int]]) -> tuple[pd.DataFrame, Relations]:
    """Cells of a table with its margins (last row and column), some hidden, and all of its sums."""
    core = np.array(inner, dtype=float)
    full = np.block([[core, core.sum(1, keepdims=True)], [core.sum(0, keepdims=True), core.sum()]])
    number = np.arange(full.size).reshape(full.shape)
    for place in hidden:
        full[place] = np.nan
    lines = [(f"Zeile {i}", line) for i, line in enumerate(number)]
    lines += [(f"Spalte {j}", line) for j, line in enumerate(number.T)]
    entries = [(name, {**dict.fromkeys(line[:-1].tolist(), 1.0), int(line[-1]): -1.0}) for name, line in lines]
    return pd.DataFrame({"value": full.ravel()}), Relations.of(entries)


def intervals(cells: pd.DataFrame) -> list[tuple[float, float]]:
    return list(zip(cells["lower"].tolist(), cells["upper"].tolist(), strict=True))


def completions(cells: pd.DataFrame, relations: Relations, most: int) -> np.ndarray:
    """All ways (rows) to fill the hidden cells (columns) with 0 … ``most`` so that every relation holds."""
    values = cells["value"].to_numpy()
    hidden = np.flatnonzero(np.isnan(values))
    ways = np.array(list(product(range(most + 1), repeat=len(hidden))), dtype=float).reshape(-1, len(hidden))
    filled = np.tile(np.nan_to_num(values), (len(ways), 1))
    filled[:, hidden] = ways
    total = filled @ relations.matrix(len(values)).toarray().T
    return ways[((total >= relations.lower - 1e-9) & (total <= relations.upper + 1e-9)).all(axis=1)]
