"""INKAR, GISD and schools as they are published, with numbers that were read in the files by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.catalog import load_catalog
from geodata.importing import commit, known_of, plan
from geodata.known import Known
from geodata.readers.boundaries import Options
from geodata.repository import Repository
from geodata.sample.location import SAMPLE_ROOT
from geodata.workspace import Workspace
from tests.conftest import PROJECT

pytestmark = pytest.mark.real
SHARE = "inkar_arbeitslosenanteil_pct"
JOBLESS = "inkar_arbeitslose"
PEOPLE = "inkar_erwerbsfaehige_bevoelkerung_15_bis_unter_65_jahre"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known_of(Workspace(tmp_path_factory.mktemp("empty")), Workspace(SAMPLE_ROOT))


@pytest.fixture(scope="module")
def inkar(real_data: Path, known: Known, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    files = [real_data / "inkar" / f"{name}.xls" for name in ("A_Arbeitslosigkeit", "A_ErwerbsfaehigeBevoelkerung")]
    planned = plan(files, Options(), known, load_catalog(PROJECT / "docs" / "examples" / "inkar-arbeitslosigkeit.yaml"))
    assert [(f.matched, f.known, f.other_states) for f in planned.report.files] == [(396, 396, 10_594)] * 2
    space = Workspace(tmp_path_factory.mktemp("inkar") / "w")
    commit(planned, space)
    return Repository.open(space.root)


def test_jobless_share_of_all_municipalities_and_years(inkar):
    periods = inkar.periods(SHARE, "gemeinde", "05")
    assert periods == tuple(str(year) for year in range(2001, 2022))
    states = [inkar.values(SHARE, "gemeinde", "05", p)["status"].value_counts().to_dict() for p in periods]
    # INKAR has 0 for the population of six municipalities in 2016: no share there.
    assert states == [{"OK": 396} if p != "2016" else {"OK": 390, "MISSING": 6} for p in periods]


@pytest.mark.parametrize(
    ("area", "period", "k", "n"),
    [("05315000", "2021", 56_528, 735_452), ("05315000", "2001", 51_543, 672_886),
     ("05334002", "2021", 11_731, 174_460), ("05962052", "2021", 935, 15_769),
     ("05962052", "2001", 705, 18_953), ("05", "2021", 718_222, 11_523_746)],
)  # fmt: skip
def test_values_read_by_hand(inkar, area, period, k, n):
    cell = inkar.cell(SHARE, area, period)
    assert (cell.k, cell.n) == (k, n)
    assert cell.value == pytest.approx(100 * k / n)


def test_older_figures_and_terms(inkar):
    assert inkar.cell(JOBLESS, "05154028", "1998").k == 386
    assert inkar.cell(PEOPLE, "05154028", "2016").status == "MISSING"
    assert inkar.cell(PEOPLE, "05154", "2016").status == "MISSING"  # a sum with a gap is no sum
    source = inkar.dataset_of(JOBLESS).source
    assert (source.licence, source.attribution) == ("dl-de/by-2-0", "© BBSR Bonn 2024, INKAR")
    assert "im Jahresdurchschnitt" in inkar.indicator(JOBLESS).description


def test_gisd_without_a_catalogue(real_data, known):
    folder = real_data / "gisd"
    files = [folder / f"GISD_Nordrhein-Westfalen_{name}.csv" for name in ("Gemeindeverband", "Kreis")]
    planned = plan(files, Options(), known)
    assert [(f.level, f.matched, f.known) for f in planned.report.files] == [("gemeinde", 396, 396), ("kreis", 53, 53)]
    rows = planned.packages[0].observations.set_index(["area_id", "period"])["value"]
    assert len(rows) == 396 * 24
    assert rows["05111000", "1998"] == 0.13696
    assert [i.id for p in planned.packages for i in p.catalog.indicators] == ["gisd_score", "gisd_nrw_kreise_score"]


@pytest.fixture(scope="module")
def schools(real_data: Path):
    files = [
        real_data / "boundaries" / "vg250-2014-nrw.geojson",
        real_data / "koeln" / "Stadtteil.shp",
        real_data / "schulen" / "schulsozialindex-2024-25.csv",
    ]
    return plan(files, Options(), Known())


def test_schools_are_found_and_what_does_not_fit_is_named(schools):
    report, package = schools.report.files[2], schools.packages[2]
    assert (report.matched, report.known, report.rows) == (396, 396, 5407)
    assert len(package.facilities) == 5407
    assert package.facilities["lon"].notna().sum() == 5405 - 9
    found = {p.code: p.message for p in report.problems}
    assert "(Anzahl: 2)" in found["points_without_place"]
    assert "(Anzahl: 9)" in found["points_outside"]
    assert report.unmatched == []  # each of them counts in the municipality the file states
    assert "weggelassen" not in found["points_outside"]
    assert "points_dropped" not in found


def test_school_figures_add_up(schools):
    rows = schools.packages[2].observations
    municipal = rows[rows["area_id"].str.len().eq(8)]
    total = municipal.groupby("indicator")[["k", "n"]].sum()
    assert total.loc["schools_count", "k"] == 5407
    assert total.loc["schools_social_index_mean", "n"] == 4142
    few = municipal[municipal["status"].eq("BELOW_MINIMUM") & municipal["indicator"].eq("schools_social_index_mean")]
    assert few["n"].isin([1, 2]).all()
    assert few["value"].isna().all()
    assert set(rows["period"]) == {"2024/2025"}


def test_schools_of_cologne_counted_by_hand(schools):
    rows = schools.packages[2].observations
    city = rows[rows["area_id"].eq("05315000")].set_index("indicator")
    assert city.loc["schools_count", "k"] == 305
    assert city.loc["schools_pupils_count", "k"] == 150_895
    assert (city.loc["schools_social_index_mean", "n"], city.loc["schools_social_index_mean", "value"]) == (
        226,
        pytest.approx(1041 / 226),
    )
    assert city.loc["schools_pupils_index_6_to_9_pct", ["k", "n"]].tolist() == [32_745, 98_665]
    parts = rows[rows["area_id"].str.startswith("05315000/stadtteil/") & rows["indicator"].eq("schools_count")]
    assert len(parts) == 86
    assert 295 <= parts["k"].sum() <= 305  # a few coordinates lie in a neighbouring town
