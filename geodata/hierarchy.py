"""Layers below the municipality: which one nests in which, and whether its figures add up.

Nesting is a function of the layers that are loaded, not of the order in which they came: ``nest`` sets ``parent_id``
and ``partition`` of all layers of a municipality anew. An area hangs below the finest coarser layer that (a) covers the
municipality without overlap and (b) contains every area of its own layer; else below the municipality. So a chain of
parents always reaches the municipality, and sums along it never leave something out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata import areas as areas_module
from geodata.areas import KNOWN_LEVELS
from geodata.known import Known
from geodata.package import LOD_DETAIL, Package
from geodata.publishing.gate import gate
from geodata.workspace import Settle, State, Workspace

METRIC = "EPSG:25832"
INSIDE = 0.8  # an area lies in another if this part of it does
INSIDE_BY_KEY = 0.5  # the same where its key says so as well
COMPLETE = (0.98, 1.02)  # share of the parent that its areas cover together
MOST_OVERLAP = 0.01  # of a layer's area; less is inexact drawing
OWN_LEVEL_RANK = 70


@dataclass(frozen=True)
class _Layer:
    """One level of one municipality. ``shapes``: outlines in metres by area id, as far as there are any."""

    level: str
    areas: pd.DataFrame  # indexed by area_id
    shapes: dict[str, shapely.Geometry]

    @property
    def rank(self) -> int:
        known = KNOWN_LEVELS.get(self.level)
        return known.rank if known else OWN_LEVEL_RANK

    def outlines(self) -> NDArray[np.object_]:
        return np.array([self.shapes.get(i) for i in self.areas.index], dtype=object)


def nest(areas: pd.DataFrame, outlines: gpd.GeoDataFrame, only: Iterable[str] | None = None) -> pd.DataFrame:
    """Area table with parents and flags of all layers below the municipality (of ``only``, if given) set anew.

    ``outlines``: area_id, lod, geometry (EPSG:4326). Areas of other sorts stay as they are.
    """
    local = areas["area_id"].str.fullmatch(r"\d{8}/[^/]+/.+")
    municipality = areas["area_id"].str[:8].where(local, "")
    wanted = set(municipality[local]) & (set(only) if only is not None else set(municipality))
    indexed = areas.set_index("area_id")
    found: dict[str, tuple[str, bool]] = {}
    for ags in sorted(wanted):
        found |= _municipality(ags, indexed[municipality.eq(ags).to_numpy()], indexed, outlines)
    if not found:
        return areas
    old = zip(areas["area_id"], areas["parent_id"], areas["partition"], strict=True)
    new = [found.get(i, (parent, flag)) for i, parent, flag in old]
    return areas.assign(parent_id=[p for p, _ in new], partition=[f for _, f in new])


def _municipality(
    ags: str, local: pd.DataFrame, areas: pd.DataFrame, outlines: gpd.GeoDataFrame
) -> dict[str, tuple[str, bool]]:
    """Parent and flag of every area of the layers of one municipality."""
    shapes = outlines[outlines["lod"].eq(LOD_DETAIL) & outlines["area_id"].isin(local.index)]
    by_id = dict(zip(shapes["area_id"], shapes.geometry.to_crs(METRIC), strict=True)) if len(shapes) else {}
    layers = [_Layer(str(level), rows, by_id) for level, rows in local.groupby("level")]
    size = float(areas["area_km2"].get(ags, np.nan))
    found: dict[str, tuple[str, bool]] = {}
    above: list[_Layer] = []  # layers that cover the municipality, coarse to fine
    for layer in sorted(layers, key=lambda la: (la.rank, la.level)):
        flat = _overlaps_little(layer)
        parents = next((p for c in reversed(above) if c.rank < layer.rank and (p := _inside(layer, c))), None)
        if parents is None:
            parents = dict.fromkeys(layer.areas.index, ags)
        found |= _flagged(layer, parents, areas["area_km2"], flat)
        if flat and _complete(layer.areas["area_km2"].sum(), size):
            above.append(layer)
    return found


def _inside(layer: _Layer, coarser: _Layer) -> dict[str, str] | None:
    """Area id → id of the area of ``coarser`` that contains it; None unless all are contained in one."""
    by_key = _by_key(layer, coarser)
    shares = _shares(layer, coarser)
    if shares is None:
        return by_key
    columns = list(coarser.areas.index)
    parents = {}
    for position, area_id in enumerate(layer.areas.index):
        row = shares[position]
        keyed = by_key[area_id] if by_key else ""
        if keyed and row[columns.index(keyed)] >= INSIDE_BY_KEY:
            parents[area_id] = keyed
        elif row.max() >= INSIDE:
            parents[area_id] = columns[int(row.argmax())]
        else:
            return None
    return parents


def _by_key(layer: _Layer, coarser: _Layer) -> dict[str, str] | None:
    """Parents by keys that begin alike (``10101`` in ``101`` in ``1``); None unless each has exactly one."""
    keys = {i.rpartition("/")[2]: i for i in coarser.areas.index}
    parents = {}
    for area_id in layer.areas.index:
        key = area_id.rpartition("/")[2]
        fitting = [above for start, above in keys.items() if key.startswith(start) and len(key) > len(start)]
        if len(fitting) != 1:
            return None
        parents[area_id] = fitting[0]
    return parents


def _shares(layer: _Layer, coarser: _Layer) -> NDArray[np.float64] | None:
    """Part of each area (rows) that lies in each area of ``coarser`` (columns); None without outlines."""
    inner, outer = layer.outlines(), coarser.outlines()
    if shapely.is_missing(inner).any() or shapely.is_missing(outer).any():
        return None
    rows, columns = shapely.STRtree(outer).query(inner, predicate="intersects")
    shares = np.zeros((len(inner), len(outer)))
    shares[rows, columns] = shapely.area(shapely.intersection(inner[rows], outer[columns]))
    return shares / shapely.area(inner)[:, None]


def _overlaps_little(layer: _Layer) -> bool:
    shapes = layer.outlines()
    shapes = shapes[~shapely.is_missing(shapes)]
    if not len(shapes):
        return True
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    shared = shapely.area(shapely.intersection(shapes[left[once]], shapes[right[once]])).sum()
    return bool(shared <= MOST_OVERLAP * shapely.area(shapes).sum())


def _complete(covered: float, size: float) -> bool:
    return bool(size > 0 and COMPLETE[0] <= covered / size <= COMPLETE[1])


def _flagged(layer: _Layer, parents: dict[str, str], sizes: pd.Series, flat: bool) -> dict[str, tuple[str, bool]]:
    """With the flag: together with its siblings, an area covers its parent."""
    covered = layer.areas["area_km2"].groupby(pd.Series(parents)).sum()
    whole = {p: flat and _complete(float(km2), float(sizes.get(p, np.nan))) for p, km2 in covered.items()}
    return {area_id: (parent, whole[parent]) for area_id, parent in parents.items()}


def settle(base: Known) -> Settle:
    """What a write has to change in packages of a workspace so that all layers nest in what will be there.

    ``base``: what is known beside the workspace; only its official areas are used.
    """
    official = replace(base, areas=base.areas[~base.areas["area_id"].str.contains("/")])

    def changed(packages: list[Package]) -> list[Package]:
        known = official
        for package in packages:
            known = known.plus(Package(package.id, "", areas=package.areas, geometry=package.geometry))
        nested = nest(known.areas, known.outlines).set_index("area_id")[["parent_id", "partition"]]
        return [new for p in packages if (new := _with(p, nested)) is not p]

    return changed


def _with(package: Package, nested: pd.DataFrame) -> Package:
    if package.areas is None:
        return package
    fresh = nested.loc[package.areas["area_id"]].reset_index(drop=True)
    if fresh.equals(package.areas[["parent_id", "partition"]].reset_index(drop=True)):
        return package
    table = package.areas.assign(**{c: fresh[c].to_numpy() for c in fresh})
    return replace(package, areas=areas_module.normalise(table))


def remove(space: Workspace, package_id: str, sample: Workspace | None = None) -> State:
    """Drop a package and hang what was below its areas elsewhere. Raises ``package_unknown``."""
    beside = sample.packages() if sample else []
    return space.remove(package_id, settle(Known.of(beside)), gate(beside))
