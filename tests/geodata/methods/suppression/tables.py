"""Tables to protect: cells and relations of the usual shapes, as plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array

from geodata.methods.suppression.cells import relations, total


def crossed(inside: np.ndarray) -> tuple[np.ndarray, csr_array]:
    """Rows × columns with both margins and the grand total; cells row by row, totals last."""
    height, width = inside.shape
    full = np.zeros((height + 1, width + 1), int)
    full[:height, :width] = inside
    full[height, :width] = inside.sum(0)
    full[:, width] = full.sum(1)
    numbers = np.arange(full.size).reshape(full.shape)
    rows = [total(int(line[-1]), line[:-1].tolist()) for line in (*numbers, *numbers.T)]
    return full.ravel(), relations(full.size, rows)


def nested(inside: np.ndarray, groups: Sequence[int]) -> tuple[np.ndarray, csr_array]:
    """Three levels of rows (areas, ``groups`` of so many areas, all) × columns with their total."""
    height = len(inside)
    ends = np.cumsum(groups)
    upper = [inside[end - count : end].sum(0) for count, end in zip(groups, ends, strict=True)]
    block = np.vstack([inside, *upper, inside.sum(0)])
    full = np.column_stack([block, block.sum(1)])
    numbers = np.arange(full.size).reshape(full.shape)
    rows = [total(int(line[-1]), line[:-1].tolist()) for line in numbers]
    for column in numbers.T.tolist():
        middle = column[height:-1]
        rows.append(total(column[-1], middle))
        rows += [total(m, column[e - g : e]) for m, g, e in zip(middle, groups, ends, strict=True)]
    return full.ravel(), relations(full.size, rows)


def regrouped(inside: np.ndarray, first: Sequence[int], second: Sequence[int]) -> tuple[np.ndarray, csr_array]:
    """Rows × columns with total, and two sums over runs of columns (from, to) besides: age groups."""
    runs = [inside[:, a:b].sum(1) for a, b in (first, second)]
    block = np.column_stack([inside, *runs, inside.sum(1)])
    full = np.vstack([block, block.sum(0)])
    width = inside.shape[1]
    numbers = np.arange(full.size).reshape(full.shape)
    rows = []
    for line in numbers.tolist():
        rows.append(total(line[-1], line[:width]))
        rows += [total(line[width + k], line[a:b]) for k, (a, b) in enumerate((first, second))]
    rows += [total(column[-1], column[:-1]) for column in numbers.T.tolist()]
    return full.ravel(), relations(full.size, rows)


def cube(inside: np.ndarray) -> tuple[np.ndarray, csr_array]:
    """Three dimensions with all margins: not totally unimodular, fractions and whole persons differ."""
    full = inside
    for axis in range(3):
        full = np.concatenate([full, full.sum(axis, keepdims=True)], axis)
    numbers = np.arange(full.size).reshape(full.shape)
    lines = [np.moveaxis(numbers, axis, -1).reshape(-1, full.shape[axis]).tolist() for axis in range(3)]
    return full.ravel(), relations(full.size, [total(line[-1], line[:-1]) for part in lines for line in part])


def counts(random: np.random.Generator, shape: Sequence[int], mean: float, zeros: float = 0.0) -> np.ndarray:
    """Skewed counts, some of them zero."""
    drawn = random.poisson(random.lognormal(np.log(mean), 1.0, tuple(shape)))
    return np.where(random.random(tuple(shape)) < zeros, 0, drawn)


def draws(number: int, largest: int = 5) -> Iterator[tuple[np.random.Generator, tuple[int, int], float, int]]:
    """Generators with a size, a mean and a threshold each."""
    for seed in range(number):
        random = np.random.default_rng(seed)
        shape = (int(random.integers(1, largest + 1)), int(random.integers(1, largest + 1)))
        yield random, shape, float(random.choice([2, 5, 10, 30])), int(random.choice([3, 5, 10]))
