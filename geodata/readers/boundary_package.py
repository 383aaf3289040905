"""Turn a boundary file into areas and outlines: cleaned, simplified with shared borders, hung below what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geodata import areas as areas_module
from geodata import nrw_keys
from geodata.areas import GEMEINDE, KNOWN_LEVELS, AreaLevel
from geodata.catalog import Catalog, Dataset, Source
from geodata.errors import Problem, Severity, problem, refuse
from geodata.hierarchy import MOST_OVERLAP, OWN_LEVEL_RANK
from geodata.keys import LENGTH_BY_LEVEL, parent_id
from geodata.known import Known
from geodata.package import LOD_DETAIL, LOD_OVERVIEW, Package
from geodata.readers import coverage
from geodata.readers.boundaries import BoundaryFile, Options, grouped, official_kind
from geodata.readers.coverage import Polygons
from geodata.readers.crs import GEOGRAPHIC, METRIC
from geodata.readers.placing import find_parent, place

OFFICIAL_TOLERANCE_M = {LOD_OVERVIEW: 300.0, LOD_DETAIL: 100.0}
LOCAL_TOLERANCE_M = {LOD_OVERVIEW: 20.0, LOD_DETAIL: 5.0}
OFFICIAL_DECIMALS, LOCAL_DECIMALS = 5, 6
NOT_STATED = "nicht angegeben"
MUNICIPALITIES = 396


def build_package(
    read: BoundaryFile, options: Options, known: Known, catalog: Catalog | None = None
) -> tuple[Package, list[Problem]]:
    """Areas and outlines of one file as a package (without report).

    Raises ``GeodataError``: ``level_unknown``, ``bad_level`` and those of ``find_parent``.
    """
    file = read.vector.path.name
    level = _level(read)
    metric, problems = _cleaned(read)
    parent = ""
    if not read.official:
        parent, found = find_parent(metric, options.parent, known, file)
        problems += found
    table, named = _areas(read, metric, level, parent, options, known)
    outlines, simplified = _outlines(metric, table["area_id"], read, file)
    if level is GEMEINDE:
        table, outlines = _with_upper_levels(table, outlines, known)
    table = areas_module.normalise(table)
    package_id = "_".join(filter(None, ("boundaries", level.id, parent)))
    title = f"Grenzen: {level.plural}" + (f" in {known.name(parent)}" if parent else "")
    package = Package(
        id=package_id,
        title=title,
        catalog=_catalog(package_id, title, options, catalog),
        areas=table,
        geometry=outlines,
        levels=() if level.id in KNOWN_LEVELS else (level,),
    )
    if not read.official:
        package, placed = place(package, level.id, parent, known, file)
        problems += placed
    return package, [*problems, *named, *simplified]


def _level(read: BoundaryFile) -> AreaLevel:
    if not read.level:
        raise refuse("level_unknown", file=read.vector.path.name)
    if read.level in KNOWN_LEVELS:
        return KNOWN_LEVELS[read.level]
    return own_level(read.level)


def own_level(level: str) -> AreaLevel:
    """A layer a city has of its own. Raises ``GeodataError`` (``bad_level``) for what cannot be an id."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", level):
        raise refuse("bad_level", value=level)
    shown = level.replace("_", " ").title()
    return AreaLevel(level, shown, shown, OWN_LEVEL_RANK)


def _overlapping(read: BoundaryFile) -> bool:
    """Areas that a city means to overlap; official ones never do, there it is inexact drawing."""
    return not read.official and read.coverage.overlap_area_m2 > MOST_OVERLAP * read.polygons.area.sum()


def _cleaned(read: BoundaryFile) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    if read.coverage.valid:
        return read.polygons, []
    before = read.polygons.geometry.to_numpy()
    if _overlapping(read):
        return read.polygons, [problem("overlaps_kept", Severity.INFO, file=read.vector.path.name)]
    cleaned, moved = coverage.clean(before)
    kept = ~shapely.is_missing(cleaned)
    share = f"{100 * moved / shapely.area(before).sum():.3f}".replace(".", ",")
    note = problem("coverage_cleaned", Severity.INFO, file=read.vector.path.name, moved=grouped(moved), share=share)
    series = gpd.GeoSeries(cleaned[kept], index=read.polygons.index[kept], crs=METRIC)
    return gpd.GeoDataFrame(read.polygons[kept].assign(geometry=series)).reset_index(drop=True), [note]


def _geodesic_km2(metric: gpd.GeoDataFrame) -> pd.Series:
    geod = Geod(ellps="GRS80")
    degrees = metric.geometry.to_crs(GEOGRAPHIC)
    return pd.Series([round(abs(geod.geometry_area_perimeter(g)[0]) / 1e6, 6) for g in degrees], index=metric.index)


def _areas(
    read: BoundaryFile, metric: gpd.GeoDataFrame, level: AreaLevel, parent: str, options: Options, known: Known
) -> tuple[pd.DataFrame, list[Problem]]:
    """The area table of the file's own level, row for row as ``metric``."""
    keys = metric["key"].tolist()
    ids = keys if read.official else [areas_module.sub_municipal_id(parent, level.id, key) for key in keys]
    names, problems = _names(ids, keys, metric["name"].tolist(), known, read.vector.path.name)
    points = metric.geometry.representative_point().to_crs(GEOGRAPHIC)
    decimals = OFFICIAL_DECIMALS if read.official else LOCAL_DECIMALS
    known_kinds = dict(zip(known.areas["area_id"], known.areas["kind"], strict=True))
    kinds = [
        official_kind(i, level.id, stated) or known_kinds.get(i, "")
        for i, stated in zip(ids, metric["kind"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "area_id": ids,
            "name": names,
            "level": level.id,
            "kind": kinds if read.official else level.singular,
            "parent_id": [parent_id(i) for i in ids] if read.official else parent,
            "region": nrw_keys.LAND,
            "boundary_vintage": options.vintage or "",
            "valid_from": nrw_keys.VALID_FROM if read.official else options.vintage or "",
            "area_km2": _geodesic_km2(metric),
            "lon": points.x.round(decimals),
            "lat": points.y.round(decimals),
        }
    )
    return table, problems


def _names(
    ids: list[str], keys: list[str], stated: list[str], known: Known, file: str
) -> tuple[list[str], list[Problem]]:
    """Names of the file; where it has none, known names; else the key."""
    by_id = dict(zip(known.areas["area_id"], known.areas["name"], strict=True))
    names = [name or by_id.get(i, "") or key for i, key, name in zip(ids, keys, stated, strict=True)]
    unnamed = sum(name == key for name, key in zip(names, keys, strict=True))
    problems = []
    if unnamed:
        problems.append(problem("name_missing", Severity.WARNING, file=file, count=unnamed))
    if not any(stated) and unnamed < len(ids):
        problems.append(problem("names_known", Severity.INFO, file=file))
    return names, problems


def _outlines(
    metric: gpd.GeoDataFrame, ids: pd.Series, read: BoundaryFile, file: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Outlines at both levels of detail: area_id, lod, geometry (EPSG:4326)."""
    tolerances = OFFICIAL_TOLERANCE_M if read.official else LOCAL_TOLERANCE_M
    decimals = OFFICIAL_DECIMALS if read.official else LOCAL_DECIMALS
    simplify = coverage.simplify_apart if _overlapping(read) else coverage.simplify
    parts, problems = [], []
    for lod, tolerance in tolerances.items():
        polygons = simplify(metric.geometry.to_numpy(), tolerance, decimals)
        if polygons is None:
            problems.append(problem("simplify_failed", Severity.WARNING, file=file))
            polygons = np.asarray(metric.geometry.to_crs(GEOGRAPHIC).values, dtype=object)
        parts.append(_layer(list(ids), lod, polygons))
    return _stack(parts), problems


def _layer(ids: list[str], lod: int, polygons: Polygons) -> gpd.GeoDataFrame:
    geometry = shapely.normalize(polygons)
    return gpd.GeoDataFrame({"area_id": ids, "lod": lod}, geometry=geometry, crs=GEOGRAPHIC)


def _stack(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    stacked = pd.concat(parts).sort_values(["lod", "area_id"], kind="stable").reset_index(drop=True)
    return gpd.GeoDataFrame(stacked, crs=GEOGRAPHIC)


def _with_upper_levels(
    table: pd.DataFrame, outlines: gpd.GeoDataFrame, known: Known
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Add Kreise, Regierungsbezirke and the Land, each only where all of its municipalities are in the file.

    They are dissolved from the simplified municipalities, so that borders of all levels coincide.
    """
    tables, layers = [table], [outlines]
    for level in ("kreis", "regbez", "land"):
        groups = dict(_complete(table, level, known))
        if not groups:
            continue
        tables.append(_upper_areas(table, level, groups, known))
        for lod, part in outlines.groupby("lod"):
            by_id = part.set_index("area_id").geometry
            united = [shapely.coverage_union_all(by_id[ids].to_numpy()) for ids in groups.values()]
            layers.append(_layer(list(groups), int(str(lod)), np.array(united, dtype=object)))
    return pd.concat(tables, ignore_index=True), _stack(layers)


def _complete(table: pd.DataFrame, level: str, known: Known) -> Iterator[tuple[str, list[str]]]:
    """Ids of a level with their municipalities, if none of the known ones is absent."""
    expected = set(known.real("gemeinde")["area_id"])
    whole_state = len(table) == MUNICIPALITIES
    for area_id, ids in table.groupby(table["area_id"].str[: LENGTH_BY_LEVEL[level]])["area_id"]:
        wanted = {i for i in expected if i.startswith(str(area_id))}
        if whole_state or (wanted and wanted <= set(ids)):
            yield str(area_id), list(ids)


def _upper_areas(table: pd.DataFrame, level: str, groups: dict[str, list[str]], known: Known) -> pd.DataFrame:
    by_id = table.set_index("area_id")
    rows = []
    for area_id, ids in groups.items():
        largest = by_id.loc[ids, "area_km2"].idxmax()
        rows.append(
            {
                **{c: by_id.at[ids[0], c] for c in ("region", "boundary_vintage", "valid_from")},
                "area_id": area_id,
                "name": upper_name(area_id, known),
                "level": level,
                "kind": official_kind(area_id, level, ""),
                "parent_id": parent_id(area_id),
                "area_km2": by_id.loc[ids, "area_km2"].sum(),
                **{c: by_id.at[largest, c] for c in ("lon", "lat")},
            }
        )
    return pd.DataFrame(rows)


def upper_name(area_id: str, known: Known) -> str:
    """Known name of a Kreis, Regierungsbezirk or the Land, else the official one."""
    name = known.name(area_id)
    if name != area_id:
        return name
    if area_id in nrw_keys.REGIERUNGSBEZIRKE:
        return f"Regierungsbezirk {nrw_keys.REGIERUNGSBEZIRKE[area_id]}"
    official = {nrw_keys.LAND: nrw_keys.LAND_NAME, **nrw_keys.INDEPENDENT_CITIES, **nrw_keys.DISTRICTS}
    return official.get(area_id, area_id)


def _catalog(package_id: str, title: str, options: Options, given: Catalog | None) -> Catalog:
    """Source and terms of the outlines: the datasets of the catalogue given, else said to be unknown."""
    if given is not None and given.datasets:
        return Catalog(datasets=given.datasets)
    source = Source(title=title, publisher=NOT_STATED, licence=NOT_STATED, attribution=NOT_STATED)
    dataset = Dataset(
        id=package_id, title=title, owner=NOT_STATED, source=source, boundary_vintage=options.vintage or ""
    )
    return Catalog(datasets=(dataset,))
