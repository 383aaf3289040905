"""A fictional region of 10 000 quarters in a workspace of its own, the same for the same seed.

Quarters are the cells of a jittered grid whose shared edges are roughened once, so that they form a coverage without
gap or overlap; every polygon has 28 vertices. The levels above are unions. Figures: five indicators, four years.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.areas import normalise as normalise_areas
from geodata.catalog import Catalog, parse_catalog
from geodata.observations import normalise, with_values
from geodata.package import Package
from geodata.sample.musterland.borders import united
from geodata.workspace import Workspace

SEED = 7
SIDE = 100  # quarters along a side
INNER = 6  # vertices inside an edge: 4 corners + 4 · 6 = 28 per polygon
WEST, SOUTH, WIDTH, HEIGHT = 2.0, 57.5, 0.016, 0.009  # degrees; in the open sea
JITTER, ROUGHNESS = 0.18, 0.07  # displacement of corners and of vertices on edges, in sizes of a cell
GRID_OF = {"gemeinde": 5, "kreis": 20, "land": 10**9}  # quarters along a side of an area of the level
ROOT, VINTAGE = "raster", "2020-01-01"
YEARS = ("2020", "2021", "2022", "2023")
METRIC_CRS = 3035
Floats = NDArray[np.float64]

CATALOG = """
datasets:
- id: raster
  title: Rasterland
  owner: Messung
  fictional: true
  source: {title: Rasterland, publisher: Messung, licence: frei, attribution: Rasterland (fiktiv)}
indicators:
- {id: raster_people, name: Bevölkerung, short_name: Rasterland Bevölkerung, description: Einwohner,
   topic: Bevölkerung, kind: count, unit: Personen, direction: context, dataset: raster, decimals: 0, headline: 90}
- {id: raster_poverty, name: SGB-II-Quote, short_name: Rasterland SGB II, description: Anteil,
   topic: Existenzsicherung, kind: rate, unit: "%", direction: high, dataset: raster,
   numerator: Leistungsberechtigte, denominator: Einwohner}
- {id: raster_children, name: Kinderanteil, short_name: Rasterland Kinder, description: Anteil,
   topic: Kinder und Familie, kind: rate, unit: "%", direction: high, dataset: raster,
   numerator: Kinder, denominator: Einwohner}
- {id: raster_old, name: Anteil Älterer, short_name: Rasterland Ältere, description: Anteil,
   topic: Pflege und Alter, kind: rate, unit: "%", direction: high, dataset: raster,
   numerator: Ältere, denominator: Einwohner}
- {id: raster_rent, name: Angebotsmiete, short_name: Rasterland Miete, description: Miete,
   topic: Wohnen, kind: value_only, unit: €/m², direction: high, dataset: raster, decimals: 2}
"""


def build(root: Path, side: int = SIDE, seed: int = SEED) -> Workspace:
    """Write the region to a new workspace, as an import would: checked, protected, published."""
    workspace = Workspace(root)
    workspace.put(region(side, seed))
    return workspace


def region(side: int = SIDE, seed: int = SEED, count: int | None = None) -> Package:
    """The package: ``side``² quarters (a multiple of 20) or the first ``count`` of them, areas and polygons of all
    levels, figures of the quarters."""
    corners, surface = np.random.default_rng([seed, 1]), np.random.default_rng([seed, 2])
    quarters = _quarters(side)[:count]
    shapes = cells(side, corners)[:count]
    catalog = parse_catalog(CATALOG)
    return Package(
        id="raster",
        title="Rasterland (fiktiv)",
        catalog=catalog,
        areas=_areas(quarters, shapes),
        geometry=_geometry(quarters, shapes),
        observations=_figures(quarters["area_id"], catalog, surface),
        report={"fictional": True, "seed": seed},
    )


def _quarters(side: int) -> pd.DataFrame:
    """Ids of the quarters and of what they lie in, row by row from the south."""
    row, column = np.divmod(np.arange(side * side), side)
    frame = pd.DataFrame({"land": ROOT}, index=range(side * side))
    for level, letter, above in (("kreis", "k", "land"), ("gemeinde", "g", "kreis")):
        size = GRID_OF[level]
        frame[level] = [
            f"{a}/{letter}{y:02d}{x:02d}" for a, x, y in zip(frame[above], column // size, row // size, strict=True)
        ]
    frame["area_id"] = [f"{g}/quartier/{y:03d}{x:03d}" for g, x, y in zip(frame["gemeinde"], column, row, strict=True)]
    frame["name"] = [f"Quartier {y:02d}-{x:02d}" for x, y in zip(column, row, strict=True)]
    return frame


def cells(side: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Polygons (EPSG:4326, five decimals) in the order of ``_quarters``; neighbours share their vertices."""
    nodes = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1)
    nodes += rng.uniform(-JITTER, JITTER, nodes.shape)  # row, column → (x, y)
    across = _edges(nodes[:, :-1], nodes[:, 1:], rng)  # eastwards: side + 1 rows of side edges
    up = _edges(nodes[:-1], nodes[1:], rng)  # northwards: side rows of side + 1 edges
    rings = np.concatenate(
        [across[:-1], up[:, 1:], across[1:, :, ::-1], up[:, :-1, ::-1]],
        axis=2,
    )  # each part lacks its last point, which is the first of the next one
    keep = [i for i in range(rings.shape[2]) if i % (INNER + 2) != INNER + 1]
    points = rings[:, :, keep].reshape(side * side, -1, 2)
    degrees = np.round(points * [WIDTH, HEIGHT] + [WEST, SOUTH], 5)
    return shapely.polygons(degrees)


def _edges(start: Floats, end: Floats, rng: np.random.Generator) -> Floats:
    """Polylines with ``INNER`` vertices between start and end, displaced across; both ends stay where they are."""
    along = np.linspace(0, 1, INNER + 2)[:, None]
    straight = start[..., None, :] + (end - start)[..., None, :] * along
    normal = np.stack([-(end - start)[..., 1], (end - start)[..., 0]], axis=-1)[..., None, :]
    dice = rng.uniform(-ROUGHNESS, ROUGHNESS, (*start.shape[:-1], INNER + 2, 1)) * np.sin(np.pi * along)
    return straight + normal * dice


def _geometry(quarters: pd.DataFrame, shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Both levels of detail alike: what is drawn has the number of vertices the measurement speaks of."""
    found = dict(zip(quarters["area_id"], shapes, strict=True))
    for level in GRID_OF:
        found |= united(shapes, list(quarters[level]))
    parts = [
        gpd.GeoDataFrame({"area_id": list(found), "lod": lod}, geometry=list(found.values()), crs=4326)
        for lod in (0, 1)
    ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)


def _areas(quarters: pd.DataFrame, shapes: NDArray[np.object_]) -> pd.DataFrame:
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    size = gpd.GeoSeries(shapes, crs=4326).to_crs(METRIC_CRS).area.to_numpy() / 1e6
    located = quarters.assign(lon=inside[:, 0], lat=inside[:, 1], area_km2=size)
    parts = [located.assign(level="quartier", kind="Quartier", parent_id=located["gemeinde"])]
    for level, above in (("gemeinde", "kreis"), ("kreis", "land"), ("land", "")):
        grouped = located.groupby(level)
        rows = grouped.agg(lon=("lon", "first"), lat=("lat", "first"), area_km2=("area_km2", "sum"))
        rows["parent_id"] = grouped[above].first() if above else ""
        rows = rows.reset_index(names="area_id").assign(level=level, kind=level.title())
        parts.append(rows.assign(name=[f"{level.title()} {i.rpartition('/')[2]}" for i in rows["area_id"]]))
    frame = pd.concat(parts, ignore_index=True)
    frame.loc[frame["level"].eq("land"), "name"] = "Rasterland"
    return normalise_areas(frame.assign(region=ROOT, boundary_vintage=VINTAGE, fictional=True))


def _figures(ids: pd.Series, catalog: Catalog, rng: np.random.Generator) -> pd.DataFrame:
    """People, three shares and a rent per quarter and year; a few counts are small enough to be withheld."""
    people = rng.integers(60, 3000, len(ids))
    parts = []
    for drift, year in enumerate(YEARS):
        n = np.round(people * (1 + 0.01 * drift) * rng.uniform(0.98, 1.02, len(ids)))
        parts.append(pd.DataFrame({"indicator": "raster_people", "k": n}))
        for indicator, mean in (("raster_poverty", 0.09), ("raster_children", 0.16), ("raster_old", 0.21)):
            share = rng.beta(40 * mean, 40 * (1 - mean), len(ids))
            parts.append(pd.DataFrame({"indicator": indicator, "k": np.round(n * share), "n": n}))
        rent = np.round(rng.normal(8.5 + 0.3 * drift, 1.2, len(ids)), 2)
        parts.append(pd.DataFrame({"indicator": "raster_rent", "value": rent}))
        for part in parts[-5:]:
            part["area_id"], part["period"] = ids.to_numpy(), year
    rows = pd.concat(parts, ignore_index=True).assign(dataset="raster", boundary_vintage=VINTAGE)
    return with_values(normalise(rows), catalog)
