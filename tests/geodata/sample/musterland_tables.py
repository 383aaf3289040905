"""Musterland as the tests look at it: one build, tables area × year, polygons, neighbours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import shapely
import yaml

from geodata.sample.musterland.build import build_musterland
from geodata.workspace import Package

TRUTHS_FILE = Path(__file__).parents[3] / "geodata" / "sample" / "musterland_truths.yaml"
TRUTHS = {t["id"]: t for t in yaml.safe_load(TRUTHS_FILE.read_text("utf-8"))["truths"]}
POVERTY = "muster_child_poverty_pct"
YEARS = [str(y) for y in range(2014, 2024)]


@cache
def package() -> Package:
    return build_musterland()


@cache
def table(indicator: str, column: str = "value", group: str = "") -> pd.DataFrame:
    """area × year of one figure."""
    rows = package().observations
    assert rows is not None
    rows = rows[rows["indicator"].eq(indicator) & rows["group"].eq(group)]
    return rows.pivot(index="area_id", columns="period", values=column)


def ids(level: str) -> list[str]:
    areas = package().areas
    assert areas is not None
    return list(areas[areas["level"].eq(level)]["area_id"])


def quarters(indicator: str, column: str = "value", group: str = "") -> pd.DataFrame:
    return table(indicator, column, group).loc[ids("quartier")]


def only(truth: str) -> str:
    (area,) = TRUTHS[truth]["area_ids"]
    return area


@cache
def polygons(lod: int) -> pd.Series:
    geometry = package().geometry
    assert geometry is not None
    return geometry[geometry["lod"].eq(lod)].set_index("area_id").geometry


def touching(area: str) -> set[str]:
    """Quarters that share more than a point with this one."""
    own, others = polygons(1)[area], polygons(1)[ids("quartier")]
    shared = shapely.length(shapely.intersection(own, others.to_numpy()))
    return {str(a) for a in others.index[shared > 0]} - {area}


def connected(areas: list[str]) -> bool:
    reached, wanted = {areas[0]}, set(areas)
    while more := {n for a in reached for n in touching(a) & wanted} - reached:
        reached |= more
    return reached == wanted
