"""Hang a layer below what is known: find its municipality, nest it in coarser layers, say whether figures add up."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from geodata import areas as areas_module
from geodata.areas import KNOWN_LEVELS
from geodata.errors import Problem, Severity, problem, refuse
from geodata.hierarchy import nest
from geodata.keys import parse_key
from geodata.known import Known
from geodata.readers.crs import METRIC
from geodata.workspace import Package

OVERLAP_ENOUGH = 0.8
OVERLAP_LEAST = 0.5  # of the layer, where the municipality was given


def check_parent(raw: str) -> str:
    """AGS of a municipality in any shape people have. Raises ``GeodataError`` (``bad_parent``)."""
    found = parse_key(raw, expect="gemeinde")
    if not found.usable:
        raise refuse("bad_parent", value=raw, details=found.message)
    return found.id


def find_parent(metric: gpd.GeoDataFrame, given: str | None, known: Known, file: str) -> tuple[str, list[Problem]]:
    """The municipality given, or the one that contains the layer.

    Raises ``GeodataError``: ``bad_parent``, ``parent_contradicts`` if the layer lies elsewhere, ``parent_missing``,
    ``parent_ambiguous``.
    """
    outlines = known.detail("gemeinde").to_crs(METRIC)
    whole = shapely.union_all(metric.geometry.to_numpy())
    shared = pd.Series(shapely.area(shapely.intersection(outlines.geometry.to_numpy(), whole)), outlines["area_id"])
    shared = shared / whole.area
    if given:
        ags = check_parent(given)
        if ags in shared.index and shared[ags] < OVERLAP_LEAST:
            raise refuse("parent_contradicts", file=file, value=ags, name=known.name(ags), share=percent(shared[ags]))
        return ags, []
    if shared.empty or shared.max() < OVERLAP_ENOUGH:
        raise refuse("parent_ambiguous" if shared.sum() > OVERLAP_ENOUGH else "parent_missing", file=file)
    ags = str(shared.idxmax())
    return ags, [problem("parent_found", Severity.INFO, file=file, value=ags, name=known.name(ags))]


def percent(share: float) -> str:
    """Share as a German percentage without its sign."""
    return f"{100 * share:.1f}".replace(".", ",")


def place(package: Package, level: str, ags: str, known: Known, file: str) -> tuple[Package, list[Problem]]:
    """The package with ``parent_id`` and ``partition`` as the layers known so far allow."""
    assert package.areas is not None
    same = known.areas["area_id"].str.startswith(f"{ags}/{level}/")
    both = replace(known, areas=known.areas[~same]).plus(package)
    nested = nest(both.areas, both.outlines, only=[ags])
    table = areas_module.normalise(nested[nested["area_id"].isin(package.areas["area_id"])])
    return replace(package, areas=table), _notes(table, ags, known, file)


def _notes(table: pd.DataFrame, ags: str, known: Known, file: str) -> list[Problem]:
    """How much of the municipality the layer covers, what it nests in, and where its figures will not add up."""
    name, problems = known.name(ags), []
    size = known.areas.loc[known.areas["area_id"].eq(ags), "area_km2"]
    share = float(table["area_km2"].sum() / size.iloc[0]) if len(size) and size.iloc[0] > 0 else None
    if share is not None:
        problems.append(problem("partition", Severity.INFO, file=file, share=percent(share), name=name))
    above = sorted({i.split("/")[1] for i in table["parent_id"] if "/" in i})
    for level in above:
        shown = KNOWN_LEVELS[level].plural if level in KNOWN_LEVELS else level
        problems.append(problem("nested", Severity.INFO, file=file, level=shown, name=name))
    parents = table.loc[~table["partition"], "parent_id"].drop_duplicates()
    if len(parents):
        names = ", ".join(known.name(i) for i in parents[:5]) + (" …" if len(parents) > 5 else "")
        details = "Lücken oder Überlappungen" if share is not None else "die Fläche der Gemeinde ist nicht bekannt"
        problems.append(problem("no_partition", Severity.INFO, file=file, name=names, details=details))
    return problems
