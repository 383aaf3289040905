"""Layers of one municipality laid over each other: where sets of their areas cover the same ground, their sums agree.

An area that lies in another (99.5 % of it) is counted there too; what is left of the larger one is a count of its own
that nobody published and everybody can subtract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components

LOD_DETAIL = 1
METRIC = "EPSG:25832"
SAME = 0.995
SLIVER = 1 - SAME


@dataclass(frozen=True)
class Cover:
    """``left`` and ``right`` (area ids) cover the same ground, or ``right`` lies in the one area of ``left`` and
    leaves a ``rest``."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    rest: bool


@dataclass(frozen=True)
class _Zones:
    level: str
    ids: list[str]
    shapes: np.ndarray
    size: np.ndarray


def covers(areas: pd.DataFrame, outlines: gpd.GeoDataFrame | None, wanted: Iterable[str]) -> list[Cover]:
    """Covers between all layers below the same municipality, and the municipality itself, among ``wanted`` areas.

    What the hierarchy says already (children that make up their parent) is not repeated.
    """
    if outlines is None or outlines.empty:
        return []
    local = areas[areas["area_id"].isin(set(wanted)) & areas["area_id"].str.fullmatch(r"\d{8}/[^/]+/.+")]
    if local.empty:
        return []
    known = _known(areas)
    shapes = outlines[outlines["lod"].eq(LOD_DETAIL)].drop_duplicates("area_id", keep="last").set_index("area_id")
    found: list[Cover] = []
    for municipality, rows in local.groupby(local["area_id"].str[:8]):
        layers = list(_layers(str(municipality), rows, shapes))
        for first, second in combinations(layers, 2):
            found += [c for c in _between(first, second) if (c.left, second.level) not in known]
    return found


def _known(areas: pd.DataFrame) -> set[tuple[tuple[str, ...], str]]:
    """Areas that their children of a level are known to make up."""
    children = areas[areas["parent_id"].ne("")].groupby(["parent_id", "level"])["partition"].all()
    return {((str(parent),), str(level)) for (parent, level), whole in children.items() if whole}  # type: ignore[misc]


def _layers(municipality: str, rows: pd.DataFrame, shapes: gpd.GeoDataFrame) -> Iterator[_Zones]:
    """The municipality and its layers, coarse (few areas) to fine; areas without an outline are left out."""
    groups = [(municipality, [municipality])]
    groups += sorted(((str(level), list(g["area_id"])) for level, g in rows.groupby("level")), key=lambda g: len(g[1]))
    for level, ids in groups:
        drawn = [i for i in ids if i in shapes.index]
        if drawn:
            outline = shapes.loc[drawn].geometry.to_crs(METRIC).to_numpy()
            yield _Zones(level, drawn, outline, shapely.area(outline))


def _between(coarse: _Zones, fine: _Zones) -> list[Cover]:
    shared = _shared(coarse, fine)
    return [
        *_same_ground(coarse, fine, shared),
        *_remainders(coarse, fine, shared),
        *_remainders(fine, coarse, shared.T),
    ]


def _shared(first: _Zones, second: _Zones) -> sparse.csr_array:
    """Square metres that each area of one has in common with each of the other; slivers count as nothing."""
    left, right = shapely.STRtree(second.shapes).query(first.shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(first.shapes[left], second.shapes[right]))
    real = common > SLIVER * np.minimum(first.size[left], second.size[right])
    shape = (len(first.ids), len(second.ids))
    return sparse.csr_array((common[real], (left[real], right[real])), shape=shape)


def _same_ground(first: _Zones, second: _Zones, shared: sparse.csr_array) -> list[Cover]:
    """Smallest sets of areas of both layers that cover the same ground."""
    both = sparse.block_array([[None, shared], [shared.T, None]])
    count, label = connected_components(both, directed=False)
    found = []
    for part in range(count):
        left = np.flatnonzero(label[: len(first.ids)] == part)
        right = np.flatnonzero(label[len(first.ids) :] == part)
        common = shared[left][:, right].sum() if len(left) and len(right) else 0.0
        sizes = (first.size[left].sum(), second.size[right].sum())
        if common and min(sizes) >= SAME * max(sizes) and common >= SAME * max(sizes):
            ids = (tuple(first.ids[i] for i in left), tuple(second.ids[i] for i in right))
            left_ids, right_ids = ids if len(left) == 1 else ids[::-1]
            found.append(Cover(left_ids, right_ids, rest=False))
    return found


def _remainders(outer: _Zones, inner: _Zones, shared: sparse.csr_array) -> list[Cover]:
    """Areas that contain whole areas of the other layer but are not filled by them."""
    inside = sparse.csr_array(shared.multiply(1 / inner.size[None, :]))
    found = []
    for place, area_id in enumerate(outer.ids):
        row = inside[[place]].tocoo()
        within = row.coords[1][row.data >= SAME]
        covered = inner.size[within].sum()
        if not len(within) or covered >= SAME * outer.size[place]:
            continue
        if shapely.area(shapely.union_all(inner.shapes[within])) >= SAME * covered:  # do not overlap each other
            found.append(Cover((area_id,), tuple(inner.ids[i] for i in within), rest=True))
    return found
