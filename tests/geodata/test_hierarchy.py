"""Layers below the municipality nest by key or place, in whatever order they come, and only whole ones add up."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geodata import hierarchy
from geodata.areas import KNOWN_LEVELS
from geodata.importing import commit, known_of, plan
from geodata.known import Known
from geodata.methods.aggregate import add_parent_sums
from geodata.readers.boundaries import Options
from geodata.repository import Repository
from geodata.workspace import Package, Workspace
from tests.geodata.shapes import EAST, METRIC, NORTH, city
from tests.geodata.small import BASIC, count, observations

CITY = "05315000"
RANKS = {level.id: level.rank for level in KNOWN_LEVELS.values()}


def layer(level: str, keys: list[str], width: float, *, count: int | None = None) -> gpd.GeoDataFrame:
    """Equal strips side by side over 8 km², west to east."""
    shapes = [box(EAST + i * width, NORTH, EAST + (i + 1) * width, NORTH + 1000) for i in range(len(keys))]
    frame = gpd.GeoDataFrame({"NR": keys, "NAME": [f"{level} {k}" for k in keys]}, geometry=shapes, crs=METRIC)
    return frame.head(count) if count else frame


BOROUGHS = layer("Bezirk", ["1", "2"], 4000)
PARTS = layer("Teil", ["101", "102", "201", "202"], 2000)
QUARTERS = layer("Viertel", [f"{p}0{n}" for p in (101, 102, 201, 202) for n in (1, 2)], 1000)
FILES = {"Stadtbezirk": BOROUGHS, "Stadtteil": PARTS, "Stadtviertel": QUARTERS}


@pytest.fixture(scope="module")
def base() -> Known:
    """Köln with the 8 km² that the layers cover, and an outline that contains them."""
    known = city()
    sized = known.areas.assign(area_km2=known.areas["area_km2"].where(known.areas["area_id"].ne(CITY), 8.0))
    return replace(known, areas=sized)


def load(space: Workspace, base: Known, folder: Path, name: str, frame: gpd.GeoDataFrame | None = None):
    path = folder / f"{name}.gpkg"
    path.unlink(missing_ok=True)
    (FILES[name] if frame is None else frame).to_file(path)
    known = base
    for package in space.packages():
        known = known.plus(package)
    return commit(plan([path], Options(), known), space, sample=None)


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory, base: Known) -> Path:
    """All three layers, loaded in one import, coarse to fine."""
    folder = tmp_path_factory.mktemp("layers")
    for name, frame in FILES.items():
        frame.to_file(folder / f"{name}.gpkg")
    commit(plan([folder / f"{name}.gpkg" for name in FILES], Options(), base), Workspace(folder / "w"), sample=None)
    return folder / "w"


@pytest.fixture
def loaded(together: Path, tmp_path: Path) -> Workspace:
    """A workspace of one's own with all three layers."""
    shutil.copytree(together, tmp_path / "loaded")
    return Workspace(tmp_path / "loaded")


def parents(space: Workspace) -> dict[str, str]:
    areas = known_of(space).areas
    return dict(zip(areas["area_id"].str[9:], areas["parent_id"].str[9:], strict=True))


ORDERS = [("Stadtviertel", "Stadtteil", "Stadtbezirk"), ("Stadtteil", "Stadtbezirk", "Stadtviertel")]


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_any_order_gives_the_same_state(tmp_path, base, loaded, order):
    space = Workspace(tmp_path / "w")
    for name in order:
        report = load(space, base, tmp_path, name)
    assert not report.refused
    found = parents(space)
    assert found["stadtviertel/10102"] == "stadtteil/101"
    assert found["stadtviertel/20201"] == "stadtteil/202"
    assert found["stadtteil/201"] == "stadtbezirk/2"
    assert found["stadtbezirk/2"] == ""
    assert known_of(space).areas["partition"].all()
    assert report.fingerprint_after == space.state().fingerprint
    pd.testing.assert_frame_equal(known_of(loaded).areas, known_of(space).areas)
    space.undo()
    assert set(known_of(space).areas["level"]) == {name.lower() for name in order[:2]}
    assert set(parents(space).values()) <= {"", *parents(space)}


def test_sums_reach_the_municipality_through_the_chain(loaded):
    areas = known_of(loaded).areas
    rows = observations(*[count("people", i, 10) for i in areas[areas["level"].eq("stadtviertel")]["area_id"]])
    sums = add_parent_sums(rows, BASIC, areas, RANKS).set_index("area_id")["k"]
    assert (sums[f"{CITY}/stadtteil/101"], sums[f"{CITY}/stadtbezirk/2"], sums[CITY]) == (20, 40, 80)


def test_removing_a_layer_hangs_what_is_below_elsewhere(loaded, base):
    space = loaded
    space.remove(f"boundaries_stadtteil_{CITY}", hierarchy.settle(base))
    assert parents(space)["stadtviertel/20101"] == "stadtbezirk/2"
    hierarchy.remove(space, f"boundaries_stadtbezirk_{CITY}")
    assert set(parents(space).values()) == {""}
    # The size of the city is known from the sample only; without it nothing is said to be complete.
    assert not known_of(space).areas["partition"].any()


@pytest.mark.slow
def test_a_layer_with_holes_does_not_add_up(tmp_path, base):
    space = Workspace(tmp_path / "w")
    load(space, base, tmp_path, "Stadtteil")
    report = load(space, base, tmp_path, "Stadtviertel", QUARTERS.drop(index=7))
    areas = known_of(space).areas.set_index("area_id")["partition"]
    assert areas[f"{CITY}/stadtviertel/10101"]
    assert not areas[f"{CITY}/stadtviertel/20201"]
    found = {p.code: p.message for p in report.problems}
    assert "87,5 %" in found["partition"]
    assert "Teil 202" in found["no_partition"]
    assert "Stadtteile" in found["nested"]


@pytest.mark.slow
def test_nothing_hangs_below_a_layer_with_holes(tmp_path, base):
    space = Workspace(tmp_path / "w")
    load(space, base, tmp_path, "Stadtbezirk", BOROUGHS.head(1))
    load(space, base, tmp_path, "Stadtteil", PARTS.head(2))
    assert parents(space)["stadtteil/101"] == ""
    assert not known_of(space).areas["partition"].any()


@pytest.mark.slow
def test_place_decides_where_keys_say_nothing(tmp_path, base):
    space = Workspace(tmp_path / "w")
    load(space, base, tmp_path, "Stadtbezirk")
    load(space, base, tmp_path, "Stadtteil", PARTS.assign(NR=["a1", "a2", "a3", "a4"]))
    assert parents(space)["stadtteil/a3"] == "stadtbezirk/2"


@pytest.mark.slow
def test_areas_across_a_border_stay_below_the_municipality(tmp_path, base):
    space = Workspace(tmp_path / "w")
    load(space, base, tmp_path, "Stadtbezirk")
    load(space, base, tmp_path, "Stadtteil", layer("Teil", ["a", "b", "c"], 8000 / 3))
    assert parents(space)["stadtteil/b"] == ""
    assert known_of(space).areas["partition"].all()


@pytest.mark.slow
def test_areas_that_overlap_are_kept_and_not_summed(tmp_path, base):
    space = Workspace(tmp_path / "w")
    twice = PARTS.assign(geometry=PARTS.geometry.buffer(300, join_style="mitre"))
    report = load(space, base, tmp_path, "Stadtteil", twice)
    areas = known_of(space).areas
    assert "overlaps_kept" in {p.code for p in report.problems}
    assert areas["area_km2"].tolist() == pytest.approx([2.6 * 1.6] * 4, rel=2e-3)
    assert not areas["partition"].any()


def test_a_layer_given_to_the_wrong_municipality_is_refused(tmp_path, base):
    path = tmp_path / "Stadtteil.gpkg"
    PARTS.to_file(path)
    elsewhere = base.outlines.assign(area_id="05334002", geometry=base.outlines.geometry.translate(xoff=-1))
    known = base.plus(Package("x", "x", geometry=gpd.GeoDataFrame(elsewhere)))
    report = plan([path], Options(parent="05334002"), known).report
    assert [p.code for p in report.problems if p.severity == "error"] == ["parent_contradicts"]
    assert plan([path], Options(parent="05315000"), known).packages


@pytest.mark.slow
def test_a_workspace_with_its_layers_is_a_repository(loaded):
    repository = Repository.open(loaded.root)
    assert [level.id for level in repository.levels(CITY)] == ["stadtbezirk", "stadtteil", "stadtviertel"]
    assert [level.id for level in repository.levels(f"{CITY}/stadtbezirk/1")] == ["stadtteil", "stadtviertel"]
    assert len(repository.areas("stadtviertel", f"{CITY}/stadtteil/101")) == 2
    assert repository.ancestor_at(f"{CITY}/stadtviertel/10101", "gemeinde").id == CITY
