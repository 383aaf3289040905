"""The fictional region is what the measurements say it is: many detailed areas without gap or overlap."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.karte import synthetic
from dashboard.state import resolve
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.repository import Repository

SIDE = 40  # 1600 quarters: quick, and several Kreise


@pytest.fixture(scope="module")
def region() -> Package:
    return synthetic.region(SIDE)


def polygons(region: Package, level: str) -> np.ndarray:
    assert region.geometry is not None
    assert region.areas is not None
    ids = region.areas[region.areas["level"].eq(level)]["area_id"]
    overview = region.geometry[region.geometry["lod"].eq(0)].set_index("area_id")
    return overview.loc[ids].geometry.to_numpy()


@pytest.mark.parametrize(("level", "count"), [("quartier", 1600), ("gemeinde", 64), ("kreis", 4), ("land", 1)])
def test_every_level_is_a_coverage_of_the_same_land(region: Package, level: str, count: int) -> None:
    shapes = polygons(region, level)
    assert len(shapes) == count
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    land = polygons(region, "land")[0]
    assert shapely.area(shapes).sum() == pytest.approx(land.area, rel=1e-9)
    assert len(land.interiors) == 0


def test_quarters_have_at_least_25_vertices(region: Package) -> None:
    rings = shapely.get_exterior_ring(polygons(region, "quartier"))
    assert (shapely.get_num_coordinates(rings) - 1 >= 25).all()  # the first point is repeated at the end


def test_the_same_seed_gives_the_same_region(region: Package) -> None:
    again, other = synthetic.region(SIDE), synthetic.region(SIDE, seed=8)
    assert region.observations is not None
    assert region.observations.equals(again.observations)
    assert not region.observations.equals(other.observations)
    assert (polygons(region, "quartier") == polygons(again, "quartier")).all()
    assert not (polygons(region, "quartier") == polygons(other, "quartier")).any()


@pytest.mark.slow
def test_the_app_opens_it_with_several_indicators_and_periods(tmp_path: Path) -> None:
    synthetic.build(tmp_path / "workspace", SIDE)
    repository = Repository.open(tmp_path / "workspace", sample=None)
    state, notices = resolve({"region": synthetic.ROOT, "level": "quartier", "ind": "raster_poverty"}, repository)
    assert notices == ()
    assert (state.region, state.level, state.ind) == (synthetic.ROOT, "quartier", "raster_poverty")
    assert len(repository.indicators("quartier", synthetic.ROOT)) == 5
    assert len(repository.periods("raster_poverty", "quartier", synthetic.ROOT)) == 4
    cells = repository.values("raster_poverty", "quartier", synthetic.ROOT, state.period)
    states = cells["status"].value_counts()
    assert states[ValueStatus.OK] > 0.95 * len(cells)
    assert states[ValueStatus.SUPPRESSED] > 0  # small counts are part of every real delivery
