"""The façade: what may be shown comes out as published, everything else as a status."""

from __future__ import annotations

import itertools

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geodata.catalog import IndicatorKind
from geodata.errors import GeodataError
from geodata.observations import ValueStatus
from geodata.repository import Repository
from geodata.workspace import Package, Workspace
from tests.geodata.small import (
    BASIC,
    CITY,
    COUNTRY,
    FULL,
    MAIN,
    PEOPLE,
    POOR,
    QUARTERS,
    STATE,
    TOWN,
    VILLAGE,
    areas,
    catalog,
    count,
    package,
    poor,
    repository,
)

Shown = tuple[float | None, float | None, float | None, str]


def cell(repo: Repository, indicator: str, area_id: str = CITY, period: str = "2023", group: str = "") -> Shown:
    """k, n, value, status of one cell; None stands for NaN so that tuples compare."""
    found = repo.cell(indicator, area_id, period, group)
    k, n, value = (None if pd.isna(x) else x for x in (found.k, found.n, found.value))
    return k, n, value, found.status.value


# -- the gate ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (1, 50, (None, 50, None, "SUPPRESSED")),
        (49, 50, (None, 50, None, "SUPPRESSED")),
        (0, 50, (0, 50, 0, "OK")),
        (50, 50, (50, 50, 100, "OK")),
        (5, 50, (5, 50, 10, "OK")),
        (0, 0, (None, 0, None, "NOT_MEANINGFUL")),
        (1, 2, (None, None, None, "SUPPRESSED")),
    ],
)
def test_the_gate_stands_before_every_way_out(k, n, expected):
    repo = repository(poor(k, n))
    assert cell(repo, "poor") == expected
    row = repo.values("poor", "kreis", STATE, "2023").loc[CITY]
    series = repo.series("poor", CITY).loc["2023"]
    for found in (row, series):
        assert tuple(None if pd.isna(x) else x for x in found) == expected


def test_no_row_is_missing():
    repo = repository(poor(5, 50))
    assert cell(repo, "poor", COUNTRY) == (None, None, None, "MISSING")
    assert cell(repo, "poor", period="1999") == (None, None, None, "MISSING")
    assert cell(repo, "poor", group="f") == (None, None, None, "MISSING")
    values = repo.values("poor", "kreis", STATE, "2023")
    assert values["status"].to_dict() == {CITY: "OK", COUNTRY: "MISSING"}
    assert set(repo.values("poor", "kreis", STATE, "1999")["status"]) == {"MISSING"}


def test_values_have_one_row_per_area_and_numbers_as_numbers():
    for period in ("2023", "1999"):
        values = repository(poor(5, 50)).values("poor", "kreis", STATE, period)
        assert list(values.columns) == ["k", "n", "value", "status"]
        assert list(values.index) == [CITY, COUNTRY]
        assert {str(values[c].dtype) for c in ("k", "n", "value")} == {"float64"}


# -- several packages ----------------------------------------------------------------------------------------


def test_figures_of_another_territory_are_not_joined_but_counted():
    held = Package("areas", "Grenzen", BASIC, areas(valid_from="2009-10-21"))
    old = {"boundary_vintage": "2008-12-31"}
    first = package(poor(5, 50, **old), poor(6, 50, period="2022", **old), poor(7, 50, COUNTRY), with_areas=False)
    second = package(
        poor(8, 50, TOWN, **old),
        poor(9, 50, VILLAGE, boundary_vintage="2009-10-21"),
        with_areas=False,
        package_id="two",
    )
    repo = Repository([held, first, second], "test")
    assert cell(repo, "poor") == (None, None, None, "MISSING")
    assert repo.refused_vintages == {"made": 3}
    assert cell(repo, "poor", COUNTRY)[0] == 7  # no vintage named
    assert cell(repo, "poor", VILLAGE)[0] == 9


def test_the_later_package_wins_cell_by_cell():
    first = package(poor(5, 50), poor(6, 50, COUNTRY))
    second = package(poor(10, 50), package_id="later", with_areas=False)
    repo = Repository([first, second], "test")
    assert cell(repo, "poor")[0] == 10
    assert cell(repo, "poor", COUNTRY)[0] == 6


def test_the_later_package_wins_for_names_and_descriptions():
    renamed = areas(CITY, name="Neuer Name")
    words = catalog(POOR.model_copy(update={"name": "Neues Wort"}))
    repo = Repository([package(poor(5, 50)), Package("later", "Später", words, renamed)], "test")
    assert repo.area(CITY).name == "Neuer Name"
    assert repo.area(COUNTRY).name == "Gebiet 05382"
    assert repo.indicator("poor").name == "Neues Wort"
    assert cell(repo, "poor")[0] == 5


def test_figures_of_a_dataset_that_no_longer_owns_the_indicator_are_dropped():
    moved = catalog(POOR.model_copy(update={"dataset": "better"}), dataset="better")
    better = package(poor(10, 50, COUNTRY, dataset="better"), package_id="better", catalog=moved)
    repo = Repository([package(poor(5, 50)), better], "test")
    assert cell(repo, "poor") == (None, None, None, "MISSING")
    assert cell(repo, "poor", COUNTRY)[0] == 10
    assert repo.dataset_of("poor").id == "better"


def test_packages_without_parts_are_no_obstacle():
    bare = Package("bare", "Leer")
    no_rows = package(poor(5, 50), package_id="no_rows")
    no_rows = Package("no_rows", "Leer", no_rows.catalog, no_rows.areas, observations=no_rows.observations.head(0))
    assert Repository([], "test").roots == ()
    assert Repository([bare], "test").indicators() == ()
    repo = Repository([bare, no_rows], "test")
    assert repo.indicators() == ()
    assert cell(repo, "poor") == (None, None, None, "MISSING")


def test_published_packages_hold_no_figures():
    (listed,) = repository(poor(5, 50)).packages
    assert (listed.id, listed.observations, listed.areas) == ("made", None, None)


# -- areas and levels ----------------------------------------------------------------------------------------


def test_an_area_knows_what_is_above_it():
    area = repository().area(TOWN)
    assert (area.name, area.level, area.parents, area.area_km2) == (
        f"Gebiet {TOWN}",
        "gemeinde",
        (COUNTRY, STATE),
        3.0,
    )


def test_an_unknown_area_is_refused():
    for call in (repository().area, lambda i: repository().ancestor_at(i, "land"), repository().levels):
        with pytest.raises(GeodataError) as error:
            call("05999")
        assert error.value.problems[0].code == "unknown_area"


def test_areas_by_level_and_region():
    repo = repository()
    assert list(repo.areas()["area_id"]) == list(MAIN)
    assert list(repo.areas("gemeinde", COUNTRY)["area_id"]) == [TOWN, VILLAGE]
    assert list(repo.areas(level="kreis", region=STATE)["area_id"]) == [CITY, COUNTRY]
    assert list(repo.areas(region=COUNTRY)["area_id"]) == [COUNTRY, TOWN, VILLAGE]
    assert repo.areas("gemeinde", "05999").empty


def test_the_area_above_at_a_level():
    repo = repository()
    assert [repo.ancestor_at(TOWN, level).id for level in ("gemeinde", "kreis", "land")] == [
        TOWN,
        COUNTRY,
        STATE,
    ]
    assert repo.ancestor_at(TOWN, "regbez") is None
    assert repo.ancestor_at(STATE, "kreis") is None


def test_real_regions_come_before_fictional_ones():
    invented = areas("99", name="Aland", level="land", parent_id="", region="99", fictional=True)
    repo = Repository([Package("fiction", "Fiktiv", areas=invented), package()], "test")
    assert [root.id for root in repo.roots] == [STATE, "99"]


def test_levels_below_the_municipality_need_every_municipality():
    town_quarters = tuple(f"{i}/stadtteil/1" for i in (TOWN, VILLAGE))

    def levels(region: str, *quarters: str) -> list[str]:
        repo = Repository([Package("a", "A", areas=areas(*MAIN, *quarters))], "test")
        return [level.id for level in repo.levels(region)]

    assert levels(STATE) == ["kreis", "gemeinde"]
    assert levels(STATE, *QUARTERS) == ["kreis", "gemeinde"]  # one filled city would mislead
    assert levels(CITY, *QUARTERS) == ["gemeinde", "stadtteil"]
    assert levels(COUNTRY, *QUARTERS) == ["gemeinde"]
    assert levels(COUNTRY, town_quarters[0]) == ["gemeinde", "stadtteil"]
    assert levels("05315000", *QUARTERS) == ["stadtteil"]
    assert levels(STATE, *QUARTERS, *town_quarters) == ["kreis", "gemeinde", "stadtteil"]


def with_shapes(*lods: int) -> Repository:
    shapes = gpd.GeoDataFrame(
        {
            "area_id": [i for _ in lods for i in (CITY, COUNTRY)],
            "lod": [lod for lod in lods for _ in range(2)],
        },
        geometry=[box(0, 0, 1 + lod, 1) for lod in lods for _ in range(2)],
        crs=4326,
    )
    return Repository([Package("shapes", "Formen", BASIC, areas(), shapes)], "test")


def test_geometry_of_a_level_in_one_detail():
    repo = with_shapes(0, 1)
    for lod in (0, 1):
        found = repo.geometry("kreis", STATE, lod)
        assert list(found["area_id"]) == [CITY, COUNTRY]
        assert list(found["name"]) == ["Gebiet 05315", "Gebiet 05382"]
        assert found.bounds["maxx"].tolist() == [1 + lod, 1 + lod]
        assert found.crs.to_epsg() == 4326
    assert list(repo.geometry("kreis", CITY)["area_id"]) == [CITY]


def test_geometry_is_empty_without_geometry():
    for repo, level in ((repository(), "kreis"), (with_shapes(0), "gemeinde"), (with_shapes(0), "regbez")):
        found = repo.geometry(level, STATE)
        assert found.empty
        assert {"area_id", "name", "geometry"} <= set(found.columns)
        assert found.crs.to_epsg() == 4326


def test_the_address_of_geometry_changes_with_shapes_and_names():
    renamed = Repository([package(), Package("later", "Später", areas=areas(CITY, name="Neu"))], "test")
    hashes = [with_shapes(0).geometry_hash, with_shapes(0, 1).geometry_hash, repository().geometry_hash]
    assert len({*hashes, renamed.geometry_hash}) == 4
    assert with_shapes(0).geometry_hash == hashes[0]
    assert repository(poor(5, 50)).geometry_hash == repository().geometry_hash


def test_outlines_name_everyone_once():
    one = Package("one", "Eins", catalog(attribution="Amt A"), areas())
    two = Package("two", "Zwei", catalog(attribution="Amt B", dataset="b"), areas(CITY))
    repo = Repository([one, two], "test")
    assert repo.boundary_attribution("gemeinde", STATE) == "Amt A"
    assert set(repo.boundary_attribution("kreis", STATE).split("; ")) == {"Amt A", "Amt B"}


# -- indicators, groups, periods -----------------------------------------------------------------------------


def test_indicators_where_they_have_rows():
    repo = repository(poor(5, 50), count("people", TOWN, 30))
    assert [i.id for i in repo.indicators()] == ["people", "poor"]
    assert [i.id for i in repo.indicators("kreis")] == ["poor"]
    assert [i.id for i in repo.indicators("gemeinde", COUNTRY)] == ["people"]
    assert repo.indicators("gemeinde", CITY) == ()


def test_an_unknown_indicator_is_refused():
    with pytest.raises(GeodataError) as error:
        repository().indicator("unbekannt")
    assert error.value.problems[0].code == "unknown_indicator"


def test_groups_in_the_order_of_the_catalogue():
    grouped = catalog(POOR.model_copy(update={"groups": {"w": "Frauen", "m": "Männer"}}))
    rows = [poor(5, 50, group=g) for g in ("m", "x", "", "w")]
    assert repository(*rows, catalog=grouped).groups("poor") == ("", "w", "m", "x")


def test_periods_and_series_are_in_order_of_time():
    texts = ["2023", "2021-06", "2019/2020", "2020-12-31"]
    in_order = ("2019/2020", "2020-12-31", "2021-06", "2023")
    repo = repository(*(poor(5 + i, 50, period=p) for i, p in enumerate(texts)), poor(9, 50, COUNTRY, "2018"))
    assert repo.periods("poor", "kreis", CITY) == in_order
    assert repo.periods("poor", "kreis", STATE) == ("2018", *in_order)
    assert repo.periods("poor", "kreis", STATE, "f") == ()
    series = repo.series("poor", CITY)
    assert tuple(series.index) == in_order
    assert series["k"].tolist() == [7, 8, 6, 5]
    assert {str(series[c].dtype) for c in ("k", "n", "value")} == {"float64"}


def test_a_series_without_rows_is_empty():
    series = repository(poor(5, 50)).series("poor", COUNTRY)
    assert series.empty
    assert list(series.columns) == ["k", "n", "value", "status"]


# -- sums and derived figures --------------------------------------------------------------------------------


def test_sums_over_children():
    repo = repository(poor(10, 100, TOWN), poor(30, 100, VILLAGE), poor(1, 50, "05315000"))
    assert cell(repo, "poor", COUNTRY) == (40, 200, 20, "OK")
    assert cell(repo, "poor", CITY) == (None, None, None, "SUPPRESSED")
    assert cell(repo, "poor", STATE) == (None, None, None, "SUPPRESSED")


def test_sums_add_the_later_packages_cells():
    first = package(count("people", TOWN, 30), count("people", VILLAGE, 12))
    second = package(count("people", VILLAGE, 20), package_id="later", with_areas=False)
    assert cell(Repository([first, second], "test"), "people", COUNTRY)[0] == 50


def test_derived_figures_use_sums_and_pass_the_gate():
    rows = [count("people", TOWN, 60), count("people", VILLAGE, 20), count("people", CITY, 50)]
    kids = [count("children", TOWN, 15), count("children", VILLAGE, 5), count("children", CITY, 49)]
    repo = repository(*rows, *kids, catalog=FULL)
    assert cell(repo, "child_share", COUNTRY) == (20, 80, 25, "OK")
    assert cell(repo, "child_share", CITY) == (None, 50, None, "SUPPRESSED")  # all but one
    assert cell(repo, "density", COUNTRY) == (None, None, 20, "OK")  # 80 on 4 km²
    assert cell(repo, "density", CITY) == (None, None, 50, "OK")


def test_change_over_a_year():
    rows = [poor(10, 50, period="2022"), poor(15, 50), poor(1, 50, COUNTRY, "2022"), poor(15, 50, COUNTRY)]
    repo = repository(*rows, catalog=FULL)
    assert cell(repo, "poor_change") == (None, None, 10, "OK")
    assert cell(repo, "poor_change", COUNTRY) == (None, None, None, "SUPPRESSED")


def test_a_catalogue_of_derived_figures_without_any_rows_is_no_obstacle():
    assert repository(catalog=FULL).indicators() == ()
    assert [i.id for i in repository(poor(5, 50), catalog=FULL).indicators()] == ["poor"]


def test_a_published_figure_is_not_replaced_by_a_derived_one():
    published = {"indicator": "density", "value": 51.5, "area_id": CITY}
    repo = repository(count("people", CITY, 50), count("people", COUNTRY, 80), published, catalog=FULL)
    assert cell(repo, "density") == (None, None, 51.5, "OK")
    assert repo.values("density", "kreis", STATE, "2023")["value"].to_dict() == {CITY: 51.5, COUNTRY: 20}


# -- workspace and embedded sample ---------------------------------------------------------------------------


def test_open_adds_the_workspace_to_the_sample(tmp_path):
    sample, own = tmp_path / "sample", tmp_path / "own"
    Workspace(sample).put(package(poor(5, 50), poor(6, 50, COUNTRY)))
    alone = Repository.open(own, sample=sample)
    assert cell(alone, "poor")[0] == 5
    Workspace(own).put(package(poor(10, 50), poor(1, 50, COUNTRY), with_areas=False, catalog=catalog(PEOPLE, POOR)))
    both = Repository.open(own, sample=sample)
    assert (cell(both, "poor")[0], cell(both, "poor", COUNTRY)[3]) == (10, "SUPPRESSED")
    assert both.fingerprint != alone.fingerprint
    assert Repository.open(own, sample=sample).fingerprint == both.fingerprint
    assert Repository.open(None, sample=None).indicators() == ()


def test_open_refuses_a_damaged_workspace(tmp_path):
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "manifest.json").write_text("{")
    with pytest.raises(GeodataError) as error:
        Repository.open(tmp_path, sample=None)
    assert error.value.problems[0].code == "workspace_damaged"


@pytest.fixture(scope="module")
def embedded() -> Repository:
    return Repository.open()


@pytest.mark.slow
def test_the_sample_has_one_fingerprint(embedded):
    again = Repository.open()
    assert again.fingerprint == embedded.fingerprint
    assert again.geometry_hash == embedded.geometry_hash
    assert embedded.refused_vintages == {}


@pytest.mark.slow
def test_no_cell_of_the_sample_tells_of_fewer_than_three(embedded):
    seen, statuses = 0, set()
    regions = [root.id for root in embedded.roots]
    levels = sorted(set(embedded.areas()["level"]))
    for indicator, region, level in itertools.product(embedded.indicators(), regions, levels):
        for group in embedded.groups(indicator.id):
            for period in embedded.periods(indicator.id, level, region, group):
                cells = embedded.values(indicator.id, level, region, period, group)
                seen += len(cells)
                statuses |= set(cells["status"])
                hidden = cells[cells["status"].ne(ValueStatus.OK)]
                assert hidden[["k", "value"]].isna().all(axis=None)
                assert cells[cells["status"].eq(ValueStatus.OK)]["value"].notna().all()
                if indicator.kind is not IndicatorKind.VALUE_ONLY:
                    for numbers in (cells["k"], cells["n"], cells["n"] - cells["k"]):
                        assert not (numbers.gt(0) & numbers.lt(3)).any(), (indicator.id, level, period, group)
    assert seen > 50_000
    assert {"OK", "SUPPRESSED"} <= statuses
