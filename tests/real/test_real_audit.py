"""The audit of a real city: its sums hold, and one cell taken out is found again by every way that leads to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geodata.audit.packages import audit_packages
from geodata.catalog import load_catalog
from geodata.importing import plan
from geodata.known import Known
from geodata.observations import ValueStatus
from geodata.package import Package
from geodata.readers.boundaries import Options

pytestmark = pytest.mark.real
CATALOG = Path(__file__).resolve().parents[2] / "docs" / "examples" / "koeln-bevoelkerung.yaml"
SUBURB = "05315000/stadtteil/205"


@pytest.fixture(scope="module")
def cologne(real_data: Path) -> list[Package]:
    known = Known.of(plan([real_data / "boundaries" / "vg250-2014-nrw.geojson"], Options(), Known()).packages)
    files = [real_data / "koeln" / name for name in ("Stadtbezirk.shp", "Stadtteil.shp", "bevoelkerung.csv")]
    return list(plan(files, Options(), known, load_catalog(CATALOG)).packages)


def hidden(packages: list[Package], *cells: tuple[str, str]) -> list[Package]:
    """With cells (indicator, group) of one suburb in 2012 suppressed."""
    *others, last = packages
    assert last.observations is not None
    rows = last.observations.copy()
    for indicator, group in cells:
        which = rows["indicator"].eq(indicator) & rows["group"].eq(group)
        which &= rows["area_id"].eq(SUBURB) & rows["period"].eq("2012")
        assert which.sum() == 1
        rows.loc[which, ["k", "value"]] = float("nan")
        rows.loc[which, "status"] = ValueStatus.SUPPRESSED.value
    return [*others, replace(last, observations=rows)]


def test_nothing_is_suppressed_and_all_sums_hold(cologne):
    found = audit_packages(cologne)
    assert found.safe
    assert (found.suppressed, found.contradictions, found.unusable) == (0, (), 0)
    assert found.relations > 5000


@pytest.mark.parametrize(
    ("cells", "leaking"),
    [
        ([("koeln_foreigners_count", "")], 1),  # by the other suburbs of its borough
        ([("koeln_residents_by_age_count", "age_75_plus"), ("koeln_age_75_plus_count", "")], 2),
    ],
)
def test_a_hidden_cell_is_found_again(cologne, cells, leaking):
    found = audit_packages(hidden(cologne, *cells))
    assert len(found.leaks) == leaking
    assert set(found.leaks["area_id"]) == {SUBURB}
    assert (found.leaks["lower"] == found.leaks["upper"]).all()
