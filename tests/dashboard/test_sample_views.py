"""Everything the controls offer over the embedded data can be shown and linked to."""

from __future__ import annotations

import pytest

from dashboard.state import from_query, resolve, to_query
from dashboard.views.controls import build_regions
from dashboard.views.karte import build_karte
from geodata.repository import Repository


@pytest.fixture(scope="module")
def sample(embedded: Repository) -> Repository:
    return embedded


@pytest.mark.slow
def test_every_region_on_every_level(sample: Repository) -> None:
    regions = [option.value for group in build_regions(sample) for option in group.options]
    assert len(regions) > 100
    for region in regions:
        for level in sample.levels(region):
            state, notices = resolve({"region": region, "level": level.id}, sample)
            assert (state.region, state.level, notices) == (region, level.id, ())
            assert from_query(to_query(state), sample) == (state, ())
            assert len(build_karte(sample, state).place.ids) == len(sample.areas(level.id, region))


@pytest.mark.slow
@pytest.mark.parametrize("root", ["05", "muster"])
def test_every_indicator_in_every_period(sample: Repository, root: str) -> None:
    for indicator in sample.indicators(None, root):
        state, notices = resolve({"region": root, "ind": indicator.id}, sample)
        assert (state.ind, notices) == (indicator.id, ())
        for period in sample.periods(state.ind, state.level, root, state.group):
            state, notices = resolve(
                {"region": root, "ind": indicator.id, "level": state.level, "period": period}, sample
            )
            assert (state.period, notices) == (period, ())
            assert build_karte(sample, state).headline.hint == "", (indicator.id, period)
