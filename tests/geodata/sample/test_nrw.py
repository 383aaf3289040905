"""The committed boundaries and figures of North Rhine-Westphalia: complete, gapless, small, reproducible."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import areas as areas_module
from geodata.package import LOD_DETAIL, LOD_OVERVIEW, Package, content_hash
from geodata.publishing.publish import publish
from geodata.sample import nrw
from geodata.sample.build import _size, committed_boundaries
from geodata.sample.location import CATALOGS, FACTS, SAMPLE_ROOT
from geodata.sample.nrw_facts import build_nrw_facts, check_complete

LEVELS = {"land": 1, "regbez": 5, "kreis": 53, "gemeinde": 396}
BOTH_LODS = [LOD_OVERVIEW, LOD_DETAIL]


@pytest.fixture(scope="module")
def boundaries() -> Package:
    return committed_boundaries()


@pytest.fixture(scope="module")
def areas(boundaries: Package) -> pd.DataFrame:
    assert boundaries.areas is not None
    return boundaries.areas.set_index("area_id", drop=False)


@pytest.fixture(scope="module")
def geometry(boundaries: Package) -> gpd.GeoDataFrame:
    assert boundaries.geometry is not None
    return boundaries.geometry


def polygons(geometry: gpd.GeoDataFrame, areas: pd.DataFrame, level: str, lod: int) -> gpd.GeoSeries:
    ids = areas.index[areas["level"].eq(level)]
    rows = geometry[geometry["lod"].eq(lod) & geometry["area_id"].isin(ids)]
    return rows.set_index("area_id").geometry


def test_number_of_areas_per_level(areas: pd.DataFrame) -> None:
    assert areas.groupby("level").size().to_dict() == LEVELS
    assert areas.index.is_unique


def test_municipalities_per_regierungsbezirk(areas: pd.DataFrame) -> None:
    municipal = areas[areas["level"].eq("gemeinde")]
    counts = municipal["area_id"].str[:3].value_counts().to_dict()
    assert counts == {"051": 66, "053": 99, "055": 78, "057": 70, "059": 83}


def test_every_area_hangs_one_level_below_its_parent(areas: pd.DataFrame) -> None:
    above = {"regbez": "land", "kreis": "regbez", "gemeinde": "kreis"}
    for area in areas.itertuples():
        if area.level == "land":
            assert area.parent_id == ""
        else:
            assert areas.loc[area.parent_id, "level"] == above[area.level]
            assert area.area_id.startswith(area.parent_id)
    assert areas.loc["05334002", "parent_id"] == "05334"
    assert set(areas["region"]) == {"05"}
    assert not areas["fictional"].any()


@pytest.mark.parametrize(
    ("area_id", "name", "kind"),
    [
        ("05", "Nordrhein-Westfalen", "Land"),
        ("053", "Regierungsbezirk Köln", "Regierungsbezirk"),
        ("05111", "Düsseldorf", "kreisfreie Stadt"),
        ("05334", "Städteregion Aachen", "Städteregion"),
        ("05382", "Rhein-Sieg-Kreis", "Kreis"),
        ("05562", "Kreis Recklinghausen", "Kreis"),
        ("05962", "Märkischer Kreis", "Kreis"),
        ("05111000", "Düsseldorf", "kreisfreie Stadt"),
        ("05117000", "Mülheim an der Ruhr", "kreisfreie Stadt"),
        ("05334002", "Aachen", "kreisangehörige Stadt"),
        ("05382020", "Hennef (Sieg)", "kreisangehörige Stadt"),
        ("05382052", "Ruppichteroth", "Gemeinde"),
        ("05162012", "Jüchen", "kreisangehörige Stadt"),
    ],
)
def test_names_and_kinds(areas: pd.DataFrame, area_id: str, name: str, kind: str) -> None:
    assert (areas.loc[area_id, "name"], areas.loc[area_id, "kind"]) == (name, kind)


def test_names_are_intact(areas: pd.DataFrame) -> None:
    municipal = areas[areas["level"].eq("gemeinde")]["name"]
    assert municipal.is_unique
    assert municipal.str.contains("[ÄÖÜäöüß]").sum() == 64
    assert municipal.str.contains(r"[(/]").sum() == 14
    assert not areas["name"].str.contains("Ã|\ufffd").any()


def test_kinds_count_22_independent_cities(areas: pd.DataFrame) -> None:
    for level in ("kreis", "gemeinde"):
        rows = areas[areas["level"].eq(level)]
        assert rows["kind"].eq("kreisfreie Stadt").sum() == 22
    assert areas["kind"].value_counts()["Kreis"] == 30


@pytest.mark.parametrize("level", LEVELS)
def test_area_adds_up_to_the_published_total(areas: pd.DataFrame, level: str) -> None:
    total = areas[areas["level"].eq(level)]["area_km2"].sum()
    assert total == pytest.approx(34_112, rel=0.003)


def test_area_of_known_places(areas: pd.DataFrame) -> None:
    assert areas.loc["05315000", "area_km2"] == pytest.approx(405.0, rel=0.01)
    assert areas.loc["05111000", "area_km2"] == pytest.approx(217.4, rel=0.01)


def test_validity_covers_figures_since_the_last_change_of_codes(areas: pd.DataFrame) -> None:
    for vintage, fits in (("2009-10-20", False), ("2009-10-21", True), ("2024-12-31", True)):
        row = areas.loc["05334002"]
        assert areas_module.vintage_fits(vintage, row["valid_from"], row["valid_to"]) is fits


@pytest.mark.parametrize("lod", BOTH_LODS)
@pytest.mark.parametrize("level", LEVELS)
def test_levels_are_complete_valid_coverages(
    geometry: gpd.GeoDataFrame, areas: pd.DataFrame, level: str, lod: int
) -> None:
    found = polygons(geometry, areas, level, lod)
    assert len(found) == LEVELS[level]
    assert found.is_valid.all()
    assert shapely.coverage_is_valid(found.values)


@pytest.mark.parametrize("lod", BOTH_LODS)
@pytest.mark.parametrize("level", LEVELS)
def test_gaps_and_overlaps_stay_below_a_square_metre(
    geometry: gpd.GeoDataFrame, areas: pd.DataFrame, level: str, lod: int
) -> None:
    """Measured on the rounded polygons as they are drawn. NRW has no enclave, so a hole in the union is a gap."""
    found = polygons(geometry, areas, level, lod)
    union = shapely.union_all(found.values)
    square_metres_per_degree2 = 111_320 * 111_320 * np.cos(np.radians(51.5))
    overlap = (shapely.area(found.values).sum() - union.area) * square_metres_per_degree2
    holes = [shapely.Polygon(ring).area for part in shapely.get_parts(union) for ring in part.interiors]
    assert abs(overlap) <= 1.0
    assert sum(holes) * square_metres_per_degree2 <= 1.0


@pytest.mark.parametrize("lod", BOTH_LODS)
def test_parents_are_made_of_their_municipalities(geometry: gpd.GeoDataFrame, areas: pd.DataFrame, lod: int) -> None:
    municipal = polygons(geometry, areas, "gemeinde", lod)
    for level, length in (("land", 2), ("regbez", 3), ("kreis", 5)):
        for area_id, polygon in polygons(geometry, areas, level, lod).items():
            parts = municipal[municipal.index.str[:length] == area_id]
            assert shapely.coverage_union_all(parts.values).equals(polygon)


@pytest.mark.parametrize(("lod", "fewest", "most"), [(LOD_OVERVIEW, 15_000, 25_000), (LOD_DETAIL, 50_000, 70_000)])
def test_vertex_counts(geometry: gpd.GeoDataFrame, areas: pd.DataFrame, lod: int, fewest: int, most: int) -> None:
    found = polygons(geometry, areas, "gemeinde", lod)
    assert fewest <= shapely.get_num_coordinates(found.values).sum() <= most


def test_coordinates_are_rounded(geometry: gpd.GeoDataFrame) -> None:
    assert geometry.crs.to_epsg() == 4326
    coordinates = shapely.get_coordinates(geometry.geometry.values)
    assert np.array_equal(coordinates, coordinates.round(nrw.DECIMALS))


@pytest.mark.parametrize("lod", BOTH_LODS)
def test_label_points_lie_in_their_areas(geometry: gpd.GeoDataFrame, areas: pd.DataFrame, lod: int) -> None:
    found = polygons(geometry, areas, "gemeinde", lod)
    places = areas.loc[found.index]
    assert shapely.contains_xy(found.values, places["lon"], places["lat"]).all()


def test_simplifying_keeps_a_shared_border_shared() -> None:
    """Two squares with a wiggly common border of a few metres: the wiggle goes in both or in none."""
    border = [(7.1, 51.0), (7.1001, 51.03), (7.0999, 51.06), (7.1, 51.1)]
    left = shapely.Polygon([(7.0, 51.0), *border, (7.0, 51.1)])
    right = shapely.Polygon([(7.2, 51.0), (7.2, 51.1), *border[::-1]])
    reduced = nrw.simplify(gpd.GeoSeries({"a": left, "b": right}, crs=4326), 2_000)
    assert shapely.get_num_coordinates(reduced["a"]) == 5
    assert shapely.get_num_coordinates(reduced["b"]) == 5
    assert shapely.coverage_is_valid(reduced.values)


@pytest.mark.parametrize(
    ("name", "designation", "spoken"),
    [
        ("Borken", "Kreis", "Kreis Borken"),
        ("Rhein-Kreis Neuss", "Kreis", "Rhein-Kreis Neuss"),
        ("Hochsauerlandkreis", "Kreis", "Hochsauerlandkreis"),
        ("Städteregion Aachen", "Kreis", "Städteregion Aachen"),
        ("Bonn", "Kreisfreie Stadt", "Bonn"),
    ],
)
def test_kreis_name(name: str, designation: str, spoken: str) -> None:
    assert nrw.kreis_name(name, designation) == spoken


def test_sources_with_other_numbers_of_areas_are_refused(tmp_path) -> None:
    for name in ("regierungsbezirke", "kreise", "gemeinden"):
        (tmp_path / f"{name}.geo.json").write_text("[]", "utf-8")
    with pytest.raises(nrw.SampleError, match="0 statt 5"):
        nrw.build_nrw_boundaries(tmp_path)


# -- figures ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rebuilt(boundaries: Package) -> dict[str, Package]:
    assert boundaries.areas is not None
    return {p.id: p for p in publish([boundaries, *build_nrw_facts(FACTS, boundaries.areas)], {})[1:]}


def test_every_facts_file_has_catalogue_source_and_package(sample_packages: dict[str, Package]) -> None:
    names = {file.stem for file in FACTS.glob("*.csv")}
    assert names == {file.stem for file in FACTS.glob("*.yaml")} == {file.stem for file in CATALOGS.glob("nrw_*.yaml")}
    assert names <= set(sample_packages)


def test_committed_packages_equal_the_facts(rebuilt: dict[str, Package], sample_packages: dict[str, Package]) -> None:
    for package_id, package in rebuilt.items():
        assert content_hash(package) == content_hash(sample_packages[package_id]), (
            f"{package_id}: geodata/sample/workspace ist veraltet, `make sample` ausführen"
        )


def test_population_adds_up_to_the_published_state_totals(rebuilt: dict[str, Package]) -> None:
    """IT.NRW, population on 31 December; 2014 to 2021 Zensus 2011, 2024 Zensus 2022."""
    rows = rebuilt["nrw_population"].observations
    assert rows is not None
    totals = rows[rows["area_id"].str.len().eq(8)].groupby("period")["k"].sum().to_dict()
    assert totals == rows[rows["area_id"].eq("05")].set_index("period")["k"].to_dict()
    published = {"2014": 17_638_098, "2018": 17_932_651, "2019": 17_947_221, "2020": 17_925_570, "2021": 17_924_591}
    assert {year: totals[year] for year in published} == published
    assert totals["2024"] == 18_034_454


def test_opening_question_is_children_in_poverty(rebuilt: dict[str, Package]) -> None:
    ranked = sorted(
        (i.headline, i.id) for package in rebuilt.values() for i in package.catalog.indicators if i.headline
    )
    assert ranked[:3] == [(1, "sgb2_children_rate_pct"), (2, "sgb2_rate_pct"), (3, "unemployment_rate_pct")]
    assert ranked[3] == (4, "gisd_score")


def test_gisd_of_two_reference_frames_are_two_indicators(rebuilt: dict[str, Package]) -> None:
    in_state = {i.id for i in rebuilt["nrw_gemeinden_gisd"].catalog.indicators}
    in_country = {i.id for i in rebuilt["nrw_kreise_gisd"].catalog.indicators}
    assert not in_state & in_country
    for name in ("nrw_gemeinden_gisd", "nrw_kreise_gisd"):
        assert not any(i.comparable_over_time for i in rebuilt[name].catalog.indicators)


def test_an_incomplete_period_is_refused(areas: pd.DataFrame) -> None:
    ids = areas.index[areas["level"].eq("kreis")]
    complete = pd.DataFrame({"indicator": "x", "area_id": ids, "period": "2023", "group": "", "k": 1.0, "value": 1.0})
    check_complete(complete, areas, "ganz.csv")
    with pytest.raises(nrw.SampleError, match=r"halb\.csv: x 2023: 52 Gebiete, falsch oder fehlend \['05111'\]"):
        check_complete(complete[complete["area_id"].ne("05111")], areas, "halb.csv")
    with pytest.raises(nrw.SampleError, match=r"leer \['05111'\]"):
        check_complete(complete.assign(k=None, value=[None] + [1.0] * 52), areas, "leer.csv")


def test_sample_is_small_and_holds_published_data_only() -> None:
    assert _size(SAMPLE_ROOT) < 6 * 1024 * 1024
    assert [entry.name for entry in SAMPLE_ROOT.iterdir()] == ["published"]
