"""A country so small that every figure can be checked by hand, and a fictional one beside it.

Kleinland (99)  ─ Kreis Ahorn (99001): Amsel, Buche, Clara  ─ Birke (99002): Dohle, Eiche, Fink
Fiktanien (fik) ─ Fiktkreis ─ Gneis and Hafer, each with a quarter named Nordstadt
"""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from dashboard.state import ViewState, resolve
from dashboard.views.current import Current, build_current
from geodata import areas as areas_module
from geodata.catalog import Catalog
from geodata.observations import normalise, with_values
from geodata.repository import Repository
from geodata.workspace import Package

AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK = (f"99{k}{g}" for k in ("001", "002") for g in ("001", "002", "003"))
AHORN, BIRKE, LAND = "99001", "99002", "99"
NORTH_GNEIS, NORTH_HAFER = "fik/g/nord", "fik/h/nord"
WEST, SOUTH, SIDE = 7.0, 51.0, 0.1

# id, name, level, parent, column and row of the square, columns and rows it covers
AREAS = [
    (LAND, "Kleinland", "land", "", 0, 0, 3, 2),
    (AHORN, "Kreis Ahorn", "kreis", LAND, 0, 0, 3, 1),
    (BIRKE, "Birke", "kreis", LAND, 0, 1, 3, 1),
    (AMSEL, "Amsel", "gemeinde", AHORN, 0, 0, 1, 1),
    (BUCHE, "Buche", "gemeinde", AHORN, 1, 0, 1, 1),
    (CLARA, "Clara", "gemeinde", AHORN, 2, 0, 1, 1),
    (DOHLE, "Dohle", "gemeinde", BIRKE, 0, 1, 1, 1),
    (EICHE, "Eiche", "gemeinde", BIRKE, 1, 1, 1, 1),
    (FINK, "Fink", "gemeinde", BIRKE, 2, 1, 1, 1),
    ("fik", "Fiktanien", "land", "", 10, 0, 2, 1),
    ("fik/k", "Fiktkreis", "kreis", "fik", 10, 0, 2, 1),
    ("fik/g", "Gneis", "gemeinde", "fik/k", 10, 0, 1, 1),
    ("fik/h", "Hafer", "gemeinde", "fik/k", 11, 0, 1, 1),
    (NORTH_GNEIS, "Nordstadt", "quartier", "fik/g", 10, 0, 1, 1),
    (NORTH_HAFER, "Nordstadt", "quartier", "fik/h", 11, 0, 1, 1),
]  # fmt: skip

# indicator, area, period, group, k, n, value
FIGURES: list[tuple[str, str, str, str, float | None, float | None, float | None]] = [
    ("poverty", AMSEL, "2020", "", 8, 100, None),
    ("poverty", BUCHE, "2020", "", 25, 100, None),
    ("poverty", CLARA, "2020", "", 30, 200, None),
    ("poverty", DOHLE, "2020", "", 10, 50, None),
    ("poverty", EICHE, "2020", "", 0, 0, None),  # not meaningful
    ("poverty", AMSEL, "2021", "", 10, 100, None),
    ("poverty", BUCHE, "2021", "", 30, 100, None),
    ("poverty", CLARA, "2021", "", 20, 200, None),
    ("poverty", DOHLE, "2021", "", 2, 50, None),  # too small to show; Fink has no row at all
    ("poverty", EICHE, "2021", "", 0, 80, None),
    ("poverty", AHORN, "2021", "", 60, 400, None),
    ("poverty", BIRKE, "2021", "", 40, 200, None),
    ("poverty", LAND, "2021", "", 100, 600, None),
    ("poverty", AMSEL, "2021", "u3", 5, 50, None),
    ("poverty", BUCHE, "2021", "u3", 10, 40, None),
    ("people", AMSEL, "2021", "", 1000, None, None),
    ("people", BUCHE, "2021", "", 2000, None, None),
    ("people", CLARA, "2021", "", 3000, None, None),
    ("people", DOHLE, "2021", "", 4000, None, None),
    ("people", EICHE, "2021", "", 5000, None, None),
    ("people", FINK, "2021", "", 6000, None, None),
    ("school", AHORN, "2021", "", 60, 100, None),
    ("school", BIRKE, "2021", "", 40, 100, None),
    ("jobless", AMSEL, "2019", "", None, None, 5.0),
    ("jobless", AMSEL, "2020", "", None, None, 6.0),
    ("jobless", AMSEL, "2021", "", None, None, 4.0),
    ("jobless", AHORN, "2021", "", None, None, 4.0),
    ("quarter_poverty", NORTH_GNEIS, "2021", "", 30, 60, None),
    ("quarter_poverty", NORTH_HAFER, "2021", "", 15, 60, None),
]  # fmt: skip


def entry(indicator: str, name: str, **more: Any) -> dict[str, Any]:
    """A catalogue entry: a rate in per cent whose high values mean need, unless ``more`` says otherwise."""
    settings = {"kind": "rate", "unit": "%", "numerator": "Betroffene", "denominator": "100 Personen"}
    settings |= {"topic": "Existenzsicherung", "direction": "high", "dataset": "small"}
    return {"id": indicator, "name": name, "short_name": name, "description": name, **settings, **more}


SOURCE = {"title": "t", "publisher": "p", "licence": "l", "attribution": "Amt für Kleines"}
INDICATORS = [
    entry("poverty", "Kinderarmut", topic="Kinder und Familie", headline=1, groups={"u3": "unter 3"}),
    entry("people", "Einwohner", topic="Bevölkerung", kind="count", unit="Personen", direction="context", decimals=0,
          additive_areas=True),
    entry("school", "Gymnasium", topic="Bildung", direction="low", headline=2),
    entry("jobless", "Arbeitslose", topic="Arbeit", kind="value_only",
          breaks=[{"period": "2021", "reason": "neue Zählweise"}]),
    entry("quarter_poverty", "Armut im Quartier"),
]  # fmt: skip


def catalog(entries: list[dict[str, Any]]) -> Catalog:
    dataset = {"id": "small", "title": "t", "owner": "o", "source": SOURCE}
    return Catalog.model_validate({"datasets": [dataset], "indicators": entries})


def area_tables(rows: list[tuple[Any, ...]]) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Area table and squares (both levels of detail) of rows like ``AREAS``."""
    frame = pd.DataFrame(rows, columns=["area_id", "name", "level", "parent_id", "x", "y", "w", "h"])
    west, south = WEST + SIDE * frame["x"], SOUTH + SIDE * frame["y"]
    squares = [
        box(*corners) for corners in zip(west, south, west + SIDE * frame["w"], south + SIDE * frame["h"], strict=True)
    ]
    outlines = [
        gpd.GeoDataFrame({"area_id": frame["area_id"], "lod": lod}, geometry=squares, crs=4326) for lod in (0, 1)
    ]
    root = frame["area_id"].str.startswith("fik").map({True: "fik", False: LAND})
    table = frame.assign(region=root, fictional=root.eq("fik"), area_km2=1.0)
    return areas_module.normalise(table), gpd.GeoDataFrame(pd.concat(outlines, ignore_index=True))


def figures(rows: list[tuple[Any, ...]], entries: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator", "area_id", "period", "group", "k", "n", "value"])
    numbers = {c: frame[c].astype("float64") for c in ("k", "n", "value")}
    return with_values(normalise(frame.assign(dataset="small", **numbers)), catalog(entries))


def package(
    rows: list[tuple[Any, ...]] = FIGURES,
    entries: list[dict[str, Any]] = INDICATORS,
    areas: list[tuple[Any, ...]] = AREAS,
    package_id: str = "small",
) -> Package:
    table, outlines = area_tables(areas)
    return Package(package_id, "Klein", catalog(entries), table, outlines, figures(rows, entries))


def repository(*args: Any, **named: Any) -> Repository:
    """A fresh repository of ``package(...)``."""
    return Repository([package(*args, **named)], "abc")


@cache
def small() -> Repository:
    return repository()


def state(found: Repository | None = None, **wanted: str) -> ViewState:
    """The state a link with these parts leads to; Kinderarmut in all municipalities 2021 if nothing is wished."""
    return resolve(wanted, found or small())[0]


def current(found: Repository | None = None, **wanted: str) -> Current:
    return build_current(found or small(), state(found, **wanted))


def only_values(*values: float | None) -> Repository:
    """Kleinland with one ``value_only`` indicator in the first municipalities, at one time."""
    places = [AMSEL, BUCHE, CLARA, DOHLE, EICHE, FINK]
    rows = [("v", i, "2021", "", None, None, v) for i, v in zip(places, values, strict=False)]
    return repository(rows, [entry("v", "Wert", kind="value_only", unit="€/m²")])
