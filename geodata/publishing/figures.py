"""All figures of the coming state in one table, as the Repository will see them: later packages win."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata import areas as areas_module
from geodata.areas import KNOWN_LEVELS, vintage_fits
from geodata.catalog import Catalog, IndicatorKind, merge_catalogs
from geodata.methods.aggregate import add_parent_sums
from geodata.methods.disclosure import unsafe_cells
from geodata.observations import ValueStatus, empty
from geodata.package import Package
from geodata.publishing.sums import adding_up

CELL = ["indicator", "area_id", "period", "group"]
ELSEWHERE = -1


@dataclass(frozen=True)
class World:
    """``rows``: figures of all packages (columns of ``geodata.observations``) and, for each, ``package`` (number, or
    ELSEWHERE for what is published beside the workspace), ``position`` in that package, ``unsafe``, ``small_n``.
    ``outlines``: of all packages, None if there are none."""

    catalog: Catalog
    areas: pd.DataFrame
    rows: pd.DataFrame
    outlines: gpd.GeoDataFrame | None = None


def completed(packages: Sequence[Package], base: Sequence[Package]) -> list[Package]:
    """Packages with sums for parents that have no figure of their own.

    Summed before anything is hidden: a town keeps its total where one of its quarters may not be shown.
    """
    areas = merged_areas([*base, *packages])
    ranks = {v.id: v.rank for v in (*KNOWN_LEVELS.values(), *(v for p in packages for v in p.levels))}
    taken = pd.concat([p.observations for p in (*base, *packages) if p.observations is not None] or [empty()])
    taken = pd.MultiIndex.from_frame(taken[CELL].drop_duplicates())
    return [_with_sums(p, areas, ranks, taken) for p in packages]


def _with_sums(package: Package, areas: pd.DataFrame, ranks: dict[str, int], taken: pd.MultiIndex) -> Package:
    rows = package.observations
    if rows is None:
        return package
    summed = add_parent_sums(rows, package.catalog, areas, ranks)
    fresh = summed.iloc[len(rows) :]
    fresh = fresh[fresh["area_id"].isin(areas["area_id"])]
    fresh = fresh[fresh["status"].eq(ValueStatus.OK) & ~pd.MultiIndex.from_frame(fresh[CELL]).isin(taken)]
    return replace(package, observations=pd.concat([rows, fresh], ignore_index=True)) if len(fresh) else package


def merged_areas(packages: Iterable[Package]) -> pd.DataFrame:
    """Areas of all packages, later ones winning."""
    tables = [p.areas for p in packages if p.areas is not None]
    if not tables:
        return areas_module.normalise(pd.DataFrame())
    return pd.concat(tables).drop_duplicates("area_id", keep="last").reset_index(drop=True)


def world(packages: Sequence[Package], base: Sequence[Package]) -> World:
    """Everything that counts, delivered figures and what stands beside them."""
    catalog, areas, rows = figures(packages, base)
    unsafe, small_n = unsafe_cells(rows, catalog)
    return World(catalog, areas, rows.assign(unsafe=unsafe, small_n=small_n), outlines([*base, *packages]))


def figures(packages: Sequence[Package], base: Sequence[Package]) -> tuple[Catalog, pd.DataFrame, pd.DataFrame]:
    """Catalogue, areas and rows of all packages, later ones winning."""
    catalog = merge_catalogs(p.catalog for p in (*base, *packages))
    areas = merged_areas([*base, *packages])
    tables = [_numbered(p, ELSEWHERE) for p in base] + [_numbered(p, i) for i, p in enumerate(packages)]
    rows = pd.concat([t for t in tables if t is not None] or [empty().assign(package=0, position=0)], ignore_index=True)
    owner = rows["indicator"].map({i.id: i.dataset for i in catalog.indicators})
    rows = rows[rows["dataset"].eq(owner)]
    return catalog, areas, rows[_fitting(rows, areas)].drop_duplicates(CELL, keep="last").reset_index(drop=True)


def outlines(packages: Sequence[Package]) -> gpd.GeoDataFrame | None:
    drawn = [p.geometry for p in packages if p.geometry is not None and len(p.geometry)]
    return pd.concat(drawn).drop_duplicates(["area_id", "lod"], keep="last") if drawn else None


def _numbered(package: Package, number: int) -> pd.DataFrame | None:
    if package.observations is None:
        return None
    return package.observations.assign(package=number, position=np.arange(len(package.observations)))


def _fitting(rows: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Rows that denote the territory we hold; others are never shown."""
    pairs = rows[["area_id", "boundary_vintage"]].drop_duplicates()
    pairs = pairs.join(areas.set_index("area_id")[["valid_from", "valid_to"]], on="area_id").fillna("")
    fits = [not v or vintage_fits(v, a, b) for v, a, b in pairs.iloc[:, 1:].itertuples(index=False)]
    keyed = pd.Series(fits, index=pd.MultiIndex.from_frame(pairs.iloc[:, :2]), dtype=bool)
    return keyed.reindex(pd.MultiIndex.from_frame(rows[["area_id", "boundary_vintage"]])).set_axis(rows.index)


def whole_numbers(rows: pd.DataFrame) -> bool:
    """Whether cases and bases are whole: yearly averages and rounded thousands cannot be added up exactly."""
    return not (rows[["k", "n"]].fillna(0.0) % 1 != 0).any(axis=None)


def solved_order(catalog: Catalog) -> list[tuple[str, ...]]:
    """Indicators with counts of their own, those whose groups add up with each other together, and bases of derived
    shares first."""
    bases = {i.derived.denominator for i in catalog.indicators if getattr(i.derived, "type", "") == "share"}  # type: ignore[union-attr]
    own = [i.id for i in catalog.indicators if i.derived is None and i.kind is not IndicatorKind.VALUE_ONLY]
    bound = adding_up(catalog)
    groups = dict.fromkeys(tuple(o for o in bound.get(i, (i,)) if o in own) for i in own)
    return sorted(groups, key=lambda group: (bases.isdisjoint(group), len(group) > 1))
