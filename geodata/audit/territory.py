"""Which areas make up which: sums along the hierarchy, for every series in which areas add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.audit.model import Flags, Ints, Relations
from geodata.audit.publication import Codes

MOST_LEVELS = 12


@dataclass(frozen=True)
class Layers:
    """Sets of areas of one level that make up their parent. ``layer_of``: layer of each area, −1 if it is in none;
    ``parent``: area of each layer; members of layer i: ``members[start[i] : start[i + 1]]``."""

    layer_of: Ints
    parent: Ints
    level: list[str]
    members: Ints
    start: Ints

    def up(self, area: Ints) -> Ints:
        """Parent of each area along layers; −1 if there is none."""
        layer = np.where(area >= 0, self.layer_of[area], -1)
        return np.where(layer >= 0, np.append(self.parent, -1)[layer], -1)


def layers(areas: pd.DataFrame, codes: Codes) -> Layers:
    """Layers of the hierarchy: all children of one level, if all of them are marked as making up their parent."""
    number = areas["area_id"].map(codes.area_number).to_numpy()
    parent = areas["parent_id"].map(codes.area_number).fillna(-1).to_numpy(dtype=np.int64)
    table = pd.DataFrame({"number": number, "parent": parent, "level": areas["level"], "whole": areas["partition"]})
    layer_of = np.full(codes.width, -1)
    parents: list[int] = []
    levels: list[str] = []
    members: list[Ints] = []
    for (above, level), group in table[table["parent"].ge(0)].groupby(["parent", "level"], sort=True):
        if group["whole"].all():
            layer_of[group["number"]] = len(parents)
            parents.append(int(above))
            levels.append(str(level))
            members.append(group["number"].to_numpy(dtype=np.int64))
    start = np.cumsum([0, *map(len, members)])
    flat = np.concatenate(members) if members else np.zeros(0, np.int64)
    return Layers(layer_of, np.array(parents, dtype=np.int64), levels, flat, start)


def contains(sorted_codes: Ints, wanted: Ints) -> Flags:
    if not len(sorted_codes):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(sorted_codes, wanted), len(sorted_codes) - 1)
    return sorted_codes[at] == wanted


def area_sums(
    present: Ints, stated: Ints, found: Layers, codes: Codes, label: Callable[[int, int, str], str]
) -> Relations:
    """Parent = sum of its layer, for all (series, quantity) with something on both sides.

    ``present``: codes of cells there are (sorted); ``stated``: those of which something is known (sorted). Areas in
    between without a row of their own are unknowns. ``label(upper, area, level)`` names a sum. The cells of the result
    are codes, not positions yet.
    """
    width = codes.width
    reached = _upwards(present, found, width)
    upper, area = np.divmod(reached, width)
    inside = found.layer_of[area] >= 0
    keys = np.unique(upper[inside] * max(len(found.parent), 1) + found.layer_of[area[inside]])
    upper, layer = np.divmod(keys, max(len(found.parent), 1))
    above = upper * width + found.parent[layer] if len(keys) else keys
    held = _held(above, stated, found, width)
    upper, layer, above = upper[held], layer[held], above[held]
    sizes = found.start[layer + 1] - found.start[layer]
    rows = np.repeat(np.arange(len(layer)), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    members = np.repeat(upper, sizes) * width + found.members[np.repeat(found.start[layer], sizes) + within]
    zeros = np.zeros(len(layer))
    return Relations(
        np.concatenate([np.arange(len(layer)), rows]),
        np.concatenate([above, members]),
        np.concatenate([np.full(len(layer), -1.0), np.ones(len(rows))]),
        zeros,
        zeros,
        lambda r: label(int(upper[r]), int(found.parent[layer[r]]), found.level[int(layer[r])]),
    )


def _upwards(present: Ints, found: Layers, width: int) -> Ints:
    """The cells and all cells above them."""
    reached = fresh = present
    for _ in range(MOST_LEVELS):
        upper, area = np.divmod(fresh, width)
        above = found.up(area)
        fresh = np.setdiff1d(np.unique(upper[above >= 0] * width + above[above >= 0]), reached)
        if not len(fresh):
            break
        reached = np.union1d(reached, fresh)
    return reached


def _held(above: Ints, stated: Ints, found: Layers, width: int) -> Flags:
    """Sums that something holds from above: a row for the parent or further up, or a second layer under it."""
    codes, times = np.unique(above, return_counts=True)
    anchors = np.union1d(stated, codes[times > 1])
    held = contains(anchors, above)
    current = above
    for _ in range(MOST_LEVELS):
        upper, area = np.divmod(current, width)
        area = np.where(current >= 0, found.up(np.where(current >= 0, area, 0)), -1)
        current = np.where(area >= 0, upper * width + area, -1)
        if not (current >= 0).any():
            break
        held |= contains(anchors, current) & (current >= 0)
    return held
