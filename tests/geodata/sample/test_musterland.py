"""Musterland: the shape of the package, valid borders, hierarchies that add up."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.areas import COLUMNS as AREA_COLUMNS
from geodata.catalog import Direction, IndicatorKind
from geodata.methods.derive import derive
from geodata.observations import check
from geodata.sample.musterland.build import build_musterland, make_world, musterland_catalog
from geodata.workspace import Workspace, content_hash
from tests.geodata.sample.musterland_tables import (
    POVERTY,
    TRUTHS_FILE,
    YEARS,
    ids,
    only,
    package,
    polygons,
    quarters,
    table,
)

PARENT_OF = {"quartier": "gemeinde", "gemeinde": "kreis", "kreis": "land"}

# -- shape ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_counts_and_levels() -> None:
    areas = package().areas
    assert list(areas.columns) == AREA_COLUMNS
    assert areas["area_id"].is_unique
    count = areas["level"].value_counts()
    assert (count["land"], count["kreis"], count["gemeinde"]) == (1, 8, 60)
    assert 150 <= count["quartier"] <= 220
    assert areas["kind"].value_counts()["kreisfreie Stadt"] == 6  # three cities, each as Kreis and municipality
    parents = areas.set_index("area_id")["level"]
    for row in areas[areas["level"].ne("land")].itertuples():
        assert parents[row.parent_id] == PARENT_OF[row.level]


def test_fictional_everywhere_and_far_from_land() -> None:
    areas, catalog = package().areas, package().catalog
    assert areas["fictional"].all()
    assert set(areas["region"]) == {"muster"}
    assert all(d.fictional for d in catalog.datasets)
    assert all("iktive Daten" in i.description for i in catalog.indicators)
    west, south, east, north = package().geometry.total_bounds
    assert west > 3.2
    assert east < 5.6
    assert south > 54.8
    assert north < 56.1
    assert not any(re.match(r"\d", i) for i in areas["area_id"])


def test_names_are_invented_and_unique_where_it_matters() -> None:
    areas = package().areas
    towns = areas[areas["level"].eq("gemeinde")]["name"]
    assert towns.is_unique
    assert not areas[areas["level"].eq("quartier")].duplicated(["parent_id", "name"]).any()
    real = set(pd.read_csv(TRUTHS_FILE.parent / "facts" / "nrw_population.csv", dtype=str)["area_id"])
    assert real.isdisjoint(areas["area_id"])


def test_no_name_of_a_real_municipality() -> None:
    root = TRUTHS_FILE.parent / "workspace"
    real = [p.areas for p in Workspace(root).packages() if p.areas is not None and not p.areas["fictional"].any()]
    if not real:
        pytest.skip("the embedded sample of NRW has not been built yet")
    upper = package().areas["level"].isin(["land", "kreis", "gemeinde"])
    assert set(package().areas[upper]["name"]).isdisjoint(pd.concat(real)["name"])


@pytest.mark.real
def test_no_name_of_any_german_municipality(real_data: Path) -> None:
    file = real_data / "population" / "gemeindeverzeichnis-2024q4.xlsx"
    if not file.exists():
        pytest.skip(f"{file.name} fehlt")
    column = pd.read_excel(file, sheet_name=1, header=None, usecols=[7], engine="openpyxl")[7]
    real = set(column.dropna().astype(str).str.partition(",")[0].str.strip())
    assert len(real) > 10_000
    upper = package().areas["level"].isin(["land", "kreis", "gemeinde"])
    invented = set(package().areas[upper]["name"])
    assert real.isdisjoint(invented | {name.removeprefix("Kreis ") for name in invented})


@pytest.mark.slow
def test_same_seed_same_content_other_seed_other_content() -> None:
    make_world.cache_clear()
    again = build_musterland()
    assert content_hash(again) == content_hash(package())
    assert content_hash(build_musterland(4)) != content_hash(again)


@pytest.mark.slow
def test_published_size(tmp_path: Path) -> None:
    Workspace(tmp_path).put(package())
    size = sum(f.stat().st_size for f in (tmp_path / "published").rglob("*.parquet"))
    assert size < 2_500_000


# -- borders ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lod", [0, 1])
@pytest.mark.parametrize("level", ["quartier", "gemeinde", "kreis", "land"])
def test_borders_are_a_valid_coverage(level: str, lod: int) -> None:
    shapes = polygons(lod)[ids(level)].to_numpy()
    assert shapely.is_valid(shapes).all()
    assert (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all()
    assert shapely.coverage_is_valid(shapes)
    points = shapely.get_coordinates(shapes)
    assert np.array_equal(points, np.round(points, 5))


@pytest.mark.parametrize("lod", [0, 1])
@pytest.mark.parametrize("level", ["quartier", "gemeinde", "kreis"])
def test_children_fill_their_parent(level: str, lod: int) -> None:
    areas = package().areas
    children = areas[areas["level"].eq(level)]
    for parent, own in children.groupby("parent_id"):
        united = shapely.coverage_union_all(polygons(lod)[list(own["area_id"])].to_numpy())
        assert united.equals(polygons(lod)[parent])


def test_overview_is_coarser_and_points_lie_inside_both() -> None:
    areas = package().areas
    count = {lod: shapely.get_num_coordinates(polygons(lod)[ids("quartier")].to_numpy()).sum() for lod in (0, 1)}
    assert count[0] < count[1] / 2
    for lod in (0, 1):
        shapes = polygons(lod)[list(areas["area_id"])].to_numpy()
        assert shapely.contains_xy(shapes, areas["lon"], areas["lat"]).all()


def test_area_sizes_are_plausible_and_add_up() -> None:
    areas = package().areas
    total = areas.groupby("level")["area_km2"].sum()
    assert total["land"] == pytest.approx(9_000, rel=0.05)
    assert total.to_numpy() == pytest.approx(np.full(4, total["land"]), abs=0.1)
    city = areas["area_id"].str.match(r"muster/k0[1-3]/") & areas["level"].eq("quartier")
    rest = areas["level"].eq("quartier") & ~city
    assert areas[city]["area_km2"].median() < areas[rest]["area_km2"].median() / 2


# -- figures ----------------------------------------------------------------------------------------------------


def test_observations_obey_the_rules() -> None:
    rows, catalog = package().observations, musterland_catalog()
    check(rows, catalog)
    given = {i.id for i in catalog.indicators if i.derived is None}
    assert set(rows["indicator"]) == given
    assert len(given) >= 16
    assert set(rows["dataset"]) == {"musterland"}
    assert set(rows["boundary_vintage"]) == {"2020-01-01"}
    assert set(table(POVERTY).columns) == set(YEARS)


def test_counted_figures_add_up_over_areas() -> None:
    areas, catalog = package().areas.set_index("area_id"), musterland_catalog()
    counted = {i.id for i in catalog.indicators if i.kind is not IndicatorKind.VALUE_ONLY}
    assert all(catalog.indicator(i).additive_areas for i in counted if catalog.indicator(i).derived is None)
    rows = package().observations
    rows = rows[rows["indicator"].isin(counted)]
    rows = rows.assign(parent=rows["area_id"].map(areas["parent_id"]), ok=rows["k"].notna())
    key = ["indicator", "period", "group"]
    grouped = rows[rows["parent"].ne("")].groupby([*key, "parent"])
    sums = grouped.agg(k_sum=("k", "sum"), n_sum=("n", "sum"), ok=("ok", "all")).reset_index()
    sums = sums[sums["ok"]].rename(columns={"parent": "area_id"}).drop(columns="ok")
    both = rows[rows["k"].notna()].merge(sums, on=[*key, "area_id"])
    assert len(both) > 10_000
    assert both["k"].eq(both["k_sum"]).all()
    assert both["n"].fillna(0).eq(both["n_sum"]).all()


@pytest.mark.parametrize("indicator", [POVERTY, "muster_children_under_6"])
def test_groups_add_up_to_the_total(indicator: str) -> None:
    groups = musterland_catalog().indicator(indicator).groups
    for column in ("k", "n"):
        parts = sum(table(indicator, column, g).fillna(0) for g in groups)
        pd.testing.assert_frame_equal(parts, table(indicator, column).fillna(0), check_names=False)


def test_catalogue_reads_well() -> None:
    catalog = musterland_catalog()
    assert [i.id for i in catalog.indicators if i.headline == 1] == [POVERTY]
    assert catalog.indicator("muster_foreigners_pct").direction is Direction.CONTEXT
    assert {i.direction for i in catalog.indicators} == set(Direction)
    assert {type(i.derived).__name__ for i in catalog.indicators if i.derived} == {"Share", "Change"}
    assert len({i.topic for i in catalog.indicators}) == 9


def test_derived_indicators_can_be_computed() -> None:
    rows = derive(package().observations, musterland_catalog(), package().areas)
    change = rows[rows["indicator"].eq("muster_child_poverty_change_2y") & rows["group"].eq("")]
    got = change.pivot(index="area_id", columns="period", values="value").loc[only("improvement"), "2023"]
    values = table(POVERTY).loc[only("improvement")]
    assert got == pytest.approx(values["2023"] - values["2021"])
    assert "muster_children_under_6_pct" in set(rows["indicator"])


def test_small_quarters_are_noisier() -> None:
    size, rate = quarters("muster_population")["2023"], quarters("muster_gymnasium_pct")["2023"]
    small = size.rank() <= len(size) / 3
    assert rate[small].std() > 1.4 * rate[size.rank() > 2 * len(size) / 3].std()


def test_deprivation_is_correlated_but_not_identical() -> None:
    now = {i: quarters(f"muster_{i}")["2023"] for i in ("child_poverty_pct", "unemployment_pct", "turnout_pct")}
    together = pd.DataFrame(now).corr(method="spearman")["child_poverty_pct"]
    assert 0.5 < together["unemployment_pct"] < 0.97
    assert -0.97 < together["turnout_pct"] < -0.5


# -- facilities -------------------------------------------------------------------------------------------------


def test_facilities_lie_in_their_quarter() -> None:
    facilities = package().facilities
    columns = "facility_id name type area_id lon lat places target_group period"
    assert list(facilities.columns) == columns.split()
    assert facilities["facility_id"].is_unique
    assert set(facilities["type"]) == {"kita", "grundschule", "pflege", "beratung"}
    assert 200 <= len(facilities) <= 400
    assert (facilities["places"] > 0).all()
    assert set(facilities["area_id"]) <= set(ids("quartier"))
    shapes = polygons(1)[list(facilities["area_id"])].to_numpy()
    assert shapely.contains_xy(shapes, facilities["lon"], facilities["lat"]).all()
