"""The embedded sample beside official files that are not part of the project."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata.workspace import Package

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def official(real_data: Path) -> pd.DataFrame:
    """VG250-EW of 31.12.2022: name, area (KFL, km²) and population (EWZ) of the 396 municipalities by AGS."""
    table = gpd.read_file(real_data / "population" / "vg250-ew-2022-12-31.dbf", ignore_geometry=True, encoding="utf-8")
    rows = table[table["AGS"].str.startswith("05") & table["AGS"].str.len().eq(8) & table["GF"].eq(4)]
    assert len(rows) == 396
    return rows.set_index("AGS")


@pytest.fixture(scope="module")
def municipalities(sample_packages: dict[str, Package]) -> pd.DataFrame:
    areas = sample_packages["nrw_boundaries"].areas
    assert areas is not None
    return areas[areas["level"].eq("gemeinde")].set_index("area_id")


def test_names_are_the_official_ones(official: pd.DataFrame, municipalities: pd.DataFrame) -> None:
    beside = municipalities.join(official["GEN"])
    different = beside[beside["name"].ne(beside["GEN"])]
    assert different[["name", "GEN"]].to_numpy().tolist() == []


def test_towns_and_municipalities_are_told_apart(official: pd.DataFrame, municipalities: pd.DataFrame) -> None:
    town = municipalities["kind"].isin(["kreisfreie Stadt", "kreisangehörige Stadt"])
    assert town.equals(official["BEZ"].reindex(town.index).eq("Stadt"))


def test_areas_agree_with_the_cadastre(official: pd.DataFrame, municipalities: pd.DataFrame) -> None:
    """Polygons of scale 1:250 000 against the cadastre: 1.5 % in 19 of 20, Roetgen off by 8 %, 0.01 % in total."""
    deviation = (municipalities["area_km2"] / official["KFL"] - 1).abs()
    assert deviation.quantile(0.95) < 0.015
    assert deviation.idxmax() == "05334024"
    assert deviation.max() == pytest.approx(0.0837, abs=0.0005)
    assert municipalities["area_km2"].sum() == pytest.approx(official["KFL"].sum(), rel=0.0001)


def test_population_of_2021_is_near_that_of_2022(official: pd.DataFrame, sample_packages: dict[str, Package]) -> None:
    """Same census basis, one year apart: no municipality moved by more than 15 %, the median by less than 2 %."""
    rows = sample_packages["nrw_population"].observations
    assert rows is not None
    before = rows[rows["period"].eq("2021") & rows["area_id"].str.len().eq(8)].set_index("area_id")["k"]
    assert set(before.index) == set(official.index)
    change = (official["EWZ"] / before - 1).abs()
    assert change.max() < 0.15
    assert change.median() < 0.02


def test_gisd_of_municipalities_is_the_published_table(real_data: Path, sample_packages: dict[str, Package]) -> None:
    file = real_data / "gisd" / "GISD_Nordrhein-Westfalen_Gemeindeverband.csv"
    table = pd.read_csv(file, dtype={"gvb_id": str, "year": str})
    table["area_id"] = table["gvb_id"].str[:5] + table["gvb_id"].str[6:]
    published = table.set_index(["area_id", "year"])["gisd_score"]
    rows = sample_packages["nrw_gemeinden_gisd"].observations
    assert rows is not None
    ours = rows.set_index(["area_id", "period"])["value"]
    assert len(ours) == 396 * rows["period"].nunique()
    assert (ours - published.reindex(ours.index)).abs().max() < 1e-9


def test_gisd_in_germany_and_in_the_state_rank_kreise_alike(
    real_data: Path, sample_packages: dict[str, Package]
) -> None:
    """The Kreis table of the folder is normalised within NRW, ours within Germany: other numbers, the same order."""
    file = real_data / "gisd" / "GISD_Nordrhein-Westfalen_Kreis.csv"
    table = pd.read_csv(file, dtype={"kreis_id": str, "year": str})
    in_state = table.set_index(["kreis_id", "year"])["gisd_score"]
    rows = sample_packages["nrw_kreise_gisd"].observations
    assert rows is not None
    ours = rows[rows["indicator"].eq("gisd_germany_score")].set_index(["area_id", "period"])["value"]
    for year in ("2011", "2021"):
        both = pd.concat([ours.xs(year, level=1), in_state.xs(year, level=1)], axis=1)
        assert both.corr(method="spearman").iloc[0, 1] > 0.95
