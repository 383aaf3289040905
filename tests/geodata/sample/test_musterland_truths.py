"""Every planted truth of Musterland can be found in its figures; the file says what the generator planted."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.observations import ValueStatus
from geodata.sample.musterland.build import musterland_catalog
from geodata.sample.musterland.truths import truths, truths_yaml
from tests.geodata.sample.musterland_tables import (
    POVERTY,
    TRUTHS,
    TRUTHS_FILE,
    YEARS,
    connected,
    ids,
    only,
    package,
    quarters,
    table,
)


def test_file_of_truths_is_what_the_generator_planted() -> None:
    assert TRUTHS_FILE.read_text("utf-8") == truths_yaml()
    known, indicators = set(package().areas["area_id"]), {i.id for i in musterland_catalog().indicators}
    kinds = "cluster hidden_hotspot shelter student_residence tiny_quarter improvement decline gap break undersupply"
    assert {t["kind"] for t in TRUTHS.values()} == set(kinds.split())
    for truth in TRUTHS.values():
        assert set(truth["area_ids"]) <= known
        assert set(truth["indicators"]) <= indicators
        assert set(truth["periods"]) <= set(YEARS)
        assert truth["sentence"].endswith(".")


def test_quarters_carry_one_truth_each() -> None:
    single = [t for t in TRUTHS.values() if t["kind"] not in ("gap", "break")]
    areas = [a for t in single for a in t["area_ids"]]
    assert len(areas) == len(set(areas))


@pytest.mark.parametrize("name", ["city_cluster", "border_cluster"])
def test_clusters_are_connected_and_burdened(name: str) -> None:
    members = TRUTHS[name]["area_ids"]
    assert len(members) >= 5
    assert connected(members)
    for indicator in TRUTHS[name]["indicators"]:
        values = quarters(indicator)
        assert (values.loc[members, "2023"] >= values["2023"].quantile(0.85)).all()
        assert values.loc[members].mean().min() > 1.5 * values.mean().max()


def test_border_cluster_crosses_a_border_of_kreise() -> None:
    parts = [a.split("/") for a in TRUTHS["border_cluster"]["area_ids"]]
    assert len({p[1] for p in parts}) == 2
    assert len({tuple(p[1:3]) for p in parts}) >= 3


def test_well_off_belt_is_connected_and_favourable() -> None:
    members = TRUTHS["well_off_belt"]["area_ids"]
    assert connected(members)
    for indicator in TRUTHS["well_off_belt"]["indicators"]:
        now = quarters(indicator)["2023"]
        assert now[members].mean() < now.quantile(0.25)


def test_hidden_hotspot_disappears_in_the_municipal_mean() -> None:
    area = only("hidden_hotspot")
    town = area.split("/quartier")[0]
    for indicator in TRUTHS["hidden_hotspot"]["indicators"]:
        for year in YEARS:
            values = table(indicator)[year]
            assert values[town] < values["muster"], (indicator, year)
            assert values[area] >= values[ids("quartier")].quantile(0.95)


def test_shelter_changes_one_quarter_overnight() -> None:
    area = only("refugee_shelter")
    people, foreign, poverty = (table(f"muster_{i}") for i in ("population", "foreigners_pct", "child_poverty_pct"))
    assert people.loc[area, "2016"] - people.loc[area, "2015"] > 400
    assert foreign.loc[area, "2016"] > foreign.loc[area, "2015"] + 15
    assert poverty.loc[area, "2015"] < poverty.loc["muster", "2015"] * 1.2
    assert (poverty.loc[area, TRUTHS["refugee_shelter"]["periods"]] > 40).all()


def test_students_hide_youth_unemployment() -> None:
    area = only("student_residence")
    youth, young = quarters("muster_youth_unemployment_pct"), quarters("muster_youth_unemployment_pct", "n")
    share_young = young / quarters("muster_population")
    assert (share_young.loc[area] > 0.3).all()
    assert (share_young.drop(index=area) < 0.25).all(axis=None)
    assert youth.loc[area].mean() < youth.mean(axis=1).quantile(0.25)
    assert (table(POVERTY).loc[area] > table(POVERTY).loc["muster"] + 4).all()


def test_tiny_quarter_is_wild() -> None:
    area = only("tiny_quarter")
    assert (table("muster_population").loc[area] == 180).all()
    yearly = quarters(POVERTY).diff(axis=1).abs()
    assert yearly.loc[area].mean() > 3 * yearly.drop(index=area).mean(axis=1).max()
    assert quarters(POVERTY)["2023"].idxmax() == area
    assert table(POVERTY, "n").loc[area, "2023"] < 40


def significant(area: str, indicator: str) -> bool:
    """Two-sample test of the first against the last year (|z| > 3), as if cases were independent."""
    k, n = table(indicator, "k").loc[area], table(indicator, "n").loc[area]
    first, last = k["2014"] / n["2014"], k["2023"] / n["2023"]
    pooled = (k["2014"] + k["2023"]) / (n["2014"] + n["2023"])
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n["2014"] + 1 / n["2023"]))
    return bool(abs(last - first) / spread > 3)


@pytest.mark.parametrize(("name", "sign"), [("improvement", -1), ("decline", 1)])
def test_real_changes_stand_out(name: str, sign: int) -> None:
    area = only(name)
    for indicator in TRUTHS[name]["indicators"]:
        values = quarters(indicator)
        change = (sign * (values["2023"] - values["2014"])).drop(index=[only("tiny_quarter"), only("refugee_shelter")])
        assert change.idxmax() == area
        assert change[area] > 2 * change.drop(index=area).max()
        assert significant(area, indicator)
    assert sign * (table(POVERTY).loc[area, "2023"] - table(POVERTY).loc[area, "2014"]) > 15
    assert abs(table(POVERTY).loc["muster", "2023"] - table(POVERTY).loc["muster", "2014"]) < 2


def test_break_lifts_all_kreise_at_once_and_is_declared() -> None:
    (indicator,), (year,) = TRUTHS["language_break"]["indicators"], TRUTHS["language_break"]["periods"]
    assert [b.period for b in musterland_catalog().indicator(indicator).breaks] == [year]
    before = str(int(year) - 1)
    values = table(indicator).loc[ids("kreis")]
    assert (values[year] - values[before] > 4).all()
    assert table(indicator).loc["muster", year] > table(indicator).loc["muster", before] + 8
    earlier = table(indicator).loc["muster", YEARS[: YEARS.index(year)]]
    assert earlier.diff().abs().max() < 2


@pytest.mark.parametrize("name", ["undelivered_quarters", "cancelled_examinations"])
def test_gaps_are_missing_and_nothing_else_is(name: str) -> None:
    truth, rows = TRUTHS[name], package().observations
    rows = rows[rows["indicator"].isin(truth["indicators"])]
    planted = rows["area_id"].isin(truth["area_ids"]) & rows["period"].isin(truth["periods"])
    assert planted.sum() >= len(truth["area_ids"]) * len(truth["periods"]) * len(truth["indicators"])
    assert rows["status"].eq(ValueStatus.MISSING).equals(planted)
    assert rows[planted][["k", "n", "value"]].isna().all(axis=None)


def test_town_of_undelivered_quarters_has_its_own_figure() -> None:
    truth = TRUTHS["undelivered_quarters"]
    town = truth["area_ids"][0].split("/quartier")[0]
    for indicator in truth["indicators"]:
        assert table(indicator).loc[town, truth["periods"]].notna().all()


def test_undersupply_of_kita_places() -> None:
    members = TRUTHS["kita_undersupply"]["area_ids"]
    places = package().facilities.query("type == 'kita'").groupby("area_id")["places"].sum()
    children = table("muster_children_under_6")["2023"]
    ratio = places.reindex(members).fillna(0).sum() / children[members].sum()
    land = places.sum() / children["muster"]
    assert connected(members)
    assert 0.5 < land < 0.8
    assert ratio < land / 2


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.slow
def test_other_seeds_plant_the_same_kinds(seed: int) -> None:
    planted = truths(seed)
    assert [t["id"] for t in planted] == list(TRUTHS)
    assert all(t["area_ids"] for t in planted)
